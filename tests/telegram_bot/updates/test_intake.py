"""The door: what is stored, what is counted, and what a redelivery finds."""

from __future__ import annotations

from typing import Any

import pytest
from aiogram.types import Update

from audit import queries
from audit.models import AccessDenial
from telegram_bot.models import InboxState, InboxUpdate, PollState
from telegram_bot.updates import gate, inbox, intake
from telegram_bot.updates.identity import (
    SIMULATOR_BOT_ID,
    to_simulated_owner,
    to_simulated_stranger,
)

BOT = 42
pytestmark = pytest.mark.django_db


def message(update_id: int, user: int, text: str = "hello") -> dict[str, Any]:
    return {
        "update_id": update_id,
        "message": {
            "message_id": update_id,
            "date": 1,
            "chat": {"id": user, "type": "private"},
            "from": {"id": user, "is_bot": False, "first_name": "A"},
            "text": text,
        },
    }


def texts() -> list[str]:
    rows = InboxUpdate.objects.order_by("id")
    return [Update.model_validate_json(row.raw).message.text for row in rows]  # type: ignore[union-attr,misc]


def test_owners_are_stored_and_strangers_counted(owner_id: int) -> None:
    intake.accept(BOT, [message(1, owner_id), message(2, 666), message(3, owner_id, "again")])

    assert texts() == ["hello", "again"]
    assert [(row.user_id, row.count) for row in AccessDenial.objects.all()] == [(666, 1)]


def test_nul_and_lone_surrogates_survive_the_database(owner_id: int) -> None:
    intake.accept(BOT, [message(1, owner_id, "a\x00b\ud800c")])

    assert InboxUpdate.objects.get().raw.isascii()


def test_nesting_beyond_reason_is_kept_as_a_word(owner_id: int) -> None:
    deep: Any = []
    for _ in range(1020):
        deep = [deep]

    nested = message(1, owner_id)
    nested["message"]["x"] = deep
    intake.accept(BOT, [nested, message(2, owner_id)])

    assert [row.raw[:20] for row in InboxUpdate.objects.order_by("update_id")] == [
        '"nested too deep"', '{"message":{"chat":{',
    ]  # fmt: skip


def test_a_redelivered_batch_is_taken_in_once(owner_id: int) -> None:
    batch = [message(10, owner_id), message(11, 666), message(12, owner_id, "b")]

    for _ in range(3):
        intake.accept(BOT, batch, polled=True)

    assert texts() == ["hello", "b"]
    assert AccessDenial.objects.get().count == 1


def test_a_redelivery_that_has_grown_takes_in_the_rest(owner_id: int) -> None:
    intake.accept(BOT, [message(10, 666), message(11, 666)], polled=True)
    intake.accept(BOT, [message(10, 666), message(11, 666), message(12, 666)], polled=True)
    intake.accept(BOT, [message(11, 666), message(12, 666)], polled=True)

    assert AccessDenial.objects.get().count == 3


def test_telegram_may_start_its_numbers_anew(owner_id: int) -> None:
    intake.accept(BOT, [message(1000, owner_id, "old")], polled=True)
    intake.accept(BOT, [message(1000, owner_id, "other number one thousand")], polled=False)
    intake.accept(BOT, [message(5, owner_id, "new")], polled=True)
    intake.accept(BOT, [message(6, 666)], polled=True)

    assert texts() == ["old", "other number one thousand", "new"]
    assert AccessDenial.objects.get().count == 1
    assert PollState.objects.get().last_update_id == 6
    restarted = queries.list_events(limit=5, event_types=("update_numbers_restarted",))
    assert [event.payload for event in restarted] == [{"last": 1000, "first": 5}]


def test_kinds_that_nobody_answers_are_left_alone(owner_id: int) -> None:
    update = {"update_id": 1, "inline_query": {"id": "1", "from": {"id": owner_id}, "query": ""}}

    intake.accept(BOT, [update])

    assert not InboxUpdate.objects.exists()
    assert not AccessDenial.objects.exists()


def test_the_simulators_people_are_its_own(owner_id: int) -> None:
    person, other = to_simulated_owner(7), to_simulated_stranger(7)

    intake.accept(SIMULATOR_BOT_ID, [message(1, person), message(2, other), message(3, owner_id)])
    intake.accept(BOT, [message(1, person)])

    assert InboxUpdate.objects.get().lane == person
    assert {(row.user_id, row.count) for row in AccessDenial.objects.all()} == {
        (other, 1), (owner_id, 1), (person, 1),
    }  # fmt: skip


@pytest.mark.parametrize(
    "sender",
    [
        {}, {"from": None}, {"from": []}, {"from": {}}, {"from": {"id": None}}, {"from": {"id": "1"}},
        {"from": {"id": True}}, {"from": {"id": 1.5}}, {"from": {"id": 2**70}}, {"from": {"id": -5}},
        {"sender_chat": {"id": 7_000_000_001}}, {"via_bot": {"id": 7_000_000_001}},
    ],
)  # fmt: skip
def test_no_sender_is_denied(owner_id: int, sender: dict[str, Any]) -> None:
    content = {
        "message_id": 1,
        "date": 1,
        "chat": {"id": owner_id, "type": "private"},
        "text": "KPI",
    }

    intake.accept(BOT, [{"update_id": 1, "message": content | sender}])

    assert not InboxUpdate.objects.exists()
    row = AccessDenial.objects.get()
    assert (row.subject, row.count) == ("nobody", 1)


@pytest.mark.parametrize(
    "update",
    [
        {"message": {}, "edited_message": {}}, {}, {"message": None}, {"message": []},
    ],
)  # fmt: skip
def test_what_could_be_read_in_two_ways_is_not_read(owner_id: int, update: dict[str, Any]) -> None:
    whole = message(1, owner_id)["message"]

    intake.accept(
        BOT, [{"update_id": 1} | {k: whole if v == {} else v for k, v in update.items()}]
    )

    assert not InboxUpdate.objects.exists()
    assert [e.event_type for e in queries.list_events(limit=5)] == ["update_quarantined"]


@pytest.mark.parametrize("number", [-1, 2**52, 2**63, 2**70])
def test_an_absurd_number_does_not_count_as_seen(owner_id: int, number: int) -> None:
    intake.accept(BOT, [message(1, owner_id), message(number, owner_id)], polled=True)
    intake.accept(BOT, [message(2, owner_id, "next")], polled=True)

    assert texts() == ["hello", "next"]


def test_the_kinds_are_telegrams() -> None:
    assert set(gate.UPDATE_KINDS) == set(Update.model_fields) - {"update_id"}


def test_what_ends_the_bot_three_times_is_given_up(owner_id: int) -> None:
    intake.accept(BOT, [message(1, owner_id, "poison"), message(2, owner_id, "next in its lane")])
    intake.accept(BOT, [message(3, 7_000_000_002, "another lane")])

    found = [inbox._count_start([BOT]) for _ in range(inbox.MAX_ATTEMPTS + 1)]
    for item in found[-1]:
        inbox._give_up(item)

    assert [[item.update_id for item in items] for items in found] == [[], [], [], [1, 3]]
    states = dict(InboxUpdate.objects.values_list("update_id", "state"))
    assert states == {1: InboxState.DEAD, 2: InboxState.NEW, 3: InboxState.DEAD}
    events = queries.list_events(limit=5, event_types=("update_given_up",))
    assert [event.payload["attempts"] for event in events] == [3, 3]


def test_handled_updates_are_forgotten_after_three_days(owner_id: int) -> None:
    intake.accept(BOT, [message(1, owner_id), message(2, owner_id), message(3, owner_id)])
    old = InboxUpdate.objects.filter(update_id__in=[1, 2])
    old.update(received_at="2026-01-01T00:00:00Z")
    InboxUpdate.objects.exclude(update_id=2).update(state=InboxState.DONE)

    assert inbox.forget_old_updates() == 1
    assert set(InboxUpdate.objects.values_list("update_id", flat=True)) == {2, 3}
