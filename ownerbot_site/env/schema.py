"""All settings that an operator can set, with default and check, in one typed table.

If a value is wrong or missing, the program does not start; one message names everything wrong.
"""

from __future__ import annotations

import os
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from babel.numbers import list_currencies
from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from ownerbot_site.env.values import (
    BOT_TOKEN,
    MOST_PORT,
    SECRET_KEY_LENGTH,
    WEBHOOK_SECRET,
    WHOLE_NUMBER,
    build_setting_error,
    has_pooler,
    is_address,
    is_allowed_shop,
    is_conninfo,
    is_network,
    is_writable,
    split_list,
)
from tools.languages import LANGUAGES

BASE_DIR = Path(__file__).resolve().parent.parent.parent

#: Ids that Telegram uses for its own purposes; none of them is a person, so none can be an owner.
SERVICE_IDS = {
    777000: "Telegram itself",
    1087968824: "anonymous group admins",
    136817688: "channels",
}

Ids = Annotated[tuple[int, ...], NoDecode]
Words = Annotated[tuple[str, ...], NoDecode]

#: The id of the team's chat in the simulator.
SIMULATED_TEAM = -1


# numpy's threads would wait for each other: with several threads, a forecast of a hundred days
# takes five times the CPU. numpy reads this when it is loaded, long after this module.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


class SettingsError(Exception):
    """The settings cannot be used; the text names every wrong key and how to write it."""


class Env(BaseSettings):
    """Every setting; its `description` says how to write it and is also in ENV.example."""

    model_config = SettingsConfigDict(env_file=".env", extra="forbid", frozen=True)

    # The bot
    bot_token: SecretStr = Field(
        SecretStr(""), description="The token from @BotFather; empty: only the simulator page"
    )
    owner_ids: Ids = Field(
        (), description="Telegram user ids that may use the bot: 123,456 or [123, 456]"
    )
    manager_chat_ids: Ids = Field(
        (), description="Chats that team messages go to: -100123,456 or [-100123]"
    )
    telegram_api_base_url: str = Field(
        "", description="A Bot API server, http://host:port; empty: Telegram's own"
    )
    telegram_mode: Literal["polling", "webhook"] = Field(
        "polling", description="polling or webhook"
    )
    telegram_webhook_secret: SecretStr = Field(
        SecretStr(""), description="Webhook mode: 16 to 256 of A-Z a-z 0-9 _ -"
    )
    owner_language: str = Field(
        "",
        description="en, ru or another language of locale/; empty: that of each sentence",
    )
    confirm_ttl_sec: int = Field(
        300, ge=10, le=86_400, description="Seconds that a proposal waits for its tap: 10 to 86400"
    )
    simulator_enabled: bool | None = Field(
        None, description="true or false; empty: on with the embedded servers only"
    )

    # The shop
    shop_name: str = Field(
        "Demo shop", min_length=1, max_length=80, description="1 to 80 characters"
    )
    shop_currency: str = Field("EUR", description="An ISO 4217 code, such as EUR")
    shop_timezone: str = Field("Europe/Berlin", description="An IANA zone, such as Europe/Berlin")
    upstream_mode: Literal["DEMO", "HTTP"] = Field(
        "DEMO", description="DEMO (the demo tables) or HTTP (a shop over HTTP)"
    )
    upstream_base_url: str = Field("", description="HTTP mode: https://shop.example/owner")
    upstream_api_key: SecretStr = Field(SecretStr(""), description="HTTP mode: the shop's key")
    upstream_private_networks: Words = Field(
        (),
        description="Networks beside us that the shop may be in, also over http: 127.0.0.1,10.0.0.0/24",
    )

    # Where things run
    database_url: SecretStr = Field(
        SecretStr(""), description="postgresql://user:password@host:5432/name; empty: embedded"
    )
    redis_url: SecretStr = Field(SecretStr(""), description="redis://host:6379/0; empty: embedded")
    ownerbot_data_dir: Path = Field(
        Path(".data"), description="Folder of the embedded servers and generated keys"
    )
    web_bind: str = Field("127.0.0.1:8000", description="host:port of the web pages")
    public_base_url: str = Field(
        "", description="The address people open, such as https://console.example; empty: WEB_BIND"
    )
    allowed_hosts: Words = Field(
        (), description="Host names the web pages answer to: console.example,10.0.0.5"
    )
    trusted_proxies: Words = Field(
        ("127.0.0.1",),
        description="Proxies whose X-Forwarded headers are believed: 127.0.0.1,10.0.0.0/24",
    )
    secret_key: SecretStr = Field(
        SecretStr(""),
        description="50 or more random characters; empty: made once, kept in the data dir",
    )
    debug: bool = Field(
        default=False, description="true or false; true shows error pages with source"
    )
    faults: bool = Field(
        default=False,
        description="true or false; true lets tests kill this program on purpose, with DEBUG only",
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", description="DEBUG, INFO, WARNING or ERROR"
    )

    # Who was refused
    access_deny_audit_enabled: bool = Field(
        default=True,
        description="true or false: audit events of denied attempts; they are counted either way",
    )
    access_deny_audit_ttl_sec: int = Field(
        60,
        ge=1,
        le=86_400,
        description="One audit event per stranger and this many seconds: 1 to 86400",
    )
    access_deny_notify_once: bool = Field(
        default=False, description="true or false: tell each stranger once, in private chats"
    )

    # Speech and language
    asr_provider: Literal["OFF", "OPENAI"] = Field(
        "OFF", description="OFF or OPENAI: voice messages"
    )
    llm_provider: Literal["OFF", "OPENAI"] = Field("OFF", description="OFF or OPENAI: the planner")
    openai_api_key: SecretStr = Field(
        SecretStr(""), description="Key for OpenAI or a compatible server"
    )
    openai_base_url: str = Field(
        "", description="A compatible server, https://host/v1; empty: OpenAI"
    )
    openai_llm_model: str = Field("gpt-5.4-mini", min_length=1, description="Model of the planner")
    openai_asr_model: str = Field("gpt-transcribe", min_length=1, description="Model for speech")
    llm_api: Literal["auto", "responses", "chat"] = Field(
        "auto", description="auto, responses or chat: which of OpenAI's APIs the server speaks"
    )
    llm_tokens_per_day: int = Field(
        300_000, ge=0, description="Tokens a day for the planner, then rules alone; 0: no limit"
    )
    llm_price_in: Decimal = Field(
        Decimal(0),
        ge=0,
        description="USD per million tokens read, for the dashboard; 0: not shown",
    )
    llm_price_out: Decimal = Field(
        Decimal(0), ge=0, description="USD per million tokens written, as LLM_PRICE_IN"
    )
    llm_base_url: str = Field("", description="As OPENAI_BASE_URL, for the planner only")
    asr_base_url: str = Field("", description="As OPENAI_BASE_URL, for speech only")

    @field_validator("*", mode="before")
    @classmethod
    def _empty_is_the_default(cls, value: Any, info: Any) -> Any:
        """Return the default for an empty value: `KEY=` in a file means the same as no KEY."""
        if isinstance(value, str):
            value = value.strip()
        if value == "":
            return cls.model_fields[info.field_name].default
        return value

    @field_validator("owner_ids", "manager_chat_ids", mode="before")
    @classmethod
    def _list_of_ids(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        items = [str(item).strip() for item in split_list(value)]
        if not all(WHOLE_NUMBER.fullmatch(item) for item in items):
            raise build_setting_error("has something that is not a whole number")
        ids = tuple(int(item) for item in items)
        if any(abs(number) >= 2**52 for number in ids):
            raise build_setting_error("has a number that cannot be a Telegram id")
        return ids

    @field_validator("owner_ids")
    @classmethod
    def _real_people(cls, ids: tuple[int, ...]) -> tuple[int, ...]:
        for number in ids:
            if number in SERVICE_IDS:
                raise build_setting_error(
                    f"{number} stands for {SERVICE_IDS[number]}, not for a person"
                )
            if number <= 0:
                raise build_setting_error(f"{number} is a group or channel, not a person")
        return ids

    @field_validator(
        "allowed_hosts", "trusted_proxies", "upstream_private_networks", mode="before"
    )
    @classmethod
    def _list_of_words(cls, value: Any) -> Any:
        return (
            tuple(str(item).strip() for item in split_list(value))
            if isinstance(value, str)
            else value
        )

    @field_validator("trusted_proxies", "upstream_private_networks")
    @classmethod
    def _networks(cls, networks: tuple[str, ...]) -> tuple[str, ...]:
        for network in networks:
            if not is_network(network):
                raise build_setting_error(f"{network!r} is not an address or network")
        return networks

    @field_validator("bot_token")
    @classmethod
    def _token_shape(cls, value: SecretStr) -> SecretStr:
        if value.get_secret_value() and not BOT_TOKEN.fullmatch(value.get_secret_value()):
            raise build_setting_error(
                "is not a bot token; @BotFather writes them as 123456789:AAexample"
            )
        return value

    @field_validator("owner_language")
    @classmethod
    def _language_is_installed(cls, value: str) -> str:
        if value and value not in LANGUAGES:
            raise build_setting_error(f"{value!r} is none of {', '.join(LANGUAGES)}")
        return value

    @field_validator("shop_currency")
    @classmethod
    def _currency_exists(cls, value: str) -> str:
        if value.upper() not in list_currencies():
            raise build_setting_error(f"{value!r} is not an ISO 4217 currency")
        return value.upper()

    @field_validator("shop_timezone")
    @classmethod
    def _zone_exists(cls, value: str) -> str:
        if value not in available_timezones():
            raise build_setting_error(f"{value!r} is not an IANA time zone")
        return value

    @field_validator("web_bind")
    @classmethod
    def _host_and_port(cls, value: str) -> str:
        host, _, port = value.rpartition(":")
        if not host or not WHOLE_NUMBER.fullmatch(port) or not 0 < int(port) < MOST_PORT:
            raise build_setting_error(f"{value!r} is not host:port")
        return value

    @field_validator(
        "telegram_api_base_url", "upstream_base_url", "public_base_url",
        "openai_base_url", "llm_base_url", "asr_base_url",
    )  # fmt: skip
    @classmethod
    def _web_address(cls, value: str) -> str:
        if value and not is_address(value, "http", "https"):
            raise build_setting_error("is not an address; write http://host or https://host")
        return value.rstrip("/")

    @field_validator("upstream_base_url")
    @classmethod
    def _shop_address(cls, value: str) -> str:
        if "@" in urlsplit(value).netloc:
            raise build_setting_error("has a user or password; the shop's key is UPSTREAM_API_KEY")
        if "?" in value or "#" in value:
            raise build_setting_error("has something after the path; /v1/... is added to it")
        return value

    @field_validator("public_base_url")
    @classmethod
    def _root_address(cls, value: str) -> str:
        if "@" in urlsplit(value).netloc:
            raise build_setting_error("has a user or password; the pages have their own sign-in")
        if urlsplit(value).path or "?" in value or "#" in value:
            raise build_setting_error(
                "has something after the host; the pages are always at its root"
            )
        return value

    @field_validator("database_url")
    @classmethod
    def _postgres_address(cls, value: SecretStr) -> SecretStr:
        if has_pooler(value.get_secret_value()):
            raise build_setting_error(
                "is the address of a pooler (pgbouncer=); let it name PostgreSQL itself, as a rule "
                "port 5432, without that"
            )
        if value.get_secret_value() and not is_conninfo(value.get_secret_value()):
            raise build_setting_error("is not a PostgreSQL address")
        return value

    @field_validator("redis_url")
    @classmethod
    def _redis_address(cls, value: SecretStr) -> SecretStr:
        text = value.get_secret_value()
        if text and not (text.startswith("unix:///") or is_address(text, "redis", "rediss")):
            raise build_setting_error("is not a Redis address")
        return value

    @field_validator("secret_key")
    @classmethod
    def _secret_is_long(cls, value: SecretStr) -> SecretStr:
        if value.get_secret_value() and len(value.get_secret_value()) < SECRET_KEY_LENGTH:
            raise build_setting_error("is shorter than 50 characters")
        return value

    @model_validator(mode="after")
    def _together(self) -> Self:
        problems = [text for holds, text in self._rules() if not holds]
        if problems:
            raise build_setting_error("\n".join(problems))
        return self

    def _rules(self) -> list[tuple[bool, str]]:
        """Return the rules between settings, each as (whether it holds, the error if not)."""
        secret = self.telegram_webhook_secret.get_secret_value()
        webhook = self.telegram_mode == "webhook"
        has_llm_server = bool(self.llm_base_url or self.openai_base_url)
        has_asr_server = bool(self.asr_base_url or self.openai_base_url)
        has_key = bool(self.openai_api_key.get_secret_value())
        keeps_data = not (self.database_url and self.redis_url and self.secret_key)
        return [
            (
                not keeps_data or is_writable(self.data_dir),
                f"OWNERBOT_DATA_DIR: this user may not write to {self.data_dir}; choose another folder",
            ),
            (
                not self.bot_id or bool(self.owner_ids),
                "OWNER_IDS: BOT_TOKEN is set, but nobody may use the bot; write your Telegram user id",
            ),
            (self.bot_id not in self.owner_ids or not self.bot_id, "OWNER_IDS: has the bot's own id"),
            (
                not self.faults or self.debug,
                "FAULTS: is for tests that kill the program, and DEBUG is off; remove it",
            ),
            (
                not webhook or self.public_base_url.startswith("https://"),
                "PUBLIC_BASE_URL: webhook mode needs the https:// address Telegram can reach",
            ),
            (
                not webhook
                or WEBHOOK_SECRET.fullmatch(secret) is not None,
                "TELEGRAM_WEBHOOK_SECRET: webhook mode needs 16 to 256 of A-Z a-z 0-9 _ -",
            ),
            (
                self.upstream_mode != "HTTP" or bool(self.upstream_base_url),
                "UPSTREAM_BASE_URL: UPSTREAM_MODE=HTTP needs the shop's address",
            ),
            (
                not self.upstream_base_url
                or is_allowed_shop(self.upstream_base_url, self.upstream_private_networks),
                "UPSTREAM_BASE_URL: must be https:// at a public address; for a shop in a network of yours, list that in UPSTREAM_PRIVATE_NETWORKS, such as 127.0.0.1 or 10.0.0.0/24",
            ),
            (
                self.llm_provider == "OFF" or has_key or has_llm_server,
                "OPENAI_API_KEY: LLM_PROVIDER=OPENAI needs it, or LLM_BASE_URL or OPENAI_BASE_URL",
            ),
            (
                self.asr_provider == "OFF" or has_key or has_asr_server,
                "OPENAI_API_KEY: ASR_PROVIDER=OPENAI needs it, or ASR_BASE_URL or OPENAI_BASE_URL",
            ),
        ]  # fmt: skip

    @property
    def bot_id(self) -> int:
        """The bot's Telegram id: the number before the colon of its token; 0 without a token."""
        head = self.bot_token.get_secret_value().partition(":")[0]
        return int(head) if head else 0

    @property
    def data_dir(self) -> Path:
        return (BASE_DIR / self.ownerbot_data_dir).resolve()

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.shop_timezone)

    @property
    def team_chat_ids(self) -> tuple[int, ...]:
        """The chats that team messages go to.

        Where none is set and there is no bot, the team's chat in the simulator.
        """
        simulated = (SIMULATED_TEAM,) if self.has_simulator and not self.bot_id else ()
        return self.manager_chat_ids or simulated

    @property
    def has_simulator(self) -> bool:
        embedded = not self.database_url.get_secret_value()
        return embedded if self.simulator_enabled is None else self.simulator_enabled


def read_env(env_file: Path | None = BASE_DIR / ".env") -> Env:
    """Return the settings of this process; raise SettingsError that names everything wrong."""
    try:
        return Env(_env_file=env_file)
    except ValidationError as error:
        lines, names = _describe_errors(error)
    except (OSError, UnicodeError) as error:
        raise SettingsError(f"{env_file} cannot be read: {error}") from None
    # pydantic checks the rules between settings only if each setting is right by itself. Check them
    # now, with the defaults in place of the wrong values, so that one message names everything.
    try:
        _LenientEnv(
            _env_file=env_file,
            **{name: Env.model_fields[name].default for name in names if name in Env.model_fields},
        )
    except ValidationError as error:
        more, _ = _describe_errors(error)
        lines += [
            line
            for line in more
            if line not in lines and not any(name.upper() in line for name in names)
        ]
    told = ["OwnerBot cannot start, these settings are wrong:", *(f"  {line}" for line in lines)]
    raise SettingsError("\n".join([*told, "ENV.example lists every setting."]))


class _LenientEnv(Env, extra="ignore"):
    """As Env, but ignores unknown keys, to find what else is wrong."""


def _describe_errors(error: ValidationError) -> tuple[list[str], list[str]]:
    """Return one line for each error, never with the value, and the names of the wrong keys."""
    lines, names = [], []
    for detail in error.errors(include_input=False):
        name = str(detail["loc"][0]) if detail["loc"] else ""
        names += [name] if name else []
        if detail["type"] == "extra_forbidden":
            lines.append(f"{name.upper()}: there is no such setting (in .env)")
        elif not name:
            lines += detail["msg"].splitlines()
        else:
            how = Env.model_fields[name].description
            lines.append(f"{name.upper()}: {detail['msg']}. How to write it: {how}")
    return lines, names
