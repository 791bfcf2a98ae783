"""Several changes of one request: each its own action, shown together, confirmed together or apart."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from actions import pipeline, seal
from actions.caller import Asker
from actions.enums import Status
from actions.models import ActionLog
from actions.outcomes import ActionView, Decided, NotValid, NotYours, view
from tools.contracts import MAIN


@dataclass(frozen=True)
class PlanView:
    """The changes of one request as they stand, in order; the buttons that decide what is open."""

    steps: tuple[ActionView, ...]
    confirm: str = ""
    cancel: str = ""


@dataclass(frozen=True)
class PlanDecided:
    """What a tap for all of them came to, step by step; a step that was over before is not among it."""

    plan: PlanView
    steps: tuple[Decided, ...]


def of(action: ActionView) -> PlanView:
    """The request that the action is a step of; itself alone where it is none."""
    row = ActionLog.objects.get(public_id=action.public_id)
    return _seen(_siblings(row))


def of_update(by: Asker) -> PlanView | None:
    """What this very update has proposed before: it is not planned a second time."""
    if by.update_id is None:
        return None
    found = ActionLog.objects.filter(bot_id=by.bot_id, source_update_id=by.update_id)
    rows = list(found.order_by("step", "id"))
    return _seen(rows) if rows else None


def decide(data: str, by: Asker) -> PlanDecided | NotValid | NotYours:
    """Confirm or cancel everything that is still open, one after another: each once, or not at all."""
    button = seal.parse(data)
    first = ActionLog.objects.filter(public_id=button.public_id).first() if button else None
    if button is None or button.verb not in _DECISIONS or first is None:
        return pipeline.refuse(by, {"verb": "all", "reason": "shape"})
    rows = _siblings(first)
    if not seal.fits_plan(button, rows) or first.bot_id != by.bot_id:
        return pipeline.refuse(by, {"verb": button.verb, "reason": "seal"})
    if first.owner_id != by.owner_id:
        return pipeline.refuse_foreign(by, first, button.verb)
    verb, decided_by = _DECISIONS[button.verb]
    open_rows = [row for row in rows if _is_open(row, by)]
    meant = _together(open_rows) if verb == "confirm" else open_rows
    variant = MAIN if verb == "confirm" else ""
    steps = tuple(decided_by(seal.button(row, verb, variant), by) for row in meant)
    return PlanDecided(_seen(_siblings(first)), steps)


_DECISIONS: dict[str, tuple[seal.Verb, Callable[[str, Asker], Decided]]] = {
    "all": ("confirm", pipeline.confirm),
    "none": ("cancel", pipeline.cancel),
}


def _is_open(row: ActionLog, by: Asker) -> bool:
    """Whether it waits for a tap, or is what this very tap has decided: it came twice."""
    return row.status == Status.PROPOSED or row.claim_id == by.correlation_id


def _together(rows: list[ActionLog]) -> list[ActionLog]:
    """Those that one tap may confirm: none that needs a tap of its own, and none that changes what one
    before it changes, for its preview would be stale by then."""
    chosen: list[ActionLog] = []
    touched: set[str] = set()
    for row in rows:
        if MAIN in row.variants and touched.isdisjoint(row.basis):
            chosen.append(row)
            touched |= row.basis.keys()
    return chosen


def _siblings(row: ActionLog) -> list[ActionLog]:
    if not row.step or row.source_update_id is None:
        return [row]
    found = ActionLog.objects.filter(
        bot_id=row.bot_id, source_update_id=row.source_update_id, step__gt=0
    )
    return list(found.order_by("step", "id"))


def _seen(rows: list[ActionLog]) -> PlanView:
    steps = tuple(view(row) for row in rows)
    open_rows = [row for row, step in zip(rows, steps, strict=True) if MAIN in step.confirm]
    together = len(_together(open_rows)) > 1
    several = sum(bool(step.cancel) for step in steps) > 1
    return PlanView(
        steps=steps,
        confirm=seal.plan_button(rows, "all") if together else "",
        cancel=seal.plan_button(rows, "none") if several else "",
    )
