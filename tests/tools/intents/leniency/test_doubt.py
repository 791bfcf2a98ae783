"""No order in the corpus is carried out once it is doubted, asked about, or written with other words."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tools.intents.catalogue import SHOP
from tests.tools.intents.phrases import Phrase, phrases
from tools import registry
from tools.intents.language.spelling import respell
from tools.intents.resolve import Answer, Question, Requests, ToolCall, detect_language, resolve

ACTIONS = {tool.name for tool in registry.list_tools() if tool.kind == "action"}
#: Doubts are not written in Latin letters here, so the orders that are have none in their letters.
ORDERS = [
    phrase
    for phrase in phrases()
    if phrase.tool in ACTIONS and not phrase.text.startswith("/") and not respell(phrase.text)
]
DOUBTS = (
    "не", "не надо", "пока не надо", "нет, не", "не вздумай", "никогда не", "нельзя", "рано",
    "don't", "do not", "please don't", "never", "we should not", "I don't want to", "no need to",
    "what if I", "what happens if I", "what would happen if you", "should I", "can you tell me how to",
    "do you know how to", "could you explain how to", "can I", "why did you", "who can", "did you", "I wonder whether to",
    "if sales fall,", "suppose you", "maybe", "I was thinking to", "when will you",
    "должен ли я", "стоит ли", "надо ли", "можно ли", "а если", "что если", "что будет если", "как",
    "зачем", "почему", "кто может", "умеешь ли ты", "ты можешь объяснить как", "если продажи упадут,",
    "допустим", "предположим", "может быть", "я думал", "вчера мы решили не", "расскажи как",
)  # fmt: skip
#: A reason, a message and a code are any words, a misspelt one too; the preview shows them.
FREE_WORDS = {"flag_order", "notify_team", "create_coupon", "disable_coupon"}
AFTERTHOUGHTS = ("- no, don't", "нет, не надо", "хотя нет", "если можно будет")


def ask(text: str, phrase: Phrase) -> Answer:
    return resolve(text, today=phrase.today, language=detect_language(text, "en"), catalogue=SHOP)


def is_acted_on(text: str, phrase: Phrase) -> bool:
    found = ask(text, phrase)
    return isinstance(found, ToolCall) and found.tool in ACTIONS


@pytest.mark.parametrize("tool", sorted(ACTIONS))
def test_a_doubted_order_is_never_an_action(tool: str) -> None:
    doubted = [
        (f"{doubt} {phrase.text}", phrase)
        for phrase in ORDERS
        for doubt in DOUBTS
        if phrase.tool == tool
    ]

    assert [text for text, phrase in doubted if is_acted_on(text, phrase)] == []


@pytest.mark.parametrize("tool", sorted(ACTIONS - {"notify_team"}))  # what follows is its message
def test_an_order_that_is_taken_back_is_never_an_action(tool: str) -> None:
    taken_back = [
        (f"{phrase.text} {after}", phrase)
        for phrase in ORDERS
        for after in AFTERTHOUGHTS
        if phrase.tool == tool and "reason" not in phrase.payload
    ]

    assert [text for text, phrase in taken_back if is_acted_on(text, phrase)] == []


def slips(word: str) -> st.SearchStrategy[str]:
    """The word, which is not empty, with a letter left out, doubled, changed, or two of them swapped."""
    at = st.integers(0, max(len(word) - 2, 0))
    return st.one_of(
        at.map(lambda i: word[:i] + word[i + 1 :]),
        at.map(lambda i: word[:i] + word[i] + word[i:]),
        at.map(lambda i: word[:i] + word[i + 1 : i + 2] + word[i : i + 1] + word[i + 2 :]),
        st.tuples(at, st.sampled_from("аеиоtrns")).map(
            lambda item: word[: item[0]] + item[1] + word[item[0] + 1 :]
        ),
        st.sampled_from(("ор", "ник", "ище", "er", "ish", "ette")).map(lambda end: word + end),
    )


@settings(max_examples=600, deadline=None)
@given(st.data(), st.sampled_from(phrases()))
def test_a_mistyped_word_never_makes_an_action_of_another_sentence(
    data: st.DataObject, phrase: Phrase
) -> None:
    words = phrase.text.split()
    # A slip in a word of one letter leaves none, or another word: "I cut it" would be "cut it".
    places = [at for at, word in enumerate(words) if word.isalpha() and len(word) > 1]
    if places:
        at = data.draw(st.sampled_from(places))
        words[at] = data.draw(slips(words[at]))
    found = ask(" ".join(words), phrase)

    for call in found.calls if isinstance(found, Requests) else [found]:
        if not isinstance(call, ToolCall):
            continue
        tool = registry.get(call.tool)
        assert tool is not None
        tool.Payload.model_validate(call.payload)
        expected = FREE_WORDS if phrase.tool is None else {phrase.tool}
        assert tool.kind == "read" or tool.name in expected
    if isinstance(found, Question):
        for suggestion in found.suggestions:
            offered = registry.get(suggestion.tool)
            assert offered is not None
            offered.Payload.model_validate(suggestion.payload)
