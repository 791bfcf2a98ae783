"""The slot of a message to the team: the owner's words go to it unchanged."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from tools.intents.gate import is_time_first
from tools.intents.language.tokens import Token, drop_pause, find_end
from tools.intents.slots.slot import Evidence, Problem, Reading, SlotReader, Values
from tools.intents.slots.team_address import TeamAddress, find_address, skip_courtesy
from tools.intents.slots.text import is_courteous
from tools.texts import Text

LONGEST_MESSAGE = 1000
#: The words that only announce a message are no more than these: "вот что", "the message is".
MOST_ANNOUNCING = 14
#: A day that puts a message off takes no more words than these: "next week on Friday that".
MOST_TIMED = 6
_PAUSES = ":,-"
_SPOKEN = re.compile(r"\w+")
_QUOTED = re.compile(r"""[«"“„‹']\s*([^«»"“”„‹›]+?)\s*[»"”“›'][.!]?""")

LONG_MESSAGE = Text("The message is too long; up to {most} characters fit.")


class MessageReader(SlotReader):
    """Reads `message`: the words after the team and after the words that only introduce them."""

    greedy = True

    def read(self, reading: Reading) -> Values | Problem | None:
        sentence = reading.sentence
        tokens = sentence.tokens
        address = find_address(tokens) if reading.verb and not reading.asked else None
        if address is None:
            reading.take(range(len(tokens)))
            return self._checked(sentence.text)
        reading.take(range(address.end, len(tokens)))
        begin, marked = _find_begin(tokens, address.end)
        then = begin if marked else find_end(tokens, begin, "says_that")
        led, begin, start = marked or then > begin, then, tokens[then - 1].end
        text = drop_pause(sentence.as_written(start))
        quoted = _QUOTED.fullmatch(text)
        rest = tokens[begin:]
        if not led and not quoted and (not address.open or _is_only_about(rest)):
            return None  # "send the team the report", "tell the team about the delay"
        if not marked and _is_empty(rest):
            return None
        if quoted:
            return self._checked(quoted.group(1))
        if not marked:
            reading.put_off = reading.put_off or (not led and _is_later_told(rest))
            aside = not led and find_end(rest, 0, "no_message") > 0
            reading.doubted = reading.doubted or aside or _is_no_order(rest)
        if text.endswith("?"):
            polite = is_courteous(sentence) or _is_asked_politely(tokens, address)
            if polite and not (marked and _is_asking(rest)):
                text = text.rstrip("? ")
            elif not marked:
                reading.doubted = True
        return self._checked(text if marked else _drop_courtesy(text, tokens, begin))

    def _checked(self, text: str) -> Values | Problem | None:
        message = drop_pause(text)
        if len(message) > LONGEST_MESSAGE:
            return Problem(LONG_MESSAGE, details={"most": LONGEST_MESSAGE})
        return {"message": message} if message else None

    def is_said(self, name: str, value: Any, said: Evidence) -> bool:
        """Return whether the sentence has these very words, apart from signs and capitals."""
        if name != "message":
            return True
        words, among = (
            " ".join(_SPOKEN.findall(text.lower())) for text in (str(value), said.sentence.text)
        )
        return f" {words} " in f" {among} "


def _find_begin(tokens: Sequence[Token], end: int) -> tuple[int, bool]:
    """Find where the message begins after the address, and whether a colon leads it."""
    colon = _find_colon(tokens, end)
    if colon is not None:
        end = colon
    marked = False
    while end < len(tokens) and _is_pause(tokens, end):
        marked = marked or tokens[end].low == ":"
        end += 1
    return end, marked


def _find_colon(tokens: Sequence[Token], end: int) -> int | None:
    """Find the colon before which stand only words that announce what follows; None: none.

    "a silent message: ...", "значит, следующее, хотел длинно, но скажу коротко, вот текст: ...".
    """
    last = min(len(tokens), end + MOST_ANNOUNCING)
    colon = next((at for at in range(end, last) if tokens[at].low == ":"), None)
    if colon is None or colon == end or "message_that" in tokens[end].marks:
        return colon
    if tokens[colon - 1].end != tokens[colon].start or (
        tokens[colon - 1].kind == "number" and tokens[colon].end == tokens[colon + 1].start
    ):
        return None
    announced = any(
        find_end(tokens, at, "announced") == colon for at in range(max(end, colon - 4), colon)
    )
    only = all(_is_lead(token) for token in tokens[end:colon])
    return colon if announced or only else None


def _is_lead(token: Token) -> bool:
    """Return whether the word only names what follows: "a quick message"."""
    lead = {"beside_team", "note_noun", "note_before", "announced", "team_place", "beside_order"}
    return bool(token.kind == "sign" or token.marks & lead or token.groups & {"chat", "silently"})


def _is_pause(tokens: Sequence[Token], at: int) -> bool:
    """Return whether a sign only introduces words; the minus of "-5% on tea" belongs to them."""
    if tokens[at].low == "-" and at + 1 < len(tokens):
        then = tokens[at + 1]
        return not (then.start == tokens[at].end and then.kind in {"number", "dotted"})
    return tokens[at].low in _PAUSES


def _is_empty(rest: Sequence[Token]) -> bool:
    return all(
        token.kind == "sign" or "kindly" in token.groups or token.has("something")
        for token in rest
    )


def _is_later_told(rest: Sequence[Token]) -> bool:
    """Return whether a day to come stands between the team and what it is told.

    "On Friday that ...", "on Friday about ...".
    """
    near = range(1, min(MOST_TIMED, len(rest)))
    return is_time_first(rest) and any(
        find_end(rest, at, "says_that") > at or rest[at].has("about") for at in near
    )


def _is_only_about(rest: Sequence[Token]) -> bool:
    """Return whether only the subject is said, but not the message."""
    return bool(rest) and "about" in rest[0].marks


def _is_no_order(rest: Sequence[Token]) -> bool:
    """Return whether the words only tell of it ("telling the team was wrong"), or ask for more.

    In "..., and show me the chats" another request follows in the same words.
    """
    return (bool(rest) and rest[0].has("not_said")) or any(
        token.has("asks_more")
        and at > 1
        and (rest[at - 1].low == "," or "joins" in rest[at - 1].groups)
        for at, token in enumerate(rest)
    )


def _is_asking(rest: Sequence[Token]) -> bool:
    return bool(rest) and "asks" in rest[0].groups


def _is_asked_politely(tokens: Sequence[Token], address: TeamAddress) -> bool:
    """Return whether the order is put as a question: "could you tell the team ...?"."""
    return any(
        "may_you" in tokens[at].groups or find_end(tokens, at, "polite_ask") > at
        for at in range(address.begin)
    )


def _drop_courtesy(text: str, tokens: Sequence[Token], begin: int) -> str:
    """Drop a courtesy that is for the bot from the end: ", ta", ", cheers"."""
    for at in range(len(tokens) - 1, begin, -1):
        if tokens[at].low == ",":
            last = len(tokens) - (tokens[-1].low in {".", "?"})
            ends = skip_courtesy(tokens, at) == last and "," in text
            return text[: text.rfind(",")] if ends else text
    return text
