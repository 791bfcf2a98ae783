"""Orders of coupons: their codes, what they give, when they hold, and what ends one."""

from __future__ import annotations

from datetime import date

import pytest

from tools.intents.resolve import Answer, ToolCall, detect_language, resolve

TODAY = date(2026, 11, 23)

NEW = {
    "coupon TEA10 10%": {"code": "TEA10", "percent_off": 10},
    "BLACK25 купон минус 25%": {"code": "BLACK25", "percent_off": 25},
    "create xmas15 15%": {"code": "XMAS15", "percent_off": 15},
    "whip up coupon FIVER, 5 bucks off": {"code": "FIVER", "amount_off": "5.00"},
    "bung in a voucher CRACKER, a fiver off, first fifty punters": {
        "code": "CRACKER",
        "amount_off": "5.00",
        "max_uses": 50,
    },
    "knock up a coupon CUPPA10, ten per cent off, cheers": {
        "code": "CUPPA10",
        "percent_off": 10,
    },
    "create code SORRY8, 8.50 euros off, can be used once": {
        "code": "SORRY8",
        "amount_off": "8.50",
        "max_uses": 1,
    },
    "new coupon COZY, 12 percent, at most 100 uses": {
        "code": "COZY",
        "percent_off": 12,
        "max_uses": 100,
    },
    "set up the voucher BLACK25: 25%, from 27 November to 30 November": {
        "code": "BLACK25",
        "percent_off": 25,
        "starts_at": "2026-11-27",
        "ends_at": "2026-11-30",
    },
    "coupon LUCIA13 for 13 December only, 13% off, create it": {
        "code": "LUCIA13",
        "percent_off": 13,
        "starts_at": "2026-12-13",
        "ends_at": "2026-12-13",
    },
    "set up MINCEPIE at twelve per cent till the 20th of December, cheers": {
        "code": "MINCEPIE",
        "percent_off": 12,
        "ends_at": "2026-12-20",
    },
    "make code NAP5 5% that runs through Sunday": {
        "code": "NAP5",
        "percent_off": 5,
        "ends_at": "2026-11-29",
    },
    "create coupon A10 10% until the 24th": {
        "code": "A10",
        "percent_off": 10,
        "ends_at": "2026-11-24",
    },
    "create coupon NYE9 9% until New Year's Eve": {
        "code": "NYE9",
        "percent_off": 9,
        "ends_at": "2026-12-31",
    },
    "оформи купон DANKE10 на 10 евро, одноразовый": {
        "code": "DANKE10",
        "amount_off": "10.00",
        "max_uses": 1,
    },
    "выпусти купон BARISTA7 на семь евро пятьдесят центов": {
        "code": "BARISTA7",
        "amount_off": "7.50",
    },
    "замути купончик TG15, процентов пятнадцать, с завтрашнего дня": {
        "code": "TG15",
        "percent_off": 15,
        "starts_at": "2026-11-24",
    },
    "сделай код FRIDAY30: 30%, только 27 ноября": {
        "code": "FRIDAY30",
        "percent_off": 30,
        "starts_at": "2026-11-27",
        "ends_at": "2026-11-27",
    },
    "нужен купон TEATIME на 15 процентов с 1 по 15 декабря": {
        "code": "TEATIME",
        "percent_off": 15,
        "starts_at": "2026-12-01",
        "ends_at": "2026-12-15",
    },
    "заведи промокод freund 5%, не больше 100 применений": {
        "code": "FREUND",
        "percent_off": 5,
        "max_uses": 100,
    },
}

ENDED = {
    "coupon tea5 off": "TEA5",
    "bin the coupon BISCUIT8, cheers": "BISCUIT8",
    "retire the code AUTUMN10": "AUTUMN10",
    "pull the plug on coupon FIVER": "FIVER",
    "shut GIFT20 off": "GIFT20",
    "take the coupon MORNING7 out of use": "MORNING7",
    "put an end to the voucher FIRST50": "FIRST50",
    "knock CUPPA10 on the head": "CUPPA10",
    "make the coupon FAMILY40 invalid": "FAMILY40",
    "set coupon COZY to disabled": "COZY",
    "SUMMER5 no more": "SUMMER5",
    "прикрой TG15": "TG15",
    "вырубай промик HYPE20": "HYPE20",
    "убери из обращения купон TEATIME": "TEATIME",
    "сделай недействительным промокод SILVESTER": "SILVESTER",
    "купон DANKE долой": "DANKE",
    "закрой промокод freund": "FREUND",
    "xmas12 отключить": "XMAS12",
}

NOTHING_DONE = (
    "we made coupon A10 with 10% yesterday",
    "Anna and I set up coupon A10 with 10%",
    "did you create coupon A10 for 10%?",
    'she wrote: please "create coupon A10 for 10%"',
    "she wrote «please disable SUMMER10»",
    "не отключай WINTER20",
    "не знаю, отключать ли AUTUMN10",
    "turn off iPhone15",
    "stop creating coupon A10",
    "cancel order OB-1003, the customer used coupon SHIP5",
    "take 5 euro off P-101 with coupon SHIP5",
    "do not bin coupon SHIP5",
    "he binned coupon SHIP5",
    "coupon SHIP5 no longer works, why",
    "customers pull coupon SHIP5 out of every box",
    "create coupon A10 with 10% when we reach a hundred orders",
    "create coupon LATE5 with 10% for Easter Monday",
    "добавь код monday6 6% сегодня",
    "хотел купон на 10 процентов, но заведи промокод LENA12 на двенадцать",
    "create a coupon ASAP with 10%",
    "create coupons A10 and B20 with 10%",
    "в отзыве: «верните купон SALE5 на 5%»",
    "купон SALE5 на 5% отключили вчера",
)


def _resolve(text: str) -> Answer:
    return resolve(text, today=TODAY, language=detect_language(text, "en"))


@pytest.mark.parametrize(("text", "coupon"), NEW.items())
def test_a_coupon_is_created_as_it_was_said(text: str, coupon: dict[str, object]) -> None:
    assert _resolve(text) == ToolCall("create_coupon", coupon)


@pytest.mark.parametrize(("text", "code"), ENDED.items())
def test_a_coupon_is_disabled_by_any_verb(text: str, code: str) -> None:
    assert _resolve(text) == ToolCall("disable_coupon", {"code": code})


@pytest.mark.parametrize("text", NOTHING_DONE)
def test_no_coupon_changes_that_was_not_ordered_so(text: str) -> None:
    answer = _resolve(text)

    assert not isinstance(answer, ToolCall) or answer.tool not in {
        "create_coupon",
        "disable_coupon",
    }
