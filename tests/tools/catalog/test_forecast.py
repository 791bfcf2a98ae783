"""The forecast as an owner gets it: on the demo shop, and on a shop whose every week is the same."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.servers.shop import API_KEY, Shop, shop_server
from tests.tools.conftest import NOW, ask, context
from tools import registry
from tools.contracts import Table, ToolRefused
from tools.demo import seed
from tools.languages import Language
from tools.models import DemoOrder, DemoProduct
from tools.render import sheets
from tools.upstream import reading

TODAY = date(2026, 11, 23)
#: Monday to Sunday.
WEEKLY = (20, 10, 10, 10, 20, 20, 10)


@pytest.fixture
def half_a_year(db: None) -> None:
    seed.fill(NOW)


@pytest.fixture(scope="module")
def server() -> Iterator[Shop]:
    with shop_server() as shop:
        yield shop


@pytest.fixture
def steady(server: Shop, settings: Any) -> Iterator[Shop]:
    """A shop that has sold the same every week, a tenth of it tea."""
    settings.UPSTREAM_MODE = "HTTP"
    settings.UPSTREAM_BASE_URL, settings.UPSTREAM_API_KEY = server.url, API_KEY
    settings.UPSTREAM_PRIVATE_NETWORKS = ("127.0.0.1",)
    days = [TODAY - timedelta(days=back) for back in range(182, 0, -1)]
    server.reads |= {
        "sales-by-day": [
            {"day": str(day), "paid_orders": WEEKLY[day.weekday()] // 2,
             "units": WEEKLY[day.weekday()], "revenue": f"{WEEKLY[day.weekday()] * 5}.00"}
            for day in days
        ],
        "sales-by-product": [
            # 800 pieces were sold in these eight weeks.
            product("P-1", "Tea", stock=100, units=81, lead_days=14),
            product("P-2", "Rum", stock=0, units=47, lead_days=7, last_sold="2026-10-25"),
            product("P-3", "Cups", stock=62, units=402, lead_days=None),
            product("P-4", "Lamp", stock=3, units=0),
            product("P-5", "Mask", stock=0, units=0),
            product("P-6", "Vase", stock=0, units=270, published=False, last_sold="2026-11-20"),
        ],
    }  # fmt: skip
    yield server
    reading.close()


def product(product_id: str, title: str, **values: Any) -> dict[str, Any]:
    return {"product_id": product_id, "title": title, "published": True, "lead_days": 7} | values


def table(found: Table | None) -> Table:
    assert found is not None
    return found


def test_the_coming_week_of_a_steady_shop(steady: Shop) -> None:
    result = ask("demand_forecast")
    assert result.card.title == "Demand forecast: Mon, 23 Nov 2026 – Sun, 29 Nov 2026"
    assert [(field.label, field.value) for field in result.card.fields] == [
        ("Pieces", "100 (100–100)"),
        ("Paid orders", "50 (50–50)"),
        ("Revenue", "€500 (€500–€500)"),
        ("Busiest day", "Mon, 23 Nov 2026, 20"),
        ("Pieces against the 7 days before", "+0%"),
    ]
    shown = table(result.card.table)
    assert shown.columns == ("Product", "Will sell", "In stock")
    assert shown.rows == (
        ("P-3 Cups", "50", "62"),
        ("P-2 Rum", "12", "0"),
        ("P-1 Tea", "10", "100"),
    )
    assert [round(value["expected"]) for value in result.data["days"]] == list(WEEKLY)
    assert result.provenance is not None
    assert (result.provenance.source, result.provenance.start, result.provenance.end) == (
        "HTTP", date(2026, 5, 25), date(2026, 11, 22),
    )  # fmt: skip
    assert [(item.label, item.payload) for item in result.card.next] == [
        ("Reorder, 7 days", {"horizon_days": 7, "reorder": True}),
        ("Forecast, 14 days", {"horizon_days": 14}),
        ("Forecast, 30 days", {"horizon_days": 30}),
    ]


def test_the_purchase_plan_of_a_steady_shop(steady: Shop) -> None:
    result = ask("demand_forecast", {"reorder": True})
    assert result.card.title == "To reorder in the next 7 days: 2"
    assert table(result.card.table).rows == (
        # Of the 400 pieces sold while there was rum 47 were rum, 11.75 a week: two weeks of that, and
        # the safety stock of 5 for the week of waiting.
        ("P-2 Rum", "0", "29", "now"),
        # 50.25 a week: two weeks of that and 10, less what is there, which is enough for one week.
        ("P-3 Cups", "62", "49", "by 23 Nov"),
    )
    assert [(field.label, field.value) for field in result.card.fields] == [
        ("Sold out already", "1"), ("To order now", "1"), ("Pieces in all", "78"),
    ]  # fmt: skip
    assert result.card.notes == (
        "How many: what should sell until the delivery comes and 7 days more, plus a safety stock (1.3 × √ of the sales until then), less the stock.",
        "Of sold-out products only the days up to the last sale count.",
        "Sold out, without a sale in 56 days, so their demand is unknown: 1",
        "Delivery time not given, 7 days assumed: 1",
        "Hidden products, left out: 1",
        "What is already on its way from suppliers is not known here: take it off.",
    )
    assert (result.data["to_reorder"], result.data["pieces"]) == (2, 78)
    assert result.data["products"][1] == {
        "product_id": "P-3", "title": "Cups", "stock": 62, "lead_days": 7,
        "expected": pytest.approx(Decimal("100.5"), abs=Decimal("0.2")), "safety": 10, "quantity": 49,
        "order_by": TODAY,
    }  # fmt: skip


def test_the_plan_reads_well_in_russian(steady: Shop) -> None:
    card = ask("demand_forecast", {"reorder": True}, context(language="ru")).card
    assert card.title == "Закупить в ближайшие 7 дней: 2"
    assert table(card.table).columns == ("Товар", "Остаток", "Заказать", "Когда")
    assert [row[-1] for row in table(card.table).rows] == ["сейчас", "до 23 нояб."]
    assert [item.label for item in card.next] == [
        "Прогноз на 7 дней", "Закупка на 14 дней", "Закупка на 30 дней",
    ]  # fmt: skip


def test_a_longer_horizon_takes_in_more_products(steady: Shop) -> None:
    rows = table(ask("demand_forecast", {"reorder": True, "horizon_days": 60}).card.table).rows
    # Tea: 10.125 a week, 6 for safety: 100 pieces last for 64 days, of which 14 go into waiting.
    assert [(row[0], row[3]) for row in rows] == [
        ("P-2 Rum", "now"), ("P-3 Cups", "by 23 Nov"), ("P-1 Tea", "by 12 Jan"),
    ]  # fmt: skip


def test_a_full_stock_needs_nothing(steady: Shop) -> None:
    for read in steady.reads["sales-by-product"]:
        read["stock"] = 10_000
    result = ask("demand_forecast", {"reorder": True})
    assert (result.empty, result.card.table, result.card.title) == (
        True,
        None,
        "Nothing to reorder",
    )
    assert result.card.notes[0] == "The stock is enough for the delivery times and 7 days more."


def test_a_shop_that_has_stopped_selling_is_not_taken_for_one_that_is_sold_out(
    steady: Shop,
) -> None:
    for read in steady.reads["sales-by-day"][-60:]:
        read |= {"paid_orders": 0, "units": 0, "revenue": "0.00"}
    for read in steady.reads["sales-by-product"]:
        read |= {"units": 0, "last_sold": None}
    forecast, plan = (ask("demand_forecast", {"reorder": reorder}) for reorder in (False, True))
    assert (forecast.empty, forecast.card.table) == (False, None)
    assert forecast.data["units"]["expected"] < 20
    assert (plan.empty, plan.data["unknown"]) == (True, 2)


def test_orders_without_a_piece_are_no_history(steady: Shop) -> None:
    for read in steady.reads["sales-by-day"]:
        read["units"] = 0
    assert ask("demand_forecast").empty


@pytest.mark.django_db
@pytest.mark.parametrize("reorder", [True, False])
@pytest.mark.parametrize(
    ("language", "title", "text"),
    [
        ("en", "No forecast yet", "Nothing was sold in the last 182 days"),
        ("ru", "Прогноза пока нет", "За последние 182 дня ничего не продано"),
    ],
)
def test_an_empty_shop_has_no_forecast(
    language: Language, title: str, text: str, *, reorder: bool
) -> None:
    result = ask("demand_forecast", {"reorder": reorder}, context(language=language))
    assert (result.empty, result.card.title, result.card.table, result.card.chart) == (
        True, title, None, None,
    )  # fmt: skip
    assert text in result.card.notes[0]
    assert result.provenance is not None


def test_three_weeks_are_too_little(shop: None) -> None:
    result = ask("demand_forecast")
    days = result.data["history_days"]
    assert days < 28
    assert result.card.notes == (
        f"Sales are on record for {days} days, with something sold on {days} of them; a forecast needs 28 days, 10 of them with sales.",
    )
    assert [item.payload for item in result.card.next] == [{"section": "low_stock"}]


def test_today_is_left_out_until_it_is_over(half_a_year: None) -> None:
    before = ask("demand_forecast").data
    orders_of_today = DemoOrder.objects.filter(paid_at__gte="2026-11-22T23:00:00Z")
    assert orders_of_today.update(status="cancelled")
    assert ask("demand_forecast").data == before
    orders_of_yesterday = DemoOrder.objects.filter(paid_at__gte="2026-11-21T23:00:00Z")
    assert orders_of_yesterday.update(status="cancelled")
    assert ask("demand_forecast").data != before


def test_the_chart_goes_from_the_known_to_the_expected(half_a_year: None) -> None:
    result = ask("demand_forecast", {"horizon_days": 14})
    chart = result.card.chart
    assert chart is not None
    assert chart.band is not None
    assert (len(chart.labels), len(chart.values), len(chart.band.low)) == (42, 42, 14)
    assert (chart.labels[27], chart.labels[28], chart.labels[-1]) == ("22 Nov", "23 Nov", "6 Dec")
    assert list(chart.values[28:]) == [value["expected"] for value in result.data["days"]]
    assert all(
        low <= value <= high
        for low, value, high in zip(
            chart.band.low, chart.values[28:], chart.band.high, strict=True
        )
    )


@pytest.mark.parametrize("reorder", [True, False])
def test_both_languages_have_the_same_figures(half_a_year: None, *, reorder: bool) -> None:
    english, russian = (
        ask("demand_forecast", {"reorder": reorder}, context(language=language))
        for language in ("en", "ru")
    )
    assert english.data == russian.data
    assert english.card.title != russian.card.title


def test_what_is_sold_out_leads_the_plan_and_what_is_hidden_is_not_in_it(
    half_a_year: None,
) -> None:
    rows = ask("demand_forecast", {"reorder": True}).data["products"]
    stocks = [row["stock"] == 0 for row in rows]
    assert stocks == sorted(stocks, reverse=True)
    assert any(stocks)
    hidden = set(DemoProduct.objects.filter(published=False).values_list("pk", flat=True))
    assert not hidden & {row["product_id"] for row in rows}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ({"horizon_days": 0}, "horizon_days: at least 1."),
        ({"horizon_days": 61}, "horizon_days: at most 60."),
        ({"reorder": "perhaps"}, "reorder: yes or no."),
    ],
)
def test_impossible_horizons_are_refused(arguments: dict[str, Any], text: str) -> None:
    with pytest.raises(ToolRefused) as refused:
        ask("demand_forecast", arguments)
    assert text in refused.value.text


def test_a_purchase_plan_is_a_list_with_pages_and_a_file(steady: Shop) -> None:
    pages = [
        ask("demand_forecast", {"reorder": True, "limit": 1, "offset": at}) for at in range(3)
    ]
    assert [page.card.listing.total for page in pages if page.card.listing] == [2, 2, 2]
    ids = [page.card.listing.ids for page in pages if page.card.listing]
    plan = ask("demand_forecast", {"reorder": True}).data["products"]
    assert ids == [*((item["product_id"],) for item in plan), ()]
    assert [page.card.table.more for page in pages if page.card.table] == [1, 0]
    assert pages[2].empty is False

    forecast = registry.get("demand_forecast")
    assert forecast is not None
    payload = forecast.Payload.model_validate({"reorder": True, "limit": 1})
    sheet = sheets.build_sheet(forecast, payload, context())

    assert (sheet.rows, sheet.total) == (2, 2)
    head, *lines = sheet.content.decode("utf-8-sig").splitlines()
    assert head.startswith("Product,Title,In stock,Days of delivery,Expected to sell")
    assert "_" not in head
    assert [line.partition(",")[0] for line in lines] == [item["product_id"] for item in plan]
