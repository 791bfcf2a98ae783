"""The language that a text is written in, by its words; codes, names and quotations tell nothing."""

from __future__ import annotations

import re
from collections import Counter

from tools.intents.language.lexicon import normalise_spelling
from tools.intents.language.spelling import is_recognised, respell
from tools.intents.language.words import get_groups, get_marks
from tools.languages import (
    LANGUAGES,
    SOURCE,
    Language,
    choose_by_script,
    get_letter_script,
    get_script,
)

#: What somebody else may have said: in quotation marks, or after a colon.
_QUOTED = re.compile(r'"[^"\n]+"|«[^»\n]+»|[“„][^”“\n]+[”“]')
_TOLD = re.compile(r":\s.*", re.DOTALL)
#: Commands, addresses, and ids with a digit.
_CODE = re.compile(r"/\w+(?:@\w+)?|@\w+|\S+@\S+|\w+://\S*|www\.\S+|(?=\S*\d)[\w#/-]+")
#: Ids as people type them: "ob 1003", "p 129".
_SPACED_ID = re.compile(r"\b(?:ob|p|c|s)\s\d+", re.IGNORECASE)
#: What has no small letters: "KPI", "XL".
_CAPITALS = re.compile(r"[A-Z]{2,}")
_SIGNS = '.,;:!?()[]…"«»“”„*'


def find_language(text: str, default: Language) -> Language | None:
    """Return the language of the text's words; None if it has none, such as an id or a number.

    Its letters tell it, or those that it should have been typed in: "ghjlf;b" is "продажи".
    `default` is taken where several languages have those letters.
    """
    meant = " ".join(_list_telling(text))
    respelt = respell(meant) if meant else []
    if respelt:
        return choose_by_script(respelt[0], default)
    words = [word for word in map(_drop_signs, meant.split()) if _get_known_script(word)]
    scripts = set(map(_get_known_script, words))
    if len(scripts) > 1:
        return choose_by_script(_choose_most(words), default)
    if scripts == {get_script(SOURCE)} != {get_script(default)} and not _is_telling(words):
        return None
    return choose_by_script(words[0], default) if words else None


def _list_telling(text: str) -> list[str]:
    """Return the words that may tell the language: of the text's own part, if that has any."""
    text = _SPACED_ID.sub(" ", text)
    own = _QUOTED.sub(" ", text)
    for part in (_TOLD.sub("", own), own, text):
        words = [word for word in part.split() if not _CODE.fullmatch(word.strip(_SIGNS))]
        if not text.isupper() or len(words) == 1:
            words = [word for word in words if not _CAPITALS.fullmatch(word.strip(_SIGNS))]
        words = [word for word in words if "international" not in get_marks(_normalise(word))]
        if any(map(_get_known_script, words)):
            return words
    return []


def _choose_most(words: list[str]) -> str:
    """Return a word of the language that the sentence is built in, though words of another are in it.

    The words that build a sentence count first; then the language that it begins in if that is not
    English, which lends its nouns to all; then what the rules know, but for names in the middle.
    """
    plain = [words[0], *(word for word in words[1:] if not word[:1].isupper())]
    building = [word for word in words if "grammar_word" in get_marks(_normalise(word))]
    begun = words[:1] if _get_known_script(words[0]) != get_script(SOURCE) else []
    meaning = [word for word in plain if get_groups(_normalise(word))]
    for counted in (building, begun, meaning, plain, words):
        found = Counter(map(_get_known_script, counted)).most_common(2)
        if len(found) == 1 or (found and found[0][1] > found[1][1]):
            return next(word for word in counted if _get_known_script(word) == found[0][0])
    return next(word for word in words if _get_known_script(word) != get_script(SOURCE))


def _is_telling(words: list[str]) -> bool:
    """Return whether one of the words is known: a strange Latin word may be a name in any language."""
    return any(map(is_recognised, words))


def _get_known_script(word: str) -> str:
    """Return the script of the word's first letter; "" if none of our languages has it."""
    letter = next(filter(str.isalpha, word), "")
    script = get_letter_script(letter) if letter else ""
    return script if script in map(get_script, LANGUAGES) else ""


def _normalise(word: str) -> str:
    return normalise_spelling(_drop_signs(word))


def _drop_signs(word: str) -> str:
    return word.strip(_SIGNS)
