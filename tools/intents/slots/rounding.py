"""The slot of the rounding of new prices."""

from __future__ import annotations

from typing import Any

from tools.intents.slots.slot import Evidence, Problem, Reading, SlotReader, Values
from tools.intents.values.rounding import find_rounding


class RoundingReader(SlotReader):
    """Reads `rounding`; "cent" is what the tool does by itself."""

    def read(self, reading: Reading) -> Values | Problem | None:
        found = find_rounding(reading.sentence)
        if found is None:
            return None
        reading.take(found[1])
        return {"rounding": found[0]}

    def is_said(self, name: str, value: Any, said: Evidence) -> bool:
        found = find_rounding(said.sentence)
        return found is not None and found[0] == value
