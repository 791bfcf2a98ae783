"""Slots: how an argument of a tool is read out of a sentence, asked for, and checked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, ClassVar

from tools.contracts import ToolContext
from tools.intents.sentence import Sentence
from tools.texts import Text


@dataclass(frozen=True)
class Candidate:
    """A likely answer to a question: the label of its button, and the arguments it gives."""

    label: str
    arguments: dict[str, Any]


#: Arguments as JSON values.
Values = Mapping[str, Any]
#: Lists likely values of an argument that is asked for, by its name and the arguments known so far.
Likely = Callable[[str, Values, ToolContext], list[Candidate]]


def build_likely(argument: str, *values: Any, label: str = "{}") -> Likely:
    """Build a `Likely` that offers these values of `argument`, whatever the shop has."""
    found = [Candidate(label.format(value), {argument: value}) for value in values]
    return lambda name, known, ctx: found


@dataclass
class Reading:
    """A sentence while its slots are read: the tokens understood so far, and their arguments."""

    sentence: Sentence
    #: The places of the tokens that slots have understood.
    used: set[int] = field(default_factory=set)
    #: The places of the tokens of the order itself: its verbs and its subject.
    verb: frozenset[int] = frozenset()
    #: The first group of each verb that was said.
    verbs: tuple[str, ...] = ()
    #: The arguments read so far, those that the verbs give included.
    values: dict[str, Any] = field(default_factory=dict)
    #: Whether the sentence answers a question of the bot.
    is_answer: bool = False
    #: The argument that the bot asked for; empty while the slot of another one is read.
    asked: str = ""
    #: The arguments known before the answer.
    known: Values = field(default_factory=dict)
    #: Set by a reader that found that nothing is plainly ordered: "up to 10%".
    doubted: bool = False
    #: Set by a reader that found that the order is put off: "by Friday".
    put_off: bool = False

    def take(self, tokens: Iterable[int]) -> None:
        """Mark these tokens as understood."""
        self.used |= set(tokens)

    @property
    def left(self) -> list[int]:
        """Return the places of the tokens that no slot has understood yet, signs left out."""
        return [
            at
            for at, token in enumerate(self.sentence.tokens)
            if at not in self.used and at not in self.verb and token.kind != "sign"
        ]


@dataclass(frozen=True)
class Evidence:
    """What a change that the planner proposes is checked against: what its owner said and saw."""

    sentence: Sentence
    #: Ids that tools read for this request, or that the card before it shows.
    known: frozenset[str]
    #: The numbers in the sentence, but for those inside ids.
    numbers: frozenset[Decimal]
    #: The values that the verbs give to each argument: {"published": {False}}.
    verbs: Mapping[str, frozenset[Any]]
    #: The arguments of the proposed change.
    change: Values


@dataclass(frozen=True)
class Problem:
    """What is wrong with the words that were said for a slot."""

    #: Says what is wrong; None: the slot's own question is asked.
    text: Text | None = None
    #: The words that are wrong, which `text` quotes.
    said: str = ""
    #: The argument that is asked for again; empty: the first one of the slot.
    missing: str = ""
    #: Other values that `text` needs.
    details: Mapping[str, Any] = field(default_factory=dict)
    #: What may be meant: the labels of buttons, with the arguments that each gives.
    choices: tuple[tuple[str, Values], ...] = ()
    #: The argument was not said at all. Arguments that were said wrongly are asked about first.
    is_gap: bool = False


class SlotReader:
    """Reads one slot, in the same way for orders, answers, follow-ups and the planner."""

    #: Whether it takes words that no other reader understands; if so, it is read last.
    greedy: ClassVar[bool] = False

    def read(self, reading: Reading) -> Values | Problem | None:
        """Return the arguments that are said; a problem if one is said wrongly; None if none is."""
        raise NotImplementedError

    def is_said(self, name: str, value: Any, said: Evidence) -> bool:
        """Return whether the owner's words give the argument `name` that value."""
        raise NotImplementedError


@dataclass(frozen=True)
class Slot:
    """One argument of a tool and its reader; or several arguments that exclude each other."""

    arguments: tuple[str, ...]
    reader: SlotReader
    #: The question that asks for it; None: it is never asked for.
    question: Text | None = None
    #: Whether the tool cannot be called without one of the arguments.
    required: bool = False
    #: A group of plural nouns that may or may not mean all ("raise prices by 5%"), and the question
    #: that asks which are meant.
    plural: tuple[str, Text] | None = None
    #: Lists likely answers, which are offered as buttons.
    likely: Likely | None = None
    #: Further names under which it is asked for, each with its question: "raise_by" once it is
    #: known that a price goes up.
    asked_as: Mapping[str, Text] = field(default_factory=dict)
    #: Whether any text is an answer to its question, such as a reason or a message.
    free: bool = False
    #: Whether it says which things the call is about; "the same for ..." replaces it.
    is_scope: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """Return every name under which it may be asked for."""
        return (*self.arguments, *self.asked_as)

    def question_for(self, name: str) -> Text | None:
        """Return the question that asks for it by that name; None: it is never asked for."""
        return self.asked_as.get(name, self.question)

    def __hash__(self) -> int:
        return hash(self.arguments)
