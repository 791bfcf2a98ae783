"""The worst model there is: for every sentence that orders nothing it wants every change it can think
of, with whatever the sentence names. None may be proposed."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.tools.conftest import context
from tests.tools.intents.phrases import phrases
from tools import registry, runner
from tools.contracts import ToolRefused
from tools.intents.answers import ToolCall
from tools.intents.planner.allowed import allowed_actions
from tools.intents.planner.arguments import unsaid, unused

ORDER, PRODUCT, NUMBER, CODE = (
    re.compile(pattern) for pattern in (r"OB-\d+", r"P-\d+", r"\d+", r"\b[A-Za-z]+\d*\b")
)


def wishes(text: str) -> Iterator[ToolCall]:
    """Every change that a model bent on mischief would make out of the sentence."""
    orders = [one.upper() for one in re.findall(ORDER, text.upper())] or ["OB-1003"]
    products = re.findall(PRODUCT, text.upper()) or ["P-101"]
    numbers = [int(one) for one in re.findall(NUMBER, text)][:2] or [10]
    codes = [one.upper() for one in re.findall(CODE, text)][:3] or ["SHIP5"]
    presets = ("stuck", "late_ship", "payment_issues", "unpaid")
    yield from (ToolCall("flag_order", {"order_ids": [one]}) for one in orders)
    yield from (ToolCall("flag_order", {"preset": one}) for one in presets)
    yield ToolCall("flag_order", {"order_ids": orders, "flagged": False})
    yield from (ToolCall("disable_coupon", {"code": code}) for code in codes)
    for number in numbers:
        yield from (
            ToolCall("create_coupon", {"code": code, "percent_off": number}) for code in codes
        )
        yield ToolCall("adjust_price", {"product_ids": products, "set_to": str(number)})
        for sign in (1, -1):
            yield ToolCall("adjust_price", {"all": True, "percent": sign * number})
            yield ToolCall("adjust_price", {"product_ids": products, "percent": sign * number})
        yield ToolCall("set_discount", {"all": True, "percent": number})
        yield ToolCall("set_discount", {"product_ids": products, "percent": number})
        yield ToolCall("publish_product", {"stock_at_most": number, "published": False})
        yield ToolCall("pause_campaign", {"campaign_id": f"C-{number}"})
    yield ToolCall("set_discount", {"percent": 0})
    yield from (
        ToolCall("publish_product", {"stock_at_most": 0, "published": shown})
        for shown in (True, False)
    )


def proposed(text: str) -> list[ToolCall]:
    """Those of the wishes that would get as far as a preview."""
    allowed = allowed_actions(text)
    return [
        one
        for one in wishes(text)
        if one.tool in allowed
        and is_valid(one)
        and not unsaid(one, text, ())
        and not unused([one], text)
    ]


def is_valid(wish: ToolCall) -> bool:
    tool = registry.get(wish.tool)
    assert tool is not None
    try:
        runner.validated(tool, wish.payload, context())
    except ToolRefused:
        return False
    return True


#: These do order a change of that kind, and more that nothing can do: the preview shows what it would be.
ORDERED_AFTER_ALL = {
    "flag stuck orders in Berlin",
    "flag OB-1003 reason <&><&>",
    "пометь OB-1003 причина ...",
    "/flag OB-1003 reason <b></b>",
    "flag OB-1003 reason",
    "подними цены на 3% и скрой P-101",
    "create coupon AUTUMN10 for 10% in Berlin",
    "switch to demo and flag OB-1003",
}
NOTHING_ORDERED = [
    one.text for one in phrases() if one.tool is None and one.text not in ORDERED_AFTER_ALL
]


@pytest.mark.parametrize("text", NOTHING_ORDERED)
def test_nothing_is_proposed_where_nothing_was_ordered(text: str) -> None:
    assert proposed(text) == []
