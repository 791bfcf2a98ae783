"""The products that the sentences of the tests may name."""

from __future__ import annotations

from tools.intents.values.product_name import Catalogue, ShopProduct

_GOODS = (
    ("P-101", "House blend 250 g", "Coffee"),
    ("P-102", "House blend 1 kg", "Coffee"),
    ("P-103", "Espresso dark 250 g", "Coffee"),
    ("P-104", "Espresso dark 1 kg", "Coffee"),
    ("P-105", "Ethiopia filter 250 g", "Coffee"),
    ("P-108", "Cold brew bags", "Coffee"),
    ("P-112", "Earl Grey 100 g", "Tea"),
    ("P-114", "Sencha 100 g", "Tea"),
    ("P-121", "Matcha 30 g", "Tea"),
    ("P-124", "French press 0.5 l", "Brewing"),
    ("P-125", "French press 1 l", "Brewing"),
    ("P-126", "Moka pot", "Brewing"),
    ("P-127", "Gooseneck kettle", "Brewing"),
    ("P-131", "Electric kettle", "Brewing"),
    ("P-132", "Espresso maker", "Brewing"),
    ("P-133", "Espresso cup", "Cups"),
    ("P-134", "Cappuccino cup", "Cups"),
    ("P-135", "Mug, white", "Cups"),
    ("P-136", "Mug, blue", "Cups"),
    ("P-142", "Set of four cups", "Cups"),
    ("P-165", "Candle, small", "Home"),
    ("P-166", "Candle, large", "Home"),
    ("P-175", "Gift card 25", "Gifts"),
    ("P-177", "Coffee box", "Gifts"),
    ("P-186", "Gift card 50", "Gifts"),
    ("P-201", "Кофе Дуфа 250 г", "Coffee"),
    ("P-202", "Кофемолка ручная", "Техника"),
    ("P-203", "Фильтры бумажные, 100 шт", "Техника"),
)

SHOP = Catalogue(tuple(ShopProduct(*row) for row in _GOODS))
