"""What people see in a browser, while an owner taps in Telegram and things underneath die."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from redis import Redis
from redis.exceptions import RedisError

from ownerbot_site.runtime import embedded
from tests.harness.browser import PHONE, Watched, chromium
from tests.harness.program import OWNER, STRANGER, Program, program, until
from tests.servers.telegram import BotApi, Call, bot_api

pytestmark = pytest.mark.browser

ACTIONS = "/admin/actions/actionlog/"
MARKUP = '<script>hacked=1</script><img src=x onerror="hacked=1">'
NASTY = MARKUP + "\u202egnp.exe"


@pytest.fixture(scope="module")
def telegram() -> Iterator[BotApi]:
    with bot_api() as api:
        yield api


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def running(
    browser: Browser, telegram: BotApi, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Program]:
    with program(tmp_path_factory.mktemp("browser"), telegram.url) as started:
        yield started


@pytest.fixture(scope="module")
def owner(browser: Browser, running: Program) -> Watched:
    """A browser that used the printed link."""
    watched = Watched(browser, running.address)
    page = watched.open(running.sign_in_link)
    expect(page).to_have_url(f"{running.address}/admin/")
    page.close()
    return watched


@pytest.fixture
def overview(owner: Watched) -> Iterator[Page]:
    yield from opened(owner, "/admin/")


@pytest.fixture
def actions(owner: Watched) -> Iterator[Page]:
    yield from opened(owner, ACTIONS)


def opened(owner: Watched, path: str) -> Iterator[Page]:
    """A live page that is never loaded anew while the test runs."""
    page = owner.open(path)
    is_live(page)
    page.evaluate("window.untouched = true")
    yield page
    assert page.evaluate("window.untouched"), "the page was loaded anew"
    page.close()


def is_live(page: Page) -> None:
    expect(page.locator(".ob-live")).to_have_text("Live", timeout=45_000)


@pytest.fixture(autouse=True)
def no_complaints(request: pytest.FixtureRequest, owner: Watched) -> Iterator[None]:
    """Nothing on our pages ever complains, but where the test itself takes the server away."""
    owner.complaints.clear()
    yield
    if "outage" not in request.keywords:
        assert owner.complaints == []


def propose(telegram: BotApi, order: str, reason: str = "browser") -> Call:
    return telegram.ask(f"flag {order} reason {reason}", OWNER)


def action_of(running: Program, sent: Call) -> str:
    """Its public id; the row learns of its message a moment after Telegram does."""
    rows = until(
        lambda: running.sql(
            "SELECT public_id FROM ownerbot_action_log WHERE message_id = %s AND status = 'proposed'",
            sent.answer["message_id"],
        )
    )
    return str(rows[0]["public_id"])


def applied_today(page: Page) -> int:
    return int(page.locator("#part-today .ob-tally-number").first.inner_text())


def tap_and_watch(
    running: Program, telegram: BotApi, overview: Page, actions: Page, order: str
) -> None:
    """Confirm a flag with both pages open, until each thing that it changes was seen to change."""
    sent = propose(telegram, order)
    action = action_of(running, sent)
    waiting = overview.locator(f'.ob-proposal[href$="{story_of(running, action)}/"]')
    expect(waiting).to_have_count(1, timeout=30_000)
    row = actions.locator(f'[data-action="{action}"]')
    expect(row).to_contain_text("Waiting", timeout=30_000)
    before = applied_today(overview)
    overview.evaluate(
        """([line, story, applied]) => {
            note("feed line", () => document.querySelector("[data-ob-feed]").textContent.includes(line));
            note("waiting", () => !document.querySelector(`.ob-proposal[href$="${story}/"]`));
            note("today", () =>
                document.querySelector("#part-today .ob-tally-number").textContent === String(applied));
        }""",
        [f"Flag orders: applied to {order}", story_of(running, action), before + 1],
    )
    actions.evaluate(
        """(action) => note("list row", () =>
            document.querySelector(`[data-action="${action}"]`).textContent.includes("Applied"))""",
        action,
    )
    telegram.tap(sent.buttons[0]["callback_data"], OWNER, on=sent)
    until(lambda: len(overview.evaluate("noted") | actions.evaluate("noted")) == 4)


def story_of(running: Program, action: str) -> str:
    rows = running.sql(
        "SELECT correlation_id FROM ownerbot_action_log WHERE public_id = %s", action
    )
    return str(rows[0]["correlation_id"])


def feed_ids(page: Page) -> list[int]:
    ids: list[int] = page.evaluate(
        "[...document.querySelectorAll('[data-ob-feed] > [data-id]')].map((one) => +one.dataset.id)"
    )
    return ids


def nothing_missed_nor_doubled(running: Program, overview: Page) -> None:
    newest = [
        row["id"]
        for row in running.sql("SELECT id FROM ownerbot_audit_events ORDER BY id DESC LIMIT 10")
    ]
    assert feed_ids(overview)[:10] == newest


def test_the_printed_link_signs_in_once(
    browser: Browser, running: Program, owner: Watched, overview: Page
) -> None:
    expect(overview.get_by_role("heading", name="Waiting for a tap")).to_be_visible()
    expect(overview.locator(".ob-figure-value")).to_have_count(4)
    fresh = Watched(browser, running.address)

    page = fresh.open(running.sign_in_link)

    expect(page.get_by_role("heading")).to_have_text(
        "This link was used already, or its day is over."
    )
    assert fresh.complaints.pop(0) == f"{running.sign_in_link} answered 410"
    page.get_by_role("link", name="Sign in with a password").click()
    expect(page).to_have_url(f"{running.address}/admin/login/")
    assert not page.context.cookies(f"{running.address}/admin/")[1:]
    fresh.context.close()


def test_a_tap_shows_everywhere(
    running: Program, telegram: BotApi, overview: Page, actions: Page
) -> None:
    tap_and_watch(running, telegram, overview, actions, "OB-1003")
    nothing_missed_nor_doubled(running, overview)


def test_what_was_not_understood_is_listed_while_it_comes(
    telegram: BotApi, owner: Watched, overview: Page
) -> None:
    page = owner.open("/admin/telegram_bot/unclear/")
    is_live(page)
    row = page.locator("#result_list tbody tr", has_text="colourless green ideas")
    for times in ("1", "2"):
        telegram.ask("Colourless  green IDEAS, call +49 30 23125 001", OWNER)
        expect(row.locator(".field-times")).to_have_text(times, timeout=30_000)
    expect(row).to_contain_text("colourless green ideas, call ***")
    told = overview.locator("#part-today a", has_text="not understood this week")
    expect(told).to_be_visible(timeout=30_000)

    row.locator("input.action-select").check()
    page.locator("select[name=action]").select_option("set_aside")
    page.get_by_role("button", name="Run").click()

    expect(row.locator(".field-state_now")).to_have_text("Set aside")
    page.close()


@pytest.mark.outage
def test_redis_killed(running: Program, telegram: BotApi, overview: Page, actions: Page) -> None:
    """Without hints pages ask by themselves; with Redis back they hear them again."""
    killed = running.child("redis")
    killed.kill()

    tap_and_watch(running, telegram, overview, actions, "OB-1005")
    nothing_missed_nor_doubled(running, overview)

    until(lambda: hears_hints(running))
    assert running.child("redis").pid != killed.pid
    tap_and_watch(running, telegram, overview, actions, "OB-1008")
    nothing_missed_nor_doubled(running, overview)


def hears_hints(running: Program) -> bool:
    """Whether the web process is subscribed to the hints in Redis."""
    try:
        with Redis.from_url(embedded.build_redis_url(running.data_dir)) as redis:
            return bool(redis.pubsub_channels("*audit*"))
    except RedisError:
        return False


@pytest.mark.outage
def test_redis_stopped(running: Program, telegram: BotApi, overview: Page, actions: Page) -> None:
    redis = running.child("redis")
    redis.suspend()
    try:
        tap_and_watch(running, telegram, overview, actions, "OB-1001")
        status = overview.request.get("/admin/overview/status/")
        assert "Live updates degraded" in status.text()
    finally:
        redis.resume()
    until(lambda: hears_hints(running))
    tap_and_watch(running, telegram, overview, actions, "OB-1002")
    nothing_missed_nor_doubled(running, overview)


@pytest.mark.outage
def test_the_web_process_killed(
    running: Program, telegram: BotApi, overview: Page, actions: Page
) -> None:
    sent = propose(telegram, "OB-1004")
    action = action_of(running, sent)
    row = actions.locator(f'[data-action="{action}"]')
    expect(row).to_contain_text("Waiting")

    running.child("uvicorn").kill()
    telegram.tap(sent.buttons[0]["callback_data"], OWNER, on=sent)

    expect(overview.locator(".ob-live")).to_have_text("Reconnecting")
    is_live(overview)
    expect(row).to_contain_text("Applied", timeout=30_000)
    expect(overview.locator("[data-ob-feed]")).to_contain_text("Flag orders: applied to OB-1004")
    tap_and_watch(running, telegram, overview, actions, "OB-1006")
    nothing_missed_nor_doubled(running, overview)


@pytest.mark.outage
def test_the_line_cut(running: Program, telegram: BotApi, overview: Page, actions: Page) -> None:
    sent = propose(telegram, "OB-1007")
    action = action_of(running, sent)
    row = actions.locator(f'[data-action="{action}"]')
    expect(row).to_contain_text("Waiting")
    overview.context.set_offline(True)
    try:
        expect(overview.locator(".ob-live")).to_have_text("Reconnecting")
        telegram.tap(sent.buttons[0]["callback_data"], OWNER, on=sent)
        until(lambda: running.order("OB-1007")["flagged"])
    finally:
        overview.context.set_offline(False)

    expect(row).to_contain_text("Applied", timeout=30_000)
    is_live(overview)
    expect(overview.locator("[data-ob-feed]")).to_contain_text("Flag orders: applied to OB-1007")
    tap_and_watch(running, telegram, overview, actions, "OB-1009")
    nothing_missed_nor_doubled(running, overview)


def test_the_simulator_on_a_phone(browser: Browser, running: Program, owner: Watched) -> None:
    phone = Watched(
        browser, running.address, size=PHONE, storage_state=owner.context.storage_state()
    )
    page = phone.open("/simulator/")
    expect(page.locator("#sim-state")).to_have_text("Live")

    english = ask(page, "KPI yesterday")
    russian = ask(page, "дай KPI за вчера")
    assert figures(english) == figures(russian) != []
    stuck = ask(page, "show stuck orders")
    expect(stuck.locator("b").first).to_have_text(re.compile(r"Stuck orders: \d"))
    told = page.locator(".by-bot").count()
    stuck.locator(".sim-key").first.click()
    expect(page.locator(".by-bot")).to_have_count(told + 1)
    expect(page.locator(".by-bot").last).to_contain_text("Order OB-")
    expect(ask(page, "заказ OB-1003")).to_contain_text("Заказ OB-1003")

    picture = ask(page, "/trend 14").locator("img")
    until(lambda: picture.evaluate("(one) => one.naturalWidth") > 0)

    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert phone.complaints == []
    phone.context.close()


def ask(page: Page, text: str) -> Locator:
    """The bot's next message in the simulator."""
    answers = page.locator(".sim-message.by-bot")
    told = answers.count()
    page.locator("#sim-text").fill(text)
    page.keyboard.press("Enter")
    expect(answers).to_have_count(told + 1, timeout=30_000)
    return answers.nth(told)


def figures(answer: Locator) -> list[str]:
    return [re.sub(r"\D", "", bold) for bold in answer.locator("b").all_inner_texts()[1:]]


def test_the_simulator_confirms_and_cancels(running: Program, owner: Watched) -> None:
    page = owner.open("/simulator/")
    expect(page.locator("#sim-state")).to_have_text("Live")
    preview = ask(page, "flag OB-1010 reason test")
    expect(preview.locator(".sim-key")).to_have_text(["✅ Confirm", "Cancel"])
    told = page.locator(".by-bot").count()

    preview.locator(".sim-key").first.click()

    expect(page.locator("#sim-toast")).to_have_text("Done")
    expect(preview).to_contain_text("Done at")
    expect(preview.locator(".sim-text time")).to_contain_text("edited")
    assert page.locator(".by-bot").count() == told
    assert running.order("OB-1010")["flag_reason"] == "test"

    preview = ask(page, "flag OB-1010 reason other")
    preview.locator(".sim-key").last.click()
    expect(page.locator("#sim-toast")).to_have_text("Cancelled, nothing was changed")
    expect(preview).to_contain_text("Nothing was changed.")
    assert running.order("OB-1010")["flag_reason"] == "test"
    page.close()


def test_the_simulator_turns_pages_and_gives_files(running: Program, owner: Watched) -> None:
    running.unflag()
    page = owner.open("/simulator/")
    expect(page.locator("#sim-state")).to_have_text("Live")
    orders = ask(page, "last 20 orders")
    orders.get_by_role("button", name="21–40 ▶").click()
    expect(orders).to_contain_text("21–40 of")

    told = page.locator(".by-bot").count()
    orders.get_by_role("button", name="⬇ As CSV").click()
    expect(page.locator(".by-bot")).to_have_count(told + 1)
    with page.expect_download() as saved:
        page.locator(".sim-file").last.click()
    assert re.fullmatch(r"orders_search-\d{4}-\d\d-\d\d\.csv", saved.value.suggested_filename)
    content = saved.value.path().read_bytes()
    assert content.startswith(b"\xef\xbb\xbfOrder,Status,Payment,Shipping,Sum,Customer,Created,")
    assert content.count(b"\r\n") == 2001

    asked = ask(page, "flag")
    asked.get_by_role("button", name="OB-1008").click()
    expect(asked).to_contain_text("Orders to flag: 1")
    asked.get_by_role("button", name="Cancel").click()
    expect(asked).to_contain_text("Nothing was changed.")
    page.close()


def test_a_stranger_in_the_simulator_hears_nothing(running: Program, owner: Watched) -> None:
    before = denied(running)
    page = owner.open("/simulator/?as=stranger")
    page.locator("#sim-text").fill("KPI yesterday")
    page.keyboard.press("Enter")

    expect(page.locator(".by-person")).to_have_count(1)
    until(lambda: denied(running) == before + 1)
    expect(page.locator(".by-bot")).to_have_count(0)
    page.close()


def denied(running: Program) -> int:
    rows = running.sql("SELECT coalesce(sum(count), 0) AS n FROM ownerbot_access_denials")
    return int(rows[0]["n"])


def test_strangers_that_follow_each_other_are_one_line(
    running: Program, telegram: BotApi, overview: Page
) -> None:
    before = denied(running)
    telegram.ask("/help", OWNER)
    telegram.ask("KPI yesterday", OWNER)
    for number in range(5):
        telegram.push(telegram.message(STRANGER + number, text="hello"))
    until(lambda: denied(running) == before + 5)

    newest = overview.locator("[data-ob-feed] > li").first
    expect(newest).to_contain_text("Strangers were refused 5 times")
    expect(newest).to_contain_text(f"Stranger {STRANGER + 4}")
    drawn = newest.inner_text()
    for path in ("/admin/", "/admin/live/"):
        again = overview.context.new_page()
        again.goto(path)
        assert again.locator("[data-ob-feed] > li").first.inner_text() == drawn
        again.close()


def test_no_page_complains(running: Program, telegram: BotApi, owner: Watched) -> None:
    """Errors, refusals of the policy, failed and foreign requests: `no_complaints` has seen them."""
    sent = propose(telegram, "OB-1003", "for the pages")
    action = action_of(running, sent)
    number = running.sql("SELECT id FROM ownerbot_action_log WHERE public_id = %s", action)[0][
        "id"
    ]
    page = owner.context.new_page()
    for path in (
        "/admin/", "/admin/live/", f"/admin/story/{story_of(running, action)}/", ACTIONS,
        f"{ACTIONS}{number}/change/", "/admin/actions/job/", "/admin/audit/auditevent/", "/admin/audit/auditevent/1/change/",
        "/admin/audit/accessdenial/", "/admin/tools/demoorder/", "/admin/tools/demoproduct/",
        "/admin/tools/demorefund/", "/admin/tools/demovisits/",
        "/admin/auth/user/", "/admin/ownerbot_site/apikey/", "/admin/ownerbot_site/apikey/add/",
        "/simulator/", "/simulator/?as=stranger", "/api/v1/docs",
    ):  # fmt: skip
        page.set_viewport_size({"width": 1400, "height": 900})
        page.goto(path)
        if "docs" in path:
            expect(page.locator(".opblock")).not_to_have_count(0)
        page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
        # Waited for: the chart follows a new width in the next frame.
        page.wait_for_function("document.documentElement.scrollWidth <= innerWidth")
    page.close()


@pytest.mark.parametrize(
    "event_type",
    ["action_unknown", "action_unknown_overdue", "action_resolved", "action_committed",
     "action_failed", "effect_lost", "effect_done", "effect_failed"],
)  # fmt: skip
def test_news_of_a_result_is_asked_for_at_once(
    running: Program, overview: Page, event_type: str
) -> None:
    with overview.expect_response("**/overview/unknown/", timeout=5_000):
        running.sql(
            """INSERT INTO ownerbot_audit_events
                   (occurred_at, event_type, correlation_id, actor_kind, actor_label, payload)
               VALUES (now(), %s, gen_random_uuid(), 'system', '', '{"tool": "notify_team"}')""",
            event_type,
        )


def test_what_people_write_stays_text(
    running: Program, telegram: BotApi, owner: Watched, overview: Page
) -> None:
    sent = propose(telegram, "OB-1003", NASTY)
    action = action_of(running, sent)
    story = story_of(running, action)
    running.sql(
        """INSERT INTO ownerbot_audit_events
               (occurred_at, event_type, correlation_id, actor_kind, actor_label, payload)
           VALUES (now(), 'action_proposed', %s, 'owner', %s, %s)""",
        story, MARKUP, json.dumps({"tool": MARKUP, "targets": [MARKUP]}),
    )  # fmt: skip
    expect(overview.locator("[data-ob-feed] > li").first).to_contain_text("onerror=")
    page = owner.context.new_page()
    for path in (
        "/admin/",
        "/admin/live/",
        f"/admin/story/{story}/",
        ACTIONS,
        "/admin/audit/auditevent/",
    ):
        page.goto(path)
        for item in (page, overview):
            assert item.evaluate(
                "window.hacked === undefined && !document.querySelector('img[src=x]')"
            )
            assert "\u202e" not in item.locator("body").inner_text(), path
    page.close()


def test_signing_out_elsewhere_ends_the_live_page(
    running: Program, telegram: BotApi, owner: Watched, overview: Page
) -> None:
    other = owner.open(ACTIONS)
    other.evaluate("document.querySelector('form[action$=\"/logout/\"]').submit()")
    expect(other.get_by_role("heading")).to_contain_text("logged out")

    expect(overview.locator(".ob-live")).to_have_text("Signed out", timeout=60_000)
    shown = feed_ids(overview)
    telegram.ask("KPI yesterday", OWNER)
    overview.wait_for_timeout(1500)  # nothing is to come: longer than the slowest way of a hint
    assert feed_ids(overview) == shown
    with overview.expect_response("**/login/**"):
        overview.evaluate("document.body.dispatchEvent(new Event('ob:actions'))")
    expect(overview.locator("#part-waiting.ob-stale")).to_be_visible()
    expect(overview.locator("input[name=password]")).to_have_count(0)
