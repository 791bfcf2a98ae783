"""The outcomes: every way a request or a tap can end. Code that draws them handles all of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from actions import seal
from actions.enums import Status
from actions.models import ActionLog
from tools.contracts import Card, Result
from tools.languages import Language
from tools.render.sheets import Sheet


@dataclass(frozen=True)
class OpenCall:
    """An outside call that may have happened, and the buttons with which its owner says if it did.

    `happened` and `missed` are the callback data of those buttons.
    """

    label: str
    checked_at: datetime | None
    happened: str
    missed: str


@dataclass(frozen=True)
class ActionView:
    """An action in its current state, with everything that a message about it needs."""

    public_id: UUID
    correlation_id: UUID
    tool: str
    #: The name of the API key that proposed it; "" where the owner did.
    agent: str
    payload: Mapping[str, Any]
    status: Status
    language: Language
    bot_id: int
    owner_id: int
    chat_id: int
    message_id: int | None
    step: int
    preview: Card
    outcome: Card | None
    error_code: str
    created_at: datetime
    expires_at: datetime
    claimed_at: datetime | None
    finished_at: datetime | None
    #: Callback data of the confirm button of each variant, and of the cancel button; empty once the
    #: action is decided.
    confirm: dict[str, str]
    cancel: str
    #: Whether it was committed and can be undone.
    can_undo: bool
    #: Whether it is over and some of its outside calls could be made again.
    can_retry: bool
    #: The calls that may have happened unseen, and the callback data of the button that has their
    #: end looked up; both empty unless the action is unknown.
    open_calls: tuple[OpenCall, ...] = ()
    check: str = ""

    @property
    def reference(self) -> str:
        """The short number that people quote; it finds the audit events of this story."""
        return to_reference(self.correlation_id)


def to_reference(correlation_id: UUID) -> str:
    """Return the first eight digits of the correlation id, as messages quote it."""
    return str(correlation_id)[:8]


def to_view(action: ActionLog) -> ActionView:
    """Return the row as an ActionView, with the buttons that its status allows."""
    waiting = action.status == Status.PROPOSED
    return ActionView(
        public_id=action.public_id,
        correlation_id=action.correlation_id,
        tool=action.tool,
        agent=action.agent,
        payload=action.payload,
        status=Status(action.status),
        language=action.language,
        bot_id=action.bot_id,
        owner_id=action.owner_id,
        chat_id=action.chat_id,
        message_id=action.message_id,
        step=action.step,
        preview=Card.model_validate(action.preview),
        outcome=Card.model_validate(action.outcome) if action.outcome else None,
        error_code=action.error_code,
        created_at=action.created_at,
        expires_at=action.expires_at,
        claimed_at=action.claimed_at,
        finished_at=action.finished_at,
        confirm={
            variant: seal.build_button(action, "confirm", variant) for variant in action.variants
        }
        if waiting
        else {},
        cancel=seal.build_button(action, "cancel") if waiting else "",
        can_undo=action.status == Status.COMMITTED and action.undo is not None,
        can_retry=bool(action.missed) and action.status in (Status.COMMITTED, Status.FAILED),
        open_calls=_list_open_calls(action) if action.status == Status.UNKNOWN else (),
        check=seal.build_button(action, "check") if action.status == Status.UNKNOWN else "",
    )


def _list_open_calls(action: ActionLog) -> tuple[OpenCall, ...]:
    """Return the calls whose end nobody knows, including those being looked up right now."""
    effects = action.effects.filter(lost_at__isnull=False, finished_at__isnull=True).order_by("n")
    return tuple(
        OpenCall(
            label=effect.label,
            checked_at=effect.checked_at,
            happened=seal.build_button(action, "happened", str(effect.n)),
            missed=seal.build_button(action, "missed", str(effect.n)),
        )
        for effect in effects
    )


@dataclass(frozen=True)
class Answered:
    """A read ran."""

    result: Result


@dataclass(frozen=True)
class Exported:
    """A list as a file, and the text that goes with it."""

    sheet: Sheet
    caption: str


@dataclass(frozen=True)
class Proposed:
    """A preview is stored and waits for its tap; `superseded`: the one whose place it took."""

    action: ActionView
    superseded: ActionView | None = None


@dataclass(frozen=True)
class Unchanged:
    """The preview shows that nothing would change, so there is nothing to confirm.

    `superseded` is the preview whose place it took, if any.
    """

    card: Card
    superseded: ActionView | None = None


@dataclass(frozen=True)
class Refused:
    """It cannot be done; nothing was stored or changed."""

    code: str
    text: str
    correlation_id: UUID


@dataclass(frozen=True)
class Running:
    """This tap confirmed the action; its outside calls are being made."""

    action: ActionView


@dataclass(frozen=True)
class Checking:
    """The end of an unknown action is being looked up; not `possible` where nobody can be asked."""

    action: ActionView
    possible: bool


@dataclass(frozen=True)
class Resolved:
    """The owner said whether an unknown call happened."""

    action: ActionView


@dataclass(frozen=True)
class Done:
    """This tap applied the action."""

    action: ActionView


@dataclass(frozen=True)
class Cancelled:
    """This tap cancelled the proposal."""

    action: ActionView


@dataclass(frozen=True)
class AlreadyHandled:
    """An earlier tap or the end of its time had decided the action; its status says how."""

    action: ActionView


@dataclass(frozen=True)
class Failed:
    """This tap could not apply the action; nothing was changed.

    `fresh` is the new preview where the old one was stale; None for any other failure.
    """

    action: ActionView
    fresh: Proposed | Unchanged | Refused | None


@dataclass(frozen=True)
class NotYours:
    """The button belongs to another owner."""


@dataclass(frozen=True)
class NotValid:
    """We did not make this button, or its proposal does not exist."""


Submitted = Answered | Proposed | Unchanged | Refused | AlreadyHandled
Decided = (
    Running
    | Done
    | Cancelled
    | AlreadyHandled
    | Failed
    | Checking
    | Resolved
    | NotYours
    | NotValid
)
