"""Unknown words of a question that pick nothing out: it can be answered without them."""

from __future__ import annotations

from tools.intents.language.morphology import is_helping
from tools.intents.language.words import is_named
from tools.intents.sentence import Sentence

#: In front of an unknown English word these make it say which ones are meant: "in Berlin", "the blue".
_LEADS = frozenset(
    """a an the my our your their this these those in from of by for with without at on via through to under over
    near about between except excluding only just per vs not no like named called as and or than""".split()  # noqa: SIM905
)
#: Unknown words that change what is meant wherever they stand.
_CHANGES = frozenset(
    """only except excluding net gross without vat tax taxes shipping online offline wholesale retail average median
    онлайн офлайн оптом розница наличными отдельно исключая включая""".split()  # noqa: SIM905
)
_SHORTEST = 3


def aside(sentence: Sentence, at: int) -> bool:
    """Whether the question may be answered without that word: a verb or an adverb, not what is asked about."""
    token = sentence.tokens[at]
    if token.kind != "word" or token.groups or len(token.low) < _SHORTEST:
        return False
    if token.low in _CHANGES or is_named(token.low):
        return False
    if not token.low.isascii():
        return is_helping(token.low)
    return _is_aside_in_english(sentence, at)


def _is_aside_in_english(sentence: Sentence, at: int) -> bool:
    """By its place, for there is no dictionary: no name, not after a preposition or an article, and not
    before a word that it may describe."""
    token = sentence.tokens[at]
    before = sentence.tokens[at - 1] if at else None
    after = sentence.tokens[at + 1] if at + 1 < len(sentence.tokens) else None
    named = before is not None and sentence.text[token.start].isupper()
    led = before is not None and (before.low in _LEADS or not before.groups)
    describes = after is not None and after.kind != "sign" and "filler" not in after.groups
    return not (named or led or describes)
