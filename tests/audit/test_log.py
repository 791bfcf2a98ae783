"""Writing the audit: what may be written, and what of a text stays."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone
from pytest_django.fixtures import DjangoCaptureOnCommitCallbacks

from audit import announce, log, queries
from audit.log import SYSTEM, RecordingError, mask
from audit.models import AuditEvent

TOKEN = "4242424242:AAtests-only-not-a-real-token-0000000"


def record(event_type: str = "handler_failed", **payload: Any) -> int:
    return log.record(event_type, correlation_id=uuid4(), actor=SYSTEM, payload=payload)


def test_an_event_is_stored_as_it_was_told(db: None) -> None:
    story = uuid4()

    event_id = log.record(
        "action_proposed",
        correlation_id=story,
        actor=log.build_owner_actor(7_000_000_001),
        payload={"tool": "flag_order", "targets": ["order:OB-1003"], "variants": ("main",)},
    )

    [event] = queries.list_story(story)
    assert (event.pk, event.event_type, event.correlation_id) == (
        event_id,
        "action_proposed",
        story,
    )
    assert (event.actor_kind, event.actor_id, event.actor_label) == (
        "owner",
        7_000_000_001,
        "owner",
    )
    assert event.payload == {
        "tool": "flag_order",
        "targets": ["order:OB-1003"],
        "variants": ["main"],
    }
    assert abs((timezone.now() - event.occurred_at).total_seconds()) < 10


@pytest.mark.parametrize(
    ("event_type", "payload", "why"),
    [
        ("order_flagged", {}, "order_flagged: not a registered event type"),
        ("handler_failed", {"text": "x"}, "handler_failed: payload keys not allowed: ['text']"),
    ],
)
def test_what_is_not_registered_is_refused(
    db: None, event_type: str, payload: dict[str, Any], why: str
) -> None:
    with pytest.raises(RecordingError) as raised:
        record(event_type, **payload)

    assert str(raised.value) == why
    assert not AuditEvent.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_event_needs_its_callers_transaction() -> None:
    with pytest.raises(RecordingError, match="needs its caller's transaction"):
        record(error="x")

    assert not AuditEvent.objects.exists()


def test_the_live_pages_hear_of_it_on_commit(
    db: None,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    hints: list[str] = []
    monkeypatch.setattr(announce, "schedule_hint", lambda: hints.append("grown"))

    with django_capture_on_commit_callbacks(execute=True):
        record(error="x")
        assert hints == []

    assert hints == ["grown"]


def test_long_texts_and_lists_are_cut_and_odd_values_become_text(db: None) -> None:
    record(error="x" * 1000)
    record("action_proposed", targets=[f"order:{n}" for n in range(1000)], risk=Decimal("12.50"))

    error, proposed = queries.list_after(0, 10)
    assert error.payload == {"error": "x" * 300}
    assert proposed.payload["targets"] == [f"order:{n}" for n in range(50)]
    assert proposed.payload["risk"] == "12.50"


def test_text_that_postgresql_could_not_store_is_stored_without_it(db: None) -> None:
    record(error="a\x00b\ud800c\nd\u202ee")

    [event] = queries.list_after(0, 10)
    assert event.payload == {"error": "ab c d e"}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("+49 151 2345678", "+49***78"),
        ("call 8 (912) 345-67-89 now", "call 8 (***89 now"),
        ("tel:00491512345678", "tel:004***78"),
        ("4111 1111 1111 1111", "411***11"),
        (f"https://api.telegram.org/bot{TOKEN}/getMe", "https://api.telegram.org/bot***/getMe"),
        (f"token {TOKEN}, again", "token ***, again"),
        (TOKEN.replace(":", "%3A"), "***"),
        ("key sk-proj-abcdefghijkl0123", "key ***"),
        ("ob_aaaaaaaaaaaaaaaaaaaaaaaa", "***"),
    ],
)
def test_secrets_and_telephone_numbers_are_masked(text: str, shown: str) -> None:
    assert mask(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-23T17:00:00+00:00",
        "2026-11-23 17:00",
        "8d6f0a3b-1234-4567-8901-123456789012",
        "12345678-1234-4567-8901-12345678901a",
        "OB-1003",
        "1 234 567.8",
        "ob_aaaaaaaa",
        "Ünïcödé, 中文, עברית",
    ],
)
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    assert mask(text) == text


def test_a_web_users_name_is_masked_too(db: None) -> None:
    log.record(
        "web_signed_in",
        correlation_id=uuid4(),
        actor=log.build_user_actor(5, "+49 151 2345678"),
        payload={},
    )

    [event] = queries.list_after(0, 10)
    assert (event.actor_kind, event.actor_id, event.actor_label) == ("web_user", 5, "+49***78")
