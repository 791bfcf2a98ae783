"""The overview: the shop's figures, what waits, what happened, and what it stands on."""

from __future__ import annotations

import re
from dataclasses import astuple
from datetime import timedelta
from decimal import Decimal
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.utils import timezone

from actions import effects, pipeline
from actions.models import ActionLog
from actions.outcomes import ActionView
from audit import log
from ownerbot_site.dashboard import services
from ownerbot_site.dashboard.parts import PARTS, UNKNOWN_LENGTH
from telegram_bot.models import Unclear
from tests.actions.steps import confirmed, order, unknown
from tests.ownerbot_site.conftest import caller
from tools.call_outcomes import Delivered
from tools.contracts import ToolContext
from tools.upstream.mode import get_current_shop

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
    totals = get_current_shop(ctx).totals(ctx.today, ctx.today)

    figures = root.get("/admin/").context["figures"]

    assert [card.label for card in figures.cards] == [
        "Revenue today", "Paid orders", "Average order", "New orders",
    ]  # fmt: skip
    assert figures.cards[0].value == f"€{totals.revenue:,.2f}"
    assert figures.cards[1].value == str(totals.paid_orders)
    assert len(figures.chart["labels"]) == 30
    assert Decimal(figures.chart["values"][-1]) == totals.revenue


def test_what_the_planner_did_today_and_costs(root: Client, shop: None, settings: Any) -> None:
    def record(event_type: str, **payload: object) -> None:
        facts = {"model": "small", "tokens_in": 1_200_000, "tokens_out": 100_000, "ms": 5}
        log.record(event_type, correlation_id=uuid4(), actor=log.SYSTEM, payload=facts | payload)

    def shown() -> str:
        html = root.get("/admin/").content.decode()
        [line] = re.findall(r"<span>(Planner: .*?)</span>", html) or [""]
        return re.sub("<[^>]*>", "", line)

    assert shown() == ""
    settings.ENV = settings.ENV.model_copy(
        update={
            "llm_provider": "OPENAI", "openai_llm_model": "small", "llm_tokens_per_day": 3_000_000,
            "llm_price_in": Decimal("0.25"), "llm_price_out": Decimal(2),
        }
    )  # fmt: skip
    assert shown() == "Planner: 0 questions, 0 of 3,000,000 tokens, about $0.00"
    assert ("Planner", "good", "small") in map(astuple, services.check_services())
    record("planner_answered", rounds=1, reads=1, changes=0)
    record("planner_failed", code="away")
    assert shown() == (
        "Planner: 2 questions, 1 not answered, 2,600,000 of 3,000,000 tokens, about $1.00"
    )
    badges = [service for service in services.check_services() if service.name == "Planner"]
    assert [(badge.tone, badge.text[-6:]) for badge in badges] == [("warn", "(away)")]
    record("planner_failed", code="empty", tokens_in=400_000)
    assert ("Planner", "warn", "today's tokens are used up") in map(
        astuple, services.check_services()
    )


def test_voice_is_shown_where_it_is_on(settings: Any) -> None:
    def voice() -> list[tuple[str, str]]:
        return [
            (service.tone, service.text[:16])
            for service in services.check_services()
            if service.name == "Voice"
        ]

    def record(event_type: str, **payload: object) -> None:
        log.record(event_type, correlation_id=uuid4(), actor=log.SYSTEM, payload=payload)

    assert voice() == []
    settings.ENV = settings.ENV.model_copy(
        update={"asr_provider": "OPENAI", "openai_asr_model": "small"}
    )
    assert voice() == [("good", "small")]
    record("voice_failed", code="slow")
    assert voice() == [("warn", "no answer since ")]
    record("voice_transcribed", length=3)
    assert voice() == [("good", "small")]


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
        ("Applied", 1), ("Not applied", 0), ("Not known", 0), ("Running", 0), ("Cancelled", 0),
        ("Expired", 0),
    ]  # fmt: skip


@pytest.mark.usefixtures("sending")
def test_today_counts_what_is_not_known_by_itself(root: Client) -> None:
    unknown("-1")
    unknown("-2")
    confirmed("-3")

    counts = {label: count for label, count, *_ in root.get("/admin/").context["counts"]}

    assert counts == {
        "Applied": 0, "Not applied": 0, "Not known": 2, "Running": 1, "Cancelled": 0, "Expired": 0,
    }  # fmt: skip


def test_what_was_not_understood_this_week_is_told(root: Client) -> None:
    path = "/admin/overview/today/"
    assert "not understood" not in root.get(path).content.decode()
    for number, (days, state) in enumerate(((6, "open"), (6, "open"), (8, "open"), (1, "aside"))):
        Unclear.objects.create(
            text=f"sentence {number}",
            language="en",
            state=state,
            last_at=timezone.now() - timedelta(days=days),
        )

    page = root.get(path).content.decode()

    assert "<b>2</b> sentences not understood this week" in page
    [link] = re.findall(r'href="([^"]+unclear[^"]+)"', page)
    found = root.get(unescape(link)).context["cl"].result_list
    assert {row.text for row in found} == {"sentence 0", "sentence 1"}


def test_nothing_is_shown_while_every_result_is_known(root: Client, applied: ActionLog) -> None:
    assert root.get("/admin/overview/unknown/").content.decode().strip() == ""


def _age(shown: ActionView, minutes: int) -> ActionLog:
    """The action, as if it were unknown for so long."""
    since = timezone.now() - timedelta(minutes=minutes)
    ActionLog.objects.filter(public_id=shown.public_id).update(finished_at=since)
    return ActionLog.objects.get(public_id=shown.public_id)


@pytest.mark.usefixtures("sending")
def test_what_is_not_known_is_listed_the_longest_first(root: Client) -> None:
    young = _age(unknown("/v1/x", kind="upstream"), 9)
    old = _age(unknown("-1", "-2"), 11)

    answer = root.get("/admin/overview/unknown/")

    assert [
        (item["action"], item["title"], item["calls"], item["since"], item["is_overdue"])
        for item in answer.context["unknown"]
    ] == [
        (old, "Hello", "Chat -1, Chat -2", old.finished_at, True),
        (young, "Hello", "Chat /v1/x", young.finished_at, False),
    ]
    page = answer.content.decode()
    assert page.count("ob-overdue") == 1
    assert f'href="/admin/actions/actionlog/{old.pk}/change/"' in page
    assert "See all" not in page


@pytest.mark.usefixtures("sending")
def test_a_call_that_is_being_looked_up_or_told_of_changes_what_is_listed(root: Client) -> None:
    shown = unknown("/v1/x", "/v1/y", kind="upstream")
    action = ActionLog.objects.get(public_id=shown.public_id)

    def listed() -> list[str]:
        found = root.get("/admin/overview/unknown/").context["unknown"]
        return [item["calls"] for item in found]

    in_hand = order(action, 1)
    assert listed() == ["Chat /v1/x, Chat /v1/y"]
    effects.finish(in_hand, Delivered())
    assert listed() == ["Chat /v1/y"]
    pipeline.resolve(shown.open_calls[1].missed, caller())
    assert listed() == []


@pytest.mark.usefixtures("sending")
def test_more_than_fit_are_a_link_away(root: Client) -> None:
    for number in range(UNKNOWN_LENGTH + 1):
        unknown(f"-{number}")

    answer = root.get("/admin/overview/unknown/")

    assert len(answer.context["unknown"]) == UNKNOWN_LENGTH
    assert '"/admin/actions/actionlog/?status=unknown"' in answer.content.decode()


@pytest.mark.usefixtures("sending")
@pytest.mark.parametrize("rows", [1, 3])
def test_what_is_not_known_takes_as_many_queries_for_one_as_for_three(
    rows: int, root: Client, django_assert_num_queries: Any
) -> None:
    for number in range(rows):
        unknown(f"-{number}", f"-1{number}")

    with django_assert_num_queries(4):  # session, user, actions, their calls
        root.get("/admin/overview/unknown/")


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

    services._get_client.cache_clear()
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    try:
        page = root.get("/admin/overview/status/").content.decode()
    finally:
        services._get_client.cache_clear()

    assert "Live updates degraded: pages ask every second" in page


def test_older_events_follow_the_last_row(root: Client, applied: ActionLog) -> None:
    page = root.get("/admin/live/before/3/").content.decode()
    assert page.count('class="ob-event"') == 2
    assert page.index('data-id="2"') < page.index('data-id="1"')
