"""One argument of a tool: how it is read out of a sentence, asked for, and checked."""

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
    """A likely answer: a button's label, and the arguments that it gives."""

    label: str
    arguments: dict[str, Any]


#: Arguments as JSON values.
Values = Mapping[str, Any]
#: What an argument that is asked for will most likely be; given its name and what is known already.
Likely = Callable[[str, Values, ToolContext], list[Candidate]]


def build_likely(argument: str, *values: Any, label: str = "{}") -> Likely:
    """These values of an argument are likely, whatever the shop has."""
    found = [Candidate(label.format(value), {argument: value}) for value in values]
    return lambda name, known, ctx: found


@dataclass
class Reading:
    """A sentence while it is read: which tokens are understood, and what they have said so far."""

    sentence: Sentence
    used: set[int] = field(default_factory=set)
    #: Tokens of the order itself: its verb, and what it is about.
    verb: frozenset[int] = frozenset()
    #: The groups of the verbs that were said.
    verbs: tuple[str, ...] = ()
    values: dict[str, Any] = field(default_factory=dict)
    #: Whether the sentence is the answer to a question of ours.
    is_answer: bool = False
    #: The argument that we have asked for; empty while another slot is read.
    asked: str = ""
    #: What was known before the answer.
    known: Values = field(default_factory=dict)
    #: A reader found that nothing is plainly ordered: "up to 10%".
    doubted: bool = False
    #: A reader found that it is put off.
    put_off: bool = False

    def take(self, tokens: Iterable[int]) -> None:
        """These are understood."""
        self.used |= set(tokens)

    @property
    def left(self) -> list[int]:
        """Tokens that nobody has understood yet, signs aside."""
        return [
            at
            for at, token in enumerate(self.sentence.tokens)
            if at not in self.used and at not in self.verb and token.kind != "sign"
        ]


@dataclass(frozen=True)
class Evidence:
    """What a proposed change is checked against: the words of its owner, and what was shown."""

    sentence: Sentence
    #: Ids that were read for the owner in the same breath, or that the card before shows.
    known: frozenset[str]
    #: The numbers said, those inside ids left out.
    numbers: frozenset[Decimal]
    #: What the verbs say, where it is said plainly: {"published": False}.
    verbs: Mapping[str, frozenset[Any]]
    change: Values


@dataclass(frozen=True)
class Problem:
    """What is wrong with what was said of a slot; `missing`: the name under which it is asked for anew."""

    #: None: it is asked for by its slot's own question.
    text: Text | None = None
    said: str = ""
    missing: str = ""
    #: What else the text needs.
    details: Mapping[str, Any] = field(default_factory=dict)
    #: What may be meant: labels, and the arguments that each would give.
    choices: tuple[tuple[str, Values], ...] = ()
    #: It was not said at all: what is said wrongly is asked about first.
    is_gap: bool = False


class SlotReader:
    """Reads one slot, the same way wherever it is needed."""

    #: Whether it takes words that nobody else understands, and so is read after all others.
    greedy: ClassVar[bool] = False

    def read(self, reading: Reading) -> Values | Problem | None:
        """What the sentence says of it; a problem where it says it wrongly; None where it does not."""
        raise NotImplementedError

    def is_said(self, name: str, value: Any, said: Evidence) -> bool:
        """Whether the owner's words give that value to that argument."""
        raise NotImplementedError


@dataclass(frozen=True)
class Slot:
    """A place for an argument, or for one of several that exclude each other."""

    arguments: tuple[str, ...]
    reader: SlotReader
    #: What asks for it; None: it is never asked for.
    question: Text | None = None
    required: bool = False
    #: A group of plurals that may mean all of them, and the question where such a word was said: "raise
    #: prices by 5%".
    plural: tuple[str, Text] | None = None
    likely: Likely | None = None
    #: Further names under which it is asked for, with the question: the direction of a price is known.
    asked_as: Mapping[str, Text] = field(default_factory=dict)
    #: What may be asked for is any text: it refuses nothing but silence.
    free: bool = False
    #: Whether "the same for ..." may replace it.
    is_scope: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """Every name under which it may be asked for."""
        return (*self.arguments, *self.asked_as)

    def question_for(self, name: str) -> Text | None:
        """The question that asks for it by that name."""
        return self.asked_as.get(name, self.question)

    def __hash__(self) -> int:
        return hash(self.arguments)
