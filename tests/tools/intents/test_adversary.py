"""The worst model there is, over every sentence that orders nothing: none of its wishes may be proposed."""

from __future__ import annotations

import pytest

from tests.evals.worst import ORDERED_AFTER_ALL, list_orderless, list_proposed

NOTHING_ORDERED = [
    text for texts in list_orderless().values() for text in texts if text not in ORDERED_AFTER_ALL
]
#: So that several workers share them.
PARTS = 8


@pytest.mark.parametrize("part", range(PARTS))
def test_nothing_is_proposed_where_nothing_was_ordered(part: int) -> None:
    proposed = {text: list_proposed(text) for text in NOTHING_ORDERED[part::PARTS]}

    assert {text: calls for text, calls in proposed.items() if calls} == {}


def test_the_exceptions_are_needed() -> None:
    assert [text for text in ORDERED_AFTER_ALL if not list_proposed(text)] == []
