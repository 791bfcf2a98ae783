"""Switching the data source: an action like any other, previewed, confirmed and undone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any, Literal

from django.conf import settings
from pydantic import BeforeValidator
from pydantic import Field as Described

from audit import log
from tools.contracts import (
    Action,
    Card,
    Payload,
    Preview,
    Provenance,
    Result,
    StaleBasisError,
    ToolContext,
    ToolRefused,
)
from tools.demo import seed
from tools.help_areas import MORE
from tools.intents.frame import ActionFrame, ActionMatch, Verb
from tools.intents.sentence import Sentence
from tools.intents.slots.slot import Evidence, Problem, Reading, Slot, SlotReader, Values
from tools.registry import tool
from tools.render.parts import draw_fields
from tools.render.phrases.book import PHRASES
from tools.render.wording import format_number, say
from tools.texts import Text
from tools.upstream.mode import ActiveMode, Mode, get_shop, read_active_mode, switch_source

KEY = "data_source"
#: Functions that count the proposals that wait for their tap.
_waiting_counters: list[Callable[[str], int]] = []


def register_waiting(count: Callable[[str], int]) -> None:
    """Register a function that counts the waiting proposals made for the shop of a mode."""
    _waiting_counters.append(count)


class SwitchUpstreamPayload(Payload):
    mode: Annotated[
        Literal["DEMO", "HTTP"],
        BeforeValidator(lambda value: value.upper() if isinstance(value, str) else value),
        Described(description="DEMO: the demo shop; HTTP: the shop at UPSTREAM_BASE_URL."),
    ]


WHICH = Text("To which data source? Write: switch to demo, or: switch to http.")


def find_switching(sentence: Sentence) -> ActionMatch | None:
    """Find an order to switch the data source; None: there is none.

    "Use" orders it only if the mode is named.
    """
    named = sentence.at("to_demo") or sentence.at("to_http")
    about = sentence.at("source") or sentence.at("mode")
    verbs = sentence.at("switch") if named or about else []
    if not verbs and named:
        verbs = sentence.at("use")
    return ActionMatch(frozenset({min(verbs)}), ("switch",)) if verbs else None


class SourceMode(SlotReader):
    """Reads `mode`; the mode that is to be left ("from the demo") does not count."""

    def read(self, reading: Reading) -> Values | Problem | None:
        sentence = reading.sentence
        demo, http = sentence.at("to_demo"), sentence.at("to_http")
        before = min(reading.verb, default=0)
        told = any(
            token.kind != "sign" and "kindly" not in token.groups
            for token in sentence.tokens[:before]
        )
        leaving = any(at and sentence.tokens[at - 1].has("away") for at in demo)
        reading.doubted |= leaving or told
        reading.take(demo + http)
        if bool(demo) == bool(http):
            return Problem() if demo else None
        return {"mode": "DEMO" if demo else "HTTP"}

    def is_said(self, name: str, value: Any, said: Evidence) -> bool:
        groups = {"DEMO": "to_demo", "HTTP": "to_http"}
        return bool(said.sentence.at(groups.get(str(value), "to_demo")))


@tool
class SwitchUpstream(Action[SwitchUpstreamPayload]):
    name = "switch_upstream"
    title = Text("Switch the data source")
    description = Text(
        "Take figures from, and make changes in, the demo shop or the shop over HTTP from now on."
    )
    examples = Text("switch to the http shop")
    area, rank = MORE, 5
    understands = ActionFrame(
        verbs=(Verb(("switch",)), Verb(("use",))),
        find=find_switching,
        slots=(Slot(("mode",), SourceMode(), WHICH, required=True),),
        helps=frozenset({"filler", "switch", "use", "source", "mode", "bot_mode"}),
        not_ordered=Text(
            "I switched nothing; to change the data source, write for example: switch to demo."
        ),
        offers=("status", "errors", "today"),
    )
    Payload = SwitchUpstreamPayload
    risk = "high"
    undoable = True
    of_shop = False

    def preview(self, payload: SwitchUpstreamPayload, ctx: ToolContext) -> Preview:
        return _preview(payload.mode, read_active_mode(), ctx)

    def apply(
        self,
        payload: SwitchUpstreamPayload,
        basis: Mapping[str, int],
        variant: str,
        ctx: ToolContext,
    ) -> Result:
        before = _switch(payload.mode, basis, ctx)
        return _build_result(
            before, payload.mode, ctx, undo={"mode": before, "since": payload.mode}
        )

    def preview_undo(self, undo: Mapping[str, Any], ctx: ToolContext) -> Preview:
        now = read_active_mode()
        if now.mode != undo["since"]:
            title = say(ctx.language, "source.title.moved", now=describe_source(now.mode, ctx))
            return Preview(card=Card(title=title), basis={}, variants=())
        return _preview(undo["mode"], now, ctx)

    def undo(self, undo: Mapping[str, Any], basis: Mapping[str, int], ctx: ToolContext) -> Result:
        before = _switch(undo["mode"], basis, ctx)
        return _build_result(before, undo["mode"], ctx)


def describe_source(mode: str, ctx: ToolContext) -> str:
    """Describe a mode in words: "HTTP, the shop over HTTP"."""
    return f"{mode}, {PHRASES[f'system.source.{mode}'].to(ctx.language)}"


def check_source(mode: str, ctx: ToolContext) -> str:
    """Say that the shop of that mode answers now, or why it does not."""
    try:
        get_shop(mode, ctx).check()
    except ToolRefused as refusal:
        return refusal.text
    return say(ctx.language, "source.answers")


def count_waiting(mode: str) -> int:
    """Count the waiting proposals made for that shop, which would fail if another answered."""
    return sum(count(mode) for count in _waiting_counters)


def _preview(to: Mode, now: ActiveMode, ctx: ToolContext) -> Preview:
    if to == "HTTP" and not settings.UPSTREAM_BASE_URL:
        raise ToolRefused("UPSTREAM_NOT_SET", say(ctx.language, "upstream.UPSTREAM_NOT_SET"))
    if to == now.mode:
        title = say(ctx.language, "source.title.same", now=describe_source(to, ctx))
        return Preview(card=Card(title=title), basis={KEY: now.version}, variants=())
    count = count_waiting(now.mode)
    fields = {
        "source.now": describe_source(now.mode, ctx),
        "source.then": describe_source(to, ctx),
        "source.check": check_source(to, ctx),
        "source.waiting": format_number(count, ctx),
    }
    notes = ("source.note.waiting",) if count else ()
    card = Card(
        title=say(ctx.language, "source.title.preview"),
        fields=draw_fields(fields, ctx),
        notes=tuple(say(ctx.language, key) for key in notes),
    )
    return Preview(card=card, basis={KEY: now.version})


def _switch(to: Mode, basis: Mapping[str, int], ctx: ToolContext) -> str:
    if ctx.story is None:
        raise StaleBasisError  # there is nobody whom the audit could name
    if to == "DEMO":
        seed.top_up(ctx.now)  # it was not updated, or never filled, while another shop answered
    before = switch_source(
        to, basis[KEY], actor=log.build_owner_actor(ctx.actor_id), story=ctx.story
    )
    return before.mode


def _build_result(
    before: str, now: str, ctx: ToolContext, undo: Mapping[str, Any] | None = None
) -> Result:
    fields = {
        "source.before": describe_source(before, ctx),
        "source.now": describe_source(now, ctx),
    }
    return Result(
        card=Card(
            title=say(ctx.language, "source.title.done"),
            fields=draw_fields(fields, ctx),
        ),
        data={"before": before, "mode": now},
        provenance=Provenance(source=now, as_of=ctx.now),
        undo=undo,
    )
