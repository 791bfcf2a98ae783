"""The funnel against the same counted from the rows in plain Python."""

from __future__ import annotations

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
from tools.models import DemoOrder, DemoVisits

TODAY = date(2026, 11, 23)
STEPS = ("visits", "carts", "checkouts", "paid")

visits = st.lists(
    st.tuples(
        st.integers(-6, 6), st.sampled_from(["Search", "Mail", "Social"]),
        st.integers(0, 50), st.integers(0, 20), st.integers(0, 10),
    ),
    max_size=8, unique_by=lambda row: row[:2],
)  # fmt: skip


def record(day: date, channel: str, *counts: int) -> None:
    names = ("visits", "carts", "checkouts")
    DemoVisits.objects.create(day=day, channel=channel, **dict(zip(names, counts, strict=True)))


def ratio(part: int, whole: int) -> Decimal | None:
    return round(Decimal(part) / Decimal(whole), 4) if whole else None


def by_hand(start: date, end: date) -> dict[str, Any]:
    """The funnel, from every row by hand."""
    rows = [demovisit for demovisit in DemoVisits.objects.all() if start <= demovisit.day <= end]
    days = {row.day for row in rows}
    counts = [sum(getattr(row, step) for row in rows) for step in STEPS[:3]]
    counts.append(
        sum(
            is_paid(item) and item.paid_at is not None and day_of(item.paid_at) in days
            for item in DemoOrder.objects.all()
        )
    )
    found: dict[str, Any] = {"days_on_record": len(days), **dict(zip(STEPS, counts, strict=True))}
    for at, step in enumerate(STEPS[1:]):
        found[f"{step}_rate"] = ratio(counts[at + 1], counts[at])
    return found | {"overall_rate": ratio(counts[3], counts[0])}


@made_up
@given(day=st.sampled_from(DAYS), made=orders(), strewn=visits, days=st.integers(1, 5))
def test_the_funnel_is_that_of_the_rows(
    db: None, day: date, made: list[Made], strewn: list[tuple[Any, ...]], days: int
) -> None:
    put(day, made)
    for offset, channel, more_visits, more_carts, checkouts in strewn:
        carts = checkouts + more_carts
        record(day + timedelta(days=offset), channel, carts + more_visits, carts, checkouts)
    result = ask("funnel_snapshot", {"days": days, "end": day})
    start = day - timedelta(days=days - 1)
    earlier = (start - timedelta(days=days), start - timedelta(days=1))

    wanted, before = by_hand(start, day), by_hand(*earlier)
    assert {name: result.data[name] for name in wanted} == wanted
    assert result.data["compared_with"] == {"start": earlier[0], "end": earlier[1], **before}
    channels = {value["channel"]: value["visits"] for value in result.data["channels"]}
    assert channels == {
        name: sum(
            demovisit.visits
            for demovisit in DemoVisits.objects.filter(channel=name, day__range=(start, day))
        )
        for name in channels
    }
    assert list(channels.values()) == sorted(channels.values(), reverse=True)
    assert result.empty == (wanted["days_on_record"] == 0)
    assert result.provenance is not None
    assert (result.provenance.start, result.provenance.end) == (start, day)
    assert (result.provenance.source, result.provenance.as_of) == ("DEMO", NOW)


@pytest.fixture
def two_weeks(db: None) -> None:
    """A week and the one before it, through two channels."""
    made = [Made(1, 600 - 1440 * n, "delivered", "paid", 1000) for n in (0, 1, 1, 8)]
    put(TODAY, made)
    for n in range(14):
        record(TODAY - timedelta(days=n), "Search", *((100, 10, 5) if n < 7 else (80, 10, 4)))
        record(TODAY - timedelta(days=n), "Mail", 20, 4, 2)


def test_the_card_reads_well(two_weeks: None) -> None:
    card = ask("funnel_snapshot").card
    assert card.title == "Sales funnel: Tue, 17 Nov 2026 – Mon, 23 Nov 2026"
    assert [(field.label, field.value) for field in card.fields] == [
        ("From visit to payment", "0.4%, before 0.1%")
    ]
    assert card.table is not None
    assert card.table.columns == ("Step", "Now", "Before", "Of the step before", "Was")
    assert card.table.rows == (
        ("Visits", "840", "700", "–", "–"),
        ("Carts", "98", "98", "11.7%", "14%"),
        ("Checkouts", "49", "42", "50%", "42.9%"),
        ("Paid", "3", "1", "6.1%", "2.4%"),
    )
    assert card.notes == (
        "Channels, visits and how many begin a checkout: Search 700, 5%; Mail 140, 10%.",
        "Compared with Tue, 10 Nov 2026 – Mon, 16 Nov 2026.",
        "Today counts until 15:05.",
    )
    assert [(item.tool, item.payload) for item in card.next] == [
        ("funnel_snapshot", {"days": 30}), ("revenue_trend", {"days": 14}),
    ]  # fmt: skip


def test_it_is_drawn_beside_the_week_before(two_weeks: None) -> None:
    chart = ask("funnel_snapshot", {}, context(language="ru")).card.chart
    assert chart is not None
    assert chart.labels == ("Визиты", "Корзины", "Оформления", "Оплачено")
    assert (chart.kind, chart.values) == ("funnel", tuple(map(Decimal, (840, 98, 49, 3))))
    assert chart.texts == ("840", "98 · 11,7%", "49 · 50%", "3 · 6,1%")
    assert chart.compared is not None
    assert chart.compared.values == tuple(map(Decimal, (700, 98, 42, 1)))
    assert (chart.name, chart.compared.name) == ("17 нояб. – 23 нояб.", "10 нояб. – 16 нояб.")


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "No visits are on record"), ("ru", "визиты не записаны")],
)
def test_without_visits_no_rate_is_made_up(two_weeks: None, language: Language, text: str) -> None:
    DemoVisits.objects.all().delete()
    result = ask("funnel_snapshot", {}, context(language=language))
    assert (result.empty, result.card.table, result.card.chart) == (True, None, None)
    assert text in result.card.notes[0]
    assert (result.data["days_on_record"], result.data["overall_rate"]) == (0, None)
    assert result.provenance is not None


def test_days_off_the_record_are_said_and_their_orders_left_out(two_weeks: None) -> None:
    DemoVisits.objects.filter(day__gt=TODAY - timedelta(days=2)).exclude(day=TODAY).delete()
    result = ask("funnel_snapshot")
    assert (result.data["days_on_record"], result.data["paid"]) == (6, 1)
    assert result.card.notes[:2] == (
        "Visits are on record for 6 of 7 days; only these days count, orders included.",
        "Of the days before, 7 of 7 are on record: compare the rates, not the counts.",
    )
    assert result.card.chart is not None
    assert result.card.chart.compared is None


def test_nothing_to_compare_with(two_weeks: None) -> None:
    DemoVisits.objects.filter(day__lte=TODAY - timedelta(days=7)).delete()
    card = ask("funnel_snapshot").card
    assert "No visits are on record for the days before" in card.notes[0]
    assert card.table is not None
    assert card.table.rows[0] == ("Visits", "840", "–", "–", "–")


def test_orders_beside_the_pages_are_told(db: None) -> None:
    put(TODAY, [Made(1, 600, "delivered", "paid", 1000)] * 2)
    record(TODAY, "Search", 5, 1, 1)
    result = ask("funnel_snapshot", {"days": 1})
    assert result.data["paid_rate"] == 2
    assert any("More orders were paid" in note for note in result.card.notes)


def test_it_asks_few_questions(two_weeks: None, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(6):
        ask("funnel_snapshot", {"days": 1})
    with django_assert_num_queries(6):
        ask("funnel_snapshot", {"days": 365})


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ({"days": 0}, "days: at least 1."),
        ({"days": 366}, "days: at most 365."),
        ({"end": "2026-11-24"}, "still to come"),
    ],
)
def test_impossible_windows_are_refused(arguments: dict[str, Any], text: str) -> None:
    with pytest.raises(ToolRefused) as refused:
        ask("funnel_snapshot", arguments)
    assert refused.value.code == "ARGUMENT_INVALID"
    assert text in refused.value.text
