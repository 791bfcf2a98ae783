"""How log lines look: one line each, with the story's correlation id and without secrets."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Sequence
from types import TracebackType
from typing import Any
from urllib.parse import quote, unquote, urlsplit

import structlog

#: Whatever looks like a bot token, also behind the "bot" of a Bot API address; like a key of
#: OpenAI; like an API key of ours.
KEY_SHAPES = re.compile(
    r"(?<!\d)\d{6,12}(?::|%3A)[\w-]{20,}|\b(?:sk-[\w-]{12,}|ob_[\w-]{16,})", re.ASCII
)
#: The password in any address.
PASSWORD = re.compile(r"(?<=://)([^\s/:@]*):[^\s/@]+@")
MASK = "***"
#: Shorter values (an empty one above all) would mask ordinary text.
SHORTEST_SECRET = 6


class RedactingFormatter(structlog.stdlib.ProcessorFormatter):
    """Draws a record and masks every configured secret in what was drawn, tracebacks included."""

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
    """The ways a secret may appear: as it is, encoded in an address, an address's password alone."""
    forms = {secret, quote(secret, safe="")}
    if "://" in secret:
        password = urlsplit(secret).password or ""
        forms |= {password, unquote(password)}
    return forms


def log_uncaught(
    kind: type[BaseException], error: BaseException, traceback: TracebackType | None
) -> None:
    """`sys.excepthook`: what ends the process is drawn like any other line, without secrets."""
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, traceback)
        return
    logging.getLogger("ownerbot").critical(
        "ended by an error that nobody expected", exc_info=(kind, error, traceback)
    )


def build_config(*, level: str, secrets: Sequence[str]) -> dict[str, Any]:
    """The LOGGING dict of Django: everything to standard error, through `RedactingFormatter`."""
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
                    # Others wrap long lines, which tears secrets apart, and show local variables.
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
            # A line for each request of an agent.
            "mcp": {"level": "WARNING"},
            # Tracebacks of a worker that cannot say goodbye to PostgreSQL; the effect worker says it in a line,
            # and logs what goes wrong with a call itself.
            "procrastinate": {"level": "CRITICAL"},
            # uvicorn brings handlers of its own, which know nothing of secrets.
            "uvicorn": {"handlers": [], "level": "WARNING", "propagate": True},
            "uvicorn.error": {"handlers": [], "level": "WARNING", "propagate": True},
            "uvicorn.access": {"handlers": [], "level": "WARNING", "propagate": True},
            "axes": {"level": "WARNING"},
            # A refused page is no trouble of ours; its traceback would look like one.
            "django.request": {"level": "ERROR"},
            # A line for every connection it tries while PostgreSQL is away.
            "psycopg.pool": {"level": "ERROR"},
            # A traceback a second while Redis is away; the pages and /status say it better.
            "channels_redis": {"level": "CRITICAL"},
        },
    }
