"""Telegram's HTML is read as Telegram reads it."""

from __future__ import annotations

import pytest

from telegram_bot.simulator import markup


@pytest.mark.parametrize(
    ("written", "tree"),
    [
        ("", []),
        ("a &lt;b&gt; &amp; &quot;c&quot; &#8364; &nbsp;", ['a <b> & "c" € &nbsp;']),
        ("<strong>1</strong>", [{"tag": "b", "children": ["1"]}]),
        (
            "x <b>y <i>z</i></b>",
            ["x ", {"tag": "b", "children": ["y ", {"tag": "i", "children": ["z"]}]}],
        ),
        (
            '<a href="https://shop.example/?a=1&amp;b=2">shop</a>',
            [{"tag": "a", "children": ["shop"], "href": "https://shop.example/?a=1&b=2"}],
        ),
        ('<a href="javascript:alert(1)">x</a>', [{"tag": "a", "children": ["x"]}]),
        ('<span class="tg-spoiler">s</span>', [{"tag": "tg-spoiler", "children": ["s"]}]),
        (
            '<pre><code class="language-sql">1 > 0</code></pre>',
            [{"tag": "pre", "children": [{"tag": "code", "children": ["1 > 0"]}]}],
        ),
        ("<blockquote expandable>q</blockquote>", [{"tag": "blockquote", "children": ["q"]}]),
    ],
)
def test_what_telegram_reads(written: str, tree: list[markup.Node]) -> None:
    assert markup.parse_markup(written) == tree


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("a < <b>b</b>", 'Unsupported start tag ""'),
        ("a < b", "Unclosed start tag"),
        ("<b>open", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<b>x</i>", 'Unmatched end tag, expected "</b>", found "</i>"'),
        ("x</b>", 'Unexpected end tag "b"'),
        ("<script>alert(1)</script>", 'Unsupported start tag "script"'),
        ("line<br>line", 'Unsupported start tag "br"'),
        ("<span>x</span>", 'Unsupported start tag "span"'),
        ("<!-- x -->", 'Unsupported start tag "!--"'),
        ("<!DOCTYPE html>", 'Unsupported start tag "!"'),
        ("<?x?>", 'Unsupported start tag "?"'),
        ("cut <a href='x", "Unclosed start tag"),
    ],
)
def test_what_telegram_refuses(written: str, why: str) -> None:
    with pytest.raises(markup.MarkupError) as refused:
        markup.parse_markup(written)
    assert str(refused.value) == why


def test_length_is_counted_in_utf16() -> None:
    assert markup.count_units("a€😀") == 4
    assert markup.to_plain(markup.parse_markup("<b>a</b> &amp; <i>b</i>")) == "a & b"
