"""Which shop answers: the one of UPSTREAM_MODE, or nobody; never the demo shop in another's place."""

from __future__ import annotations

from django.conf import settings

from tools.contracts import ToolContext, ToolRefused
from tools.upstream.demo import DemoShop
from tools.upstream.shop import Shop
from tools.wording import say


def upstream_mode() -> str:
    """The mode in force, such as DEMO."""
    mode: str = settings.UPSTREAM_MODE
    return mode


def current_shop(ctx: ToolContext) -> Shop:
    """The shop of this mode; ToolRefused UPSTREAM_UNAVAILABLE where there is none."""
    match upstream_mode():
        case "DEMO":
            return DemoShop(now=ctx.now, zone=ctx.zone)
        case "HTTP":
            from tools.upstream.http import HttpShop

            return HttpShop(ctx.language)
        case mode:
            raise ToolRefused(
                "UPSTREAM_UNAVAILABLE", say(ctx.language, "upstream.unavailable", mode=mode)
            )
