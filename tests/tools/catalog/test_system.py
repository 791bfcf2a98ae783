"""The program about itself, and that no mode answers in another's place."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone

from audit import log
from tests.tools.conftest import ask, context, preview
from tools.catalog.system import read as system
from tools.catalog.system.read import StatusItem
from tools.contracts import ToolRefused
from tools.texts import Text
from tools.upstream.mode import get_upstream_mode

STORY = UUID("0123abcd-0000-4000-8000-000000000000")


def values(section: str = "health") -> dict[str, str]:
    return {
        field.label: field.value
        for field in ask("system_status", {"section": section}).card.fields
    }


@pytest.mark.django_db
def test_all_is_well() -> None:
    assert values() == {
        "PostgreSQL": "ok",
        "Redis": "ok",
        "Data source": "DEMO, demo shop",
        "Shop time": "15:05, Europe/Berlin",
        "Planner": "off",
        "Voice messages": "off",
    }


@pytest.mark.django_db
def test_redis_down_is_degraded_not_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(alias: str) -> Any:
        raise ConnectionError(alias)

    monkeypatch.setattr(system, "get_redis_connection", gone)
    result = ask("system_status")
    assert result.data["redis"] == "degraded"
    assert values()["Redis"] == "does not answer; live pages ask every second instead"


@pytest.mark.django_db
def test_concerns_are_told_where_there_are_any(monkeypatch: pytest.MonkeyPatch) -> None:
    title = Text("Pieces in all")
    found = [StatusItem("lost", title, 1200), StatusItem("found", Text("Found"), 0)]
    monkeypatch.setattr(system, "_concern_finders", [])
    system.register_concerns(lambda: found)

    result = ask("system_status")

    assert (result.data["lost"], result.data["found"]) == (1200, 0)
    assert (values()["Pieces in all"], "Found" in values()) == ("1,200", False)
    russian = ask("system_status", ctx=context(language="ru")).card.fields
    assert (russian[-1].label, russian[-1].value) == ("Штук всего", "1\xa0200")


@pytest.mark.django_db
def test_errors_carry_their_reference() -> None:
    assert ask("system_status", {"section": "errors"}).card.notes == ("No errors on record.",)
    log.record(
        "handler_failed", correlation_id=STORY, actor=log.SYSTEM, payload={"error": "ValueError"}
    )
    result = ask("system_status", {"section": "errors"})
    assert result.card.table is not None
    assert [row[1:] for row in result.card.table.rows] == [("Something went wrong", "0123abcd")]


@pytest.mark.django_db
def test_every_kind_of_trouble_has_its_words() -> None:
    from audit.queries import TROUBLE
    from tools.render.phrases.book import PHRASES

    assert [f"trouble.{kind}" for kind in TROUBLE if f"trouble.{kind}" not in PHRASES] == []


READS: list[tuple[str, dict[str, Any]]] = [
    ("kpi_snapshot", {}),
    ("revenue_trend", {}),
    ("orders_search", {"preset": "stuck"}),
    ("order_detail", {"order_id": "OB-1003"}),
    ("chats_unanswered", {}),
]


@pytest.mark.parametrize(("name", "arguments"), READS)
def test_no_demo_data_in_another_mode(
    shop: None, settings: Any, name: str, arguments: dict[str, Any]
) -> None:
    settings.UPSTREAM_MODE = "HTTP"
    assert get_upstream_mode() == "HTTP"
    with pytest.raises(ToolRefused) as refused:
        ask(name, arguments)
    assert refused.value.code == "UPSTREAM_UNAVAILABLE"
    assert refused.value.text.startswith(
        "There is no shop to ask over HTTP: set UPSTREAM_BASE_URL"
    )


def test_no_action_in_another_mode_either(shop: None, settings: Any) -> None:
    settings.UPSTREAM_MODE = "HTTP"
    with pytest.raises(ToolRefused) as refused:
        preview({"order_ids": ["OB-1003"]}, context(language="ru"))
    assert refused.value.code == "UPSTREAM_UNAVAILABLE"
    assert values("mode") == {"Data source": "HTTP: no answer yet"}


@pytest.mark.django_db
def test_the_planner_is_rules_only_while_it_does_not_answer_or_may_not(settings: Any) -> None:
    def failed(code: str, tokens: int) -> None:
        facts = {"model": "small", "tokens_in": tokens, "tokens_out": 0, "ms": 5, "code": code}
        log.record("planner_failed", correlation_id=STORY, actor=log.SYSTEM, payload=facts)

    settings.ENV = settings.ENV.model_copy(
        update={
            "llm_provider": "OPENAI", "openai_llm_model": "small", "llm_tokens_per_day": 1_000,
        }
    )  # fmt: skip
    now = timezone.now()

    def planner() -> str:
        fields = ask("system_status", ctx=context(now=now)).card.fields
        return next(field.value for field in fields if field.label == "Planner")

    assert planner() == "small"
    failed("away", 0)
    assert planner().startswith("rules only: the model did not answer at")
    failed("empty", 400)  # of no use, but an answer
    assert planner() == "small"
    broken_off = {"model": "small", "reads": 1, "tokens_in": 0, "code": "failed"}
    log.record("planner_answered", correlation_id=STORY, actor=log.SYSTEM, payload=broken_off)
    assert planner().startswith("rules only: the model did not answer at")
    failed("empty", 0)
    assert planner() == "small"
    failed("empty", 700)
    assert planner() == "rules only: today's tokens are used up"
