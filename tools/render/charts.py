"""Charts as pictures: a Chart in, PNG bytes out. matplotlib is loaded with the first chart."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

from babel.numbers import get_currency_symbol, list_currencies

from tools.contracts import Band, Chart

INK, MUTED, GRID, ACCENT, PAPER = "#1f2937", "#6b7280", "#e5e7eb", "#0d7a80", "#ffffff"
#: The colour of bars that others are compared with.
FADED = "#a9d3d3"
#: The colour of values that are only expected.
EXPECTED = "#d97706"
DPI = 150
SIZE = (1200 / DPI, 675 / DPI)
#: More labels than this do not fit side by side on a phone.
MOST_LABELS = 8
#: With more points than this the markers would overlap.
MOST_MARKERS = 45
THOUSAND = 1_000
#: The space above the top grid line, as a part of the axis, for the marker of a point on it.
HEADROOM = 0.03
#: The gap between a bar and the one it is compared with, in units of a bar's place.
GAP = 0.03
#: The space for texts beside the longest bar, as a part of its length.
ROOM_FOR_TEXTS = 0.46


def draw_png(chart: Chart) -> bytes:
    """Draw a PNG of 1200 x 675 pixels; it takes 150 ms of CPU or so: keep it off the event loop."""
    # The Figure API, without pyplot, has no global state, so any thread may draw.
    from matplotlib.figure import Figure
    from matplotlib.layout_engine import ConstrainedLayoutEngine

    layout = ConstrainedLayoutEngine(w_pad=0.22, h_pad=0.2)
    figure = Figure(figsize=SIZE, dpi=DPI, facecolor=PAPER, layout=layout)
    axes = figure.subplots()
    if chart.kind in ("funnel", "pairs"):
        _draw_beside(axes, chart)
    else:
        _draw_upright(axes, chart)
    figure.suptitle(chart.title, x=0.03, ha="left", color=INK, fontsize=15, fontweight="bold")
    out = io.BytesIO()
    figure.savefig(out, format="png")
    return out.getvalue()


def _draw_upright(axes: Any, chart: Chart) -> None:
    """Draw a line or bars over an axis of amounts; expected values look different."""
    places = range(len(chart.values))
    values = [float(value) for value in chart.values]
    _draw(axes, chart.kind, places, values, expected=len(chart.band.low) if chart.band else 0)
    if chart.band:
        _draw_band(axes, chart.band, values)
    _draw_axes(axes, chart)


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


def _draw_beside(axes: Any, chart: Chart) -> None:
    """Draw horizontal bars with their texts, the first on top, each above its comparison."""
    values, before = chart.values, chart.compared.values if chart.compared else ()
    scales = _compute_scales(chart)
    thick, thin = (0.44, 0.24) if before else (0.6, 0.0)
    shift = thin / 2
    for place, (value, text, scale) in enumerate(zip(values, chart.texts, scales, strict=True)):
        _draw_bar(axes, place - shift, value / scale, thick, ACCENT)
        _draw_text_beside(
            axes, place - shift, value / scale, text, color=INK, fontsize=16, fontweight="bold"
        )
    for place, value in enumerate(before):
        middle = place - shift + (thick + thin) / 2 + GAP
        _draw_bar(axes, middle, value / scales[place], thin, FADED)
        text = chart.compared.texts[place] if chart.compared else ""
        _draw_text_beside(axes, middle, value / scales[place], text, color=MUTED, fontsize=13.5)
    for side in axes.spines.values():
        side.set_visible(False)
    axes.set_xlim(0, 1 + ROOM_FOR_TEXTS)
    axes.set_ylim(len(values) - 0.5, -0.5)
    axes.set_xticks([])
    axes.set_yticks(range(len(values)), chart.labels)
    axes.tick_params(length=0, labelsize=15, labelcolor=INK, pad=8)
    if chart.compared:
        _draw_legend(axes, chart.name, chart.compared.name)


def _compute_scales(chart: Chart) -> list[Decimal]:
    """Return each bar's value at full length: the larger of its pair, or a funnel's largest."""
    before = chart.compared.values if chart.compared else chart.values
    largest = [max(pair) for pair in zip(chart.values, before, strict=True)]
    if chart.kind == "funnel":
        largest = [max(largest)] * len(largest)
    return [value if value > 0 else Decimal(1) for value in largest]


def _draw_bar(axes: Any, middle: float, share: Decimal, height: float, color: str) -> None:
    axes.barh([middle], [float(max(share, Decimal(0)))], height=height, color=color, zorder=3)


def _draw_text_beside(axes: Any, middle: float, share: Decimal, text: str, **style: Any) -> None:
    end = float(max(share, Decimal(0))) + 0.012
    axes.text(end, middle, text, va="center", zorder=4, **style)


def _draw_legend(axes: Any, name: str, compared: str) -> None:
    from matplotlib.patches import Patch

    axes.legend(
        handles=[Patch(color=ACCENT, label=name), Patch(color=FADED, label=compared)],
        loc="upper center", bbox_to_anchor=(0.45, 0), ncols=2, frameon=False, fontsize=13.5,
        labelcolor=MUTED, handlelength=1, handleheight=1, columnspacing=2,
    )  # fmt: skip


def _draw_band(axes: Any, band: Band, values: list[float]) -> None:
    """Draw the expected values as a dashed line from the last known one on, and their range."""
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


def _draw_axes(axes: Any, chart: Chart) -> None:
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
    unit = _get_symbol(chart.unit)
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: _format_amount(value, unit)))
    shown = _choose_labels(len(chart.labels))
    axes.set_xticks(shown, [chart.labels[place] for place in shown])


def _choose_labels(count: int) -> list[int]:
    """Return which of `count` labels to show: at equal distances, always with the last."""
    step = -(-count // MOST_LABELS)
    return sorted(range(count - 1, -1, -step)) if count else []


def _get_symbol(unit: str) -> str:
    return get_currency_symbol(unit, locale="ru") if unit in list_currencies() else unit


def _format_amount(value: float, unit: str) -> str:
    """Format a tick such as "1 500 €", with a narrow space, which both languages understand."""
    shown = Decimal(str(round(value, 6))).normalize()
    text = f"{shown:,.0f}" if abs(value) >= THOUSAND or shown == int(shown) else f"{shown:,f}"
    return f"{text} {unit}".strip().replace(",", "\u202f")
