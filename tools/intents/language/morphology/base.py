"""What the module of a language tells about its words."""

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
    """Functions of a word in lower case.

    The defaults do for a language without a dictionary whose words have one form.
    """

    #: The ways a lexicon may write the word, except "=word": lemmas, "lemma!", "lemma/plur".
    forms: Callable[[str], Names] = _keep_word
    #: Every form of a lemma.
    inflections: Callable[[str], Names] = _list_itself
    #: Whether there is a dictionary; without one the functions below know nothing.
    has_dictionary: bool = False
    is_word: Callable[[str], bool] = _is_never
    #: The lemmas under which the word is a pronoun, a particle or an interjection.
    function_lemmas: Callable[[str], Names] = _list_nothing
    #: Whether it is a verb but no imperative, or an adverb: no order, and no name of anything.
    is_helping: Callable[[str], bool] = _is_never
    #: The verb of which the word is another form than an order's; "" for any other word.
    base: Callable[[str], str] = _get_empty
    #: Whether it is the name of a person; and that name in the nominative: "Марии" is "Мария".
    is_name: Callable[[str], bool] = _is_never
    nominative: Callable[[str], str] = _get_empty
