"""The many characters that people, phones and our own cards use for a dash, a minus or a plus."""

from __future__ import annotations

from typing import Any

#: Hyphens, dashes and minus signs; the plain one comes first, so that they can begin a regular
#: expression's character class.
DASHES = (
    "-\u058a\u05be\u1806\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u207b\u208b\u2212\u2500\u2796"
    "\u2e3a\u2e3b\u02d7\u301c\u3030\ufe31\ufe32\ufe58\ufe63\uff0d"
)
_PLUSES = "\u207a\u208a\u2795\ufb29\ufe62\uff0b"
_PLAIN = str.maketrans(dict.fromkeys(DASHES, "-") | dict.fromkeys(_PLUSES, "+"))


def replace_dashes(text: str) -> str:
    """Return the text with every dash and minus as "-", every plus as "+"; its length stays."""
    return text if text.isascii() else text.translate(_PLAIN)


def replace_dashes_in(value: Any) -> Any:
    """Do the same for a JSON value: a text or a list; other values stay as they are."""
    if isinstance(value, str):
        return replace_dashes(value)
    return (
        [replace_dashes_in(item) for item in value] if isinstance(value, (list, tuple)) else value
    )
