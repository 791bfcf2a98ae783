"""Flagging orders: what is previewed is what is done, or nothing is."""

from __future__ import annotations

from typing import Any

import pytest

from tests.tools.conftest import NOW, OWNER, apply, context, preview
from tools.contracts import MAIN, StaleBasisError, ToolRefused
from tools.models import DemoOrder


def flags() -> dict[str, str]:
    return dict(DemoOrder.objects.filter(flagged=True).values_list("pk", "flag_reason"))


def test_a_preview_shows_both_states_and_changes_nothing(shop: None) -> None:
    shown = preview({"order_ids": ["ob-1003", "OB-1003", "OB-1005"], "reason": "call back"})
    assert shown.card.title == "Orders to flag: 2"
    assert shown.card.table is not None
    assert shown.card.table.columns == ("Order", "Now", "Then")
    assert shown.card.table.rows == (
        ("OB-1003", "not flagged", "flagged: call back"),
        ("OB-1005", "not flagged", "flagged: call back"),
    )
    assert shown.basis == {"OB-1003": 1, "OB-1005": 1}
    assert shown.variants == (MAIN,)
    assert flags() == {}


def test_applying_changes_exactly_the_basis(shop: None) -> None:
    arguments = {"order_ids": ["OB-1003"], "reason": "тест"}
    result = apply(arguments, preview(arguments).basis)
    order = DemoOrder.objects.get(pk="OB-1003")
    assert (order.flagged, order.flag_reason, order.flagged_at, order.flagged_by, order.version) == (
        True, "тест", NOW, OWNER, 2,
    )  # fmt: skip
    assert flags() == {"OB-1003": "тест"}
    assert result.card.title == "Orders flagged: 1"
    assert result.card.table is not None
    assert result.card.table.rows == (("OB-1003", "not flagged", "flagged: тест"),)
    assert result.data == {"order_ids": ["OB-1003"], "flagged": True, "reason": "тест"}


def test_a_flag_comes_off(shop: None) -> None:
    arguments = {"order_ids": ["OB-1003"]}
    apply(arguments, preview(arguments).basis)
    off = {"order_ids": ["OB-1003"], "flagged": False}
    shown = preview(off, context(language="ru"))
    assert shown.card.title == "Снять пометок: 1"
    assert shown.basis == {"OB-1003": 2}
    apply(off, shown.basis)
    order = DemoOrder.objects.get(pk="OB-1003")
    assert (order.flagged, order.flag_reason, order.flagged_at, order.flagged_by) == (
        False,
        "",
        None,
        None,
    )


def test_a_preset_means_the_orders_it_shows(shop: None) -> None:
    arguments = {"preset": "late_ship", "reason": "late"}
    shown = preview(arguments)
    assert set(shown.basis) == {"OB-1002", "OB-1007"}
    # An order that turns late after the preview is not touched: nobody was shown it.
    DemoOrder.objects.filter(pk="OB-1004").update(
        status="paid", shipping_status="waiting", ship_due_at=NOW.replace(year=2025)
    )
    apply(arguments, shown.basis)
    assert flags() == {"OB-1002": "late", "OB-1007": "late"}


def test_what_is_so_already_is_left_alone(shop: None) -> None:
    item = {"order_ids": ["OB-1003"], "reason": "mine"}
    apply(item, preview(item).basis)
    shown = preview({"preset": "stuck", "reason": "mine"})
    assert set(shown.basis) == {"OB-1005", "OB-1008"}
    assert shown.card.notes == ("Already so, left alone: 1",)


@pytest.mark.parametrize("arguments", [{"reason": "mine"}, {"reason": ""}])
def test_nothing_to_change_says_so(shop: None, arguments: dict[str, Any]) -> None:
    item = {"order_ids": ["OB-1003"], "reason": "mine"}
    apply(item, preview(item).basis)
    shown = preview({"order_ids": ["OB-1003"], **arguments})
    assert (shown.basis, shown.variants) == ({}, ())
    assert shown.card.notes == ("It is so already.",)
    assert shown.card.table is not None
    assert shown.card.table.rows == (("OB-1003", "flagged: mine", "flagged: mine"),)


def test_another_reason_is_a_change(shop: None) -> None:
    item = {"order_ids": ["OB-1003"], "reason": "mine"}
    apply(item, preview(item).basis)
    other = {"order_ids": ["OB-1003"], "reason": "yours"}
    shown = preview(other)
    assert shown.card.table is not None
    assert shown.card.table.rows == (("OB-1003", "flagged: mine", "flagged: yours"),)
    apply(other, shown.basis)
    assert flags() == {"OB-1003": "yours"}


def test_an_empty_preset_says_so(shop: None) -> None:
    DemoOrder.objects.filter(status="stuck").update(status="cancelled")
    shown = preview({"preset": "stuck"})
    assert shown.variants == ()
    assert shown.card.notes == ("There are no such orders.",)


def test_changed_since_the_preview_changes_nothing(shop: None) -> None:
    arguments = {"preset": "stuck", "reason": "x"}
    basis = preview(arguments).basis
    DemoOrder.objects.filter(pk="OB-1008").update(phone="1")
    with pytest.raises(StaleBasisError):
        apply(arguments, basis)
    assert flags() == {}


def test_an_order_that_is_gone_changes_nothing(shop: None) -> None:
    arguments = {"preset": "stuck", "reason": "x"}
    basis = preview(arguments).basis
    DemoOrder.objects.filter(pk="OB-1008").delete()
    with pytest.raises(StaleBasisError):
        apply(arguments, basis)
    assert flags() == {}


def test_unknown_orders_are_named(shop: None) -> None:
    with pytest.raises(ToolRefused) as refused:
        preview({"order_ids": ["OB-1003", "OB-777", "OB-666"]})
    assert refused.value.code == "ORDER_NOT_FOUND"
    assert refused.value.text == "There is no order OB-666, OB-777. Nothing was changed."


@pytest.mark.parametrize(
    "arguments", [{}, {"reason": "x"}, {"order_ids": ["OB-1003"], "preset": "stuck"}]
)
def test_the_scope_is_never_everything(shop: None, arguments: dict[str, Any]) -> None:
    with pytest.raises(ToolRefused) as refused:
        preview(arguments)
    assert refused.value.code == "SCOPE_UNCLEAR"


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ({"order_ids": ["OB-1"] * 201}, "order_ids: at most 200 entries."),
        ({"order_ids": ["OB-1"], "reason": "x" * 301}, "reason: at most 300 characters."),
        ({"order_ids": ["everything"]}, "order_ids.0: not written as it must be"),
        ({"order_ids": ["OB-1"], "force": True}, "force: there is no such parameter."),
    ],
)
@pytest.mark.django_db
def test_wrong_arguments_are_refused(arguments: dict[str, Any], text: str) -> None:
    with pytest.raises(ToolRefused) as refused:
        preview(arguments)
    assert refused.value.text.startswith(text)


def test_a_reason_is_one_printable_line(shop: None) -> None:
    arguments = {"order_ids": ["OB-1003"], "reason": "a\x00b\n\u202e<b>c</b> 🙂"}
    apply(arguments, preview(arguments).basis)
    assert flags() == {"OB-1003": "a b <b>c</b> 🙂"}


def test_a_long_preview_shows_ten_and_counts_the_rest(shop: None) -> None:
    ids = list(DemoOrder.objects.order_by("pk").values_list("pk", flat=True)[:25])
    shown = preview({"order_ids": ids})
    assert shown.card.table is not None
    assert (len(shown.card.table.rows), shown.card.table.more) == (10, 15)
    assert len(shown.basis) == 25


def test_too_many_matches_are_refused(shop: None) -> None:
    DemoOrder.objects.exclude(status="stuck").update(status="stuck")
    with pytest.raises(ToolRefused) as refused:
        preview({"preset": "stuck"})
    assert refused.value.code == "TOO_MANY"
