"""Undoing, sending again and switching the source: orders of few words among many."""

from __future__ import annotations

import pytest

from tests.tools.intents.catalogue import SHOP
from tests.tools.intents.phrases import TODAY
from tools.intents.language.runs import find_marks, find_meant_mark
from tools.intents.language.tokens import split_tokens
from tools.intents.resolve import Answer, Question, ToolCall, detect_language, resolve


def ask(text: str) -> Answer:
    return resolve(text, today=TODAY, language=detect_language(text, "en"), catalogue=SHOP)


@pytest.mark.parametrize(
    ("text", "tool", "payload"),
    [
        ("scrap what you just did", "undo_action", {}),
        ("I pressed the wrong button, so put it back how it was", "undo_action", {}),
        ("the boss doesn't like it, therefore reverse the last change", "undo_action", {}),
        ("нет, верни как было", "undo_action", {}),
        ("блин, не то, откати", "undo_action", {}),
        ("шефу не понравилось, поэтому отмени последнее изменение", "undo_action", {}),
        ("have another go at the messages that didn't arrive", "retry_action", {}),
        ("some of them got nothing, send it to those once more", "retry_action", {}),
        ("до двоих не дошло, повтори им", "retry_action", {}),
        ("отправь ещё раз тем, кто не получил", "retry_action", {}),
        ("flip over to the live shop", "switch_upstream", {"mode": "HTTP"}),
        ("the training is over, so get us off the demo and onto the real store", "switch_upstream", {"mode": "HTTP"}),
        ("take the figures from the practice shop", "switch_upstream", {"mode": "DEMO"}),
        ("выйди из демо", "switch_upstream", {"mode": "HTTP"}),
        ("врубай боевой", "switch_upstream", {"mode": "HTTP"}),
        ("у меня гости, поэтому включи демо", "switch_upstream", {"mode": "DEMO"}),
    ],
)  # fmt: skip
def test_the_order_is_found_among_what_explains_it(
    text: str, tool: str, payload: dict[str, str]
) -> None:
    assert ask(text) == ToolCall(tool, payload)


@pytest.mark.parametrize(
    "text",
    [
        "maybe, undo that", "undo that, no, don't", "the note says: «undo that»", "undo the flag on OB-1003",
        "Anna rolled back the last change", "at midnight, go live", "can I undo it?", "send again",
        "may I have the demo?", "http is what I do not need", "the mug arrived, put it back", "undo it once it is sold out",
        "может, отменить последнее изменение", "HTTP мне сейчас не нужен", "Анна откатила последнее изменение",
        "верни её обратно в магазин", "на демо перейди, когда придут стажёры", "верни цену, как только кончится акция",
        "не дошло до двоих", "опять не дошло", "переключись не на демо", "do not switch to demo",
        "переключи источник данных на HTTP, не надо", "undo that, please don't", "undo, just kidding", "откати, шучу",
    ],
)  # fmt: skip
def test_what_is_no_plain_order_is_asked_about(text: str) -> None:
    assert isinstance(ask(text), Question)


def test_the_longest_run_of_words_counts() -> None:
    tokens = split_tokens("would you mind undoing that")
    names = frozenset({"pleads", "undo_verb"})

    assert find_marks(tokens, 0, names) == (3, frozenset({"pleads"}))
    assert find_marks(tokens, 3, names) == (4, frozenset({"undo_verb"}))
    assert find_marks(tokens, 4, names) == (4, frozenset())


@pytest.mark.parametrize(
    ("word", "meant"), [("udno", True), ("откаит", True), ("undo", False), ("und", False)]
)
def test_a_slip_in_a_mark(word: str, meant: bool) -> None:
    assert bool(find_meant_mark(word, frozenset({"undo_verb"}))) is meant
