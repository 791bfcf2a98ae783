"""What a language's module tells of its words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

Names = frozenset[str]


def _keep_word(word: str) -> Names:
    return frozenset({word, f"{word}!"})


def _list_itself(word: str) -> Names:
    return frozenset({word})


def _is_never(_: str) -> bool:
    return False


def _list_nothing(_: str) -> Names:
    return frozenset()


def _get_empty(_: str) -> str:
    return ""


@dataclass(frozen=True)
class Morphology:
    """Functions of a word in lower case; as it is, it does for a language whose words have one form."""

    #: The ways a lexicon may write it but for "=word": lemmas, "lemma!", "lemma/plur".
    forms: Callable[[str], Names] = _keep_word
    #: Every form of a lemma.
    inflections: Callable[[str], Names] = _list_itself
    #: Whether there is a dictionary behind it: the rest is asked of that.
    has_dictionary: bool = False
    is_word: Callable[[str], bool] = _is_never
    #: The lemmas under which it only helps other words: a pronoun, a particle, an interjection.
    function_lemmas: Callable[[str], Names] = _list_nothing
    #: Whether it is a verb that tells, or an adverb: no order, and no name of anything.
    is_helping: Callable[[str], bool] = _is_never
    #: Whether it is the name of a person, and that name as it is called: "Марии" is "Мария".
    is_name: Callable[[str], bool] = _is_never
    nominative: Callable[[str], str] = _get_empty
