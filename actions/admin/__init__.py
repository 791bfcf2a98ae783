"""The pages of the actions in the admin; Django imports this package to find them."""

from __future__ import annotations

from actions.admin import action_log, jobs

__all__ = ["action_log", "jobs"]
