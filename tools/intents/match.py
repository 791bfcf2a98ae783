"""Questions: find the way to ask that explains the whole sentence, of all that reads declare.

A way answers only if it explains every word: as filler, as one of its groups, or as part of an
argument. A strange word ("sales in Berlin") leads to a question back, because an answer without it
would answer something else.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from tools import registry
from tools.intents.answers import OneAnswer, Question, ToolCall
from tools.intents.frame import ReadFrame, Way
from tools.intents.language.tokens import Token
from tools.intents.reads.figures import find_unit_to_unit, is_beside_previous
from tools.intents.reads.listing import find_persons, is_order_name
from tools.intents.sentence import Built, Sentence
from tools.intents.slots.slot import Problem, Reading
from tools.intents.values.day import UnusablePeriod


def list_ways() -> tuple[tuple[str, ReadFrame, Way], ...]:
    """List every way to ask with its tool and frame, in the order in which they are tried.

    Within a rank, those that need more groups come first, because they say more.
    """
    return _sort_ways(registry.list_tools())


@lru_cache(maxsize=8)
def _sort_ways(
    tools: tuple[registry.AnyTool, ...],
) -> tuple[tuple[str, ReadFrame, Way], ...]:
    found = [
        (tool.name, tool.understands, way)
        for tool in tools
        if isinstance(tool.understands, ReadFrame)
        for way in tool.understands.ways
    ]
    return tuple(sorted(found, key=lambda listed: _get_rank(listed[2])))


def _get_rank(way: Way) -> tuple[int, int]:
    return way.rank, -len(way.needs)


def match(sentence: Sentence) -> OneAnswer | None:
    """Return what the first way makes of the sentence that explains all of it.

    If none does, the question about a word that is strange; None: no way applies at all.
    """
    strange: Question | None = None
    for tool, way, built in _list_readings(sentence):
        if isinstance(built, Question):
            return built
        if built is None:
            continue
        payload, used = built
        unexplained = _find_first_unexplained(sentence, way, used)
        if unexplained is None:
            return ToolCall(tool, payload)
        said = sentence.text[unexplained.start : unexplained.end]
        strange = strange or sentence.writer.ask("strange", tool=tool, said=said)
    return strange


def match_frame(
    tool: str, frame: ReadFrame, sentence: Sentence, subject: frozenset[str]
) -> ToolCall | Question | None:
    """Return what the ways of one read make of the sentence, as if `subject` were said too.

    None: none of them explains it.
    """
    said = _collect_said(sentence) | subject
    for way in sorted(frame.ways, key=_get_rank):
        if not _may_apply(frame, way, said):
            continue
        built = way.read(sentence)
        if isinstance(built, Question):
            return built
        if built is not None and _find_first_unexplained(sentence, way, built[1]) is None:
            return ToolCall(tool, built[0])
    return None


def read_argument(tool: str, frame: ReadFrame, sentence: Sentence) -> ToolCall | None:
    """Read a text that is nothing but one argument: "20" of a list, "14 days" of a trend.

    None: it is none.
    """
    for slot in frame.slots:
        reading = Reading(sentence, is_answer=True, asked=slot.arguments[0])
        found = None if slot.free or slot.required else slot.reader.read(reading)
        if found and not isinstance(found, Problem):
            return ToolCall(tool, dict(found))
    return None


def _list_readings(sentence: Sentence) -> Iterator[tuple[str, Way, Built]]:
    """Yield each way that may apply, with its tool and what it reads out of the sentence."""
    said = _collect_said(sentence)
    for tool, frame, way in list_ways():
        if _may_apply(frame, way, said):
            yield tool, way, way.read(sentence)


def list_frame_readings(
    frame: ReadFrame, sentence: Sentence
) -> Iterator[tuple[Way, dict[str, Any], frozenset[int]]]:
    """Yield each way of one read that may apply, with the arguments it reads and their places."""
    yield from _read_frame(frame, sentence, frozenset())


def list_supposed_readings(
    frame: ReadFrame, sentence: Sentence
) -> Iterator[tuple[Way, dict[str, Any], frozenset[int]]]:
    """Do as `list_frame_readings`, as if a subject of the frame were said if it is not."""
    for subject in (frozenset[str](), *map(frozenset, frame.subjects)):
        yield from _read_frame(frame, sentence, subject)


def _read_frame(
    frame: ReadFrame, sentence: Sentence, subject: frozenset[str]
) -> Iterator[tuple[Way, dict[str, Any], frozenset[int]]]:
    said = _collect_said(sentence) | subject
    for way in sorted(frame.ways, key=_get_rank):
        if not _may_apply(frame, way, said):
            continue
        built = way.read(sentence)
        if built is not None and not isinstance(built, Question):
            yield way, *built


def _may_apply(frame: ReadFrame, way: Way, said: set[str]) -> bool:
    return (
        said.issuperset(way.needs)
        and said.isdisjoint(way.unless)
        and said.isdisjoint(frame.never_with)
    )


def _collect_said(sentence: Sentence) -> set[str]:
    """Collect the groups in the sentence, and a few facts that several tokens make together."""
    said = {group for token in sentence.tokens for group in token.groups}
    if any(is_order_name(sentence.tokens, at, token) for at, token in enumerate(sentence.tokens)):
        said.add("order_id")
    if any(token.kind == "phone" for token in sentence.tokens):
        said.add("phone_number")
    if sentence.tokens[:1] and sentence.tokens[0].has("ship_now"):
        said.add("ship_it")  # an order, no question
    if any(token.has("replied") and not token.has("unanswered") for token in sentence.tokens):
        said.add("is_answered")  # "answered chats" are not those that wait
    if find_persons(sentence):
        said.add("person")
    windows = sentence.windows()
    if isinstance(windows, UnusablePeriod) or any(
        window.days not in {None, 1} for window in windows
    ):
        said.add("several_days")
    if windows:
        said.add("window")
    if isinstance(windows, tuple) and len(windows) == 1 and windows[0].start == windows[0].end:
        said.add("one_day")
    if find_unit_to_unit(sentence) or is_beside_previous(sentence):
        said.add("versus")
    return said


def find_telling(sentence: Sentence, way: Way, used: frozenset[int]) -> list[int]:
    """Find the places of the words that the way needs, takes, or reads its arguments from."""
    going_by = {*way.takes, *way.needs}
    return [
        at for at, token in enumerate(sentence.tokens) if at in used or token.groups & going_by
    ]


def _find_first_unexplained(sentence: Sentence, way: Way, used: frozenset[int]) -> Token | None:
    left = find_unexplained(sentence, way, used)
    return sentence.tokens[left[0]] if left else None


def find_unexplained(sentence: Sentence, way: Way, used: frozenset[int]) -> list[int]:
    known = {"filler", *way.takes, *way.needs}
    return [
        at
        for at, token in enumerate(sentence.tokens)
        if at not in used and token.kind != "sign" and not token.groups & known
    ]
