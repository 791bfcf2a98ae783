"""Questions: find the way to ask that explains the whole sentence, of all that reads declare.

A way answers only if it explains every word: as filler, as one of its groups, or as part of an
argument. A strange word ("sales in Berlin") leads to a question back, because an answer without it
would answer something else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from tools import registry
from tools.intents.answers import UNCLEAR, OneAnswer, Question, ToolCall
from tools.intents.frame import ReadFrame, Way
from tools.intents.language.tokens import Token, find_end
from tools.intents.language.words import is_named
from tools.intents.reads.customers import find_persons
from tools.intents.reads.figures import find_unit_to_unit, is_beside_previous
from tools.intents.reads.listing import is_order_name
from tools.intents.sentence import Built, Sentence, find_once
from tools.intents.slots.slot import Problem, Reading
from tools.intents.values.day import COUNTED, UnusablePeriod

#: Groups of words for days, which a way reads as its arguments.
_ARGUMENTS = frozenset({
    "day", "week", "fortnight", "month", "quarter", "year", "hour", "weekend", "last", "previous", "this", "coming",
    "future", "vague", "ago", "begin", "earlier", "before_previous", "period", "amount",
})  # fmt: skip


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
    unclear: Question | None = None
    for tool, way, built in _list_readings(sentence):
        if isinstance(built, Question):
            if _is_about_all(sentence, way):
                return unclear or built
            if built.key == "two_windows" and not sentence.at("versus"):
                return built
            unclear = unclear or replace(built, key=UNCLEAR)
        if built is None or isinstance(built, Question):
            continue
        payload, used = built
        unexplained = _find_first_unexplained(sentence, way, used)
        if unexplained is None:
            return None if _is_no_figure_asked(sentence) else ToolCall(tool, payload)
        said = sentence.text[unexplained.start : unexplained.end]
        strange = strange or sentence.writer.ask("strange", tool=tool, said=said)
    return unclear or strange


def _is_about_all(sentence: Sentence, way: Way) -> bool:
    """Return whether the way explains every word but those of its arguments: days and numbers."""
    windows = sentence.windows()
    said = windows.said.split() if isinstance(windows, UnusablePeriod) else []
    return all(
        sentence.tokens[at].kind != "word"
        or sentence.tokens[at].low in said
        or sentence.tokens[at].groups & _ARGUMENTS
        or sentence.tokens[at].has("nth")
        or is_named(sentence.tokens[at].low)
        for at in find_unexplained(sentence, way, frozenset())
    )


@find_once
def _is_no_figure_asked(sentence: Sentence) -> bool:
    """Return whether no figure is asked for: "where do I find the refund rate", "thanks for the list"."""
    tokens = sentence.tokens
    return any(find_end(tokens, at, "no_figure") > at for at in range(len(tokens)))


def _read(way: Way, sentence: Sentence) -> Built:
    """Read what the way reads out of the sentence; ways that read alike read once."""
    built = sentence.find_once(("read", way.read), lambda: way.read(sentence))
    return (dict(built[0]), built[1]) if isinstance(built, tuple) else built


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
        built = _read(way, sentence)
        if isinstance(built, Question):
            return built
        if built is not None and _find_first_unexplained(sentence, way, built[1]) is None:
            return ToolCall(tool, built[0])
    return None


def read_argument(tool: str, frame: ReadFrame, sentence: Sentence) -> ToolCall | None:
    """Read a text that is nothing but one argument: "20" of a list, "14 days" of a trend.

    A bare number is how many rows, where the tool lists rows.

    None: it is none.
    """
    rows_first = sorted(frame.slots, key=lambda slot: "limit" not in slot.names)
    for slot in rows_first:
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
            yield tool, way, _read(way, sentence)


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
    for way in sorted(frame.ways, key=_get_rank) if not _is_no_figure_asked(sentence) else ():
        if not _may_apply(frame, way, said):
            continue
        built = _read(way, sentence)
        if built is not None and not isinstance(built, Question):
            yield way, *built


def _may_apply(frame: ReadFrame, way: Way, said: frozenset[str]) -> bool:
    return (
        said.issuperset(way.needs)
        and said.isdisjoint(way.unless)
        and said.isdisjoint(frame.never_with)
    )


@find_once
def _collect_said(sentence: Sentence) -> frozenset[str]:
    """Collect the groups in the sentence, and a few facts that several tokens make together."""
    said = {group for token in sentence.tokens for group in token.groups}
    if any(is_order_name(sentence.tokens, at, token) for at, token in enumerate(sentence.tokens)):
        said.add("order_id")
    if any(token.kind == "phone" for token in sentence.tokens):
        said.add("phone_number")
    if sentence.tokens[:1] and sentence.tokens[0].has("ship_now"):
        said.add("ship_it")  # an order, no question
    denied = said & {"not", "nobody", "without"}
    if not denied and any(
        token.has("replied") and not token.has("unanswered") for token in sentence.tokens
    ):
        said.add("is_answered")  # "answered chats" are not those that wait
    if find_persons(sentence):
        said.add("person")
    windows = sentence.windows()
    if isinstance(windows, UnusablePeriod) or any(
        window.days not in {None, 1} or window.unit == COUNTED for window in windows
    ):
        said.add("several_days")
    if windows:
        said.add("window")
    if isinstance(windows, tuple) and len(windows) == 1 and windows[0].start == windows[0].end:
        said.add("one_day")
    if find_unit_to_unit(sentence) or is_beside_previous(sentence):
        said.add("versus")
    return frozenset(said)


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
    """Find the places of the words that the way does not explain; "only" goes with what it stands beside."""
    known = {"filler", *way.takes, *way.needs}
    left = [
        at
        for at, token in enumerate(sentence.tokens)
        if at not in used and token.kind != "sign" and not token.groups & known
    ]
    return [at for at in left if not _is_only(sentence, at, left)]


def _is_only(sentence: Sentence, at: int, left: Sequence[int]) -> bool:
    """Return whether the word is an "only" that restricts the list to what is explained."""
    if not at or not sentence.tokens[at].has("only_word"):
        return False
    after = next(
        (place for place in range(at + 1, len(sentence.tokens)) if not _is_sign(sentence, place)),
        -1,
    )
    return after not in left


def _is_sign(sentence: Sentence, at: int) -> bool:
    token = sentence.tokens[at]
    return token.kind == "sign" or token.groups == {"filler"}
