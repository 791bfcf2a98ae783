"""manage.py resolve: lines in, JSON lines out, days from --now in the shop's zone."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from tools.models import DemoProduct

pytestmark = pytest.mark.django_db


def run(monkeypatch: pytest.MonkeyPatch, lines: str, **options: Any) -> list[dict[str, Any]]:
    out = io.StringIO()
    monkeypatch.setattr("sys.stdin", io.StringIO(lines))
    call_command("resolve", stdout=out, **options)
    return [json.loads(line) for line in out.getvalue().split("\n") if line]


def test_one_line_each(monkeypatch: pytest.MonkeyPatch) -> None:
    found = run(
        monkeypatch, "дай KPI за вчера\n\nflag OB-1003 reason Test", now="2026-11-23T12:00"
    )

    assert found == [
        {
            "text": "дай KPI за вчера",
            "tool": "kpi_snapshot",
            "payload": {"start": "2026-11-22", "end": "2026-11-22"},
            "question": None,
        },
        {
            "text": "",
            "tool": None,
            "payload": {},
            "question": "I did not understand that; here is what you can ask.",
        },
        {
            "text": "flag OB-1003 reason Test",
            "tool": "flag_order",
            "payload": {"order_ids": ["OB-1003"], "reason": "Test"},
            "question": None,
        },
    ]


def test_an_order_that_leaves_open_of_which_products_is_shown_with_its_question(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = run(
        monkeypatch, "подними цены на 3%\nремонт цен\nraise prices\nсними скидки\nскидка 10%"
    )

    assert [(item["tool"], item["payload"]) for item in found] == [
        ("adjust_price", {"percent": 3}),
        (None, {}),
        (None, {}),
        ("set_discount", {"percent": 0}),
        (None, {}),
    ]
    assert found[0]["question"].startswith("У каких товаров?")
    assert found[2]["question"].startswith("Of which products?")
    assert found[3]["question"].startswith("С каких товаров?")


def test_days_are_the_shops(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    from zoneinfo import ZoneInfo

    settings.SHOP_ZONE = ZoneInfo("Europe/Berlin")

    [late] = run(monkeypatch, "KPI today", now="2026-11-22T23:30:00Z")

    assert late["payload"] == {"start": "2026-11-23", "end": "2026-11-23"}


def test_letters_stay_letters(monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.StringIO()
    monkeypatch.setattr("sys.stdin", io.StringIO("привет\n"))
    call_command("resolve", stdout=out)

    assert '"text": "привет"' in out.getvalue()


def test_wrong_now(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CommandError, match="is not an ISO time"):
        run(monkeypatch, "KPI", now="yesterday")


def test_products_of_the_shop_are_known_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    DemoProduct.objects.create(
        product_id="P-901", title="Samovar, copper", category="Brewing", stock=1, published=True
    )

    [found] = run(monkeypatch, "подними цену на самовар на 3%")

    assert found["tool"] == "adjust_price"
    assert found["payload"] == {"product_ids": ["P-901"], "percent": 3}


def test_without_a_database_no_product_is_known(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(connection.settings_dict, "HOST", "/nowhere")

    [found] = run(monkeypatch, "подними цену на самовар на 3%")

    assert found["tool"] is None
