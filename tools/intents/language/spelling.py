"""Texts typed on the keyboard of another language, or in Latin letters for other ones.

"ghjlf;b pf dxthf" and "prodazhi za vchera" are "продажи за вчера"; "ылщц" is "show".
"""

from __future__ import annotations

import re
from functools import cache

from tools.intents.language.lexicon import get_lexicon, normalise_spelling, register_derived
from tools.intents.language.lexicon_file import Language
from tools.intents.language.morphology import is_person
from tools.intents.language.words import find_meant, get_groups, get_marks, is_known, is_named

#: Words that are cut at spaces: the keyboard has letters where others have signs.
_SPACED = re.compile(r"\S+")
_HAS_LETTERS = re.compile(r"[^\W\d_]")
#: What is never typed so: ids and codes.
_CODE = re.compile(r"(?=.*[0-9])[\w-]+|[A-Z]{2,}")
_NUMBERED = re.compile(r"-?[0-9]")
_ENDS = ".,;:!?"
#: So many of the words must be words once they are written again.
_LEAST_KNOWN = 0.7
#: Longer texts are read as they are written.
_MOST_WORDS = 40


def respell(text: str) -> list[str]:
    """Return the text as it may have been meant, likeliest first.

    Empty: it is written as it should be, or it makes no more sense otherwise.
    """
    words = text.split()
    mixed = any(map(str.isascii, words)) and not text.isascii()
    if mixed or len(words) > _MOST_WORDS or _count_known(text) >= _LEAST_KNOWN:
        return []
    written = [
        other
        for language in get_lexicon().languages
        for other in (
            _retype(language.keyboard, text),
            _retype(language.keyboard[::-1], text),
            _transliterate(language, text),
        )
        if other != text
    ]
    # "Boris says stop" is no "борис сайс стоп": it has more words that are known as they stand.
    sure = _count_sure(text)
    likelier = [other for other in dict.fromkeys(written) if _count_sure(other) > sure]
    known = [(_count_known(other), other) for other in likelier]
    best = sorted(known, key=lambda pair: -pair[0])
    return [other for share, other in best if share >= _LEAST_KNOWN]


def is_transliterated(text: str, respelt: str) -> bool:
    """Return whether `respelt` is the text in other letters, and not what its keys should type."""
    return any(_transliterate(language, text) == respelt for language in get_lexicon().languages)


def _count_known(text: str) -> float:
    """Return which share of the words is known, also those with a slip; 1 if there are none."""
    words = [word for word in _SPACED.findall(text) if _HAS_LETTERS.search(word)]
    plain = [word.strip(_ENDS) for word in words if not _CODE.fullmatch(word.strip(_ENDS))]
    return sum(map(is_recognised, plain)) / len(plain) if plain else 1.0


def _count_sure(text: str) -> int:
    """Return how many words are known as they stand, without a slip; names of people are not."""
    low = (normalise_spelling(word.strip(_ENDS)) for word in _SPACED.findall(text))
    return sum(is_known(word) and not is_person(word) for word in low)


def is_recognised(word: str) -> bool:
    """Return whether the word is known, or is one with a slip."""
    low = normalise_spelling(word)
    return is_known(low) or is_named(low) or bool(find_meant(low))


def _retype(keyboard: tuple[str, str], text: str) -> str:
    """Write the text as the same keys write it on the other keyboard; codes stay."""
    keys = _build_keys(keyboard)
    return _SPACED.sub(lambda found: _retype_word(found.group(), keys), text)


def _retype_word(word: str, keys: dict[int, str]) -> str:
    if _CODE.fullmatch(word.strip(_ENDS)):
        return word
    whole = word.translate(keys)
    bare = word.rstrip(_ENDS)
    ended = bare.translate(keys) + word[len(bare) :]
    return ended if not is_recognised(whole) and is_recognised(bare.translate(keys)) else whole


@cache
def _build_keys(keyboard: tuple[str, str]) -> dict[int, str]:
    here, there = keyboard
    capitals = [pair for pair in zip(here, there, strict=True) if "".join(pair).isalpha()]
    upper = {left.upper(): right.upper() for left, right in capitals}
    return str.maketrans({**dict(zip(here, there, strict=True)), **upper})


def _transliterate(language: Language, text: str) -> str:
    """Write Latin words in the language's own letters, if they are no words as they stand."""
    if not language.latin:
        return text

    def write(found: re.Match[str]) -> str:
        word = found.group()
        if _CODE.fullmatch(word) or _is_id_letter(found) or _is_before_digits(found):
            return word
        written = _compile_latin(language.file).sub(
            lambda part: _write_latin(language, part), word
        )
        return _add_silent(language, written)

    return re.sub(r"[a-z][a-z'4]*", write, text, flags=re.IGNORECASE | re.ASCII)


def _is_before_digits(found: re.Match[str]) -> bool:
    """Return whether digits go on with the word, so that it is a code: "welcome10"."""
    return found.string[found.end() : found.end() + 1].isdecimal()


def _is_id_letter(found: re.Match[str]) -> bool:
    """Return whether a letter belongs to the number after it: "c-3"."""
    return len(found.group()) == 1 and _NUMBERED.match(found.string, found.end()) is not None


def _add_silent(language: Language, word: str) -> str:
    """Add the letter that nobody hears and few people write in Latin letters: "постав" is "поставь".

    Only where the word means something with it, and nothing without it.
    """
    low = normalise_spelling(word)
    if not language.silent or _is_meaning(low) or not _is_meaning(low + language.silent):
        return word
    return word + language.silent


def _is_meaning(word: str) -> bool:
    return bool(get_groups(word) or get_marks(word)) or is_named(word)


def _write_latin(language: Language, part: re.Match[str]) -> str:
    low = part.group().lower()
    begins = "" if part.start() else language.latin.get(f"^{low}", "")
    return begins or language.latin[low]


@register_derived
@cache
def _compile_latin(file: str) -> re.Pattern[str]:
    (language,) = (found for found in get_lexicon().languages if found.file == file)
    spelled = sorted(language.latin, key=len, reverse=True)
    parts = (f"^{re.escape(part[1:])}" if part[0] == "^" else re.escape(part) for part in spelled)
    return re.compile("|".join(parts), re.IGNORECASE)
