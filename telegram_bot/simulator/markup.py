"""Telegram's HTML, parsed for a page to draw, and refused where Telegram refuses it."""

from __future__ import annotations

import html
from collections.abc import Sequence
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

#: Telegram's tags, each with the one that the page draws.
TAGS = {
    "b": "b", "strong": "b",
    "i": "i", "em": "i",
    "u": "u", "ins": "u",
    "s": "s", "strike": "s", "del": "s",
    "code": "code", "pre": "pre", "a": "a", "blockquote": "blockquote",
    "tg-spoiler": "tg-spoiler",
}  # fmt: skip
LINK_SCHEMES = ("http", "https", "tg")
ENTITIES = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}

Node = str | dict[str, Any]
"""A run of text, or {"tag", "children"} with "href" where it is a link."""


class MarkupError(ValueError):
    """Markup that Telegram would refuse; the text says why in Telegram's words."""


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.root: list[Node] = []
        self._open: list[tuple[str, list[Node]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        drawn = TAGS.get(tag)
        if tag == "span" and given.get("class") == "tg-spoiler":
            drawn = "tg-spoiler"
        if drawn is None:
            raise MarkupError(f'Unsupported start tag "{tag}"')
        node: dict[str, Any] = {"tag": drawn, "children": []}
        href = given.get("href") or ""
        if drawn == "a" and urlsplit(href).scheme in LINK_SCHEMES:
            node["href"] = href
        self._here().append(node)
        self._open.append((tag, node["children"]))

    def handle_endtag(self, tag: str) -> None:
        if not self._open:
            raise MarkupError(f'Unexpected end tag "{tag}"')
        expected, _ = self._open.pop()
        if tag != expected:
            raise MarkupError(f'Unmatched end tag, expected "</{expected}>", found "</{tag}>"')

    def handle_data(self, data: str) -> None:
        if "<" in data:
            raise MarkupError('Unsupported start tag ""')
        self._write(data)

    def handle_entityref(self, name: str) -> None:
        self._write(ENTITIES.get(name, f"&{name};"))

    def handle_charref(self, name: str) -> None:
        self._write(html.unescape(f"&#{name};"))

    def handle_comment(self, data: str) -> None:
        raise MarkupError('Unsupported start tag "!--"')

    def handle_decl(self, decl: str) -> None:
        raise MarkupError('Unsupported start tag "!"')

    def handle_pi(self, data: str) -> None:
        raise MarkupError('Unsupported start tag "?"')

    def unknown_decl(self, data: str) -> None:
        raise MarkupError('Unsupported start tag "!["')

    def close(self) -> None:
        super().close()
        if self._open:
            raise MarkupError(
                f'Can\'t find end tag corresponding to start tag "{self._open[-1][0]}"'
            )

    def _here(self) -> list[Node]:
        return self._open[-1][1] if self._open else self.root

    def _write(self, text: str) -> None:
        here = self._here()
        if here and isinstance(here[-1], str):
            here[-1] += text
        else:
            here.append(text)


def parse_markup(markup: str) -> list[Node]:
    """Parse into a tree of Telegram's tags; raise MarkupError where Telegram would refuse it."""
    if markup.rfind("<") > markup.rfind(">"):
        raise MarkupError("Unclosed start tag")
    reader = _Reader()
    reader.feed(markup)
    reader.close()
    return reader.root


def to_plain(tree: Sequence[Node]) -> str:
    """Return the text that a reader sees, without the tags."""
    return "".join(node if isinstance(node, str) else to_plain(node["children"]) for node in tree)


def count_units(text: str) -> int:
    """Return the length as Telegram counts it: in UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
