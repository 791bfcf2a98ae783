"""Pausing an advertising campaign, letting it run again, and undoing either."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field as Described
from pydantic import StringConstraints

from tools.catalog.coupons.change import NOT_CHANGED
from tools.catalog.shop_change import ShopChange, build_done, build_state_table, build_unchanged
from tools.contracts import (
    Call,
    Card,
    CardField,
    Payload,
    Preview,
    Result,
    Table,
    ToolContext,
    ToolRefused,
)
from tools.help_areas import COUPONS
from tools.intents.frame import ActionFrame, Verb
from tools.intents.sentence import Sentence
from tools.intents.slots.campaign import CampaignIdReader, find_named, is_named_by_id
from tools.intents.slots.slot import Slot
from tools.registry import tool
from tools.render import wording
from tools.render.parts import draw_fields
from tools.render.wording import say
from tools.texts import Text
from tools.upstream.coupons import CHANGED, Campaign, ChangedVersions
from tools.upstream.mode import get_current_shop

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
#: The words of a verb stand at most so far from each other: "switch the campaign number 7 off".
_APART = 8


def is_only_switched(sentence: Sentence) -> bool:
    """Return whether nothing is said but a campaign and how it is switched: "campaign 5 on"."""
    named = {at for _, used in find_named(sentence) for at in used}
    switched = {*sentence.at("lone_on"), *sentence.at("lone_off")}
    return (
        len(switched) == 1
        and "?" not in sentence.text
        and all(
            at in named
            or at in switched
            or token.kind == "sign"
            or token.groups & {"campaign", "kindly", "article", "again", "back"}
            for at, token in enumerate(sentence.tokens)
        )
    )


@tool
class PauseCampaign(ShopChange[PauseCampaignPayload, ChangedVersions]):
    name = "pause_campaign"
    title = Text("Pause a campaign")
    description = Text(
        "Pause an advertising campaign, so that it spends nothing, or let it run again."
    )
    examples = Text("pause campaign C-1")
    area, rank = COUPONS, 4
    understands = ActionFrame(
        verbs=(
            Verb(("campaign_pause",), PAUSED),
            Verb(("campaign_halt",), PAUSED),
            Verb(("campaign_switch", "off"), PAUSED, within=_APART),
            Verb(("campaign_down", "down"), PAUSED, within=_APART),
            Verb(("take_off", "off", "on_air"), PAUSED, within=_APART),
            Verb(("take_from_air", "from_hold", "on_air"), PAUSED, within=_APART),
            Verb(("pulls", "plug"), PAUSED, within=_APART),
            Verb(("bring_back", "to_halt"), PAUSED, within=_APART),
            Verb(("put", "to_halt"), PAUSED, within=_APART),
            Verb(("calls", "to_halt"), PAUSED, within=_APART),
            Verb(("put", "on", "hold"), PAUSED),
            Verb(("put", "back", "on", "hold"), PAUSED, within=_APART),
            Verb(("on", "hold"), PAUSED, within=2, bare=True),
            Verb(("has_done", "stopped_now"), PAUSED, within=_APART),
            Verb(("makes_pause", "hold"), PAUSED, within=3),
            Verb(("sets_state", "state_stopped"), PAUSED, within=_APART),
            Verb(("gives_rest", "rest_noun"), PAUSED, within=_APART),
            Verb(("hits_head", "on", "head"), PAUSED, within=_APART),
            Verb(("lone_off",), PAUSED, bare=True, only_if=is_only_switched),
            Verb(("lone_on",), RUNNING, bare=True, only_if=is_only_switched),
            Verb(("campaign_resume",), RUNNING),
            Verb(("campaign_go",), RUNNING),
            Verb(("campaign_switch", "on"), RUNNING, within=_APART),
            Verb(("put", "back", "on"), RUNNING, within=_APART),
            Verb(("bring_back", "back"), RUNNING, within=_APART),
            Verb(("bring_back", "in_action"), RUNNING, within=_APART),
            Verb(("into_word", "in_action"), RUNNING, within=2, bare=True),
            Verb(("wanted", "campaign_spins"), RUNNING, within=_APART),
            Verb(("has_done", "campaign_spins"), RUNNING, within=_APART),
            Verb(("sets_state", "state_started"), RUNNING, within=_APART),
            Verb(("campaign_rolls", "again"), RUNNING, within=_APART),
            Verb(("again", "campaign_rolls"), RUNNING, within=_APART),
            Verb(("puts_live", "campaign_spins"), RUNNING, within=_APART),
            Verb(("live", "again"), RUNNING, within=2),
            Verb(("goes", "live"), RUNNING, within=_APART),
            Verb(("puts_live", "live"), RUNNING, within=_APART),
            Verb(("goes_on", "on"), RUNNING, within=_APART),
            Verb(("lifts", "hold"), RUNNING, within=4),
            Verb(("back", "on"), RUNNING, within=2, bare=True),
            Verb(("take_off", "from_hold", "from_pause"), RUNNING),
            Verb(("take_off", "hold"), RUNNING),
            Verb(("away_off", "hold"), RUNNING, within=3),
            Verb(("from_hold", "from_pause"), RUNNING, within=2, bare=True),
            Verb(("run", "again"), RUNNING, within=_APART),
        ),
        about=("campaign",),
        named_by=is_named_by_id,
        never_with=frozenset({"campaign_others"}),
        slots=(Slot(("campaign_id",), CampaignIdReader(), WHICH, required=True, is_scope=True),),
        helps=frozenset(
            {
                "article",
                "coupon_link",
                "put",
                "take_off",
                "again",
                "needless",
                "back",
                "campaign_words",
                "now",
            }
        ),
        asks_first=True,
        defaults={"paused": True},
        turns_on=RUNNING,
        turns_off=PAUSED,
        not_ordered=NOT_CHANGED,
        offers=("coupons", "today", "stuck"),
    )
    Payload = PauseCampaignPayload
    risk = "medium"
    answer = CHANGED

    def preview(self, payload: PauseCampaignPayload, ctx: ToolContext) -> Preview:
        now = get_current_shop(ctx).campaign(payload.campaign_id)
        if now is None:
            text = say(ctx.language, "campaign.missing", id=payload.campaign_id)
            raise ToolRefused("CAMPAIGN_NOT_FOUND", text)
        verb = _get_verb(payload.paused)
        if now.paused == payload.paused:
            note = say(ctx.language, f"campaign.already.{verb}")
            table = _build_table(now, payload.paused, ctx)
            return build_unchanged([note], ctx, fields=_build_fields(now, ctx), table=table)
        title = say(ctx.language, f"campaign.title.{verb}", id=now.campaign_id)
        card = _build_card(title, now, payload.paused, _say_meaning(now, verb, ctx), ctx)
        return Preview(card=card, basis={now.campaign_id: now.version})

    def write(
        self, payload: PauseCampaignPayload, basis: Mapping[str, int], ctx: ToolContext
    ) -> ChangedVersions | Call:
        return get_current_shop(ctx).set_campaign_paused(basis, paused=payload.paused)

    def tell_done(
        self, payload: PauseCampaignPayload, done: ChangedVersions, ctx: ToolContext
    ) -> Result:
        version = done.versions[payload.campaign_id]
        return _tell(payload.campaign_id, payload.paused, version, ctx)

    def preview_undo(self, undo: Mapping[str, Any], ctx: ToolContext) -> Preview:
        campaign_id, paused = undo["campaign_id"], not undo["paused"]
        now = get_current_shop(ctx).campaign(campaign_id)
        if now is None or now.version != undo["version"]:
            title = say(ctx.language, "undo.title.changed")
            note = say(ctx.language, "campaign.undo.changed")
            card = (
                _build_card(title, now, now.paused, note, ctx)
                if now
                else Card(title=title, notes=(note,))
            )
            basis = {campaign_id: now.version} if now else {}
            return Preview(card=card, basis=basis, variants=())
        verb = _get_verb(paused)
        title = say(ctx.language, f"campaign.title.{verb}", id=campaign_id)
        card = _build_card(title, now, paused, _say_meaning(now, verb, ctx), ctx)
        return Preview(card=card, basis={campaign_id: now.version})

    def write_back(
        self, undo: Mapping[str, Any], basis: Mapping[str, int], ctx: ToolContext
    ) -> ChangedVersions | Call:
        return get_current_shop(ctx).set_campaign_paused(basis, paused=not undo["paused"])

    def tell_undone(
        self, undo: Mapping[str, Any], done: ChangedVersions, ctx: ToolContext
    ) -> Result:
        return _tell(undo["campaign_id"], not undo["paused"], None, ctx)


def _get_verb(paused: bool) -> str:  # noqa: FBT001 -- the state itself
    return "pause" if paused else "resume"


def _say_meaning(now: Campaign, verb: str, ctx: ToolContext) -> str:
    daily = wording.format_money(now.daily_budget, ctx)
    return say(ctx.language, f"campaign.meaning.{verb}", daily=daily)


def _build_card(title: str, now: Campaign, then: bool, note: str, ctx: ToolContext) -> Card:  # noqa: FBT001 -- the state itself
    return Card(
        title=title,
        fields=_build_fields(now, ctx),
        table=_build_table(now, then, ctx),
        notes=(note,),
    )


def _build_fields(now: Campaign, ctx: ToolContext) -> tuple[CardField, ...]:
    values = {
        "name": now.title,
        "channel": now.channel,
        "daily": wording.format_money(now.daily_budget, ctx),
        "spent": wording.format_money(now.spent, ctx),
    }
    return draw_fields(values, ctx, "campaign.")


def _build_table(now: Campaign, then: bool, ctx: ToolContext) -> Table:  # noqa: FBT001 -- the state itself
    before, after = (
        say(ctx.language, f"campaign.state.{_get_verb(paused)}") for paused in (now.paused, then)
    )
    return build_state_table("campaign.column", [(now.campaign_id, before, after)], ctx)


def _tell(campaign_id: str, paused: bool, version: int | None, ctx: ToolContext) -> Result:  # noqa: FBT001 -- the state itself
    """Build the result; without a version it cannot be undone, as after an undo."""
    card = Card(title=say(ctx.language, f"campaign.done.{_get_verb(paused)}", id=campaign_id))
    data = {"campaign_id": campaign_id, "paused": paused}
    return build_done(card, data, ctx, None if version is None else {**data, "version": version})
