"""Switching the data source: an action like any other, previewed, confirmed and undone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
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
from tools.intents.plain_order import OrderWords, SaidWord, find_order, has_slips
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
    if order := _find_plain_order(sentence):
        whole = frozenset(range(len(sentence.tokens)))
        return ActionMatch(whole, ("switch",), ({"mode": _find_mode(order)},))
    named = sentence.at("to_demo") or sentence.at("to_http")
    about = sentence.at("source") or sentence.at("mode")
    verbs = sentence.at("switch") if named or about else []
    if not verbs and named:
        verbs = sentence.at("use")
    return ActionMatch(frozenset({min(verbs)}), ("switch",)) if verbs else None


def _find_plain_order(sentence: Sentence) -> list[SaidWord]:
    """Return the words of a clause that orders it and names the mode; empty: there is none."""
    named = sentence.at("source_demo") or sentence.at("source_http")
    if sentence.named_products:
        return []  # "the winter box has its photos, put it live"
    return find_order(sentence, SWITCHING) if named or has_slips(sentence, SWITCHING) else []


def _find_mode(order: Sequence[SaidWord]) -> Mode | None:
    """Find the mode that the words name; None: none, or both.

    One that is to be left does not count, unless it is the only one: there are but two.
    """
    wanted, left = set[Mode](), set[Mode]()
    taken = any("source_takes" in word.known for word in order)
    leaving = False
    for word in order:
        leaving |= "source_left" in word.known or ("source_from" in word.known and not taken)
        if word.known & {"source_demo", "source_http"}:
            (left if leaving else wanted).add("DEMO" if "source_demo" in word.known else "HTTP")
        if word.known & {"source_demo", "source_http", "source_aims"}:
            leaving = False
    if len(wanted) == 1:
        return wanted.pop()
    if wanted or len(left) != 1 or not any("leaves_source" in word.known for word in order):
        return None
    return "HTTP" if "DEMO" in left else "DEMO"


def _is_refused(order: Sequence[SaidWord]) -> bool:
    """Return whether a "not" says more than which of two named modes is not meant.

    "I do not need the demo" and "do not switch to demo" do, "not demo but the real shop" does not.
    """
    modes = frozenset[str]().union(*(word.known & _MODES for word in order))
    words = [word for word in order if not word.known & _BEFORE_MODE or word.known & _MODES]
    return any(
        word.names & {"not", "plain_not"}
        and (modes != _MODES or not after.known & (_MODES | {"source_noun"}))
        for word, after in zip(words, [*words[1:], words[0]], strict=True)
    )


def _is_switching(order: Sequence[SaidWord], _: Sequence[SaidWord]) -> bool:
    """Return whether the words of a clause order to take the data from one of the two shops."""
    if _find_mode(order) is None or _is_refused(order):
        return False
    said = frozenset[str]().union(*(word.known for word in order))
    first = order[0].known
    if "source_verb" in said:
        return bool(first & SWITCHING.marks)
    # "demo mode", "real shop now", "upstream http", "back to demo"
    return len(order) <= _MOST_BARE and bool(said & {"source_noun", "goes_live"})


_MODES = frozenset({"source_demo", "source_http"})
#: What may stand between a "not" and its mode: "not on the demo".
_BEFORE_MODE = frozenset({"source_link", "source_from", "source_aims"})
#: So many words name a mode without a verb.
_MOST_BARE = 4
SWITCHING = OrderWords(
    marks=frozenset(
        {
            "source_demo", "source_http", "source_left", "source_verb", "source_noun", "source_link",
            "goes_live", "leaves_source", "source_from", "source_aims", "source_takes",
        }
    ),
    groups=frozenset({"kindly", "filler", "switch"}),
    is_order=_is_switching,
)  # fmt: skip


class SourceMode(SlotReader):
    """Reads `mode`; the mode that is to be left ("from the demo") does not count."""

    def read(self, reading: Reading) -> Values | Problem | None:
        sentence = reading.sentence
        if "mode" in reading.values:
            return None
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
        judges_mood=True,
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
