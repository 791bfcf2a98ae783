"""What we say instead of guessing about coupons and campaigns."""

from __future__ import annotations

from typing import Any

from tools.contracts import Words

COUPON_TEXTS: dict[str, Words] = {
    "not_promoted": Words(
        "I changed nothing; to order it, write for example: disable coupon SHIP5, or pause campaign C-1.",
        "Я ничего не меняю; чтобы изменить, напишите, например: отключи купон SHIP5 или поставь на паузу кампанию C-1.",
    ),
    "coupon_verb": Words(
        "I changed nothing; to create a coupon, write for example: create coupon AUTUMN10 for 10%.",
        "Я ничего не меняю; чтобы создать купон, напишите, например: создай купон AUTUMN10 на 10%.",
    ),
    "coupon_code": Words(
        "Which code? Latin letters and digits, for example AUTUMN10.",
        "Какой код? Латинские буквы и цифры, например AUTUMN10.",
    ),
    "coupon_which": Words(
        "Which coupon? Its code, for example SHIP5.",
        "Какой купон? Код, например SHIP5.",
    ),
    "coupon_worth": Words(
        "What does the coupon take off? Per cent or an amount, for example 10% or 5 euro.",
        "Какую скидку даёт купон? Процент или сумму, например 10% или 5 евро.",
    ),
    "coupon_percent": Words(
        "“{said}” does not work; a coupon takes off 1 to 95 whole per cent.",
        "«{said}» не подходит; купон даёт от 1 до 95 целых процентов.",
    ),
    "coupon_amount": Words(
        "“{said}” does not work; write the amount like 5.50, in {currency}.",
        "«{said}» не подходит; напишите сумму, например 5,50, в {currency}.",
    ),
    "coupon_uses": Words(
        "How often may the coupon be used? At least once, for example 100.",
        "Сколько раз можно использовать купон? Хотя бы один, например 100.",
    ),
    "coupon_until": Words(
        "Until which day is the coupon to work? For example 31.12.2026.",
        "До какого дня действует купон? Например 31.12.2026.",
    ),
    "coupon_past": Words(
        "“{said}” has passed; write the day with its year, for example 31.12.2026.",
        "«{said}» уже прошло; напишите день с годом, например 31.12.2026.",
    ),
    "which_campaign": Words(
        "Which campaign? Its number, for example C-1.",
        "Какая кампания? Номер, например C-1.",
    ),
}

COUPON_BUTTONS: dict[str, tuple[Words, str, dict[str, Any]]] = {
    "coupons": (Words("Coupons in use", "Действующие купоны"), "coupons_status", {}),
    "coupons_used": (
        Words("Most used coupons", "Самые частые купоны"),
        "coupons_status",
        {"sort": "most_used"},
    ),
    "coupons_ending": (
        Words("Coupons ending soon", "Купоны скоро закончатся"),
        "coupons_status",
        {"sort": "expiring"},
    ),
}

_ABOUT_COUPONS = ("coupons", "coupons_used", "coupons_ending")
COUPON_TOPICS: dict[str, tuple[str, str, str]] = {
    "coupons_status": _ABOUT_COUPONS,
    "create_coupon": _ABOUT_COUPONS,
    "disable_coupon": _ABOUT_COUPONS,
    "pause_campaign": ("coupons", "today", "stuck"),
}
