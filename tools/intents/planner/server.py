"""Which model is asked, by the settings; and leaving it alone for a while when it does not answer."""

from __future__ import annotations

import time
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone

from audit import queries as audit
from tools.clock import get_shop_midnight
from tools.intents.planner.wire import ModelServer

#: After so many failures in a row it is not asked for PAUSE_SEC, then tried by one question.
FAILURES, PAUSE_SEC = 3, 60.0


def get_model_server() -> ModelServer | None:
    """The model of the settings; None where the planner is off."""
    env = settings.ENV
    if env.llm_provider == "OFF":
        return None
    return ModelServer(
        base_url=env.llm_base_url or env.openai_base_url,
        api_key=env.openai_api_key.get_secret_value(),
        model=env.openai_llm_model,
        api=env.llm_api,
    )


def count_tokens_left() -> int:
    """How many tokens the model may still use on this day of the shop; 1 where there is no bound."""
    most = settings.ENV.llm_tokens_per_day
    if not most:
        return 1
    return int(most - audit.get_planner_use(get_shop_midnight(timezone.now())).tokens)


@dataclass
class Breaker:
    """Whether the model may be asked. One per process; it forgets at a restart."""

    failures: int = 0
    _closed_again_at: float = 0.0

    def lets_through(self) -> bool:
        if self.failures < FAILURES:
            return True
        if time.monotonic() < self._closed_again_at:
            return False
        self._closed_again_at = time.monotonic() + PAUSE_SEC  # this question is the trial
        return True

    def answered(self) -> None:
        self.failures = 0

    def failed(self) -> None:
        self.failures += 1
        self._closed_again_at = time.monotonic() + PAUSE_SEC
