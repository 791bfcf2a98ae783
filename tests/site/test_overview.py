"""The overview: the shop's figures, what waits, what happened, and what it stands on."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.utils import timezone

from actions.models import ActionLog
from ownerbot_site.dashboard import services
from ownerbot_site.dashboard.parts import PARTS
from tools.contracts import ToolContext
from tools.upstream.mode import current_shop

pytestmark = pytest.mark.django_db


def _context() -> ToolContext:
    return ToolContext(
        now=timezone.now(),
        language="en",
        actor_id=0,
        zone=django_settings.SHOP_ZONE,
        currency="EUR",
    )


def test_figures_are_those_of_the_bots_answers(root: Client, shop: None) -> None:
    ctx = _context()
    totals = current_shop(ctx).totals(ctx.today, ctx.today)

    figures = root.get("/admin/").context["figures"]

    assert [card.label for card in figures.cards] == [
        "Revenue today", "Paid orders", "Average order", "New orders",
    ]  # fmt: skip
    assert figures.cards[0].value == f"€{totals.revenue:,.2f}"
    assert figures.cards[1].value == str(totals.paid_orders)
    assert len(figures.chart["labels"]) == 30
    assert Decimal(figures.chart["values"][-1]) == totals.revenue


def test_an_unavailable_source_is_said_and_is_no_error(root: Client, settings: Any) -> None:
    settings.UPSTREAM_MODE = "HTTP"

    answer = root.get("/admin/")

    assert answer.status_code == 200
    assert "No figures right now" in answer.content.decode()


def test_a_proposal_waits_until_it_is_decided(root: Client, proposal: ActionLog) -> None:
    page = root.get("/admin/overview/waiting/").content.decode()
    assert proposal.preview["title"] in page
    assert "data-ob-until" in page

    ActionLog.objects.cancel(public_id=proposal.public_id, owner_id=proposal.owner_id)

    assert "Nothing waits" in root.get("/admin/overview/waiting/").content.decode()


def test_today_counts_the_endings(root: Client, applied: ActionLog) -> None:
    counts = root.get("/admin/").context["counts"]
    assert [(label, count) for label, count, *_ in counts] == [
        ("Applied", 1), ("Not applied", 0), ("Cancelled", 0), ("Expired", 0),
    ]  # fmt: skip


@pytest.mark.parametrize("name", PARTS)
def test_every_part_is_drawn_alone_for_staff(
    name: str, root: Client, customer: Client, shop: None
) -> None:
    answer = root.get(f"/admin/overview/{name}/")
    assert answer.status_code == 200
    assert "<html" not in answer.content.decode()
    assert customer.get(f"/admin/overview/{name}/").status_code == 302


def test_there_is_no_other_part(root: Client) -> None:
    assert root.get("/admin/overview/secrets/").status_code == 404


def test_redis_is_asked_and_its_absence_is_said(root: Client, settings: Any) -> None:
    assert "<b>Redis</b> connected" in root.get("/admin/overview/status/").content.decode()

    services._client.cache_clear()
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    try:
        page = root.get("/admin/overview/status/").content.decode()
    finally:
        services._client.cache_clear()

    assert "Live updates degraded: pages ask every second" in page


def test_older_events_follow_the_last_row(root: Client, applied: ActionLog) -> None:
    page = root.get("/admin/live/before/3/").content.decode()
    assert page.count('class="ob-event"') == 2
    assert page.index('data-id="2"') < page.index('data-id="1"')
