"""The phrase book of the tools."""

from __future__ import annotations

from tools.render.phrases.coupons import COUPON_PHRASES
from tools.render.phrases.forecasts import FORECAST_PHRASES
from tools.render.phrases.insight import INSIGHT_PHRASES
from tools.render.phrases.products import PRODUCT_PHRASES
from tools.render.phrases.sheets import SHEET_PHRASES
from tools.render.phrases.system import SYSTEM_PHRASES
from tools.texts import Plural, Text

PHRASES: dict[str, Text] = {
    **COUPON_PHRASES,
    **FORECAST_PHRASES,
    **INSIGHT_PHRASES,
    **PRODUCT_PHRASES,
    **SHEET_PHRASES,
    **SYSTEM_PHRASES,
    # Any tool
    "tool.unknown": Text("There is no tool named {name}. /tools lists what there is."),
    "tool.argument": Text("{field}: {reason}. Nothing was changed; correct it and send again."),
    "tool.provenance": Text("The figures came without their source, so they are not shown."),
    # What is wrong with an argument
    "argument.missing": Text("is needed"),
    "argument.empty": Text("must not be empty"),
    "argument.unknown": Text("there is no such parameter"),
    "argument.at_least": Text("at least {value}"),
    "argument.at_most": Text("at most {value}"),
    "argument.above": Text("more than {value}"),
    "argument.amount": Text("not a number such as 39.90"),
    "argument.decimals": Plural(
        "at most {value} digit after the point",
        "at most {value} digits after the point",
        by="value",
    ),
    "argument.number": Text("not a whole number"),
    "argument.day": Text("not a day such as 2026-11-22"),
    "argument.one_of": Text("one of {value}"),
    "argument.too_long": Plural(
        "at most {value} character", "at most {value} characters", by="value"
    ),
    "argument.too_many": Plural("at most {value} entry", "at most {value} entries", by="value"),
    "argument.flag": Text("yes or no"),
    "argument.text": Text("not a text"),
    "argument.shape": Text(
        "not written as it must be, such as OB-1003 for an order, P-101 for a product"
    ),
    "argument.other": Text("cannot be used: {reason}"),
    # Days and windows
    "window.future": Text("{day} is still to come. Ask for today or an earlier day."),
    "window.backwards": Text("The window ends before it starts: {start} comes after {end}."),
    "window.today": Text("Today counts until {time}."),
    # Figures
    "kpi.title": Text("Sales: {window}"),
    "kpi.revenue": Text("Revenue"),
    "kpi.paid": Text("Paid orders"),
    "kpi.created": Text("New orders"),
    "kpi.average": Text("Average order"),
    "kpi.empty": Text("No orders in this window."),
    "kpi.none": Text("none"),
    "kpi.column.now": Text("Now"),
    "kpi.column.before": Text("Before"),
    "kpi.column.change": Text("Change"),
    "kpi.chart": Text("Sales, two periods"),
    "kpi.compared": Text("Compared with {window}."),
    "kpi.compared.empty": Text("Compared with {window}, which had no orders."),
    "kpi.suggest.compare": Text("Compare with the time before"),
    "trend.title": Text("Revenue: {window}"),
    "trend.chart": Text("Revenue by day"),
    "trend.empty": Text("Nothing was paid in this window."),
    "trend.total": Text("Total"),
    "trend.daily": Text("Average per day"),
    "trend.best": Text("Best day"),
    "trend.change": Text("Compared with the time before"),
    "trend.nothing_before": Text("nothing to compare with"),
    "trend.suggest": Text("Sales of {day}"),
    "trend.open": Plural("📈 Chart, {days} day", "📈 Chart, {days} days", by="days"),
    # Orders
    "orders.title": Text("Orders: {count}"),
    "orders.title.stuck": Text("Stuck orders: {count}"),
    "orders.title.late_ship": Text("Orders shipping late: {count}"),
    "orders.title.payment_issues": Text("Orders with payment problems: {count}"),
    "orders.title.unpaid": Text("Unpaid orders: {count}"),
    "orders.empty": Text("No such orders."),
    "orders.flag": Text("⚑ Flag these: {count}"),
    "orders.unflag": Text("Take these flags off: {count}"),
    "orders.which": Text("Only"),
    "orders.flagged": Text("flagged", context="which orders"),
    "orders.unflagged": Text("not flagged", context="which orders"),
    "orders.query": Text("“{query}”"),
    "orders.since": Text("created in the last {length}"),
    "orders.created": Text("created {window}"),
    "orders.sum": Text("Worth"),
    "orders.column.order": Text("Order"),
    "orders.column.status": Text("Status"),
    "orders.column.total": Text("Sum"),
    "orders.column.age": Text("Age"),
    "orders.column.late": Text("Late by"),
    "order.title": Text("Order {order_id}"),
    "order.missing": Text("There is no order {order_id}. Check the number."),
    "order.status": Text("Status"),
    "order.total": Text("Sum"),
    "order.customer": Text("Customer"),
    "order.phone": Text("Telephone"),
    "order.created": Text("Created"),
    "order.payment": Text("Payment"),
    "order.shipping": Text("Shipping"),
    "order.coupon": Text("Coupon"),
    "order.flag": Text("Flag"),
    "order.overdue": Text("{state}, due {due}"),
    "order.item": Text("Item"),
    "order.quantity": Text("Qty"),
    "order.suggest.flag": Text("Flag {order_id}"),
    "order.suggest.unflag": Text("Take the flag off"),
    "flag.on": Text("flagged"),
    "flag.on.reason": Text("flagged: {reason}"),
    "flag.off": Text("not flagged"),
    "flag.title.on": Text("Orders to flag: {count}"),
    "flag.title.off": Text("Flags to take off: {count}"),
    "flag.done.on": Text("Orders flagged: {count}"),
    "flag.done.off": Text("Flags taken off: {count}"),
    "flag.title.nothing": Text("Nothing to change"),
    "flag.unchanged": Text("It is so already."),
    "flag.none": Text("There are no such orders."),
    "flag.already": Text("Already so, left alone: {count}"),
    "undo.title": Text("Undo: flags as they were before"),
    "undo.title.changed": Text("Cannot be undone any more"),
    "undo.changed": Text(
        "These orders have changed since. Set their flags one by one if you want this."
    ),
    "undo.done": Plural("Undone: {count} order", "Undone: {count} orders"),
    "undo.none": Text(
        "There is nothing to undo: no change of yours stands that could be taken back."
    ),
    "undo.already": Text("This was undone already, at {at}."),
    "undo.impossible": Text("This cannot be undone."),
    "undo.elsewhere": Text(
        "That was done in another data source ({where}). Switch back to it first, then undo."
    ),
    "flag.column.before": Text("Now"),
    "flag.column.after": Text("Then"),
    "flag.column.was": Text("Before", context="before the change"),
    "flag.column.is": Text("Now", context="after the change"),
    "flag.scope": Text(
        "Say which orders: their numbers or one group, such as the late ones, not both."
    ),
    "flag.unknown": Text("There is no order {order_ids}. Nothing was changed."),
    "flag.too_many": Text("More than {limit} orders match. Name the ones you mean."),
    # Chats
    "chats.title": Text("Chats without an answer: {count}"),
    "chats.title.older": Text("Chats without an answer for over {hours} h: {count}"),
    "chats.empty": Text("Every customer has an answer."),
    "chats.empty.older": Text("Nobody has been waiting that long."),
    "chats.all": Text("Waiting in all"),
    "chats.over": Text("Over {hours} h"),
    "chats.suggest": Text("Orders of {customer}"),
    "chats.column.customer": Text("Customer"),
    "chats.column.subject": Text("About"),
    "chats.column.waiting": Text("Waiting"),
    # The team
    "team.title": Plural(
        "Message to the team: {count} chat", "Message to the team: {count} chats"
    ),
    "team.silent": Text("Without a sound."),
    "team.chat": Text("Team chat"),
    "team.chat.nth": Text("Team chat {n}"),
    "team.column.to": Text("To"),
    "team.column.id": Text("Chat"),
    "team.final": Text("A message that was sent cannot be taken back."),
    "team.nobody": Text(
        "I know no chat of your team. Put its id into MANAGER_CHAT_IDS, add me to it, and start me again."
    ),
    "team.sent": Text("Sent to the team: {sent} of {count}"),
    # States of an order
    "status.pending": Text("waiting for payment"),
    "status.paid": Text("paid"),
    "status.shipped": Text("shipped"),
    "status.delivered": Text("delivered"),
    "status.stuck": Text("stuck"),
    "status.refunded": Text("refunded"),
    "status.cancelled": Text("cancelled"),
    "status.failed": Text("failed"),
    "payment.pending": Text("not paid yet"),
    "payment.paid": Text("paid"),
    "payment.failed": Text("payment failed"),
    "payment.refunded": Text("paid back"),
    "shipping.waiting": Text("not shipped yet"),
    "shipping.shipped": Text("on its way"),
    "shipping.delivered": Text("delivered"),
    "shipping.stopped": Text("will not be shipped"),
}
