"""The phrase book of the tools: every sentence in both languages."""

from __future__ import annotations

from tools.contracts import Words
from tools.render.phrases.coupons import COUPON_PHRASES
from tools.render.phrases.forecasts import FORECAST_PHRASES
from tools.render.phrases.insight import INSIGHT_PHRASES
from tools.render.phrases.products import PRODUCT_PHRASES
from tools.render.phrases.sheets import SHEET_PHRASES
from tools.render.phrases.system import SYSTEM_PHRASES

PHRASES: dict[str, Words] = {
    **COUPON_PHRASES,
    **FORECAST_PHRASES,
    **INSIGHT_PHRASES,
    **PRODUCT_PHRASES,
    **SHEET_PHRASES,
    **SYSTEM_PHRASES,
    # Any tool
    "tool.unknown": Words(
        "There is no tool named {name}. /tools lists what there is.",
        "Инструмента {name} нет. Список — /tools.",
    ),
    "tool.argument": Words(
        "{field}: {reason}. Nothing was changed; correct it and send again.",
        "{field}: {reason}. Ничего не изменено; исправьте и отправьте снова.",
    ),
    "tool.provenance": Words(
        "The figures came without their source, so they are not shown.",
        "Цифры пришли без указания источника, поэтому не показаны.",
    ),
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
    "orders.which": Words("Only", "Отбор"),
    "orders.flagged": Words("flagged", "помеченные"),
    "orders.unflagged": Words("not flagged", "непомеченные"),
    "orders.query": Words("“{query}”", "«{query}»"),
    "orders.since": Words("created in the last {length}", "созданы за {length}"),
    "orders.created": Words("created {window}", "созданы: {window}"),
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
