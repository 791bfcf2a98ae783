"""Days in the test cases of sentences, written relative to the day on which they are asked."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

_BACK = re.compile(r"@(?:yesterday|today(?:-([0-9]{1,4}))?)")


def fill_days(payload: dict[str, Any], today: date) -> dict[str, Any]:
    """Return the arguments with @today, @yesterday and @today-N as ISO days.

    ValueError for any other value that begins with @.
    """
    return {name: _fill_value(value, today) for name, value in payload.items()}


def _fill_value(value: Any, today: date) -> Any:
    if not isinstance(value, str) or not value.startswith("@"):
        return value
    found = _BACK.fullmatch(value)
    if found is None:
        raise ValueError(f"{value} is no day; write @today, @yesterday or @today-N")
    back = 1 if value == "@yesterday" else int(found[1] or 0)
    return (today - timedelta(days=back)).isoformat()
