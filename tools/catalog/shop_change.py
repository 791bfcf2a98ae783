"""What changes of the shop have in common: one write, made at once or by an outside call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Generic, TypeVar

from pydantic import TypeAdapter

from tools.contracts import (
    MAIN,
    Action,
    Call,
    Card,
    CardField,
    OutsideCalls,
    Payload,
    Preview,
    Provenance,
    Receipt,
    Result,
    Table,
    ToolContext,
)
from tools.render.wording import say
from tools.upstream.mode import get_mode

P = TypeVar("P", bound=Payload)
#: The shop's answer to the write: what it has changed.
D = TypeVar("D")

#: How many of the changed things a card lists.
SHOWN = 10
#: The headings of the two states of a thing: in a preview, and after the change.
BEFORE_AFTER, WAS_IS = ("before", "after"), ("was", "is")


class ShopChange(Action[P], Generic[P, D]):
    """An action that is one write to the shop, and one more write to undo it.

    A subclass says what is written, what `preview` and `preview_undo` show, and how the result is
    told. If a write gives a `Call`, the shop is outside, and the call is made after the tap.
    """

    undoable = True
    #: Parses the shop's answer to a call.
    answer: ClassVar[TypeAdapter[Any]]
    variants: ClassVar[tuple[str, ...]] = (MAIN,)

    def write(self, payload: P, basis: Mapping[str, int], ctx: ToolContext) -> D | Call:
        """Make the change; return what has changed, or the call that will make it."""
        raise NotImplementedError

    def tell_done(self, payload: P, done: D, ctx: ToolContext) -> Result:
        """Build the result of the change."""
        raise NotImplementedError

    def write_back(
        self, undo: Mapping[str, Any], basis: Mapping[str, int], ctx: ToolContext
    ) -> D | Call:
        """Undo the change; return what has changed, or the call that will undo it."""
        raise NotImplementedError

    def tell_undone(self, undo: Mapping[str, Any], done: D, ctx: ToolContext) -> Result:
        """Build the result of the undo."""
        raise NotImplementedError

    def apply(
        self, payload: P, basis: Mapping[str, int], variant: str, ctx: ToolContext
    ) -> Result | OutsideCalls:
        if variant not in self.variants:
            raise ValueError(f"{self.name} has no variant {variant}")
        done = self.write(payload, basis, ctx)
        return (
            OutsideCalls((done,)) if isinstance(done, Call) else self.tell_done(payload, done, ctx)
        )

    def conclude(self, payload: P, receipts: Sequence[Receipt], ctx: ToolContext) -> Result:
        return self.tell_done(payload, self._read(receipts), ctx)

    def undo(
        self, undo: Mapping[str, Any], basis: Mapping[str, int], ctx: ToolContext
    ) -> Result | OutsideCalls:
        done = self.write_back(undo, basis, ctx)
        return (
            OutsideCalls((done,)) if isinstance(done, Call) else self.tell_undone(undo, done, ctx)
        )

    def conclude_undo(
        self, undo: Mapping[str, Any], receipts: Sequence[Receipt], ctx: ToolContext
    ) -> Result:
        return self.tell_undone(undo, self._read(receipts), ctx)

    def _read(self, receipts: Sequence[Receipt]) -> D:
        done: D = self.answer.validate_python(receipts[0].answer)
        return done


def build_unchanged(
    notes: Sequence[str],
    ctx: ToolContext,
    *,
    fields: tuple[CardField, ...] = (),
    table: Table | None = None,
) -> Preview:
    """Build a preview without a button, because there is nothing left to change."""
    title = say(ctx.language, "flag.title.nothing")
    card = Card(title=title, fields=fields, table=table, notes=tuple(notes))
    return Preview(card=card, basis={}, variants=())


def build_state_table(
    heading: str,
    rows: Sequence[tuple[str, str, str]],
    ctx: ToolContext,
    states: tuple[str, str] = BEFORE_AFTER,
) -> Table:
    """Build the table of things with their two states; of many, the first `SHOWN`."""
    columns = (heading, *(f"flag.column.{state}" for state in states))
    return Table(
        columns=tuple(say(ctx.language, key) for key in columns),
        rows=tuple(rows[:SHOWN]),
        more=max(0, len(rows) - SHOWN),
    )


def build_done(
    card: Card, data: Mapping[str, Any], ctx: ToolContext, undo: Mapping[str, Any] | None = None
) -> Result:
    """Build the result of a change of the shop in `ctx`; `undo` is what undoing it needs."""
    source = Provenance(source=get_mode(ctx), as_of=ctx.now)
    return Result(card=card, data=data, provenance=source, undo=undo)
