"""The parts of the overview: each has a template and data, and is redrawn alone when it changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext

from actions import queries as actions
from actions.admin.action_log import get_tool_title
from actions.enums import Status
from actions.models import ActionLog
from actions.recovery import ALERT_AFTER
from audit import queries as audit
from audit.sentences import describe_targets, format_names, to_feed
from ownerbot_site.dashboard.figures import build_shop_figures
from ownerbot_site.dashboard.planner import get_planner_spending
from ownerbot_site.dashboard.services import check_services
from telegram_bot.chat import not_understood
from tools.clock import get_shop_midnight
from tools.upstream.mode import get_upstream_mode

FEED_LENGTH = 20
#: Denials are merged into few rows, so more events are read than rows are shown.
FEED_READS = 200
WAITING_LENGTH = 8
UNKNOWN_LENGTH = 5


@dataclass(frozen=True)
class Part:
    """One part of the overview: its data, and htmx's trigger that has it loaded again."""

    data: Callable[[], dict[str, Any]]
    trigger: str


def _build_figures_part() -> dict[str, Any]:
    return {"figures": build_shop_figures()}


def _build_waiting_part() -> dict[str, Any]:
    shown = actions.list_waiting(WAITING_LENGTH)
    return {
        "waiting": [_build_proposal_row(action) for action in shown],
        "count": actions.count_waiting(),
    }


def _build_proposal_row(action: ActionLog) -> dict[str, Any]:
    fields = action.preview.get("fields") or []
    return {
        "action": action,
        "title": action.preview.get("title") or get_tool_title(action),
        "first": fields[0] if fields else None,
        "about": describe_targets(sorted(action.basis)) if action.basis else "",
    }


def _build_unknown_part() -> dict[str, Any]:
    found = actions.list_unknown(UNKNOWN_LENGTH + 1)
    return {
        "unknown": [_build_unknown_row(action) for action in found[:UNKNOWN_LENGTH]],
        "unknown_more": len(found) > UNKNOWN_LENGTH,
    }


def _build_unknown_row(action: ActionLog) -> dict[str, Any]:
    since = action.finished_at or action.created_at
    return {
        "action": action,
        "title": action.preview.get("title") or get_tool_title(action),
        "calls": format_names(effect.label for effect in action.unseen),  # type: ignore[attr-defined]
        "since": since,
        "is_overdue": since < timezone.now() - ALERT_AFTER,
    }


def _build_today_part() -> dict[str, Any]:
    midnight = get_shop_midnight(timezone.now())
    counts = actions.count_by_status(midnight)
    return {
        "counts": [
            (gettext("Applied"), counts[Status.COMMITTED], "good", Status.COMMITTED),
            (gettext("Not applied"), counts[Status.FAILED], "bad", Status.FAILED),
            (gettext("Not known"), counts[Status.UNKNOWN], "warn", Status.UNKNOWN),
            (gettext("Running"), counts[Status.IN_PROGRESS], "wait", Status.IN_PROGRESS),
            (gettext("Cancelled"), counts[Status.CANCELLED], "quiet", Status.CANCELLED),
            (gettext("Expired"), counts[Status.EXPIRED], "quiet", Status.EXPIRED),
        ],
        "denied": audit.count_denied_since(timezone.now() - timedelta(hours=24)),
        "planner": get_planner_spending(midnight),
        "unclear": not_understood.count_open_this_week(),
    }


def _build_status_part() -> dict[str, Any]:
    return {
        "services": check_services(),
        "head": audit.get_newest_id(),
        "mode": get_upstream_mode(),
    }


PARTS: dict[str, Part] = {
    "status": Part(_build_status_part, "every 10s"),
    "unknown": Part(_build_unknown_part, "ob:actions from:body, every 30s"),
    "figures": Part(_build_figures_part, "ob:actions from:body, every 60s"),
    "waiting": Part(_build_waiting_part, "ob:actions from:body, every 30s"),
    "today": Part(
        _build_today_part,
        "ob:actions from:body, ob:access from:body, ob:questions from:body, every 60s",
    ),
}


def build_feed() -> list[dict[str, Any]]:
    """Return the newest FEED_LENGTH rows of the feed."""
    return to_feed(audit.list_events(limit=FEED_READS))[:FEED_LENGTH]
