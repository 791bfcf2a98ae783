"""Making and disabling coupons, pausing campaigns: what is previewed is what is done, or nothing is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings

from tests.tools.conftest import NOW, apply, context, preview
from tools import runner
from tools.contracts import MAIN, Action, Preview, Result, StaleBasisError, ToolRefused
from tools.models import DemoCampaign, DemoCoupon, DemoOrder

NEW = {"code": "autumn10", "percent_off": 10}


def do(name: str, arguments: Mapping[str, Any]) -> Result:
    return apply(arguments, preview(arguments, name=name).basis, name=name)


def action(name: str) -> Action[Any]:
    found = runner.find(name, context())
    assert isinstance(found, Action)
    return found


def taking_back(name: str, done: Result) -> Preview:
    assert done.undo is not None
    return action(name).preview_undo(done.undo, context())


def take_back(name: str, done: Result, basis: Mapping[str, int]) -> Result:
    assert done.undo is not None
    result = action(name).undo(done.undo, basis, context())
    assert isinstance(result, Result)
    return result


def fields(shown: Preview | Result) -> dict[str, str]:
    return {field.label: field.value for field in shown.card.fields}


def row(shown: Preview) -> tuple[str, ...]:
    assert shown.card.table is not None
    [only] = shown.card.table.rows
    return only


# Making one


def test_a_new_coupon_is_shown_whole_and_made_as_shown(shop: None) -> None:
    arguments = {
        "code": "minus5", "amount_off": "5.00", "starts_at": "2026-12-01", "ends_at": "2026-12-31",
        "max_uses": 100,
    }  # fmt: skip
    shown = preview(arguments, name="create_coupon")
    assert (shown.card.title, shown.basis, shown.variants) == (
        "New coupon MINUS5",
        {"MINUS5": 0},
        (MAIN,),
    )
    assert fields(shown) == {
        "Takes off": "−€5.00", "From": "1 Dec", "Until": "31 Dec", "Uses": "100",
        "Takes off an average order": "€5.00", "If every use is used": "€500.00",
    }  # fmt: skip
    assert not DemoCoupon.objects.filter(pk="MINUS5").exists()
    result = apply(arguments, shown.basis, name="create_coupon")
    assert result.card.title == "Coupon MINUS5 created"
    assert DemoCoupon.objects.values_list().get(pk="MINUS5") == (
        "MINUS5", None, Decimal("5.00"), datetime(2026, 11, 30, 23, tzinfo=UTC),
        datetime(2026, 12, 31, 22, 59, 59, tzinfo=UTC), 100, True, 1,
    )  # fmt: skip


def test_a_coupon_without_days_counts_at_once_and_for_ever(shop: None) -> None:
    shown = preview(NEW, context(language="ru"), "create_coupon")
    assert fields(shown) == {
        "Скидка": "−10%", "С": "сразу", "До": "бессрочно", "Использований": "без ограничения",
        "Со среднего заказа": f"{average_order() / 10:.2f}\xa0€".replace(".", ","),
    }  # fmt: skip
    do("create_coupon", NEW)
    made = DemoCoupon.objects.get(pk="AUTUMN10")
    assert (made.percent_off, made.amount_off, made.starts_at, made.ends_at, made.max_uses) == (
        10, None, NOW, None, None,
    )  # fmt: skip


def average_order() -> Decimal:
    """Of the orders paid on the thirty days before today, counted in plain Python."""
    today = NOW.astimezone(settings.SHOP_ZONE).date()
    totals = [
        order.total
        for order in DemoOrder.objects.filter(payment_status="paid")
        if order.status not in {"refunded", "cancelled"}
        and order.paid_at is not None
        and 1 <= (today - order.paid_at.astimezone(settings.SHOP_ZONE).date()).days <= 30
    ]
    return (sum(totals, Decimal(0)) / len(totals)).quantize(Decimal("0.01"))


def test_a_coupon_that_gives_much_away_needs_a_tap_of_its_own(shop: None) -> None:
    shown = preview({"code": "BIG", "percent_off": 51}, name="create_coupon")
    assert shown.variants == ("force",)
    assert shown.card.notes[0] == "⚠️ It takes more than 50% off."
    assert preview({"code": "HALF", "percent_off": 50}, name="create_coupon").variants == (MAIN,)
    tool = action("create_coupon")
    payload = runner.validate(tool, {"code": "BIG", "percent_off": 51}, context())
    tool.apply(payload, shown.basis, "force", context())
    assert DemoCoupon.objects.get(pk="BIG").percent_off == 51


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({"code": "SHIP5", "percent_off": 10}, "COUPON_EXISTS"),
        ({"code": "NEW"}, "COUPON_WORTH_UNCLEAR"),
        ({"code": "NEW", "percent_off": 10, "amount_off": "5"}, "COUPON_WORTH_UNCLEAR"),
        ({**NEW, "ends_at": "2026-11-22"}, "COUPON_ENDED"),
        ({**NEW, "ends_at": "2026-12-01", "starts_at": "2026-12-02"}, "COUPON_ENDED"),
        ({"code": "NEW", "percent_off": 0}, "ARGUMENT_INVALID"),
        ({"code": "NEW", "percent_off": 96}, "ARGUMENT_INVALID"),
        ({"code": "NEW", "amount_off": "0"}, "ARGUMENT_INVALID"),
        ({"code": "NEW", "amount_off": "5.001"}, "ARGUMENT_INVALID"),
        ({"code": "NEW", "amount_off": "NaN"}, "ARGUMENT_INVALID"),
        ({**NEW, "code": "ОСЕНЬ"}, "ARGUMENT_INVALID"),
        ({**NEW, "max_uses": 0}, "ARGUMENT_INVALID"),
        ({**NEW, "ends_at": "soon"}, "ARGUMENT_INVALID"),
        ({**NEW, "ends_at": "2026-12-01T10:00:00"}, "ARGUMENT_INVALID"),
        ({**NEW, "ends_at": "9999-12-31"}, "ARGUMENT_INVALID"),
    ],
)
def test_what_cannot_be_made_is_refused(shop: None, arguments: dict[str, Any], code: str) -> None:
    with pytest.raises(ToolRefused) as refused:
        preview(arguments, name="create_coupon")
    assert refused.value.code == code
    assert DemoCoupon.objects.count() == 4


def test_a_day_and_a_moment_are_both_an_end(shop: None) -> None:
    moment = {**NEW, "ends_at": "2026-12-01T10:00:00+01:00"}
    stored = action("create_coupon").Payload.model_validate(moment)
    again = action("create_coupon").Payload.model_validate_json(stored.model_dump_json())
    assert again == stored
    do("create_coupon", moment)
    assert DemoCoupon.objects.get(pk="AUTUMN10").ends_at == datetime(2026, 12, 1, 9, tzinfo=UTC)


def test_a_code_taken_meanwhile_is_not_overwritten(shop: None) -> None:
    basis = preview(NEW, name="create_coupon").basis
    DemoCoupon.objects.create(code="AUTUMN10", percent_off=50, starts_at=NOW)
    with pytest.raises(StaleBasisError):
        apply(NEW, basis, name="create_coupon")
    assert DemoCoupon.objects.get(pk="AUTUMN10").percent_off == 50


def test_a_coupon_that_ended_before_the_tap_is_not_made(shop: None) -> None:
    arguments = {**NEW, "ends_at": "2026-11-23T14:06:00+00:00"}
    basis = preview(arguments, name="create_coupon").basis
    with pytest.raises(StaleBasisError):
        apply(arguments, basis, context(NOW + timedelta(minutes=2)), name="create_coupon")
    assert not DemoCoupon.objects.filter(pk="AUTUMN10").exists()


def test_an_unused_coupon_is_taken_away_again(shop: None) -> None:
    done = do("create_coupon", NEW)
    shown = taking_back("create_coupon", done)
    assert (shown.basis, shown.variants) == ({"AUTUMN10": 1}, (MAIN,))
    assert row(shown) == ("AUTUMN10", "active", "does not exist")
    result = take_back("create_coupon", done, shown.basis)
    assert result.card.title == "Coupon AUTUMN10 taken away"
    assert not DemoCoupon.objects.filter(pk="AUTUMN10").exists()


def test_a_used_coupon_stays(shop: None) -> None:
    done = do("create_coupon", NEW)
    basis = taking_back("create_coupon", done).basis
    DemoOrder.objects.filter(pk="OB-1003").update(coupon_code="AUTUMN10")
    with pytest.raises(StaleBasisError):
        take_back("create_coupon", done, basis)
    shown = taking_back("create_coupon", done)
    assert (shown.variants, shown.card.title) == ((), "Cannot be undone any more")
    assert shown.card.notes[0].startswith("The coupon was used, so it stays.")
    assert DemoCoupon.objects.filter(pk="AUTUMN10").exists()


def test_a_coupon_changed_since_is_not_taken_away(shop: None) -> None:
    done = do("create_coupon", NEW)
    DemoCoupon.objects.filter(pk="AUTUMN10").update(max_uses=5)
    assert taking_back("create_coupon", done).card.notes == ("The coupon has changed since.",)
    DemoCoupon.objects.filter(pk="AUTUMN10").delete()
    assert taking_back("create_coupon", done).variants == ()


# Disabling one


def test_disabling_says_what_the_coupon_did(shop: None) -> None:
    shown = preview({"code": "ship5"}, name="disable_coupon")
    uses = DemoOrder.objects.filter(coupon_code="SHIP5").count()
    assert shown.basis == {"SHIP5": 1}
    assert row(shown) == ("SHIP5", "active, until 25 Nov", "disabled")
    assert fields(shown)["Used so far"] == str(uses)
    assert DemoCoupon.objects.get(pk="SHIP5").active
    done = apply({"code": "ship5"}, shown.basis, name="disable_coupon")
    assert not DemoCoupon.objects.get(pk="SHIP5").active
    assert done.card.title == "Coupon disabled: SHIP5"

    back = taking_back("disable_coupon", done)
    assert row(back) == ("SHIP5", "disabled", "active, until 25 Nov")
    take_back("disable_coupon", done, back.basis)
    assert DemoCoupon.objects.get(pk="SHIP5").active
    assert taking_back("disable_coupon", done).variants == ()


def test_a_disabled_coupon_stays_so_without_buttons(shop: None) -> None:
    shown = preview({"code": "SUMMER15"}, name="disable_coupon")
    assert (shown.basis, shown.variants) == ({}, ())
    assert shown.card.notes == ("This coupon is disabled already.",)


def test_an_unknown_coupon_is_refused(shop: None) -> None:
    with pytest.raises(ToolRefused) as refused:
        preview({"code": "NOPE"}, name="disable_coupon")
    assert refused.value.code == "COUPON_NOT_FOUND"


@pytest.mark.parametrize("gone", [True, False])
def test_a_coupon_changed_since_the_preview_is_left_alone(shop: None, gone: bool) -> None:
    basis = preview({"code": "VIP25"}, name="disable_coupon").basis
    coupons = DemoCoupon.objects.filter(pk="VIP25")
    _ = coupons.delete() if gone else coupons.update(max_uses=9)
    with pytest.raises(StaleBasisError):
        apply({"code": "VIP25"}, basis, name="disable_coupon")
    assert DemoCoupon.objects.filter(active=False).count() == 1


# Campaigns


def test_a_campaign_is_paused_and_runs_again(shop: None) -> None:
    shown = preview({"campaign_id": "c-1"}, name="pause_campaign")
    assert shown.basis == {"C-1": 1}
    assert row(shown) == ("C-1", "running", "paused")
    assert shown.card.notes == ("It stops spending up to €25.00 a day.",)
    done = apply({"campaign_id": "c-1"}, shown.basis, name="pause_campaign")
    assert DemoCampaign.objects.get(pk="C-1").paused

    back = taking_back("pause_campaign", done)
    assert row(back) == ("C-1", "paused", "running")
    take_back("pause_campaign", done, back.basis)
    assert not DemoCampaign.objects.get(pk="C-1").paused
    assert taking_back("pause_campaign", done).variants == ()

    do("pause_campaign", {"campaign_id": "C-4", "paused": False})
    assert not DemoCampaign.objects.get(pk="C-4").paused


@pytest.mark.parametrize(
    ("campaign_id", "paused", "note"),
    [
        ("C-4", True, "This campaign is paused already."),
        ("C-1", False, "This campaign is running already."),
    ],
)
def test_a_campaign_that_is_so_already(
    shop: None, campaign_id: str, paused: bool, note: str
) -> None:
    shown = preview({"campaign_id": campaign_id, "paused": paused}, name="pause_campaign")
    assert (shown.basis, shown.variants, shown.card.notes) == ({}, (), (note,))


def test_a_campaign_changed_since_is_left_alone(shop: None) -> None:
    done = do("pause_campaign", {"campaign_id": "C-2"})
    basis = preview({"campaign_id": "C-1"}, name="pause_campaign").basis
    DemoCampaign.objects.update(daily_budget=Decimal(7))
    with pytest.raises(StaleBasisError):
        apply({"campaign_id": "C-1"}, basis, name="pause_campaign")
    assert taking_back("pause_campaign", done).variants == ()
    DemoCampaign.objects.all().delete()
    assert taking_back("pause_campaign", done).variants == ()
    with pytest.raises(ToolRefused) as refused:
        preview({"campaign_id": "C-1"}, name="pause_campaign")
    assert refused.value.code == "CAMPAIGN_NOT_FOUND"
