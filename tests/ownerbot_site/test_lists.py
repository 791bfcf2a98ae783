"""Every list of the admin with every chip and every search: a page, never an error."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qsl, urlencode
from uuid import uuid4

import pytest
from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.contrib.auth.models import User
from django.contrib.messages.storage.cookie import CookieStorage
from django.db.models import Model
from django.test import Client, RequestFactory
from django.urls import reverse

from actions.models import ActionLog
from audit import access, log
from audit.admin import LogAdmin
from ownerbot_site.accounts import keys
from telegram_bot.models import Unclear
from tests.actions.steps import confirmed

pytestmark = pytest.mark.usefixtures("sending", "rows")

LISTS = sorted(admin.site._registry, key=lambda model: model._meta.label)
#: Those whose chips are ours.
LOGS = [model for model in LISTS if isinstance(admin.site._registry[model], LogAdmin)]
#: As they stand in an address; the first is no search at all.
SEARCHES = (
    "", "a", "OB-1003", "%231", "%23%C2%B2", "-1", "12345678", "%00", "%ED%A0%80", "%22open%25'",
    "9" * 5000,
)  # fmt: skip
ODD = ("%00", "zzz", "9" * 5000)

Asked = Callable[[str], ChangeList | None]


def named(model: type[Model]) -> str:
    return model._meta.label


@pytest.fixture
def rows(applied: ActionLog) -> None:
    """Something to be found in every list."""
    attempt = access.DeniedAttempt(update_kind="message", user_id=99, chat_id=99, private=True)
    access.record_denied([attempt, attempt], bot_id=42)
    for name in ("handler_failed", "tool_answered"):
        log.record(name, correlation_id=uuid4(), actor=log.SYSTEM, payload={})
    confirmed("-1")
    keys.create_key("till", actor=log.SYSTEM)
    Unclear.objects.create(text="how is business", language="en")


@pytest.fixture
def ask(model: type[Model], superuser: User) -> Asked:
    """The list at that address with its rows read, but not drawn, which is what takes time; None
    where it leads elsewhere."""

    def look(query: str) -> ChangeList | None:
        request = RequestFactory().get(f"/{query}")
        request.user = superuser
        request._messages = CookieStorage(request)  # type: ignore[attr-defined]
        answer: Any = admin.site._registry[model].changelist_view(request)
        if answer.status_code == 302:
            return None
        assert answer.status_code == 200
        changelist: ChangeList = answer.context_data["cl"]
        assert isinstance(list(changelist.result_list), list)
        return changelist

    return look


def failures(queries: Iterator[str] | set[str], ask: Asked, *, may_leave: bool) -> dict[str, str]:
    """What became of each that was not answered."""
    found = {}
    for query in queries:
        try:
            if ask(query) is None and not may_leave:
                found[query] = "leads elsewhere"
        except Exception as error:  # noqa: BLE001 -- whatever it is, a visitor would see a 500
            found[query] = repr(error)
    return found


def chips(changelist: ChangeList | None) -> list[str]:
    """Where the chips of that page lead; each keeps what else was asked."""
    assert changelist is not None
    return [
        str(choice["query_string"])
        for spec in changelist.filter_specs
        for choice in spec.choices(changelist)
    ]


@pytest.mark.parametrize("model", LISTS, ids=named)
def test_every_search_is_answered(model: type[Model], root: Client) -> None:
    path = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")

    seen = {search: root.get(f"{path}?q={search}").status_code for search in SEARCHES}

    assert set(seen.values()) == {200}, seen


@pytest.mark.parametrize("model", LISTS, ids=named)
def test_every_chip_goes_with_every_search(model: type[Model], ask: Asked) -> None:
    addresses = {chip for search in SEARCHES for chip in chips(ask(f"?q={search}"))}

    assert failures(addresses, ask, may_leave=False) == {}


@pytest.mark.parametrize("model", LOGS, ids=named)
def test_every_chip_goes_with_every_other(model: type[Model], ask: Asked) -> None:
    firsts = [first for search in ("", "a", "%231") for first in chips(ask(f"?q={search}"))]
    # Which of two chips was chosen first makes no difference; of those that fail, test above tells.
    pairs = {
        f"?{urlencode(sorted(parse_qsl(pair.removeprefix('?'))))}"
        for first in firsts
        if not failures({first}, ask, may_leave=False)
        for pair in chips(ask(first))
    }

    assert failures(pairs, ask, may_leave=False) == {}


@pytest.mark.parametrize("model", LISTS, ids=named)
def test_what_no_chip_says_is_answered_too(model: type[Model], ask: Asked) -> None:
    """An odd value of a chip filters nothing, or leads back to the list."""
    changelist = ask("")
    assert changelist is not None
    names = {"p", "o", "all"}
    for spec in changelist.filter_specs:
        names |= {str(name) for name in spec.expected_parameters()}
    if changelist.date_hierarchy:
        names |= {f"{changelist.date_hierarchy}__{part}" for part in ("year", "month", "day")}

    odd = {f"?{name}={value}{more}" for name in names for value in ODD for more in ("", "&q=a")}

    assert failures(odd, ask, may_leave=True) == {}
