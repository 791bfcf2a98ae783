"""The worst model there is, over every sentence that orders nothing: none of its wishes may be proposed."""

from __future__ import annotations

import pytest

from evals.worst import ORDERED_AFTER_ALL, proposed
from tests.tools.intents.phrases import phrases
from tools import registry

READS = {one.name for one in registry.all_tools() if one.kind == "read"}
NOTHING_ORDERED = [
    one.text
    for one in phrases()
    if (one.tool is None or one.tool in READS) and one.text not in ORDERED_AFTER_ALL
]


@pytest.mark.parametrize("text", NOTHING_ORDERED)
def test_nothing_is_proposed_where_nothing_was_ordered(text: str) -> None:
    assert proposed(text) == []


def test_the_exceptions_are_needed() -> None:
    assert [text for text in ORDERED_AFTER_ALL if not proposed(text)] == []
