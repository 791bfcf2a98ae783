"""Rendering cards and actions as Telegram HTML; the bot's own sentences are in phrases.py."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from html import escape, unescape

from actions.batches import BatchView
from actions.enums import SUPERSEDED, Status
from actions.outcomes import ActionView
from actions.tools.undo import UndoAction
from telegram_bot.view.phrases import PHRASES, say
from tools import registry
from tools.clock import build_shop_context
from tools.contracts import Action, Card, Provenance, Result, Table
from tools.help_areas import group_tools
from tools.languages import Language
from tools.render import wording
from tools.render.sheets import Sheet

#: In UTF-16 units of the visible text, as Telegram counts.
MESSAGE_LIMIT = 4096
CAPTION_LIMIT = 1024
CELL_LIMIT = 300
#: The length of what separates two changes of one message: their numbers and empty lines.
PLAN_SEAM = 12
#: A tag of our markup; in all other text "<" is written "&lt;".
TAG = re.compile(r"<[^>]*>")


def render_result(
    answer: Result, language: Language, *, lead: str = "", limit: int = MESSAGE_LIMIT
) -> tuple[str, int]:
    """Render a read's card and provenance after the sentence `lead`; return how many rows fit, too.

    `limit` counts UTF-16 units of the visible text.
    """
    tail = render_provenance(answer.provenance, language) if answer.provenance else ""
    head = f"{escape(lead)}\n\n" if lead else ""
    html, shown = fit_card(answer.card, language, tail=tail, limit=limit - _count_units(head))
    return head + html, shown


def render_file(sheet: Sheet, caption: str, language: Language) -> str:
    """Render the caption of a file: its title, how many rows it has, and their provenance."""
    tail = render_provenance(sheet.provenance, language) if sheet.provenance else ""
    return render_card(
        Card(title=sheet.title, notes=(caption,)), language, tail=tail, limit=CAPTION_LIMIT
    )


def render_answer(text: str, results: Iterable[Result], language: Language) -> str:
    """Render an answer made of several reads: the sentence, and the provenance of each."""
    sources = [
        f"<i>{escape(result.card.title)}</i>\n{render_provenance(result.provenance, language)}"
        if result.provenance
        else f"<i>{escape(result.card.title)}</i>"
        for result in results
    ]
    return "\n\n".join([escape(text), *sources])


def render_action(view: ActionView) -> str:
    """Render an action's message from its row alone, so that it is the same whoever renders it."""
    return _render_action_within(view, until=_say_until(view), limit=MESSAGE_LIMIT)


def _say_until(view: ActionView) -> str:
    return say(view.language, "proposal.until", until=format_clock(view.expires_at, view.language))


def _render_action_within(view: ActionView, *, until: str, limit: int) -> str:
    language = view.language
    if view.status == Status.PROPOSED:
        lines = [f"{say_risk(view)} {until}".strip(), *_say_agent(view)]
        tail = "\n".join(f"<i>{escape(line)}</i>" for line in lines)
        return render_card(view.preview, language, tail=tail, limit=limit)
    if view.outcome is not None:
        lines = [f"<b>{escape(say_state(view))}</b>", *map(escape, _say_beneath(view))]
        return render_card(view.outcome, language, tail="\n".join(lines), limit=limit)
    tail = "\n".join(escape(line) for line in (say_state(view), *_say_beneath(view)))
    short = Card(title=view.preview.title, quote=view.preview.quote)
    return render_card(short, language, tail=tail, limit=limit)


def say_risk(view: ActionView) -> str:
    """Return the action's risk and whether it can be undone; "" if its tool no longer exists."""
    tool = registry.get(view.tool)
    if not isinstance(tool, Action):
        return ""
    key = (
        "risk.again"
        if isinstance(tool, UndoAction)
        else "risk.undo"
        if tool.undoable
        else "risk.no_undo"
    )
    way_back = say(view.language, key)
    return say(view.language, f"risk.{tool.risk}", way_back=way_back)


def render_batch(found: BatchView) -> str:
    """Render the message of a batch: each change as in a message of its own, with its number."""
    language, count = found.steps[0].language, len(found.steps)
    head = f"<b>{escape(say(language, 'plan.title', count=count))}</b>"
    waiting = [step for step in found.steps if step.status == Status.PROPOSED]
    tail = [f"<i>{escape(_say_open_until(waiting, count))}</i>"] if waiting else []
    room = (MESSAGE_LIMIT - _count_units("".join([head, *tail]))) // count - PLAN_SEAM
    parts = [
        f"<b>{step.step}.</b> {_render_action_within(step, until='', limit=room)}"
        for step in found.steps
    ]
    return "\n\n".join([head, *parts, *tail])


def _say_open_until(waiting: list[ActionView], count: int) -> str:
    if len(waiting) == count:
        return _say_until(waiting[0])
    until = format_clock(waiting[0].expires_at, waiting[0].language)
    return say(waiting[0].language, "plan.until", until=until, count=len(waiting))


def to_text(markup: str) -> str:
    """Return our markup as plain text, for readers that cannot show tags."""
    return unescape(TAG.sub("", markup))


def _say_agent(view: ActionView) -> list[str]:
    """Return the line that names the agent that proposed it; nothing if an owner asked."""
    return [say(view.language, "proposal.agent", name=view.agent)] if view.agent else []


def _say_beneath(view: ActionView) -> list[str]:
    """Return the lines below the action's state."""
    return [*_describe_state(view), *_say_agent(view)]


def _describe_state(view: ActionView) -> list[str]:
    """Return why the action failed, or what its owner can do about an unknown one."""
    if view.status == Status.FAILED:
        return [say_failure(view)]
    if view.status != Status.UNKNOWN:
        return []
    checked = [call.checked_at for call in view.open_calls if call.checked_at]
    if checked:
        return [
            say(view.language, "unknown.checked", at=format_clock(max(checked), view.language))
        ]
    calls = ", ".join(call.label for call in view.open_calls)
    return [say(view.language, "unknown.look", calls=calls)]


def say_state(view: ActionView) -> str:
    """Return one sentence on the action's state."""
    moment = view.claimed_at if view.status == Status.IN_PROGRESS else view.finished_at
    at = format_clock(moment, view.language) if moment else ""
    return say(view.language, f"state.{_get_state_name(view)}", at=at)


def say_late(view: ActionView) -> str:
    """Return the toast for a tap that came second or too late; it is always the same."""
    moment = view.claimed_at if view.status == Status.IN_PROGRESS else view.finished_at
    at = format_clock(moment, view.language) if moment else ""
    return say(view.language, f"toast.late.{_get_state_name(view)}", at=at)


def _get_state_name(view: ActionView) -> str:
    return "superseded" if view.error_code == SUPERSEDED else view.status.value


def say_failure(view: ActionView) -> str:
    key = f"code.{view.error_code}"
    if key in PHRASES:
        return say(view.language, key)
    return say(view.language, "code.other", code=view.error_code, reference=view.reference)


def render_card(
    drawn: Card, language: Language, *, tail: str = "", limit: int = MESSAGE_LIMIT
) -> str:
    """Render the card within `limit`; rows that do not fit are counted instead."""
    return fit_card(drawn, language, tail=tail, limit=limit)[0]


def fit_card(
    drawn: Card, language: Language, *, tail: str = "", limit: int = MESSAGE_LIMIT
) -> tuple[str, int]:
    """Render the card within `limit`; return the HTML and how many of its rows are in it."""
    shown = len(drawn.table.rows) if drawn.table else 0
    text = _render_rows(drawn, language, tail, shown)
    while _count_units(text) > limit and shown:
        shown -= max(1, shown // 8)
        text = _render_rows(drawn, language, tail, shown)
    return (text, shown) if _count_units(text) <= limit else (_cut_card(drawn, tail, limit), 0)


def _render_rows(drawn: Card, language: Language, tail: str, shown: int) -> str:
    quote = f"\n<blockquote>{escape(drawn.quote)}</blockquote>" if drawn.quote else ""
    blocks = [f"<b>{_escape_cell(drawn.title)}</b>{quote}"]
    if drawn.fields:
        blocks.append(
            "\n".join(
                f"{_escape_cell(field.label)}: <b>{_escape_cell(field.value)}</b>"
                for field in drawn.fields
            )
        )
    if drawn.table and drawn.table.rows:
        lines = [f"<i>{_escape_cell(' · '.join(filter(None, drawn.table.columns)))}</i>"]
        for first, *rest in drawn.table.rows[:shown]:
            lines.append(" · ".join([f"<b>{_escape_cell(first)}</b>", *map(_escape_cell, rest)]))
        if left_out := _say_left_out(drawn, drawn.table, language, shown):
            lines.append(escape(left_out))
        blocks.append("\n".join(lines))
    elif drawn.listing is not None and drawn.listing.total:
        blocks.append(
            escape(
                say(
                    language,
                    "rows.fewer",
                    **_format_numbers({"total": drawn.listing.total}, language),
                )
            )
        )
    if drawn.notes:
        blocks.append("\n".join(escape(note[:CELL_LIMIT]) for note in drawn.notes))
    if tail:
        blocks.append(tail)
    return "\n\n".join(blocks)


def _say_left_out(drawn: Card, table: Table, language: Language, shown: int) -> str:
    """Return which rows of a longer list are shown, or how many are not; "" if all are shown."""
    hidden = len(table.rows) - shown + table.more
    page = drawn.listing
    if page is None or not shown:
        return say(language, "more", count=hidden) if hidden else ""
    if not hidden and not page.offset:
        return ""
    places = {"first": page.offset + 1, "last": page.offset + shown, "total": page.total}
    return say(language, "rows", **_format_numbers(places, language))


def _format_numbers(values: Mapping[str, int], language: Language) -> dict[str, str]:
    ctx = build_shop_context(language)
    return {name: wording.format_number(value, ctx) for name, value in values.items()}


def _cut_card(drawn: Card, tail: str, limit: int) -> str:
    """Render only the cut title and the tail, for a card that is too long even without rows."""
    room = max(0, limit - _count_units(tail) - 20)
    return f"<b>{escape(drawn.title[: room // 6])}</b>\n\n{tail}"


def render_provenance(source: Provenance, language: Language) -> str:
    """Render source, window and time in one line in italics."""
    ctx = build_shop_context(language)
    key = f"source.{source.source.lower()}"
    name = say(language, key) if key in PHRASES else source.source
    parts = [say(language, "source", source=name)]
    if source.start and source.end:
        parts.append(wording.format_window(source.start, source.end, ctx))
    parts.append(say(language, "as_of", at=wording.format_moment(source.as_of, ctx)))
    return f"<i>{escape(' · '.join(parts))}</i>"


def render_tool_list(language: Language) -> str:
    """Render /tools: every tool with what it does and how to ask for it."""
    blocks = []
    tools = [tool for group in group_tools().values() for tool in group]
    for kind in ("read", "action"):
        lines = [f"<b>{escape(say(language, f'tools.{kind}'))}</b>"]
        for tool in tools:
            if tool.kind == kind:
                example = tool.examples.to(language)
                lines.append(f"• {escape(tool.title.to(language))} — <i>{escape(example)}</i>")
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks)


def render_help(language: Language) -> str:
    """Render /help: an example sentence for each tool, by area."""
    blocks = [escape(say(language, "help"))]
    for heading, tools in group_tools().items():
        lines = [f"• {escape(tool.examples.to(language))}" for tool in tools]
        blocks.append("\n".join([f"<b>{escape(heading.to(language))}</b>", *lines]))
    return "\n\n".join([*blocks, escape(say(language, "help.end"))])


def format_clock(moment: datetime, language: Language) -> str:
    return wording.format_moment(moment, build_shop_context(language))


def _escape_cell(text: str) -> str:
    return escape(text[:CELL_LIMIT])


def _count_units(markup: str) -> int:
    return len(to_text(markup).encode("utf-16-le", "replace")) // 2


def escape_text(text: str) -> str:
    """Escape a text that has no markup of ours, so that it is safe to send."""
    return escape(text)
