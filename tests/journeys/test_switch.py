"""The assembled program beside a shop over HTTP, both as processes: asked, changed, switched, killed."""

from __future__ import annotations

import re
import signal
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.harness.program import OWNER, Program, program, until
from tests.journeys.test_story import datas, propose
from tests.journeys.test_team import confirm, shown
from tests.servers.reference import KEY, Reference, reference
from tests.servers.telegram import BotApi, Call, bot_api

AWAY = "The shop does not answer right now, so I have no figures. Please try again in a minute."


@pytest.fixture(scope="module")
def api() -> Iterator[BotApi]:
    with bot_api() as item:
        yield item


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reference]:
    """A demo shop on a database of its own."""
    with reference({"OWNERBOT_DATA_DIR": str(tmp_path_factory.mktemp("shop"))}) as server:
        yield server


@pytest.fixture(scope="module")
def started(
    api: BotApi, shop: Reference, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Program]:
    with program(
        tmp_path_factory.mktemp("switch"),
        api.url,
        UPSTREAM_BASE_URL=shop.url,
        UPSTREAM_API_KEY=KEY,
        UPSTREAM_PRIVATE_NETWORKS="127.0.0.1",
    ) as running:
        yield running


@pytest.fixture(autouse=True)
def _demo_again(started: Program, api: BotApi) -> Iterator[None]:
    yield
    switch(api, "demo")


def switch(api: BotApi, to: str) -> Call | None:
    """Have the owner switch; None where it is so already."""
    sent = api.ask(f"switch to {to}", OWNER)
    if not sent.buttons:
        assert "Nothing to switch" in sent.text
        return None
    return confirm(api, sent)


def flagged(started: Program, shop: Reference, order_id: str) -> tuple[bool, bool]:
    """Whether the order is flagged in the demo shop, and in the shop over HTTP."""
    there: dict[str, Any] = shop.read(f"orders/{order_id}")
    return started.order(order_id)["flagged"], there["row"]["flagged"]


def test_each_shop_answers_and_changes_for_itself(
    started: Program, shop: Reference, api: BotApi
) -> None:
    assert "Source: demo shop" in api.ask("stuck orders", OWNER).text
    proposed = propose(api, "switch to the http shop")
    assert "Now: <b>DEMO, demo shop</b>" in proposed.text
    assert "Then: <b>HTTP, the shop over HTTP</b>" in proposed.text
    assert "Does it answer: <b>yes, just now</b>" in proposed.text
    done = confirm(api, proposed)
    assert "<b>Data source switched</b>" in done.text
    assert "Source: the shop" in api.ask("stuck orders", OWNER).text
    assert "HTTP, the shop over HTTP" in api.ask("data source", OWNER).text

    flag = confirm(api, propose(api, "flag OB-1003 reason over the wire"))
    assert "<b>OB-1003</b> · not flagged · flagged: over the wire" in flag.text
    assert flagged(started, shop, "OB-1003") == (False, True)
    since = api.mark()
    api.tap(datas(flag)[0], OWNER, on=flag)
    confirm(api, api.wait("sendMessage", since=since))
    assert flagged(started, shop, "OB-1003") == (False, False)

    since = api.mark()
    api.tap(datas(done)[0], OWNER, on=done)  # undo of the switch
    confirm(api, api.wait("sendMessage", since=since))
    assert "Source: demo shop" in api.ask("stuck orders", OWNER).text
    confirm(api, propose(api, "flag OB-1003 reason at home"))
    assert flagged(started, shop, "OB-1003") == (True, False)


def test_what_waits_for_the_other_shop_is_refused(
    started: Program, shop: Reference, api: BotApi
) -> None:
    waiting = propose(api, "flag OB-1005 reason waits")
    switched = propose(api, "переключись на http")
    assert "Предложений ждёт: <b>1</b>" in switched.text
    confirm(api, switched)
    since = api.mark()
    failed = confirm(api, waiting)
    fresh = api.wait("sendMessage", since=since)
    assert "Not applied. Nothing was changed." in failed.text
    assert flagged(started, shop, "OB-1005") == (False, False)

    confirm(api, fresh)
    assert flagged(started, shop, "OB-1005") == (False, True)


def test_a_shop_that_is_killed_is_said_to_be_away_and_goes_on_when_it_is_back(
    started: Program, shop: Reference, api: BotApi
) -> None:
    switch(api, "http")
    proposed = propose(api, "flag OB-1008 reason during the outage")
    shop.end(signal.SIGKILL)
    assert api.ask("stuck orders", OWNER).text == AWAY
    assert api.ask("зависшие заказы", OWNER, language="ru").text.startswith("Магазин сейчас не")
    assert "HTTP: no answer yet" in api.ask("data source", OWNER).text

    since = api.mark()
    api.tap(datas(proposed)[0], OWNER, on=proposed)
    api.wait("answerCallbackQuery", since=since)
    shop.start()
    assert "✅ Done at " in shown(api, since).text
    assert flagged(started, shop, "OB-1008") == (False, True)
    assert "Source: the shop" in api.ask("stuck orders", OWNER).text


def test_the_bot_hears_at_once_of_a_switch_on_the_page(started: Program, api: BotApi) -> None:
    with httpx.Client(base_url=started.address, follow_redirects=True) as browser:
        browser.get(started.sign_in_link)
        for mode, source in (("HTTP", "the shop"), ("DEMO", "demo shop")):
            page = browser.get("/admin/source/").text
            form = dict(re.findall(r'name="(csrfmiddlewaretoken|version)" value="([^"]+)"', page))
            answer = browser.post("/admin/source/", data=form | {"mode": mode})
            assert f"The data source is {mode} from now on." in answer.text
            assert f"Source: {source}" in api.ask("stuck orders", OWNER).text
    events = until(lambda: started.events("source_switched"))
    assert [event["payload"]["mode"] for event in events][-2:] == ["HTTP", "DEMO"]
    assert events[-1]["actor_kind"] == "web_user"


def test_the_reference_server_ends_cleanly(shop: Reference) -> None:
    assert shop.end() == 0
    shop.start()
