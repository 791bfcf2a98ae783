"""The assembled program on a shop over HTTP that loses answers: each order is flagged once, or not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.harness.program import OWNER, Program, program, until
from tests.journeys.test_story import datas, propose
from tests.journeys.test_team import confirm, shown
from tests.servers.shop import API_KEY, Reply, Shop, shop_server
from tests.servers.telegram import BotApi, bot_api


@pytest.fixture(scope="module")
def api() -> Iterator[BotApi]:
    with bot_api() as item:
        yield item


@pytest.fixture(scope="module")
def server() -> Iterator[Shop]:
    with shop_server() as shop:
        yield shop


@pytest.fixture(scope="module")
def started(
    api: BotApi, server: Shop, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Program]:
    with program(
        tmp_path_factory.mktemp("http"),
        api.url,
        UPSTREAM_MODE="HTTP",
        UPSTREAM_BASE_URL=server.url,
        UPSTREAM_API_KEY=API_KEY,
        UPSTREAM_PRIVATE_NETWORKS="127.0.0.1",
    ) as running:
        yield running


@pytest.fixture(autouse=True)
def filled(started: Program, server: Shop) -> None:
    server.fill("OB-1003", "OB-1005")
    server.replies.clear()
    server.applied.clear()
    server.requests.clear()
    server.forgets_keys = False


def key_of_write(server: Shop) -> str:
    keys = until(lambda: [key for method, _, key in server.requests if method == "POST"])
    return str(keys[0])


def test_a_flag_is_set_there_and_taken_back(started: Program, server: Shop, api: BotApi) -> None:
    done = confirm(api, propose(api, "flag OB-1003 reason call back"))
    assert "<b>Orders flagged: 1</b>" in done.text
    assert "<b>OB-1003</b> · not flagged · flagged: call back" in done.text
    assert server.orders["OB-1003"]["reason"] == "call back"

    since = api.mark()
    api.tap(datas(done)[0], OWNER, on=done)
    undo = api.wait("sendMessage", since=since)
    assert "flagged: call back" in undo.text
    confirm(api, undo)
    assert (server.orders["OB-1003"]["flagged"], server.orders["OB-1003"]["version"]) == (False, 3)
    assert list(server.applied.values()) == [1, 1]


@pytest.mark.parametrize(
    "lost", [Reply(applied=True), Reply(0), Reply(502), Reply(503, applied=True)]
)
def test_a_lost_answer_is_found_out_by_itself(
    started: Program, server: Shop, api: BotApi, lost: Reply
) -> None:
    proposed = propose(api, "flag OB-1003 reason lost")
    server.replies["flags"] = [lost]
    done = confirm(api, proposed)

    assert "✅ Done at " in done.text
    assert list(server.applied.values()) == [1]
    assert server.orders["OB-1003"]["version"] == 2


def test_a_shop_that_cannot_tell_leaves_it_unknown_until_it_can(
    started: Program, server: Shop, api: BotApi
) -> None:
    proposed = propose(api, "flag OB-1003 reason who knows")
    server.replies["flags"] = [Reply(applied=True)]
    since = api.mark()
    api.tap(datas(proposed)[0], OWNER, on=proposed)
    key = key_of_write(server)
    server.replies[f"writes/{key}"] = [Reply(500)]
    unknown = shown(api, since)
    assert "❓ Whether it happened is not known" in unknown.text
    assert "Asked the shop at " in unknown.text

    later = api.mark()
    api.tap(datas(unknown)[0], OWNER, on=unknown)
    api.wait("editMessageText", since=later, where=lambda call: "✅ Done at " in call.text)
    assert server.applied == {key: 1}


def test_an_order_changed_there_meanwhile_is_left_alone_and_previewed_anew(
    started: Program, server: Shop, api: BotApi
) -> None:
    proposed = propose(api, "flag OB-1003 reason stale")
    server.orders["OB-1003"]["version"] = 9
    since = api.mark()
    failed = confirm(api, proposed)
    fresh = api.wait("sendMessage", since=since)

    assert "Not applied. Nothing was changed." in failed.text
    assert "The data has changed since the preview." in failed.text
    assert [data.partition(":")[0] for data in datas(fresh)] == ["confirm", "cancel"]
    assert server.applied == {}
    confirm(api, fresh)
    assert server.orders["OB-1003"]["version"] == 10


def test_a_refusal_is_final_and_said(started: Program, server: Shop, api: BotApi) -> None:
    proposed = propose(api, "flag OB-1003 reason no")
    server.replies["flags"] = [Reply(403)]
    failed = confirm(api, proposed)
    assert "Reason: the shop does not accept my key. Correct UPSTREAM_API_KEY." in failed.text
    assert failed.buttons == []
    assert server.applied == {}


def test_figures_of_a_shop_that_fails_are_never_made_up(
    started: Program, server: Shop, api: BotApi
) -> None:
    server.replies["totals"] = [Reply(500), Reply(500)]
    answer = api.ask("KPI yesterday", OWNER)
    assert answer.text == (
        "The shop does not answer right now, so I have no figures. Please try again in a minute."
    )
