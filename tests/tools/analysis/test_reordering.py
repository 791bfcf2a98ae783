"""The purchase plan, against a stock that is counted down day by day."""

from __future__ import annotations

import math
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tools.analysis.reordering import (
    Reorder,
    Share,
    compute_reorders,
    compute_shares,
    count_days_needed,
)
from tools.upstream.sales import DaySales, ProductSales

TODAY = date(2026, 11, 23)


def product(stock: int, units: int = 0, lead_days: int | None = 7, **more: date) -> ProductSales:
    return ProductSales(
        "P-1", "Tea", stock, published=True, units=units, lead_days=lead_days, **more
    )


def sold(*units: int) -> list[DaySales]:
    first = TODAY - timedelta(days=len(units))
    return [
        DaySales(first + timedelta(days=at), 1, count, Decimal(count))
        for at, count in enumerate(units)
    ]


@settings(max_examples=300, deadline=None, database=None)
@given(
    stock=st.integers(0, 300),
    share=st.floats(0.001, 1),
    lead=st.integers(0, 30),
    horizon=st.integers(1, 60),
    coming=st.lists(st.integers(0, 40).map(float), min_size=90, max_size=90),
)
def test_ordering_by_the_day_keeps_the_safety_stock(
    stock: int, share: float, lead: int, horizon: int, coming: list[float]
) -> None:
    item = Share(product(stock, lead_days=lead), share)
    left = [float(stock)]  # at the beginning of each day
    for day in coming:
        left.append(left[-1] - day * share)
    safety = math.ceil(1.3 * math.sqrt(max(0.0, stock - left[lead])))
    found = compute_reorders([item], coming, TODAY, horizon)
    if not found:
        assert left[lead + horizon] >= safety - 1e-6
        return
    [line] = found
    assert line.safety == pytest.approx(safety, abs=1)  # a root at an edge
    after = left[lead + horizon] + line.quantity
    assert line.safety - 1e-6 <= after < line.safety + 1 + 1e-6
    if line.order_by is None:
        assert left[lead] < line.safety + 1e-6
    else:
        wait = (line.order_by - TODAY).days
        assert 0 <= wait < horizon
        assert left[wait + lead] >= line.safety - 1e-6
        assert left[wait + lead + 1] < line.safety + 1e-6


def test_a_share_is_that_of_the_pieces_sold() -> None:
    [found] = compute_shares([product(5, units=14)], sold(*[10] * 56))
    assert found.share == 14 / 560


def test_a_sold_out_product_is_read_up_to_its_last_sale() -> None:
    last = TODAY - timedelta(days=28)
    [found] = compute_shares([product(0, units=58, last_sold=last)], sold(*[10] * 56))
    assert found.share == 58 / 290


def test_a_single_early_sale_is_spread_over_two_weeks() -> None:
    first = TODAY - timedelta(days=56)
    [found] = compute_shares([product(0, units=7, last_sold=first)], sold(*[10] * 56))
    assert found.share == 7 / 140


def test_what_has_not_been_in_stock_for_long_is_unknown() -> None:
    [found] = compute_shares([product(0)], sold(*[10] * 56))
    assert found.share is None
    assert compute_reorders([found], [10.0] * 60, TODAY, 30) == []


def test_more_sold_of_one_than_of_all_is_all() -> None:
    [found] = compute_shares([product(1, units=99)], sold(1, 1))
    assert found.share == 1


def test_the_most_urgent_comes_first() -> None:
    def line(product_id: str, stock: int, quantity: int, wait: int | None) -> Reorder:
        item = Share(ProductSales(product_id, "T", stock, published=True, units=1), 0.1)
        by = None if wait is None else TODAY + timedelta(days=wait)
        return Reorder(item, 1.0, 1, quantity, by)

    lines = [
        line("P-1", 0, 9, None), line("P-2", 0, 5, None), line("P-3", 1, 50, None),
        line("P-4", 2, 1, 0), line("P-5", 2, 8, 3), line("P-6", 2, 8, 3),
    ]  # fmt: skip
    mixed = [lines[at] for at in (3, 0, 5, 1, 4, 2)]
    assert sorted(mixed, key=lambda item: item.urgency) == lines


@pytest.mark.parametrize(("said", "lead"), [(None, 7), (0, 0), (45, 45), (100_000, 180)])
def test_the_longest_delivery_decides_how_far_to_look(said: int | None, lead: int) -> None:
    item = Share(product(1, lead_days=said), 0.1)
    assert count_days_needed([item], 60) == 60 + lead
    assert count_days_needed([], 60) == 60
