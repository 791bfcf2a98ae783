"""Words for goods that shops have in one language and owners say in the other, where they do not sound
alike: lemmas in Russian, each with the English word."""

from __future__ import annotations

_PAIRS = """
чай tea, чашка cup, кружка mug, тарелка plate, миска bowl, ложка spoon, нож knife, вилка fork, чайник kettle,
стакан glass, бокал glass, кухня kitchen, дом home, подарок gift, подарочный gift, сладость sweets, сладкое sweets,
конфета candy, печенье cookies, мед honey, варенье jam, джем jam, молоко milk, сахар sugar, соль salt, перец pepper,
вода water, хлеб bread, масло butter, пирог cake, торт cake, орех nuts, миндаль almond, имбирь ginger, мята mint,
ромашка camomile, зеленый green, черный black, белый white, синий blue, голубой blue, красный red, серый grey,
темный dark, молочный milk, свеча candle, ваза vase, плед blanket, одеяло blanket, подушка cushion, полотенце towel,
салфетка napkins, скатерть tablecloth, часы clock, коврик mat, коробка box, набор set, открытка card, календарь calendar,
банка jar, кувшин jug, доска board, фартук apron, кастрюля pot, сковорода pan, весы scale, мельница mill,
кофемолка grinder, ручной hand, стеклянный glass, деревянный wooden, бумажный paper, шерстяной wool, хлопковый cotton,
льняной linen, зимний winter, холодный cold, маленький small, большой large, носок socks, рубашка shirt, футболка shirt,
платье dress, обувь shoes, ботинок boots, шапка hat, шарф scarf, сумка bag, пакетик bags, рюкзак backpack, ремень belt,
куртка jacket, брюки trousers, книга book, тетрадь notebook, ручка pen, игрушка toy, кукла doll, мыло soap, шампунь shampoo,
крем cream, духи perfume, цветок flowers, роза rose, лампа lamp, стул chair, стол table, кровать bed, телефон phone,
чехол case, наушники headphones, зарядка charger, кабель cable, велосипед bicycle, мяч ball
"""
#: The English words for each Russian one; the titles of a Russian shop are looked up by it as well.
IN_ENGLISH: dict[str, frozenset[str]] = {}
for _pair in _PAIRS.split(","):
    _russian, _english = _pair.split()
    IN_ENGLISH[_russian] = IN_ENGLISH.get(_russian, frozenset()) | {_english, f"{_english}s"}
