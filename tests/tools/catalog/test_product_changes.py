"""Prices, discounts and visibility: what is previewed is what is done, or nothing is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from actions import pipeline
from actions.caller import Caller
from actions.enums import Source
from actions.outcomes import Done, Proposed
from telegram_bot.view import callbacks
from tests.tools.conftest import NOW, apply, context, preview
from tools import runner
from tools.catalog.products.change import ProductAction
from tools.contracts import MAIN, Preview, Result, StaleBasisError, ToolRefused
from tools.models import DemoOrderItem, DemoProduct
from tools.upstream.products import PriceChange

FORCE = "force"
PRICE, DISCOUNT, PUBLISH = "adjust_price", "set_discount", "publish_product"
ONE: dict[str, dict[str, Any]] = {
    PRICE: {"product_ids": ["P-101", "P-102"], "percent": 10},
    DISCOUNT: {"product_ids": ["P-101", "P-102"], "percent": 20},
    PUBLISH: {"product_ids": ["P-101", "P-102"], "published": False},
}


def state() -> dict[str, tuple[Any, ...]]:
    columns = ("pk", "price", "discount_percent", "published")
    return {row[0]: row[1:] for row in DemoProduct.objects.values_list(*columns)}


def changed(before: dict[str, tuple[Any, ...]]) -> dict[str, tuple[Any, ...]]:
    return {pk: row for pk, row in state().items() if row != before[pk]}


def shown(name: str, arguments: Mapping[str, Any], language: Any = "en") -> Preview:
    return preview(arguments, context(language=language), name)


def rows(item: Preview | Result) -> tuple[tuple[str, ...], ...]:
    assert item.card.table is not None
    return item.card.table.rows


def action(name: str) -> ProductAction[Any]:
    found = runner.find(name, context())
    assert isinstance(found, ProductAction)
    return found


def test_a_price_is_shown_then_changed(shop: None) -> None:
    before = state()
    arguments = {"product_ids": ["p-101", "P-102"], "percent": 10}
    plan = shown(PRICE, arguments)
    assert plan.card.title == "New prices: 2"
    assert rows(plan) == (
        ("P-101 House blend 250 g", "€8.90", "€9.79"),
        ("P-102 House blend 1 kg", "€10.40", "€11.44"),
    )
    gain = Decimal("0.89") * sold("P-101") + Decimal("1.04") * sold("P-102")
    assert [(field.label, field.value) for field in plan.card.fields] == [
        ("Average change", "+10%"),
        ("Largest change", "+10%"),
        ("In 30 days, if as much is sold as in the 30 before today", f"+€{gain:,.2f}"),
    ]
    assert (plan.basis, plan.variants) == ({"P-101": 1, "P-102": 1}, (MAIN,))
    assert changed(before) == {}

    done = apply(arguments, plan.basis, name=PRICE)

    assert changed(before) == {
        "P-101": (Decimal("9.79"), 0, True),
        "P-102": (Decimal("11.44"), 0, True),
    }
    assert done.card.title == "Prices changed: 2"
    assert rows(done) == rows(plan)
    assert done.provenance is not None


def sold(product_id: str) -> int:
    """Pieces of it in the orders paid on the thirty days before today, counted in plain Python."""
    today = NOW.astimezone(settings.SHOP_ZONE).date()
    days = [today - timedelta(days=back) for back in range(1, 31)]
    items = DemoOrderItem.objects.filter(product_id=product_id).select_related("order")
    return sum(
        item.quantity
        for item in items
        if item.order.payment_status == "paid"
        and item.order.status not in {"refunded", "cancelled"}
        and item.order.paid_at is not None
        and item.order.paid_at.astimezone(settings.SHOP_ZONE).date() in days
    )


def costs(plan: Preview) -> dict[str, str]:
    return {
        field.label: field.value
        for field in plan.card.fields
        if field.label.startswith("In 30 days")
    }


def test_what_a_discount_costs_is_estimated(shop: None) -> None:
    [(_, cost)] = costs(shown(DISCOUNT, {"product_ids": ["P-101"], "percent": 20})).items()
    assert cost == f"−€{Decimal('1.78') * sold('P-101'):,.2f}"
    DemoOrderItem.objects.all().delete()
    [(_, cost)] = costs(shown(DISCOUNT, {"product_ids": ["P-101"], "percent": 20})).items()
    assert cost == "nothing: none of them was sold"


@pytest.mark.parametrize("name", ONE)
def test_a_change_that_meets_another_changes_nothing(shop: None, name: str) -> None:
    plan = shown(name, ONE[name])
    DemoProduct.objects.filter(pk="P-102").update(stock=1)
    before = state()
    with pytest.raises(StaleBasisError):
        apply(ONE[name], plan.basis, name=name)
    assert changed(before) == {}


@pytest.mark.parametrize("name", ONE)
def test_a_product_that_is_gone_changes_nothing(shop: None, name: str) -> None:
    DemoProduct.objects.create(product_id="P-900", title="X", category="Cups", price=5, stock=1)
    arguments = ONE[name] | {"product_ids": ["P-101", "P-900"]}
    plan = shown(name, arguments)
    DemoProduct.objects.filter(pk="P-900").delete()
    before = state()
    with pytest.raises(StaleBasisError):
        apply(arguments, plan.basis, name=name)
    assert changed(before) == {}


@pytest.mark.parametrize("name", ONE)
def test_it_is_taken_back_as_it_was(shop: None, name: str) -> None:
    before = state()
    done = apply(ONE[name], shown(name, ONE[name]).basis, name=name)
    assert len(changed(before)) == 2
    assert done.undo is not None
    plan = action(name).preview_undo(done.undo, context())
    assert [(then, now) for _, now, then in rows(plan)] == [
        (was, now) for _, was, now in rows(done)
    ]

    action(name).undo(done.undo, plan.basis, context())

    assert changed(before) == {}


@pytest.mark.parametrize("name", ONE)
def test_what_changed_since_is_not_taken_back(shop: None, name: str) -> None:
    done = apply(ONE[name], shown(name, ONE[name]).basis, name=name)
    DemoProduct.objects.filter(pk="P-101").update(stock=1)
    before = state()
    assert done.undo is not None
    plan = action(name).preview_undo(done.undo, context(language="ru"))
    assert plan.variants == ()
    assert plan.card.title == "Отменить уже нельзя"
    with pytest.raises(StaleBasisError):
        action(name).undo(done.undo, done.undo["versions"], context())
    assert changed(before) == {}


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        (PRICE, {"product_ids": ["P-101"], "set_to": "8.9"}),
        (PRICE, {"product_ids": ["P-101"], "percent": 0}),
        (PRICE, {"product_ids": ["P-184"], "percent": 5}),
        (DISCOUNT, {"product_ids": ["P-107"], "percent": 15}),
        (DISCOUNT, {"product_ids": ["P-101"], "percent": 0}),
        (PUBLISH, {"product_ids": ["P-101"], "published": True}),
        (PUBLISH, {"product_ids": ["P-184"], "published": True}),
    ],
)
def test_nothing_to_change_has_no_button(shop: None, name: str, arguments: dict[str, Any]) -> None:
    plan = shown(name, arguments)
    assert (plan.card.title, plan.variants, plan.basis) == ("Nothing to change", (), {})
    assert len(plan.card.notes) == 1


@pytest.mark.parametrize(
    ("name", "arguments", "variant"),
    [
        (PRICE, {"product_ids": ["P-101"], "percent": 30}, MAIN),
        (PRICE, {"product_ids": ["P-101"], "percent": "30.5"}, FORCE),
        (PRICE, {"product_ids": ["P-101"], "percent": -31}, FORCE),
        (PRICE, {"product_ids": ["P-101"], "set_to": "39.90"}, FORCE),
        (PRICE, {"product_ids": ["P-184"], "set_to": "39.90"}, MAIN),
        (PRICE, {"product_ids": ["P-101"], "amount": "2.67"}, MAIN),
        (PRICE, {"product_ids": ["P-101"], "amount": "2.68"}, FORCE),
        (PRICE, {"percent": 1, "all": True}, FORCE),
        (PRICE, {"percent": 1, "category": "tea"}, MAIN),
        (DISCOUNT, {"product_ids": ["P-101"], "percent": 30}, MAIN),
        (DISCOUNT, {"product_ids": ["P-101"], "percent": 31}, FORCE),
        (DISCOUNT, {"stock_at_most": 5, "percent": 10}, MAIN),
        (DISCOUNT, {"percent": 0, "all": True}, FORCE),
        (DISCOUNT, {"percent": 10, "all": True}, FORCE),
        (DISCOUNT, {"category": "Coffee", "percent": 0}, MAIN),
        (PUBLISH, {"stock_at_most": 0, "published": False}, MAIN),
    ],
)
def test_past_the_limit_it_takes_the_other_tap(
    shop: None, name: str, arguments: dict[str, Any], variant: str
) -> None:
    plan = shown(name, arguments)
    assert plan.variants == (variant,)
    assert any(note.startswith("⚠️") for note in plan.card.notes) == (variant == FORCE)


def test_all_products_are_said_plainly(shop: None) -> None:
    assert shown(PRICE, {"percent": -5, "all": True}).card.title == "All products: 117 new prices"
    assert (
        shown(PRICE, {"percent": 3, "all": True}, "ru").card.title == "Все товары: 117 новых цен"
    )
    plan = shown(PRICE, {"percent": 3, "all": True})
    assert (len(rows(plan)), plan.card.table and plan.card.table.more) == (10, 107)
    assert plan.card.notes[0] == "⚠️ This is for all products of the shop."
    assert "Without a price, left alone: 3" in plan.card.notes
    cleared = shown(DISCOUNT, {"percent": 0, "all": True})
    assert cleared.card.title == "All products: discounts to take off: 2"


@pytest.mark.parametrize(
    ("name", "arguments", "code"),
    [
        (PRICE, {"set_to": "5"}, "SCOPE_UNCLEAR"),
        (PRICE, {"set_to": "5", "all": True}, "SCOPE_UNCLEAR"),
        (PRICE, {"percent": 1}, "SCOPE_UNCLEAR"),
        (PRICE, {"percent": 1, "all": False}, "SCOPE_UNCLEAR"),
        (PRICE, {"amount": "-1"}, "SCOPE_UNCLEAR"),
        (PRICE, {"product_ids": [], "percent": 5}, "ARGUMENT_INVALID"),
        (PRICE, {"product_ids": ["P-101"], "category": "Tea", "percent": 5}, "SCOPE_UNCLEAR"),
        (PRICE, {"product_ids": ["P-101"], "all": True, "percent": 5}, "SCOPE_UNCLEAR"),
        (PRICE, {"product_ids": ["P-101"]}, "ARGUMENT_INVALID"),
        (PRICE, {"product_ids": ["P-101"], "percent": 5, "set_to": 5}, "ARGUMENT_INVALID"),
        (PRICE, {"product_ids": ["P-101"], "set_to": 0}, "ARGUMENT_INVALID"),
        (PRICE, {"product_ids": ["P-101"], "set_to": "1.234"}, "ARGUMENT_INVALID"),
        (PRICE, {"product_ids": ["P-101"], "set_to": "NaN"}, "ARGUMENT_INVALID"),
        (PRICE, {"product_ids": ["P-101"], "percent": -100}, "ARGUMENT_INVALID"),
        (PRICE, {"product_ids": ["P-101"], "amount": "-8.90"}, "PRICE_IMPOSSIBLE"),
        (PRICE, {"product_ids": ["P-101"], "amount": "9999999.99"}, "PRICE_IMPOSSIBLE"),
        (PRICE, {"product_ids": ["P-999"], "percent": 5}, "PRODUCT_NOT_FOUND"),
        (PRICE, {"product_ids": ["OB-1003"], "percent": 5}, "ARGUMENT_INVALID"),
        (PRICE, {"category": "Cars", "percent": 5}, "CATEGORY_NOT_FOUND"),
        (DISCOUNT, {"product_ids": [], "percent": 5}, "ARGUMENT_INVALID"),
        (DISCOUNT, {"product_ids": ["P-101"], "percent": 96}, "ARGUMENT_INVALID"),
        (DISCOUNT, {"product_ids": ["P-101"], "stock_at_most": 5, "percent": 5}, "SCOPE_UNCLEAR"),
        (DISCOUNT, {"product_ids": ["P-101"]}, "ARGUMENT_INVALID"),
        (DISCOUNT, {"percent": 10}, "SCOPE_UNCLEAR"),
        (DISCOUNT, {"percent": 0}, "SCOPE_UNCLEAR"),
        (PUBLISH, {"published": True}, "SCOPE_UNCLEAR"),
        (PUBLISH, {"published": False}, "SCOPE_UNCLEAR"),
        (PUBLISH, {"product_ids": [], "published": False}, "ARGUMENT_INVALID"),
        (PUBLISH, {"product_ids": ["P-101"]}, "ARGUMENT_INVALID"),
    ],
)
def test_what_is_unclear_is_refused(
    shop: None, name: str, arguments: dict[str, Any], code: str
) -> None:
    with pytest.raises(ToolRefused) as refused:
        shown(name, arguments)
    assert refused.value.code == code
    assert refused.value.text.endswith(".")


def test_sold_out_products_are_hidden(shop: None) -> None:
    before = state()
    arguments = {"stock_at_most": 0, "published": False}
    plan = shown(PUBLISH, arguments)
    wanted = set(DemoProduct.objects.filter(stock=0, published=True).values_list("pk", flat=True))
    assert plan.card.title == f"Sold-out products to hide: {len(wanted)}"
    assert set(plan.basis) == wanted
    apply(arguments, plan.basis, name=PUBLISH)
    assert set(changed(before)) == wanted


def test_a_discount_on_what_is_low_in_stock(shop: None) -> None:
    plan = shown(DISCOUNT, {"percent": 10, "stock_at_most": 5}, "ru")
    low = DemoProduct.objects.filter(stock__lte=5).exclude(discount_percent=10)
    assert set(plan.basis) == set(low.values_list("pk", flat=True))
    assert plan.card.title == f"Скидка 10% на {low.count()} товар"
    assert rows(shown(DISCOUNT, {"percent": 10, "product_ids": ["P-107"]})) == (
        ("P-107 Decaf 250 g", "−15%: €15.22", "−10%: €16.11"),
    )


# How a price is computed


@given(
    st.decimals("0.01", "99999", places=2),
    st.decimals("-99", "1000", places=2),
    st.sampled_from(["cent", "tenth", "whole", "ninety_nine"]),
)
def test_a_percentage_is_rounded_half_up(price: Decimal, percent: Decimal, rounding: Any) -> None:
    found = PriceChange(percent=percent, rounding=rounding).apply_to(price)
    exact = price * (1 + percent / 100)
    places = {"cent": "0.01", "tenth": "0.1", "whole": "1", "ninety_nine": "1"}[rounding]
    wanted = exact.quantize(Decimal(places), ROUND_HALF_UP)
    assert found == wanted - (Decimal("0.01") if rounding == "ninety_nine" else 0)
    assert len(str(found).partition(".")[2]) == 2


def test_a_price_to_set_is_taken_as_it_is() -> None:
    assert PriceChange(set_to=Decimal("39.9"), rounding="whole").apply_to(None) == Decimal("39.90")
    assert PriceChange(amount=Decimal("-0.5")).apply_to(Decimal("8.90")) == Decimal("8.40")
    assert PriceChange(percent=Decimal(3)).apply_to(None) is None


# Through the pipeline


def test_all_prices_take_the_other_button_and_come_back(shop: None) -> None:
    by = Caller(
        bot_id=42, owner_id=5, chat_id=5, language="en", update_id=None, correlation_id=uuid4(),
        source=Source.RULE,
    )  # fmt: skip
    before = state()
    proposed = pipeline.submit(PRICE, {"percent": 3, "all": True}, by)
    assert isinstance(proposed, Proposed)
    keyboard = callbacks.build_decision_keyboard(proposed.action)
    assert keyboard is not None
    [buttons] = keyboard.inline_keyboard
    assert [button.text for button in buttons] == ["⚠️ Confirm all the same", "Cancel"]
    data = str(buttons[0].callback_data)
    assert len(data.encode()) <= 64

    ordinary = pipeline.confirm(data.removesuffix(FORCE) + MAIN, by)
    assert not isinstance(ordinary, Done)
    assert changed(before) == {}

    done = pipeline.confirm(data, by)
    assert isinstance(done, Done)
    assert len(changed(before)) == 117

    back = pipeline.submit("undo_action", {}, by)
    assert isinstance(back, Proposed)
    assert isinstance(pipeline.confirm(back.action.confirm[MAIN], by), Done)
    assert changed(before) == {}
