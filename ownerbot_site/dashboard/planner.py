"""How much the planner was used, and what that cost."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.conf import settings
from django.utils.translation import gettext

from audit import queries

MILLION = Decimal(1_000_000)
CENT = Decimal("0.01")


@dataclass(frozen=True)
class PlannerSpending:
    """Questions that went to the language model, its tokens, and their price where it is known."""

    questions: int
    failures: int
    tokens: str
    #: The tokens allowed in a day; "": no limit.
    limit: str
    #: In US dollars, as text; "" where the settings have no price.
    cost: str


def get_planner_spending(since: datetime) -> PlannerSpending | None:
    """Return the planner's use from that moment on; None where the planner is off."""
    env = settings.ENV
    if env.llm_provider == "OFF":
        return None
    use = queries.get_planner_use(since)
    cost = (use.tokens_in * env.llm_price_in + use.tokens_out * env.llm_price_out) / MILLION
    return PlannerSpending(
        questions=use.questions,
        failures=use.failures,
        tokens=f"{use.tokens:,}",
        limit=f"{env.llm_tokens_per_day:,}" if env.llm_tokens_per_day else "",
        cost=_format_cost(cost) if env.llm_price_in or env.llm_price_out else "",
    )


def _format_cost(cost: Decimal) -> str:
    if 0 < cost < CENT:
        return gettext("under $0.01")
    return gettext("about {cost}").format(cost=f"${cost:,.2f}")
