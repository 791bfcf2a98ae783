"""The phrases of the funnel, of refunds and of what is worth a second look, in both languages."""

from __future__ import annotations

from tools.contracts import Words

INSIGHT_PHRASES: dict[str, Words] = {
    "funnel.title": Words("Sales funnel: {window}", "Воронка продаж: {window}"),
    "funnel.chart": Words("Sales funnel", "Воронка продаж"),
    "funnel.step.visits": Words("Visits", "Визиты"),
    "funnel.step.carts": Words("Carts", "Корзины"),
    "funnel.step.checkouts": Words("Checkouts", "Оформления"),
    "funnel.step.paid": Words("Paid", "Оплачено"),
    "funnel.column.step": Words("Step", "Шаг"),
    "funnel.column.now": Words("Now", "Сейчас"),
    "funnel.column.before": Words("Before", "До этого"),
    "funnel.column.rate": Words("Of the step before", "От прошлого шага"),
    "funnel.column.rate_before": Words("Was", "Было"),
    "funnel.overall": Words("From visit to payment", "Из визита в оплату"),
    "funnel.was": Words("{now}, before {before}", "{now}, до этого {before}"),
    "funnel.empty": Words(
        "No visits are on record for this window, so there is no rate to tell.",
        "За этот период визиты не записаны, поэтому доли не посчитать.",
    ),
    "funnel.partly": Words(
        "Visits are on record for {days} of {of} days; only these days count, orders included.",
        "Визиты записаны за {days} из {of} дн.; считаются только эти дни, вместе с заказами.",
    ),
    "funnel.partly_before": Words(
        "Of the days before, {days} of {of} are on record: compare the rates, not the counts.",
        "За прошлый период записано {days} из {of} дн.: сравнивайте доли, а не числа.",
    ),
    "funnel.nothing_before": Words(
        "No visits are on record for the days before, so there is nothing to compare with.",
        "За прошлый период визиты не записаны, поэтому сравнить не с чем.",
    ),
    "funnel.beside": Words(
        "More orders were paid than checkouts begun: some did not come through the shop's pages.",
        "Оплат больше, чем оформлений: часть заказов пришла не через сайт.",
    ),
    "funnel.channels": Words(
        "Channels, visits and how many begin a checkout: {channels}.",
        "Каналы, визиты и доля оформлений: {channels}.",
    ),
    "funnel.suggest": Words("Funnel, {days} days", "Воронка за {days} дней"),
    # Refunds
    "refunds.title": Words("Refunds: {window}", "Возвраты: {window}"),
    "refunds.count": Words("Refunds", "Возвратов"),
    "refunds.amount": Words("Paid back", "Возвращено денег"),
    "refunds.paid_orders": Words(
        "Orders paid, given back or not", "Оплачено заказов, включая возвращённые"
    ),
    "refunds.rate": Words("Refund rate", "Доля возвратов"),
    "refunds.rate_before": Words("Usual rate", "Обычная доля"),
    "refunds.reasons": Words("Reasons", "Причины"),
    "refunds.reason.damaged": Words("arrived damaged", "пришло повреждённым"),
    "refunds.reason.not_as_described": Words("not as described", "не как в описании"),
    "refunds.reason.changed_mind": Words("changed their mind", "передумали"),
    "refunds.reason.late": Words("came too late", "пришло поздно"),
    "refunds.reason.other": Words("other", "другое"),
    "refunds.column.what": Words("Product or customer", "Товар или клиент"),
    "refunds.column.refunds": Words("Refunds of paid orders", "Возвратов из оплаченных"),
    "refunds.column.usual": Words("Usual", "Обычно"),
    "refunds.column.amount": Words("Sum", "Сумма"),
    "refunds.of": Words("{refunds} of {orders}", "{refunds} из {orders}"),
    "refunds.empty": Words("No refunds in this window.", "За этот период возвратов нет."),
    "refunds.too_few": Words(
        "Fewer than {least} orders were paid before, too few to tell what is usual.",
        "Раньше оплачено меньше {least} заказов: слишком мало, чтобы знать, сколько обычно.",
    ),
    "refunds.shop.more": Words(
        "The shop as a whole has more refunds than usual.",
        "В целом по магазину возвратов больше обычного.",
    ),
    "refunds.shop.usual": Words(
        "The shop as a whole is within the usual.", "В целом по магазину — как обычно."
    ),
    "refunds.none": Words("Nothing stands out.", "Ничего не выделяется."),
    "refunds.rule": Words(
        "⚠️ has more refunds than chance explains at the usual rate (99% sure): {product} at least for a product, {customer} for a customer.",
        "⚠️ — возвратов больше, чем бывает случайно при обычной доле (уверенность 99%): от {product} на товар, от {customer} на клиента.",
    ),
    "refunds.usual": Words("The usual is that of {window}.", "Обычное — за период {window}."),
    "refunds.suggest.orders": Words("Refunded orders", "Возвращённые заказы"),
    "refunds.suggest.hide": Words("Hide {product_id}", "Скрыть {product_id}"),
    # Worth a second look
    "trust.title": Words(
        "Customers worth a second look: {count}, {window}",
        "Стоит проверить клиентов: {count}, {window}",
    ),
    "trust.open": Words("Worth a second look", "Стоит проверить"),
    "trust.empty": Words(
        "Nothing calls for a second look in this window.",
        "За этот период ничего подозрительного.",
    ),
    "trust.no_proof": Words(
        "A reason to look again, not a proof of anything.",
        "Это повод проверить, а не доказательство.",
    ),
    "trust.column.customer": Words("Customer", "Клиент"),
    "trust.column.orders": Words("Orders", "Заказы"),
    "trust.column.why": Words("Why", "Почему"),
    "trust.reason.burst": Words("orders within an hour: {number}", "заказов за час: {number}"),
    "trust.reason.failed_then_paid": Words(
        "paid after failed payments: {number}", "оплачен после неудачных оплат: {number}"
    ),
    "trust.reason.large_first": Words(
        "unusually large first order, {number}", "необычно крупный первый заказ, {number}"
    ),
    "trust.reason.shared_phone": Words(
        "one phone number, customers: {number}", "один телефон, клиентов: {number}"
    ),
    "trust.reason.coupon_again": Words(
        "newcomer coupon used, times: {number}", "купон новичка использован, раз: {number}"
    ),
    "trust.reason.repeated_refunds": Words("refunds: {number}", "возвратов: {number}"),
    "trust.rules": Words(
        "Looked for: {burst} orders within {burst_within}; a paid order within {retry_within} of a failed one; "
        "a first order of {times} average ones; {phone} customers with one phone number; {coupon} uses of a "
        "newcomer coupon ({codes}) or {refunds} refunds in {look_back} days.",
        "Что ищу: от {burst} заказов за {burst_within}; оплата не позже чем через {retry_within} после неудачной; "
        "первый заказ от {times} средних чеков; один телефон у {phone} клиентов и больше; купон новичка ({codes}) "
        "от {coupon} раз или возвраты от {refunds} раз за {look_back} дней.",
    ),
    "trust.suggest.flag": Words("Flag orders of {customer}", "Пометить заказы: {customer}"),
}
