"""The words the rules know, in both languages: each group is one meaning.

A pattern must fit the whole word, in lower case with "ё" written "е". Words in no group are strange
to us, and a sentence with a strange word is asked back instead of being answered by half.
"""

from __future__ import annotations

import re
from functools import lru_cache

LONGEST_WORD = 40

#: Words that carry no meaning of their own in a question.
FILLER = frozenset(
    """
    a an the of for on in at to my our us me i we you it its it's is are was were be been there
    show give get display list view see tell open check look want need like would could can let's
    lets please pls plz thanks thank what whats what's which how how's hows much many do does did
    have has had with by and or so now right currently current any some all just about hey hi
    hello ok okay quickly that this these those them they from up going doing over per as
    shop store business make made anything something go went currently

    покажи покажите показать дай дайте выведи выведите скажи скажите подскажи подскажите расскажи
    расскажите открой откройте пришли пришлите хочу хотел хотела нужно надо нужен нужна нужны можно можешь можете
    посмотреть посмотри глянуть глянь увидеть узнать мне мы нам меня нас у
    ка пожалуйста плиз плз спасибо что чего какой какая какое какие каков какова каковы какую каких
    как сколько там тут здесь это этот эта эти этого этому этих мой моя мое мои моих наш наша наше
    наши наших с со за на по в во и а но ну же вот о об от до из к для про всего все всех всем
    есть ли был было была были идут идет идти дела обстоят сейчас быстро быстренько привет здравствуйте
    добрый день магазин магазина магазину магазине бизнес они он она их его ее список которые который которая которых нибудь большое огромное проверь проверьте прошел прошла прошли прошло
    """.split()  # noqa: SIM905 -- two hundred words read better as a text
)

GROUPS: dict[str, str] = {
    # what is asked about
    "order": r"заказ(а|у|ом|е|ы|ов|ам|ами|ах)?|orders?",
    "one_order": r"заказ(а|у|ом|е)?|order",
    "kpi": r"kpi'?s?|кпи|кпэ|показател\w{1,3}|метрик\w{0,3}|metrics?|figures|numbers|цифр\w{0,3}|отчет\w{0,3}"
    r"|reports?|summary|сводк\w{1,3}|итог\w{0,3}|результат\w{0,3}|results?|performance|aov|чек(а|у|ом|и)?",
    "sales": r"продаж(а|и|е|у|ей|ам|ами|ах)?|прода(ли|но)|sales?|sold|выручк\w{1,3}|revenues?|оборот\w{0,3}"
    r"|turnover|income|доход\w{0,3}|заработал[аи]?|заработано|earned?|earnings|деньги|деньгам|денег|money",
    "sell": r"sell|прода(ем|ете|ю)",
    "amount": r"much|many|сколько",
    "average": r"средн\w{2,3}|average|avg|value|total|общ\w{2,3}",
    "howmany": r"сколько|many|количество|число|count|number",
    "trend": r"тренд\w{0,3}|trends?|график\w{0,3}|charts?|graphs?|динамик\w{1,3}|диаграмм\w{1,3}|plot",
    "daily": r"daily|ежедневн\w{2,3}|дневн\w{2,3}",
    "by": r"by|по|per",
    "per_day": r"day|дням",
    "chat": r"чат(ы|ов|а|ам|ах|ами)?|chats?|диалог\w{0,3}|переписк\w{0,3}|threads?|conversations?"
    r"|сообщени(я|й|ям|ями|ях)|messages?|обращени(я|й|ям|ями|ях)",
    "people": r"клиент(ы|ов|ам)|customers|покупател(и|ей|ям)|people|buyers|clients",
    "answer": r"ответ(а|ы|ов|или|ил|им)?|отвеч\w{0,6}|answer(s|ed)?|repl(y|ies|ied)|responses?|respond(ed)?",
    "unanswered": r"неотвеченн\w{2,3}|unanswered|unreplied",
    "waiting": r"жд(ет|ут)|ожида(ет|ют|ющ\w{2,3})|waiting|awaiting|wait",
    "who": r"кому|кто|кого|who|whom|anyone|anybody|somebody",
    "queue": r"очеред\w{1,3}|queue",
    "team": r"команд(а|ы|е|у|ой)|team'?s?|поддержк\w{1,2}|support|менеджер\w{0,3}|managers?",
    "system": r"систем\w{1,3}|systems?",
    "part": r"бот(а|у|ом|е)?|bot|сервис\w{0,3}|services?|everything|upstream|connection|связь",
    "status": r"статус\w{0,3}|status|состояни\w{1,2}|state",
    "health": r"здоровье|здоровья|health",
    "works": r"работа(ет|ют)|working|works?|alive|жив|online|порядке|good|fine",
    "error": r"ошиб(ка|ки|ок|ке|ку|кам|ками|ках)|errors?|сбо(и|ев|й|я|ям|ями|ях)|failures?",
    "mode": r"режим(а|е|ы)?|mode",
    "source": r"источник\w{0,3}|upstream|source",
    "bot_mode": r"data|данн\w{1,3}|demo|демо",
    "detail": r"детал\w{1,3}|подробн\w{1,5}|details?|info|information|инфо|информаци\w{1,2}|карточк\w{1,2}|где|where|когда|when|случилось|happened",
    "find": r"найди(те)?|найти|find|search|поищи|ищи|поиск",
    "customer": r"клиента|клиентки|клиенту|покупател(я|ю|ьницы)|customer|buyer|client",
    "phone": r"телефон\w{0,3}|phone|номер\w{0,3}|number|№",
    # kinds of orders
    "stuck": r"завис(ли|ло|ла|шие|ших|ший|шим|шими|шего|ание)?|зависают|застря(ли|ло|ла|л|вшие|вших|вший)|stuck|stalled"
    r"|подвис(ли|ло|шие|ших)",
    "late": r"просроч(ена|ено|ены|енн\w{2,3}|ки|ка|ку|или)|опозда\w{2,5}|опаздыва\w{2,4}|задерж\w{2,6}|overdue|late|delayed",
    "ship": r"отправк\w{1,3}|отправлени\w{1,3}|отгрузк\w{1,3}|доставк\w{1,3}|shipments?|shipping|ship|deliver(y|ies)|dispatch",
    "problem": r"проблем\w{0,5}|problems?|problematic|issues?|troubles?|failed|failing|failures?|неудачн\w{2,3}"
    r"|неуспешн\w{2,3}|сбо(й|и|ем|ями|ев)|ошибк(а|и|ой|ами)",
    "payment": r"оплат(а|ы|е|у|ой|ами)?|платеж\w{0,3}|payments?|pay",
    "unpaid": r"неоплачен\w{0,3}|unpaid",
    "paid": r"оплачен\w{0,3}|оплатили|paid",
    "flagged": r"помечен\w{0,3}|отмечен\w{0,3}|flagged|marked",
    "pending": r"pending|ожидающ\w{2,3}",
    "shipped": r"отправлен\w{0,3}|отгружен\w{0,3}|shipped|sent|dispatched",
    "delivered": r"доставлен\w{0,3}|delivered",
    "cancelled": r"отменен\w{0,3}|cancell?ed",
    "refunded": r"возвращен\w{0,3}|refunded",
    # time and amount
    "last": r"последн\w{2,3}|last|latest|recent|past|новы[ех]|недавн\w{2,3}|свеж\w{2,3}|newest|new",
    "previous": r"прошл\w{2,3}|предыдущ\w{2,3}|previous|last|prior",
    "this": r"this|current|эт(а|у|от|ой|ом|ого|и)|текущ\w{2,3}",
    "over": r"больше|более|дольше|старше|свыше|more|than|longer|older|over|чем|уже|already|least|минимум|менее",
    "day": r"day|days|дн(я|ей|ях|ям|е|и|ь)|день|дн|сут(ки|ок)|d",
    "week": r"weeks?|week's|недел(я|и|ю|ь|е|ей|ям|ях|ями|ькой)|нед|wk",
    "month": r"months?|month's|месяц(а|у|ем|е|ы|ев|ам|ах)?|мес",
    "quarter": r"quarters?|квартал(а|у|ом|е|ы|ов)?",
    "year": r"years?|год(а|у|ом|е|ы)?|лет",
    "hour": r"hours?|hrs?|час(а|у|ом|е|ы|ов|ам|ах)?|ч|h",
    "period": r"periods?|период(а|у|ом|е|ы)?",
    "ago": r"ago|назад",
    "begin": r"начал(а|о|е)|beginning|start",
    "versus": r"vs|versus|compar(e|ed|ing|ison)|against|сравн(и|ите|ить|ение|ению|ения|ении)|против|относительно",
    "to_each": r"к|over|to|with|and|с|со|и|on",
    "wow": r"wow",
    "mom": r"mom",
    "future": r"tomorrow|завтра|послезавтра|next|следующ\w{2,3}|будущ\w{2,3}|предстоящ\w{2,3}|upcoming|future",
    "vague": r"полгода|полмесяца|полдня|утр(о|а|ом)|вечер(а|ом)?|ноч(ь|и|ью)|morning|evening|night|afternoon|noon"
    r"|weekends?|выходн(ые|ых|ой)|сезон\w{0,2}|season|декад\w{1,2}|decade|fortnight|полтор(а|ы)|half|минут\w{0,2}|minutes?",
    # the one change
    "flag": r"(за)?флаг(ни|ните|нуть|ай|айте|ать)|флагани|поме(ть|тьте|тить|чай|чайте|чать|ти|тим)"
    r"|отме(ть|тьте|тить|чай|чайте|чать)|маркир(уй|уйте|овать)|flag|mark|flagging|marking",
    "unflag": r"unflag|unmark|расфлаг\w{0,4}",
    "flag_noun": r"флаг(а|ом|и|у)?|флаж(ок|ка|ком|ки)|пометк\w{1,2}|отметк\w{1,2}|flags?|mark",
    "put": r"постав(ь|ьте|ить)|повес(ь|ьте|ить)|добав(ь|ьте|ить)|put|add|set|raise",
    "take_off": r"сн(ять|ими|имите|имай|имайте|имать)|убер(и|ите)|убрать|remove|clear|drop|take|off",
    "call_off": r"отмен(и|ите|ить|яй|яйте|ять)|cancel",
    "reason": r"причин(а|е|у|ой)|потому|reason|because|cause",
    "not": r"не|нет|ни|нельзя|никогда|никак\w{1,3}|хватит|перестань(те)?|прекрати(те)?|стоп|отставить|отмена|not|no|never|stop"
    r"|cancel|avoid|nothing|ничего|[a-z]+n't|dont|don|cannot|cant|wont|rather|wait|подожди(те)?|погоди(те)?|забудь(те)?|refrain",
    "without": r"без|without",
    "with": r"с|со|with",
    "article": r"a|an|the",
    "asks": r"how|why|when|who|whom|which|where|what|whats|what's|should|shall|did|does|do|is|are|was|were|had|may|might|would|if|unless"
    r"|whether|suppose|imagine|assume|assuming|как|почему|зачем|когда|кто|кого|какие|какой|какую|что|чем|где|куда|сколько|если|ли|бы"
    r"|можно|стоит|предположим|допустим|представь(те)?|вдруг|разве|неужели|будет|случится|хорошо|happens|explain|объясни(те)?|before|after|until|пока|как-то",
    "may_i": r"can|could",
    "may_you": r"can|could|можешь|можете",
    "i": r"i|we|я|мы",
    "kindly": r"please|pls|plz|kindly|пожалуйста|плиз|плз|можешь|можете|мог|могли|can|could|you|i|want|need|to|like|let's|lets|хочу|нужно|надо"
    r"|давай(те)?|ну|а|и|так|теперь|now|срочно|urgently|мне|я|me|for|ok|okay|ок|hey|hi|hello|привет|just|просто|бот|bot|спасибо|thanks|thank|сейчас",
    "near_id": r"the|a|an|this|that|these|those|on|to|from|of|off|for|на|с|со|у|к|этот|эту|эти|это|номер|number|no|id|with|следующие|всё|все|all|по|а|us",
    "state": r"paid|shipped|sent|delivered|cancell?ed|refunded|completed?|done|closed|read|resolved|оплачен\w{0,3}|отправлен\w{0,3}"
    r"|доставлен\w{0,3}|отменен\w{0,3}|выполнен\w{0,3}|закрыт\w{0,3}|возвращен\w{0,3}|прочитан\w{0,3}|готов\w{0,3}",
    "as": r"as|как",
    "chain": r"and|or|but|then|also|plus|except|to|till|through|и|или|но|потом|затем|также|кроме|до|по|а",
    "joins": r"and|и",
    # said alone: talk around a question
    "decision": r"да|ага|угу|yes|yep|yeah|нет|не|no|not|nope|подтвер(ждаю|ди|дите|дить|ждено)|confirm(ed)?|approved?"
    r"|отмен(а|и|ите|ить|яй|яйте|ять|яю)|cancel|стоп|stop",
    "assent": r"ok|okay|ок|окей",
    "thanks": r"спасибо|спс|благодарю|thanks?|thx",
    "help": r"help|помо(ги|гите|щь|чь)",
    # telling the team
    "tell": r"уведом(ь|ьте|и|ите|ить)|оповести(те|ть)?|сообщи(те|ть)?|напиши(те)?|написать|напомни(те|ть)?|передай(те)?|передать"
    r"|скажи(те)?|сказать|отправь(те)?|отправить|пни(те)?|пингани(те)?|пингни(те)?|notify|tell|inform|message|remind|ping|alert|send|write|broadcast",
    "sound": r"звук(а|у|ом)?|sound",
    "silently": r"тихо|тихонько|молча|silently|quietly",
    # products: what sells, what is in stock
    "product": r"товар\w{0,3}|продукт\w{0,3}|products?|items?|goods|skus?|артикул\w{0,3}|позици\w{1,2}",
    "category": r"категори\w{1,3}|categor(y|ies)",
    "seller": r"sellers?",
    "bestseller": r"bestsellers?|бестселлер\w{0,3}|хит(ы|ов)",
    "top": r"топ|top|лучш(ий|ие|их|ая|ее|е)|best|популярн\w{2,3}|popular",
    "bottom": r"worst|bottom|худш(ий|ие|их|ая|ее)|хуже|slowest|антитоп",
    "sells": r"прода(ет|ют)ся|sells?|selling|sold",
    "quantity": r"количеств(о|у|а)|quantity|units|pieces|штук(и|ам|ах)?|шт",
    "stock": r"остат(ок|ки|ков|ка|кам|ком|ками)|склад(а|е|у|ы)?|stock|inventory|наличи\w{1,2}",
    "level": r"levels?|уров\w{1,3}",
    "out": r"out",
    "dash": r"[-–—]",
    "missing": r"missing|lacking",
    "photo": r"фото|фотографи\w{1,3}|photos?|pictures?|images?|картин\w{2,3}",
    "sold_out": r"закончил(ся|ась|ись|ось)|кончил(ся|ась|ись|ось)|закончивш\w{2,5}|распродан\w{0,3}|раскуплен\w{0,3}",
    "runs_low": r"заканчива(ется|ются)|кончается|кончаются|закончится|закончатся",
    "running": r"running",
    "low": r"мало|низк\w{2,3}|low|few",
    "soon": r"скоро|soon",
    "unpublished": r"неопубликованн\w{2,3}|скрыт(ые|ых|ое|ый|ым)|unpublished|hidden|archived|черновик\w{0,2}|drafts?",
    # the days to come
    "forecast": r"прогноз\w{0,3}|спрогнозируй(те)?|forecasts?|предскажи(те)?|predict(ion|ions)?|expected|ожидаем\w{2,3}|спрос(а|у|ом|е)?|demand",
    "reorder": r"(до)?закупк(а|и|е|у|ой|ам|ами)|(до)?закупок|(до)?закупить|докупить|(до)?заказать|reorders?|reordering|restock(ing)?"
    r"|replenish(ment|ing)?|пополнить|пополнени(е|я|ю)",
    "purchase": r"purchas(e|es|ing)|buy|procurement",
    "will": r"will|будет|будут|gonna",
    "will_sell": r"прода(стся|дутся|дим|ваться)",
    "ought": r"should|must|пора|стоит|следует|надо|soon|скоро",
    "coming": r"ближайш\w{2,3}|coming|next|upcoming|следующ\w{2,3}|предстоящ\w{2,3}|ahead|вперед",
    "plan": r"план(а|у|ы)?|plans?|list|список|recommendations?|рекомендаци\w{1,2}",
    # products: prices, discounts, showing and hiding
    "price": r"цен(а|ы|у|е|ой|ам|ами|ах)?|prices?|pricing",
    "prices": r"цен(ы|ам|ами|ах)?|prices|pricing",
    "price_up": r"подними(те)?|поднять|подымай(те)?|поднимай(те)?|повысь(те)?|повысить|повышай(те)?|увеличь(те)?|увеличить"
    r"|raise|increase|lift|bump",
    "price_down": r"снизь(те)?|снизить|снижай(те)?|понизь(те)?|понизить|опусти(те)?|опустить|уменьши(те)?|уменьшить|урежь(те)?"
    r"|cut|lower|reduce|decrease|drop",
    "price_set": r"измени(те)?|изменить|поменяй(те)?|поменять|менять|поставь(те)?|поставить|установи(те)?|установить"
    r"|назначь(те)?|назначить|сделай(те)?|сделать|set|change|make|put|update",
    "discount": r"скидк(а|и|у|е|ой|ам|ами|ах)|скидок|discounts?",
    "discounts": r"скидки|скидок|discounts",
    "give": r"дай(те)?|дать|введи(те)?|ввести|give|apply|offer|add",
    "delete": r"удали(те)?|удалить|delete",
    "percent": r"%|процент\w{0,3}|percent|pct",
    "money_unit": r"[€$₽£]|евро|eur|euros?|руб(ль|ля|лей|лям)?|р|долларов|доллар(а|ов)?|dollars?|usd",
    "everything": r"all|every|everything|все|всех|всем|всеми|весь|всю|всему|каждого|каждый|entire|whole",
    "hide": r"скрой(те)?|скрыть|скрывай(те)?|спрячь(те)?|спрятать|архивируй(те)?|hide|unpublish|archive",
    "publish": r"опубликуй(те)?|опубликовать|публикуй(те)?|publish|republish|unhide",
    "showcase": r"витрин(ы|у|е)|публикаци(и|ю)|продажи",
    # what the bot cannot do yet
    "notify": r"уведом\w{1,6}|оповест\w{1,4}|сообщи(те)?|напиши(те)?|напомни(те)?|пни|пингани|пингни(те)?|передай(те)?|notify|remind|ping|inform|message|broadcast",
    "coupon": r"купон\w{0,3}|промокод\w{0,3}|coupons?|promo|promocodes?|vouchers?",
    "promo": r"распродаж\w{1,3}|промо|акци\w{1,3}",
    "rate": r"курс(а|у|ом|ы)?|fx",
    "funnel": r"воронк\w{1,2}|funnels?|конверси\w{1,2}|conversions?",
    "refund": r"возврат\w{0,3}|refunds?|returns?|аномали\w{1,3}|anomal(y|ies)",
    "trust": r"trust|truststack|fraud|мошенни\w{2,6}|подозрительн\w{2,3}|suspicious|довери\w{1,2}",
    "campaign": r"кампани\w{1,3}|campaigns?|рекламн?\w{1,3}|ads?|advertising",
    "undo": r"откат\w{0,4}|откатить|верни(те)?|вернуть|undo|rollback|revert|restore",
    "take_back": r"отмени(те)?|отменить",
    "deed": r"действи[ея]|изменени[ея]|шаг|action|change|step|it|that|это|всё|все|назад|как|было|back",
    "change": r"отмени(те)?|отменить|удали(те)?|удалить|создай(те)?|создать|измени(те)?|изменить|поменяй(те)?|выключи(те)?|отключи(те)?"
    r"|включи(те)?|отправь(те)?|закрой(те)?|cancel|delete|create|change|edit|disable|enable|pause|cut|raise|lower|remove|ship|подними(те)?|снизь(те)?",
    # coupons and campaigns
    "code_noun": r"codes?|код(ы|а|ом|у)?",
    "coupon_make": r"созда(й|йте|ть)|сдела(й|йте|ть)|заведи(те)?|завести|выпусти(те)?|выпустить|добавь(те)?|добавить"
    r"|create|make|add|issue",
    "coupon_off": r"отключи(те)?|отключить|выключи(те)?|выключить|деактивируй(те)?|деактивировать|disable|deactivate",
    "coupon_active": r"активн(ые|ых|ый|ого)|действу(ет|ют|ющ\w{2,3})|active|valid|live|current",
    "coupon_used": r"используем\w{2,3}|используют(ся)?|использу(ет|ют)|популярн\w{2,3}|часты[ехй]|used|popular",
    "coupon_top": r"топ|top|most|самы[ей]|самых|лучш\w{2,3}|best",
    "coupon_ending": r"истека(ют|ет|ющ\w{2,3})|заканчива(ют|ет)(ся)?|заканчивающ\w{4,5}|закончатся|закончится|скоро"
    r"|expire|expires|expiring|ending|end|ends|soon",
    "campaign_pause": r"приостанови(те)?|приостановить|останови(те)?|остановить|отключи(те)?|отключить|выключи(те)?"
    r"|выключить|pause|stop|suspend|disable",
    "campaign_resume": r"возобнови(те)?|возобновить|запусти(те)?|запустить|включи(те)?|включить|resume|unpause|enable",
}

#: Neighbouring words that mean something together: each of them joins the group on the right.
PHRASES: tuple[tuple[tuple[str, ...], str], ...] = (
    (("not", "answer"), "unanswered"),
    (("without", "answer"), "unanswered"),
    (("without", "article", "answer"), "unanswered"),
    (("not", "paid"), "unpaid"),
    (("without", "payment"), "unpaid"),
    (("waiting", "payment"), "unpaid"),
    (("with", "flag_noun"), "flagged"),
    (("with", "article", "flag_noun"), "flagged"),
    (("without", "flag_noun"), "unflagged"),
    (("without", "article", "flag_noun"), "unflagged"),
    (("may_i", "i"), "asks"),
    (("without", "sound"), "silently"),
    (("without", "article", "sound"), "silently"),
    (("call_off", "flag_noun"), "take_off"),
    (("call_off", "article", "flag_noun"), "take_off"),
    (("out", "filler", "stock"), "sold_out"),
    (("sells", "out"), "sold_out"),
    (("sells", "dash", "out"), "sold_out"),
    (("not", "filler", "stock"), "sold_out"),
    (("without", "stock"), "sold_out"),
    (("running", "low"), "runs_low"),
    (("without", "photo"), "missing_photo"),
    (("without", "article", "photo"), "missing_photo"),
    (("missing", "photo"), "missing_photo"),
    (("not", "photo"), "missing_photo"),
    (("without", "price"), "missing_price"),
    (("without", "article", "price"), "missing_price"),
    (("missing", "price"), "missing_price"),
    (("not", "price"), "missing_price"),
    (("take_off", "filler", "showcase"), "hide"),
    (("undo", "filler", "showcase"), "publish"),
    (("purchase", "plan"), "reorder"),
    (("to_each", "purchase"), "reorder"),
)

#: Numbers people say as words; read only before a unit of time or a noun that is counted.
NUMBER_WORDS: dict[str, int] = {
    word: value
    for value, words in {
        1: "one один одну одна", 2: "two два две двух", 3: "three три трех", 4: "four четыре четырех",
        5: "five пять пяти", 6: "six шесть шести", 7: "seven семь семи", 8: "eight восемь восьми",
        9: "nine девять девяти", 10: "ten десять десяти", 12: "twelve двенадцать двенадцати",
        14: "fourteen четырнадцать четырнадцати", 20: "twenty двадцать двадцати",
        30: "thirty тридцать тридцати", 90: "ninety девяносто",
    }.items()
    for word in words.split()
}  # fmt: skip

#: Names of months and days of the week, and the days near today as days back.
MONTHS: tuple[tuple[str, int], ...] = (
    (r"январ[ьяюе]|январем|янв|january|jan", 1),
    (r"феврал[ьяюе]|февралем|фев|february|feb", 2),
    (r"март[ае]?|мартом|мар|march|mar", 3),
    (r"апрел[ьяюе]|апрелем|апр|april|apr", 4),
    (r"ма[йяюе]|маем|may", 5),
    (r"июн[ьяюе]|июнем|june|jun", 6),
    (r"июл[ьяюе]|июлем|july|jul", 7),
    (r"август[ае]?|августом|авг|august|aug", 8),
    (r"сентябр[ьяюе]|сентябрем|сен|сент|september|sept|sep", 9),
    (r"октябр[ьяюе]|октябрем|окт|october|oct", 10),
    (r"ноябр[ьяюе]|ноябрем|ноя|нояб|november|nov", 11),
    (r"декабр[ьяюе]|декабрем|дек|december|dec", 12),
)
WEEKDAYS: tuple[tuple[str, int], ...] = (
    (r"понедельник[ау]?|пн|mondays?|mon", 0),
    (r"вторник[ау]?|вт|tuesdays?|tue", 1),
    (r"сред[аеуы]|wednesdays?|wed", 2),
    (r"четверг[ау]?|чт|thursdays?|thu", 3),
    (r"пятниц[аеуы]|пт|fridays?|fri", 4),
    (r"суббот[аеуы]|сб|saturdays?", 5),
    (r"воскресень[еяю]|вс|sundays?", 6),
)
NEAR_DAYS: tuple[tuple[str, int], ...] = (
    (r"today|today's|сегодня|сегодняшн\w{2,3}", 0),
    (r"yesterday|yesterday's|вчера|вчерашн\w{2,3}", 1),
    (r"позавчера|позавчерашн\w{2,3}", 2),
)

_PATTERNS = {name: re.compile(pattern) for name, pattern in GROUPS.items()}


@lru_cache(maxsize=4096)
def groups_of(word: str) -> frozenset[str]:
    """The groups a word belongs to; "filler" is one of them."""
    if len(word) > LONGEST_WORD:
        return frozenset()
    found = {name for name, pattern in _PATTERNS.items() if pattern.fullmatch(word)}
    if word in FILLER:
        found.add("filler")
    return frozenset(found)
