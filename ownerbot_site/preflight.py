"""System checks: settings with which the program starts, but does not work as one may expect."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register  # noqa: A004 -- Django's name
from django.db import connection


@register(Tags.security)
def check_upstream_is_https(**_: Any) -> list[CheckMessage]:
    """Warn of a shop over http: anybody on the way can read and change its key and figures."""
    parts = urlsplit(settings.ENV.upstream_base_url)
    if parts.scheme != "http" or parts.hostname in {"localhost", "127.0.0.1", "::1"}:
        return []
    return [
        Warning(
            "UPSTREAM_BASE_URL is http, so the shop's key and figures can be read on the way.",
            hint="Use https, or let only a network that nobody else can listen to lie in between.",
            id="ownerbot.W006",
        )
    ]


@register(Tags.security)
def check_shared_secret(**_: Any) -> list[CheckMessage]:
    """Warn of an own database without SECRET_KEY: machines that share it must share the key too.

    The key seals the buttons.
    """
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


def find_missing_columns() -> list[str]:
    """Return the columns, as "table.column", that the program needs and the database lacks.

    Until 1.0, the one migration of each app is rewritten in place. So a database of an earlier
    version counts as migrated, but lacks new columns.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns "
            "WHERE table_schema = current_schema()"
        )
        there = set(cursor.fetchall())
    models = [model._meta for model in apps.get_models()]  # noqa: SLF001 -- Django's documented name
    needed = {
        (model.db_table, field.column)
        for model in models
        if model.managed
        for field in model.local_concrete_fields
    }
    return sorted(f"{table}.{column}" for table, column in needed - there)
