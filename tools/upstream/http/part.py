"""How every part of a shop over HTTP asks it.

Where no proper answer comes, ToolRefused says so; other data never takes its place.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, TypeVar

import httpx
from pydantic import TypeAdapter, ValidationError

from tools.contracts import Call, ToolRefused
from tools.languages import Language
from tools.render.wording import say
from tools.upstream import reading, wire
from tools.upstream.guard import BlockedAddressError

T = TypeVar("T")

AWAY = "UPSTREAM_UNAVAILABLE"
#: The shop's own codes that we distinguish.
OWN_CODES = ("NO_SUCH_ORDER", "NO_SUCH_COUPON", "NO_SUCH_CAMPAIGN")
#: Statuses with a meaning; any other status means that the shop does not answer.
REFUSALS: dict[int, str] = {
    HTTPStatus.UNAUTHORIZED: "UPSTREAM_DENIED",
    HTTPStatus.FORBIDDEN: "UPSTREAM_DENIED",
    HTTPStatus.NOT_FOUND: "UPSTREAM_UNSUPPORTED",
    HTTPStatus.NOT_IMPLEMENTED: "UPSTREAM_UNSUPPORTED",
    HTTPStatus.BAD_REQUEST: "UPSTREAM_REFUSED",
    HTTPStatus.CONFLICT: "UPSTREAM_REFUSED",
    HTTPStatus.UNPROCESSABLE_ENTITY: "UPSTREAM_REFUSED",
    HTTPStatus.TOO_MANY_REQUESTS: "UPSTREAM_BUSY",
}

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class HttpPart:
    """Reads and writes of a shop; refusals are in `language`."""

    language: Language
    source: str = "HTTP"

    def _read_one(self, path: str, adapter: TypeAdapter[T], missing: str) -> T | None:
        """Read one thing; None if the shop answers with the code `missing`."""
        try:
            return self._read(path, adapter)
        except ToolRefused as refusal:
            if refusal.code == missing:
                return None
            raise

    def _write(self, path: str, body: Mapping[str, Any]) -> Call:
        return Call("upstream", path, body, say(self.language, "upstream.call"))

    def _read(self, path: str, adapter: TypeAdapter[T], **parameters: Any) -> T:
        try:
            reply = reading.ask(path, wire.to_query(parameters))
        except BlockedAddressError as error:
            logger.warning("the shop is not asked %s: %s", path, error)
            raise self._refused("UPSTREAM_BLOCKED") from None
        except httpx.HTTPError as error:
            logger.warning("the shop does not answer %s: %s", path, type(error).__name__)
            raise self._refused(AWAY) from None
        if reply.status != HTTPStatus.OK:
            logger.warning("the shop answers %s with %s", path, reply.status)
            own = wire.parse_refusal_code(reply.body)
            code = own if own in OWN_CODES else REFUSALS.get(reply.status, AWAY)
            raise self._refused(code)
        try:
            return adapter.validate_json(reply.body)
        except ValidationError as error:
            logger.warning("the shop's answer to %s has %s faults", path, error.error_count())
            raise self._refused("UPSTREAM_GARBLED") from None

    def _refused(self, code: str) -> ToolRefused:
        return ToolRefused(code, say(self.language, f"upstream.{code}"))
