"""The bot's texts: English in the code beside their use, other languages in locale/ (`make texts`)."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, field
from gettext import NullTranslations
from typing import Any

from tools.languages import SOURCE, Language, load_catalogue


@dataclass(frozen=True)
class Text:
    """A text by its English; `context` tells it from another that is the same in English only."""

    en: str = ""
    context: str = field(default="", kw_only=True)

    def to(self, language: Language) -> str:
        return self._looked_up(load_catalogue(language))

    def fill(self, language: Language, **values: Any) -> str:
        """The text in that language, with its `{placeholders}` filled."""
        return self.to(language).format(**values)

    def is_in(self, language: Language) -> bool:
        """Whether the catalogue of that language has the text."""
        if language == SOURCE:
            return True
        known = copy(load_catalogue(language))
        known.add_fallback(_EmptyTranslations())
        return bool(self._looked_up(known))

    def _looked_up(self, known: NullTranslations) -> str:
        if not self.en:  # where a catalogue has its header
            return ""
        return known.pgettext(self.context, self.en) if self.context else known.gettext(self.en)


@dataclass(frozen=True)
class Plural(Text):
    """A text with a number: `en` is said of one and `many` of any other; a catalogue has as many forms
    as its language. `by` names the value that is the number; what is shown of it may be another one,
    written as the reader writes numbers."""

    many: str = ""
    by: str = field(default="count", kw_only=True)

    def fill(self, language: Language, **values: Any) -> str:
        form = load_catalogue(language).ngettext(self.en, self.many, int(values[self.by]))
        return form.format(**values)


class _EmptyTranslations(NullTranslations):
    """Where a catalogue looks for what it lacks: nothing is found here."""

    def gettext(self, message: str) -> str:
        return ""

    def pgettext(self, context: str, message: str) -> str:
        return ""
