"""The simulator's pages: what a person does there becomes a Telegram-shaped update in the inbox."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from aiogram.types import Update
from django.contrib.auth.models import Permission, User
from django.test import Client

from audit import queries
from telegram_bot.models import InboxUpdate, SimulatorMessage
from telegram_bot.simulator import store
from telegram_bot.updates.identity import (
    SIMULATOR_BOT_ID,
    to_simulated_owner,
    to_simulated_stranger,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client: Client, settings: Any) -> User:
    settings.SIMULATOR_ENABLED = True
    user = User.objects.create_superuser("anna", password="x")
    client.force_login(user)
    return user


def _inbox() -> list[dict[str, Any]]:
    return [json.loads(item.raw) for item in InboxUpdate.objects.order_by("id")]


def test_the_page_offers_commands_and_examples(client: Client, staff: User) -> None:
    page = client.get("/simulator/")
    assert page.status_code == 200
    html = page.content.decode()
    assert 'data-say="/start"' in html
    assert 'data-text="example.0">KPI yesterday<' in html
    words = re.findall(r'<script id="sim-words" type="application/json">(.*?)</script>', html)
    russian = json.loads(words[0])["ru"]
    assert (russian["example.0"], russian["typing"]) == ("KPI за вчера", "печатает…")
    assert russian["command.start"] == "Что я умею"
    assert 'data-role="owner"' in html
    assert 'data-text="as_stranger"' not in html


def test_the_stranger_is_told_what_to_expect(client: Client, staff: User) -> None:
    html = client.get("/simulator/?as=stranger").content.decode()
    assert 'data-role="stranger"' in html
    assert "The bot stays silent" in html


@pytest.mark.parametrize("path", ["/simulator/", "/simulator/photo/1"])
def test_only_staff_and_only_where_it_is_switched_on(
    client: Client, staff: User, settings: Any, path: str
) -> None:
    settings.SIMULATOR_ENABLED = False
    assert client.get(path).status_code == 404
    settings.SIMULATOR_ENABLED = True
    client.force_login(User.objects.create_user("shopper"))
    answer = client.get(path)
    assert (answer.status_code, answer["Location"]) == (302, f"/admin/login/?next={path}")


@pytest.mark.parametrize("path", ["/simulator/", "/simulator/photo/1"])
def test_staff_needs_the_permission(client: Client, staff: User, path: str) -> None:
    ops = User.objects.create_user("ops", is_staff=True)
    client.force_login(ops)
    assert client.get(path).status_code == 403
    assert client.post("/simulator/send", {"text": "hi"}).status_code == 403
    assert client.post("/simulator/tap").status_code == 403
    assert not InboxUpdate.objects.exists()

    ops.user_permissions.add(Permission.objects.get(codename="use_simulator"))
    client.force_login(User.objects.get(pk=ops.pk))
    assert client.get("/simulator/").status_code == 200


def test_a_text_is_shown_and_put_into_the_inbox(client: Client, staff: User) -> None:
    answer = client.post("/simulator/send", {"text": " KPI <вчера>\x00 ", "language": "ru"})
    assert (answer.status_code, answer.json()) == (200, {"message_id": 1})
    (said,) = SimulatorMessage.objects.all()
    assert (said.author, said.html) == ("person", "KPI &lt;вчера&gt;")

    (update,) = _inbox()
    assert Update.model_validate(update).message is not None
    chat_id = to_simulated_owner(staff.pk)
    assert update["message"].pop("date") > 0
    assert update["message"] == {
        "message_id": 1,
        "chat": {"id": chat_id, "type": "private", "first_name": "anna"},
        "from": {"id": chat_id, "is_bot": False, "first_name": "anna", "language_code": "ru"},
        "text": "KPI <вчера>",
    }
    assert InboxUpdate.objects.get().bot_id == SIMULATOR_BOT_ID


def test_a_leading_command_is_marked(client: Client, staff: User) -> None:
    for text in ("/flag OB-1003 reason", "/flagß", "see /flag"):
        client.post("/simulator/send", {"text": text})
    assert [update["message"].get("entities") for update in _inbox()] == [
        [{"type": "bot_command", "offset": 0, "length": 5}],
        None,
        None,
    ]


@pytest.mark.parametrize("text", ["", "  ", "x" * 4097, "😀" * 2049])
def test_a_text_that_telegram_would_not_take(client: Client, staff: User, text: str) -> None:
    answer = client.post("/simulator/send", {"text": text})
    assert answer.status_code == 400
    assert answer.json()["error"]
    assert not SimulatorMessage.objects.exists()
    assert not InboxUpdate.objects.exists()


def test_a_tap_becomes_a_callback_query(client: Client, staff: User) -> None:
    chat_id = to_simulated_owner(staff.pk)
    keyboard = [[{"text": "Yes", "callback_data": "confirm:1"}]]
    store.add_message(chat_id, author=store.Author.BOT, html="<b>Flag?</b>", keyboard=keyboard)
    answer = client.post("/simulator/tap", {"message_id": "1", "callback_data": "confirm:1"})
    assert answer.status_code == 200

    (update,) = _inbox()
    query = update["callback_query"]
    assert query["id"].startswith(f"{chat_id}:")
    assert (query["data"], query["from"]["id"]) == ("confirm:1", chat_id)
    assert query["message"]["text"] == "Flag?"
    assert query["message"]["reply_markup"] == {"inline_keyboard": keyboard}
    assert Update.model_validate(update).callback_query is not None


@pytest.mark.parametrize(
    ("message_id", "data"), [("1", "confirm:2"), ("2", "confirm:1"), ("²", "x"), ("", "")]
)
def test_a_button_that_is_gone(client: Client, staff: User, message_id: str, data: str) -> None:
    keyboard = [[{"text": "Yes", "callback_data": "confirm:1"}]]
    store.add_message(
        to_simulated_owner(staff.pk), author=store.Author.BOT, html="x", keyboard=keyboard
    )
    answer = client.post("/simulator/tap", {"message_id": message_id, "callback_data": data})
    assert (answer.status_code, answer.json()) == (409, {"error": "That button is gone."})
    assert not InboxUpdate.objects.exists()


def test_a_stranger_is_counted_and_not_heard(client: Client, staff: User) -> None:
    answer = client.post("/simulator/send?as=stranger", {"text": "hello"})
    assert answer.status_code == 200
    assert not InboxUpdate.objects.exists()
    (denial,) = queries.list_denials(limit=10)
    assert (denial.user_id, denial.update_kind) == (to_simulated_stranger(staff.pk), "message")
    assert SimulatorMessage.objects.get().chat_id == to_simulated_stranger(staff.pk)


def test_a_picture_is_shown_in_its_own_chat_only(client: Client, staff: User) -> None:
    picture = b"\x89PNG\r\n\x1a\n..."
    chat_id = to_simulated_owner(staff.pk)
    store.add_message(chat_id, author=store.Author.BOT, kind=store.Kind.PHOTO, photo=picture)
    shown = client.get("/simulator/photo/1")
    assert (shown.content, shown["Content-Type"]) == (picture, "image/png")
    assert client.get("/simulator/photo/1?as=stranger").status_code == 404
    assert client.get("/simulator/photo/2").status_code == 404
