"""Charts: a picture of the promised size, whatever the figures."""

from __future__ import annotations

import io
import itertools
import subprocess
import sys
from decimal import Decimal

import pytest
from PIL import Image, ImageColor

from tools.contracts import Band, Chart, ChartComparison
from tools.render import charts


def chart(values: list[str], kind: str = "line", unit: str = "EUR") -> Chart:
    return Chart.model_validate(
        {
            "kind": kind,
            "title": "Выручка по дням",
            "unit": unit,
            "labels": [f"{number} нояб." for number in range(len(values))],
            "values": [Decimal(value) for value in values],
        }
    )


@pytest.mark.parametrize("kind", ["line", "bar"])
@pytest.mark.parametrize(
    "values",
    [
        ["0"],
        ["0"] * 14,
        ["12.50", "1200", "0.01"],
        ["1000000000", "-5"],
        [str(n * 37 % 1500) for n in range(365)],
    ],
)
def test_a_chart_is_drawn(kind: str, values: list[str]) -> None:
    picture = Image.open(io.BytesIO(charts.draw_png(chart(values, kind))))
    assert (picture.format, picture.size) == ("PNG", (1200, 675))
    assert len(picture.convert("RGB").resize((300, 169)).getcolors(60_000) or []) > 10


@pytest.mark.parametrize("kind", ["funnel", "pairs"])
@pytest.mark.parametrize(
    ("values", "before"),
    [
        (["4210", "512", "240", "113"], None),
        (["4210", "512", "240", "113"], ["4490", "480", "251", "120"]),
        (["0", "0", "0", "0"], ["0", "0", "0", "0"]),
        (["0", "3", "1", "2"], ["5", "0", "1", "1"]),
        (["-5", "0.01", "1000000000", "1"], ["3", "1000000000", "0.01", "1"]),
    ],
)
def test_bars_beside_one_another_stay_on_the_paper(
    kind: str, values: list[str], before: list[str] | None
) -> None:
    texts = ["114\xa0210\xa0000,00 ₽"] * len(values)
    wanted = {
        "kind": kind, "title": "Продажи за два периода", "unit": "", "values": values, "texts": texts,
        "labels": ["Выручка", "Оплачено заказов", "Новых заказов", "Средний чек"],
        "name": "23 нояб.",
        "compared": before and {"name": "22 нояб.", "values": before, "texts": texts},
    }  # fmt: skip
    picture = Image.open(io.BytesIO(charts.draw_png(Chart.model_validate(wanted)))).convert("L")
    assert picture.size == (1200, 675)
    ink = picture.point(lambda shade: 255 if shade < 250 else 0).getbbox()
    assert ink is not None
    assert ink[0] > 10
    assert ink[1] > 10
    assert ink[2] < 1190
    assert ink[3] < 665


def test_each_pair_has_its_own_scale_and_a_funnel_one() -> None:
    pair = ChartComparison(
        name="b", values=(Decimal(2), Decimal(0), Decimal(-1)), texts=("", "", "")
    )
    drawn = Chart(
        kind="pairs", title="", unit="", labels=("a", "b", "c"), texts=("", "", ""), name="a",
        values=(Decimal(1), Decimal(0), Decimal(7)), compared=pair,
    )  # fmt: skip
    assert charts._compute_scales(drawn) == [Decimal(2), Decimal(1), Decimal(7)]
    assert charts._compute_scales(drawn.model_copy(update={"kind": "funnel"})) == [Decimal(7)] * 3


@pytest.mark.parametrize("known", [0, 1, 28, 90])
def test_what_is_only_expected_is_drawn_apart(known: int) -> None:
    values = [str(n * 7 % 40) for n in range(known + 14)]
    expected = [Decimal(value) for value in values[known:]]
    band = Band(
        label="expected",
        low=tuple(value / 2 for value in expected),
        high=tuple(value * 3 + 1 for value in expected),
    )
    plain, banded = chart(values), chart(values).model_copy(update={"band": band})
    picture = Image.open(io.BytesIO(charts.draw_png(banded))).convert("RGB")
    colours = {colour for _, colour in picture.getcolors(1_000_000) or []}
    assert picture.size == (1200, 675)
    assert ImageColor.getrgb(charts.EXPECTED) in colours
    assert (ImageColor.getrgb(charts.ACCENT) in colours) == bool(known)
    assert charts.draw_png(plain) != charts.draw_png(banded)


@pytest.mark.parametrize("count", [1, 2, 8, 9, 14, 31, 365])
def test_labels_are_thinned_evenly_and_end_with_the_last(count: int) -> None:
    places = charts._choose_labels(count)
    assert places[-1] == count - 1
    assert len(places) <= charts.MOST_LABELS
    assert len({b - a for a, b in itertools.pairwise(places)}) <= 1


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (1500.0, "€", "1\u202f500 €"),
        (0.6000000000000001, "€", "0.6 €"),
        (0.0, "", "0"),
        (1e9, "₽", "1\u202f000\u202f000\u202f000 ₽"),
    ],
)
def test_amounts_on_the_axis(value: float, unit: str, text: str) -> None:
    assert charts._format_amount(value, unit) == text


def test_matplotlib_is_loaded_with_the_first_picture_only() -> None:
    code = "import sys, tools.render.charts; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
