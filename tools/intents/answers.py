"""Answers: a sentence becomes a call of a tool, or a question back with three buttons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from babel.dates import format_date

from tools import registry
from tools.contracts import Suggestion
from tools.intents.chatter import TALK_TEXTS
from tools.intents.values.day import UnusablePeriod, Window
from tools.languages import Language, get_locale
from tools.texts import Plural, Text

if TYPE_CHECKING:
    from tools.intents.frame import Button

LONGEST_QUOTE = 30
#: The key of the text that says that one of two requests was not understood.
HALF = "half"
MOST_BUTTONS = 3
#: The key of an answer that names what no tool serves; such words may answer an open question.
TOPIC = "topic"
#: The key of an answer that says how a change is ordered, where none was found in the sentence.
HINT = "hint"
#: The key of an answer to a sentence that speaks of a change and does not plainly order it now.
REFUSED = "refused"
#: The key of a question about the days or the number of something, beside words that were not understood.
UNCLEAR = "unclear"
#: The keys of the texts that say that something was not understood.
NOT_UNDERSTOOD = frozenset({"unknown", "strange", UNCLEAR, HALF, HINT})
#: The key of a question that only asks which products are meant: "raise prices by 5%".
OF_WHICH = "of_which"
#: No argument of a tool: the name under which the amount of a price change will be asked for, kept
#: among the known arguments when only the direction was said.
WAY = "way"


@dataclass(frozen=True)
class ToolCall:
    """A call of a tool: its name and its arguments as JSON values; days are ISO strings."""

    tool: str
    payload: dict[str, Any]
    #: Whether words that change nothing were left out; such a sentence may lean on something else.
    loose: bool = field(default=False, compare=False)


@dataclass(frozen=True)
class Question:
    """A question back, asked instead of guessing."""

    text: str
    suggestions: tuple[Suggestion, ...]
    #: The argument that `tool` still needs; empty: none is asked for.
    missing: str = ""
    tool: str | None = None
    #: The arguments said so far.
    known: Mapping[str, Any] = field(default_factory=dict)
    #: The name of the text; empty where a slot or a frame has brought its own.
    key: str = ""

    @property
    def understood(self) -> bool:
        """Return whether the rules know what was meant; if not, the planner may."""
        return self.key not in NOT_UNDERSTOOD

    @property
    def so_far(self) -> ToolCall | None:
        """Return the change that lacks only its products; None if more is missing."""
        return ToolCall(self.tool or "", dict(self.known)) if self.key == OF_WHICH else None


@dataclass(frozen=True)
class Requests:
    """Several calls that one sentence asks for, in the order in which it does."""

    calls: tuple[ToolCall, ...]


#: What one request comes to.
OneAnswer = ToolCall | Question
#: What a whole sentence comes to.
Answer = OneAnswer | Requests


def is_understood(answer: Answer) -> bool:
    """Return whether the rules know what was meant; if not, the planner may."""
    return not isinstance(answer, Question) or answer.understood


def list_calls(answer: Answer) -> tuple[ToolCall, ...]:
    """List the calls that the sentence comes to; none if it is a question."""
    if isinstance(answer, Requests):
        return answer.calls
    return () if isinstance(answer, Question) else (answer,)


TEXTS: dict[str, Text] = {
    **TALK_TEXTS,
    "unknown": Text("I did not understand that; here is what you can ask."),
    "strange": Text("I did not understand “{said}”; perhaps one of these helps?"),
    HALF: Text("I understood “{clear}”, but not “{said}”, so I did neither; say that part anew."),
    "lacking": Text(
        "I understood “{clear}” and did not do it yet, because “{said}” is not clear: {question}"
    ),
    "taken_back": Text("You took it back, so I did nothing."),
    "not_yet": Text(
        "{topic}: this is not among the things I can do yet; here is what you can ask."
    ),
    "no_such_row": Plural(
        "On the last card there is {count}; say which one you mean, or write its number.",
        "On the last card there are {count}; say which one you mean, or write its number.",
    ),
    "both_fit": Text(
        "Do you mean the change that waits for your tap, or the last card? Say it in full, please."
    ),
    "same_for": Text("I cannot have the last card for “{said}”; ask for it in full, please."),
    "limit": Text("I can list 1 to {most} at a time."),
    "hours": Text("“{said}” does not work here; I can look back 1 to {most} hours."),
    "two_windows": Text("I see two different periods; ask about one at a time."),
    "no_such_day": Text(
        "There is no such day as “{said}”; write it like 2026-11-22 or 22.11.2026."
    ),
    "future": Text("“{said}” has not come yet; I have figures up to today."),
    "count": Text("“{said}” does not work; I can look at 1 to 365 days."),
    "vague": Text(
        "I cannot tell which days “{said}” means; name the days, for example: last 7 days."
    ),
    "either": Text("“{said}” can mean different days; which do you mean?"),
    "ambiguous": Text(
        "“{said}” can be read in two ways; write the day like 2026-11-22 or 22.11.2026."
    ),
    "backwards": Text("“{said}” ends before it begins; write the earlier day first."),
    "open": Text("“{said}” has only one end; name both days, for example: from 5 to 12 October."),
    "old": Text("“{said}” is too long ago; the shop's figures do not go back that far."),
}

#: The reads offered where a question is about no tool in particular.
STARTERS = ("today", "stuck", "chats")
#: The reads offered where it is open what to compare with.
COMPARISONS = ("before", "wow", "mom")


@dataclass(frozen=True)
class QuestionWriter:
    """Writes questions back, on the shop's day `today` and in the owner's language."""

    today: date
    language: Language

    def ask(
        self,
        key: str | Text,
        *,
        about: str = "",
        tool: str | None = None,
        missing: str = "",
        known: Mapping[str, Any] | None = None,
        offers: Sequence[str] = (),
        **values: Any,
    ) -> Question:
        """Build the question of that key or text, with the buttons of `about`, or else of `tool`.

        `offers`: the keys of other buttons.         `values` fill the text; long ones are cut short.
        """
        quoted = {name: _cut_short(value) for name, value in values.items()}
        return Question(
            text=(TEXTS[key] if isinstance(key, str) else key).fill(self.language, **quoted),
            suggestions=tuple(
                self._button(name) for name in offers or _find_offers(about or tool or "")
            ),
            missing=missing,
            tool=tool,
            known=dict(known or {}),
            key=key if isinstance(key, str) else "",
        )

    def not_yet(self, topic: Text) -> Question:
        """Build the answer that there is no tool for the topic yet."""
        return self.ask("not_yet", topic=topic.to(self.language))

    def wrong(
        self, wrong: UnusablePeriod, about: str, known: Mapping[str, Any] | None = None
    ) -> Question:
        """Build the question that says what is wrong with a period, and offers what may be meant.

        A tool that asks for the number of days has a text of its own for a wrong number.
        """
        tool = registry.get(about)
        slot = tool.understands.slot("days") if tool is not None and tool.understands else None
        if wrong.reason == "count" and slot is not None and slot.question is not None:
            return self.ask(slot.question, tool=about, missing="days")
        reason = "either" if wrong.reason == "vague" and wrong.choices else wrong.reason
        asked = self.ask(reason, tool=about or None, said=wrong.said)
        return self.offer(asked, wrong.choices, known or {})

    def offer(
        self, asked: Question, windows: Sequence[Window], known: Mapping[str, Any]
    ) -> Question:
        """Put buttons for these periods before those of the question; `known` are other arguments."""
        tool = registry.get(asked.tool or "")
        fields = tool.Payload.model_fields if tool is not None else {}
        if tool is None or "end" not in fields or not {"days", "start"} & fields.keys():
            return asked
        dated = "start" in fields
        calls = [(window, _give_window(window, self.today, dated=dated)) for window in windows]
        return self.offer_calls(asked, calls, known)

    def offer_calls(
        self,
        asked: Question,
        calls: Sequence[tuple[Window, Mapping[str, Any]]],
        known: Mapping[str, Any],
    ) -> Question:
        """Put buttons for calls of the question's tool before its own; each is named by its days."""
        tool = registry.get(asked.tool or "")
        if tool is None:
            return asked
        found = [
            Suggestion(
                label=f"{tool.title.to(self.language)}, {self._say_window(window)}",
                tool=tool.name,
                payload={**known, **payload},
            )
            for window, payload in calls
        ]
        buttons = (*found[:MOST_BUTTONS], *asked.suggestions)[:MOST_BUTTONS]
        return replace(asked, suggestions=buttons)

    def _say_window(self, window: Window) -> str:
        first, last = (
            format_date(day, "d MMM", locale=get_locale(self.language))
            for day in (window.start, window.end)
        )
        return first if window.start == window.end else f"{first} – {last}"

    def _button(self, name: str) -> Suggestion:
        tool, button = _collect_buttons()[name]
        label = button.label.to(self.language)
        return Suggestion(label=label, tool=tool, payload=self._dated(button.payload))

    def _dated(self, payload: Mapping[str, Any]) -> dict[str, Any]:
        """Return the payload of a button, its days back from today replaced by ISO days."""
        return {
            key: (self.today - timedelta(days=value)).isoformat()
            if key in {"start", "end"}
            else value
            for key, value in payload.items()
        }


def _give_window(window: Window, today: date, *, dated: bool) -> dict[str, Any]:
    """Give a period as the arguments of a read: `start` and `end`, or `days` and `end`."""
    end = {"end": window.end.isoformat()}
    if dated:
        return {"start": window.start.isoformat(), **end}
    return {"days": (window.end - window.start).days + 1, **(end if window.end != today else {})}


def _find_offers(about: str) -> tuple[str, ...]:
    """Return the keys of the buttons that go with a question about that tool."""
    if about == "compare":
        return COMPARISONS
    tool = registry.get(about)
    frame = tool.understands if tool is not None else None
    return (frame.offers if frame is not None else ()) or STARTERS


def _collect_buttons() -> Mapping[str, tuple[str, Button]]:
    """Return every button that a read declares, with the name of its tool, by its key."""
    return _build_buttons(registry.list_tools())


@lru_cache(maxsize=8)
def _build_buttons(tools: tuple[registry.AnyTool, ...]) -> Mapping[str, tuple[str, Button]]:
    return {
        button.key: (tool.name, button)
        for tool in tools
        for button in getattr(tool.understands, "buttons", ())
    }


def _cut_short(value: Any) -> str:
    text = " ".join(str(value).split())
    return text if len(text) <= LONGEST_QUOTE * 2 else f"{text[:LONGEST_QUOTE]}…"
