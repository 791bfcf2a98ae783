"""The data source in force, and switching it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction

from audit import log
from audit.models import AuditEvent
from tests.tools.conftest import NOW, OWNER, STORY, apply, ask, context, preview
from tools import runner
from tools.catalog.system import change as sources
from tools.contracts import Action, StaleBasisError, ToolRefused
from tools.languages import Language
from tools.models import DataSource, DemoOrder
from tools.upstream import mode
from tools.upstream.mode import ActiveMode, get_upstream_mode, read_active_mode, switch_source

pytestmark = pytest.mark.django_db
SWITCH = "switch_upstream"
WHO = log.build_user_actor(3, "ops")


@pytest.fixture
def http_shop(settings: Any) -> None:
    """There is a shop over HTTP, which does not answer: nothing listens on that port."""
    settings.UPSTREAM_BASE_URL = "http://127.0.0.1:9"
    settings.UPSTREAM_PRIVATE_NETWORKS = ("127.0.0.1",)


def test_the_setting_says_which_shop_answers_until_somebody_switches(settings: Any) -> None:
    assert read_active_mode() == ActiveMode("DEMO", 0)
    before = switch_source("HTTP", 0, actor=WHO, story=STORY)
    assert before == ActiveMode("DEMO", 0)
    now = read_active_mode()
    assert (now.mode, now.version, now.by) == ("HTTP", 1, "ops")
    [event] = AuditEvent.objects.filter(event_type="source_switched")
    assert event.payload == {"before": "DEMO", "mode": "HTTP"}
    assert (event.actor_label, event.correlation_id) == ("ops", STORY)


def test_a_changed_setting_counts_again(settings: Any) -> None:
    switch_source("HTTP", 0, actor=WHO, story=STORY)
    settings.UPSTREAM_MODE = "HTTP"
    assert read_active_mode() == ActiveMode("HTTP", 1)
    switch_source("DEMO", 1, actor=WHO, story=STORY)
    assert read_active_mode().mode == "DEMO"
    settings.UPSTREAM_MODE = "DEMO"
    assert read_active_mode() == ActiveMode("DEMO", 2)


@pytest.mark.parametrize(("to", "version"), [("HTTP", 1), ("DEMO", 0)])
def test_a_switch_from_what_is_no_longer_so_is_none(to: Any, version: int) -> None:
    with pytest.raises(StaleBasisError):
        switch_source(to, version, actor=WHO, story=STORY)
    assert not DataSource.objects.exists()


def test_the_database_is_asked_once_a_second_or_after_a_notice(
    django_assert_num_queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with django_assert_num_queries(1):
        assert [get_upstream_mode() for _ in range(50)] == ["DEMO"] * 50
    DataSource.objects.create(
        mode="HTTP", instead_of="DEMO", switched_at=NOW, switched_by="another process"
    )
    assert get_upstream_mode() == "DEMO"
    mode.forget_mode()
    assert get_upstream_mode() == "HTTP"
    DataSource.objects.update(mode="DEMO")
    assert get_upstream_mode() == "HTTP"
    monkeypatch.setattr(mode._kept, "until", 0.0)  # a second later
    assert get_upstream_mode() == "DEMO"


def test_what_was_being_read_during_a_switch_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    real = mode.read_active_mode

    def read() -> ActiveMode:
        found = real()
        mode.forget_mode()  # the notice of a switch that came too late for this reading
        return found

    monkeypatch.setattr(mode, "read_active_mode", read)
    assert get_upstream_mode() == "DEMO"
    monkeypatch.undo()
    DataSource.objects.create(mode="HTTP", instead_of="DEMO", switched_at=NOW, switched_by="x")
    assert get_upstream_mode() == "HTTP"


def test_the_process_that_switches_knows_at_once(
    django_capture_on_commit_callbacks: Any,
) -> None:
    assert get_upstream_mode() == "DEMO"
    with django_capture_on_commit_callbacks(execute=True):
        switch_source("HTTP", 0, actor=WHO, story=STORY)
    assert get_upstream_mode() == "HTTP"


# The action

PREVIEWS: dict[Language, tuple[str, list[tuple[str, str]], tuple[str, ...]]] = {
    "en": (
        "Switch the data source",
        [
            ("Now", "DEMO, demo shop"), ("Then", "HTTP, the shop over HTTP"),
            ("Does it answer",
             "The shop does not answer right now, so I have no figures. Please try again in a minute."),
            ("Proposals waiting", "2"),
        ],
        ("Proposals that are waiting now were made for the other shop: they will be refused, and nothing changed.",),
    ),
    "ru": (
        "Сменить источник данных",
        [
            ("Сейчас", "DEMO, демо-магазин"), ("Станет", "HTTP, магазин по HTTP"),
            ("Отвечает ли", "Магазин сейчас не отвечает, поэтому данных нет. Попробуйте ещё раз через минуту."),
            ("Предложений ждёт", "2"),
        ],
        ("Предложения, которые сейчас ждут, сделаны для другого магазина: они будут отклонены без изменений.",),
    ),
}  # fmt: skip


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_preview_says_from_what_to_what_and_what_it_costs(
    http_shop: None, monkeypatch: pytest.MonkeyPatch, language: Language
) -> None:
    monkeypatch.setattr(sources, "_waiting_counters", [])
    sources.register_waiting(lambda mode: {"DEMO": 2}[mode])
    shown = preview({"mode": "http"}, context(language=language), SWITCH)
    title, fields, notes = PREVIEWS[language]
    assert shown.card.title == title
    assert [(field.label, field.value) for field in shown.card.fields] == fields
    assert shown.card.notes == notes
    assert (shown.basis, shown.variants) == ({"data_source": 0}, ("main",))


def test_what_is_so_already_has_no_button(http_shop: None) -> None:
    shown = preview({"mode": "DEMO"}, name=SWITCH)
    assert shown.variants == ()
    assert shown.card.title == "Nothing to switch: the data source is DEMO, demo shop already"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "There is no shop to ask over HTTP: set UPSTREAM_BASE_URL to its address and start me again."),
        ("ru", "Магазина по HTTP нет: укажите его адрес в UPSTREAM_BASE_URL и перезапустите."),
    ],
)  # fmt: skip
def test_a_shop_that_is_not_set_up_cannot_be_switched_to(language: Language, text: str) -> None:
    with pytest.raises(ToolRefused) as refused:
        preview({"mode": "HTTP"}, context(language=language), SWITCH)
    assert (refused.value.code, refused.value.text) == ("UPSTREAM_NOT_SET", text)


def test_there_and_back(http_shop: None, shop: None) -> None:
    done = apply({"mode": "HTTP"}, {"data_source": 0}, name=SWITCH)
    assert done.card.title == "Data source switched"
    assert done.data == {"before": "DEMO", "mode": "HTTP"}
    assert (read_active_mode().mode, read_active_mode().by) == ("HTTP", f"owner {OWNER}")

    action = runner.find(SWITCH, context())
    assert isinstance(action, Action)
    assert done.undo is not None
    back = action.preview_undo(done.undo, context())
    assert [field.value for field in back.card.fields][:3] == [
        "HTTP, the shop over HTTP", "DEMO, demo shop", "yes, just now",
    ]  # fmt: skip
    with pytest.raises(StaleBasisError):
        action.undo(done.undo, {"data_source": 0}, context())
    action.undo(done.undo, back.basis, context())
    assert read_active_mode().mode == "DEMO"
    moved = action.preview_undo(done.undo, context())
    assert moved.variants == ()
    assert moved.card.title == (
        "Not possible: the data source has been switched again since, to DEMO, demo shop"
    )


def test_the_demo_shop_is_filled_when_it_is_switched_to(settings: Any) -> None:
    settings.UPSTREAM_MODE = "HTTP"
    assert not DemoOrder.objects.exists()
    apply({"mode": "DEMO"}, {"data_source": 0}, name=SWITCH)
    assert DemoOrder.objects.exists()


def test_the_status_says_what_is_in_force_and_since_when(http_shop: None, shop: None) -> None:
    switch_source("HTTP", 0, actor=WHO, story=uuid4())
    ctx = context()
    told = ask("system_status", {"section": "mode"}, ctx)
    assert told.card.fields[0].value == "DEMO, demo shop"  # what this question goes by
    mode.forget_mode()
    told = ask("system_status", {"section": "mode"}, replace(ctx, mode=""))
    assert told.data == {"mode": "HTTP"}
    assert told.card.fields[0].value == "HTTP: no answer yet"
    assert told.card.fields[1].label == "Switched"
    assert told.card.notes == ("“switch to demo” or “switch to http” changes it.",)


def test_two_cannot_switch_from_the_same(transactional_db: None) -> None:
    def go(_: int) -> bool:
        try:
            with transaction.atomic():
                switch_source("HTTP", 0, actor=WHO, story=uuid4())
        except StaleBasisError:
            return False
        else:
            return True
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as people:
        assert sorted(people.map(go, range(4))) == [False, False, False, True]
    assert read_active_mode().version == 1
