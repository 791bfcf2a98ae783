"""How figures, days and sentences are written in the reader's language."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from babel.dates import format_date, format_datetime, format_time, format_timedelta
from babel.numbers import format_currency, format_decimal, format_percent

from tools.contracts import ToolContext
from tools.languages import Language, get_locale
from tools.render.phrases.book import PHRASES


def say(language: Language, key: str, **values: Any) -> str:
    """Return the phrase of that key, with its `{placeholders}` filled."""
    return PHRASES[key].fill(language, **values)


def format_money(amount: Decimal, ctx: ToolContext) -> str:
    return format_currency(amount, ctx.currency, locale=get_locale(ctx.language))


def format_whole_money(amount: Decimal, ctx: ToolContext) -> str:
    """Format an estimated amount, without cents, which an estimate cannot know."""
    locale = get_locale(ctx.language)
    pattern = locale.currency_formats["standard"].pattern.replace(".00", "")
    return format_currency(
        round(amount), ctx.currency, pattern, locale=locale, currency_digits=False
    )


def format_signed_money(amount: Decimal, ctx: ToolContext) -> str:
    """Format an amount with its sign: "+€12.50", "−€3.00"."""
    sign = "+" if amount > 0 else "−" if amount < 0 else ""
    return f"{sign}{format_money(abs(amount), ctx)}"


def format_number(value: int | Decimal, ctx: ToolContext) -> str:
    return format_decimal(value, locale=get_locale(ctx.language))


def format_share(share: Decimal, ctx: ToolContext) -> str:
    """Format a share such as Decimal("0.125") as "12.5%"."""
    return format_percent(share, format="#,##0.#%", locale=get_locale(ctx.language))


def format_change(now: Decimal | int, before: Decimal | int, ctx: ToolContext) -> str:
    """Format the change from `before` to `now` with its sign: "+12.5%"; "" if `before` is 0."""
    if not before:
        return ""
    share = (Decimal(now) - before) / before
    return format_percent(share, format="+#,##0.#%;−#,##0.#%", locale=get_locale(ctx.language))


def format_day(value: date, ctx: ToolContext) -> str:
    """Format a day with its weekday: "Sun, 22 Nov 2026"."""
    return format_date(value, "EEE, d MMM y", locale=get_locale(ctx.language))


def format_short_day(value: date, ctx: ToolContext) -> str:
    return format_date(value, "d MMM", locale=get_locale(ctx.language))


def format_window(start: date, end: date, ctx: ToolContext) -> str:
    """Format a window: its day, or its first and last day."""
    return (
        format_day(start, ctx)
        if start == end
        else f"{format_day(start, ctx)} – {format_day(end, ctx)}"
    )


def format_short_window(start: date, end: date, ctx: ToolContext) -> str:
    """Format a window shortly, for a picture: "17 Nov – 23 Nov"."""
    first, last = format_short_day(start, ctx), format_short_day(end, ctx)
    return first if start == end else f"{first} – {last}"


def format_moment(value: datetime, ctx: ToolContext) -> str:
    """Format date and time in the shop's zone; today the time alone."""
    local = value.astimezone(ctx.zone)
    if local.date() == ctx.today:
        return format_time(local, "HH:mm", locale=get_locale(ctx.language))
    return format_datetime(local, "d MMM, HH:mm", locale=get_locale(ctx.language))


def format_age(since: datetime, ctx: ToolContext) -> str:
    """Format how long ago it was, in its largest unit: "3 days", "5 hours"."""
    return format_span(ctx.now - since, ctx.language)


def format_span(length: timedelta, language: Language) -> str:
    return format_timedelta(length, threshold=1.2, locale=get_locale(language))
