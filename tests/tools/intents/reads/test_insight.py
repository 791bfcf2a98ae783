"""Questions about purchases, refunds, suspects, the program, chats and coupons, paraphrased."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tools.intents.answers import Question, ToolCall
from tools.intents.resolve import detect_language, resolve

MONDAY = date(2026, 11, 23)


def ask(text: str) -> object:
    return resolve(text, today=MONDAY, language=detect_language(text, "en"))


@pytest.mark.parametrize(
    ("text", "tool", "payload"),
    [
        ("where do customers drop out", "funnel_snapshot", {}),
        ("which step do people leave at", "funnel_snapshot", {}),
        ("how many clicks convert", "funnel_snapshot", {}),
        ("conversion compared with the previous days", "funnel_snapshot", {}),
        ("сколько зашло и сколько купило", "funnel_snapshot", {}),
        ("сколько людей дошло до оплаты вчера", "funnel_snapshot", {"days": 1, "end": "2026-11-22"}),
        ("где люди сбегают", "funnel_snapshot", {}),
        ("how many people put products in the cart", "funnel_snapshot", {}),
        ("share of visits that end in a paid order last 60 days", "funnel_snapshot", {"days": 60}),
        ("сколько положили товар в корзину", "funnel_snapshot", {}),
        ("what per cent of orders are refunded", "refunds_anomalies", {}),
        ("кому возвращали деньги", "refunds_anomalies", {}),
        ("any customer with the same phone", "truststack_signals", {}),
        ("не злоупотребляет ли кто купонами", "truststack_signals", {}),
        ("у кого один и тот же телефон", "truststack_signals", {}),
        ("has anything failed in the system", "system_status", {"section": "errors"}),
        ("5 longest waiting", "chats_unanswered", {"limit": 5}),
        ("coupons valid today", "coupons_status", {}),
        ("which code ends first", "coupons_status", {"sort": "expiring"}),
        ("купоны по дате окончания", "coupons_status", {"sort": "expiring"}),
        ("money back last week", "refunds_anomalies", {"days": 7, "end": "2026-11-22"}),
        ("why do people send things back", "refunds_anomalies", {}),
        ("is the refund rate high", "refunds_anomalies", {}),
        ("почему возвращают товар", "refunds_anomalies", {}),
        ("сколько заказов вернули в октябре", "refunds_anomalies", {"days": 31, "end": "2026-10-31"}),
        ("доля возвращённых заказов", "refunds_anomalies", {}),
        ("any scammers this week", "truststack_signals", {"days": 7}),
        ("who is abusing our coupons", "truststack_signals", {}),
        ("which customers share a phone number", "truststack_signals", {}),
        ("any large first orders", "truststack_signals", {}),
        ("whom should we be careful with", "truststack_signals", {}),
        ("жулики за 90 дней", "truststack_signals", {"days": 90}),
        ("кто злоупотребляет купонами", "truststack_signals", {}),
        ("у каких клиентов совпадают телефоны", "truststack_signals", {}),
        ("do you have any glitches", "system_status", {"section": "errors"}),
        ("are we on demo or live", "system_status", {"section": "mode"}),
        ("is the link broken", "system_status", {}),
        ("какие баги были", "system_status", {"section": "errors"}),
        ("соединение работает?", "system_status", {}),
        ("who has not heard back from us", "chats_unanswered", {}),
        ("who needs an answer", "chats_unanswered", {}),
        ("chats waiting half a day", "chats_unanswered", {"older_than_hours": 12}),
        ("chats waiting more than a couple of hours", "chats_unanswered", {"older_than_hours": 2}),
        ("the 7 oldest chats", "chats_unanswered", {"limit": 7}),
        ("кого мы игнорируем", "chats_unanswered", {}),
        ("чаты без ответа больше пары часов", "chats_unanswered", {"older_than_hours": 2}),
        ("чаты ждут не меньше часа", "chats_unanswered", {"older_than_hours": 1}),
        ("кто ждёт ответа полтора дня", "chats_unanswered", {"older_than_hours": 36}),
        ("какие есть скидочные коды", "coupons_status", {}),
        ("live codes", "coupons_status", {}),
        ("top 3 coupons by uses", "coupons_status", {"sort": "most_used", "limit": 3}),
        ("the first 8 active coupons", "coupons_status", {"limit": 8}),
        ("which codes lapse soon", "coupons_status", {"sort": "expiring"}),
        ("5 популярных купонов", "coupons_status", {"sort": "most_used", "limit": 5}),
        ("промокоды по сроку", "coupons_status", {"sort": "expiring"}),
    ],
)  # fmt: skip
def test_paraphrase(text: str, tool: str, payload: dict[str, Any]) -> None:
    assert ask(text) == ToolCall(tool, payload)


@pytest.mark.parametrize(
    "text",
    [
        "answered chats",
        "expired coupons",
        "10% coupons",
        "chats within 2 hours",
        "refunds compared with October",
        "60 coupons",
        "is conversion better than in October",
        "which orders went through payment",
    ],
)
def test_what_was_not_asked_is_not_answered(text: str) -> None:
    assert isinstance(ask(text), Question)


def test_a_week_named_beside_its_monday_is_the_week() -> None:
    assert ask("it is monday so the refund report this week") == ToolCall(
        "refunds_anomalies", {"days": 7}
    )
