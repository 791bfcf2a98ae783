"""A list as a file: every row, readable by a spreadsheet in either language, and no formula."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from tests.tools.conftest import NOW, context
from tools import registry
from tools.contracts import ToolRefused
from tools.languages import Language
from tools.models import DemoCustomer, DemoOrder
from tools.render import sheets
from tools.render.sheets import Sheet


def made(name: str, language: Language = "en", **arguments: Any) -> Sheet:
    tool = registry.get(name)
    assert tool is not None
    ctx = context(language=language)
    return sheets.build_sheet(tool, tool.Payload.model_validate(arguments), ctx)


def rows(sheet: Sheet, delimiter: str = ",") -> list[list[str]]:
    assert sheet.content.startswith(b"\xef\xbb\xbf")
    text = sheet.content.decode("utf-8-sig")
    assert text.count("\r\n") == text.count("\n") == sheet.rows + 1
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


def test_every_row_whatever_the_page_was(shop: None) -> None:
    sheet = made("orders_search", limit=3, offset=6)
    found = rows(sheet)
    newest = DemoOrder.objects.order_by("-created_at", "-pk").values_list("pk", flat=True)
    assert (sheet.rows, sheet.total, sheet.name) == (
        len(newest), len(newest), "orders_search-2026-11-23.csv",
    )  # fmt: skip
    assert [row[0] for row in found[1:]] == list(newest)
    assert sheet.provenance is not None
    assert sheet.provenance.source == "DEMO"


def test_what_stands_in_it(shop: None) -> None:
    DemoOrder.objects.exclude(pk="OB-1003").update(status="paid")
    order = DemoOrder.objects.select_related("customer").get(pk="OB-1003")
    DemoOrder.objects.filter(pk="OB-1003").update(
        total=Decimal("1234.50"), created_at=datetime(2026, 11, 22, 23, 30, tzinfo=UTC), flagged=True,
        flagged_at=NOW,
    )  # fmt: skip
    DemoCustomer.objects.filter(pk=order.customer_id).update(name='=1+1;"Анна", Ко')

    assert rows(made("orders_search", preset="stuck")) == [
        ["Order", "Status", "Payment", "Shipping", "Sum", "Customer", "Created", "Ship by", "Flagged"],
        ["OB-1003", "stuck", *rows(made("orders_search", preset="stuck"))[1][2:4], "1234.50",
         '\'=1+1;"Анна", Ко', "2026-11-23 00:30", rows(made("orders_search", preset="stuck"))[1][7], "yes"],
    ]  # fmt: skip
    russian = rows(made("orders_search", "ru", preset="stuck"), ";")
    assert russian[0][:2] == ["Заказ", "Статус"]
    assert (russian[1][1], russian[1][4], russian[1][8]) == ("завис", "1234,50", "да")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_nobody_s_name_becomes_a_formula(shop: None, start: str) -> None:
    DemoCustomer.objects.update(name=f"{start}cmd|' /C calc'!A0")
    found = rows(made("orders_search", preset="stuck"))
    assert {row[5] for row in found[1:]} == {f"'{start}cmd|' /C calc'!A0"}


def test_more_rows_than_a_file_holds(shop: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_ROWS", 5)
    sheet = made("orders_search")
    assert (sheet.rows, len(rows(sheet))) == (5, 6)
    assert sheets.say_caption(sheet, context()) == (
        f"The first 5 rows of {DemoOrder.objects.count()}: a file holds no more."
    )
    assert sheets.say_caption(made("orders_search", preset="stuck"), context()) == "Rows: 3"


@pytest.mark.parametrize(
    "name", ["chats_unanswered", "top_products", "inventory_status", "coupons_status"]
)
def test_every_list_makes_a_file_with_headings_of_its_own(shop: None, name: str) -> None:
    for language, delimiter in (("en", ","), ("ru", ";")):
        sheet = made(name, "ru" if language == "ru" else "en")
        head = rows(sheet, delimiter)[0]
        assert not [token for token in head if "_" in token]
        assert all(any("а" <= char.lower() <= "я" for char in token) for token in head) == (
            language == "ru"
        )


def test_no_rows_and_no_list(shop: None) -> None:
    empty = made("orders_search", query="nobody like that")
    assert (empty.rows, empty.content) == (0, b"\xef\xbb\xbf")
    for name in ("kpi_snapshot", "flag_order"):
        with pytest.raises(ToolRefused) as refused:
            made(name)
        assert refused.value.code == "NOT_A_LIST"
