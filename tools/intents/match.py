"""Questions: the way to ask that explains the whole sentence, among those that the reads declare.

A way answers only if every word is accounted for: as filler, as one of the groups that it takes, or as
part of an argument. A strange word ("sales in Berlin") is asked back, because answering without it
would answer something else.
"""

from __future__ import annotations

from collections.abc import Iterator

from tools import registry
from tools.intents.answers import Answer, Question, ToolCall
from tools.intents.figures import find_unit_to_unit, is_beside_previous
from tools.intents.frame import ReadFrame, Way
from tools.intents.language.tokens import Token
from tools.intents.listing import find_persons, is_order_name
from tools.intents.sentence import Built, Sentence
from tools.intents.skippable import is_aside
from tools.intents.slots.slot import Problem, Reading
from tools.intents.values.day import UnusablePeriod

#: A question with more unknown words than these is not understood.
MOST_LEFT_OUT = 2


def list_ways() -> list[tuple[str, ReadFrame, Way]]:
    """Every way to ask, with its tool; those that need more words come first, for they say more."""
    found = [
        (tool.name, tool.understands, way)
        for tool in registry.list_tools()
        if isinstance(tool.understands, ReadFrame)
        for way in tool.understands.ways
    ]
    return sorted(found, key=lambda item: _get_rank(item[2]))


def _get_rank(way: Way) -> tuple[int, int]:
    return way.rank, -len(way.needs)


def match(sentence: Sentence) -> Answer | None:
    """What the first rule that explains the whole sentence makes of it; None: no rule knows it."""
    strange: Question | None = None
    for tool, way, built in _list_readings(sentence):
        if isinstance(built, Question):
            return built
        if built is None:
            continue
        payload, used = built
        unexplained = _find_unexplained(sentence, way, used)
        if unexplained is None:
            return ToolCall(tool, payload)
        said = sentence.text[unexplained.start : unexplained.end]
        strange = strange or sentence.writer.ask("strange", tool=tool, said=said)
    return strange


def match_frame(
    tool: str, frame: ReadFrame, sentence: Sentence, subject: frozenset[str]
) -> ToolCall | Question | None:
    """What a read's own ways make of the sentence, as if its subject were said too."""
    said = _collect_said(sentence) | subject
    for way in sorted(frame.ways, key=_get_rank):
        if not _may_apply(frame, way, said):
            continue
        built = way.read(sentence)
        if isinstance(built, Question):
            return built
        if built is not None and _find_unexplained(sentence, way, built[1]) is None:
            return ToolCall(tool, built[0])
    return None


def read_argument(tool: str, frame: ReadFrame, sentence: Sentence) -> ToolCall | None:
    """What a text of nothing but one argument asks for: "20" of a list, "14 days" of a trend."""
    for slot in frame.slots:
        reading = Reading(sentence, is_answer=True, asked=slot.arguments[0])
        found = None if slot.free or slot.required else slot.reader.read(reading)
        if found and not isinstance(found, Problem):
            return ToolCall(tool, dict(found))
    return None


def match_loosely(sentence: Sentence) -> ToolCall | None:
    """What the rule that explains most makes of a question with a word or two that nobody knows; None
    where such a word may say which ones are meant: "sales in Berlin", "red products"."""
    best: tuple[int, ToolCall] | None = None
    for tool, way, built in _list_readings(sentence):
        if built is None or isinstance(built, Question):
            continue
        payload, used = built
        left = _find_all_unexplained(sentence, way, used)
        few = 1 <= len(left) <= min(MOST_LEFT_OUT, len(_find_telling(sentence, way, used)) - 1)
        if not few or not all(is_aside(sentence, at) for at in left):
            continue
        if best is None or len(left) < best[0]:
            words = [sentence.tokens[at] for at in left]
            ignoring = ", ".join(sentence.text[word.start : word.end] for word in words)
            best = len(left), ToolCall(tool, payload, ignoring)
    return best[1] if best else None


def _list_readings(sentence: Sentence) -> Iterator[tuple[str, Way, Built]]:
    """What each way that may apply reads out of the sentence."""
    said = _collect_said(sentence)
    for tool, frame, way in list_ways():
        if _may_apply(frame, way, said):
            yield tool, way, way.read(sentence)


def _may_apply(frame: ReadFrame, way: Way, said: set[str]) -> bool:
    return said.issuperset(way.needs) and said.isdisjoint({*way.unless, *frame.never_with})


def _collect_said(sentence: Sentence) -> set[str]:
    """The groups in the sentence, and a few facts that several tokens make together."""
    said = {group for token in sentence.tokens for group in token.groups}
    if any(is_order_name(sentence.tokens, at, token) for at, token in enumerate(sentence.tokens)):
        said.add("order_id")
    if any(token.kind == "phone" for token in sentence.tokens):
        said.add("phone_number")
    if sentence.tokens[:1] and sentence.tokens[0].has("ship_now"):
        said.add("ship_it")  # an order, no question
    if find_persons(sentence):
        said.add("person")
    windows = sentence.windows()
    if isinstance(windows, UnusablePeriod) or any(
        window.days not in {None, 1} for window in windows
    ):
        said.add("several_days")
    if windows:
        said.add("window")
    if find_unit_to_unit(sentence) or is_beside_previous(sentence):
        said.add("versus")
    return said


def _find_telling(sentence: Sentence, way: Way, used: frozenset[int]) -> list[int]:
    """Where the words stand that the rule goes by, or reads its arguments from."""
    going_by = {*way.takes, *way.needs}
    return [
        at for at, token in enumerate(sentence.tokens) if at in used or token.groups & going_by
    ]


def _find_unexplained(sentence: Sentence, way: Way, used: frozenset[int]) -> Token | None:
    left = _find_all_unexplained(sentence, way, used)
    return sentence.tokens[left[0]] if left else None


def _find_all_unexplained(sentence: Sentence, way: Way, used: frozenset[int]) -> list[int]:
    known = {"filler", *way.takes, *way.needs}
    return [
        at
        for at, token in enumerate(sentence.tokens)
        if at not in used and token.kind != "sign" and not token.groups & known
    ]
