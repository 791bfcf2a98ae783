"""Who is worth a second look, against the same rules in plain Python over every row."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tools.conftest import NOW, ask, context
from tests.tools.rows import DAYS, Made, day_of, is_paid, made_up, orders, put
from tools.contracts import ToolRefused
from tools.languages import Language
from tools.models import DemoOrder

TODAY = date(2026, 11, 23)
DAY = 24 * 60
Found = dict[str, dict[str, tuple[Decimal, list[str]]]]
Hit = tuple[str, Decimal | int, list[DemoOrder]]


@dataclass(frozen=True)
class Rows:
    """Every order, and the days asked for."""

    start: date
    end: date
    every: list[DemoOrder]

    @property
    def back(self) -> date:
        return min(self.start, self.end - timedelta(days=89))

    @property
    def now(self) -> list[DemoOrder]:
        return [item for item in self.every if self.start <= day_of(item.created_at) <= self.end]

    def own(self, order: DemoOrder, first: timedelta, last: timedelta) -> list[DemoOrder]:
        """What its customer ordered from `first` to `last` after it."""
        return [
            item
            for item in self.every
            if item.customer_id == order.customer_id
            and first <= item.created_at - order.created_at <= last
        ]


HOUR, MOMENT, NOT_AT_ALL = timedelta(hours=1), timedelta(microseconds=1), timedelta(0)


def bursts(rows: Rows) -> list[Hit]:
    hours = [rows.own(item, NOT_AT_ALL, HOUR) for item in rows.now]
    return [("burst", len(hour), hour) for hour in hours if len(hour) >= 3]


def retries(rows: Rows) -> list[Hit]:
    found: list[Hit] = []
    for item in filter(is_paid, rows.now):
        before = rows.own(item, -24 * HOUR, -MOMENT)
        if failed := [other for other in before if other.payment_status == "failed"]:
            found.append(("failed_then_paid", len(failed), [item]))
    return found


def large_first(rows: Rows) -> list[Hit]:
    paid = [
        item.total
        for item in filter(is_paid, rows.every)
        if item.paid_at and rows.back <= day_of(item.paid_at) <= rows.end
    ]
    return [
        ("large_first", item.total, [item])
        for item in rows.now
        if not rows.own(item, timedelta(days=-999), -MOMENT)
        and paid
        and item.total * len(paid) >= 5 * sum(paid)
    ]


def phones(rows: Rows) -> list[Hit]:
    by_phone: dict[str, list[DemoOrder]] = defaultdict(list)
    for item in rows.now:
        by_phone[re.sub(r"\D", "", item.phone)].append(item)
    people = [(len({item.customer_id for item in same}), same) for same in by_phone.values()]
    return [("shared_phone", count, same) for count, same in people if count >= 2]


def coupons(rows: Rows) -> list[Hit]:
    used: dict[tuple[int, str], list[DemoOrder]] = defaultdict(list)
    for item in rows.every:
        recent = rows.back <= day_of(item.created_at) <= rows.end
        if recent and item.coupon_code.upper().startswith("WELCOME"):
            used[item.customer_id, item.coupon_code].append(item)
    return [
        ("coupon_again", len(of), of)
        for of in used.values()
        if len(of) >= 2 and any(day_of(item.created_at) >= rows.start for item in of)
    ]


def refunds(rows: Rows) -> list[Hit]:
    back: dict[int, list[DemoOrder]] = defaultdict(list)
    for item in rows.every:
        if hasattr(item, "refund") and rows.back <= day_of(item.refund.refunded_at) <= rows.end:
            back[item.customer_id].append(item)
    return [
        ("repeated_refunds", len(of), of)
        for of in back.values()
        if len(of) >= 2 and any(day_of(item.refund.refunded_at) >= rows.start for item in of)
    ]


def by_hand(start: date, end: date) -> Found:
    """Each customer's reasons: the number of each, and its orders."""
    rows = Rows(start, end, list(DemoOrder.objects.select_related("refund").order_by("pk")))
    every = (bursts, retries, large_first, phones, coupons, refunds)
    return _gathered([hit for rule in every for hit in rule(rows)])


def _gathered(hits: list[Hit]) -> Found:
    found: Found = defaultdict(dict)
    for rule, number, of in hits:
        for item in of:
            reasons = found[str(item.customer_id)]
            most, ids = reasons.get(rule, (Decimal(0), []))
            reasons[rule] = (max(most, Decimal(number)), sorted({*ids, item.pk}))
    return dict(found)


def shown(data: Any) -> Found:
    return {
        value["customer_id"]: {
            each["rule"]: (each["number"], list(each["order_ids"])) for each in value["concerns"]
        }
        for value in data["customers"]
    }


@made_up
@given(day=st.sampled_from(DAYS), made=orders(), days=st.integers(1, 5))
def test_the_signals_are_those_of_the_rows(
    db: None, day: date, made: list[Made], days: int
) -> None:
    put(day, made)
    result = ask("truststack_signals", {"days": days, "end": day})
    start = day - timedelta(days=days - 1)
    assert shown(result.data) == by_hand(start, day)
    assert result.data["count"] == len(result.data["customers"])
    assert result.empty == (not result.data["count"])
    assert result.provenance is not None
    assert (result.provenance.start, result.provenance.end) == (start, day)
    assert (result.provenance.source, result.provenance.as_of) == ("DEMO", NOW)


def order(customer: int, at: int, **other: Any) -> Made:
    state: dict[str, Any] = {"status": "delivered", "payment": "paid", "cents": 1000} | other
    return Made(customer, at, **state)


#: Cases on the edge: the orders, and the rule that must find customer 1 by them, or "".
EDGES: dict[str, tuple[list[Made], str]] = {
    "three orders in an hour": ([order(1, 0), order(1, 30), order(1, 60)], "burst"),
    "three in 61 minutes": ([order(1, 0), order(1, 30), order(1, 61)], ""),
    "two in an hour": ([order(1, 0), order(1, 30)], ""),
    "paid a day after a failure": (
        [order(1, -DAY, status="failed", payment="failed"), order(1, 0)], "failed_then_paid",
    ),
    "paid later than a day after": (
        [order(1, -DAY - 1, status="failed", payment="failed"), order(1, 0)], "",
    ),
    "failed after it was paid": (
        [order(1, 0), order(1, 10, status="failed", payment="failed")], "",
    ),
    "another customer's failure": (
        [order(2, 0, status="failed", payment="failed"), order(1, 10)], "",
    ),
    "a first order of five average ones": (
        [*(order(2, -n, cents=500) for n in range(60, 960, 100)), order(1, 0, cents=4500)],
        "large_first",
    ),
    "a first order of less": (
        [*(order(2, -n, cents=500) for n in range(60, 960, 100)), order(1, 0, cents=4400)], "",
    ),
    "a second order of more": (
        [*(order(2, -n, cents=500) for n in range(60, 1960, 100)), order(1, -DAY, cents=500),
         order(1, 0, cents=9000)], "",
    ),
    "one number written in two ways": (
        [order(1, 0, phone="+49 30 1"), order(2, 500, phone="4930-1")], "shared_phone",
    ),
    "one number of one customer": ([order(1, 0, phone="1"), order(1, 500, phone="1")], ""),
    "a newcomer's coupon twice": (
        [order(1, 0, coupon="WELCOME10"), order(1, -80 * DAY, coupon="WELCOME10")],
        "coupon_again",
    ),
    "twice within more than 90 days": (
        [order(1, 0, coupon="WELCOME10"), order(1, -100 * DAY, coupon="WELCOME10")], "",
    ),
    "another coupon twice": ([order(1, 0, coupon="SHIP5"), order(1, 500, coupon="SHIP5")], ""),
    "two refunds": (
        [order(1, n, status="refunded", payment="refunded") for n in (0, -60 * DAY)],
        "repeated_refunds",
    ),
    "one refund": ([order(1, 0, status="refunded", payment="refunded")], ""),
    "two refunds of old": (
        [order(1, n * DAY, status="refunded", payment="refunded") for n in (-40, -60)], "",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", EDGES)
def test_each_rule_ends_where_it_says(db: None, case: str) -> None:
    made, rule = EDGES[case]
    put(TODAY, made)
    assert list(shown(ask("truststack_signals").data).get("1", {})) == ([rule] if rule else [])


@pytest.fixture
def suspicious(db: None) -> None:
    made = [order(1, n, coupon="WELCOME10") for n in (0, 10, 20, 30)]
    made += [order(2, n * DAY, status="refunded", payment="refunded") for n in (-1, -2)]
    made += [order(3, -100, status="failed", payment="failed"), order(3, -50)]
    put(TODAY, made)


def test_the_card_reads_well(suspicious: None) -> None:
    card = ask("truststack_signals").card
    assert card.title == ("Customers worth a second look: 3, Sun, 25 Oct 2026 – Mon, 23 Nov 2026")
    assert card.table is not None
    assert card.table.columns == ("Customer", "Orders", "Why")
    assert card.table.rows == (
        ("Customer 1", "OB-1, OB-2, OB-3 +1",
         "4 orders within an hour; newcomer coupon used 4 times"),
        ("Customer 2", "OB-5, OB-6", "2 refunds"),
        ("Customer 3", "OB-8", "paid after 1 failed payment"),
    )  # fmt: skip
    assert card.notes == (
        "A reason to look again, not a proof of anything.",
        (
            "Looked for: 3 orders within 60 minutes; a paid order within 24 hours of a failed one; a first "
            "order of 5 average ones; 2 customers with one phone number; 2 uses of a newcomer coupon "
            "(WELCOME, FIRST, NEWCOMER) or 2 refunds in 90 days."
        ),
        "Today counts until 15:05.",
    )
    assert [(item.label, item.tool, item.payload) for item in card.next] == [
        ("OB-1", "order_detail", {"order_id": "OB-1"}),
        (
            "Flag orders of Customer 1",
            "flag_order",
            {"order_ids": ["OB-1", "OB-2", "OB-3", "OB-4"]},
        ),
        ("Flag orders of Customer 2", "flag_order", {"order_ids": ["OB-5", "OB-6"]}),
    ]


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "Nothing calls for a second look"), ("ru", "ничего подозрительного")],
)
def test_nothing_of_the_kind_is_said(suspicious: None, language: Language, text: str) -> None:
    result = ask("truststack_signals", {"end": "2020-01-01"}, context(language=language))
    assert (result.empty, result.card.table, result.card.next) == (True, None, ())
    assert text in result.card.notes[0]
    assert result.provenance is not None


def test_the_list_is_cut_and_counts_the_rest(
    suspicious: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tools.catalog.insight.trust.SHOWN", 2)
    result = ask("truststack_signals")
    assert (result.data["count"], len(result.data["customers"])) == (3, 2)
    assert result.card.table is not None
    assert result.card.table.more == 1


def test_it_asks_one_question(suspicious: None, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        ask("truststack_signals", {"days": 1})
    with django_assert_num_queries(1):
        ask("truststack_signals", {"days": 365})


@pytest.mark.django_db
@pytest.mark.parametrize("arguments", [{"days": 0}, {"days": 366}, {"end": "2026-11-24"}])
def test_impossible_windows_are_refused(arguments: dict[str, Any]) -> None:
    with pytest.raises(ToolRefused) as refused:
        ask("truststack_signals", arguments)
    assert refused.value.code == "ARGUMENT_INVALID"
