"""The team as a sentence addresses it: "tell the team", "drop the lads a line", "команде: ..."."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tools.intents.gate import is_reported
from tools.intents.language.tokens import Token, find_end

#: An address longer than this is none: the team is named near its verb.
MOST_BETWEEN = 12


@dataclass(frozen=True)
class TeamAddress:
    """The words that order a message to the team, up to where the message begins."""

    #: The place of its first token, and the place after its last one.
    begin: int
    end: int
    #: Whether the message may follow at once; if not, a colon, "that" or a quote must lead it, as
    #: in "send the team the report" nothing is to be read out.
    open: bool
    silent: bool


def find_address(tokens: Sequence[Token]) -> TeamAddress | None:
    """Find how the sentence addresses the team, in any mood; None: it does not."""
    for at in range(len(tokens)):
        found = (
            _read_from_verb(tokens, at)
            or _read_from_team(tokens, at)
            or _read_announced(tokens, at)
        )
        if found is not None:
            begin, end, open_ = found
            if _is_meant_for_others(tokens, begin):
                return None
            end, open_ = _follow(tokens, end, open_=open_)
            return TeamAddress(begin, end, open_, silent=_is_silent(tokens, begin, end))
    return None


Found = tuple[int, int, bool]


def _read_from_verb(tokens: Sequence[Token], at: int) -> Found | None:
    """Read "tell the team", "send a note to all chats"; None: no such words begin here."""
    plain = find_end(tokens, at, "tells")
    if plain == at and at and tokens[at - 1].has("minding"):
        plain = find_end(tokens, at, "telling")
    weak = find_end(tokens, at, "tells_with")
    if max(plain, weak) == at or _is_noun(tokens, at):
        return None
    for then, open_ in ((plain, True), (weak, False)):
        if then > at and (team := _find_team(tokens, then)) is not None:
            end, noted = team
            end, named = _read_tail(tokens, end, sending=not open_)
            if tokens[at].has("lets_know"):
                if not (end < len(tokens) and tokens[end].has("knows")):
                    continue
                end += 1
            return at, end, open_ or noted or named
    return None


def _find_team(tokens: Sequence[Token], at: int) -> tuple[int, bool] | None:
    """Find where the team's name ends that follows a verb, and whether a note is named before."""
    noted, begin = False, at
    while at < len(tokens) and at - begin < MOST_BETWEEN:
        if (team := _read_team(tokens, at)) is not None:
            return team, noted
        if (then := find_end(tokens, at, "quietly")) > at or (
            then := skip_courtesy(tokens, at)
        ) > at:
            at = then
        elif tokens[at].has("note_noun"):
            noted, at = True, at + 1
        elif tokens[at].low == "-" or tokens[at].marks & {"beside_team", "note_before"}:
            at += 1
        else:
            return None
    return None


def _read_team(tokens: Sequence[Token], at: int) -> int | None:
    """Read the team's name at `at`: "warehouse lads", "всем в чат"; None: it is not there."""
    begin = at
    while at < len(tokens) and tokens[at].marks & {"team_part", "beside_team"}:
        if tokens[at].marks & {"team_named", "team_alone"} and not _is_name_going_on(tokens, at):
            break
        at += 1
    if at < len(tokens) and _is_place(tokens, at):
        led = any(token.has("team_part") or token.has("team_alone") for token in tokens[begin:at])
        of_team = at + 1 < len(tokens) and tokens[at + 1].marks & {"team_of", "team_named"}
        return at + 1 + bool(of_team) if led or of_team else None
    if at >= len(tokens) or not tokens[at].marks & {"team_named", "team_alone"}:
        return None
    loose = tokens[at].has("everyone")
    at += 1
    while at < len(tokens) and tokens[at].marks & {"team_named", "team_place"}:
        loose, at = False, at + 1
    if (inside := _read_inside(tokens, at)) is not None:
        loose, at = False, inside
    elif at < len(tokens) and loose and tokens[at].has("team_inside"):
        return None  # "everyone in Berlin"
    then = at + (at < len(tokens) and tokens[at].low == ",")
    if then < len(tokens) and tokens[then].has("not_team"):
        return None  # "всем, кто не оплатил"
    return at


def _is_name_going_on(tokens: Sequence[Token], at: int) -> bool:
    """Return whether the team's name goes on: "all staff chats", "всем сотрудникам"."""
    names = {"team_named", "team_alone", "team_place"}
    return any(
        tokens[then].marks & names
        and all(tokens[step].marks & {"team_part", "beside_team"} for step in range(at + 1, then))
        for then in range(at + 1, min(at + 4, len(tokens)))
    )


def _is_place(tokens: Sequence[Token], at: int) -> bool:
    return tokens[at].has("team_place")


def _read_inside(tokens: Sequence[Token], at: int) -> int | None:
    """Read "in the team", "on the team's chats", "в чат"; None: it is not there."""
    if not (at < len(tokens) and tokens[at].has("team_inside")):
        return None
    then = at + 1
    while then < len(tokens) and tokens[then].marks & {"beside_team", "team_part"}:
        if tokens[then].marks & {"team_named", "team_alone", "team_place"}:
            break
        then += 1
    inside = {"team_named", "team_alone", "team_place", "team_of", "them"}
    if not (then < len(tokens) and tokens[then].marks & inside):
        return None
    then += 1
    while then < len(tokens) and tokens[then].marks & {"team_place", "team_of"}:
        then += 1
    return _read_inside(tokens, then) or then


def _read_tail(tokens: Sequence[Token], at: int, *, sending: bool) -> tuple[int, bool]:
    """Skip what still belongs to the address: "a silent message", "in the chats", "без звука".

    Gives where it ends, and whether a note was named.
    """
    named = False
    while at < len(tokens):
        if (inside := _read_inside(tokens, at)) is not None:
            at = inside
        elif (then := find_end(tokens, at, "quietly")) > at:
            at = then
        elif "silently" in tokens[at].groups and _is_led_on(tokens, at, at + 1):
            at += 1
        elif (then := skip_courtesy(tokens, at)) > at and _is_led_on(tokens, at, then):
            at = then
        elif sending and (then := _read_note(tokens, at)) > at:
            named, at = True, then
        elif tokens[at].low == "," and (
            find_end(tokens, at + 1, "quietly") > at + 1
            or (at + 1 < len(tokens) and _read_inside(tokens, at + 1))
        ):
            at += 1
        else:
            break
    return at, named


def _is_led_on(tokens: Sequence[Token], at: int, then: int) -> bool:
    """Return whether the words up to `then` are no part of the message: "please, that ...".

    In "tell the team today we close" nothing sets "today" apart.
    """
    apart = tokens[at].low == "," and tokens[then - 1].low == ","
    leads = then < len(tokens) and (
        tokens[then].low in {":", ",", "-"} or find_end(tokens, then, "says_that") > then
    )
    return apart or leads


def _read_note(tokens: Sequence[Token], at: int) -> int:
    """Return where a note ends that is named here: "a quick heads up"; `at` itself: none is."""
    then = at
    while then < len(tokens) and tokens[then].has("note_before"):
        then += 1
    end = find_end(tokens, then, "note_noun")
    return end if end > then else at


def skip_courtesy(tokens: Sequence[Token], at: int) -> int:
    """Return where a courtesy ends that begins here: ", would you", "please"; else `at`."""
    then = at + (tokens[at].low == ",")
    end = then
    while (further := find_end(tokens, end, "beside_order")) > end:
        end = further + (
            further + 1 < len(tokens)
            and tokens[further].low == ","
            and find_end(tokens, further + 1, "beside_order") > further + 1
        )
    if end == then:
        return at
    return end + (then > at and end < len(tokens) and tokens[end].low == ",")


def _read_from_team(tokens: Sequence[Token], at: int) -> Found | None:
    """Read "команде скажи" and "team note: "; None: no such words begin here."""
    begin = at
    note = _read_note(tokens, at)
    if note > at and note < len(tokens) and tokens[note].has("beside_team"):
        at = note  # "silent message to the team: ..."
    team = _read_team(tokens, at)
    if team is None or not _is_opening_clause(tokens, begin):
        return None
    end, _ = _read_tail(tokens, team, sending=True)
    if end < len(tokens) and tokens[end].low == ":":
        alone = any(token.has("team_alone") for token in tokens[begin:end])
        return (begin, end, True) if alone else None
    end = _skip_fill(tokens, end)
    verb = max(find_end(tokens, end, "tells"), find_end(tokens, end, "tells_with"))
    if verb == end or _is_noun(tokens, end):
        return None
    open_ = find_end(tokens, end, "tells") > end
    end, named = _read_tail(tokens, _skip_fill(tokens, verb), sending=True)
    return begin, end, open_ or named


def _skip_fill(tokens: Sequence[Token], at: int) -> int:
    """Skip particles after a word: "скажи-ка ты", "please"."""
    while at < len(tokens) and (
        tokens[at].marks & {"beside_team"} or (tokens[at].low == "-" and _is_joined(tokens, at))
    ):
        if tokens[at].marks & {"team_inside"} or tokens[at].has("them"):
            break
        at += 1
    return at


def _is_joined(tokens: Sequence[Token], at: int) -> bool:
    return at + 1 < len(tokens) and tokens[at].end == tokens[at + 1].start


def _read_announced(tokens: Sequence[Token], at: int) -> Found | None:
    """Read "broadcast: ..." and "them" where the team was named: "..., please write them: ..."."""
    then = find_end(tokens, at, "tells")
    if then == at or _is_noun(tokens, at):
        return None
    if then < len(tokens) and tokens[then].has("them"):
        named = any(_read_team(tokens, before) is not None for before in range(at))
        return (at, then + 1, True) if named else None
    alone = then < len(tokens) and tokens[then].low == ":" and tokens[at].has("tells_all")
    return (at, then, True) if alone and _is_opening_clause(tokens, at) else None


def _follow(tokens: Sequence[Token], end: int, *, open_: bool) -> tuple[int, bool]:
    """Go on to a later verb for the same people: "hit up the crew, tell em to pack".

    Also "I forgot to tell the lads at the meeting, so write them: ...", where a colon follows.
    """
    for at in range(end, min(end + MOST_BETWEEN, len(tokens))):
        verb = find_end(tokens, at, "tells")
        if verb == at or not (verb < len(tokens) and tokens[verb].has("them")):
            continue
        then = _skip_fill(tokens, verb + 1)
        led = then < len(tokens) and tokens[then].low == ":"
        if led or at <= end + (tokens[end].low in {",", "-"}):
            return then if led else verb + 1, True
    return end, open_


def _is_noun(tokens: Sequence[Token], at: int) -> bool:
    """Return whether the word is a noun where it stands: "the message", "an alert"."""
    if at == 0:
        return False
    before = tokens[at - 1]
    unknown = before.kind == "word" and not before.groups and not before.marks
    described = unknown and tokens[at].has("note_noun")  # "slient message"
    return "article" in before.groups or before.has("noun_lead") or described


def _is_opening_clause(tokens: Sequence[Token], at: int) -> bool:
    """Return whether nothing but "so", "please", "без звука" stands before it in its clause."""
    while at > 0:
        before = tokens[at - 1]
        if before.low in {",", ".", ";"}:
            return True
        quiet = next(
            (
                step
                for step in range(max(0, at - 4), at)
                if find_end(tokens, step, "quietly") == at
            ),
            at,
        )
        if quiet < at:
            at = quiet
        elif (
            before.low == "-" or before.marks & {"so_word", "greets"} or "kindly" in before.groups
        ):
            at -= 1
        else:
            return False
    return True


def _is_meant_for_others(tokens: Sequence[Token], begin: int) -> bool:
    """Return whether somebody else is to tell them, or has: "Anna asks ...", "remind me to ..."."""
    before = tokens[:begin]
    clause = next((at + 1 for at in reversed(range(begin)) if tokens[at].kind == "sign"), 0)
    for at in range(clause, begin):
        then = find_end(tokens, at, "tells")
        if then > at and not _is_noun(tokens, at) and not tokens[then].has("asked_one"):
            return True  # "tell Anna to tell the team"
    if not is_reported(before):
        return False
    return not (before[0].has("because_open") and clause)


def _is_silent(tokens: Sequence[Token], begin: int, end: int) -> bool:
    """Return whether the address asks for no sound, or the clause before it does."""
    for at in range(end):
        if find_end(tokens, at, "quietly") == at and not (
            at >= begin and "silently" in tokens[at].groups
        ):
            continue
        if at >= begin or _is_opening_clause(tokens, at):
            return True
    return False
