"""A forecast of the coming days from the days before.

It is exponential smoothing with a damped trend and a weekly pattern: the ETS(A,Ad,A) of
statsmodels, which is loaded with the first forecast.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

WEEK = 7
#: How many days of history a forecast needs, and how many of them with a sale.
FEWEST_DAYS, FEWEST_BUSY_DAYS = 28, 10
#: Older history is left out: it says little about next week.
MOST_DAYS = 182
#: With less history than this, a few good days would look like a trend.
TREND_DAYS = 56
#: In so many of 100 cases the true value lies within the range.
COVERAGE = 80
#: A day counts at most as so many good days (the third best of the four weeks around it): one
#: wholesale order is no trend.
MOST_GOOD_DAYS = 2
PATHS = 1000
NOISE = 0.001


@dataclass(frozen=True)
class Range:
    """An expected value, and the range in which it lies in COVERAGE of 100 cases; never below 0."""

    expected: float
    low: float
    high: float


@dataclass(frozen=True)
class Outlook:
    """The forecast of each of the coming days, and of all together."""

    days: tuple[Range, ...]
    total: Range


def has_enough_history(history: Sequence[float]) -> bool:
    """Return whether these days, the first of which had a sale, are enough for a forecast."""
    busy = sum(value > 0 for value in history)
    return len(history) >= FEWEST_DAYS and busy >= FEWEST_BUSY_DAYS


def compute_outlook(history: Sequence[float], days: int) -> Outlook:
    """Forecast the `days` that follow the history, for which `has_enough_history` must hold.

    The same history gives the same outlook. A call takes some 20 ms of CPU, the first in a process
    a second more.
    """
    import numpy as np

    recent = _limit_outliers(np.asarray(history[-MOST_DAYS:], dtype=float))
    scale = float(recent.mean()) or 1.0
    expected, paths = _compute_paths(recent / scale, days)
    most = MOST_GOOD_DAYS * float(recent.max())
    expected, paths = np.clip(expected * scale, 0, most), paths * scale
    total = _compute_range(float(expected.sum()), paths.sum(axis=0))
    return Outlook(tuple(map(_compute_range, expected.tolist(), paths)), total)


def _limit_outliers(history: Floats) -> Floats:
    import numpy as np

    padded = np.pad(history, 2 * WEEK, mode="reflect")
    around = np.lib.stride_tricks.sliding_window_view(padded, 4 * WEEK + 1)
    good = np.sort(around, axis=1)[:, -3]
    return np.where(good > 0, np.minimum(history, MOST_GOOD_DAYS * good), history)


def _compute_range(expected: float, outcomes: Floats) -> Range:
    import numpy as np

    tail = (100 - COVERAGE) / 2
    low, high = np.percentile(outcomes, [tail, 100 - tail])
    return Range(expected, max(0.0, min(float(low), expected)), max(float(high), expected))


def _compute_paths(history: Floats, days: int) -> tuple[Floats, Floats]:
    """Return the expected days, and PATHS simulated courses of them: one row for each day."""
    import numpy as np
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel

    chance = np.random.default_rng(len(history))
    # Days with a perfect pattern have no likelihood to maximise; with some noise they have.
    history = history + NOISE * chance.standard_normal(len(history))
    trend = {"trend": "add", "damped_trend": True} if len(history) >= TREND_DAYS else {}
    model = ETSModel(
        history, error="add", seasonal="add", seasonal_periods=WEEK,
        initialization_method="heuristic", **trend,
    )  # fmt: skip
    fitted = model.fit(disp=False, maxiter=200, warn_convergence=False)
    paths = fitted.simulate(days, anchor="end", repetitions=PATHS, rng=chance)
    return np.asarray(fitted.forecast(days)), np.asarray(paths)
