"""Every sentence comes to exactly its tool and arguments, or is asked back."""

from __future__ import annotations

import json

import pytest

from tests.tools.intents.catalogue import SHOP
from tests.tools.intents.phrases import Phrase, phrases
from tools import registry
from tools.intents.resolve import Answer, Question, ToolCall, detect_language, resolve

ALL = phrases()
CALLS = [phrase for phrase in ALL if phrase.tool is not None]
QUESTIONS = [phrase for phrase in ALL if phrase.tool is None]


def name(phrase: Phrase) -> str:
    return phrase.text.encode("unicode_escape").decode()


def asked(phrase: Phrase) -> Answer:
    language = detect_language(phrase.text, "en")
    return resolve(phrase.text, today=phrase.today, language=language, catalogue=SHOP)


@pytest.mark.parametrize("phrase", CALLS, ids=name)
def test_call(phrase: Phrase) -> None:
    assert asked(phrase) == ToolCall(phrase.tool or "", phrase.payload, phrase.ignoring)


@pytest.mark.parametrize("phrase", QUESTIONS, ids=name)
def test_question(phrase: Phrase) -> None:
    answer = asked(phrase)

    assert isinstance(answer, Question)
    assert phrase.missing in {None, answer.missing}
    assert phrase.known in (None, answer.known)
    if phrase.offers:
        assert (
            tuple((suggestion.tool, suggestion.payload) for suggestion in answer.suggestions)
            == phrase.offers
        )
    else:
        assert len(answer.suggestions) == 3
    assert answer.text[-1] in ".?"
    assert (detect_language(answer.text, "en") == "ru") == (
        detect_language(phrase.text, "en") == "ru"
    )


@pytest.mark.parametrize("phrase", CALLS, ids=name)
def test_payload_is_what_the_tool_takes(phrase: Phrase) -> None:
    tool = registry.get(phrase.tool or "")

    assert tool is not None
    tool.Payload.model_validate(phrase.payload)
    assert json.loads(json.dumps(phrase.payload)) == phrase.payload


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("phrase", QUESTIONS, ids=name)
def test_suggestions_are_calls_that_work(phrase: Phrase, language: str) -> None:
    answer = resolve(
        phrase.text,
        today=phrase.today,
        language="ru" if language == "ru" else "en",
        catalogue=SHOP,
    )

    assert isinstance(answer, Question)
    for suggestion in answer.suggestions:
        tool = registry.get(suggestion.tool)
        assert tool is not None
        assert tool.kind == "read" or phrase.offers
        tool.Payload.model_validate(suggestion.payload)


def test_a_third_and_more_are_asked_back() -> None:
    assert len({phrase.text for phrase in ALL}) == len(ALL)
    assert len(QUESTIONS) * 3 >= len(ALL)
