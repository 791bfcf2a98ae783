"""What sells and what is in stock, against the same computed from the rows in plain Python."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from tests.tools.conftest import NOW, ask, context
from tools.contracts import ToolRefused
from tools.demo.products import build_products
from tools.languages import Language
from tools.models import DemoOrder, DemoOrderItem, DemoProduct

ZONE = settings.SHOP_ZONE
TODAY = date(2026, 11, 23)

read_only = hypothesis_settings(
    max_examples=15,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def ranked(arguments: dict[str, Any]) -> list[tuple[str, int, Decimal]]:
    """The ranking, from every row by hand."""
    end = arguments.get("end", TODAY)
    start = end - timedelta(days=arguments["days"] - 1)
    by_category = arguments["group_by"] == "category"
    quantities: dict[str, int] = defaultdict(int)
    revenues: dict[str, Decimal] = defaultdict(Decimal)
    for item in DemoOrderItem.objects.select_related("order", "product"):
        order = item.order
        if order.payment_status != "paid" or order.status in ("refunded", "cancelled"):
            continue
        if order.paid_at and start <= order.paid_at.astimezone(ZONE).date() <= end:
            key = item.product.category if by_category else item.product_id
            quantities[key] += item.quantity
            revenues[key] += item.total
    keys = set(quantities)
    if arguments["direction"] == "bottom":
        keys = {
            item.category if by_category else item.pk
            for item in DemoProduct.objects.filter(published=True)
        }
    sign = -1 if arguments["direction"] == "top" else 1

    def place(key: str) -> tuple[Any, ...]:
        revenue, quantity = sign * revenues[key], sign * quantities[key]
        first = (revenue, quantity) if arguments["metric"] == "revenue" else (quantity, revenue)
        return (*first, key)

    return [(key, quantities[key], revenues[key]) for key in sorted(keys, key=place)]


ASKED = st.fixed_dictionaries(
    {
        "days": st.integers(1, 30),
        "end": st.dates(TODAY - timedelta(days=20), TODAY),
        "metric": st.sampled_from(["revenue", "quantity"]),
        "direction": st.sampled_from(["top", "bottom"]),
        "group_by": st.sampled_from(["product", "category"]),
        "limit": st.integers(1, 50),
    }
)


@read_only
@given(ASKED)
def test_the_ranking_is_that_of_the_rows(shop: None, arguments: dict[str, Any]) -> None:
    result = ask("top_products", arguments)

    wanted = ranked(arguments)[: arguments["limit"]]
    if result.empty:
        assert result.data["rows"] == []
        assert not any(quantity for _, quantity, _ in ranked(arguments))
        return
    assert [
        (value["key"], value["quantity"], value["revenue"]) for value in result.data["rows"]
    ] == wanted
    assert result.provenance is not None
    assert (result.provenance.start, result.provenance.end) == (
        result.data["start"],
        arguments["end"],
    )


def test_what_was_sold_adds_up_to_the_revenue(shop: None) -> None:
    window = {"start": "2026-11-17", "end": "2026-11-23"}
    assert ask("top_products").data["revenue"] == ask("kpi_snapshot", window).data["revenue"]


def test_a_refunded_order_does_not_count(shop: None) -> None:
    before = ask("top_products", {"days": 30}).data
    DemoOrder.objects.filter(pk="OB-1006").update(status="refunded")
    after = ask("top_products", {"days": 30}).data
    assert before["quantity"] - after["quantity"] == 1


def test_products_that_sold_nothing_are_the_worst(shop: None) -> None:
    DemoOrderItem.objects.filter(product_id__in=["P-101", "P-106"]).delete()
    rows = ask("top_products", {"direction": "bottom", "days": 60}).data["rows"]
    assert rows[0]["key"] == "P-101"
    assert "P-106" not in {row["key"] for row in rows}  # it is hidden: nobody could buy it


@pytest.mark.parametrize(("language", "text"), [("en", "Nothing was sold"), ("ru", "не продано")])
def test_nothing_sold_says_so(shop: None, language: Language, text: str) -> None:
    for direction in ("top", "bottom"):
        result = ask(
            "top_products", {"end": "2020-01-01", "direction": direction}, context(NOW, language)
        )
        assert (result.empty, result.card.table, result.data["rows"]) == (True, None, [])
        assert text in result.card.notes[0]


def test_a_ranking_reads_well(shop: None) -> None:
    card = ask("top_products", {"limit": 3, "group_by": "category"}, context(language="ru")).card
    assert card.title == "Лучшие категории: вт, 17 нояб. 2026 – пн, 23 нояб. 2026"
    assert card.table is not None
    assert card.table.columns == ("Категория", "Штук", "Выручка")
    assert len(card.table.rows) == 3


def test_the_other_end_is_that_of_the_same_ranking(shop: None) -> None:
    asked = {"days": 30, "group_by": "category", "metric": "quantity"}
    [other] = ask("top_products", asked).card.next
    assert other.label == "Worst categories"
    assert other.payload == asked | {"direction": "bottom"}


def test_a_ranking_of_days_to_come_is_refused(shop: None) -> None:
    with pytest.raises(ToolRefused) as refused:
        ask("top_products", {"end": "2026-11-24"})
    assert refused.value.code == "ARGUMENT_INVALID"


# Stock


def troubles(item: DemoProduct, low: int) -> set[str]:
    wrong = {
        "out_of_stock": item.stock == 0,
        "low_stock": 0 < item.stock <= low,
        "missing_photo": not item.has_photo,
        "missing_price": item.price is None,
        "unpublished": not item.published,
    }
    return {name for name, is_so in wrong.items() if is_so}


@pytest.mark.parametrize("low", [1, 5, 40])
@pytest.mark.parametrize(
    "section",
    ["all", "out_of_stock", "low_stock", "missing_photo", "missing_price", "unpublished"],
)
def test_the_sections_are_those_of_the_rows(shop: None, section: str, low: int) -> None:
    data = ask(
        "inventory_status", {"section": section, "low_stock_at_most": low, "limit": 200}
    ).data

    everything = sorted(build_products(), key=lambda item: (item.stock, item.pk))
    wanted = [
        item.pk
        for item in everything
        if (troubles(item, low) if section == "all" else section in troubles(item, low))
    ]
    assert [value["product_id"] for value in data["rows"]] == wanted
    assert data["matching"] == len(wanted)
    assert (data["products"], data["pieces"]) == (120, sum(item.stock for item in everything))
    for name in ("out_of_stock", "low_stock", "missing_photo", "missing_price", "unpublished"):
        assert data[name] == sum(name in troubles(item, low) for item in everything)


def test_the_first_ten_are_always_worth_a_look() -> None:
    ten = {product.pk: troubles(product, 5) for product in build_products()[:10]}
    assert ten["P-101"] == set()
    assert set.union(*ten.values()) >= {
        "out_of_stock",
        "low_stock",
        "missing_photo",
        "unpublished",
    }
    assert [product.pk for product in build_products() if product.price is None] == [
        "P-184",
        "P-185",
        "P-186",
    ]


def test_the_overview_shows_what_is_sold_out_first(shop: None) -> None:
    card = ask("inventory_status", {"limit": 3}).card
    assert card.table is not None
    assert card.table.rows[0] == ("P-103 Espresso dark 250 g", "0", "sold out")
    assert card.table.more > 0
    assert [item.tool for item in card.next] == ["inventory_status"] * 3


def test_what_is_sold_out_can_be_hidden_at_once(shop: None) -> None:
    [hide] = ask("inventory_status", {"section": "out_of_stock"}).card.next
    assert (hide.tool, hide.payload) == (
        "publish_product", {"stock_at_most": 0, "published": False},
    )  # fmt: skip
    DemoProduct.objects.update(published=False)
    assert ask("inventory_status", {"section": "out_of_stock"}).card.next == ()


def test_an_empty_section_says_so(shop: None) -> None:
    DemoProduct.objects.update(stock=9)
    result = ask("inventory_status", {"section": "out_of_stock"}, context(language="ru"))
    assert (result.empty, result.card.table) == (True, None)
    assert result.card.title == "Нет в наличии: 0"
    assert result.card.notes == ("Таких товаров нет.",)


def test_every_change_of_a_product_raises_its_version(shop: None) -> None:
    DemoProduct.objects.filter(pk="P-101").update(stock=1)
    DemoProduct.objects.filter(pk="P-101").update(version=1)
    assert DemoProduct.objects.get(pk="P-101").version == 3
    assert DemoProduct.objects.get(pk="P-102").version == 1
