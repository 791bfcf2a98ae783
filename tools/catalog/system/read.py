"""Questions about the program itself: does it work, what went wrong, where is the data."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any, Literal

from django.conf import settings
from django.db import connection
from django_redis import get_redis_connection
from pydantic import Field as Described

from audit import queries
from tools.contracts import (
    Card,
    CardField,
    Payload,
    Read,
    Result,
    ToolContext,
    ToolRefused,
)
from tools.help_areas import MORE
from tools.intents.frame import Button, Command, ReadFrame, Way
from tools.intents.planner.server import count_tokens_left
from tools.intents.sentence import NOTHING, Built, Sentence, read_fixed, read_nothing
from tools.languages import Language
from tools.registry import tool
from tools.render import wording
from tools.render.parts import draw_table, suggest
from tools.render.phrases.book import PHRASES
from tools.render.wording import format_number, say
from tools.texts import Text
from tools.upstream.mode import get_current_shop, get_mode, read_active_mode

ERRORS_SHOWN = 10
#: An older failure of the planner or the speech service says nothing about now.
TROUBLE = timedelta(minutes=10)


@dataclass(frozen=True)
class StatusItem:
    """A number of things that are not as they should be, or not yet; 0 is not shown."""

    name: str
    label: Text
    count: int
    #: What is said about it in a language; None: the number is said.
    text: Callable[[Language], str] | None = None

    def said(self, ctx: ToolContext) -> str:
        return self.text(ctx.language) if self.text else format_number(self.count, ctx)


#: Functions that find concerns.
_concern_finders: list[Callable[[], Sequence[StatusItem]]] = []


def register_concerns(find: Callable[[], Sequence[StatusItem]]) -> None:
    """Register a function that finds concerns for /status which this layer cannot see."""
    _concern_finders.append(find)


class SystemStatusPayload(Payload):
    section: Annotated[
        Literal["health", "errors", "mode"],
        Described(
            description="health: is everything working; errors: the latest; mode: data source."
        ),
    ] = "health"


#: Groups of words for the source of the data, which an order may switch to.
SOURCES = ("mode", "source", "demo_like", "realness", "to_http", "to_demo")
#: Groups that a question about the program may have, and one about the source of its data.
TAKES = (
    "error", "last", "system", "problem", "part", "status", "works", "health", "up", "broken", "overview", "went",
    "how", "verify", "signal", "everything", "coupon_active", "or_not", "connected", "owes",
)  # fmt: skip
MODE_TAKES = (
    *SOURCES, "system", "part", "bot_mode", "or", "or_not", "whence", "draws", "connected", "everything", "works",
    "coupon_active", "kpi", "sales", "owes",
)  # fmt: skip


def read_mode(sentence: Sentence) -> Built:
    """Read a question about the source of the data; None if the sentence may order to switch it.

    "Demo data" orders; "are we on demo data", "demo or live" and "demo?" ask.
    """
    words = sentence.words
    said = {group for word in words for group in word.groups}
    named = not said.isdisjoint(("demo_like", "realness", "to_http", "to_demo"))
    polite = not said.isdisjoint(("may_i", "may_you"))
    marked = any(token.low == "?" for token in sentence.tokens) and not polite
    if named and not marked and not sentence.at("asks_state"):
        return None
    return {"section": "mode"}, NOTHING


def read_breaks(sentence: Sentence) -> Built:
    """Read "did anything break"; None where the errors themselves are asked for, too."""
    named = [at for at in sentence.at("error") if "breaks" not in sentence.tokens[at].groups]
    return None if named else ({}, NOTHING)


@tool
class SystemStatus(Read[SystemStatusPayload]):
    name = "system_status"
    title = Text("System status")
    description = Text(
        "Whether everything works, the latest errors, and where the data comes from."
    )
    examples = Text("is everything working")
    area, rank = MORE, 4
    understands = ReadFrame(
        ways=(
            Way(
                ("anything", "breaks"),
                (*TAKES, "anything", "breaks"),
                read_breaks,
                unless=("order", "payment"),
                rank=-1,
            ),
            *(
                Way(
                    said,
                    (*TAKES, *said),
                    read_fixed(section="errors"),
                    unless=("order", "payment"),
                )
                for said in (
                    ("error",),
                    ("problem", "system"),
                    ("problem", "part"),
                    ("faults", "system"),
                    ("faults", "part"),
                    ("error", "chat"),
                    ("wrong_word", "went"),
                )
            ),
            *(
                Way(said, MODE_TAKES, read_mode, unless=("switch", "error"))
                for said in (
                    ("mode",),
                    ("source",),
                    ("demo_like",),
                    ("mode", "works"),
                    ("bot_mode", "whence"),
                    ("bot_mode", "realness"),
                    ("kpi", "realness"),
                    ("connected", "realness"),
                    ("kpi", "whence", "draws"),
                    ("bot_mode", "whence", "draws"),
                    ("realness",),
                )
            ),
            *(
                Way(
                    said,
                    (*TAKES, *said),
                    read_fixed(section="health") if said == ("health",) else read_nothing,
                    unless=("greeting", "praised", "error", *SOURCES),
                )
                for said in (
                    ("part", "up"),
                    ("health",),
                    ("works",),
                    ("okay", "part"),
                    ("okay", "system"),
                    ("broken",),
                    ("connected", "part"),
                    ("connects", "exists"),
                    ("connects", "verify"),
                    ("connects", "signal"),
                )
            ),
            Way(("status",), ("system", "part")),
            Way(("system",), ("system",)),
        ),
        buttons=(
            Button("status", Text("Is everything working")),
            Button("errors", Text("Last errors"), {"section": "errors"}),
        ),
        commands=(Command("status", menu=Text("Is everything working")), Command("systems")),
        offers=("status", "errors", "today"),
    )
    Payload = SystemStatusPayload
    numeric = False

    def run(self, payload: SystemStatusPayload, ctx: ToolContext) -> Result:
        sections = {"health": _build_health, "errors": _build_errors, "mode": _build_mode}
        return sections[payload.section](ctx)


def is_redis_up() -> bool:
    """Return whether Redis answers a ping within half a second."""
    try:
        return bool(get_redis_connection("default").ping())
    except Exception:  # noqa: BLE001 -- whatever is wrong with Redis, it does not answer
        return False


def _build_health(ctx: ToolContext) -> Result:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    redis = is_redis_up()
    concerns = [concern for find in _concern_finders for concern in find()]
    fine = say(ctx.language, "system.ok")
    values = {
        "PostgreSQL": fine,
        "Redis": fine if redis else say(ctx.language, "system.redis"),
        say(ctx.language, "system.source"): _describe_source(ctx),
        say(ctx.language, "system.clock"): _format_clock(ctx),
        say(ctx.language, "system.planner"): _describe_planner(ctx),
        say(ctx.language, "system.speech"): _describe_speech(ctx),
    } | {
        concern.label.to(ctx.language): concern.said(ctx) for concern in concerns if concern.count
    }
    errors = suggest("system.suggest.errors", ctx, "system_status", {"section": "errors"})
    return Result(
        card=Card(
            title=say(ctx.language, "system.title.health"),
            fields=_build_fields(values),
            next=(errors,),
        ),
        data={
            "postgres": "ok",
            "redis": "ok" if redis else "degraded",
            "mode": get_mode(ctx),
            "timezone": str(ctx.zone),
            "planner": settings.ENV.llm_provider,
            "speech": settings.ENV.asr_provider,
            **{concern.name: concern.count for concern in concerns},
        },
        provenance=None,
    )


def _build_errors(ctx: ToolContext) -> Result:
    events = queries.list_latest_trouble(ERRORS_SHOWN)
    rows = (
        (
            wording.format_moment(event.occurred_at, ctx),
            say(ctx.language, f"trouble.{event.event_type}"),
            event.correlation_id.hex[:8],
        )
        for event in events
    )
    headings = ("when", "what", "reference")
    return Result(
        card=Card(
            title=say(ctx.language, "system.title.errors", count=len(events)),
            table=draw_table(headings, rows, ctx, prefix="system.column."),
            notes=() if events else (say(ctx.language, "system.no_errors"),),
        ),
        data={"errors": [_build_error(event) for event in events]},
        provenance=None,
        empty=not events,
    )


def _build_mode(ctx: ToolContext) -> Result:
    now = read_active_mode()
    switched = (
        {say(ctx.language, "system.switched"): wording.format_moment(now.since, ctx)}
        if now.since
        else {}
    )
    return Result(
        card=Card(
            title=say(ctx.language, "system.title.mode"),
            fields=_build_fields(
                {say(ctx.language, "system.source"): _describe_source(ctx)} | switched
            ),
            notes=(say(ctx.language, _get_switch_hint()),),
        ),
        data={"mode": get_mode(ctx)},
        provenance=None,
    )


def _get_switch_hint() -> str:
    return "system.switch" if settings.UPSTREAM_BASE_URL else "upstream.UPSTREAM_NOT_SET"


def _build_error(event: Any) -> dict[str, Any]:
    return {
        "id": event.pk,
        "at": event.occurred_at,
        "event_type": event.event_type,
        "correlation_id": str(event.correlation_id),
    }


def _describe_source(ctx: ToolContext) -> str:
    """Describe the data source in words, and whether it answers."""
    mode = get_mode(ctx)
    try:
        get_current_shop(ctx).check()
    except ToolRefused:
        return say(ctx.language, "system.source.none", mode=mode)
    return f"{mode}, {PHRASES[f'system.source.{mode}'].to(ctx.language)}"


def _describe_planner(ctx: ToolContext) -> str:
    """Describe the planner's model, and since when it has not answered."""
    env = settings.ENV
    if env.llm_provider == "OFF":
        return say(ctx.language, "system.off")
    if count_tokens_left() <= 0:
        return say(ctx.language, "system.rules_only.budget")
    failure = queries.find_planner_failure(ctx.now - TROUBLE)
    if failure is None:
        return str(env.openai_llm_model)
    at = wording.format_moment(failure.occurred_at, ctx)
    code = failure.payload.get("code", "")
    return say(ctx.language, "system.rules_only", at=at, code=code)


def _describe_speech(ctx: ToolContext) -> str:
    """Describe the speech model, and since when it has not answered."""
    env = settings.ENV
    if env.asr_provider == "OFF":
        return say(ctx.language, "system.off")
    failure = queries.find_speech_failure(ctx.now - TROUBLE)
    if failure is None:
        return str(env.openai_asr_model)
    at = wording.format_moment(failure.occurred_at, ctx)
    return say(ctx.language, "system.silent", at=at, code=failure.payload.get("code", ""))


def _format_clock(ctx: ToolContext) -> str:
    return f"{wording.format_moment(ctx.now, ctx)}, {ctx.zone}"


def _build_fields(values: dict[str, str]) -> tuple[CardField, ...]:
    return tuple(CardField(label=label, value=value) for label, value in values.items())
