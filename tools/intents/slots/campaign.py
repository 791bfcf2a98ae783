"""A campaign's number."""

from __future__ import annotations

import re
from typing import Any

from tools.dashes import plain_dashes
from tools.intents.language.tokens import LONGEST_ID, without_tags
from tools.intents.slots.slot import Evidence, Problem, Reading, SlotReader, Values

#: The first letter may also be the Cyrillic one that looks the same.
_CAMPAIGN = re.compile("(?<![\\w-])[c\u0441][-–—](?P<n>[0-9]{1,12})(?!\\w)", re.IGNORECASE)


def is_campaign(text: str) -> bool:
    return _CAMPAIGN.fullmatch(text) is not None


def names_campaign(text: str) -> bool:
    return _CAMPAIGN.search(plain_dashes(without_tags(text))) is not None


class CampaignIdReader(SlotReader):
    """Reads `campaign_id`: "C-1"; in an answer the number alone will do."""

    def read(self, reading: Reading) -> Values | Problem | None:
        text = plain_dashes(without_tags(reading.sentence.text))
        tokens = reading.sentence.tokens
        found: set[str] = set()
        for match in _CAMPAIGN.finditer(text):
            found.add(f"C-{match['n']}")
            reading.take(reading.sentence.within(*match.span()))
        if not found and reading.asked and len(reading.sentence.tokens) == 1:
            words = reading.sentence.words
            if words and words[0].kind == "number" and len(words[0].low) <= LONGEST_ID:
                reading.take(tokens.index(token) for token in words)
                found.add(f"C-{words[0].low}")
        if len(found) == 1:
            return {"campaign_id": found.pop()}
        return Problem() if found else None

    def is_said(self, name: str, value: Any, said: Evidence) -> bool:
        text = said.sentence.text
        return str(value) in said.known or any(
            f"C-{match['n']}" == value
            for match in _CAMPAIGN.finditer(plain_dashes(without_tags(text)))
        )
