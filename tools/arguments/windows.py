"""The days a read is asked about: so many back from a last one, on the shop's calendar."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated

from pydantic import Field as Described

from tools.contracts import Payload, ToolContext, ToolRefused
from tools.render import wording
from tools.render.wording import say

#: First and last day, both included.
Window = tuple[date, date]

MOST_DAYS = 365
#: No shop's data is older; it also keeps every window inside the calendar.
EARLIEST = date(2000, 1, 1)

DayCount = Annotated[
    int, Described(ge=1, le=MOST_DAYS, description="How many days, ending with `end`.")
]


class DaysBack(Payload):
    """So many days, up to a last one."""

    days: DayCount
    end: Annotated[
        date | None, Described(ge=EARLIEST, description="Last day, YYYY-MM-DD. Default: today.")
    ] = None

    def get_window(self, ctx: ToolContext) -> Window:
        """The days meant; ToolRefused where the last one is yet to come."""
        end = self.end or ctx.today
        refuse_future(end, ctx)
        return end - timedelta(days=self.days - 1), end


def build_window(start: date | None, end: date | None, ctx: ToolContext) -> Window:
    """The days from the first to the last one (today), as far as they have come; without a first one,
    the last alone. ToolRefused where the first is after the last, or yet to come."""
    last = end or ctx.today
    first = start or last
    if first > last:
        raise ToolRefused(
            "ARGUMENT_INVALID",
            say(
                ctx.language, "window.backwards",
                start=wording.format_day(first, ctx), end=wording.format_day(last, ctx),
            ),
        )  # fmt: skip
    refuse_future(first, ctx)
    return first, min(last, ctx.today)


def refuse_future(day: date, ctx: ToolContext) -> None:
    if day > ctx.today:
        raise ToolRefused(
            "ARGUMENT_INVALID",
            say(ctx.language, "window.future", day=wording.format_day(day, ctx)),
        )


def get_previous_period(start: date, end: date) -> Window:
    """The window of the same length before."""
    length = (end - start).days + 1
    return start - timedelta(days=length), end - timedelta(days=length)


def say_so_far(end: date, ctx: ToolContext) -> list[str]:
    """A note that the last day is not over, where that is so."""
    if end != ctx.today:
        return []
    return [say(ctx.language, "window.today", time=wording.format_moment(ctx.now, ctx))]
