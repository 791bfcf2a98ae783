"""Lists in pages: every list the same way, without a gap, in an order that stays."""

from __future__ import annotations

from typing import Any

import pytest

from tests.tools.conftest import NOW, ask, context
from tools import registry, runner
from tools.contracts import Listing, Read, ToolRefused
from tools.demo import seed
from tools.intents.dialogue.clarify import complete_call
from tools.intents.resolve import ToolCall
from tools.intents.sentence import parse
from tools.models import DemoOrder

LISTS: list[tuple[str, dict[str, Any]]] = [
    ("orders_search", {}),
    ("orders_search", {"preset": "late_ship"}),
    ("chats_unanswered", {}),
    ("top_products", {"days": 30}),
    ("top_products", {"days": 30, "direction": "bottom"}),
    ("top_products", {"days": 30, "group_by": "category"}),
    ("inventory_status", {}),
    ("coupons_status", {"sort": "most_used"}),
]


def page(
    name: str, arguments: dict[str, Any], offset: int, limit: int
) -> tuple[Listing, list[Any]]:
    result = ask(name, arguments | {"offset": offset, "limit": limit})
    listing = result.card.listing
    assert listing is not None
    assert listing.offset == offset
    rows = list(result.data[listing.rows])
    if result.card.table is None:
        assert not rows
    else:
        assert len(result.card.table.rows) == len(rows)
        assert result.card.table.more == listing.total - offset - len(rows)
    assert listing.ids == () or len(listing.ids) == len(rows)
    return listing, rows


@pytest.mark.parametrize("call", LISTS, ids=str)
def test_pages_make_up_the_whole_and_end(shop: None, call: tuple[str, dict[str, Any]]) -> None:
    total = page(*call, 0, 1)[0].total
    pages = [page(*call, offset, 3) for offset in range(0, min(total, 30) + 3, 3)]
    rows = [row for _, part in pages for row in part]

    assert {listing.total for listing, _ in pages} == {total}
    assert total > 1
    assert rows == page(*call, 0, 50)[1][: len(rows)]
    assert len(rows) == min(total, 33)
    beyond, none = page(*call, total + 5, 3)
    assert (beyond.total, beyond.ids, none) == (total, (), [])


def test_every_list_can_be_paged() -> None:
    """What has an offset has a limit, and the other way round."""
    for tool in registry.list_tools():
        fields = tool.Payload.model_fields
        assert ("offset" in fields) == ("limit" in fields), tool.name
        # The purchase plan needs a longer history: it is turned over in test_forecast.py.
        lists = {"demand_forecast", *(name for name, _ in LISTS)}
        assert tool.name in lists or "offset" not in fields


@pytest.mark.parametrize("offset", [-1, 100_001, "x"])
def test_an_offset_has_bounds(offset: Any) -> None:
    tool = registry.get("orders_search")
    assert tool is not None
    with pytest.raises(ToolRefused):
        runner.validate(tool, {"offset": offset}, context())


@pytest.mark.parametrize("call", LISTS, ids=str)
def test_what_can_be_done_with_rows_is_a_call_of_a_tool(
    shop: None, call: tuple[str, dict[str, Any]]
) -> None:
    listing, _ = page(*call, 0, 3)
    steps = [(step, list(listing.ids)) for step in listing.together]
    if listing.opens:
        steps.append((listing.opens, listing.ids[0]))  # type: ignore[arg-type]
    for step, ids in steps:
        payload = {**step.payload, step.argument: ids}
        sentence = parse("", today=NOW.date(), language="en")
        wanted = complete_call(ToolCall(step.tool, payload), sentence)
        item = runner.find(step.tool, context())
        if isinstance(wanted, ToolCall):
            runner.validate(item, payload, context())


def test_orders_with_one_moment_keep_their_order(db: None) -> None:
    seed.fill(NOW, orders=60)
    DemoOrder.objects.update(created_at=NOW)
    seen = [
        row["order_id"]
        for offset in range(0, 60, 7)
        for row in page("orders_search", {}, offset, 7)[1]
    ]
    assert len(seen) == len(set(seen)) == DemoOrder.objects.count()


def test_only_reads_have_pages() -> None:
    assert all(
        isinstance(tool, Read)
        for tool in registry.list_tools()
        if "offset" in tool.Payload.model_fields
    )
