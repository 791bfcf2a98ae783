"""Frames: what a tool understands, declared beside its class and read by one engine for all tools.

The rules, the planner, questions back, follow-ups, suggestions and help all go by it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
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
    """One way to order a change: the groups that must all be said, and the arguments they give."""

    #: A verb is known by the first of them.
    groups: tuple[str, ...]
    #: Arguments that the verb says by itself: "hide" gives {"published": False}.
    gives: Mapping[str, Any] = field(default_factory=dict)
    #: The words stand in this order, within so many tokens from first to last; 0: anywhere.
    within: int = 0
    #: A word that is also in one of these groups does not count as a word of this verb.
    unless: frozenset[str] = frozenset()
    #: The groups hold no real verb ("C-1 on hold"): an order only where every other word is
    #: understood, so the rules take it and the planner does not.
    bare: bool = False
    #: Whether it orders the change in this sentence; None: in every one.
    only_if: Callable[[Sentence], bool] | None = None


@dataclass(frozen=True)
class Way:
    """One way to ask: the groups that must be said, those that may be, and the arguments' reader.

    It answers only if every word is explained: by `needs`, by `takes`, as filler, or as part of an
    argument.
    """

    #: Groups that must all be said, or facts that tokens make together, such as "window" and
    #: "order_id" (`match._collect_said`).
    needs: tuple[str, ...]
    #: Groups that may be said as well.
    takes: tuple[str, ...] = ()
    #: Reads the arguments; it gives a question where one is wrong, None where the sentence means
    #: something else.
    read: Callable[[Sentence], Built] = read_nothing
    #: Groups with which the sentence means something else, so that this way does not apply.
    unless: tuple[str, ...] = ()
    #: Ways of a lower rank are tried first; within a rank, those that need more groups.
    rank: int = 0


@dataclass(frozen=True)
class Button:
    """A read that is offered as a button where a question led nowhere."""

    #: The name by which `Frame.offers` lists it.
    key: str
    label: Text
    #: The arguments of the read; `start` and `end` are written as days back from today.
    payload: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Command:
    """A slash command: it stands for the verb of an action, or for the subject of a read."""

    name: str
    #: The groups of a read that it stands for; none: it calls the read without arguments.
    groups: tuple[str, ...] = ()
    #: Its text in the menu of commands; empty: it is not in the menu.
    menu: Text = field(default_factory=Text)


@dataclass(frozen=True)
class ActionMatch:
    """An order found in a sentence: where it stands, and what its verbs say."""

    #: The places of the tokens of its verbs and of its subject.
    tokens: frozenset[int]
    #: The first group of each verb.
    verbs: tuple[str, ...]
    #: The arguments that each verb gives.
    values: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Frame:
    """What the frames of reads and of actions have in common."""

    #: A sentence with a word of one of these groups is not about this tool.
    never_with: frozenset[str] = frozenset()
    #: The arguments that are read out of a sentence, or asked for.
    slots: tuple[Slot, ...] = ()
    commands: tuple[Command, ...] = ()
    #: The three reads offered below a question back, by the keys of their buttons.
    offers: tuple[str, ...] = ()

    def slot(self, name: str) -> Slot | None:
        """Return the slot of the argument `name`; None if there is none."""
        return next((slot for slot in self.slots if name in slot.names), None)


@dataclass(frozen=True)
class ReadFrame(Frame):
    """What a read understands: how it is asked for."""

    ways: tuple[Way, ...] = ()
    #: For follow-ups such as "and yesterday?", which do not name the subject: the groups that are
    #: taken as said, one tuple after another.
    subjects: tuple[tuple[str, ...], ...] = ()
    buttons: tuple[Button, ...] = ()
    #: Words that set an argument back to what the tool takes by itself: "by product".
    resets: tuple[Verb, ...] = ()
    #: The argument that the text after a command gives ("/trend 14"); it is asked for where the
    #: text does not fit.
    command_asks: str = ""


@dataclass(frozen=True)
class ActionFrame(Frame):
    """What an action understands: how it is ordered."""

    verbs: tuple[Verb, ...]
    #: Verbs that order it only after another order: in "hide P-101 and show P-102" "show" does,
    #: while "show P-102" alone is a question.
    further: tuple[Verb, ...] = ()
    #: Groups of the subject, of which one must be said. Empty: the verb is enough.
    about: tuple[str, ...] = ()
    #: Whether the sentence names the subject without a word of `about`: in "turn off SHIP5" the
    #: code can only be a coupon's.
    named_by: Callable[[Sentence], bool] | None = None
    #: Groups and marks of words that may stand in the order and add nothing.
    helps: frozenset[str] = frozenset()
    #: The answer where a sentence speaks of the change and does not order it.
    not_ordered: Text = field(default_factory=Text)
    #: Whether a verb must be said. False: "10% discount on P-101" is an order too.
    verb_needed: bool = True
    #: Whether a missing argument is asked for even if the sentence has a word that is not
    #: understood: the word is more likely that argument, written wrongly.
    asks_first: bool = False
    #: Whether the order may name a day to come. False: such a day puts it off, and it is refused.
    dated: bool = False
    #: Finds the order where groups alone cannot tell it; None: `verbs` and `about` find it.
    find: Callable[[Sentence], ActionMatch | None] | None = None
    #: Whether `find` has looked at the mood itself where the order that it finds is all that was said.
    judges_mood: bool = False
    #: Checks all arguments together, once each is right by itself; gives a question if they do not
    #: fit together.
    settle: Callable[[Reading], Question | None] | None = None
    #: Arguments of no importance: the planner's model may set them though the owner did not.
    unsaid: frozenset[str] = frozenset()
    #: Ways to change a preview that waits for its tap, beside saying another value of a slot.
    tunes: tuple[Verb, ...] = ()
    #: Arguments that turn it on, and off: "turn it back on" after a campaign was paused.
    turns_on: Values = field(default_factory=dict)
    turns_off: Values = field(default_factory=dict)
    #: Values that the tool takes by itself; a call leaves them out.
    defaults: Mapping[str, Any] = field(default_factory=dict)
    #: The answer where two verbs contradict each other ("hide and show"); None: `not_ordered`.
    contrary_verbs: Text | None = None
    #: A sentence that no tool understands is answered by `not_ordered` if it has one of these
    #: groups.
    hints: tuple[str, ...] = ()
    #: Groups with which it is not.
    never_hinted: tuple[str, ...] = ()
    #: Of several frames whose `hints` are said, the one of the lowest rank answers.
    hint_rank: int = 0

    def spoken(self, sentence: Sentence, *, further: bool = False) -> ActionMatch | None:
        """Find the order of this change in the sentence, whatever its mood.

        None: the sentence is about something else. `further`: another order comes before it.
        """
        return sentence.find_once(
            ("spoken", id(self), further), lambda: self._find_order(sentence, further=further)
        )

    def _find_order(self, sentence: Sentence, *, further: bool) -> ActionMatch | None:
        if sentence.has_any(self.never_with):
            return None
        if self.find is not None:
            return self.find(sentence)
        return find_spoken(self, sentence, further=further)

    @property
    def scopes(self) -> tuple[str, ...]:
        """Return the names of the arguments that say which things the change is about."""
        return tuple(name for slot in self.slots if slot.is_scope for name in slot.arguments)


def get_frame(tool: str) -> Frame | None:
    """Return the frame of the tool; None if there is no such tool, or it has no frame."""
    found = registry.get(tool)
    return found.understands if found is not None else None


def find_candidates(
    tool: str, missing: str, known: Values, ctx: ToolContext
) -> tuple[Candidate, ...]:
    """List likely answers to the question for the argument `missing`; none if the shop fails."""
    frame = get_frame(tool)
    slot = frame.slot(missing) if frame is not None else None
    if slot is None or slot.likely is None:
        return ()
    try:
        return tuple(slot.likely(missing, known, ctx))
    except ToolRefused:  # the question can be answered in words as well
        return ()


def find_spoken(
    frame: ActionFrame, sentence: Sentence, *, further: bool = False
) -> ActionMatch | None:
    """Find the order by its verbs and its subject; None if a required one is missing."""
    about = {at for group in frame.about for at in sentence.at(group)}
    named = not frame.about or about or (frame.named_by is not None and frame.named_by(sentence))
    if not named:
        return None
    verbs = (*frame.verbs, *frame.further) if further else frame.verbs
    found = [(verb, at) for verb in verbs if (at := _find_verb(verb, sentence))]
    if frame.verb_needed and not found:
        return None
    longest = [
        (verb, at)
        for verb, at in found
        if not any(at < other for _, other in found)  # "take off" within "take off sale"
    ]
    tokens = frozenset[int]().union(about, *(at for _, at in longest))
    names = tuple(dict.fromkeys(verb.groups[0] for verb, _ in longest))
    return ActionMatch(tokens, names, tuple(dict(verb.gives) for verb, _ in longest))


def find_gifts(verbs: tuple[Verb, ...], sentence: Sentence) -> tuple[Values, frozenset[int]]:
    """Find the arguments that these verbs give, and the places of their tokens."""
    found = [(verb, at) for verb in verbs if (at := _find_verb(verb, sentence))]
    values, contrary = merge(tuple(verb.gives for verb, _ in found))
    if contrary:
        return {}, frozenset()
    return values, frozenset[int]().union(*(at for _, at in found))


def _find_verb(verb: Verb, sentence: Sentence) -> frozenset[int]:
    """Return the places of the tokens that say the verb; empty if it is not said."""
    if not sentence.has_all(verb.groups):
        return frozenset()
    if verb.only_if is not None and not verb.only_if(sentence):
        return frozenset()
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
    """Merge the arguments that several verbs give.

    The second value is True if two verbs give one argument different values.
    """
    merged: dict[str, Any] = {}
    for given in values:
        for name, value in given.items():
            if merged.setdefault(name, value) != value:
                return merged, True
    return merged, False
