"""The model server of the settings, its daily budget, and a breaker for when it does not answer."""

from __future__ import annotations

import time
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone

from audit import queries as audit
from tools.clock import get_shop_midnight
from tools.intents.planner.wire import ModelServer

#: After so many failures in a row the model is not asked for PAUSE_SEC; then one question tries it.
FAILURES, PAUSE_SEC = 3, 60.0


def get_model_server() -> ModelServer | None:
    """Return the server of the settings; None if the planner is off."""
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
    """Return how many tokens the model may still use on this day of the shop; 1 without a bound."""
    most = settings.ENV.llm_tokens_per_day
    if not most:
        return 1
    return int(most - audit.get_planner_use(get_shop_midnight(timezone.now())).tokens)


@dataclass
class Breaker:
    """Decides whether the model may be asked. One per process; a restart resets it."""

    failures: int = 0
    _closed_again_at: float = 0.0

    def lets_through(self) -> bool:
        """Return whether the model may be asked now; after a pause True once, as a trial."""
        if self.failures < FAILURES:
            return True
        if time.monotonic() < self._closed_again_at:
            return False
        self._closed_again_at = time.monotonic() + PAUSE_SEC  # this question is the trial
        return True

    def answered(self) -> None:
        """Note that the model has answered."""
        self.failures = 0

    def failed(self) -> None:
        """Note that the model has failed; the pause begins anew."""
        self.failures += 1
        self._closed_again_at = time.monotonic() + PAUSE_SEC
