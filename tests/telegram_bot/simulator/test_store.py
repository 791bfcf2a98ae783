"""The simulator's chat: revisions without gaps, visible in the order of the commits."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from audit import announce
from telegram_bot.models import SimulatorMessage
from telegram_bot.simulator import drawing, store
from telegram_bot.updates.identity import to_simulated_owner

CHAT = to_simulated_owner(1)
BOT, PERSON = store.Author.BOT, store.Author.PERSON
BUTTONS = [[{"text": "Yes", "callback_data": "confirm:x"}]]


def _changes(revision: int = 0) -> list[tuple[int, int, str]]:
    return [
        (item.revision, item.message_id, item.html)
        for item in store.list_changes_after(CHAT, revision, 50)
    ]


@pytest.mark.django_db
def test_a_chat_grows_by_one_revision_a_change() -> None:
    store.add_message(CHAT, author=PERSON, html="KPI")
    asked = store.add_message(CHAT, author=BOT, html="Sure?", keyboard=BUTTONS)
    store.add_toast(CHAT, "Done", alert=False)
    edited = store.edit_message(CHAT, asked.message_id, html="Done")
    assert isinstance(edited, SimulatorMessage)
    assert (edited.revision, edited.keyboard, edited.edited_at is None) == (4, [], False)
    assert _changes() == [(1, 1, "KPI"), (3, 3, "Done"), (4, 2, "Done")]
    assert _changes(3) == [(4, 2, "Done")]


@pytest.mark.django_db
def test_chats_do_not_mix() -> None:
    store.add_message(CHAT, author=BOT, html="mine")
    other = store.add_message(to_simulated_owner(2), author=BOT, html="theirs")
    assert (other.message_id, other.revision) == (1, 1)
    assert _changes() == [(1, 1, "mine")]


@pytest.mark.django_db
def test_an_edit_that_cannot_be_says_why_and_changes_nothing() -> None:
    mine = store.add_message(CHAT, author=PERSON, html="KPI")
    answer = store.add_message(CHAT, author=BOT, html="14 orders", keyboard=BUTTONS)
    assert store.edit_message(CHAT, 99, html="x") == "missing"
    assert store.edit_message(CHAT, mine.message_id, html="x") == "missing"
    same = store.edit_message(CHAT, answer.message_id, html="14 orders", keyboard=BUTTONS)
    assert same == "unchanged"
    other = store.edit_message(CHAT, answer.message_id, kind=store.Kind.PHOTO, html="x")
    assert other == "other kind"
    assert _changes() == [(1, 1, "KPI"), (2, 2, "14 orders")]


@pytest.mark.django_db
def test_buttons_change_alone() -> None:
    answer = store.add_message(CHAT, author=BOT, html="14 orders", keyboard=BUTTONS)
    edited = store.edit_message(CHAT, answer.message_id)
    assert isinstance(edited, SimulatorMessage)
    assert (edited.html, edited.keyboard) == ("14 orders", [])


@pytest.mark.django_db
def test_a_deleted_message_is_a_change_without_content() -> None:
    answer = store.add_message(
        CHAT, author=BOT, kind=store.Kind.PHOTO, html="chart", photo=b"png", keyboard=BUTTONS
    )
    assert store.delete_message(CHAT, answer.message_id)
    assert not store.delete_message(CHAT, answer.message_id)
    assert store.get_message(CHAT, answer.message_id) is None
    (gone,) = store.list_changes_after(CHAT, 1, 50)
    assert (gone.deleted, gone.html, gone.photo, gone.keyboard) == (True, "", None, [])


@pytest.mark.django_db
def test_a_page_starts_with_the_newest_messages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "MESSAGES_SHOWN", 2)
    assert store.get_recent_start(CHAT) == 0
    for text in "abcd":
        store.add_message(CHAT, author=BOT, html=text)
    assert _changes(store.get_recent_start(CHAT)) == [(3, 3, "c"), (4, 4, "d")]


@pytest.mark.django_db
def test_the_page_is_told_of_a_change_once_it_is_committed(
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Callable[..., object],
) -> None:
    hints: list[str] = []
    monkeypatch.setattr(announce, "schedule_hint", hints.append)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        store.add_message(CHAT, author=BOT, html="x")
        assert hints == []
    assert hints == [f"simulator.{CHAT}"]


@pytest.mark.django_db
def test_the_page_gets_a_tree_and_no_html() -> None:
    said = store.add_message(CHAT, author=BOT, html="<b>14</b> &lt;paid&gt;", keyboard=BUTTONS)
    assert drawing.to_json(said) == {
        "id": 1,
        "revision": 1,
        "author": "bot",
        "kind": "text",
        "text": [{"tag": "b", "children": ["14"]}, " <paid>"],
        "photo": False,
        "file": "",
        "keyboard": BUTTONS,
        "at": said.created_at.isoformat(),
        "edited": False,
        "deleted": False,
    }


@pytest.mark.django_db(transaction=True)
def test_writers_at_once_leave_no_gap() -> None:
    """A reader that follows by revision, while four write, sees every one of them once."""
    writers, each = 4, 15
    start = threading.Barrier(writers + 1)

    def write() -> None:
        start.wait()
        for _ in range(each):
            store.add_message(CHAT, author=BOT, html="x")
        connection.close()

    threads = [threading.Thread(target=write) for _ in range(writers)]
    for thread in threads:
        thread.start()
    start.wait()
    seen: list[int] = []
    while len(seen) < writers * each:
        news = store.list_changes_after(CHAT, seen[-1] if seen else 0, 7)
        seen += [new.revision for new in news]
        if not news and not any(thread.is_alive() for thread in threads):
            news = store.list_changes_after(CHAT, seen[-1] if seen else 0, 100)
            seen += [new.revision for new in news]
            break
    for thread in threads:
        thread.join()
    assert seen == list(range(1, writers * each + 1))
