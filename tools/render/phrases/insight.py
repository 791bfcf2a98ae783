"""The phrases of the funnel, of refunds, and of customers worth a second look."""

from __future__ import annotations

from tools.texts import Plural, Text

INSIGHT_PHRASES: dict[str, Text] = {
    "funnel.title": Text("Sales funnel: {window}"),
    "funnel.chart": Text("Sales funnel"),
    "funnel.step.visits": Text("Visits"),
    "funnel.step.carts": Text("Carts"),
    "funnel.step.checkouts": Text("Checkouts"),
    "funnel.step.paid": Text("Paid"),
    "funnel.column.step": Text("Step"),
    "funnel.column.now": Text("Now"),
    "funnel.column.before": Text("Before"),
    "funnel.column.rate": Text("Of the step before"),
    "funnel.column.rate_before": Text("Was"),
    "funnel.overall": Text("From visit to payment"),
    "funnel.was": Text("{now}, before {before}"),
    "funnel.empty": Text("No visits are on record for this window, so there is no rate to tell."),
    "funnel.partly": Plural(
        "Visits are on record for {days} of {of} day; only these days count, orders included.",
        "Visits are on record for {days} of {of} days; only these days count, orders included.",
        by="of",
    ),
    "funnel.partly_before": Plural(
        "Of the days before, {days} of {of} is on record: compare the rates, not the counts.",
        "Of the days before, {days} of {of} are on record: compare the rates, not the counts.",
        by="days",
    ),
    "funnel.nothing_before": Text(
        "No visits are on record for the days before, so there is nothing to compare with."
    ),
    "funnel.beside": Text(
        "More orders were paid than checkouts begun: some did not come through the shop's pages."
    ),
    "funnel.channels": Text("Channels, visits and how many begin a checkout: {channels}."),
    "funnel.suggest": Text("Funnel, {days} days"),
    # Refunds
    "refunds.title": Text("Refunds: {window}"),
    "refunds.count": Text("Refunds", context="how many"),
    "refunds.amount": Text("Paid back"),
    "refunds.paid_orders": Text("Orders paid, given back or not"),
    "refunds.rate": Text("Refund rate"),
    "refunds.rate_before": Text("Usual rate"),
    "refunds.reasons": Text("Reasons"),
    "refunds.reason.damaged": Text("arrived damaged"),
    "refunds.reason.not_as_described": Text("not as described"),
    "refunds.reason.changed_mind": Text("changed their mind"),
    "refunds.reason.late": Text("came too late"),
    "refunds.reason.other": Text("other"),
    "refunds.column.what": Text("Product or customer"),
    "refunds.column.refunds": Text("Refunds of paid orders"),
    "refunds.column.usual": Text("Usual"),
    "refunds.column.amount": Text("Sum"),
    "refunds.of": Text("{refunds} of {orders}"),
    "refunds.empty": Text("No refunds in this window."),
    "refunds.too_few": Text(
        "Fewer than {least} orders were paid before, too few to tell what is usual."
    ),
    "refunds.shop.more": Text("The shop as a whole has more refunds than usual."),
    "refunds.shop.usual": Text("The shop as a whole is within the usual."),
    "refunds.none": Text("Nothing stands out."),
    "refunds.rule": Text(
        "⚠️ has more refunds than chance explains at the usual rate (99% sure): {product} at least for a product, {customer} for a customer."
    ),
    "refunds.usual": Text("The usual is that of {window}."),
    "refunds.suggest.orders": Text("Refunded orders"),
    "refunds.suggest.hide": Text("Hide {product_id}"),
    # Worth a second look
    "trust.title": Text("Customers worth a second look: {count}, {window}"),
    "trust.open": Text("Worth a second look"),
    "trust.empty": Text("Nothing calls for a second look in this window."),
    "trust.no_proof": Text("A reason to look again, not a proof of anything."),
    "trust.column.customer": Text("Customer"),
    "trust.column.orders": Text("Orders"),
    "trust.column.why": Text("Why"),
    "trust.reason.burst": Plural(
        "{number} order within an hour", "{number} orders within an hour", by="how_many"
    ),
    "trust.reason.failed_then_paid": Plural(
        "paid after {number} failed payment", "paid after {number} failed payments", by="how_many"
    ),
    "trust.reason.large_first": Text("unusually large first order, {number}"),
    "trust.reason.shared_phone": Plural(
        "one phone number for {number} customer",
        "one phone number for {number} customers",
        by="how_many",
    ),
    "trust.reason.coupon_again": Plural(
        "newcomer coupon used {number} time", "newcomer coupon used {number} times", by="how_many"
    ),
    "trust.reason.repeated_refunds": Plural("{number} refund", "{number} refunds", by="how_many"),
    "trust.rules": Text(
        "Looked for: {burst} orders within {burst_within}; a paid order within {retry_within} of a failed one; "
        "a first order of {times} average ones; {phone} customers with one phone number; {coupon} uses of a "
        "newcomer coupon ({codes}) or {refunds} refunds in {look_back} days."
    ),
    "trust.suggest.flag": Text("Flag orders of {customer}"),
}
