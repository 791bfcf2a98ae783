"""What a tool is: typed arguments in, a card out, and for an action first a preview.

A tool knows nothing of Telegram, HTTP or the action log: it answers every caller with the same
`Result`, which the bot, the pages and the API each draw once for all tools.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Literal, TypeVar, get_args
from uuid import UUID

from pydantic import BaseModel, ConfigDict, ValidationInfo, field_validator
from pydantic.fields import FieldInfo

from tools.dashes import replace_dashes_in
from tools.languages import Language
from tools.texts import Text

if TYPE_CHECKING:
    from tools.intents.frame import ActionFrame, ReadFrame
Risk = Literal["low", "medium", "high"]
#: The variants of a preview: the usual one, and the one for a change past its limit or of all
#: products, which has a separate button.
MAIN, FORCE = "main", "force"


class Payload(BaseModel):
    """A tool's arguments: frozen, with no other fields than the named ones.

    In numbers, days and ids every kind of dash and minus is read as "-": "−5", "OB‑1003". Free
    text, such as a message, stays as it is.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    @field_validator("*", mode="before")
    @classmethod
    def _read_dashes(cls, value: Any, info: ValidationInfo) -> Any:
        field = cls.model_fields[info.field_name or ""]
        return value if _is_free_text(field) else replace_dashes_in(value)


def _is_free_text(field: FieldInfo) -> bool:
    """Return whether the argument takes any text; an id or a code has a pattern."""
    kinds = {field.annotation, *get_args(field.annotation)}
    return str in kinds and not any(getattr(item, "pattern", None) for item in field.metadata)


P = TypeVar("P", bound=Payload)


class CardPart(BaseModel):
    """Part of a card; texts are plain (never HTML), already in the reader's language."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class CardField(CardPart):
    """A labelled value: "Paid orders: 14"."""

    label: str
    value: str


class Table(CardPart):
    """Rows of texts under column headings; `more` is the number of rows that are not shown."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    more: int = 0


class Band(CardPart):
    """The range of a line's last values, which are only expected: one value for each of `low`.

    `label` tells the reader so.
    """

    label: str
    low: tuple[Decimal, ...]
    high: tuple[Decimal, ...]


class ChartComparison(CardPart):
    """What a chart's values are compared with: as many values, and the texts beside their bars."""

    name: str
    values: tuple[Decimal, ...]
    texts: tuple[str, ...]


class Chart(CardPart):
    """A picture to draw: one value for each label, all in `unit`.

    A "funnel" and a "pairs" chart have a bar for each value with its text beside it, and below it
    the bar of the value it is compared with. A funnel has one scale for all bars; "pairs" has one
    scale for each pair, because their units differ.
    """

    kind: Literal["line", "bar", "funnel", "pairs"]
    title: str
    unit: str
    labels: tuple[str, ...]
    values: tuple[Decimal, ...]
    #: The text beside each bar of a funnel or of pairs, instead of an axis.
    texts: tuple[str, ...] = ()
    #: The name of the values, where others are compared with them.
    name: str = ""
    compared: ChartComparison | None = None
    band: Band | None = None


class Suggestion(CardPart):
    """A next step offered as a button: the tool and the arguments it calls."""

    label: str
    tool: str
    payload: dict[str, Any] = {}


class Step(CardPart):
    """What can be done with a list's rows: the tool, and which of its arguments takes their ids."""

    tool: str
    argument: str
    payload: dict[str, Any] = {}
    #: The button's text for all rows together, with `{count}`; a single row's button shows its id.
    label: str = ""


class Listing(CardPart):
    """Which part of a longer list the card's table shows: the rows from `offset` on, of `total`.

    The tool's payload has `offset` and `limit`; its data has the rows as dicts under `rows`.
    """

    offset: int
    total: int
    rows: str
    #: The rows' ids, in order; empty if nothing can be done with the rows.
    ids: tuple[str, ...] = ()
    opens: Step | None = None
    together: tuple[Step, ...] = ()


class Card(CardPart):
    """An answer as people see it."""

    title: str
    #: Somebody's words, shown whole and unchanged.
    quote: str = ""
    fields: tuple[CardField, ...] = ()
    table: Table | None = None
    listing: Listing | None = None
    notes: tuple[str, ...] = ()
    chart: Chart | None = None
    next: tuple[Suggestion, ...] = ()


class Provenance(CardPart):
    """Where figures come from: the source, the window of days (both included), and as of when."""

    source: str
    as_of: datetime
    start: date | None = None
    end: date | None = None


@dataclass(frozen=True)
class Result:
    """A tool's answer: the card for people, the same figures as data, and where they come from.

    `data` holds JSON values; Decimals and dates are allowed and become strings.
    """

    card: Card
    data: Mapping[str, Any]
    provenance: Provenance | None
    empty: bool = False
    #: What an action's `undo` needs to take it back, as JSON values; None: it cannot be undone.
    undo: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Call:
    """One call to the outside that an action needs: a message to a chat, or a write to the shop."""

    kind: Literal["message", "upstream"]
    #: A chat's id, or a path of the shop's API.
    target: str
    body: Mapping[str, Any]
    #: Whom or what it reaches, in words for people.
    label: str


@dataclass(frozen=True)
class OutsideCalls:
    """The outside calls of an action.

    Each is made after the claim has committed, at most once or under one idempotency key.
    """

    calls: tuple[Call, ...]


@dataclass(frozen=True)
class Receipt:
    """How one call ended for sure: `code` says why it was not carried out; "" if it was."""

    label: str
    target: str
    code: str
    answer: Mapping[str, Any]

    @property
    def done(self) -> bool:
        return not self.code


@dataclass(frozen=True)
class Preview:
    """What an action would do, computed without doing it.

    `basis` maps everything that the action would touch to its present version: the commit changes
    exactly that, or nothing. Empty `variants`: nothing would change.
    """

    card: Card
    basis: Mapping[str, int]
    variants: tuple[str, ...] = (MAIN,)


@dataclass(frozen=True)
class ToolContext:
    """What a tool knows of its call: who asks, when, and in which language."""

    now: datetime
    language: Language
    actor_id: int
    zone: Any = field(repr=False)
    currency: str = "EUR"
    #: The mode whose shop the whole call is about; "": the active one.
    mode: str = ""
    #: The correlation id of the story, if a caller asked.
    story: UUID | None = None

    @property
    def today(self) -> date:
        """Return the shop's calendar day."""
        return self.now.astimezone(self.zone).date()


class ToolRefused(Exception):
    """Raised where a tool cannot do what was asked; `text` is for people, `code` for programs."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(f"{code}: {text}")
        self.code = code
        self.text = text


class StaleBasisError(Exception):
    """Raised where the data that the preview was computed from has changed since."""


class Tool(Generic[P]):
    """Something the bot can do. Subclass Read or Action, and decorate with `@tool`."""

    kind: ClassVar[Literal["read", "action"]]
    name: ClassVar[str]
    # `manage.py check` complains where these are empty; tools/checks.py has all demands on a tool.
    title: ClassVar[Text] = Text()
    description: ClassVar[Text] = Text()
    #: A sentence that leads to this tool, in every language.
    examples: ClassVar[Text] = Text()
    #: Where /help lists it: a heading of tools/help_areas.py, and its place under it.
    area: ClassVar[Text | None] = None
    rank: ClassVar[int] = 100
    #: What it understands (tools/intents/frame.py); None: only its example leads to it.
    understands: ClassVar[ReadFrame | ActionFrame | None] = None
    Payload: type[P]


class Read(Tool[P]):
    """A question; it changes nothing."""

    kind = "read"
    #: Whether the answer holds figures of the shop, and so must have a provenance.
    numeric: ClassVar[bool] = True

    def run(self, payload: P, ctx: ToolContext) -> Result:
        raise NotImplementedError


class Action(Tool[P]):
    """A change: previewed, confirmed by a tap, applied once."""

    kind = "action"
    risk: ClassVar[Risk]
    #: Whether it can be undone: then it has `preview_undo` and `undo`.
    undoable: ClassVar[bool]
    #: Increase it when the meaning of payload, basis or apply changes: open proposals get invalid.
    version: ClassVar[int] = 1
    #: Whether it changes the shop's data, so that it can be undone only in the shop it was done in.
    of_shop: ClassVar[bool] = True

    def settle(self, payload: P, ctx: ToolContext) -> P:
        """Return the arguments with what is relative ("the last one") made definite."""
        return payload

    def preview(self, payload: P, ctx: ToolContext) -> Preview:
        raise NotImplementedError

    def apply(
        self, payload: P, basis: Mapping[str, int], variant: str, ctx: ToolContext
    ) -> Result | OutsideCalls:
        """Change exactly what `basis` names, in the caller's transaction, or return outside calls.

        Raises StaleBasisError, with nothing changed, if a version differs.
        """
        raise NotImplementedError

    def conclude(self, payload: P, receipts: Sequence[Receipt], ctx: ToolContext) -> Result:
        """Return the result after every outside call has ended and at least one was carried out."""
        raise NotImplementedError

    def preview_undo(self, undo: Mapping[str, Any], ctx: ToolContext) -> Preview:
        """Preview what undoing it would do now; no variants if too much has changed since."""
        raise NotImplementedError

    def undo(
        self, undo: Mapping[str, Any], basis: Mapping[str, int], ctx: ToolContext
    ) -> Result | OutsideCalls:
        """Undo it, as `apply` does: change exactly what `basis` names, or raise StaleBasisError."""
        raise NotImplementedError

    def conclude_undo(
        self, undo: Mapping[str, Any], receipts: Sequence[Receipt], ctx: ToolContext
    ) -> Result:
        """Do as `conclude`, for undoing it."""
        raise NotImplementedError
