"""The slot of a campaign's id."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from tools.dashes import replace_dashes
from tools.intents.language.lexicon import get_lexicon, register_derived
from tools.intents.language.tokens import LONGEST_ID, replace_tags
from tools.intents.slots.slot import Evidence, Problem, Reading, SlotReader, Values


def is_campaign(text: str) -> bool:
    """Return whether the whole text is a campaign's id."""
    return _compile_pattern().fullmatch(text) is not None


def is_campaign_id(text: str) -> bool:
    """Return whether the text has a campaign's id in it."""
    return bool(find_campaigns(text))


def find_campaigns(text: str) -> list[re.Match[str]]:
    """Find the ids of campaigns, in letters of any alphabet; the group `n` is the number."""
    return list(_compile_pattern().finditer(replace_dashes(replace_tags(text))))


@register_derived
@cache
def _compile_pattern() -> re.Pattern[str]:
    letters = f"c{get_lexicon().look_alikes.get('c', '')}"
    return re.compile(
        rf"(?<![\w-])[{letters}]-(?P<n>[0-9]{{1,{LONGEST_ID}}})(?!\w)", re.IGNORECASE
    )


class CampaignIdReader(SlotReader):
    """Reads `campaign_id`: "C-1"; in an answer the number alone is enough."""

    def read(self, reading: Reading) -> Values | Problem | None:
        tokens = reading.sentence.tokens
        matches = find_campaigns(reading.sentence.text)
        found = {f"C-{match['n']}" for match in matches}
        read = {place for match in matches for place in range(match.start(), match.end())}
        reading.take(at for at, token in enumerate(tokens) if token.start in read)
        if not found and reading.asked and len(tokens) == 1:
            (answer,) = tokens
            if answer.kind == "number" and len(answer.low) <= LONGEST_ID:
                reading.take({0})
                found.add(f"C-{answer.low}")
        if len(found) == 1:
            return {"campaign_id": found.pop()}
        return Problem() if found else None

    def is_said(self, name: str, value: Any, said: Evidence) -> bool:
        named = {f"C-{match['n']}" for match in find_campaigns(said.sentence.text)}
        return value in named | said.known
