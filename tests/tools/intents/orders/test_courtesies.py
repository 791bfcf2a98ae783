"""Orders inside a courtesy: it is left out, and the verb after it may have any form."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.tools.intents.catalogue import SHOP
from tools.intents.language.lexicon_file import read
from tools.intents.resolve import ToolCall, detect_language, resolve

TODAY = date(2026, 11, 23)

ORDERED: dict[str, tuple[str, dict[str, Any]]] = {
    "Would you mind removing the flag from 1046?": (
        "flag_order",
        {"order_ids": ["OB-1046"], "flagged": False},
    ),
    "I'd be so grateful if you'd raise P-101 and P-102 by 4 percent.": (
        "adjust_price",
        {"product_ids": ["P-101", "P-102"], "percent": 4},
    ),
    "I'd really appreciate it if you paused campaign C-3": (
        "pause_campaign",
        {"campaign_id": "C-3"},
    ),
    "Could I trouble you to make the Moka pot visible, please?": (
        "publish_product",
        {"product_ids": ["P-126"], "published": True},
    ),
    "Would you be so kind as to flag all stuck orders?": ("flag_order", {"preset": "stuck"}),
    'May I ask you to flag 1074 with the reason "paid twice"?': (
        "flag_order",
        {"order_ids": ["OB-1074"], "reason": "paid twice"},
    ),
    "Would you mind letting the team know that the sale ends tonight?": (
        "notify_team",
        {"message": "the sale ends tonight"},
    ),
    "I'd be grateful if you told the team that C-1 is running again": (
        "notify_team",
        {"message": "C-1 is running again"},
    ),
    "буду рада, если вы приостановите кампанию C-3": ("pause_campaign", {"campaign_id": "C-3"}),
}


@pytest.mark.parametrize(("text", "call"), ORDERED.items())
def test_a_courteous_order(text: str, call: tuple[str, dict[str, Any]]) -> None:
    answer = _ask(text)

    assert isinstance(answer, ToolCall)
    assert (answer.tool, answer.payload) == call


@pytest.mark.parametrize(
    "text",
    [
        "would you mind not hiding P-101",
        "do you mind if I hide P-101?",
        "if you hid P-101, what would happen?",
        "you removed the flag from OB-1046",
        "were you to hide P-101 I'd be grateful for a hint",
    ],
)
def test_what_only_looks_courteous(text: str) -> None:
    assert not isinstance(_ask(text), ToolCall)


def test_a_run_with_alternatives(tmp_path: Any) -> None:
    (tmp_path / "nl.toml").write_text('[marks]\nthanks = ["=heel| =graag|dank =je"]')

    runs = read([tmp_path / "nl.toml"]).runs.values()

    assert {(name, " ".join(run)) for found in runs for name, run in found} == {
        ("thanks", "=heel =graag =je"),
        ("thanks", "=heel =dank =je"),
        ("thanks", "=graag =je"),
        ("thanks", "=dank =je"),
    }


def _ask(text: str) -> object:
    language = detect_language(text, "en")
    return resolve(text, today=TODAY, language=language, catalogue=SHOP)
