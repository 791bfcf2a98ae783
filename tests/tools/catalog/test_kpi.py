"""Sales figures against the same figures computed from the rows in plain Python."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from tests.tools.conftest import NOW, ask, context
from tools.contracts import ChartComparison, ToolRefused
from tools.models import DemoCustomer, DemoOrder

ZONE = settings.SHOP_ZONE
TODAY = date(2026, 11, 23)
WINDOWS = st.tuples(
    st.dates(date(2026, 10, 20), TODAY), st.integers(min_value=0, max_value=40)
).map(lambda pair: (pair[0], min(pair[0] + timedelta(days=pair[1]), TODAY)))

read_only = hypothesis_settings(
    max_examples=15,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def expected(start: date, end: date) -> dict[str, Any]:
    """The figures, from every row by hand."""
    paid, created = [], 0
    for order in DemoOrder.objects.all():
        created += start <= order.created_at.astimezone(ZONE).date() <= end
        is_paid = order.payment_status == "paid" and order.status not in ("refunded", "cancelled")
        if is_paid and order.paid_at and start <= order.paid_at.astimezone(ZONE).date() <= end:
            paid.append(order.total)
    revenue = sum(paid, Decimal("0.00"))
    return {
        "revenue": revenue,
        "paid_orders": len(paid),
        "created_orders": created,
        "average_order": (revenue / len(paid)).quantize(Decimal("0.01")) if paid else None,
    }


def figures(data: Any) -> dict[str, Any]:
    names = ("revenue", "paid_orders", "created_orders", "average_order")
    return {name: data[name] for name in names}


def order_at(order_id: str, moment: datetime, total: str = "10.00") -> None:
    customer, _ = DemoCustomer.objects.get_or_create(
        id=1, name="A", phone="1", email="a@example.com"
    )
    DemoOrder.objects.create(
        order_id=order_id, status="paid", payment_status="paid", shipping_status="waiting",
        customer=customer, phone="1", total=Decimal(total), created_at=moment, paid_at=moment,
    )  # fmt: skip


@read_only
@given(window=WINDOWS)
def test_any_window_agrees_with_the_rows(shop: None, window: tuple[date, date]) -> None:
    start, end = window
    result = ask("kpi_snapshot", {"start": start, "end": end})
    assert figures(result.data) == expected(start, end)
    assert result.provenance is not None
    assert (result.provenance.start, result.provenance.end) == (start, end)
    assert (result.provenance.source, result.provenance.as_of) == ("DEMO", NOW)


@read_only
@given(window=WINDOWS)
def test_the_days_of_a_trend_agree_with_the_rows(shop: None, window: tuple[date, date]) -> None:
    start, end = window
    days = (end - start).days + 1
    result = ask("revenue_trend", {"days": days, "end": end})
    by_day = [expected(start + timedelta(days=n), start + timedelta(days=n)) for n in range(days)]
    assert [(value["revenue"], value["paid_orders"]) for value in result.data["days"]] == [
        (item["revenue"], item["paid_orders"]) for item in by_day
    ]
    assert result.data["revenue"] == expected(start, end)["revenue"]
    before = expected(start - timedelta(days=days), start - timedelta(days=1))
    assert result.data["revenue_before"] == before["revenue"]


def test_today_is_the_default_and_says_until_when(shop: None) -> None:
    result = ask("kpi_snapshot")
    assert figures(result.data) == expected(TODAY, TODAY)
    assert result.card.title == "Sales: Mon, 23 Nov 2026"
    assert [field.label for field in result.card.fields] == [
        "Revenue", "Paid orders", "New orders", "Average order",
    ]  # fmt: skip
    assert result.card.notes == ("Today counts until 15:05.",)


def test_the_same_figures_in_both_languages(shop: None) -> None:
    english = ask("kpi_snapshot", {"start": "2026-11-22", "end": "2026-11-22"})
    russian = ask(
        "kpi_snapshot", {"start": "2026-11-22", "end": "2026-11-22"}, context(language="ru")
    )
    assert english.data == russian.data
    assert russian.card.title == "Продажи: вс, 22 нояб. 2026"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("day", "first", "last"),
    [
        (date(2026, 3, 29), "2026-03-28T23:00:00", "2026-03-29T21:59:59"),  # 23 hours
        (date(2026, 10, 25), "2026-10-24T22:00:00", "2026-10-25T22:59:59"),  # 25 hours
    ],
)
def test_days_of_a_clock_change_are_whole(day: date, first: str, last: str) -> None:
    begin = datetime.fromisoformat(first).replace(tzinfo=UTC)
    end = datetime.fromisoformat(last).replace(tzinfo=UTC)
    order_at("OB-1", begin - timedelta(seconds=1), "1.00")
    order_at("OB-2", begin, "10.00")
    order_at("OB-3", end, "100.00")
    order_at("OB-4", end + timedelta(seconds=1), "1000.00")
    result = ask("kpi_snapshot", {"start": day, "end": day})
    assert result.data["revenue"] == Decimal("110.00")
    assert result.data["created_orders"] == 2
    trend = ask("revenue_trend", {"days": 3, "end": day + timedelta(days=1)})
    assert [value["revenue"] for value in trend.data["days"]] == [
        Decimal("1.00"), Decimal("110.00"), Decimal("1000.00"),
    ]  # fmt: skip


def test_an_empty_day_says_so(shop: None) -> None:
    result = ask("kpi_snapshot", {"start": "2020-01-01", "end": "2020-01-01"})
    assert result.empty
    assert result.card.notes == ("No orders in this window.",)
    assert figures(result.data) == {
        "revenue": Decimal("0.00"), "paid_orders": 0, "created_orders": 0, "average_order": None,
    }  # fmt: skip
    assert result.provenance is not None
    trend = ask("revenue_trend", {"days": 7, "end": "2020-01-07"})
    assert (trend.empty, trend.card.chart) == (True, None)


@pytest.mark.parametrize(
    ("arguments", "window", "before"),
    [
        (
            {"compare_to": "previous_week"},
            ("2026-11-23", "2026-11-23"),
            ("2026-11-16", "2026-11-16"),
        ),
        (
            {"compare_to": "previous_month"},
            ("2026-11-01", "2026-11-23"),
            ("2026-10-01", "2026-10-23"),
        ),
        (
            {"compare_to": "previous_period"},
            ("2026-11-23", "2026-11-23"),
            ("2026-11-22", "2026-11-22"),
        ),
        (
            {"start": "2026-11-10", "end": "2026-11-16", "compare_to": "previous_period"},
            ("2026-11-10", "2026-11-16"),
            ("2026-11-03", "2026-11-09"),
        ),
        (
            {"start": "2026-10-30", "end": "2026-11-01", "compare_to": "previous_week"},
            ("2026-10-30", "2026-11-01"),
            ("2026-10-23", "2026-10-25"),
        ),
        (
            {"start": "2026-03-01", "end": "2026-03-31", "compare_to": "previous_month"},
            ("2026-03-01", "2026-03-31"),
            ("2026-02-01", "2026-02-28"),
        ),
        (
            {"start": "2026-02-01", "end": "2026-02-28", "compare_to": "previous_month"},
            ("2026-02-01", "2026-02-28"),
            ("2026-01-01", "2026-01-31"),
        ),
    ],
)
def test_what_is_compared_with_what(
    shop: None, arguments: dict[str, str], window: tuple[str, str], before: tuple[str, str]
) -> None:
    data = ask("kpi_snapshot", arguments).data
    assert (str(data["start"]), str(data["end"])) == window
    other = data["compared_with"]
    assert (str(other["start"]), str(other["end"])) == before
    assert figures(other) == expected(other["start"], other["end"])


@pytest.mark.django_db
def test_the_comparison_shows_the_change() -> None:
    order_at("OB-1", datetime(2026, 11, 20, 9, tzinfo=UTC), "80.00")
    order_at("OB-2", datetime(2026, 11, 21, 9, tzinfo=UTC), "100.00")
    arguments = {"start": "2026-11-21", "end": "2026-11-21", "compare_to": "previous_period"}
    result = ask("kpi_snapshot", arguments)
    assert result.card.table is not None
    assert result.card.table.columns == ("", "Now", "Before", "Change")
    assert result.card.table.rows == (
        ("Revenue", "€100.00", "€80.00", "+25%"),
        ("Paid orders", "1", "1", "+0%"),
        ("New orders", "1", "1", "+0%"),
        ("Average order", "€100.00", "€80.00", "+25%"),
    )
    assert result.card.notes == ("Compared with Fri, 20 Nov 2026.",)
    chart = result.card.chart
    assert chart is not None
    assert (chart.kind, chart.name) == ("pairs", "21 Nov")
    assert chart.labels == ("Revenue", "Paid orders", "New orders", "Average order")
    assert chart.values == tuple(map(Decimal, (100, 1, 1, 100)))
    assert chart.texts == ("€100.00", "1", "1", "€100.00")
    assert chart.compared == ChartComparison(
        name="20 Nov",
        values=tuple(map(Decimal, (80, 1, 1, 80))),
        texts=("€80.00", "1", "1", "€80.00"),
    )


@pytest.mark.django_db
def test_an_empty_window_to_compare_with_is_said_to_be_empty() -> None:
    order_at("OB-1", datetime(2026, 11, 21, 9, tzinfo=UTC), "80.00")
    arguments = {"start": "2026-11-21", "end": "2026-11-21", "compare_to": "previous_period"}
    notes = ask("kpi_snapshot", arguments).card.notes
    assert notes == ("Compared with Fri, 20 Nov 2026, which had no orders.",)


def test_what_runs_until_today_is_compared_on_a_tap(shop: None) -> None:
    card = ask("kpi_snapshot", {"start": "2026-11-17"}).card
    offered = [(item.tool, item.payload) for item in card.next]
    assert offered == [
        ("kpi_snapshot", {"start": "2026-11-17", "compare_to": "previous_period"}),
        ("revenue_trend", {"days": 7}),
    ]
    compared = ask(*offered[0])
    assert (compared.data["start"], compared.data["end"]) == (date(2026, 11, 17), TODAY)
    assert [item.tool for item in compared.card.next] == ["revenue_trend"]
    earlier = ask("kpi_snapshot", {"start": "2026-11-17", "end": "2026-11-20"}).card
    assert [item.tool for item in earlier.next] == ["revenue_trend"]


@pytest.mark.django_db
def test_two_empty_windows_are_not_drawn() -> None:
    arguments = {"start": "2020-01-01", "end": "2020-01-01", "compare_to": "previous_week"}
    result = ask("kpi_snapshot", arguments)
    assert (result.empty, result.card.chart) == (True, None)
    assert result.card.notes[0] == "No orders in this window."


@pytest.mark.django_db
def test_an_average_that_is_none_is_drawn_as_none() -> None:
    order_at("OB-1", datetime(2026, 11, 20, 9, tzinfo=UTC), "80.00")
    arguments = {"start": "2026-11-21", "end": "2026-11-21", "compare_to": "previous_period"}
    card = ask("kpi_snapshot", arguments).card
    chart = card.chart
    assert card.notes[0] == "No orders in this window."
    assert chart is not None
    assert (chart.values[3], chart.texts[3]) == (Decimal(0), "none")


@pytest.mark.parametrize(
    ("name", "arguments", "text"),
    [
        ("kpi_snapshot", {"start": "2026-11-24", "end": "2026-11-24"}, "still to come"),
        ("kpi_snapshot", {"start": "2026-11-05", "end": "2026-11-01"}, "ends before it starts"),
        ("kpi_snapshot", {"start": "1999-12-31"}, "start: at least 2000-01-01."),
        ("kpi_snapshot", {"start": "tomorrow"}, "start: not a day such as 2026-11-22."),
        ("kpi_snapshot", {"days": 3}, "days: there is no such parameter."),
        ("revenue_trend", {"days": 0}, "days: at least 1."),
        ("revenue_trend", {"days": 366}, "days: at most 365."),
        ("revenue_trend", {"days": "many"}, "days: not a whole number."),
        ("revenue_trend", {"end": "2027-01-01"}, "still to come"),
    ],
)
@pytest.mark.django_db
def test_impossible_windows_are_refused(name: str, arguments: dict[str, Any], text: str) -> None:
    with pytest.raises(ToolRefused) as refused:
        ask(name, arguments)
    assert refused.value.code == "ARGUMENT_INVALID"
    assert text in refused.value.text


def test_a_window_that_reaches_into_the_future_ends_today(shop: None) -> None:
    data = ask("kpi_snapshot", {"start": "2026-11-01", "end": "2026-11-30"}).data
    assert data["end"] == TODAY


def test_a_trend_is_drawn(shop: None) -> None:
    card = ask("revenue_trend").card
    assert card.chart is not None
    assert (len(card.chart.labels), len(card.chart.values), card.chart.unit) == (14, 14, "EUR")
    assert (card.chart.labels[0], card.chart.labels[-1]) == ("10 Nov", "23 Nov")
    assert card.next[0].payload == {"start": "2026-11-23", "end": "2026-11-23"}
