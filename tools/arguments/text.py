"""Text that people give as an argument."""

from __future__ import annotations


def to_one_line(text: str) -> str:
    """Return the text without line breaks and characters that cannot be printed or stored."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())
