"""System checks with ids: settings that start, but will not do what one may expect of them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register  # noqa: A004 -- Django's name


@register(Tags.compatibility)
def promised_later(**_: Any) -> list[CheckMessage]:
    """Settings of parts that this version does not have yet."""
    env = settings.ENV
    later = {
        "ownerbot.W002": (env.llm_provider != "OFF", "LLM_PROVIDER", "sentences are understood by rules alone"),
    }  # fmt: skip
    return [
        Warning(f"{key} is set, but this version cannot use it yet: {what}.", id=check_id)
        for check_id, (is_set, key, what) in later.items()
        if is_set
    ]


@register(Tags.security)
def shared_secret(**_: Any) -> list[CheckMessage]:
    """With a database of its own, several machines may share it; the buttons' key must be shared too."""
    env = settings.ENV
    if env.database_url.get_secret_value() and not env.secret_key.get_secret_value():
        return [
            Warning(
                "SECRET_KEY is empty, so this machine made its own: buttons sent by another machine will not work here.",
                hint="Set the same SECRET_KEY wherever DATABASE_URL points to the same database.",
                id="ownerbot.W005",
            )
        ]
    return []
