"""The slot of a campaign's id."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

from tools.dashes import replace_dashes
from tools.intents.language.lexicon import get_lexicon, register_derived
from tools.intents.language.tokens import LONGEST_ID, Token, replace_tags
from tools.intents.language.words import ORDINALS, get_value
from tools.intents.sentence import Sentence
from tools.intents.slots.slot import Evidence, Problem, Reading, SlotReader, Values
from tools.intents.values.number import read_whole
from tools.intents.values.written_id import is_measured

#: So many digits may follow the letter without a dash: "c7", but not "C2026".
_MOST_JOINED = 2
#: The highest number of a campaign that is read before its noun.
_MOST_PLACE = 99
#: Groups of what else has short names of a letter and digits.
_OTHERS = frozenset({"coupon", "code_noun"})
#: An id that is written plainly, or said as a number; with the places of its tokens.
Named = tuple[str, frozenset[int]]


def is_campaign(text: str) -> bool:
    """Return whether the whole text is a campaign's id."""
    return _compile_pattern().fullmatch(text) is not None


def find_campaigns(text: str) -> list[re.Match[str]]:
    """Find the ids of campaigns, in letters of any alphabet; the group `n` is the number."""
    return list(_compile_pattern().finditer(replace_dashes(replace_tags(text))))


@register_derived
@cache
def _compile_pattern() -> re.Pattern[str]:
    return re.compile(
        rf"(?<![\w-])[{_get_letters()}]-(?P<n>[0-9]{{1,{LONGEST_ID}}})(?!\w)", re.IGNORECASE
    )


@register_derived
@cache
def _compile_joined() -> re.Pattern[str]:
    return re.compile(rf"[{_get_letters()}](?P<n>[1-9][0-9]{{0,{_MOST_JOINED - 1}}})")


def _get_letters() -> str:
    return f"c{get_lexicon().look_alikes.get('c', '')}"


def find_named(sentence: Sentence) -> list[Named]:
    """Find the campaigns that the sentence names: "C-1", "c1", "campaign number 2", "the 3rd campaign".

    Numbers count only where no id is written.
    """
    written = _find_written(sentence)
    if written:
        return written
    found = [_find_number_after(sentence.tokens, at) for at in sentence.at("campaign")]
    found += [_find_place_before(sentence.tokens, at) for at in sentence.at("campaign")]
    if not any(found):
        found = [_find_number_of(sentence.tokens, at) for at in sentence.at("numbers_it")]
    return [named for named in found if named is not None]


def is_named_by_id(sentence: Sentence) -> bool:
    """Return whether the sentence has the id of a campaign: "C-1", "c1"."""
    return bool(_find_written(sentence))


def _find_written(sentence: Sentence) -> list[Named]:
    tokens = sentence.tokens
    found = [
        (
            f"C-{match['n']}",
            frozenset(
                at for at, token in enumerate(tokens) if match.start() <= token.start < match.end()
            ),
        )
        for match in find_campaigns(sentence.text)
    ]
    if any(token.groups & _OTHERS for token in tokens):
        return found
    joined = ((at, _compile_joined().fullmatch(token.low)) for at, token in enumerate(tokens))
    found += [(f"C-{match['n']}", frozenset({at})) for at, match in joined if match]
    apart = [at for at in range(len(tokens) - 1) if _is_letter_apart(tokens, at)]
    return found + [(f"C-{tokens[at + 1].number}", frozenset({at, at + 1})) for at in apart]


def _is_letter_apart(tokens: Sequence[Token], at: int) -> bool:
    """Return whether a Latin "c" and a short number stand here: "c 8"; in Russian it is "from"."""
    number = tokens[at + 1]
    short = number.kind == "number" and len(number.low) <= _MOST_JOINED and number.number > 0
    return tokens[at].low == "c" and short and not _is_counted(tokens, at + 1)


def _find_number_of(tokens: Sequence[Token], at: int) -> Named | None:
    """Read a number that stands before its noun: "number 3 of our campaigns"; None: none."""
    number, noun = tokens[at + 1 : at + 2], tokens[at + 2 : at + 5]
    if not number or number[0].kind != "number" or not 0 < number[0].number <= _MOST_PLACE:
        return None
    named = any("campaign" in token.groups for token in noun)
    return (f"C-{number[0].number}", frozenset({at, at + 1})) if named else None


def _find_number_after(tokens: Sequence[Token], noun: int) -> Named | None:
    """Read the number after "campaign": "campaign no. 3", "campaign with number eight"; None: none."""
    at = noun + 1
    led = at
    while at < len(tokens) and (tokens[at].has("numbers_lead") or _is_number_sign(tokens[at])):
        at += 1
        if _is_number_sign(tokens[at - 1]):
            led = at
    if led != at:  # "campaign with 5 ads" has no number of its own
        return None
    if at < len(tokens) and _compile_joined().fullmatch(f"{tokens[at].low}1"):  # "campaign C 4"
        at += 1
        at += at < len(tokens) and tokens[at].low == "-"
    if at >= len(tokens):
        return None
    value: int | None = None
    end = at
    if tokens[at].kind == "number" and len(tokens[at].low) <= LONGEST_ID:
        value, end = tokens[at].number, at + 1
    elif tokens[at].kind == "word":
        value, end = read_whole(tokens, at)
    if not value or _is_counted(tokens, end - 1):
        return None
    return f"C-{value}", frozenset(range(noun + 1, end))


def _is_number_sign(token: Token) -> bool:
    return token.low in {"#", "№", ".", ":"} or token.has("numbers_it")


def _is_counted(tokens: Sequence[Token], at: int) -> bool:
    """Return whether the number that ends at `at` is a time or an amount: "ads 5 pm", "7 days"."""
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    timed = after is not None and (after.has("clock") or after.low in {":", "%"})
    return timed or is_measured(tokens, at)


def _find_place_before(tokens: Sequence[Token], noun: int) -> Named | None:
    """Read the number before "campaign": "the second campaign", "the 2nd campaign"; None: none."""
    at = noun - 1
    if at < 0:
        return None
    value = get_value(ORDINALS, tokens[at].low) if tokens[at].kind == "word" else None
    if value is not None:
        return f"C-{value}", frozenset({at})
    if not tokens[at].has("nth_row"):
        return None
    begin = at - 1
    begin -= begin >= 0 and tokens[begin].low == "-"
    if begin < 0 or tokens[begin].kind != "number" or tokens[begin].number < 1:
        return None
    return f"C-{tokens[begin].number}", frozenset(range(begin, at + 1))


def _is_continued(tokens: Sequence[Token], end: int) -> bool:
    """Return whether another number follows: "campaigns 1 and 2", "campaign one or two"."""
    if end + 1 >= len(tokens):
        return False
    joined = (
        tokens[end].low in {",", "&", "-"} or tokens[end].has("joining") or tokens[end].has("or")
    )
    then = tokens[end + 1]
    return joined and (then.kind == "number" or read_whole(tokens, end + 1)[0] is not None)


class CampaignIdReader(SlotReader):
    """Reads `campaign_id`: "C-1", "campaign number 1"; in an answer the number alone is enough."""

    def read(self, reading: Reading) -> Values | Problem | None:
        tokens = reading.sentence.tokens
        named = find_named(reading.sentence)
        found = {campaign for campaign, _ in named}
        for _, used in named:
            reading.take(used)
        if any(_is_continued(tokens, max(used) + 1) for _, used in named if used):
            return Problem()
        if not found and reading.asked and len(tokens) == 1:
            (answer,) = tokens
            if answer.kind == "number" and len(answer.low) <= LONGEST_ID:
                reading.take({0})
                found.add(f"C-{answer.low}")
        if len(found) == 1:
            return {"campaign_id": found.pop()}
        return Problem() if found else None

    def is_said(self, name: str, value: Any, said: Evidence) -> bool:
        return value in {campaign for campaign, _ in find_named(said.sentence)} | said.known
