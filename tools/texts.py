"""The bot's texts: English in the code where they are used, others in locale/ (`make texts`)."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, field
from gettext import NullTranslations
from typing import Any

from tools.languages import SOURCE, Language, load_catalogue


@dataclass(frozen=True)
class Text:
    """A text, by its English; `context` separates texts that are the same in English only."""

    en: str = ""
    context: str = field(default="", kw_only=True)

    def to(self, language: Language) -> str:
        return self._looked_up(load_catalogue(language))

    def fill(self, language: Language, **values: Any) -> str:
        """Return the text in that language, with its `{placeholders}` filled."""
        return self.to(language).format(**values)

    def is_in(self, language: Language) -> bool:
        """Return whether the catalogue of that language has the text."""
        if language == SOURCE:
            return True
        known = copy(load_catalogue(language))
        known.add_fallback(_EmptyTranslations())
        return bool(self._looked_up(known))

    def _looked_up(self, known: NullTranslations) -> str:
        if not self.en:  # under "" a catalogue keeps its header
            return ""
        return known.pgettext(self.context, self.en) if self.context else known.gettext(self.en)


@dataclass(frozen=True)
class Plural(Text):
    """A text with a number: `en` for one, `many` for any other.

    A catalogue has as many forms as its language. `by` names the value that is the number; the text
    may show another value, in which the number is written as the reader writes numbers.
    """

    many: str = ""
    by: str = field(default="count", kw_only=True)

    def fill(self, language: Language, **values: Any) -> str:
        form = load_catalogue(language).ngettext(self.en, self.many, int(values[self.by]))
        return form.format(**values)


class _EmptyTranslations(NullTranslations):
    """The fallback of a catalogue, in which no text is found."""

    def gettext(self, message: str) -> str:
        return ""

    def pgettext(self, context: str, message: str) -> str:
        return ""
