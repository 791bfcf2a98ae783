"""What we say instead of guessing about forecasts."""

from __future__ import annotations

from typing import Any

from tools.contracts import Words

TOOL = "demand_forecast"

FORECAST_TEXTS: dict[str, Words] = {
    "days_ahead": Words(
        "I can look 1 to 60 days ahead, today being the first, for example: forecast for 14 days.",
        "Я смотрю вперёд на 1–60 дней, считая сегодняшний, например: прогноз на 14 дней.",
    ),
}

FORECAST_BUTTONS: dict[str, tuple[Words, str, dict[str, Any]]] = {
    "forecast7": (Words("Forecast, 7 days", "Прогноз на 7 дней"), TOOL, {}),
    "forecast30": (Words("Forecast, 30 days", "Прогноз на 30 дней"), TOOL, {"horizon_days": 30}),
    "reorder": (Words("What to reorder", "Что закупить"), TOOL, {"reorder": True}),
}

FORECAST_TOPICS: dict[str, tuple[str, str, str]] = {
    TOOL: ("forecast7", "forecast30", "reorder"),
}
