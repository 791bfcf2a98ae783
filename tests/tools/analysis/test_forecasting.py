"""The forecast itself: better than the obvious guess, and sane whatever the history."""

from __future__ import annotations

import math
import subprocess
import sys
from datetime import date, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.bench.forecast import LAST_DAYS, WHAT, backtest
from tests.tools.conftest import NOW, context
from tools.analysis import forecasting
from tools.analysis.forecasting import Outlook, compute_outlook, has_enough_history
from tools.demo import seed
from tools.demo.shape import HISTORY_DAYS
from tools.upstream.mode import get_current_shop

TODAY = date(2026, 11, 23)
SALES = st.one_of(
    st.integers(0, 3).map(float),
    st.integers(0, 60).map(float),
    st.floats(0, 1e6, allow_nan=False),
)
HISTORIES = st.lists(SALES, min_size=28, max_size=120).filter(has_enough_history)
WEEKLY = [12.0, 11, 12, 14, 16, 20, 6]


@pytest.mark.django_db
@pytest.mark.parametrize("what", WHAT)
def test_it_beats_the_same_weekday_of_last_week(what: str) -> None:
    seed.fill(NOW)
    days = get_current_shop(context()).sales_by_day(
        TODAY - timedelta(days=HISTORY_DAYS - 1), TODAY - timedelta(days=1)
    )
    history = [float(getattr(day, what)) for day in days]
    assert len(history) > LAST_DAYS * 2
    for ahead in (1, 7):
        found = backtest(history, ahead)
        assert found.forecast < found.same_weekday


@settings(max_examples=60, deadline=None, database=None)
@given(history=HISTORIES, days=st.integers(1, 60))
@example(history=[5.0] * 40, days=60)
@example(history=WEEKLY * 6, days=60)
@example(history=[1.0] * 27 + [1e9], days=60)
@example(history=[3.0] * 170 + [3e5] * 2, days=60)
@example(history=[2.0**day for day in range(100)], days=60)
@example(history=[10.0] * 100 + [0.0] * 60, days=60)
def test_whatever_the_history_the_outlook_is_sane(history: list[float], days: int) -> None:
    found = compute_outlook(history, days)
    assert len(found.days) == days
    for item in (*found.days, found.total):
        assert math.isfinite(item.high)
        assert 0 <= item.low <= item.expected <= item.high
    most = forecasting.MOST_GOOD_DAYS * max(history)
    assert all(day.expected <= most * 1.01 for day in found.days)
    assert found.total.expected == pytest.approx(sum(day.expected for day in found.days))


def expected(found: Outlook) -> list[float]:
    return [day.expected for day in found.days]


def test_a_week_that_repeats_itself_goes_on() -> None:
    assert expected(compute_outlook(WEEKLY * 10, 14)) == pytest.approx(WEEKLY * 2, rel=0.02)


def test_growth_goes_on_and_flattens() -> None:
    growing = [value * (1 + 0.01 * place) for place, value in enumerate(WEEKLY * 20)]
    weeks = compute_outlook(growing, 28).days
    sums = [sum(day.expected for day in weeks[start : start + 7]) for start in (0, 7, 14, 21)]
    assert sum(growing[-7:]) < sums[0] < sums[1] < sums[2] < sums[3] < sum(growing[-7:]) * 1.3


def test_one_wholesale_order_is_no_trend() -> None:
    history = WEEKLY * 20
    spoilt = [*history[:-3], history[-3] * 30, *history[-2:]]
    assert (
        compute_outlook(spoilt, 7).total.expected
        < compute_outlook(history, 7).total.expected * 1.3
    )


def test_the_same_history_gives_the_same_outlook() -> None:
    history = [value * (1 + place % 5 / 10) for place, value in enumerate(WEEKLY * 10)]
    assert compute_outlook(history, 30) == compute_outlook(history, 30)


def test_half_a_year_is_all_that_counts() -> None:
    recent = WEEKLY * 26
    assert compute_outlook([100.0] * 50 + recent, 7) == compute_outlook(recent, 7)


@pytest.mark.parametrize(
    ("history", "is_enough"),
    [([1.0] * 27, False), ([1.0] * 28, True), ([1.0] + [0.0] * 60, False), ([], False)],
)
def test_how_much_history_is_enough(history: list[float], is_enough: bool) -> None:
    assert has_enough_history(history) is is_enough


def test_statsmodels_is_loaded_with_the_first_forecast_only() -> None:
    code = (
        "import sys, django; django.setup(); sys.exit(any(one in sys.modules for one in "
        "('statsmodels', 'scipy', 'pandas', 'numpy')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
