"""The form of the log: one line per record, with the correlation id and without secrets."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Sequence
from types import TracebackType
from typing import Any
from urllib.parse import quote, unquote, urlsplit

import structlog

#: Anything that looks like a bot token (also after the "bot" of a Bot API address), like a key of
#: OpenAI, or like one of our API keys.
KEY_SHAPES = re.compile(
    r"(?<!\d)\d{6,12}(?::|%3A)[\w-]{20,}|\b(?:sk-[\w-]{12,}|ob_[\w-]{16,})", re.ASCII
)
#: The password in any address.
PASSWORD = re.compile(r"(?<=://)([^\s/:@]*):[^\s/@]+@")
MASK = "***"
#: Shorter secrets, and above all an empty one, would mask ordinary text.
SHORTEST_SECRET = 6


class RedactingFormatter(structlog.stdlib.ProcessorFormatter):
    """Formats a record and masks every configured secret in it, also in its traceback."""

    def __init__(self, *args: Any, secrets: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._secrets = sorted(
            {
                form
                for secret in secrets
                for form in _list_forms(secret)
                if len(form) >= SHORTEST_SECRET
            },
            key=len,
            reverse=True,
        )

    def format(self, record: logging.LogRecord) -> str:
        line = super().format(record)
        for secret in self._secrets:
            line = line.replace(secret, MASK)
        return PASSWORD.sub(rf"\1:{MASK}@", KEY_SHAPES.sub(MASK, line))


def _list_forms(secret: str) -> set[str]:
    """Return the forms in which a secret may appear.

    As it is, encoded in an address, and, if it is an address, its password alone.
    """
    forms = {secret, quote(secret, safe="")}
    if "://" in secret:
        password = urlsplit(secret).password or ""
        forms |= {password, unquote(password)}
    return forms


def log_uncaught(
    kind: type[BaseException], error: BaseException, traceback: TracebackType | None
) -> None:
    """Log the error that ends the process like any other line, so without secrets.

    This is `sys.excepthook`.
    """
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, traceback)
        return
    logging.getLogger("ownerbot").critical(
        "ended by an error that nobody expected", exc_info=(kind, error, traceback)
    )


def build_config(*, level: str, secrets: Sequence[str]) -> dict[str, Any]:
    """Return Django's LOGGING: everything goes to standard error, through `RedactingFormatter`."""
    shared = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="%Y-%m-%d %H:%M:%S", utc=False),
    ]
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": RedactingFormatter,
                "secrets": list(secrets),
                "processor": structlog.dev.ConsoleRenderer(
                    colors=False,
                    pad_event_to=0,
                    # Others wrap long lines, which splits secrets, and show local variables.
                    exception_formatter=structlog.dev.plain_traceback,
                ),
                "foreign_pre_chain": shared,
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django.server": {"handlers": [], "propagate": True},
            "aiogram.event": {"level": "WARNING"},
            "httpx": {"level": "WARNING"},
            "httpx2": {"level": "WARNING"},
            "httpcore2": {"level": "WARNING"},
            "openai": {"level": "WARNING"},  # would log what people said, at DEBUG
            "matplotlib": {"level": "WARNING"},
            # It logs a line for each request of an agent.
            "mcp": {"level": "WARNING"},
            # It logs tracebacks of a worker that cannot sign off from PostgreSQL. The effect worker
            # logs that in one line, and logs by itself what goes wrong with a call.
            "procrastinate": {"level": "CRITICAL"},
            # uvicorn has its own handlers, which do not mask secrets.
            "uvicorn": {"handlers": [], "level": "WARNING", "propagate": True},
            "uvicorn.error": {"handlers": [], "level": "WARNING", "propagate": True},
            "uvicorn.access": {"handlers": [], "level": "WARNING", "propagate": True},
            "axes": {"level": "WARNING"},
            # A refused page is no error of ours, but its traceback would look like one.
            "django.request": {"level": "ERROR"},
            # It logs a line for every connection it tries while PostgreSQL is away.
            "psycopg.pool": {"level": "ERROR"},
            # It logs a traceback every second while Redis is away; the pages and /status say it
            # better.
            "channels_redis": {"level": "CRITICAL"},
        },
    }
