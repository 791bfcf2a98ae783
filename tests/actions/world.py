"""What the proofs play with: a clock that only they move, deaths at any statement, and an outside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import OperationalError, connection, transaction
from django.db.models.functions import Now
from django.utils import timezone

from actions import faults
from tools.contracts import Action, Card, Payload, Preview, Result, StaleBasisError, ToolContext
from tools.texts import Text
from tools.upstream.mode import get_current_shop

START = datetime(2026, 5, 4, 9, tzinfo=UTC)
EMPTIED = (
    "procrastinate_events",
    "procrastinate_jobs",
    "ownerbot_effects",
    "ownerbot_action_log",
    "ownerbot_audit_events",
)


class Clock:
    """The time as Python and as PostgreSQL tell it: it stands still until it is moved.

    Python asks `timezone.now`, the statements ask `Now()`, and the columns' defaults are written as
    statements too, so that all three tell the same moment.
    """

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.seconds = 0.0
        patch.setattr(timezone, "now", self.now)
        patch.setattr(Now, "as_postgresql", self._in_sql())
        patch.setattr(connection.features, "supports_default_keyword_in_insert", False)

    def now(self) -> datetime:
        return START + timedelta(seconds=self.seconds)

    def _in_sql(self) -> Callable[..., Any]:
        def as_postgresql(expression: Now, compiler: Any, connection: Any, **_: Any) -> Any:
            return "%s::timestamptz", [self.now()]

        return as_postgresql


class Killed(BaseException):
    """The process is gone; nothing of ours catches it."""


class Deaths:
    """Lets a step die: at its n-th statement, or at a named place of `faults`."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self._place: str | int | None = None
        self._statements = 0
        self.died_at: str | int | None = None
        patch.setattr(faults, "inject", self._at)

    @contextmanager
    def at(self, place: str | int | None) -> Iterator[None]:
        """Whatever runs inside dies there, if it comes there; `died_at` says whether it has."""
        self._place, self._statements, self.died_at = place, 0, None
        try:
            with connection.execute_wrapper(self._statement):
                yield
        except (Killed, OperationalError):
            if self.died_at is None:
                raise
        finally:
            self._place = None

    def _at(self, name: str) -> None:
        if name == self._place:
            self._die()
        if name.endswith(".committed"):  # by number only inside the first transaction
            self._place = None if isinstance(self._place, int) else self._place

    def _statement(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        if self.died_at is not None:
            self._die()  # a dead process, or a connection that is gone, says nothing more
        self._statements += 1
        if self._statements == self._place:
            self._die()
        return execute(sql, params, many, context)

    def _die(self) -> None:
        if self.died_at is None:
            self.died_at = self._place
        odd = isinstance(self.died_at, int) and self.died_at % 2
        raise OperationalError("server closed the connection") if odd else Killed


class Outside:
    """Chats, which count every message, and a shop, to which the same key is the same write."""

    def __init__(self) -> None:
        self.deliveries: Counter[tuple[UUID, str]] = Counter()  # by story and by whom it reaches
        self._keys: set[UUID] = set()

    def carry_out(self, story: UUID, label: str, *, key: UUID | None) -> None:
        if key is not None and key in self._keys:
            return
        if key is not None:
            self._keys.add(key)
        self.deliveries[story, label] += 1

    def has(self, story: UUID, label: str) -> bool:
        return self.deliveries[story, label] > 0


class ChoicePayload(Payload):
    order_id: str


class Choice(Action[ChoicePayload]):
    """Flags one order, in one of two ways."""

    name = "choose_flag"
    title = description = examples = Text("choose a flag")
    Payload = ChoicePayload
    risk = "high"

    def preview(self, payload: ChoicePayload, ctx: ToolContext) -> Preview:
        (order,) = get_current_shop(ctx).flags([payload.order_id])
        return Preview(
            card=Card(title="Choose"),
            basis={order.order_id: order.version},
            variants=("soft", "hard"),
        )

    def apply(
        self, payload: ChoicePayload, basis: Mapping[str, int], variant: str, ctx: ToolContext
    ) -> Result:
        (order,) = get_current_shop(ctx).flags([payload.order_id])
        if {order.order_id: order.version} != basis:
            raise StaleBasisError
        # Never the same reason twice, so that every application shows in the order's version.
        reason = f"{variant} {order.version}"
        get_current_shop(ctx).set_flags(basis, flagged=True, reason=reason, by=ctx.actor_id)
        return Result(card=Card(title="Chosen"), data={}, provenance=None)


@transaction.atomic
def emptied(order_ids: tuple[str, ...]) -> None:
    """No actions, no audit, and these orders as if nobody had ever touched them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SET LOCAL session_replication_role = replica"
        )  # past the append-only rules
        for table in EMPTIED:
            cursor.execute(f"DELETE FROM {table}")
        cursor.execute(
            "UPDATE ownerbot_demo_orders SET flagged = false, flag_reason = '', flagged_at = NULL,"
            " flagged_by = NULL, coupon_code = '', version = 1 WHERE order_id = ANY(%s)",
            [list(order_ids)],
        )
