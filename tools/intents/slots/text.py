"""The slot of the reason of a flag: the owner's own words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from tools.intents.gate import is_time_first
from tools.intents.language.morphology import is_helping
from tools.intents.language.tokens import Token, drop_pause, find_end
from tools.intents.sentence import Sentence
from tools.intents.slots.slot import Evidence, Problem, Reading, SlotReader, Values
from tools.texts import Text

LONGEST_REASON = 300
#: A text in quotes, with what may be told behind it.
_QUOTED = re.compile(r"""[«"“„]\s*([^«»"“”„]+?)\s*[»"”“](?:[.!?]*$|\s*,.*)""")
#: At most so many words after the ids of an answer can only say why.
SHORTEST_REASON = 2
#: Groups of verbs that begin another order when they follow the ids.
_OTHER_ORDERS = frozenset(
    {"take_off", "hide", "publish", "price_up", "price_down", "tell", "coupon_off", "bring_back"}
)

LONG_REASON = Text("The reason is too long; up to {most} characters fit.")
ODD_REASON = Text("I could not read the reason; write it in words, for example: wrong address.")


class ReasonReader(SlotReader):
    """Reads `reason`: the words after "reason" or "because", else whatever follows the order ids.

    If what follows them is no reason (a correction, a condition, a day, a second order), the whole
    sentence is no order.
    """

    greedy = True

    def read(self, reading: Reading) -> Values | Problem | None:
        tokens = reading.sentence.tokens
        if reading.asked == "reason":
            return self._checked(reading, reading.sentence.text, range(len(tokens)))
        begin = self._begin(reading)
        tail = [at for at in range(begin, len(tokens)) if at not in reading.verb]
        words = [tokens[at] for at in tail if tokens[at].kind != "sign"]
        if noun := _skip_noun(words):
            start_after, words = words[noun - 1].end, words[noun:]
        named = find_reason_begin(words)
        start = tokens[begin - 1].end if begin else 0
        start = start_after if noun else start
        if not self._is_reason(reading, begin, words):
            return None
        if named is not None:
            start = named
            words = [token for token in words if token.start >= named]
        if all(map(_is_idle, words)) or find_end(words, 0, "same_again") == len(words):
            if named is None:
                reading.take(tail if noun else (at for at in tail if _is_beside(tokens[at])))
                return None
            reading.take(tail)
            return Problem(ODD_REASON, missing="reason")
        if _is_asking_more(words):
            reading.doubted = True
        if reading.values.get("flagged") is False and not (named and "reason" in words[0].groups):
            reading.doubted = reading.doubted or any(map(_is_opening_word, words))
            reading.take(tail)
            return None  # why a flag goes is nowhere kept
        return self._checked(reading, _cut_reason(reading, start), tail)

    def _begin(self, reading: Reading) -> int:
        """Find where a reason may begin: after the ids, or at the word "reason"."""
        tokens = reading.sentence.tokens
        after = max(
            (at for at in reading.used if tokens[at].kind in {"order", "number"}), default=-1
        )
        while after + 1 in reading.used:
            after += 1  # the ending of "1003-й"
        led = not reading.verb or any(at < after for at in reading.verb)
        if after >= 0 and led:
            return after + 1
        last = max(reading.verb, default=-1)
        named = [at for at in reading.sentence.at("reason") if at > last]
        marked = tokens[last + 1 : last + 2] and tokens[last + 1].low == ":"
        if after >= 0 and last > after and ("flag" in reading.verbs or marked):
            return min(named, default=last + 1)  # "ob1042 flag fraud", "1031 под флаг: звонить"
        if last >= 0:
            return min(named, default=len(tokens))
        return reading.sentence.first("reason")

    def _is_reason(self, reading: Reading, begin: int, words: list[Token]) -> bool:
        """Return whether the words are a reason; note in `reading` if they doubt or put it off."""
        named = bool(words) and bool(words[0].groups & {"reason", "as"})
        if reading.is_answer and not named and not _may_tell_why(reading, words):
            return False
        handed_on = _is_handed_on(reading, begin, words)  # "flag 1058: no entrance"
        if not handed_on and _is_only_telling(reading, words):
            reading.doubted = True
            return False
        polite = any("may_you" in token.groups for token in reading.sentence.tokens[:begin])
        asking = not is_courteous(reading.sentence) and reading.sentence.text.endswith("?")
        doubted = asking and not (polite and not any(token.low == "yet" for token in words))
        if not (handed_on and not doubted) and is_taken_back(words, doubted=doubted):
            reading.doubted = True
            return False
        told = [token for token in words if "idle" not in token.marks]
        if told and (told[0].groups & {"reason", "as"} or find_end(told, 0, "reason_opens")):
            return True
        while told and told[0].groups & {"kindly", "flag_noun"} and not _is_flag_verb(told[0]):
            told.pop(0)
        if is_time_first(told):
            reading.put_off = True
            return False
        return True

    def _checked(self, reading: Reading, text: str, taken: Sequence[int]) -> Values | Problem:
        reason = drop_pause(text)
        reading.take(taken)
        if len(reason) > LONGEST_REASON:
            return Problem(LONG_REASON, missing="reason", details={"most": LONGEST_REASON})
        return {"reason": reason}

    def is_said(self, name: str, value: Any, said: Evidence) -> bool:
        return True  # the model may word it; the preview shows it


def _skip_noun(words: Sequence[Token]) -> int:
    """Return how many words only name the flag before a reason: "with a flag", "флагом"."""
    near = next((at for at, token in enumerate(words[:3]) if "flag_noun" in token.groups), None)
    if near is None:
        return 0
    led = all(token.has("with_word") or "article" in token.groups for token in words[:near])
    return near + 1 if led and (near or not _is_flag_verb(words[0])) else 0


def _is_idle(token: Token) -> bool:
    return bool(token.groups & {"kindly", "flag_noun", "everything"}) or _is_beside(token)


def _is_beside(token: Token) -> bool:
    return bool(token.marks & {"idle", "it_word", "beside_order"})


def _cut_reason(reading: Reading, start: int) -> str:
    """Cut the reason out of the text: without quotes, and the "?" of a polite order."""
    text = drop_pause(reading.sentence.as_written(start))
    polite = is_courteous(reading.sentence) or any(
        "may_you" in token.groups or find_end(reading.sentence.tokens, at, "polite_ask") > at
        for at, token in enumerate(reading.sentence.tokens[: min(reading.verb, default=0)])
    )
    text = text.rstrip("? ") if polite else text
    quoted = _QUOTED.fullmatch(text)
    return quoted.group(1) if quoted else text


def is_courteous(sentence: Sentence) -> bool:
    """Return whether its "?" belonged to a courtesy that has been left out of its tokens."""
    return sentence.text.endswith("?") and not any(token.low == "?" for token in sentence.tokens)


def _is_opening_word(word: Token) -> bool:
    """Return whether another order or question may begin with the word: "..., then open that order"."""
    return word.has("clause_opens") or word.has("shows")


def _is_asking_more(words: Sequence[Token]) -> bool:
    """Return whether another request follows in the same words: "... and show me the chats"."""
    return any(
        token.has("asks_more") and (at == 0 or "joins" in words[at - 1].groups)
        for at, token in enumerate(words)
    )


def _may_tell_why(reading: Reading, words: Sequence[Token]) -> bool:
    """Return whether the words after the ids of an answer may be a reason.

    "OB-1003 rain", but not "OB-1003 can wait".
    """
    plain = [token for token in words if token.kind == "word"]
    tells = any(is_helping(token.low) or token.groups & {"not", "asks"} for token in plain)
    return (
        reading.known.get("flagged") is not False and len(plain) <= SHORTEST_REASON and not tells
    )


def _is_handed_on(reading: Reading, begin: int, words: Sequence[Token]) -> bool:
    """Return whether a colon behind the ids leads to the words; "not yet" takes the order back all the same."""
    signs = reading.sentence.tokens[begin : begin + 1]
    led = begin - 1 in reading.used and any(sign.low == ":" for sign in signs)
    denied = all(map(_is_denying, words))
    return led and not denied and not _is_turning_away(words)


def _is_denying(token: Token) -> bool:
    return "not" in token.groups or token.low == "yet" or token.has("doubts")


def _is_only_telling(reading: Reading, words: Sequence[Token]) -> bool:
    """Return whether a sentence without a verb only tells of a flag: "флаг с 1003 снят"."""
    tokens, last = reading.sentence.tokens, max(reading.verb, default=-1)
    led = tokens[last + 1 : last + 2] and tokens[last + 1].low == ":"
    if reading.verbs != ("flag_noun",) or not reading.used or led:
        return False
    first = min(reading.used)
    off = any("off_it" in token.marks for token in reading.sentence.tokens[:first])
    more = [token for token in words if "kindly" not in token.groups]
    return off or bool(more and not more[0].groups & {"reason", "as"})


def find_reason_begin(words: Sequence[Token]) -> int | None:
    """Find where the reason begins after "reason", "because" or "as ..."; None: no such word."""
    rest = list(words)
    while len(rest) > 1 and rest[0].has("it_word"):
        rest.pop(0)  # "OB-1066 is odd, flag it as fraud"
    opened = find_end(rest, 0, "reason_opens")
    if opened:
        return rest[opened - 1].end
    while len(rest) > 1 and (rest[0].has("with_word") or "article" in rest[0].groups):
        if not any("reason" in token.groups for token in rest[1:3]):
            break
        rest.pop(0)
    if not rest or not rest[0].groups & {"reason", "as"} or find_end(rest, 0, "same_again"):
        return None
    like = "as" in rest[0].groups
    end = rest.pop(0).end
    if rest and "that" in rest[0].marks:
        end = rest.pop(0).end
    return _skip_article(rest, end) if like else end


def _skip_article(rest: Sequence[Token], end: int) -> int:
    """Skip an article that only opens the reason: "as a possible duplicate"."""
    opens = len(rest) > 1 and "article" in rest[0].groups and rest[0].has("a")
    return rest[0].end if opens else end


def is_taken_back(words: Sequence[Token], *, doubted: bool) -> bool:
    """Return whether the words after the ids negate, ask, set a condition or say another state."""
    told = [token for token in words if "idle" not in token.marks]
    if _is_verb_negated(told) or _is_turning_away(told):
        return True
    if not told or "reason" in told[0].groups:
        return not told and doubted
    while (
        len(told) > 1 and told[0].groups & {"kindly", "flag_noun"} and not _is_flag_verb(told[0])
    ):
        told.pop(0)
    first, rest = told[0], told[1:]
    if "as" in first.groups:
        return not rest or bool(rest[0].groups & {"state", "not"})
    turned = "asks" in first.groups or first.groups >= {"call_off", "take_off"}
    turned = turned or ("state" in first.groups and not rest)  # "mark OB-1003 paid"
    turned = turned or (
        "after_all" in first.marks and any("not" in token.groups for token in rest)
    )
    if turned or any(map(_is_flag_verb, told)):
        return True
    if "not" in first.groups:
        plain = "plain_not" in first.marks and rest and _is_plain(rest[0])
        return not plain
    return doubted


def _is_turning_away(words: Sequence[Token]) -> bool:
    """Return whether the words turn to another order, or correct or limit this one.

    "... and take the flag off OB-1002", "... but not OB-1003", "I mean ...", "only if ...".
    """
    begin = next((at for at, token in enumerate(words) if "joins" not in token.groups), len(words))
    if begin == len(words):
        return False
    second = words[begin].groups & (_OTHER_ORDERS | ({"put"} if begin else set()))
    if second or "but" in words[begin].marks or "turns" in words[0].marks:
        return True
    then = words[1] if len(words) > 1 else None
    return then is not None and "turn_lead" in words[0].marks and "turn_end" in then.marks


def _is_verb_negated(words: Sequence[Token]) -> bool:
    """Return whether a verb is negated: "не помечай" anywhere, or nothing but "не снимай"."""
    if any("not" in left.groups and _is_flag_verb(right) for left, right in pairwise(words)):
        return True
    return (
        len(words) > 1
        and "not" in words[0].groups
        and bool(words[-1].groups & {"take_off", "put"})
    )


def _is_flag_verb(token: Token) -> bool:
    return bool(token.groups & {"flag", "unflag"})


def _is_plain(token: Token) -> bool:
    return token.kind == "word" and not token.groups & {"kindly", "over"}
