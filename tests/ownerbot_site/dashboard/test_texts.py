"""The dashboard's texts come through Django's gettext: a django.po in locale/ is all a language needs."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from django.conf import settings as program
from django.contrib.auth.models import User
from django.test import Client
from django.utils import translation

from actions.enums import Status
from audit import log, queries
from audit.sentences import describe_event, to_feed

pytestmark = pytest.mark.django_db

RUSSIAN: dict[str | tuple[str, str], str | tuple[str, ...]] = {
    "Overview": "Обзор",
    "Happening now": "Сейчас",
    ("<b>%(count)s</b> event on record", "<b>%(count)s</b> events on record"): (
        "<b>%(count)s</b> запись", "<b>%(count)s</b> записи", "<b>%(count)s</b> записей",
    ),
    "What happened": "Что было",
    "Denied access": "Отказы",
    "Any time": "Всё время",
    "Waiting for a tap": "Ждёт нажатия",
    "The bot started ({mode})": "Бот запущен ({mode})",
    "Bot started": "Запуск",
    ("{sentence}, and {count} more time before", "{sentence}, and {count} more times before"): (
        "{sentence} и ещё {count} раз", "{sentence} и ещё {count} раза", "{sentence} и ещё {count} раз",
    ),
    "A stranger was refused ({update_type})": "Чужому отказано ({update_type})",
}  # fmt: skip


@pytest.fixture
def in_russian(tmp_path: Path, settings: Any) -> Any:
    found = Catalog(locale="ru")
    for message, said in RUSSIAN.items():
        found.add(message, said)
    (tmp_path / "ru" / "LC_MESSAGES").mkdir(parents=True)
    with (tmp_path / "ru" / "LC_MESSAGES" / "django.mo").open("wb") as file:
        write_mo(file, found)
    settings.LOCALE_PATHS = [tmp_path]
    with translation.override("ru"):
        yield


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("anna", password="x"))
    return client


def test_catalogues_are_looked_for_in_locale() -> None:
    assert program.LOCALE_PATHS == [program.BASE_DIR / "locale"]


@pytest.mark.usefixtures("in_russian")
def test_pages_are_in_the_language_of_their_catalogue(staff: Client) -> None:
    payload = {"bot": 1, "mode": "polling", "pid": 1}
    log.record("bot_started", correlation_id=uuid4(), actor=log.SYSTEM, payload=payload)

    overview = staff.get("/admin/").content.decode()
    for text in ("Обзор", "Сейчас", "Отказы", "запис", "Ждёт нажатия", "Бот запущен (polling)"):
        assert text in overview
    events = staff.get("/admin/audit/auditevent/").content.decode()
    for text in ("Что было", "Всё время", "Бот запущен (polling)"):
        assert text in events


@pytest.mark.usefixtures("in_russian")
def test_sentences_and_names_are() -> None:
    payload = {"user_id": 7, "chat_id": 7, "update_type": "message", "suppressed": 2}
    log.record(
        "access_denied", correlation_id=uuid4(), actor=log.build_stranger_actor(7), payload=payload
    )
    event = queries.list_events(limit=1)[0]

    assert describe_event(event).sentence == "Чужому отказано (message) и ещё 2 раза"
    assert to_feed([event])[0]["sentence"] == "Чужому отказано (message) и ещё 2 раза"
    assert str(Status.PROPOSED.label) == "Ждёт нажатия"
