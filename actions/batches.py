"""Batches: several changes of one request, shown together, confirmed together or one by one.

Each change is an action of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from actions import pipeline, seal
from actions.caller import Caller
from actions.enums import Status
from actions.models import ActionLog
from actions.outcomes import ActionView, Decided, NotValid, NotYours, to_view
from tools.contracts import MAIN


@dataclass(frozen=True)
class BatchView:
    """The changes of one request in order, each with its current status.

    `confirm` and `cancel` are the callback data of the buttons for all open changes; "" means that
    there is no such button.
    """

    steps: tuple[ActionView, ...]
    confirm: str = ""
    cancel: str = ""


@dataclass(frozen=True)
class BatchDecision:
    """The outcome of a tap on a button for the whole batch.

    `steps` has one outcome for each step that this tap decided, not for those decided earlier.
    """

    plan: BatchView
    steps: tuple[Decided, ...]


def get_batch(action: ActionView) -> BatchView:
    """Return the batch that the action belongs to; a batch of one where it stands alone."""
    row = ActionLog.objects.get(public_id=action.public_id)
    return _build_batch_view(_list_siblings(row))


def find_batch_of_update(by: Caller) -> BatchView | None:
    """Return what an earlier delivery of the same update has proposed; None if there is nothing.

    An update that is delivered again must not be planned a second time.
    """
    if by.update_id is None:
        return None
    found = ActionLog.objects.filter(bot_id=by.bot_id, source_update_id=by.update_id)
    rows = list(found.order_by("step", "id"))
    return _build_batch_view(rows) if rows else None


def decide_batch(data: str, by: Caller) -> BatchDecision | NotValid | NotYours:
    """Confirm or cancel all open changes of a batch, one after another, each at most once.

    Return NotValid for a button that we did not make, NotYours for another owner's button.
    """
    button = seal.parse_button(data)
    first = ActionLog.objects.filter(public_id=button.public_id).first() if button else None
    if button is None or button.verb not in _DECISIONS or first is None:
        return pipeline.refuse_invalid_tap(by, {"verb": "all", "reason": "shape"})
    rows = _list_siblings(first)
    if not seal.is_batch_seal_valid(button, rows) or first.bot_id != by.bot_id:
        return pipeline.refuse_invalid_tap(by, {"verb": button.verb, "reason": "seal"})
    if first.owner_id != by.owner_id:
        return pipeline.refuse_foreign_tap(by, first, button.verb)
    verb, decided_by = _DECISIONS[button.verb]
    open_rows = [row for row in rows if _is_open(row, by)]
    meant = _filter_confirmable(open_rows) if verb == "confirm" else open_rows
    variant = MAIN if verb == "confirm" else ""
    steps = tuple(decided_by(seal.build_button(row, verb, variant), by) for row in meant)
    return BatchDecision(_build_batch_view(_list_siblings(first)), steps)


_DECISIONS: dict[str, tuple[seal.Verb, Callable[[str, Caller], Decided]]] = {
    "all": ("confirm", pipeline.confirm),
    "none": ("cancel", pipeline.cancel),
}


def _is_open(row: ActionLog, by: Caller) -> bool:
    """Return whether the action waits for a tap, or an earlier delivery of this tap decided it."""
    return row.status == Status.PROPOSED or row.claim_id == by.correlation_id


def _filter_confirmable(rows: list[ActionLog]) -> list[ActionLog]:
    """Return the actions that one tap may confirm together.

    Left out: an action that needs a tap of its own, and an action that changes the same thing as an
    earlier one of the batch, because its preview would be stale by then.
    """
    chosen: list[ActionLog] = []
    touched: set[str] = set()
    for row in rows:
        if MAIN in row.variants and touched.isdisjoint(row.basis):
            chosen.append(row)
            touched |= row.basis.keys()
    return chosen


def _list_siblings(row: ActionLog) -> list[ActionLog]:
    """Return all actions of the row's batch in order; the row alone where it is in none."""
    if not row.step or row.source_update_id is None:
        return [row]
    found = ActionLog.objects.filter(
        bot_id=row.bot_id, source_update_id=row.source_update_id, step__gt=0
    )
    return list(found.order_by("step", "id"))


def _build_batch_view(rows: list[ActionLog]) -> BatchView:
    steps = tuple(to_view(row) for row in rows)
    open_rows = [row for row, step in zip(rows, steps, strict=True) if MAIN in step.confirm]
    together = len(_filter_confirmable(open_rows)) > 1
    several = sum(bool(step.cancel) for step in steps) > 1
    return BatchView(
        steps=steps,
        confirm=seal.build_batch_button(rows, "all") if together else "",
        cancel=seal.build_batch_button(rows, "none") if several else "",
    )
