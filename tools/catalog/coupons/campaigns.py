"""Pausing an advertising campaign, letting it run again, and taking either back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from pydantic import Field as Described
from pydantic import StringConstraints

from tools.catalog.coupons.change import NOT_CHANGED
from tools.contracts import (
    MAIN,
    Action,
    Call,
    Card,
    Field,
    Outside,
    Payload,
    Preview,
    Provenance,
    Receipt,
    Result,
    Table,
    ToolContext,
    ToolRefused,
)
from tools.intents.frame import ActionFrame, Verb
from tools.intents.sentence import Sentence
from tools.intents.slots.campaign import CampaignIdReader, names_campaign
from tools.intents.slots.slot import Slot
from tools.registry import tool
from tools.render import wording
from tools.render.wording import say
from tools.texts import Text
from tools.upstream.coupons import CHANGED, Campaign, Changed
from tools.upstream.mode import current_shop, mode_of

CampaignId = Annotated[
    str,
    StringConstraints(strip_whitespace=True, to_upper=True, pattern=r"^[Cc]-[0-9]{1,12}$"),
    Described(description="A campaign's number such as C-1, in any case."),
]


class PauseCampaignPayload(Payload):
    campaign_id: CampaignId
    paused: Annotated[bool, Described(description="true pauses, false lets it run again.")] = True


WHICH = Text("Which campaign? Its number, for example C-1.")
PAUSED, RUNNING = {"paused": True}, {"paused": False}


def is_campaign_named(sentence: Sentence) -> bool:
    return names_campaign(sentence.text)


@tool
class PauseCampaign(Action[PauseCampaignPayload]):
    name = "pause_campaign"
    title = Text("Pause a campaign")
    description = Text(
        "Pause an advertising campaign, so that it spends nothing, or let it run again."
    )
    examples = Text("pause campaign C-1")
    understands = ActionFrame(
        verbs=(
            Verb(("campaign_pause",), PAUSED),
            Verb(("put", "on", "hold"), PAUSED),
            Verb(("on", "hold"), PAUSED, within=2, bare=True),
            Verb(("campaign_resume",), RUNNING),
            Verb(("take_off", "from_hold", "from_pause"), RUNNING),
            Verb(("from_hold", "from_pause"), RUNNING, within=2, bare=True),
            Verb(("run", "again"), RUNNING, within=2),
        ),
        about=("campaign",),
        named_by=is_campaign_named,
        slots=(
            Slot(("campaign_id",), CampaignIdReader(WHICH), WHICH, required=True, is_scope=True),
        ),
        helps=frozenset({"article", "coupon_link", "put", "take_off", "again", "needless"}),
        asks_first=True,
        defaults={"paused": True},
        not_ordered=NOT_CHANGED,
        offers=("coupons", "today", "stuck"),
    )
    Payload = PauseCampaignPayload
    risk = "medium"
    undoable = True

    def preview(self, payload: PauseCampaignPayload, ctx: ToolContext) -> Preview:
        now = current_shop(ctx).campaign(payload.campaign_id)
        if now is None:
            text = say(ctx.language, "campaign.missing", id=payload.campaign_id)
            raise ToolRefused("CAMPAIGN_NOT_FOUND", text)
        verb = _verb(payload.paused)
        if now.paused == payload.paused:
            title = say(ctx.language, "flag.title.nothing")
            note = say(ctx.language, f"campaign.already.{verb}")
            card = _card(title, now, payload.paused, note, ctx)
            return Preview(card=card, basis={}, variants=())
        title = say(ctx.language, f"campaign.title.{verb}", id=now.campaign_id)
        card = _card(title, now, payload.paused, _meaning(now, verb, ctx), ctx)
        return Preview(card=card, basis={now.campaign_id: now.version})

    def apply(
        self,
        payload: PauseCampaignPayload,
        basis: Mapping[str, int],
        variant: str,
        ctx: ToolContext,
    ) -> Result | Outside:
        if variant != MAIN:
            raise ValueError(f"pause_campaign has no variant {variant}")
        done = current_shop(ctx).set_campaign_paused(basis, paused=payload.paused)
        return Outside((done,)) if isinstance(done, Call) else _done(payload, done, ctx)

    def concluded(
        self, payload: PauseCampaignPayload, receipts: Sequence[Receipt], ctx: ToolContext
    ) -> Result:
        return _done(payload, CHANGED.validate_python(receipts[0].answer), ctx)

    def preview_undo(self, undo: Mapping[str, Any], ctx: ToolContext) -> Preview:
        campaign_id, paused = undo["campaign_id"], not undo["paused"]
        now = current_shop(ctx).campaign(campaign_id)
        if now is None or now.version != undo["version"]:
            title = say(ctx.language, "undo.title.changed")
            note = say(ctx.language, "campaign.undo.changed")
            card = (
                _card(title, now, now.paused, note, ctx)
                if now
                else Card(title=title, notes=(note,))
            )
            basis = {campaign_id: now.version} if now else {}
            return Preview(card=card, basis=basis, variants=())
        verb = _verb(paused)
        title = say(ctx.language, f"campaign.title.{verb}", id=campaign_id)
        card = _card(title, now, paused, _meaning(now, verb, ctx), ctx)
        return Preview(card=card, basis={campaign_id: now.version})

    def undo(
        self, undo: Mapping[str, Any], basis: Mapping[str, int], ctx: ToolContext
    ) -> Result | Outside:
        done = current_shop(ctx).set_campaign_paused(basis, paused=not undo["paused"])
        return Outside((done,)) if isinstance(done, Call) else _undone(undo, ctx)

    def undone(
        self, undo: Mapping[str, Any], receipts: Sequence[Receipt], ctx: ToolContext
    ) -> Result:
        return _undone(undo, ctx)


def _verb(paused: bool) -> str:  # noqa: FBT001 -- the state itself
    return "pause" if paused else "resume"


def _meaning(now: Campaign, verb: str, ctx: ToolContext) -> str:
    daily = wording.money(now.daily_budget, ctx)
    return say(ctx.language, f"campaign.meaning.{verb}", daily=daily)


def _card(title: str, now: Campaign, then: bool, note: str, ctx: ToolContext) -> Card:  # noqa: FBT001 -- the state itself
    values = {
        "name": now.title,
        "channel": now.channel,
        "daily": wording.money(now.daily_budget, ctx),
        "spent": wording.money(now.spent, ctx),
    }
    columns = ("campaign.column", "flag.column.before", "flag.column.after")
    states = [say(ctx.language, f"campaign.state.{_verb(one)}") for one in (now.paused, then)]
    return Card(
        title=title,
        fields=tuple(
            Field(label=say(ctx.language, f"campaign.{name}"), value=value)
            for name, value in values.items()
        ),
        table=Table(
            columns=tuple(say(ctx.language, key) for key in columns),
            rows=((now.campaign_id, *states),),
        ),
        notes=(note,),
    )


def _done(payload: PauseCampaignPayload, done: Changed, ctx: ToolContext) -> Result:
    version = done.versions[payload.campaign_id]
    return _result(payload.campaign_id, payload.paused, version, ctx)


def _undone(undo: Mapping[str, Any], ctx: ToolContext) -> Result:
    return _result(undo["campaign_id"], not undo["paused"], None, ctx)


def _result(campaign_id: str, paused: bool, version: int | None, ctx: ToolContext) -> Result:  # noqa: FBT001 -- the state itself
    """Without a version, taking it back cannot be taken back."""
    data = {"campaign_id": campaign_id, "paused": paused}
    return Result(
        card=Card(title=say(ctx.language, f"campaign.done.{_verb(paused)}", id=campaign_id)),
        data=data,
        provenance=Provenance(source=mode_of(ctx), as_of=ctx.now),
        undo=None if version is None else {**data, "version": version},
    )
