"""What is said of coupons, against the same rows counted in plain Python."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.tools.conftest import NOW, ask, context
from tools.models import DemoCoupon, DemoOrder


def counted() -> dict[str, tuple[int, Decimal]]:
    """Uses and revenue of each coupon, order by order."""
    found = {code: (0, Decimal(0)) for code in DemoCoupon.objects.values_list("pk", flat=True)}
    for order in DemoOrder.objects.exclude(coupon_code=""):
        if order.coupon_code not in found:
            continue
        uses, revenue = found[order.coupon_code]
        paid = order.payment_status == "paid" and order.status not in ("refunded", "cancelled")
        found[order.coupon_code] = (uses + 1, revenue + (order.total if paid else 0))
    return found


def codes(sort: str) -> list[str]:
    return [value["code"] for value in ask("coupons_status", {"sort": sort}).data["coupons"]]


def test_uses_and_revenue_are_those_of_the_orders(shop: None) -> None:
    DemoOrder.objects.filter(pk="OB-1003").update(coupon_code="VIP25")
    DemoOrder.objects.filter(pk="OB-1010").update(coupon_code="SHIP5")
    DemoOrder.objects.filter(pk="OB-1008").update(coupon_code="GONE")
    result = ask("coupons_status", {"sort": "most_used"})
    shown = {value["code"]: (value["uses"], value["revenue"]) for value in result.data["coupons"]}
    assert shown == counted()
    assert shown["VIP25"] == (1, Decimal("0.00"))
    assert result.provenance is not None
    assert (result.provenance.source, result.provenance.as_of) == ("DEMO", NOW)


def test_active_ones_can_be_used_now(shop: None) -> None:
    assert codes("active") == ["SHIP5", "VIP25", "WELCOME10"]
    DemoCoupon.objects.filter(pk="WELCOME10").update(max_uses=1)
    DemoCoupon.objects.filter(pk="VIP25").update(starts_at=NOW + timedelta(seconds=1))
    DemoCoupon.objects.filter(pk="SHIP5").update(ends_at=NOW)
    result = ask("coupons_status")
    assert result.empty
    assert result.card.table is None
    assert result.card.notes == ("No coupon can be used now.",)
    states = {
        value["code"]: value["state"]
        for value in ask("coupons_status", {"sort": "most_used"}).data["coupons"]
    }
    assert states == {
        "WELCOME10": "used_up", "VIP25": "later", "SHIP5": "ended", "SUMMER15": "disabled",
    }  # fmt: skip


def test_most_used_and_expiring_have_their_order(shop: None) -> None:
    uses = {code: used for code, (used, _) in counted().items()}
    assert codes("most_used") == sorted(uses, key=lambda code: (-uses[code], code))
    assert codes("expiring") == ["SHIP5"]
    DemoCoupon.objects.filter(pk="WELCOME10").update(ends_at=NOW + timedelta(hours=1))
    assert codes("expiring") == ["WELCOME10", "SHIP5"]


def test_each_row_says_what_it_gives_and_until_when(shop: None) -> None:
    table = ask("coupons_status").card.table
    assert table is not None
    found = counted()
    assert [(row[0], row[1], row[3]) for row in table.rows] == [
        ("SHIP5 −€5.00", str(found["SHIP5"][0]), "25 Nov"),
        ("VIP25 −25%", "0 of 50", "no end"),
        ("WELCOME10 −10%", str(found["WELCOME10"][0]), "no end"),
    ]


def test_a_long_list_counts_the_rest(shop: None) -> None:
    DemoCoupon.objects.bulk_create(
        DemoCoupon(code=f"MANY{n}", percent_off=5, starts_at=NOW) for n in range(30)
    )
    table = ask("coupons_status", {}, context(language="ru")).card.table
    assert table is not None
    assert (len(table.rows), table.more) == (20, 13)


@pytest.mark.parametrize("sort", ["active", "most_used", "expiring"])
def test_no_coupons_is_said(shop: None, sort: str, django_assert_max_num_queries: Any) -> None:
    DemoCoupon.objects.all().delete()
    with django_assert_max_num_queries(2):
        result = ask("coupons_status", {"sort": sort})
    assert result.empty
    assert result.card.notes
    assert result.provenance is not None
