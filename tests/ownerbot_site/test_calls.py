"""The outside calls of an action, on its page and in its story."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.utils.formats import date_format
from django.utils.timezone import localtime

from actions import pipeline
from actions.admin import outside_calls
from actions.enums import EffectState
from actions.models import ActionLog, Effect
from actions.outcomes import to_view
from telegram_bot.view.phrases import say
from tests.actions.steps import confirmed, end, order, unknown
from tests.ownerbot_site.conftest import caller
from tools.call_outcomes import Delivered, Lost, NotYet, Rejected

pytestmark = pytest.mark.usefixtures("sending")


def path(action: ActionLog) -> str:
    return f"/admin/actions/actionlog/{action.pk}/change/"


def shown(page: str) -> list[str]:
    """Each call as a reader sees it: its texts, without the names of signs."""
    items = re.findall(r'<li class="ob-call">(.*?)</li>', page, re.DOTALL)
    without_signs = (re.sub(r'<span class="material[^<]*</span>', "", item) for item in items)
    return [" ".join(re.sub(r"<[^>]+>", " ", item).split()) for item in without_signs]


def at(moment: Any) -> str:
    return date_format(localtime(moment), "DATETIME_FORMAT")


def mixed() -> ActionLog:
    """Three calls: made, refused, and one of which nobody knows."""
    action = confirmed("-1", "-2", "-3")
    end(action, Delivered({"message_id": 7}), n=1)
    end(action, Rejected("FORBIDDEN"), n=2)
    end(action, Lost("reset"), n=3)
    action.refresh_from_db()
    return action


def test_every_state_has_its_look() -> None:
    assert set(outside_calls.LOOKS) == set(EffectState)


def test_the_page_tells_of_each_call(root: Client) -> None:
    action = mixed()
    made, refused, lost = action.effects.order_by("n")

    page = root.get(path(action)).content.decode()

    assert shown(page) == [
        (
            f"Chat -1 Carried out to -1 attempts 1 key {str(made.key)[:8]}"
            f" settled {at(made.finished_at)}"
        ),
        (
            f"Chat -2 Not carried out No access there to -2 attempts 1 key {str(refused.key)[:8]}"
            f" settled {at(refused.finished_at)}"
        ),
        (
            f"Chat -3 Not known No answer came to -3 attempts 1 key {str(lost.key)[:8]}"
            f" answer lost {at(lost.lost_at)}"
        ),
    ]


def test_a_call_to_come_says_when_and_why_it_waits(root: Client) -> None:
    action = confirmed("-1", "-2")
    end(action, NotYet("RATE_LIMITED", wait_sec=30), n=1)
    order(action, 2)
    waits, runs = action.effects.order_by("n")

    assert shown(root.get(path(action)).content.decode()) == [
        (
            f"Chat -1 To be sent Did not get through yet (RATE_LIMITED) to -1 attempts 1"
            f" key {str(waits.key)[:8]} next attempt {at(waits.next_at)}"
        ),
        f"Chat -2 Being sent to -2 attempts 1 key {str(runs.key)[:8]}",
    ]


def test_a_write_that_the_shop_is_asked_about(root: Client) -> None:
    action = confirmed("/v1/x", kind="upstream")
    end(action, Lost("reset"))
    assert (
        "No answer came; the shop is being asked"
        in shown(root.get(path(action)).content.decode())[0]
    )

    end(action, Lost("still"))
    asked = Effect.objects.get()
    (call,) = shown(root.get(path(action)).content.decode())
    assert call.endswith(f"answer lost {at(asked.lost_at)} last looked up {at(asked.checked_at)}")


def test_only_its_owner_settles_it_and_the_page_says_how(root: Client) -> None:
    action = mixed()

    page = root.get(path(action)).content.decode()

    hint = re.search(r'<p class="ob-settle">(.*?)</p>', page, re.DOTALL)
    assert hint is not None
    assert f"Owner {action.owner_id} settles it in Telegram" in hint[1]
    buttons = [say("en", f"button.{verb}") for verb in ("check", "happened", "missed")]
    assert re.findall("<b>(.*?)</b>", hint[1]) == [text.split(" ", 1)[1] for text in buttons]

    pipeline.resolve(to_view(action).open_calls[0].happened, caller())
    page = root.get(path(action)).content.decode()
    assert "ob-settle" not in page
    assert [call.split(" to ")[0] for call in shown(page)] == [
        "Chat -1 Carried out", "Chat -2 Not carried out No access there", "Chat -3 Carried out",
    ]  # fmt: skip
    assert "1 not reached" in page


def test_what_has_no_outside_calls_says_nothing_of_them(root: Client, applied: ActionLog) -> None:
    for address in (path(applied), f"/admin/story/{applied.correlation_id}/"):
        assert "Outside calls" not in root.get(address).content.decode()


def test_the_story_shows_them_too(root: Client) -> None:
    action = mixed()

    page = root.get(f"/admin/story/{action.correlation_id}/").content.decode()

    assert shown(page) == shown(root.get(path(action)).content.decode())
    assert page.count("ob-settle") == 1


def test_what_a_call_is_named_stays_text(root: Client) -> None:
    public_id = unknown("<img src=x onerror=alert(1)>").public_id
    action = ActionLog.objects.get(public_id=public_id)

    for address in (path(action), f"/admin/story/{action.correlation_id}/", "/admin/"):
        page = root.get(address).content.decode()
        assert "Chat &lt;img src=x" in page
        assert "<img src=x" not in page


@pytest.mark.parametrize("many", [1, 3])
def test_calls_are_read_at_once(many: int, root: Client, django_assert_num_queries: Any) -> None:
    by = caller()
    for _ in range(many):
        action = confirmed(*(f"-{number}" for number in range(many)), by=by)
    root.get(path(action))  # Django asks once a process for the number of the model

    with django_assert_num_queries(6):  # session, user, head (twice), action, calls
        root.get(path(action))
    with django_assert_num_queries(6):  # session, user, head, events, actions, calls
        root.get(f"/admin/story/{action.correlation_id}/")


@pytest.mark.parametrize("many", [1, 3])
def test_the_list_asks_for_no_calls(
    many: int, root: Client, django_assert_num_queries: Any
) -> None:
    for number in range(many):
        unknown(f"-{number}")

    with django_assert_num_queries(5):  # session, user, head (twice), actions
        root.get("/admin/actions/actionlog/")
