"""Which shop answers: that of the active mode, or none; never the demo shop in place of another.

UPSTREAM_MODE sets the mode until somebody switches it; a switch counts until UPSTREAM_MODE is
changed. A process reads the active mode from the database once a second at most, and anew after a
notice on CHANNEL.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.utils import timezone

from audit import locks, log
from tools.contracts import StaleBasisError, ToolContext, ToolRefused
from tools.models import DataSource
from tools.render.wording import say
from tools.upstream.demo.shop import DemoShop
from tools.upstream.shop import Shop

Mode = Literal["DEMO", "HTTP"]
MODES: Sequence[Mode] = ("DEMO", "HTTP")
CHANNEL = "ownerbot_source"
#: How long a process may use the mode it has read, if no notice reaches it.
KEPT_SEC = 1.0


@dataclass(frozen=True)
class ActiveMode:
    """The active mode; `version` grows with each switch. `since` and `by` are empty without one."""

    mode: str
    version: int
    since: datetime | None = None
    by: str = ""


@dataclass
class _ModeCache:
    """The mode that this process has read, for which UPSTREAM_MODE, and until when it is used."""

    mode: str = ""
    setting: str = ""
    until: float = 0.0
    #: Grows with each notice, so that a mode that was being read at that time is not kept.
    notices: int = 0


_kept = _ModeCache()


def get_upstream_mode() -> str:
    """Return the active mode, such as DEMO; up to KEPT_SEC old if no notice comes."""
    setting = settings.UPSTREAM_MODE
    if _kept.setting == setting and time.monotonic() < _kept.until:
        return _kept.mode
    notices = _kept.notices
    mode = read_active_mode().mode
    if notices == _kept.notices:
        _kept.mode, _kept.setting, _kept.until = mode, setting, time.monotonic() + KEPT_SEC
    return mode


def forget_mode() -> None:
    """Forget the mode, as it may have been switched: the next call reads the database."""
    _kept.notices += 1
    _kept.until = 0.0


def read_active_mode() -> ActiveMode:
    """Read the mode that is active at this moment."""
    return _to_active_mode(DataSource.objects.first())


def switch_source(to: Mode, version: int, *, actor: log.Actor, story: UUID) -> ActiveMode:
    """Switch to the other shop, in the caller's transaction; return the mode active before.

    Raises StaleBasisError if somebody has switched since `version` was read.
    """
    _lock_switch()
    before = read_active_mode()
    if before.version != version or before.mode == to:
        raise StaleBasisError
    by_owner = actor.id is not None and actor == log.build_owner_actor(actor.id)
    who = f"{actor.label} {actor.id}" if by_owner else actor.label
    DataSource.objects.update_or_create(
        id=1,
        defaults={
            "mode": to,
            "instead_of": settings.UPSTREAM_MODE,
            "version": version + 1,
            "switched_at": timezone.now(),
            "switched_by": who[:150],
        },
    )
    connection.on_commit(forget_mode)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, '')", [CHANNEL])
    log.record(
        "source_switched",
        correlation_id=story,
        actor=actor,
        payload={"before": before.mode, "mode": to},
    )
    return before


def get_shop(mode: str, ctx: ToolContext) -> Shop:
    """Return the shop of that mode; raise ToolRefused if there is none."""
    match mode:
        case "DEMO":
            return DemoShop(now=ctx.now, zone=ctx.zone)
        case "HTTP" if not settings.UPSTREAM_BASE_URL:
            raise ToolRefused(
                "UPSTREAM_UNAVAILABLE", say(ctx.language, "upstream.UPSTREAM_NOT_SET")
            )
        case "HTTP":
            from tools.upstream.http.shop import HttpShop

            return HttpShop(ctx.language)
        case _:
            raise ToolRefused(
                "UPSTREAM_UNAVAILABLE", say(ctx.language, "upstream.unavailable", mode=mode)
            )


def get_mode(ctx: ToolContext) -> str:
    """Return the mode that a read or an action uses from its beginning to its end."""
    return ctx.mode or get_upstream_mode()


def get_current_shop(ctx: ToolContext) -> Shop:
    """Return the shop that answers; raise ToolRefused if there is none."""
    return get_shop(get_mode(ctx), ctx)


def _to_active_mode(row: DataSource | None) -> ActiveMode:
    if row is None:
        return ActiveMode(settings.UPSTREAM_MODE, 0)
    if row.instead_of != settings.UPSTREAM_MODE:
        return ActiveMode(settings.UPSTREAM_MODE, row.version)
    return ActiveMode(row.mode, row.version, row.switched_at, row.switched_by)


def _lock_switch() -> None:
    """Lock the switch by an advisory lock: before the first switch there is no row to lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [locks.DATA_SOURCE])
