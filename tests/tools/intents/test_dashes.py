"""Every dash and minus is read as "-": never another number, another id, or the other direction."""

from __future__ import annotations

import unicodedata
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.tools.conftest import context
from tests.tools.intents.catalogue import SHOP
from tools import registry, runner
from tools.contracts import ToolRefused
from tools.dashes import DASHES, replace_dashes
from tools.intents.answers import ToolCall
from tools.intents.planner.allowed import list_allowed_actions
from tools.intents.planner.arguments import find_unsaid
from tools.intents.planner.partial import is_partial
from tools.intents.resolve import Answer, Question, detect_language, resolve

TODAY = date(2026, 11, 23)
DASH = pytest.mark.parametrize(
    "dash", DASHES, ids=lambda dash: f"U+{ord(dash):04X} {unicodedata.name(dash)}"
)

#: What is said, and the call that it comes to.
CALLS: list[tuple[str, str, dict[str, Any]]] = [
    ("change the price of P-101 by -5%", "adjust_price", {"product_ids": ["P-101"], "percent": -5}),
    ("change the price of P-101 by -€2", "adjust_price", {"product_ids": ["P-101"], "amount": "-2"}),
    ("измени цену P-101 на -5%", "adjust_price", {"product_ids": ["P-101"], "percent": -5}),
    ("измени цену П-101 на -.5%", "adjust_price", {"product_ids": ["P-101"], "percent": "-0.5"}),
    ("flag OB-1004", "flag_order", {"order_ids": ["OB-1004"]}),
    ("пометь ОВ-1004 причина адрес", "flag_order", {"order_ids": ["OB-1004"], "reason": "адрес"}),
    ("/flag OB-1004", "flag_order", {"order_ids": ["OB-1004"]}),
    ("OB-1004", "order_detail", {"order_id": "OB-1004"}),
    ("hide P-101 and P-102", "publish_product",
     {"product_ids": ["P-101", "P-102"], "published": False}),
    ("20% discount on P-101", "set_discount", {"product_ids": ["P-101"], "percent": 20}),
    ("KPI 2026-11-03", "kpi_snapshot", {"start": "2026-11-03", "end": "2026-11-03"}),
    ("KPI 1-5 November", "kpi_snapshot", {"start": "2026-11-01", "end": "2026-11-05"}),
    ("pause campaign C-1", "pause_campaign", {"campaign_id": "C-1"}),
    ("create coupon AUTUMN-10 for 10%", "create_coupon", {"code": "AUTUMN-10", "percent_off": 10}),
    ("disable coupon SHIP-5", "disable_coupon", {"code": "SHIP-5"}),
    ("orders by phone +49-170-1234567", "orders_search", {"query": "+49-170-1234567"}),
]  # fmt: skip

#: A sign against its verb, or before a new price.
CONTRADICTIONS = [
    "raise the price of P-101 by -5%",
    "raise the price of P-101 by -.5%",
    "raise the price of P-101 by -$.50",
    "raise the price of P-101 by - 5%",
    "raise P-101 by -5%",
    "raise all prices by -5%",
    "подними все цены на -5%",
    "подними цену P-101 на -5%",
    "cut all prices by -5%",
    "cut all prices by +5%",
    "lower the price of P-101 by -5%",
    "снизь цену P-101 на -5%",
    "make everything cheaper by -5%",
    "set the price of P-101 to -5",
]

#: An order, and the words that it hands on.
HANDED_ON = [
    ("flag OB-1003 reason ", "the box - damaged"),
    ("пометь OB-1003 причина: ", "коробка - мятая, кто-то уронил"),
    ("notify the team: ", "check OB-1003 - and P-101"),
    ("tell the team that ", "tea is sold out - again"),
    ("/notify ", "tea - sold out"),
    ("notify the team: ", "-5% on tea from today"),
    ("/notify ", "-5% on tea from today"),
    ("flag OB-1003 reason ", "-5 pieces"),
]

WAY_OPEN = {
    "en": "Up or down, per cent or money? For example +3% or -2 euro.",
    "ru": "Вверх или вниз, проценты или деньги? Например +3% или -2 евро.",
}


def resolved(text: str) -> Answer:
    return resolve(text, today=TODAY, language=detect_language(text, "en"), catalogue=SHOP)


def test_the_dashes_of_phones_word_processors_and_our_own_cards_are_among_them() -> None:
    assert set("-‐‑‒–—―−﹣－⁻") <= set(DASHES)
    assert len(DASHES) == len(set(DASHES))


@DASH
def test_a_number_an_id_and_a_day_are_read_with_every_dash(dash: str) -> None:
    found = {text: resolved(text.replace("-", dash)) for text, _, _ in CALLS}

    assert found == {text: ToolCall(tool, payload) for text, tool, payload in CALLS}


@DASH
def test_a_sign_against_its_verb_is_asked_about(dash: str) -> None:
    """A minus after "raise", after "cut", or before a new price says no direction of its own."""
    for text in CONTRADICTIONS:
        plain, found = resolved(text), resolved(text.replace("-", dash).replace("+", "＋"))

        assert isinstance(plain, Question), text
        assert plain.text == WAY_OPEN[detect_language(text, "en")], text
        assert found == plain, text


@DASH
@pytest.mark.parametrize(
    "text", ["discount -10% on P-101", "сделай скидку -10% на P-101", "hide -5 products"]
)
def test_other_tools_guess_nothing_from_a_minus(dash: str, text: str) -> None:
    plain, found = resolved(text), resolved(text.replace("-", dash))

    assert isinstance(plain, Question)
    assert isinstance(found, Question)
    assert (found.missing, found.known) == (plain.missing, plain.known)


@DASH
def test_what_people_will_read_keeps_its_own_dashes(dash: str) -> None:
    for before, own in HANDED_ON:
        found = resolved(before + own.replace("-", dash))

        assert isinstance(found, ToolCall), own
        assert found.payload.get("reason", found.payload.get("message")) == own.replace("-", dash)


@DASH
def test_a_dash_that_only_leads_to_the_words_is_none_of_them(dash: str) -> None:
    assert resolved(f"flag OB-1003 {dash} wrong address") == ToolCall(
        "flag_order", {"order_ids": ["OB-1003"], "reason": "wrong address"}
    )
    assert resolved(f"notify the team {dash} check OB-1003") == ToolCall(
        "notify_team", {"message": "check OB-1003"}
    )


@DASH
@pytest.mark.parametrize("percent", ["5", "-5"])
def test_the_planner_takes_no_side_of_a_contradiction(dash: str, percent: str) -> None:
    for text in (f"raise prices of P-101 by {dash}5%", "cut prices of P-101 by ＋5%"):
        change = ToolCall("adjust_price", {"product_ids": ["P-101"], "percent": percent})
        assert find_unsaid(change, text, ()) == "percent"


@DASH
def test_the_planner_hears_every_minus(dash: str) -> None:
    text = f"can you change P{dash}101 by {dash}5%"
    change = ToolCall("adjust_price", {"product_ids": ["P-101"], "percent": "-5"})

    assert "adjust_price" in list_allowed_actions(text)
    assert find_unsaid(change, text, ()) == ""
    assert not is_partial([change], text)
    assert is_partial([ToolCall("flag_order", {"order_ids": ["OB-1003"]})], f"flag OB{dash}1004")
    assert is_partial(
        [ToolCall("flag_order", {"order_ids": ["OB-1003", "OB-1010"]})],
        f"flag OB-1003{dash}OB-1010",
    )


def validated(tool: str, payload: dict[str, Any]) -> dict[str, Any]:
    item = registry.get(tool)
    assert item is not None
    return runner.validate(item, payload, context()).model_dump(exclude_unset=True)


@DASH
def test_arguments_of_programs_and_models_are_read_alike(dash: str) -> None:
    assert validated(
        "adjust_price", {"product_ids": [f"P{dash}101"], "percent": f"{dash}5.5"}
    ) == {"product_ids": ("P-101",), "percent": Decimal("-5.5")}
    assert validated("flag_order", {"order_ids": [f"ob{dash}1003"], "reason": f"a {dash} b"}) == {
        "order_ids": ("OB-1003",),
        "reason": f"a {dash} b",
    }
    assert validated("order_detail", {"order_id": f"OB{dash}1003"}) == {"order_id": "OB-1003"}
    assert validated("kpi_snapshot", {"start": f"2026{dash}11{dash}03"}) == {
        "start": date(2026, 11, 3)
    }
    assert validated("disable_coupon", {"code": f"SHIP{dash}5"}) == {"code": "SHIP-5"}
    assert validated("notify_team", {"message": f"tea {dash} sold out"}) == {
        "message": f"tea {dash} sold out"
    }
    with pytest.raises(ToolRefused, match="percent"):
        validated("set_discount", {"product_ids": ["P-101"], "percent": f"{dash}5"})


@DASH
def test_every_sign_stays_in_its_place(dash: str) -> None:
    text = f"а{dash}б {dash}5%"
    assert replace_dashes(text) == "а-б -5%"
    assert len(replace_dashes(text)) == len(text)
