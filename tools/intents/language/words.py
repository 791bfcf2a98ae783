"""What a word means: the groups of the lexicon that it belongs to, in whatever form it stands."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from tools.intents.language.morphology import forms, is_function_word, is_russian_word, written
from tools.intents.lexicon import GROUPS
from tools.intents.lexicon.calendar import CARDINALS, MONTHS, NEAR_DAYS, ORDINALS, WEEKDAYS
from tools.intents.lexicon.marks import LEAVES, MARKS

#: Neighbouring words that mean something together: each of them joins the group on the right.
PHRASES: tuple[tuple[tuple[str, ...], str], ...] = (
    (("not", "answer"), "unanswered"),
    (("without", "answer"), "unanswered"),
    (("without", "article", "answer"), "unanswered"),
    (("not", "pays"), "unpaid"),
    (("not", "send_off", "in_time"), "late"),
    (("not", "filler", "pays"), "unpaid"),
    (("not", "passed"), "problem"),
    (("greeting_word", "vague"), "greeting"),
    (("vague", "greeting_word"), "greeting"),
    (("not", "li"), "filler"),
    (("or", "not"), "or_not"),
    *((("fresh", noun), "newcomers") for noun in ("people", "customer", "product", "visit")),
    (("may_you", "you", "do"), "help"),
    (("praise", "part"), "praised"),
    (("same", "day"), "same_day"),
    (("same", "filler", "day"), "same_day"),
    (("grows", "or", "grows"), "trend"),
    (("grows", "or", "filler", "grows"), "trend"),
    (("ought", "filler", "shipped"), "late"),
    (("ought", "filler", "filler", "shipped"), "late"),
    (("ought", "filler", "tell"), "late"),
    (("run", "filler", "of"), "runs_low"),
    (("run", "out", "of"), "runs_low"),
    (("run", "out"), "coupon_ending"),
    (("better", "than"), "versus"),
    (("not", "often", "li"), "often"),
    (("no_longer", "not", "needed"), "needless"),
    (("not", "no_longer", "needed"), "needless"),
    (("not", "needed", "no_longer"), "needless"),
    (("not", "managed", "tell"), "late"),
    (("not", "managed", "ship"), "late"),
    (("over", "most"), "top"),
    (("sells", "most"), "top"),
    (("sells", "filler", "most"), "top"),
    (("nobody", "sells"), "bottom"),
    (("nobody", "filler", "sells"), "bottom"),
    (("nobody", "not", "sells"), "bottom"),
    (("drop", "off"), "lose"),
    (("drop", "filler", "off"), "lose"),
    (("not", "published"), "unpublished"),
    (("discount", "code_noun"), "coupon"),
    (("not", "left"), "sold_out"),
    (("i", "out", "filler"), "sold_out"),
    (("low", "left"), "runs_low"),
    (("percent", "off"), "discount"),
    (("without", "payment"), "unpaid"),
    (("waiting", "payment"), "unpaid"),
    (("with", "flag_noun"), "flagged"),
    (("with", "article", "flag_noun"), "flagged"),
    (("without", "flag_noun"), "unflagged"),
    (("without", "article", "flag_noun"), "unflagged"),
    (("may_i", "i"), "asks"),
    (("without", "sound"), "silently"),
    (("without", "article", "sound"), "silently"),
    (("call_off", "flag_noun"), "take_off"),
    (("call_off", "article", "flag_noun"), "take_off"),
    (("out", "filler", "stock"), "sold_out"),
    (("sells", "out"), "sold_out"),
    (("sells", "dash", "out"), "sold_out"),
    (("not", "filler", "stock"), "sold_out"),
    (("without", "stock"), "sold_out"),
    (("not", "sells"), "bottom"),
    (("running", "low"), "runs_low"),
    (("running", "out"), "runs_low"),
    (("without", "photo"), "missing_photo"),
    (("without", "article", "photo"), "missing_photo"),
    (("missing", "photo"), "missing_photo"),
    (("not", "photo"), "missing_photo"),
    (("not", "filler", "photo"), "missing_photo"),
    (("not", "filler", "article", "photo"), "missing_photo"),
    (("without", "price"), "missing_price"),
    (("without", "article", "price"), "missing_price"),
    (("missing", "price"), "missing_price"),
    (("not", "price"), "missing_price"),
    (("not", "filler", "price"), "missing_price"),
    (("not", "filler", "article", "price"), "missing_price"),
    (("take_off", "filler", "showcase"), "hide"),
    (("undo", "filler", "showcase"), "publish"),
    (("purchase", "plan"), "reorder"),
    (("to_each", "purchase"), "reorder"),
)

_OPENING: dict[str, list[tuple[tuple[str, ...], str]]] = {}
for _phrase in PHRASES:
    _OPENING.setdefault(_phrase[0][0], []).append(_phrase)


def phrases_from(groups: frozenset[str]) -> list[tuple[tuple[str, ...], str]]:
    """Those of PHRASES that a word of these groups may open."""
    return [one for group in groups & _OPENING.keys() for one in _OPENING[group]]


_SHORTEST_SLIP = 5


def _index(named: Mapping[str, str]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for group, words in named.items():
        for word in words.split():
            found.setdefault(word, set()).add(group)
    return {word: frozenset(groups) for word, groups in found.items()}


_INDEX = _index(GROUPS)
_MARKS = _index(MARKS)
_TABLES = (MONTHS, WEEKDAYS, NEAR_DAYS, CARDINALS, ORDINALS)
_NOTHING: frozenset[str] = frozenset()
_FILLER = frozenset({"filler"})


def load() -> None:
    """Have dictionary and vocabulary ready before the first question; about 0.2 s, once."""
    _vocabulary()


@lru_cache(maxsize=8192)
def groups_of(word: str) -> frozenset[str]:
    """The groups a word belongs to; "filler" is one of them."""
    found = _NOTHING.union(*(_INDEX.get(form, _NOTHING) for form in forms(word)))
    if not found and is_function_word(word):
        return _FILLER
    return found | {"not"} if word.endswith("n't") else found


def is_leaving(words: str) -> bool:
    """Whether the words, in small letters, only say to leave it."""
    return words in LEAVES


@lru_cache(maxsize=8192)
def marks_of(word: str) -> frozenset[str]:
    """The marks of a word: what it does in an order, without explaining anything to a question."""
    return _NOTHING.union(*(_MARKS.get(form, _NOTHING) for form in forms(word)))


def value_in(table: Mapping[str, int], word: str) -> int | None:
    """What a table of lemmas says of the word, in whatever form it stands."""
    return next((table[form] for form in forms(word) if form in table), None)


@lru_cache(maxsize=4096)
def meant_by(word: str) -> str:
    """The word that this one is a slip of the pen for; "" where it is none, or that is a guess.

    One slip, not in the first letter, and only in what is no word of its own: "выручак", "reveune".
    English has no dictionary here, so there one letter for another is no slip: "revenge" is a word.
    """
    if len(word) < _SHORTEST_SLIP or not word.isalpha() or _is_known(word):
        return ""
    near = _near(word, _vocabulary().get(word[0], ()))
    return near[0] if len({_meaning(one) for one in near}) == 1 else ""


def _is_known(word: str) -> bool:
    return is_named(word) or (not word.isascii() and is_russian_word(word))


def is_named(word: str) -> bool:
    """Whether it is a day, a month or a number."""
    return any(value_in(table, word) is not None for table in _TABLES)


def _meaning(word: str) -> tuple[frozenset[str], tuple[int | None, ...]]:
    return groups_of(word), tuple(value_in(table, word) for table in _TABLES)


_MEANINGLESS = _meaning("")


def _near(word: str, vocabulary: tuple[str, ...]) -> list[str]:
    found = process.extract(word, vocabulary, scorer=OSA.distance, score_cutoff=1, limit=5)
    fitting = [one for one, *_ in found if not word.isascii() or _is_slip(word, one)]
    return [one for one in fitting if _meaning(one) != _MEANINGLESS]


def _is_slip(word: str, meant: str) -> bool:
    """Whether two letters changed places, or one inside the word is missing or too many."""
    if len(word) == len(meant):
        return sorted(word) == sorted(meant)
    return word[-1] == meant[-1]


@cache
def _vocabulary() -> dict[str, tuple[str, ...]]:
    """Every form of every word we know, by its first letter."""
    lemmas = {word.lstrip("=").rstrip("!").partition("/")[0] for word in _INDEX}
    lemmas.update(*_TABLES)
    found: dict[str, set[str]] = {}
    for lemma in lemmas:
        for form in written(lemma):
            if len(form) >= _SHORTEST_SLIP - 1:
                found.setdefault(form[0], set()).add(form)
    return {letter: tuple(sorted(words)) for letter, words in found.items()}
