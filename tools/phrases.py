"""The phrase book of the tools: every sentence in both languages."""

from __future__ import annotations

from tools.contracts import Words
from tools.coupon_phrases import COUPON_PHRASES
from tools.forecast_phrases import FORECAST_PHRASES
from tools.insight_phrases import INSIGHT_PHRASES
from tools.sheet_phrases import SHEET_PHRASES

PHRASES: dict[str, Words] = {
    **COUPON_PHRASES,
    **FORECAST_PHRASES,
    **INSIGHT_PHRASES,
    **SHEET_PHRASES,
    # Any tool
    "tool.unknown": Words(
        "There is no tool named {name}. /tools lists what there is.",
        "Инструмента {name} нет. Список — /tools.",
    ),
    "planner.missing": Words(
        "Something is missing to do that. Write it whole, for example: {example}.",
        "Чтобы это сделать, чего-то не хватает. Напишите целиком, например: {example}.",
    ),
    "planner.unclear": Words(
        "I am not sure that I got all of that, so I propose nothing. Write one change at a time, please.",
        "Я не уверен, что понял всё, поэтому ничего не предлагаю. Напишите, пожалуйста, по одному изменению.",
    ),
    "tool.argument": Words(
        "{field}: {reason}. Nothing was changed; correct it and send again.",
        "{field}: {reason}. Ничего не изменено; исправьте и отправьте снова.",
    ),
    "tool.provenance": Words(
        "The figures came without their source, so they are not shown.",
        "Цифры пришли без указания источника, поэтому не показаны.",
    ),
    "upstream.unavailable": Words(
        "No data source answers in the mode {mode}, so there are no figures; UPSTREAM_MODE=DEMO in the settings switches to the demo shop.",
        "В режиме {mode} нет источника данных, поэтому цифр нет; UPSTREAM_MODE=DEMO в настройках включит демо-магазин.",
    ),
    "upstream.UPSTREAM_UNAVAILABLE": Words(
        "The shop does not answer right now, so I have no figures. Please try again in a minute.",
        "Магазин сейчас не отвечает, поэтому данных нет. Попробуйте ещё раз через минуту.",
    ),
    "upstream.UPSTREAM_DENIED": Words(
        "The shop does not accept my key. Correct UPSTREAM_API_KEY and start me again.",
        "Магазин не принимает мой ключ. Исправьте UPSTREAM_API_KEY и перезапустите.",
    ),
    "upstream.UPSTREAM_UNSUPPORTED": Words(
        "The shop cannot answer this question: its interface does not offer it.",
        "На этот вопрос магазин не отвечает: в его интерфейсе такого нет.",
    ),
    "upstream.UPSTREAM_REFUSED": Words(
        "The shop refuses this question as it is put.", "Магазин отклонил такой запрос."
    ),
    "upstream.UPSTREAM_BUSY": Words(
        "The shop asks for a pause. Please try again in a minute.",
        "Магазин просит подождать. Попробуйте ещё раз через минуту.",
    ),
    "upstream.UPSTREAM_GARBLED": Words(
        "The shop answered with something that cannot be right, so I show nothing of it.",
        "Магазин ответил что-то неправильное, поэтому я этого не показываю.",
    ),
    "upstream.UPSTREAM_NOT_SET": Words(
        "There is no shop to ask over HTTP: set UPSTREAM_BASE_URL to its address and start me again.",
        "Магазина по HTTP нет: укажите его адрес в UPSTREAM_BASE_URL и перезапустите.",
    ),
    "upstream.UPSTREAM_BLOCKED": Words(
        "I did not ask the shop: its address leads into a network that is not listed in UPSTREAM_PRIVATE_NETWORKS, or is not https.",
        "Я не обращался к магазину: его адрес ведёт в сеть, которой нет в UPSTREAM_PRIVATE_NETWORKS, или это не https.",
    ),
    "upstream.NO_SUCH_ORDER": Words("There is no such order.", "Такого заказа нет."),
    "upstream.call": Words("The shop", "Магазин"),
    # What is wrong with an argument
    "argument.missing": Words("is needed", "нужно указать"),
    "argument.empty": Words("must not be empty", "не должно быть пустым"),
    "argument.unknown": Words("there is no such parameter", "такого параметра нет"),
    "argument.at_least": Words("at least {value}", "не меньше {value}"),
    "argument.at_most": Words("at most {value}", "не больше {value}"),
    "argument.above": Words("more than {value}", "больше {value}"),
    "argument.amount": Words("not a number such as 39.90", "это не число вида 39.90"),
    "argument.decimals": Words(
        "at most {value} digits after the point", "не больше {value} знаков после запятой"
    ),
    "argument.number": Words("not a whole number", "это не целое число"),
    "argument.day": Words("not a day such as 2026-11-22", "это не дата вида 2026-11-22"),
    "argument.one_of": Words("one of {value}", "одно из: {value}"),
    "argument.too_long": Words("at most {value} characters", "не длиннее {value} знаков"),
    "argument.too_many": Words("at most {value} entries", "не больше {value} значений"),
    "argument.flag": Words("yes or no", "да или нет"),
    "argument.text": Words("not a text", "это не текст"),
    "argument.shape": Words(
        "not written as it must be, such as OB-1003 for an order, P-101 for a product",
        "записано не так, как нужно; например, заказ — OB-1003, товар — P-101",
    ),
    "argument.other": Words("cannot be used: {reason}", "не подходит: {reason}"),
    # Days and windows
    "window.future": Words(
        "{day} is still to come. Ask for today or an earlier day.",
        "{day} ещё впереди. Спросите про сегодня или более ранний день.",
    ),
    "window.backwards": Words(
        "The window ends before it starts: {start} comes after {end}.",
        "Период заканчивается раньше, чем начинается: {start} позже, чем {end}.",
    ),
    "window.today": Words("Today counts until {time}.", "Сегодня — данные до {time}."),
    # Figures
    "kpi.title": Words("Sales: {window}", "Продажи: {window}"),
    "kpi.revenue": Words("Revenue", "Выручка"),
    "kpi.paid": Words("Paid orders", "Оплачено заказов"),
    "kpi.created": Words("New orders", "Новых заказов"),
    "kpi.average": Words("Average order", "Средний чек"),
    "kpi.empty": Words("No orders in this window.", "За этот период заказов нет."),
    "kpi.none": Words("none", "нет"),
    "kpi.column.now": Words("Now", "Сейчас"),
    "kpi.column.before": Words("Before", "До этого"),
    "kpi.column.change": Words("Change", "Разница"),
    "kpi.chart": Words("Sales, two periods", "Продажи за два периода"),
    "kpi.compared": Words("Compared with {window}.", "Сравнение с периодом: {window}."),
    "kpi.compared.empty": Words(
        "Compared with {window}, which had no orders.",
        "Сравнение с периодом: {window}; заказов тогда не было.",
    ),
    "kpi.suggest.compare": Words("Compare with the time before", "Сравнить с прошлым периодом"),
    "trend.title": Words("Revenue: {window}", "Выручка: {window}"),
    "trend.chart": Words("Revenue by day", "Выручка по дням"),
    "trend.empty": Words("Nothing was paid in this window.", "За этот период ничего не оплачено."),
    "trend.total": Words("Total", "Всего"),
    "trend.daily": Words("Average per day", "В среднем за день"),
    "trend.best": Words("Best day", "Лучший день"),
    "trend.change": Words("Compared with the time before", "К прошлому периоду"),
    "trend.nothing_before": Words("nothing to compare with", "не с чем сравнить"),
    "trend.suggest": Words("Sales of {day}", "Продажи за {day}"),
    "trend.open": Words("📈 Chart, {days} days", "📈 График, дней: {days}"),
    # Orders
    "orders.title": Words("Orders: {count}", "Заказов: {count}"),
    "orders.title.stuck": Words("Stuck orders: {count}", "Зависших заказов: {count}"),
    "orders.title.late_ship": Words(
        "Orders shipping late: {count}", "С просроченной отправкой: {count}"
    ),
    "orders.title.payment_issues": Words(
        "Orders with payment problems: {count}", "С проблемами оплаты: {count}"
    ),
    "orders.title.unpaid": Words("Unpaid orders: {count}", "Неоплаченных заказов: {count}"),
    "orders.empty": Words("No such orders.", "Таких заказов нет."),
    "orders.flag": Words("⚑ Flag these: {count}", "⚑ Пометить эти: {count}"),
    "orders.unflag": Words("Take these flags off: {count}", "Снять эти пометки: {count}"),
    "orders.sum": Words("Worth", "На сумму"),
    "orders.column.order": Words("Order", "Заказ"),
    "orders.column.status": Words("Status", "Статус"),
    "orders.column.total": Words("Sum", "Сумма"),
    "orders.column.age": Words("Age", "Возраст"),
    "orders.column.late": Words("Late by", "Опоздание"),
    "order.title": Words("Order {order_id}", "Заказ {order_id}"),
    "order.missing": Words(
        "There is no order {order_id}. Check the number.",
        "Заказа {order_id} нет. Проверьте номер.",
    ),
    "order.status": Words("Status", "Статус"),
    "order.total": Words("Sum", "Сумма"),
    "order.customer": Words("Customer", "Клиент"),
    "order.phone": Words("Telephone", "Телефон"),
    "order.created": Words("Created", "Создан"),
    "order.payment": Words("Payment", "Оплата"),
    "order.shipping": Words("Shipping", "Доставка"),
    "order.coupon": Words("Coupon", "Купон"),
    "order.flag": Words("Flag", "Пометка"),
    "order.overdue": Words("{state}, due {due}", "{state}, срок {due}"),
    "order.item": Words("Item", "Товар"),
    "order.quantity": Words("Qty", "Шт."),
    "order.suggest.flag": Words("Flag {order_id}", "Пометить {order_id}"),
    "order.suggest.unflag": Words("Take the flag off", "Снять пометку"),
    "flag.on": Words("flagged", "помечен"),
    "flag.on.reason": Words("flagged: {reason}", "помечен: {reason}"),
    "flag.off": Words("not flagged", "не помечен"),
    "flag.title.on": Words("Orders to flag: {count}", "Пометить заказов: {count}"),
    "flag.title.off": Words("Flags to take off: {count}", "Снять пометок: {count}"),
    "flag.done.on": Words("Orders flagged: {count}", "Помечено заказов: {count}"),
    "flag.done.off": Words("Flags taken off: {count}", "Снято пометок: {count}"),
    "flag.title.nothing": Words("Nothing to change", "Менять нечего"),
    "flag.unchanged": Words("It is so already.", "Всё уже так."),
    "flag.none": Words("There are no such orders.", "Таких заказов нет."),
    "flag.already": Words("Already so, left alone: {count}", "Уже так, не меняются: {count}"),
    "undo.title": Words("Undo: flags as they were before", "Отменить: вернуть пометки как были"),
    "undo.title.changed": Words("Cannot be undone any more", "Отменить уже нельзя"),
    "undo.changed": Words(
        "These orders have changed since. Set their flags one by one if you want this.",
        "Эти заказы с тех пор изменились. Если нужно именно так, измените пометки по одной.",
    ),
    "undo.done": Words("Undone, orders: {count}", "Отменено, заказов: {count}"),
    "undo.none": Words(
        "There is nothing to undo: no change of yours stands that could be taken back.",
        "Отменять нечего: среди ваших изменений нет тех, что можно вернуть.",
    ),
    "undo.already": Words("This was undone already, at {at}.", "Это уже отменено, в {at}."),
    "undo.impossible": Words("This cannot be undone.", "Это нельзя отменить."),
    "undo.elsewhere": Words(
        "That was done in another data source ({where}). Switch back to it first, then undo.",
        "Это сделано в другом источнике данных ({where}). Сначала вернитесь к нему, потом отменяйте.",
    ),
    # Switching the data source
    "source.title.preview": Words("Switch the data source", "Сменить источник данных"),
    "source.title.done": Words("Data source switched", "Источник данных сменён"),
    "source.title.same": Words(
        "Nothing to switch: the data source is {now} already",
        "Менять нечего: источник данных уже {now}",
    ),
    "source.title.moved": Words(
        "Not possible: the data source has been switched again since, to {now}",
        "Не получится: источник данных с тех пор снова сменили, теперь {now}",
    ),
    "source.before": Words("Before", "Было"),
    "source.now": Words("Now", "Сейчас"),
    "source.then": Words("Then", "Станет"),
    "source.check": Words("Does it answer", "Отвечает ли"),
    "source.answers": Words("yes, just now", "да, только что"),
    "source.waiting": Words("Proposals waiting", "Предложений ждёт"),
    "source.note.waiting": Words(
        "Proposals that are waiting now were made for the other shop: they will be refused, and nothing changed.",
        "Предложения, которые сейчас ждут, сделаны для другого магазина: они будут отклонены без изменений.",
    ),
    "flag.column.before": Words("Now", "Сейчас"),
    "flag.column.after": Words("Then", "Станет"),
    "flag.column.was": Words("Before", "Было"),
    "flag.column.is": Words("Now", "Стало"),
    "flag.scope": Words(
        "Say which orders: their numbers or one group, such as the late ones, not both.",
        "Укажите, какие заказы: номера или одну группу, например просроченные, но не всё сразу.",
    ),
    "flag.unknown": Words(
        "There is no order {order_ids}. Nothing was changed.",
        "Заказа {order_ids} нет. Ничего не изменено.",
    ),
    "flag.too_many": Words(
        "More than {limit} orders match. Name the ones you mean.",
        "Подходит больше {limit} заказов. Назовите нужные.",
    ),
    # Products
    "products.column.product": Words("Product", "Товар"),
    "top.title.top.product": Words("Best sellers: {window}", "Лучшие товары: {window}"),
    "top.title.bottom.product": Words("Worst sellers: {window}", "Худшие товары: {window}"),
    "top.title.top.category": Words("Best categories: {window}", "Лучшие категории: {window}"),
    "top.title.bottom.category": Words("Worst categories: {window}", "Худшие категории: {window}"),
    "top.empty": Words("Nothing was sold in this window.", "За этот период ничего не продано."),
    "top.revenue": Words("Sold in all", "Продано всего на"),
    "top.quantity": Words("Pieces in all", "Штук всего"),
    "top.column.product": Words("Product", "Товар"),
    "top.column.category": Words("Category", "Категория"),
    "top.column.quantity": Words("Pieces", "Штук"),
    "top.column.revenue": Words("Revenue", "Выручка"),
    "top.discount": Words("Discount on these: {count}…", "Скидка на эти: {count}…"),
    "top.suggest.top.product": Words("Best sellers", "Лучшие товары"),
    "top.suggest.bottom.product": Words("Worst sellers", "Худшие товары"),
    "top.suggest.top.category": Words("Best categories", "Лучшие категории"),
    "top.suggest.bottom.category": Words("Worst categories", "Худшие категории"),
    "stock.title.all": Words(
        "Stock: {count} products need a look", "Склад: требуют внимания {count}"
    ),
    "stock.title.out_of_stock": Words("Out of stock: {count}", "Нет в наличии: {count}"),
    "stock.title.low_stock": Words(
        "Low in stock, {most} at most: {count}", "Заканчивается, не больше {most}: {count}"
    ),
    "stock.title.missing_photo": Words("Without a photo: {count}", "Без фото: {count}"),
    "stock.title.missing_price": Words("Without a price: {count}", "Без цены: {count}"),
    "stock.title.unpublished": Words("Hidden: {count}", "Скрыто: {count}"),
    "stock.empty": Words("There are no such products.", "Таких товаров нет."),
    "stock.hide": Words("Hide these: {count}", "Скрыть эти: {count}"),
    "stock.publish": Words("Show these in the shop: {count}", "Показать эти в магазине: {count}"),
    "stock.products": Words("Products", "Товаров"),
    "stock.pieces": Words("Pieces in stock", "Штук на складе"),
    "stock.section.out_of_stock": Words("Out of stock", "Нет в наличии"),
    "stock.section.low_stock": Words("Low, {most} at most", "Заканчивается, не больше {most}"),
    "stock.section.missing_photo": Words("Without a photo", "Без фото"),
    "stock.section.missing_price": Words("Without a price", "Без цены"),
    "stock.section.unpublished": Words("Hidden", "Скрыто"),
    "stock.suggest.hide": Words("Hide sold-out products", "Скрыть закончившиеся"),
    "stock.column.stock": Words("Pieces", "Штук"),
    "stock.column.state": Words("State", "Состояние"),
    "stock.state.out_of_stock": Words("sold out", "закончился"),
    "stock.state.low_stock": Words("low", "мало"),
    "stock.state.missing_photo": Words("no photo", "без фото"),
    "stock.state.missing_price": Words("no price", "без цены"),
    "stock.state.unpublished": Words("hidden", "скрыт"),
    # Changes of products
    "products.none": Words("There are no such products.", "Таких товаров нет."),
    "products.already": Words("Already so, left alone: {count}", "Уже так, не меняются: {count}"),
    "products.priceless": Words(
        "Without a price, left alone: {count}", "Без цены, не меняются: {count}"
    ),
    "products.unknown": Words(
        "There is no product {product_ids}. Nothing was changed.",
        "Товара {product_ids} нет. Ничего не изменено.",
    ),
    "products.no_category": Words(
        "There is no category {category}. Nothing was changed.",
        "Категории {category} нет. Ничего не изменено.",
    ),
    "products.too_many": Words(
        "More than {limit} products match. Name a category or the products you mean.",
        "Подходит больше {limit} товаров. Назовите категорию или нужные товары.",
    ),
    "products.scope": Words(
        "Name the products in one way only: their numbers, a category, their stock, or all.",
        "Укажите товары одним способом: номера, категория, остаток или все.",
    ),
    "products.reason.all": Words(
        "⚠️ This is for all products of the shop.", "⚠️ Это касается всех товаров магазина."
    ),
    "products.reason.limit": Words(
        "⚠️ A price changes by more than 30%.", "⚠️ Какая-то цена меняется больше чем на 30%."
    ),
    "products.undo": Words(
        "Undo: products as they were before", "Отменить: вернуть товары как были"
    ),
    "products.undo.changed": Words(
        "These products have changed since. Change them one by one if you want this.",
        "Эти товары с тех пор изменились. Если нужно именно так, измените их по одному.",
    ),
    "products.undone": Words("Undone, products: {count}", "Отменено, товаров: {count}"),
    "cost.month": Words(
        "In {days} days, if as much is sold as in the last {days}",
        "За {days} дней, если продавать как в последние {days}",
    ),
    "cost.use": Words("Takes off an average order", "Со среднего заказа"),
    "cost.uses": Words("If every use is used", "Если используют все разы"),
    "cost.no_sales": Words("nothing: none of them was sold", "ничего: их не покупали"),
    "cost.unknown": Words("not known", "неизвестно"),
    "adjust_price.title": Words("New prices: {count}", "Новых цен: {count}"),
    "adjust_price.title.all": Words(
        "All products: {count} new prices", "Все товары: новых цен — {count}"
    ),
    "adjust_price.done": Words("Prices changed: {count}", "Изменено цен: {count}"),
    "adjust_price.average": Words("Average change", "В среднем"),
    "adjust_price.largest": Words("Largest change", "Самое большое изменение"),
    "adjust_price.one_way": Words(
        "Say one thing: the new price, the per cent, or the amount.",
        "Укажите что-то одно: новую цену, процент или сумму.",
    ),
    "adjust_price.set_to_all": Words(
        "One price for all products is surely not meant. Name the products or a category.",
        "Одна цена для всех товаров — вряд ли то, что нужно. Назовите товары или категорию.",
    ),
    "adjust_price.impossible": Words(
        "The price would be 0 or less, or far too high: {product_ids}. Nothing was changed.",
        "Цена вышла бы нулевой, отрицательной или слишком большой: {product_ids}. Ничего не изменено.",
    ),
    "set_discount.none": Words("no discount", "без скидки"),
    "set_discount.set": Words(
        "Discount of {percent}%, products: {count}", "Скидка {percent}%, товаров: {count}"
    ),
    "set_discount.set.all": Words(
        "All products: a discount of {percent}% on {count}",
        "Все товары: скидка {percent}% на {count}",
    ),
    "set_discount.clear": Words("Discounts to take off: {count}", "Снять скидок: {count}"),
    "set_discount.clear.all": Words(
        "All products: discounts to take off: {count}", "Все товары: снять скидок — {count}"
    ),
    "set_discount.which": Words(
        "Say which products: their numbers, a category, their stock, or all.",
        "Укажите, какие товары: номера, категория, остаток или все.",
    ),
    "set_discount.done": Words("Discounts changed: {count}", "Изменено скидок: {count}"),
    "publish_product.on": Words("on sale", "на витрине"),
    "publish_product.off": Words("hidden", "скрыт"),
    "publish_product.show": Words("Products to show: {count}", "Опубликовать товаров: {count}"),
    "publish_product.show.sold_out": Words(
        "Sold-out products to show: {count}", "Опубликовать закончившихся товаров: {count}"
    ),
    "publish_product.show.few": Words(
        "Products to show, stock up to {most}: {count}",
        "Опубликовать товаров с остатком до {most}: {count}",
    ),
    "publish_product.hide": Words("Products to hide: {count}", "Скрыть товаров: {count}"),
    "publish_product.hide.sold_out": Words(
        "Sold-out products to hide: {count}", "Скрыть закончившихся товаров: {count}"
    ),
    "publish_product.hide.few": Words(
        "Products to hide, stock up to {most}: {count}",
        "Скрыть товаров с остатком до {most}: {count}",
    ),
    "publish_product.done": Words("Products changed: {count}", "Изменено товаров: {count}"),
    "publish_product.priceless": Words(
        "Without a price, so not shown: {count}", "Без цены, поэтому не публикуются: {count}"
    ),
    "publish_product.which": Words(
        "Say which products to show: by their numbers, such as P-101.",
        "Укажите, какие товары опубликовать: по номерам, например P-101.",
    ),
    # Chats
    "chats.title": Words("Chats without an answer: {count}", "Чатов без ответа: {count}"),
    "chats.title.older": Words(
        "Chats without an answer for over {hours} h: {count}",
        "Чатов без ответа дольше {hours} ч: {count}",
    ),
    "chats.empty": Words("Every customer has an answer.", "Всем клиентам ответили."),
    "chats.empty.older": Words("Nobody has been waiting that long.", "Так долго никто не ждёт."),
    "chats.all": Words("Waiting in all", "Ждут всего"),
    "chats.over": Words("Over {hours} h", "Дольше {hours} ч"),
    "chats.suggest": Words("Orders of {customer}", "Заказы: {customer}"),
    "chats.column.customer": Words("Customer", "Клиент"),
    "chats.column.subject": Words("About", "О чём"),
    "chats.column.waiting": Words("Waiting", "Ждёт"),
    # The team
    "team.title": Words(
        "Message to the team, chats: {count}", "Сообщение команде, чатов: {count}"
    ),
    "team.silent": Words("Without a sound.", "Без звука."),
    "team.chat": Words("Team chat", "Чат команды"),
    "team.chat.nth": Words("Team chat {n}", "Чат команды {n}"),
    "team.column.to": Words("To", "Кому"),
    "team.column.id": Words("Chat", "Чат"),
    "team.final": Words(
        "A message that was sent cannot be taken back.", "Отправленное сообщение не вернуть."
    ),
    "team.nobody": Words(
        "I know no chat of your team. Put its id into MANAGER_CHAT_IDS, add me to it, and start me again.",
        "Я не знаю ни одного чата команды. Впишите его номер в MANAGER_CHAT_IDS, добавьте меня туда и перезапустите.",
    ),
    "team.sent": Words(
        "Sent to the team: {sent} of {count}", "Отправлено команде: {sent} из {count}"
    ),
    # The program itself
    "system.title.health": Words("Is everything working", "Всё ли работает"),
    "system.title.errors": Words("Latest errors: {count}", "Последних ошибок: {count}"),
    "system.title.mode": Words("Data source", "Источник данных"),
    "system.ok": Words("ok", "в порядке"),
    "system.rules_only": Words(
        "rules only: the model did not answer at {at} ({code})",
        "только правила: модель не ответила в {at} ({code})",
    ),
    "system.off": Words("off", "выкл."),
    "system.silent": Words("does not answer since {at} ({code})", "не отвечает с {at} ({code})"),
    "system.redis": Words(
        "does not answer; live pages ask every second instead",
        "не отвечает; живые страницы пока обновляются раз в секунду",
    ),
    "system.source": Words("Data source", "Источник данных"),
    "system.source.DEMO": Words("demo shop", "демо-магазин"),
    "system.source.HTTP": Words("the shop over HTTP", "магазин по HTTP"),
    "system.source.none": Words("{mode}: no answer yet", "{mode}: пока не отвечает"),
    "system.switched": Words("Switched", "Переключён"),
    "system.clock": Words("Shop time", "Время магазина"),
    "system.planner": Words("Planner", "Планировщик"),
    "system.speech": Words("Voice messages", "Голосовые"),
    "system.switch": Words(
        "“switch to demo” or “switch to http” changes it.",
        "Сменить: «переключись на демо» или «переключись на http».",
    ),
    "system.no_errors": Words("No errors on record.", "Ошибок не записано."),
    "system.column.when": Words("When", "Когда"),
    "system.column.what": Words("What", "Что"),
    "system.column.reference": Words("Story", "История"),
    "system.suggest.errors": Words("Latest errors", "Последние ошибки"),
    "trouble.handler_failed": Words("Something went wrong", "Что-то сломалось"),
    "trouble.update_given_up": Words("A message was given up", "Сообщение не обработано"),
    "trouble.update_quarantined": Words("A malformed message", "Испорченное сообщение"),
    "trouble.action_failed": Words("A change was not applied", "Изменение не выполнено"),
    "trouble.action_unknown": Words(
        "Whether a change happened is not known", "Неизвестно, произошло ли изменение"
    ),
    "trouble.action_unknown_overdue": Words(
        "A change has not been known for long", "Исход изменения давно неизвестен"
    ),
    "trouble.effect_failed": Words("A message was not sent", "Сообщение не отправлено"),
    "trouble.action_integrity_failed": Words(
        "An integrity check failed", "Проверка целостности не прошла"
    ),
    # States of an order
    "status.pending": Words("waiting for payment", "ждёт оплаты"),
    "status.paid": Words("paid", "оплачен"),
    "status.shipped": Words("shipped", "отправлен"),
    "status.delivered": Words("delivered", "доставлен"),
    "status.stuck": Words("stuck", "завис"),
    "status.refunded": Words("refunded", "возвращён"),
    "status.cancelled": Words("cancelled", "отменён"),
    "status.failed": Words("failed", "не состоялся"),
    "payment.pending": Words("not paid yet", "ещё не оплачен"),
    "payment.paid": Words("paid", "оплачен"),
    "payment.failed": Words("payment failed", "оплата не прошла"),
    "payment.refunded": Words("paid back", "деньги возвращены"),
    "shipping.waiting": Words("not shipped yet", "ещё не отправлен"),
    "shipping.shipped": Words("on its way", "в пути"),
    "shipping.delivered": Words("delivered", "доставлен"),
    "shipping.stopped": Words("will not be shipped", "не будет отправлен"),
}
