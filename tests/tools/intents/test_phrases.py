"""Every sentence comes to exactly its tool and arguments, or is asked back."""

from __future__ import annotations

import json

import pytest

from tests.tools.intents.catalogue import SHOP
from tests.tools.intents.phrases import Phrase, phrases
from tools import registry
from tools.intents.resolve import Answer, Question, ToolCall, detect_language, resolve
from tools.languages import Language

ALL = phrases()
CALLS = [phrase for phrase in ALL if phrase.tool is not None]
QUESTIONS = [phrase for phrase in ALL if phrase.tool is None]


#: One test of each sentence would cost more in the telling than in the asking.
CALLS_OF = {
    tool: [phrase for phrase in CALLS if phrase.tool == tool]
    for tool in {phrase.tool for phrase in CALLS if phrase.tool is not None}
}
BATCHES = [QUESTIONS[start : start + 100] for start in range(0, len(QUESTIONS), 100)]


def ask(phrase: Phrase, language: Language | None = None) -> Answer:
    language = language or detect_language(phrase.text, "en")
    return resolve(phrase.text, today=phrase.today, language=language, catalogue=SHOP)


@pytest.mark.parametrize("tool", sorted(CALLS_OF))
def test_call(tool: str) -> None:
    found = {phrase.text: ask(phrase) for phrase in CALLS_OF[tool]}

    assert found == {phrase.text: ToolCall(tool, phrase.payload) for phrase in CALLS_OF[tool]}


@pytest.mark.parametrize(
    "batch", BATCHES, ids=lambda batch: batch[0].text.encode("unicode_escape").decode()
)
def test_question(batch: list[Phrase]) -> None:
    for phrase in batch:
        answer = ask(phrase)

        assert isinstance(answer, Question), phrase
        assert phrase.missing in {None, answer.missing}, phrase
        assert phrase.known in (None, answer.known), phrase
        offers = tuple((suggestion.tool, suggestion.payload) for suggestion in answer.suggestions)
        assert offers == phrase.offers or (not phrase.offers and len(offers) == 3), phrase
        assert answer.text[-1] in ".?!…", phrase
        assert (detect_language(answer.text, "en") == "ru") == (
            detect_language(phrase.text, "en") == "ru"
        ), phrase


@pytest.mark.parametrize("tool", sorted(CALLS_OF))
def test_payload_is_what_the_tool_takes(tool: str) -> None:
    known = registry.get(tool)
    assert known is not None

    for phrase in CALLS_OF[tool]:
        known.Payload.model_validate(phrase.payload)
        assert json.loads(json.dumps(phrase.payload)) == phrase.payload, phrase


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize(
    "batch", BATCHES, ids=lambda batch: batch[0].text.encode("unicode_escape").decode()
)
def test_suggestions_are_calls_that_work(batch: list[Phrase], language: str) -> None:
    for phrase in batch:
        answer = ask(phrase, language)

        assert isinstance(answer, Question), phrase
        for suggestion in answer.suggestions:
            tool = registry.get(suggestion.tool)
            assert tool is not None, phrase
            tool.Payload.model_validate(suggestion.payload)


def test_a_third_and_more_are_asked_back() -> None:
    assert len({phrase.text for phrase in ALL}) == len(ALL)
    assert len(QUESTIONS) * 3 >= len(ALL)
