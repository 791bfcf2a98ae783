"""What an order depends on, said before it: it is never an action, whatever the condition is about."""

from __future__ import annotations

import pytest

from tests.evals.measure import build_demo_catalogue
from tests.tools.intents.phrases import TODAY
from tools import registry
from tools.intents.answers import Answer, list_calls
from tools.intents.resolve import resolve
from tools.languages import Language

CONDITIONS: dict[Language, tuple[str, ...]] = {
    "en": (
        "as soon as", "as long as", "so long as", "once", "when", "whenever", "after", "the moment", "the minute",
        "the second", "by the time", "the day", "on the day", "provided", "provided that", "in case", "assuming",
        "unless", "until", "till", "before", "if", "even if", "only if", "supposing", "suppose", "as and when",
        "if and when", "next time", "every time", "each time", "any time", "in the event that", "on condition that",
        "given it turns out",
    ),
    "ru": (
        "как только", "когда", "если", "если вдруг", "после того как", "до тех пор пока", "в случае если", "едва",
        "едва только", "лишь только", "при условии что", "допустим", "предположим", "раз уж вдруг", "в тот день когда",
        "каждый раз когда", "перед тем как", "прежде чем", "ежели", "коли", "коль",
    ),
}  # fmt: skip
#: What may happen, and the order that waits for it; each names the thing before the order does.
ORDERS: dict[Language, tuple[str, ...]] = {
    "en": (
        "the Kenya is back in stock, put it live again",
        "P-101 is sold out, hide it",
        "C-6 has spent a hundred, pause it",
        "SHIP5 was used ten times, switch it off",
        "the halva goes bad, please hide it in the shop",
        "the order OB-1040 gets paid, take the flag off it",
        "the matcha sells badly, so hide it",
        "the team asks, take the last change back",
    ),
    "ru": (
        "кения снова будет в наличии, верни её на витрину",
        "P-101 кончится, скрой его",
        "C-6 потратит сотню, поставь её на паузу",
        "купон SHIP5 используют десять раз, отключи его",
        "халва испортится, скрой её в магазине",
        "заказ 1040 оплатят, сними с него флаг",
        "матча плохо продаётся, поэтому скрой её",
    ),
}
#: Orders with what they wait for behind them.
WAITING: dict[Language, tuple[str, ...]] = {
    "en": (
        "hide P-101 {} it is sold out",
        "please pause campaign C-6, {} the money is spent",
        "take 10% off the matcha {} the new batch arrives",
        "take the last change back {} the team complains",
    ),
    "ru": (
        "скрой P-101, {} он кончится",
        "поставь на паузу кампанию C-6, {} кончатся деньги",
        "сделай скидку 10% на матчу, {} придёт новая партия",
    ),
}


def ask(text: str, language: Language) -> Answer:
    return resolve(text, today=TODAY, language=language, catalogue=build_demo_catalogue())


@pytest.mark.parametrize(
    ("condition", "language"),
    [(condition, language) for language, listed in CONDITIONS.items() for condition in listed],
)
def test_an_order_that_waits_for_something_is_no_action(
    condition: str, language: Language
) -> None:
    texts = [
        text
        for order in ORDERS[language]
        for text in (f"{condition} {order}", f"hm, {condition} {order}")
    ]
    texts += [order.format(condition) for order in WAITING[language]]
    acted = [
        text
        for text in texts
        if any(registry.is_action(call.tool) for call in list_calls(ask(text, language)))
    ]
    assert acted == []
