"""Numbers that a question of ours asks for: how many rows, how many days, which comparison."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tools.intents.forecasting import find_horizons
from tools.intents.sentence import counted
from tools.intents.slots.slot import Evidence, Problem, Reading, Values
from tools.intents.values.day import Wrong


@dataclass(frozen=True)
class CountReader:
    """Reads a number from 1 to `most`; it is only asked for."""

    argument: str
    most: int
    greedy: bool = False

    def read(self, reading: Reading) -> Values | Problem | None:
        if not reading.asked:
            return None
        words = reading.sentence.words
        numbers = [count for word in words if (count := counted(word)) is not None]
        others = [word for word in words if counted(word) is None and "filler" not in word.groups]
        signed = any(
            token.low in {"-", "%", "+"} or "money_unit" in token.groups
            for token in reading.sentence.tokens
        )
        fits = len(numbers) == 1 and 1 <= numbers[0] <= self.most and not (others or signed)
        if fits:
            reading.take(range(len(reading.sentence.tokens)))
        return {self.argument: numbers[0]} if fits else None

    def is_said(self, name: str, value: Any, said: Evidence) -> bool:
        return True  # of a read: it changes nothing


@dataclass(frozen=True)
class DayCountReader:
    """Reads so many days, as a number or as a period that ends today; it is only asked for."""

    argument: str
    most: int
    greedy: bool = False

    def read(self, reading: Reading) -> Values | Problem | None:
        if not reading.asked:
            return None
        plain = CountReader(self.argument, self.most).read(reading)
        windows = reading.sentence.windows()
        if plain or isinstance(windows, Wrong) or len(windows) != 1:
            return plain
        (window,) = windows
        left = [word for at, word in enumerate(reading.sentence.tokens) if at not in window.used]
        if window.days is None or any(
            word.kind != "sign" and "filler" not in word.groups for word in left
        ):
            return None
        reading.take(range(len(reading.sentence.tokens)))
        return {self.argument: window.days} if window.days <= self.most else None

    def is_said(self, name: str, value: Any, said: Evidence) -> bool:
        return True  # of a read: it changes nothing


@dataclass(frozen=True)
class HorizonReader:
    """Reads so many days ahead; it is only asked for."""

    argument: str
    most: int
    greedy: bool = False

    def read(self, reading: Reading) -> Values | Problem | None:
        found = find_horizons(reading.sentence) if reading.asked else []
        if len(found) != 1 or not 1 <= found[0][0] <= self.most:
            return None
        days, used = found[0]
        tokens = reading.sentence.tokens
        plain = all(
            at in used or token.kind == "sign" or "filler" in token.groups
            for at, token in enumerate(tokens)
        )
        reading.take(range(len(tokens)))
        return {self.argument: days} if plain else None

    def is_said(self, name: str, value: Any, said: Evidence) -> bool:
        return True  # of a read: it changes nothing


class ComparisonReader:
    """Reads `compare_to`: with the period, the week or the month before; it is only asked for."""

    greedy = False

    def read(self, reading: Reading) -> Values | Problem | None:
        if not reading.asked:
            return None
        words = [word for word in reading.sentence.words if "filler" not in word.groups]
        units = {
            unit for unit in ("week", "month", "period") for word in words if unit in word.groups
        }
        known = {"previous", "week", "month", "period", "last"}
        fits = len(units) == 1 and all(word.groups & known for word in words)
        reading.take(range(len(reading.sentence.tokens)))
        return {"compare_to": f"previous_{units.pop()}"} if fits else None

    def is_said(self, name: str, value: Any, said: Evidence) -> bool:
        return True  # of a read: it changes nothing


class CustomerQueryReader:
    """Reads `query`: the name or the phone number that orders are looked for by; it is only asked for."""

    greedy = False

    def read(self, reading: Reading) -> Values | Problem | None:
        from tools.intents.listing import name_in

        return name_in(reading.sentence) if reading.asked else None

    def is_said(self, name: str, value: Any, said: Evidence) -> bool:
        return True  # of a read: it changes nothing
