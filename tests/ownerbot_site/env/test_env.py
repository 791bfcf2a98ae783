"""The settings: what is taken, and that a wrong start names everything that is wrong at once."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ownerbot_site.env.schema import BASE_DIR, Env, SettingsError, read_env

TOKEN = "4242424242:AAtests-only-not-a-real-token-0000000"
EXAMPLE = BASE_DIR / "ENV.example"


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Env.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


def settings(monkeypatch: pytest.MonkeyPatch, **values: str) -> Env:
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    return read_env(None)


def complaints(monkeypatch: pytest.MonkeyPatch, **values: str) -> list[str]:
    """The lines of the message, without its first and last."""
    with pytest.raises(SettingsError) as raised:
        settings(monkeypatch, **values)
    first, *lines, last = str(raised.value).splitlines()
    assert first == "OwnerBot cannot start, these settings are wrong:"
    assert last == "ENV.example lists every setting."
    return [line.strip() for line in lines]


def test_without_any_setting_there_are_defaults() -> None:
    assert read_env(None).model_dump(exclude={"ownerbot_data_dir"})["web_bind"] == "127.0.0.1:8000"


def test_the_example_has_every_setting_once_with_its_description_and_default() -> None:
    lines = EXAMPLE.read_text().splitlines()
    keys = [line.partition("=")[0] for line in lines if line and not line.startswith("#")]

    assert keys == [name.upper() for name in Env.model_fields]
    for name, field in Env.model_fields.items():
        assert f"# {field.description}." in lines, name
    assert read_env(EXAMPLE) == read_env(None)


def test_an_empty_value_is_the_default(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    empty = settings(monkeypatch, **{name.upper(): "" for name in Env.model_fields})
    assert empty == read_env(None)

    file = tmp_path / ".env"
    file.write_text("".join(f"{name.upper()}=  \n" for name in Env.model_fields))
    assert read_env(file) == empty


def test_the_environment_beats_the_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("SHOP_NAME=Anna's\nSHOP_CURRENCY=usd\n")
    monkeypatch.setenv("SHOP_NAME", "Bob's")

    read = read_env(file)

    assert (read.shop_name, read.shop_currency) == ("Bob's", "USD")


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("7000000001", (7_000_000_001,)),
        (" 1, 2 ,3,", (1, 2, 3)),
        ("1;2", (1, 2)),
        ("[1, 2]", (1, 2)),
        (' ["1", 2]', (1, 2)),
        ("[]", ()),
        (" , ", ()),
    ],
)
def test_ids_are_csv_or_json(monkeypatch: pytest.MonkeyPatch, text: str, ids: Any) -> None:
    assert settings(monkeypatch, OWNER_IDS=text).owner_ids == ids


def test_hosts_are_csv_or_json_and_chats_may_be_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    read = settings(
        monkeypatch, ALLOWED_HOSTS='["a.example", "b.example"]', MANAGER_CHAT_IDS="-100123,456"
    )

    assert (read.allowed_hosts, read.manager_chat_ids) == (
        ("a.example", "b.example"),
        (-100123, 456),
    )
    assert settings(monkeypatch, ALLOWED_HOSTS="a.example, b.example").allowed_hosts == (
        "a.example",
        "b.example",
    )


def test_proxies_are_addresses_and_networks(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read_env(None).trusted_proxies == ("127.0.0.1",)
    read = settings(monkeypatch, TRUSTED_PROXIES="::1, 10.0.0.0/24")
    assert read.trusted_proxies == ("::1", "10.0.0.0/24")


NUMBER = "OWNER_IDS: has something that is not a whole number"
WRONG = [
    ("OWNER_IDS", "ann", NUMBER),
    ("OWNER_IDS", "1,2.5", NUMBER),
    ("OWNER_IDS", "1_000", NUMBER),
    ("OWNER_IDS", "[1, true]", NUMBER),
    ("OWNER_IDS", "[[1]]", NUMBER),
    ("OWNER_IDS", "[1, 2", "OWNER_IDS: starts with [ but is not a JSON list"),
    ("OWNER_IDS", str(2**52), "OWNER_IDS: has a number that cannot be a Telegram id"),
    ("OWNER_IDS", "9" * 40, NUMBER),
    ("OWNER_IDS", "-100123", "OWNER_IDS: -100123 is a group or channel, not a person"),
    ("OWNER_IDS", "5,0", "OWNER_IDS: 0 is a group or channel, not a person"),
    ("OWNER_IDS", "777000", "OWNER_IDS: 777000 stands for Telegram itself, not for a person"),
    ("OWNER_IDS", "1087968824", "OWNER_IDS: 1087968824 stands for anonymous group admins, not for a person"),
    ("OWNER_IDS", "5,136817688", "OWNER_IDS: 136817688 stands for channels, not for a person"),
    ("MANAGER_CHAT_IDS", "@team", "MANAGER_CHAT_IDS: has something that is not a whole number"),
    ("BOT_TOKEN", "secret-part", "BOT_TOKEN: is not a bot token; @BotFather writes them as 123456789:AAexample"),
    ("BOT_TOKEN", "123456:", "BOT_TOKEN: is not a bot token; @BotFather writes them as 123456789:AAexample"),
    ("BOT_TOKEN", "²:secret-part", "BOT_TOKEN: is not a bot token; @BotFather writes them as 123456789:AAexample"),
    ("BOT_TOKEN", "123:secret/part", "BOT_TOKEN: is not a bot token; @BotFather writes them as 123456789:AAexample"),
    ("BOT_TOKEN", "1:the-simulators", "BOT_TOKEN: is not a bot token; @BotFather writes them as 123456789:AAexample"),
    ("TELEGRAM_API_BASE_URL", "localhost:8081", "TELEGRAM_API_BASE_URL: is not an address; write http://host or https://host"),
    ("TELEGRAM_API_BASE_URL", "http://", "TELEGRAM_API_BASE_URL: is not an address; write http://host or https://host"),
    ("TELEGRAM_API_BASE_URL", "http://host:port", "TELEGRAM_API_BASE_URL: is not an address; write http://host or https://host"),
    ("TELEGRAM_MODE", "push", "TELEGRAM_MODE: Input should be 'polling' or 'webhook'"),
    ("OWNER_LANGUAGE", "de", "OWNER_LANGUAGE: 'de' is none of en, ru"),
    ("CONFIRM_TTL_SEC", "9", "CONFIRM_TTL_SEC: Input should be greater than or equal to 10"),
    ("CONFIRM_TTL_SEC", "86401", "CONFIRM_TTL_SEC: Input should be less than or equal to 86400"),
    ("CONFIRM_TTL_SEC", "soon", "CONFIRM_TTL_SEC: Input should be a valid integer, unable to parse string as an integer"),
    ("ACCESS_DENY_AUDIT_TTL_SEC", "0", "ACCESS_DENY_AUDIT_TTL_SEC: Input should be greater than or equal to 1"),
    ("ACCESS_DENY_NOTIFY_ONCE", "maybe", "ACCESS_DENY_NOTIFY_ONCE: Input should be a valid boolean, unable to interpret input"),
    ("SHOP_NAME", "x" * 81, "SHOP_NAME: String should have at most 80 characters"),
    ("SHOP_CURRENCY", "EURO", "SHOP_CURRENCY: 'EURO' is not an ISO 4217 currency"),
    ("SHOP_TIMEZONE", "Berlin", "SHOP_TIMEZONE: 'Berlin' is not an IANA time zone"),
    ("UPSTREAM_BASE_URL", "https://u:hidden@shop.example",
     "UPSTREAM_BASE_URL: has a user or password; the shop's key is UPSTREAM_API_KEY"),
    ("UPSTREAM_BASE_URL", "https://shop.example/owner?v=1",
     "UPSTREAM_BASE_URL: has something after the path; /v1/... is added to it"),
    ("UPSTREAM_PRIVATE_NETWORKS", "10.0.0.0/24,shop.internal",
     "UPSTREAM_PRIVATE_NETWORKS: 'shop.internal' is not an address or network"),
    ("UPSTREAM_MODE", "AUTO", "UPSTREAM_MODE: Input should be 'DEMO' or 'HTTP'"),
    ("DATABASE_URL", "mysql://u:hidden@host/db", "DATABASE_URL: is not a PostgreSQL address"),
    ("DATABASE_URL", "postgresql://u:hidden@host:port/db", "DATABASE_URL: is not a PostgreSQL address"),
    ("DATABASE_URL", "postgresql://u:hidden@host:6543/db?pgbouncer=true",
     "DATABASE_URL: is the address of a pooler (pgbouncer=); let it name PostgreSQL itself, as a rule port 5432, without that"),
    ("DATABASE_URL", "postgresql://host/db?hidden=1", "DATABASE_URL: is not a PostgreSQL address"),
    ("REDIS_URL", "localhost:6379", "REDIS_URL: is not a Redis address"),
    ("REDIS_URL", "redis://:hidden@host:port/0", "REDIS_URL: is not a Redis address"),
    ("WEB_BIND", "8000", "WEB_BIND: '8000' is not host:port"),
    ("WEB_BIND", ":8000", "WEB_BIND: ':8000' is not host:port"),
    ("WEB_BIND", "0.0.0.0:99999", "WEB_BIND: '0.0.0.0:99999' is not host:port"),
    ("PUBLIC_BASE_URL", "console.example", "PUBLIC_BASE_URL: is not an address; write http://host or https://host"),
    ("PUBLIC_BASE_URL", "https://a.example/x", "PUBLIC_BASE_URL: has something after the host; the pages are always at its root"),
    ("PUBLIC_BASE_URL", "https://a.example?x", "PUBLIC_BASE_URL: has something after the host; the pages are always at its root"),
    ("PUBLIC_BASE_URL", "https://a.example#x", "PUBLIC_BASE_URL: has something after the host; the pages are always at its root"),
    ("PUBLIC_BASE_URL", "https://a.example/#", "PUBLIC_BASE_URL: has something after the host; the pages are always at its root"),
    ("PUBLIC_BASE_URL", "https://user:hidden@a.example", "PUBLIC_BASE_URL: has a user or password; the pages have their own sign-in"),
    ("TRUSTED_PROXIES", "*", "TRUSTED_PROXIES: '*' is not an address or network"),
    ("TRUSTED_PROXIES", "10.0.0.1,proxy.example", "TRUSTED_PROXIES: 'proxy.example' is not an address or network"),
    ("TRUSTED_PROXIES", "10.0.0.1/24", "TRUSTED_PROXIES: '10.0.0.1/24' is not an address or network"),
    ("ALLOWED_HOSTS", "[oops", "ALLOWED_HOSTS: starts with [ but is not a JSON list"),
    ("SECRET_KEY", "hidden" * 8, "SECRET_KEY: is shorter than 50 characters"),
    ("DEBUG", "2", "DEBUG: Input should be a valid boolean, unable to interpret input"),
    ("LOG_LEVEL", "LOUD", "LOG_LEVEL: Input should be 'DEBUG', 'INFO', 'WARNING' or 'ERROR'"),
    ("ASR_PROVIDER", "MAGIC", "ASR_PROVIDER: Input should be 'OFF' or 'OPENAI'"),
    ("LLM_PROVIDER", "MAGIC", "LLM_PROVIDER: Input should be 'OFF' or 'OPENAI'"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("key", "value", "what"), WRONG, ids=[f"{w[0]}={w[1][:20]}" for w in WRONG]
)
def test_a_wrong_value_is_named_with_how_to_write_it(
    monkeypatch: pytest.MonkeyPatch, key: str, value: str, what: str
) -> None:
    how = Env.model_fields[key.lower()].description

    assert complaints(monkeypatch, **{key: value}) == [f"{what}. How to write it: {how}"]


KEY_NEEDED = "OPENAI_API_KEY: {0}_PROVIDER=OPENAI needs it, or {0}_BASE_URL or OPENAI_BASE_URL"
HTTPS = "PUBLIC_BASE_URL: webhook mode needs the https:// address Telegram can reach"
SECRET = "TELEGRAM_WEBHOOK_SECRET: webhook mode needs 16 to 256 of A-Z a-z 0-9 _ -"
PUBLIC_SHOP = (
    "UPSTREAM_BASE_URL: must be https:// at a public address; for a shop in a network of yours, "
    "list that in UPSTREAM_PRIVATE_NETWORKS, such as 127.0.0.1 or 10.0.0.0/24"
)
TOGETHER = [
    (
        {"BOT_TOKEN": TOKEN},
        ["OWNER_IDS: BOT_TOKEN is set, but nobody may use the bot; write your Telegram user id"],
    ),
    ({"BOT_TOKEN": TOKEN, "OWNER_IDS": "5,4242424242"}, ["OWNER_IDS: has the bot's own id"]),
    (
        {"FAULTS": "true", "DEBUG": "false"},
        ["FAULTS: is for tests that kill the program, and DEBUG is off; remove it"],
    ),
    ({"TELEGRAM_MODE": "webhook"}, [HTTPS, SECRET]),
    (
        {"TELEGRAM_MODE": "webhook", "PUBLIC_BASE_URL": "http://a.example", "TELEGRAM_WEBHOOK_SECRET": "x" * 16},
        [HTTPS],
    ),
    (
        {"TELEGRAM_MODE": "webhook", "PUBLIC_BASE_URL": "https://a.example", "TELEGRAM_WEBHOOK_SECRET": "with a space, and long"},
        [SECRET],
    ),
    ({"UPSTREAM_MODE": "HTTP"}, ["UPSTREAM_BASE_URL: UPSTREAM_MODE=HTTP needs the shop's address"]),
    *(({"UPSTREAM_BASE_URL": url}, [PUBLIC_SHOP]) for url in (
        "http://shop.example", "http://8.8.8.8", "https://127.0.0.1:8200", "https://169.254.169.254",
        "https://[::1]", "https://10.0.0.1/owner",
    )),
    (
        {"UPSTREAM_BASE_URL": "http://10.0.0.1", "UPSTREAM_PRIVATE_NETWORKS": "127.0.0.1"},
        [PUBLIC_SHOP],
    ),
    ({"LLM_PROVIDER": "OPENAI"}, [KEY_NEEDED.format("LLM")]),
    ({"ASR_PROVIDER": "OPENAI", "LLM_BASE_URL": "http://llm.example"}, [KEY_NEEDED.format("ASR")]),
    ({"ASR_PROVIDER": "OPENAI", "LLM_PROVIDER": "OPENAI"}, [KEY_NEEDED.format("LLM"), KEY_NEEDED.format("ASR")]),
]  # fmt: skip


@pytest.mark.parametrize(("values", "what"), TOGETHER)
def test_what_does_not_go_together_is_named(
    monkeypatch: pytest.MonkeyPatch, values: dict[str, str], what: list[str]
) -> None:
    assert complaints(monkeypatch, **values) == what


@pytest.mark.parametrize(
    "values",
    [
        {"BOT_TOKEN": TOKEN, "OWNER_IDS": "7000000001"},
        {
            "TELEGRAM_MODE": "webhook",
            "PUBLIC_BASE_URL": "https://a.example",
            "TELEGRAM_WEBHOOK_SECRET": "A-Za-z0-9_0123456",
        },
        {"UPSTREAM_MODE": "HTTP", "UPSTREAM_BASE_URL": "https://shop.example/owner/"},
        {"UPSTREAM_BASE_URL": "http://127.0.0.1:8200", "UPSTREAM_PRIVATE_NETWORKS": "127.0.0.1"},
        {"UPSTREAM_BASE_URL": "http://shop.internal", "UPSTREAM_PRIVATE_NETWORKS": "10.0.0.0/8"},
        {"LLM_PROVIDER": "OPENAI", "OPENAI_API_KEY": "key"},
        {"LLM_PROVIDER": "OPENAI", "LLM_BASE_URL": "http://localhost:8080/v1"},
        {"ASR_PROVIDER": "OPENAI", "OPENAI_BASE_URL": "http://localhost:8080/v1"},
        {"DATABASE_URL": "postgres:///shop?host=/run/postgresql", "REDIS_URL": "unix:///run/redis.sock"},
        {"DATABASE_URL": "postgresql://u:p@a:5432,b:5433/shop", "REDIS_URL": "rediss://cache.example"},
        {"WEB_BIND": "[::1]:8000", "PUBLIC_BASE_URL": "https://console.example:8443/"},
    ],
)  # fmt: skip
def test_what_goes_together_is_taken(
    monkeypatch: pytest.MonkeyPatch, values: dict[str, str]
) -> None:
    settings(monkeypatch, **values)


def test_everything_wrong_is_named_at_once_and_only_once(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = complaints(
        monkeypatch,
        BOT_TOKEN=TOKEN,
        OWNER_IDS="ann",
        TELEGRAM_MODE="webhook",
        PUBLIC_BASE_URL="console",
        SHOP_TIMEZONE="Berlin",
        UPSTREAM_MODE="HTTP",
        LLM_PROVIDER="OPENAI",
        OPENAI_BASE_URL="openai",
    )

    assert [line.partition(":")[0] for line in lines] == [
        "OWNER_IDS", "SHOP_TIMEZONE", "PUBLIC_BASE_URL", "OPENAI_BASE_URL",
        "TELEGRAM_WEBHOOK_SECRET", "UPSTREAM_BASE_URL",
    ]  # fmt: skip


def test_an_unknown_key_in_the_file_is_named_beside_what_else_is_wrong(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("OWNER_ID=5\nTELEGRAM_MODE=webhook\nLOG_LEVEL=LOUD\n")

    with pytest.raises(SettingsError) as raised:
        read_env(file)

    named = [line.strip().partition(":")[0] for line in str(raised.value).splitlines()[1:-1]]
    assert named == ["LOG_LEVEL", "OWNER_ID", "PUBLIC_BASE_URL", "TELEGRAM_WEBHOOK_SECRET"]
    assert "OWNER_ID: there is no such setting (in .env)" in str(raised.value)


def test_a_file_that_is_no_text_is_one_sentence(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_bytes(b"SHOP_NAME=\xff\xfe\n")

    with pytest.raises(SettingsError, match=r"\.env cannot be read"):
        read_env(file)


def test_secrets_are_never_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    secrets = {
        "BOT_TOKEN": "hidden-token", "TELEGRAM_WEBHOOK_SECRET": "hidden secret",
        "DATABASE_URL": "hidden://u:p@host/db", "REDIS_URL": "hidden://:p@host", "SECRET_KEY": "hidden-key",
        "OPENAI_API_KEY": "hidden-openai", "UPSTREAM_API_KEY": "hidden-upstream",
        "OPENAI_BASE_URL": "hidden:p@host", "UPSTREAM_BASE_URL": "hidden:p@host",
        "TELEGRAM_MODE": "webhook",
    }  # fmt: skip
    lines = complaints(monkeypatch, **secrets)
    assert len(lines) == 8
    assert "hidden" not in "\n".join(lines)

    right = settings(
        monkeypatch,
        **(
            dict.fromkeys(secrets, "")
            | {"BOT_TOKEN": TOKEN, "OWNER_IDS": "5", "OPENAI_API_KEY": "hidden"}
        ),
    )
    assert "hidden" not in repr(right)
    assert TOKEN.partition(":")[2] not in repr(right)


def test_what_stands_in_the_way_of_the_data_folder_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()

    [line] = complaints(monkeypatch, OWNERBOT_DATA_DIR=str(tmp_path / "file" / "data"))

    assert line.startswith("OWNERBOT_DATA_DIR: this user may not write to ")


def test_the_bots_id_and_the_simulator_follow_from_the_rest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert (read_env(None).bot_id, read_env(None).has_simulator) == (0, True)
    assert settings(monkeypatch, BOT_TOKEN=TOKEN, OWNER_IDS="5").bot_id == 4242424242
    assert not settings(monkeypatch, DATABASE_URL="postgresql://host/db").has_simulator
    assert settings(monkeypatch, SIMULATOR_ENABLED="true").has_simulator


@pytest.mark.parametrize("command", ["check", "up", "runbot"])
def test_the_program_ends_with_the_message_and_nothing_else(command: str) -> None:
    ended = subprocess.run(
        [sys.executable, "manage.py", command],
        cwd=BASE_DIR,
        env=os.environ | {"OWNER_IDS": "ann", "BOT_TOKEN": "hidden-token"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert (ended.returncode, ended.stdout) == (2, "")
    first, *lines, last = ended.stderr.splitlines()
    assert first == "OwnerBot cannot start, these settings are wrong:"
    assert [line.strip().partition(":")[0] for line in lines] == ["BOT_TOKEN", "OWNER_IDS"]
    assert last == "ENV.example lists every setting."
    assert "hidden" not in ended.stderr


def test_https_binds_this_host_alone() -> None:
    names = ("SECONDS", "INCLUDE_SUBDOMAINS", "PRELOAD")
    asked = ", ".join(f"settings.SECURE_HSTS_{name}" for name in names)
    shown = subprocess.run(
        [sys.executable, "-c", f"from django.conf import settings; print({asked})"],
        cwd=BASE_DIR,
        env=os.environ
        | {
            "PUBLIC_BASE_URL": "https://console.example",
            "DJANGO_SETTINGS_MODULE": "ownerbot_site.settings",
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )

    assert shown.stdout.split() == [str(365 * 86_400), "False", "False"]
