"""Arguments of questions about chats: waiting for how long, and how many."""

from __future__ import annotations

from collections.abc import Sequence

from tools.intents.language.tokens import Token, find_end
from tools.intents.reads.row_count import read_row_count
from tools.intents.sentence import NOTHING, Arguments, Built, Sentence, merge_built
from tools.intents.values.date_range import find_hours
from tools.intents.values.day import UnusablePeriod
from tools.texts import Text

MOST_CHATS, MOST_WAITING_HOURS = 50, 720
DAY_HOURS = 24
CHATS_NEWER = Text(
    "I list chats by how long they have been waiting, for example: chats waiting over 2 hours."
)
#: What a number may count: "3 people", "the 7 oldest", "5 unanswered".
_ROWS = frozenset({"chat", "people", "customer", "unanswered", "neglected", "waiting", "longest"})

#: Hours, and the places of the tokens that say them.
Hours = tuple[int, frozenset[int]]


def read_chats(sentence: Sentence) -> Built:
    """Read a list of chats: `older_than_hours` and `limit`; a question if newer ones are meant."""
    tool = "chats_unanswered"
    found = _find_partial(sentence.tokens) or find_hours(sentence.tokens, sentence.writer.today)
    waiting: Arguments = {}, NOTHING
    if isinstance(found, UnusablePeriod) or (found and found[0] > MOST_WAITING_HOURS):
        said = found.said if isinstance(found, UnusablePeriod) else str(found[0])
        return sentence.writer.ask("hours", about=tool, said=said, most=MOST_WAITING_HOURS)
    if found is not None:
        bound = _find_bound(sentence.tokens, min(found[1]))
        if bound is None:
            return sentence.writer.ask(CHATS_NEWER, tool=tool)
        waiting = {"older_than_hours": found[0]}, found[1] | bound
    return merge_built(waiting, read_row_count(sentence, _ROWS, MOST_CHATS, tool, waiting))


def _find_partial(tokens: Sequence[Token]) -> Hours | None:
    """Find hours without a whole number: "half a day", "a couple of hours", "полторы сутки"."""
    for at, token in enumerate(tokens):
        if token.has("half_day"):
            return DAY_HOURS // 2, frozenset({at})
        unit = next(
            (
                then
                for then in (at + 1, at + 2)
                if _is_unit(tokens, then) and not _is_counted(tokens, then)
            ),
            None,
        )
        if unit is None:
            continue
        places, in_days = frozenset(range(at, unit + 1)), "day" in tokens[unit].groups
        if token.has("couple_of"):
            return (2 * DAY_HOURS if in_days else 2), places
        if token.has("half_of") and in_days:
            return DAY_HOURS // 2, places
        if token.has("one_and_half") and in_days:
            return DAY_HOURS * 3 // 2, places
    return None


def _is_unit(tokens: Sequence[Token], at: int) -> bool:
    return at < len(tokens) and bool(tokens[at].groups & {"hour", "day"})


def _is_counted(tokens: Sequence[Token], at: int) -> bool:
    """Return whether the word before the unit is a number: "half of 2 days"."""
    return tokens[at - 1].kind == "number"


def _find_bound(tokens: Sequence[Token], hours_at: int) -> frozenset[int] | None:
    """Find the words that say that at least these hours are meant: "not less than".

    Empty: there are none. None: at most so many are meant: "within 2 hours", "the last 2 hours".
    """
    for at in range(max(0, hours_at - 3), hours_at):
        then = find_end(tokens, at, "no_longer_than")
        if "last" in tokens[at].groups:
            return None
        if at < then <= hours_at:
            negated = at and "not" in tokens[at - 1].groups
            return frozenset(range(at - 1, then)) if negated else None
    return NOTHING
