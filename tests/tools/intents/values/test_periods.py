"""Days and periods as people say them, on Monday 23 November 2026."""

from __future__ import annotations

import pytest

from tests.tools.intents.phrases import TODAY
from tools.intents.resolve import Question, ToolCall, detect_language, resolve


@pytest.mark.parametrize(
    ("said", "start", "end"),
    [
        ("the week before last", "2026-11-09", "2026-11-15"),
        ("w/c 9 Nov", "2026-11-09", "2026-11-15"),
        ("the week ending 15 November", "2026-11-09", "2026-11-15"),
        ("two weeks ending Saturday the 21st", "2026-11-08", "2026-11-21"),
        ("the last fortnight", "2026-11-10", "2026-11-23"),
        ("the past 3 wks", "2026-11-03", "2026-11-23"),
        ("the last thirty-five days", "2026-10-20", "2026-11-23"),
        ("the first half of November", "2026-11-01", "2026-11-15"),
        ("the first ten days of November", "2026-11-01", "2026-11-10"),
        ("the first half of the year", "2026-01-01", "2026-06-30"),
        ("the month so far", "2026-11-01", "2026-11-23"),
        ("the 3rd", "2026-11-03", "2026-11-03"),
        ("Friday the 20th", "2026-11-20", "2026-11-20"),
        ("yday", "2026-11-22", "2026-11-22"),
        ("July to September", "2026-07-01", "2026-09-30"),
        ("the last seven, no wait, the last eight days", "2026-11-16", "2026-11-23"),
        ("last week, Monday through Sunday", "2026-11-16", "2026-11-22"),
        ("November 2nd to the 8th of November", "2026-11-02", "2026-11-08"),
        ("с 1 по 15", "2026-11-01", "2026-11-15"),
        ("с 25-го по сегодня", "2026-10-25", "2026-11-23"),
        ("сентябрь, с первого по тридцатое", "2026-09-01", "2026-09-30"),
        ("с пятницы, 20-го, по сегодня", "2026-11-20", "2026-11-23"),
        ("последние дней восемь", "2026-11-16", "2026-11-23"),
        ("двадцать пять дней", "2026-10-30", "2026-11-23"),
        ("двое суток", "2026-11-22", "2026-11-23"),
        ("полтора месяца, сорок пять дней", "2026-10-10", "2026-11-23"),
        ("первую половину октября", "2026-10-01", "2026-10-15"),
        ("минувшие выходные", "2026-11-21", "2026-11-22"),
        ("ноябрь на сегодняшний день", "2026-11-01", "2026-11-23"),
        ("неделю с девятого по пятнадцатое", "2026-11-09", "2026-11-15"),
        ("с девятого по пятнадцатое у нас", "2026-11-09", "2026-11-15"),
        ("three days, 13 to 15 November", "2026-11-13", "2026-11-15"),
        ("last week, mon-sun", "2026-11-16", "2026-11-22"),
    ],
)  # fmt: skip
def test_a_period(said: str, start: str, end: str) -> None:
    russian = detect_language(said, "en") == "ru"
    answer = resolve(f"КПИ {said}" if russian else f"KPI for {said}", today=TODAY, language="en")

    assert answer == ToolCall("kpi_snapshot", {"start": start, "end": end})


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("KPI for a week and a half", [("2026-11-14", "2026-11-23"), ("2026-11-13", "2026-11-23")]),
        ("КПИ за полторы недели", [("2026-11-14", "2026-11-23"), ("2026-11-13", "2026-11-23")]),
        ("KPI for the first week of November", [("2026-11-01", "2026-11-07"), ("2026-11-02", "2026-11-08")]),
        ("KPI on Black Friday", [("2025-11-28", "2025-11-28")]),
    ],
)  # fmt: skip
def test_two_readings_are_offered(text: str, days: list[tuple[str, str]]) -> None:
    answer = resolve(text, today=TODAY, language="en")

    assert isinstance(answer, Question)
    offered = [button.payload for button in answer.suggestions]
    assert offered[: len(days)] == [{"start": start, "end": end} for start, end in days]


@pytest.mark.parametrize("text", ["KPI for that month", "КПИ за тот месяц"])
def test_a_month_that_nobody_has_named_is_asked_about(text: str) -> None:
    answer = resolve(text, today=TODAY, language="en")

    assert isinstance(answer, Question)
    assert answer.suggestions[0].payload == {"start": "2026-10-25", "end": "2026-11-23"}


@pytest.mark.parametrize(
    ("text", "payload"),
    [
        ("forecast until Friday", {"horizon_days": 5}),
        ("прогноз до 27-го", {"horizon_days": 5}),
        ("forecast up to and including the 29th", {"horizon_days": 7}),
        ("прогноз до конца месяца", {"horizon_days": 8}),
        ("forecast for the next fortnight", {"horizon_days": 14}),
        ("прогноз на полтора месяца, 45 дней", {"horizon_days": 45}),
        ("what to reorder, top 5", {"reorder": True, "limit": 5}),
        ("дозаказ на 21 день", {"reorder": True, "horizon_days": 21}),
    ],
)
def test_days_ahead(text: str, payload: dict[str, object]) -> None:
    assert resolve(text, today=TODAY, language="en") == ToolCall("demand_forecast", payload)
