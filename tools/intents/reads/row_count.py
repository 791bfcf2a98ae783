"""How many rows of a list a sentence asks for: "the 7 oldest chats", "top 3 coupons"."""

from __future__ import annotations

from collections.abc import Collection

from tools.intents.answers import Question
from tools.intents.sentence import Arguments, Sentence, parse_count

#: So many words may stand between the number and the noun: "7 of the very oldest chats".
_NEAR = 5
#: What a number counts if it is not a row: "10% coupons", "5 euro vouchers", "2 days".
_OTHER_UNITS = frozenset({"percent", "money_unit", "day", "week", "month", "hour", "dash"})
_NO_GROUPS: frozenset[str] = frozenset()


def read_row_count(
    sentence: Sentence, nouns: Collection[str], most: int, tool: str, before: Arguments
) -> Arguments | Question | None:
    """Read `limit`, a number that counts one of `nouns`; None if there is none.

    `before` is what was read already: its tokens are not read again. A question if the number is
    not between 1 and `most`.
    """
    known, used = before
    found = [
        (count, at)
        for at, token in enumerate(sentence.tokens)
        if at not in used
        and (count := parse_count(token)) is not None
        and _is_row_count(sentence, at, nouns)
    ]
    if not found:
        return None
    if len(found) > 1 or not 1 <= found[0][0] <= most:
        return sentence.writer.ask("limit", tool=tool, missing="limit", known=known, most=most)
    count, at = found[0]
    leads = at and "first_of" in sentence.tokens[at - 1].marks
    return {"limit": count}, frozenset({at, at - 1} if leads else {at})


def _is_row_count(sentence: Sentence, at: int, nouns: Collection[str]) -> bool:
    tokens = sentence.tokens
    then = tokens[at + 1].groups if at + 1 < len(tokens) else _NO_GROUPS
    before = tokens[at - 1].groups if at else _NO_GROUPS
    if then & _OTHER_UNITS or "dash" in before:
        return False
    if "ranking" in before or (at and "first_of" in tokens[at - 1].marks):
        return True
    if parse_count(tokens[at]) == 1 and at and tokens[at - 1].has("even_word"):
        return False  # "is there even one coupon"
    if at == len(tokens) - 1:
        return not before.isdisjoint(nouns)
    return any(not token.groups.isdisjoint(nouns) for token in tokens[at + 1 : at + _NEAR])
