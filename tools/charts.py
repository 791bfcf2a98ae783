"""Charts as pictures: a Chart in, PNG bytes out. matplotlib is loaded with the first one."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

from babel.numbers import get_currency_symbol, list_currencies

from tools.contracts import Band, Chart

INK, MUTED, GRID, ACCENT, PAPER = "#1f2937", "#6b7280", "#e5e7eb", "#4f46e5", "#ffffff"
#: What is not known yet, only expected.
EXPECTED = "#d97706"
DPI = 150
SIZE = (1200 / DPI, 675 / DPI)
#: More labels than this do not fit beside one another on a phone.
MOST_LABELS = 8
#: With more points than this the markers would run into one another.
MOST_MARKERS = 45
THOUSAND = 1_000
#: Room above the topmost line of the grid, for the marker of a point on it.
HEADROOM = 0.03


def png(chart: Chart) -> bytes:
    """The chart as a PNG of 1200 x 675 pixels; takes some 150 ms of CPU, so keep it off the loop."""
    # The Figure API and no pyplot: no global state, so any thread may draw.
    from matplotlib.figure import Figure
    from matplotlib.layout_engine import ConstrainedLayoutEngine

    layout = ConstrainedLayoutEngine(w_pad=0.22, h_pad=0.2)
    figure = Figure(figsize=SIZE, dpi=DPI, facecolor=PAPER, layout=layout)
    axes = figure.subplots()
    places = range(len(chart.values))
    values = [float(value) for value in chart.values]
    _draw(axes, chart.kind, places, values, expected=len(chart.band.low) if chart.band else 0)
    if chart.band:
        _draw_band(axes, chart.band, values)
    _style(axes, chart)
    figure.suptitle(chart.title, x=0.03, ha="left", color=INK, fontsize=15, fontweight="bold")
    out = io.BytesIO()
    figure.savefig(out, format="png")
    return out.getvalue()


def _draw(axes: Any, kind: str, places: range, values: list[float], expected: int) -> None:
    if kind == "bar":
        axes.bar(places, values, width=0.7, color=ACCENT, zorder=3)
        return
    few = len(values) <= MOST_MARKERS
    places, values = places[: len(values) - expected], values[: len(values) - expected]
    axes.plot(
        places, values, color=ACCENT, linewidth=2.4 if few else 1.4, marker="o" if few else None, markersize=5,
        markerfacecolor=PAPER, markeredgewidth=2, zorder=3, solid_capstyle="round",
    )  # fmt: skip
    axes.fill_between(places, values, color=ACCENT, alpha=0.1, zorder=2, linewidth=0)


def _draw_band(axes: Any, band: Band, values: list[float]) -> None:
    """The expected values as a dashed line that goes on from the last known one, in their range."""
    start = len(values) - len(band.low)
    known = slice(max(start - 1, 0), start)
    places = range(known.start, len(values))
    low, high = (
        [*values[known], *(float(value) for value in edge)] for edge in (band.low, band.high)
    )
    axes.fill_between(places, low, high, color=EXPECTED, alpha=0.18, zorder=2, linewidth=0)
    few = len(values) <= MOST_MARKERS
    axes.plot(
        places, values[known.start :], color=EXPECTED, linewidth=2.4 if few else 1.4,
        linestyle=(0, (2.4, 1.4)), zorder=3, label=band.label,
    )  # fmt: skip
    axes.legend(
        loc="lower left", bbox_to_anchor=(-0.01, 1), frameon=False, fontsize=10.5,
        labelcolor=MUTED, borderaxespad=0,
    )  # fmt: skip


def _style(axes: Any, chart: Chart) -> None:
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(GRID)
    axes.grid(axis="y", color=GRID, linewidth=1)
    axes.set_axisbelow(True)
    axes.tick_params(length=0, labelsize=10.5, colors=MUTED, pad=6)
    axes.margins(x=0.02)
    drawn = (*chart.values, *(chart.band.high if chart.band else ()))
    lowest, highest = float(min(drawn)), float(max(drawn))
    ticks = MaxNLocator(nbins=5, integer=highest > MOST_LABELS)
    marks = ticks.tick_values(min(0.0, lowest), highest if highest > 0 else 1.0)
    axes.set_yticks(marks)
    axes.set_ylim(marks[0], marks[-1] + (marks[-1] - marks[0]) * HEADROOM)
    unit = _symbol(chart.unit)
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: _amount(value, unit)))
    shown = _thinned(len(chart.labels))
    axes.set_xticks(shown, [chart.labels[place] for place in shown])


def _thinned(count: int) -> list[int]:
    """Which of `count` labels to show: evenly apart, always with the last."""
    step = -(-count // MOST_LABELS)
    return sorted(range(count - 1, -1, -step)) if count else []


def _symbol(unit: str) -> str:
    return get_currency_symbol(unit, locale="ru") if unit in list_currencies() else unit


def _amount(value: float, unit: str) -> str:
    """A tick such as "1 500 €", with a narrow space that both languages read."""
    shown = Decimal(str(round(value, 6))).normalize()
    text = f"{shown:,.0f}" if abs(value) >= THOUSAND or shown == int(shown) else f"{shown:,f}"
    return f"{text} {unit}".strip().replace(",", "\u202f")
