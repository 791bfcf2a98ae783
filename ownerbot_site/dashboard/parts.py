"""The parts of the overview: each a template with its own data, drawn alone when it changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext

from actions import queries as actions
from actions.admin.action_log import tool_title
from actions.enums import Status
from actions.models import ActionLog
from actions.recovery import ALERT_AFTER
from audit import queries as audit
from audit.sentences import as_feed, listed, targets
from ownerbot_site.dashboard.figures import shop_figures
from ownerbot_site.dashboard.planner import planner_use
from ownerbot_site.dashboard.services import services
from telegram_bot.chat import not_understood
from tools.clock import shop_midnight
from tools.upstream.mode import upstream_mode

FEED_LENGTH = 20
#: Refusals are folded into few rows, so more events are read than rows are shown.
FEED_READS = 200
WAITING_LENGTH = 8
UNKNOWN_LENGTH = 5


@dataclass(frozen=True)
class Part:
    """One part: what it shows, and after which news or how often it asks again (htmx's words)."""

    data: Callable[[], dict[str, Any]]
    trigger: str


def _figures() -> dict[str, Any]:
    return {"figures": shop_figures()}


def _waiting() -> dict[str, Any]:
    shown = actions.waiting(WAITING_LENGTH)
    return {"waiting": [_proposal(action) for action in shown], "count": actions.count_waiting()}


def _proposal(action: ActionLog) -> dict[str, Any]:
    fields = action.preview.get("fields") or []
    return {
        "action": action,
        "title": action.preview.get("title") or tool_title(action),
        "first": fields[0] if fields else None,
        "about": targets(sorted(action.basis)) if action.basis else "",
    }


def _unknown() -> dict[str, Any]:
    found = actions.unknown(UNKNOWN_LENGTH + 1)
    return {
        "unknown": [_unsettled(action) for action in found[:UNKNOWN_LENGTH]],
        "unknown_more": len(found) > UNKNOWN_LENGTH,
    }


def _unsettled(action: ActionLog) -> dict[str, Any]:
    since = action.finished_at or action.created_at
    return {
        "action": action,
        "title": action.preview.get("title") or tool_title(action),
        "calls": listed(effect.label for effect in action.unseen),  # type: ignore[attr-defined]
        "since": since,
        "is_overdue": since < timezone.now() - ALERT_AFTER,
    }


def _today() -> dict[str, Any]:
    midnight = shop_midnight(timezone.now())
    counts = actions.counts_since(midnight)
    return {
        "counts": [
            (gettext("Applied"), counts[Status.COMMITTED], "good", Status.COMMITTED),
            (gettext("Not applied"), counts[Status.FAILED], "bad", Status.FAILED),
            (gettext("Not known"), counts[Status.UNKNOWN], "warn", Status.UNKNOWN),
            (gettext("Running"), counts[Status.IN_PROGRESS], "wait", Status.IN_PROGRESS),
            (gettext("Cancelled"), counts[Status.CANCELLED], "quiet", Status.CANCELLED),
            (gettext("Expired"), counts[Status.EXPIRED], "quiet", Status.EXPIRED),
        ],
        "denied": audit.denied_since(timezone.now() - timedelta(hours=24)),
        "planner": planner_use(midnight),
        "unclear": not_understood.open_this_week(),
    }


def _status() -> dict[str, Any]:
    return {"services": services(), "head": audit.head(), "mode": upstream_mode()}


PARTS: dict[str, Part] = {
    "status": Part(_status, "every 10s"),
    "unknown": Part(_unknown, "ob:actions from:body, every 30s"),
    "figures": Part(_figures, "ob:actions from:body, every 60s"),
    "waiting": Part(_waiting, "ob:actions from:body, every 30s"),
    "today": Part(
        _today,
        "ob:actions from:body, ob:access from:body, ob:questions from:body, every 60s",
    ),
}


def feed() -> list[dict[str, Any]]:
    return as_feed(audit.page(limit=FEED_READS))[:FEED_LENGTH]
