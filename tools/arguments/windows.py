"""The window of a read: a number of days up to a last one, on the shop's calendar."""

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
#: No shop's data is older; this also keeps every window within the range of `date`.
EARLIEST = date(2000, 1, 1)

DayCount = Annotated[
    int, Described(ge=1, le=MOST_DAYS, description="How many days, ending with `end`.")
]


class DaysBack(Payload):
    """A number of days, up to a last one."""

    days: DayCount
    end: Annotated[
        date | None, Described(ge=EARLIEST, description="Last day, YYYY-MM-DD. Default: today.")
    ] = None

    def get_window(self, ctx: ToolContext) -> Window:
        """Return the window; raise ToolRefused if its last day is in the future."""
        end = self.end or ctx.today
        refuse_future(end, ctx)
        return end - timedelta(days=self.days - 1), end


def build_window(start: date | None, end: date | None, ctx: ToolContext) -> Window:
    """Return the window from `start` to `end` (None: today), cut at today.

    Without `start` it is the last day alone. Raises ToolRefused if the first day is after the last,
    or in the future.
    """
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
    """Return the window of the same length just before."""
    length = (end - start).days + 1
    return start - timedelta(days=length), end - timedelta(days=length)


def say_so_far(end: date, ctx: ToolContext) -> list[str]:
    """Return a note that the last day is not over; nothing if it is over."""
    if end != ctx.today:
        return []
    return [say(ctx.language, "window.today", time=wording.format_moment(ctx.now, ctx))]
