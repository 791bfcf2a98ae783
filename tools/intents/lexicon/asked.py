"""What is asked about: figures, orders, chats, products, the program itself."""

from __future__ import annotations

ASKED: dict[str, str] = {
    "order": "заказ order",
    "one_order": "заказ/sing =order",
    "kpi": """
        kpi кпи кпэ показатель метрика metric =figures figures =numbers numbers цифра отчет отчетик
        report summary сводка итог результат result =performance aov чек yesterday's
    """,
    "sales": """
        деньга/plur продажа =продали =продано sale =sold выручка revenue оборот turnover income
        доход заработать наторговать =поднял =подняли earned earn earnings деньга деньжата money
        бабка/plur бабло бабосы касса cash =наторговали торговаться отторговаться торговля торговать
        накапать капать =takings
    """,
    "sell": "=sell продавать",
    "we_made": "=сделали =make =made =do =sell =earn =brought =take =took",
    "amount": "=much =many =сколько =скока =скок",
    "sum": "сумма sum",
    "average": "средний average avg =value =total общий",
    "howmany": "=сколько =скока =many =количество число count =number =скок =скольк",
    "trend": """
        тренд trend график chart чарт graph динамика диаграмма =plot =менялась =менялись =росли
        =росла =растет =растут =curve кривая =developed =evolved
    """,
    "grows": """
        =moving =growing =shrinking =rising =falling =declining =grow =grew =up =down =changed
        =changing =растем =выросли =падаем =падает =падают =падала =падали =упали =шла =шли
        =меняется
    """,
    "daily": "=daily ежедневный дневной =ежедневно",
    "by": "=by =по =per",
    "per_day": "=day =дням",
    "chat": "чат чатик chat диалог переписка thread conversation сообщение/plur message обращение/plur",
    "people": """
        клиент/plur customers покупатель/plur people buyers clients человек/plur покупательница
        =людей =человек =guests =shoppers народ
    """,
    "answer": """
        ответ =ответил =ответила =ответили =ответим отвечать отвеченный answer =answered reply
        =replied response respond =responded =answering =replying
    """,
    "unanswered": "неотвеченный =unanswered =unreplied непрочитанный =unread =ignoring =ignored =молчим",
    "waiting": "ждать =ждет =ждут ожидать =waiting =awaiting =wait =висит =висят",
    "who": "=кому =кто =кого =who =whom =anyone =anybody =somebody who's",
    "queue": "очередь queue",
    "team": "команда team поддержка support менеджер manager",
    "system": "система system",
    "part": "бот bot сервис service =everything =upstream connection связь",
    "status": "статус status состояние state",
    "okay": "=ok =okay =ок =окей",
    "praise": "=good =great =nice =smart =cool хороший умный молодец",
    "health": "здоровье =health =healthy",
    "works": """
        =работает =работают =working =works =work =alive =жив =живой =живая =online =порядке =good
        =fine =норм =нормально
    """,
    "error": "=сломалось ошибка error сбой failure =crash =crashed =crashes =broke =упало",
    "mode": "режим mode",
    "source": "источник =upstream source",
    "bot_mode": "=data данные =demo =демо",
    "switch": "переключить! переключиться! переключаться! перейти! сменить! вернуться! =switch",
    "use": """
        =use =go =back =change =set =turn использовать! работать! поменять! изменить! поставить!
        включить! взять!
    """,
    "to_demo": "=demo =демо",
    "to_http": "=http =https =хттп =real настоящий реальный",
    "detail": """
        деталь подробность =подробно detail =info information =инфо информация карточка =где =where
        where's wheres =когда =when =случилось =happened =приедет =придет =arrive инфа =инфу =инфе
        =внутри
    """,
    "says": """
        =calling =calls =called =asking =asks =asked =спрашивает =спрашивают =спрашивал =звонит
        =звонил =звонила =интересуется =пишет
    """,
    "find": "найти! =find =search поискать! искать! поиск",
    "customer": "клиент/sing клиентка покупатель/sing покупательница =customer =buyer =client",
    "phone": "телефон =phone номер =number =№ =no",
    # kinds of orders
    "stuck": """
        зависнуть зависать зависание застрять застревать подвиснуть =встали =встал =stuck =stalled
        =висят =висит
    """,
    "late": """
        просрочить просрочка опоздать опаздывать опоздание задержать задерживать задержка =overdue
        =late =delayed =опаздываем
    """,
    "in_time": "=вовремя",
    "managed": "=успели =успел =успела =managed",
    "ship": "отправка отправление отгрузка доставка shipment =shipping =ship delivery dispatch =ships",
    "send_off": "=отправили =отправлены =отгрузили",
    "problem": """
        проблема проблемный problem =problematic issue trouble =failed =failing failure неудачный
        неуспешный сбой ошибка =declined =rejected =bounced отклонить/part =отклонили
    """,
    "payment": "оплата платеж payment =pay card карта карточка/plur",
    "pays": "=pay =paying =paid =оплатил =оплатила =оплатили =заплатил =заплатили =оплачены =оплачен",
    "passed": "=прошла =прошли =прошел =прошло",
    "unpaid": "неоплаченный =unpaid",
    "paid": "оплатить/part =оплатили =paid",
    "flagged": "пометить/part отметить/part =flagged =marked",
    "pending": "=pending ожидать/part",
    "shipped": """
        отправить/part отгрузить/part =отправили =shipped =sent =dispatched =отправлено =отправлены
    """,
    "delivered": "доставить/part =доставили =delivered",
    "cancelled": "отменить/part =отменили =cancelled =canceled",
    "refunded": "возвратить/part =refunded =вернули",
    # products
    "product": "товар продукт product item =goods sku артикул позиция =товаров",
    "category": "категория category =categories",
    "seller": "seller =movers",
    "bestseller": "bestseller бестселлер =хит =хиты =хитов хит ходовой",
    "outsider": "аутсайдер",
    "business": "=business =бизнес",
    "whence": "=откуда =where =берутся =берется =беруться",
    "up": "=up",
    "off": "=off",
    "we": "=мы =we",
    "went": """
        =was =were =go =goes =going =went =doing =прошел =прошла =прошли =прошло =идет =идут =шла
        =шли =дела =дело
    """,
    "better": "=better =worse =лучше =хуже",
    "than": "=than =чем",
    "oldest": "=oldest =longest",
    "how": "=how =hows how's =как",
    "ranking": "топ =top =rank =ranking рейтинг =leaderboard",
    "top": "хороший/supr топ =top =best популярный =popular продавать/part =лучше =leading",
    "bottom": """
        плохой/supr =плохо =worst =bottom =худшие =худших =хуже =slowest антитоп непродаваемый
        =least
    """,
    "sells": """
        =продается =продаются =берут =покупают =sell =sells =selling =sold =buying =buys =bought
        =brings =bring =brought =покупает =берет =приносит =приносят =принес =принесла =принесли
        =принесло продаваться =бери
    """,
    "most": "=всего =самые =самых =самый =most",
    "quantity": "количество =quantity =units =pieces штука =шт",
    "stock": "остаток склад =stock =inventory наличие",
    "level": "level уровень",
    "left": "=осталось =остался =осталась =остались =left",
    "out": "=out",
    "dash": "=-",
    "missing": "=missing =lacking",
    "nobody": "=nobody =никто",
    "photo": "фото фотография photo picture image картинка фотка pic",
    "published": "опубликовать/part =published",
    "sold_out": """
        закончиться кончиться =распродано распродать/part раскупить/part =раскупили =закончилось
        =закончились
    """,
    "runs_low": "заканчиваться кончаться =закончится =закончатся",
    "run": "=run",
    "of": "=of",
    "running": "=running",
    "low": "=мало низкий =low =few",
    "soon": "=скоро =soon",
    "unpublished": "неопубликованный скрытый скрыть/part =unpublished =hidden =archived черновик draft",
    # from visit to purchase, refunds, and whom to look at again
    "funnel": "воронка funnel конверсия conversion",
    "visit": "визит visit visitor посетитель посещение посещаемость трафик =traffic session сессия",
    "cart": "корзина cart checkout",
    "abandoned": "бросить/part =abandoned",
    "lose": "=уходят =lose =losing =lost отваливаться терять теряться",
    "drop": "=drop =dropping =drops =fall =falling",
    "stage": """
        =before =after =перед =после =reach =доходит =доходят =дошло =дошли =этап =этапе =шаге step
        stage
    """,
    "channel": "канал channel =откуда",
    "bought": """
        покупка purchase =buy =buying =buys =purchased =купить =покупают =покупает =купили =покупаем
    """,
    "share": "=rate =rates ratio =share доля процент =percent percentage",
    "refund": "возврат refund return",
    "anomaly": """
        аномалия аномальный anomaly =anomalous =weird =strange =odd =unusual =abnormal =normal
        =usual =fishy странный странность необычный нормальный ненормальный обычный =обычно =usually
    """,
    "gives_back": "=возвращает =возвращают =возвращали =return =returns =returning =returned =refunded",
    "reasons": "причина/plur =reasons =почему =why",
    "often": """
        =чаще =часто =often =frequent =frequently =много =much =too =more =больше =многовато
        =слишком =higher =lower =above
    """,
    "trust": """
        trust =truststack fraud =fraudulent scam мошенник мошенничество мошеннический подозрительный
        подозрение =suspicious фрод доверие рискованный =risky сомнительный =dodgy =shady =sketchy
        =fake =fishy мутный фейковый мошенница
    """,
    "signal": "сигнал signal check проверка",
    "worth": "=стоит =worth =deserve =deserves",
    "verify": "=проверить =перепроверить =checking =second",
    # the days to come
    "forecast": """
        прогноз спрогнозировать! предсказать! forecast =predict prediction =expected ожидать/part
        спрос =demand ожидаться
    """,
    "reorder": """
        закупка дозакупка закупить! дозакупить! докупить! заказать! заказывать! закупать!
        дозаказать! reorder =reordering =restock =restocking =replenish =replenishment =replenishing
        пополнить! пополнение
    """,
    "purchase": "purchase =purchasing =buy =procurement",
    "supplier": "supplier vendor wholesaler поставщик",
    "will": "=will =будет =будут =gonna",
    "will_sell": "=продастся =продадутся =продадим =продаваться",
    "ought": "=should =must =пора =стоит =следует =надо =soon =скоро",
    "coming": "близкий/supr =coming =next =upcoming следующий предстоящий =ahead =вперед",
    "plan": "план plan =list =список recommendation рекомендация",
    # coupons
    "coupon": "купон купончик промокод промик coupon promo promocode voucher",
    "code_noun": "code код",
    "coupon_active": """
        активный действующий действовать =работают =работает =active =valid =live =current =running
        =on
    """,
    "coupon_used": """
        использовать использоваться =пользуются популярный частый =чаще =used =popular =использовали
        =используется =используются
    """,
    "coupon_top": "топ =top =most самый хороший/supr =best =всего",
    "coupon_ending": """
        истекать заканчивать заканчиваться закончиться сгореть =скоро =expire =expires =expiring
        =ending =end =ends =soon
    """,
    "term": "срок",
    # what the bot cannot do yet
    "promo": "распродажа промо акция",
    "rate": "курс fx",
    "campaign": "кампания campaign рекламный реклама ad advertising",
}
