"""Numbers that products of the shop have, where nothing but products can be meant."""

from __future__ import annotations

from typing import Any

import pytest

from tests.evals.measure import build_demo_catalogue
from tests.evals.sentences import TODAY
from tools.intents.answers import Question, ToolCall
from tools.intents.resolve import resolve


@pytest.mark.parametrize(
    ("text", "payload"),
    [
        ("publish 184", {"product_ids": ["P-184"], "published": True}),
        ("publish p 120", {"product_ids": ["P-120"], "published": True}),
        ("hide 184 and 185", {"product_ids": ["P-184", "P-185"], "published": False}),
        ("убери с сайта 151", {"product_ids": ["P-151"], "published": False}),
        ("засвети 202-ю и 203-ю в шопе", {"product_ids": ["P-202", "P-203"], "published": True}),
        ("delist door mat", {"product_ids": ["P-172"], "published": False}),
    ],
)
def test_number_of_a_product_is_its_id(text: str, payload: dict[str, Any]) -> None:
    answer = resolve(text, today=TODAY, language="en", catalogue=build_demo_catalogue())
    assert isinstance(answer, ToolCall)
    assert (answer.tool, answer.payload) == ("publish_product", payload)


@pytest.mark.parametrize("text", ["publish 9184", "hide 5", "hide oolong sencha"])
def test_other_numbers_and_unlisted_names_are_asked_about(text: str) -> None:
    answer = resolve(text, today=TODAY, language="en", catalogue=build_demo_catalogue())
    assert isinstance(answer, Question)
