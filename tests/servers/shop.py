"""A shop on loopback that speaks tools/upstream/contract.md, with every ending a network can give."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.servers.threads import served

API_KEY = "shop-key-of-the-tests"
#: What is answered where one of a kind is not there.
MISSING = {
    "orders": "NO_SUCH_ORDER",
    "coupons": "NO_SUCH_COUPON",
    "campaigns": "NO_SUCH_CAMPAIGN",
}


@dataclass(frozen=True)
class Reply:
    """How one request ends instead of being answered as usual."""

    status: int = 0
    body: bytes = b"{}"
    headers: dict[str, str] = field(default_factory=dict)
    #: Whether a write is carried out all the same; with status 0 the connection is cut instead.
    applied: bool = False
    #: Whether the answer never comes, as long as the caller waits.
    hangs: bool = False


class Shop:
    """The server, in a thread of its own; its attributes are for the test's thread."""

    def __init__(self) -> None:
        self.url = ""
        #: Answers to reads, by path.
        self.reads: dict[str, Any] = {"capabilities": {"version": 1, "idempotency_hours": 24}}
        self.orders: dict[str, dict[str, Any]] = {}
        self.products: dict[str, dict[str, Any]] = {}
        #: What is to become of the next requests to a path, each once.
        self.replies: dict[str, list[Reply]] = {}
        #: Every request: method, path, key.
        self.requests: list[tuple[str, str, str]] = []
        #: How often a write was carried out, by key; and what was answered then.
        self.applied: dict[str, int] = {}
        self.forgets_keys = False
        #: Coupons and campaigns, by code and id.
        self.promotions: dict[str, dict[str, Any]] = {}
        self._answers: dict[str, tuple[int, dict[str, Any]]] = {}
        self._loop = asyncio.new_event_loop()
        self._stopped: asyncio.Event | None = None

    def fill(self, *order_ids: str) -> None:
        self.orders = {
            order_id: {
                "order_id": order_id, "flagged": False, "reason": "", "version": 1,
                "flagged_at": None, "flagged_by": None,
            }
            for order_id in order_ids
        }  # fmt: skip

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        path = request.match_info["path"]
        key = request.headers.get("Idempotency-Key", "")
        self.requests.append((request.method, path, key))
        waiting = self.replies.get(path)
        reply = waiting.pop(0) if waiting else None
        if reply is not None and not reply.applied:
            return await self._instead(request, reply)
        if request.headers.get("Authorization") != f"Bearer {API_KEY}":
            return web.json_response({"code": "DENIED"}, status=401)
        body = json.loads(await request.read() or b"{}")
        status, answer = self._answer(request, path, key, body)
        if reply is not None:
            return await self._instead(request, reply)
        return web.json_response(answer, status=status)

    async def _instead(self, request: web.Request, reply: Reply) -> web.StreamResponse:
        if reply.hangs:
            assert self._stopped is not None
            await self._stopped.wait()
        if not reply.status:
            assert request.transport is not None
            request.transport.abort()
        return web.Response(status=reply.status or 200, body=reply.body, headers=reply.headers)

    def _answer(
        self, request: web.Request, path: str, key: str, body: dict[str, Any]
    ) -> tuple[int, Any]:
        if request.method == "POST":
            if key not in self._answers:
                self._answers[key] = self._write(path, key, body)
            return self._answers[key]
        if path.startswith("writes/"):
            asked = path.removeprefix("writes/")
            if asked not in self._answers or self.forgets_keys:
                return 404, {"code": "NO_SUCH_KEY"}
            status, answer = self._answers[asked]
            return 200, answer if status == 200 else {"state": "refused", **answer}
        if path == "flags":
            wanted = request.query.getall("order_id", list(self.orders))
            return 200, [self.orders[item] for item in wanted if item in self.orders]
        kind, _, name = path.partition("/")
        found = self.promotions.get(name) if kind in MISSING else None
        found = _page(self.reads.get(path), request) if found is None else found
        missing = {"code": MISSING.get(kind, "") if name else ""}
        return (404, missing) if found is None else (200, found)

    def _write(self, path: str, key: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        if path.startswith(("coupons", "campaigns")):
            return self._write_promotion(path, key, body)
        versions = body["versions"]
        if path.startswith("products/"):
            return self._change_products(path.removeprefix("products/"), key, body)
        if any(
            self.orders.get(version, {}).get("version") != versions[version]
            for version in versions
        ):
            return 409, {"code": "STALE"}
        before = [dict(self.orders[version]) for version in versions]
        wanted = {item["order_id"]: item for item in body.get("flags", [])}
        for order_id in versions:
            order = self.orders[order_id]
            if path == "flags/restore":
                order |= wanted[order_id]
            else:
                order |= {"flagged": body["flagged"], "reason": body["reason"]}
            order["version"] = versions[order_id] + 1
        self.applied[key] = self.applied.get(key, 0) + 1
        after = {version: self.orders[version]["version"] for version in versions}
        return 200, {"state": "done", "answer": {"before": before, "versions": after}}

    def _change_products(
        self, verb: str, key: str, body: dict[str, Any]
    ) -> tuple[int, dict[str, Any]]:
        versions = body["versions"]
        if any(
            self.products.get(version, {}).get("version") != versions[version]
            for version in versions
        ):
            return 409, {"code": "STALE"}
        before = [dict(self.products[version]) for version in versions]
        wanted = {item["product_id"]: item for item in body.get("products", [])}
        for product_id in versions:
            product = self.products[product_id]
            match verb:
                case "prices":
                    product["price"] = body["set_to"]
                case "discounts":
                    product["discount_percent"] = body["percent"]
                case "published":
                    product["published"] = body["published"]
                case "restore":
                    product |= wanted[product_id]
            product["version"] = versions[product_id] + 1
        self.applied[key] = self.applied.get(key, 0) + 1
        after = [dict(self.products[version]) for version in versions]
        return 200, {"state": "done", "answer": {"before": before, "after": after}}

    def _write_promotion(
        self, path: str, key: str, body: dict[str, Any]
    ) -> tuple[int, dict[str, Any]]:
        """Coupons are made and removed, they and campaigns are switched."""
        [(name, version)] = body["versions"].items()
        there = self.promotions.get(name)
        used = path == "coupons/remove" and there is not None and there["uses"]
        if (there["version"] if there else 0) != version or used:
            return 409, {"code": "STALE"}
        self.applied[key] = self.applied.get(key, 0) + 1
        if path == "coupons/remove":
            del self.promotions[name]
            return 200, {"state": "done", "answer": {"versions": {name: 0}}}
        new = {"active": True, "uses": 0, "revenue": "0.00"}
        change: dict[str, Any] = {
            part: body[part] for part in ("active", "paused") if part in body
        }
        self.promotions[name] = {
            **(there or new), **body.get("coupon", {}), **change, "version": version + 1,
        }  # fmt: skip
        return 200, {"state": "done", "answer": {"versions": {name: version + 1}}}

    async def _serve(self, ready: threading.Event, stopped: asyncio.Event) -> None:
        self._stopped = stopped
        app = web.Application()
        app.router.add_route("*", "/v1/{path:.*}", self._handle)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        ready.set()
        await stopped.wait()
        await runner.cleanup()


def _page(answer: Any, request: web.Request) -> Any:
    """Of a list, the rows that the query asks for."""
    if not isinstance(answer, dict) or "rows" not in answer:
        return answer
    start = int(request.query.get("offset", 0))
    rows = answer["rows"][start : start + int(request.query["limit"])]
    return answer | {"rows": rows}


@contextmanager
def shop_server() -> Iterator[Shop]:
    """The server while it runs."""
    shop = Shop()
    with served(shop._loop, shop._serve):
        yield shop
