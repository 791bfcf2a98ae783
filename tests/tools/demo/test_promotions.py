"""Coupons and campaigns of the demo shop: always there, always worth asking about."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import IntegrityError

from tests.tools.conftest import NOW
from tools.demo import seed
from tools.models import DemoCampaign, DemoCoupon, DemoOrder

ZONE = settings.SHOP_ZONE
FIELDS = ("code", "percent_off", "amount_off", "max_uses", "active", "version")


def test_the_coupons_of_the_stories_are_there(shop: None) -> None:
    codes = set(DemoCoupon.objects.values_list("pk", flat=True))
    assert codes == {"WELCOME10", "VIP25", "SHIP5", "SUMMER15"}
    uses = {code: DemoOrder.objects.filter(coupon_code=code).count() for code in codes}
    assert uses["WELCOME10"] == max(uses.values()) > uses["SHIP5"] > uses["VIP25"] == 0
    assert set(DemoCampaign.objects.values_list("pk", flat=True)) == {"C-1", "C-2", "C-3", "C-4"}
    assert DemoCampaign.objects.filter(paused=True).count() == 1


@pytest.mark.parametrize("days", [0, 1, 2, 3, 4, 30, 365])
def test_one_coupon_is_always_about_to_end(shop: None, days: int) -> None:
    for passed in range(0, days + 1, 1 if days < 10 else 30):
        seed.top_up(NOW + timedelta(days=passed))
        ends_at = DemoCoupon.objects.get(pk="SHIP5").ends_at
        assert ends_at is not None
        left = ends_at.astimezone(ZONE).date() - (NOW + timedelta(days=passed)).date()
        assert timedelta(days=1) <= left <= timedelta(days=2)


def test_a_second_top_up_changes_nothing(shop: None) -> None:
    before = list(DemoCoupon.objects.values_list(*FIELDS))
    assert seed.top_up(NOW) == seed.Changes(0, 0, 0)
    assert list(DemoCoupon.objects.values_list(*FIELDS)) == before


def test_what_an_owner_disabled_keeps_its_end(shop: None) -> None:
    DemoCoupon.objects.filter(pk="SHIP5").update(active=False)
    before = DemoCoupon.objects.values_list().get(pk="SHIP5")
    seed.top_up(NOW + timedelta(days=30))
    assert DemoCoupon.objects.values_list().get(pk="SHIP5") == before


def test_what_got_lost_comes_back_and_what_an_owner_made_stays(shop: None) -> None:
    DemoCoupon.objects.filter(pk="VIP25").delete()
    DemoCampaign.objects.filter(pk="C-1").delete()
    DemoCoupon.objects.create(code="MINE", percent_off=5, starts_at=NOW)
    assert seed.top_up(NOW).freshened == 2
    assert DemoCoupon.objects.filter(pk__in=["VIP25", "MINE"]).count() == 2
    assert DemoCampaign.objects.count() == 4
    seed.fill(NOW, orders=20, reset=True)
    assert not DemoCoupon.objects.filter(pk="MINE").exists()


@pytest.mark.parametrize("model", [DemoCoupon, DemoCampaign])
def test_every_change_raises_the_version(shop: None, model: Any) -> None:
    change = {"active": False} if model is DemoCoupon else {"paused": True}
    pk = "SHIP5" if model is DemoCoupon else "C-1"
    model.objects.filter(pk=pk).update(**change)
    model.objects.filter(pk=pk).update(**change)
    assert model.objects.get(pk=pk).version == 2
    assert set(model.objects.exclude(pk=pk).values_list("version", flat=True)) == {1}


@pytest.mark.parametrize(
    "change",
    [
        {"percent_off": None},
        {"amount_off": 1},
        {"percent_off": 96},
        {"percent_off": None, "amount_off": 0},
        {"max_uses": 0},
        {"ends_at": NOW - timedelta(days=9999)},
        {"code": "lower"},
    ],
)
def test_impossible_coupons_are_refused(shop: None, change: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError):
        DemoCoupon.objects.filter(pk="WELCOME10").update(**change)
