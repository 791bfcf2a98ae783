"""What a log line must never carry, wherever it stands in it."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from typing import Any

import pytest

from ownerbot_site import logs
from ownerbot_site.env.schema import BASE_DIR

TOKEN = "4242424242:AAtests-only-not-a-real-token-0000000"
PASSWORD = "s3cret/p@ss"
DSN = "postgresql://shop:s3cret%2Fp%40ss@db.example:5432/shop"
REDIS = "redis://:redis-passw0rd@cache.example:6379/0"
OPENAI = "sk-tests-0123456789abcdef"
WEBHOOK = "webhook-secret-0123456789"
EVERY_SECRET = [
    TOKEN, TOKEN.replace(":", "%3A"), PASSWORD, "s3cret%2Fp%40ss", "redis-passw0rd", OPENAI, WEBHOOK,
]  # fmt: skip


@pytest.fixture
def formatter() -> logging.Formatter:
    return make(["", DSN, REDIS, TOKEN, OPENAI, WEBHOOK])


def make(secrets: list[str]) -> logging.Formatter:
    options: dict[str, Any] = dict(
        logs.build_config(level="INFO", secrets=secrets)["formatters"]["line"]
    )
    kind = options.pop("()")
    made: logging.Formatter = kind(**options)
    return made


def drawn(formatter: logging.Formatter, message: str, *args: object, **record: Any) -> str:
    return formatter.format(
        logging.makeLogRecord(
            {"name": "test", "levelno": 40, "levelname": "ERROR", "msg": message, "args": args}
            | record
        )
    )


def raised(error: Exception) -> Any:
    """The exc_info of an error that was raised while another one was handled."""
    error.__context__ = RuntimeError(f"GET https://api.telegram.org/bot{TOKEN}/getMe")
    try:
        raise error
    except type(error):
        return sys.exc_info()


@pytest.mark.parametrize("secret", EVERY_SECRET)
@pytest.mark.parametrize(
    "template",
    ["%s", "key=%s.", "https://api.telegram.org/bot%s/getUpdates", "a%sb", "{'x': '%s'}"],
)
def test_a_secret_is_masked_wherever_it_stands(
    formatter: logging.Formatter, secret: str, template: str
) -> None:
    line = drawn(formatter, template, secret)

    assert secret not in line
    assert "***" in line


def test_a_token_in_a_tracebacks_address_is_masked(formatter: logging.Formatter) -> None:
    line = drawn(formatter, "no answer", exc_info=raised(ValueError(f"{DSN} {OPENAI}")))

    assert "Traceback (most recent call last)" in line
    assert "RuntimeError: GET https://api.telegram.org/bot***/getMe" in line
    assert "ValueError" in line
    assert not [secret for secret in EVERY_SECRET if secret in line]


def test_keys_nobody_configured_are_known_by_their_shape() -> None:
    line = drawn(make([]), "%s %s %s %s %s", TOKEN, OPENAI, f"ob_{'a' * 43}", DSN, REDIS)

    assert line.split("] ", 1)[1].split() == [
        "***", "***", "***", "postgresql://shop:***@db.example:5432/shop",
        "redis://:***@cache.example:6379/0",
    ]  # fmt: skip


def test_local_variables_are_not_drawn(formatter: logging.Formatter) -> None:
    def fail() -> None:
        anything = "value-of-a-local-variable".upper()
        raise ValueError(len(anything))

    try:
        fail()
    except ValueError:
        line = drawn(formatter, "failed", exc_info=sys.exc_info())

    assert "VALUE-OF-A-LOCAL-VARIABLE" not in line


def test_ordinary_lines_stay_as_they_are(formatter: logging.Formatter) -> None:
    line = drawn(formatter, "update %s at %s: http://127.0.0.1:8000/a:b@c", 1000, "12:30:45")

    assert line.endswith("update 1000 at 12:30:45: http://127.0.0.1:8000/a:b@c")


def test_a_short_value_does_not_mask_ordinary_text() -> None:
    assert drawn(make(["", "a", "12345"]), "a 12345 banana").endswith("a 12345 banana")


def test_uvicorn_and_everybody_else_log_through_it() -> None:
    config = logs.build_config(level="INFO", secrets=[])

    assert config["root"]["handlers"] == ["stderr"]
    assert config["handlers"]["stderr"]["formatter"] == "line"
    assert not [name for name, item in config["loggers"].items() if item.get("handlers")]
    assert {"uvicorn", "uvicorn.error", "uvicorn.access"} <= config["loggers"].keys()


def test_what_ends_the_process_is_drawn_without_secrets() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", f"import django; django.setup(); raise OSError('/bot{TOKEN}/x')"],
        cwd=BASE_DIR,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "ownerbot_site.settings"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert ended.returncode == 1
    assert "ended by an error that nobody expected" in ended.stderr
    assert ended.stderr.endswith("OSError: /bot***/x\n")
