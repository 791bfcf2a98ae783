"""Slots of reads that only a question back fills: how many rows, how many days, what to compare."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from tools.intents.forecasting import find_horizons
from tools.intents.sentence import Sentence, parse_count
from tools.intents.slots.slot import Evidence, Problem, Reading, SlotReader, Values
from tools.intents.values.day import UnusablePeriod


class AskedReader(SlotReader):
    """Reads an argument only when it is asked for.

    It belongs to a read, which changes nothing, so the planner may give it although nobody said it.
    """

    def read(self, reading: Reading) -> Values | Problem | None:
        return self.read_answer(reading) if reading.asked else None

    def read_answer(self, reading: Reading) -> Values | Problem | None:
        """Read the answer; None if it is none."""
        raise NotImplementedError

    def is_said(self, name: str, value: Any, said: Evidence) -> bool:
        return True


@dataclass(frozen=True)
class CountReader(AskedReader):
    """Reads a number from 1 to `most`."""

    most: int

    def read_answer(self, reading: Reading) -> Values | None:
        words = reading.sentence.words
        numbers = [count for word in words if (count := parse_count(word)) is not None]
        others = [
            word for word in words if parse_count(word) is None and "filler" not in word.groups
        ]
        signed = any(
            token.low in {"-", "%", "+"} or "money_unit" in token.groups
            for token in reading.sentence.tokens
        )
        fits = len(numbers) == 1 and 1 <= numbers[0] <= self.most and not (others or signed)
        if fits:
            reading.take(range(len(reading.sentence.tokens)))
        return {reading.asked: numbers[0]} if fits else None


@dataclass(frozen=True)
class DayCountReader(AskedReader):
    """Reads a number of days from 1 to `most`, or a period that ends today: "last 7 days"."""

    most: int

    def read_answer(self, reading: Reading) -> Values | None:
        plain = CountReader(self.most).read_answer(reading)
        windows = reading.sentence.windows()
        if plain or isinstance(windows, UnusablePeriod) or len(windows) != 1:
            return plain
        (window,) = windows
        if window.days is None or not _is_all(reading.sentence, window.used):
            return None
        reading.take(range(len(reading.sentence.tokens)))
        return {reading.asked: window.days} if window.days <= self.most else None


@dataclass(frozen=True)
class HorizonReader(AskedReader):
    """Reads a number of days ahead, from 1 to `most`."""

    most: int

    def read_answer(self, reading: Reading) -> Values | None:
        found = find_horizons(reading.sentence)
        if len({days for days, _ in found}) != 1 or not 1 <= found[0][0] <= self.most:
            return None
        days, used = found[0][0], set().union(*(places for _, places in found))
        reading.take(range(len(reading.sentence.tokens)))
        return {reading.asked: days} if _is_all(reading.sentence, used) else None


class ComparisonReader(AskedReader):
    """Reads `compare_to`: the previous period, week or month."""

    def read_answer(self, reading: Reading) -> Values | None:
        words = [word for word in reading.sentence.words if "filler" not in word.groups]
        units = {
            unit for unit in ("week", "month", "period") for word in words if unit in word.groups
        }
        known = {"previous", "week", "month", "period", "last"}
        fits = len(units) == 1 and all(word.groups & known for word in words)
        reading.take(range(len(reading.sentence.tokens)))
        return {"compare_to": f"previous_{units.pop()}"} if fits else None


def _is_all(sentence: Sentence, used: Collection[int]) -> bool:
    """Return whether the sentence has nothing but these tokens, signs and filler."""
    return all(
        at in used or token.kind == "sign" or "filler" in token.groups
        for at, token in enumerate(sentence.tokens)
    )
