"""Checks of single settings: their form, their limits, and the errors where one is wrong."""

from __future__ import annotations

import json
import os
import re
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict
from pydantic_core import PydanticCustomError

from tools.upstream.addresses import may_be_asked, parse_address

SECRET_KEY_LENGTH = 50
MOST_PORT = 2**16
#: What Telegram accepts as a webhook's secret.
WEBHOOK_SECRET = re.compile(r"[A-Za-z0-9_-]{16,256}")
#: A bot's id and its secret part. Id 1 is the simulator's.
BOT_TOKEN = re.compile(r"(?!0|1:)\d{1,15}:[A-Za-z0-9_-]+", re.ASCII)
WHOLE_NUMBER = re.compile(r"[+-]?\d{1,16}", re.ASCII)


def build_setting_error(text: str) -> PydanticCustomError:
    """Return the error for a validator to raise; `text` is shown after the name of the setting."""
    return PydanticCustomError("wrong_setting", "{text}", {"text": text})


def split_list(value: str) -> list[Any]:
    """Return the items of a list that is written as CSV or as JSON."""
    if value.strip().startswith("["):
        try:
            items = json.loads(value)
        except ValueError:
            raise build_setting_error("starts with [ but is not a JSON list") from None
        return list(items)
    return [item for item in value.replace(";", ",").split(",") if item.strip()]


def is_address(value: str, *schemes: str) -> bool:
    """Return whether the value is a URL of one of these schemes, with a host and a valid port."""
    try:
        parts = urlsplit(value)
        return parts.scheme in schemes and bool(parts.hostname) and parts.port != 0
    except ValueError:  # the port is no number, or out of range
        return False


def has_pooler(value: str) -> bool:
    """Return whether the database's URL has a `pgbouncer=` parameter, which marks a pooler.

    Other programs want this parameter for a pooler.
    """
    try:
        return any(name == "pgbouncer" for name, _ in parse_qsl(urlsplit(value).query))
    except ValueError:
        return False


def is_conninfo(value: str) -> bool:
    """Return whether the value is a PostgreSQL URL that libpq can read, with valid ports."""
    try:
        port = str(conninfo_to_dict(value).get("port", "5432"))
    except ProgrammingError:
        return False
    ports = port.split(",")
    return value.startswith(("postgresql://", "postgres://")) and all(
        not port or (WHOLE_NUMBER.fullmatch(port) and 0 < int(port) < MOST_PORT) for port in ports
    )


def is_network(value: str) -> bool:
    """Return whether the value is an IP address or a network, such as 10.0.0.0/24."""
    try:
        ip_network(value)
    except ValueError:
        return False
    return True


def is_allowed_shop(base_url: str, networks: tuple[str, ...]) -> bool:
    """Return whether a shop at this URL may be asked, as far as we know without a DNS lookup."""
    parts = urlsplit(base_url)
    address = parse_address(parts.hostname or "")
    plain = parts.scheme != "https"
    return may_be_asked(address, networks, plain=plain) if address else bool(networks) or not plain


def is_writable(folder: Path) -> bool:
    """Return whether we can work in that folder, or create it."""
    if folder.exists():
        key = folder / "secret_key"
        return (
            folder.is_dir()
            and os.access(folder, os.W_OK | os.X_OK)
            and (not key.exists() or os.access(key, os.R_OK))
        )
    return folder != folder.parent and is_writable(folder.parent)
