"""What a tool understands: a declaration beside its class, which one engine reads for all tools.

Rules, the planner, questions back, follow-ups, suggestions and help follow from it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Any

from tools import registry
from tools.contracts import ToolContext, ToolRefused
from tools.intents.answers import Question
from tools.intents.sentence import Built, Sentence, read_nothing
from tools.intents.slots.slot import Candidate, Reading, Slot, Values
from tools.texts import Text


@dataclass(frozen=True)
class Verb:
    """One way to order something: groups of words that are all said, and what that gives."""

    groups: tuple[str, ...]
    gives: Mapping[str, Any] = field(default_factory=dict)
    #: The words stand next to each other, or with at most so many tokens from first to last.
    within: int = 0
    #: A word in one of these groups is not this verb.
    unless: frozenset[str] = frozenset()
    #: It has no verb ("C-1 on hold"): an order only where every other word is understood.
    bare: bool = False


@dataclass(frozen=True)
class Way:
    """One way to ask: what must be said, what else may be, and how the arguments are read."""

    needs: tuple[str, ...]
    takes: tuple[str, ...] = ()
    read: Callable[[Sentence], Built] = read_nothing
    #: Groups that make the sentence mean something else.
    unless: tuple[str, ...] = ()
    #: Ways of a lower rank are tried first.
    rank: int = 0


@dataclass(frozen=True)
class Button:
    """A question offered where another led nowhere; days are written as days back from today."""

    key: str
    label: Text
    payload: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Command:
    """A slash command: of an action its verb; of a read its subject, or the read as it is."""

    name: str
    #: The groups that it stands for; none: the read as it is.
    groups: tuple[str, ...] = ()
    #: What the menu of commands says of it; empty: it is not in the menu.
    menu: Text = field(default_factory=Text)


@dataclass(frozen=True)
class ActionMatch:
    """Where the order stands in a sentence, and what its verb says."""

    tokens: frozenset[int]
    verbs: tuple[str, ...]
    values: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Frame:
    """What questions and changes have in common."""

    #: Groups with which something else is meant, or nothing.
    never_with: frozenset[str] = frozenset()
    #: Arguments that are read, or asked for.
    slots: tuple[Slot, ...] = ()
    commands: tuple[Command, ...] = ()
    #: The three reads offered where something is missing, by their buttons' names.
    offers: tuple[str, ...] = ()

    def slot(self, name: str) -> Slot | None:
        """The slot that holds the argument of that name."""
        return next((slot for slot in self.slots if name in slot.names), None)


@dataclass(frozen=True)
class ReadFrame(Frame):
    """How something is asked about."""

    ways: tuple[Way, ...] = ()
    #: Groups that stand for the subject where a sentence leans on the card before: "and yesterday?".
    subjects: tuple[tuple[str, ...], ...] = ()
    buttons: tuple[Button, ...] = ()
    #: The argument that a command asks for where what follows it is not understood.
    command_asks: str = ""


@dataclass(frozen=True)
class ActionFrame(Frame):
    """How a change is ordered."""

    verbs: tuple[Verb, ...]
    #: What orders it only after another order: "hide P-101 and show P-102", where "show P-102" asks.
    further: tuple[Verb, ...] = ()
    #: What it is about, in groups: one of them must be said. Empty: the verb is enough.
    about: tuple[str, ...] = ()
    #: What the order may lack because something can be nothing else: "turn off SHIP5".
    named_by: Callable[[Sentence], bool] | None = None
    #: Groups and marks of words that may stand beside it and add nothing.
    helps: frozenset[str] = frozenset()
    #: What is said where it is spoken of and not ordered.
    not_ordered: Text = field(default_factory=Text)
    #: Whether what is said without a verb orders it: "10% discount on P-101".
    verb_needed: bool = True
    #: Whether a strange word is rather an argument gone wrong, so that the argument is asked for.
    asks_first: bool = False
    #: Whether it can be told to happen on a day to come.
    dated: bool = False
    #: Finds the order in a sentence where groups alone cannot say it.
    find: Callable[[Sentence], ActionMatch | None] | None = None
    #: A last look at arguments that are right one by one.
    settle: Callable[[Reading], Question | None] | None = None
    #: Arguments that change nothing of importance: nobody has to say them.
    unsaid: frozenset[str] = frozenset()
    #: What an argument is where no verb says the contrary.
    defaults: Mapping[str, Any] = field(default_factory=dict)
    #: What is said where two verbs say the contrary of each other.
    contrary_verbs: Text | None = None
    #: A sentence with one of these groups is answered by `not_ordered` where nothing else knows it.
    hints: tuple[str, ...] = ()
    #: Groups with which it does not.
    never_hinted: tuple[str, ...] = ()
    hint_rank: int = 0

    def spoken(self, sentence: Sentence, *, further: bool = False) -> ActionMatch | None:
        """Where the sentence orders this change, in whatever mood; None: it is about something else.
        `further`: another order comes before it."""
        if any(sentence.at(group) for group in self.never_with):
            return None
        if self.find is not None:
            return self.find(sentence)
        verbs = (*self.verbs, *self.further) if further else self.verbs
        return find_spoken(replace(self, verbs=verbs), sentence)

    @property
    def scopes(self) -> tuple[str, ...]:
        """The arguments that say which things the change is about."""
        return tuple(name for slot in self.slots if slot.is_scope for name in slot.arguments)


def get_frame(tool: str) -> Frame | None:
    """What the tool of that name understands."""
    found = registry.get(tool)
    return found.understands if found is not None else None


def find_candidates(
    tool: str, missing: str, known: Values, ctx: ToolContext
) -> tuple[Candidate, ...]:
    """What an argument that is asked for will most likely be; nothing where the shop does not tell."""
    frame = get_frame(tool)
    slot = frame.slot(missing) if frame is not None else None
    if slot is None or slot.likely is None:
        return ()
    try:
        return tuple(slot.likely(missing, known, ctx))
    except ToolRefused:  # the question can be answered in words as well
        return ()


def find_spoken(frame: ActionFrame, sentence: Sentence) -> ActionMatch | None:
    """The order by its verbs and by what it is about."""
    found = [(verb, at) for verb in frame.verbs if (at := _find_verb(verb, sentence))]
    about = {at for group in frame.about for at in sentence.at(group)}
    named = not frame.about or about or (frame.named_by is not None and frame.named_by(sentence))
    if not named or (frame.verb_needed and not found):
        return None
    longest = [
        (verb, at)
        for verb, at in found
        if not any(at < other for _, other in found)  # "take off" within "take off sale"
    ]
    tokens = frozenset[int]().union(about, *(at for _, at in longest))
    names = tuple(dict.fromkeys(verb.groups[0] for verb, _ in longest))
    return ActionMatch(tokens, names, tuple(dict(verb.gives) for verb, _ in longest))


def _find_verb(verb: Verb, sentence: Sentence) -> frozenset[int]:
    """The tokens that say the verb; empty where it is not said."""
    places = [
        [at for at in sentence.at(group) if not sentence.tokens[at].groups & verb.unless]
        for group in verb.groups
    ]
    if verb.within:
        ways = (
            at
            for at in product(*(place[:8] for place in places))
            if list(at) == sorted(set(at)) and at[-1] - at[0] < verb.within
        )
        return frozenset(next(ways, ()))
    if not all(places):
        return frozenset()
    return frozenset(at for place in places for at in place)


def merge(values: tuple[Values, ...]) -> tuple[dict[str, Any], bool]:
    """What several verbs say together; True where one says the contrary of another."""
    merged: dict[str, Any] = {}
    for given in values:
        for name, value in given.items():
            if merged.setdefault(name, value) != value:
                return merged, True
    return merged, False
