"""The shop's protocol on the wire: a path for each method, and the form of its arguments.

The OpenAPI file and the reference server are built from this table and the protocol's own types: a
new method is one row. contract.md says the same in prose.
"""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from dataclasses import MISSING, dataclass, fields
from datetime import timedelta
from functools import cache
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema, create_model

from tools.contracts import Call
from tools.upstream.shop import Shop

#: The most rows that one read may ask for.
MOST_ROWS = 10_000


@dataclass(frozen=True)
class Route:
    """The path of a method of Shop."""

    path: str
    method: str
    #: The parameter whose fields are sent one by one, as if they were parameters themselves.
    spread: str = ""
    #: The code of the 404 that means None.
    missing: str = ""


READS = (
    Route("totals", "totals"),
    Route("revenue-by-day", "revenue_by_day"),
    Route("orders", "orders", spread="wanted"),
    Route("orders/{order_id}", "order", missing="NO_SUCH_ORDER"),
    Route("flags", "flags"),
    Route("flags", "matching_flags"),
    Route("sold", "sold"),
    Route("sales-by-day", "sales_by_day"),
    Route("sales-by-product", "sales_by_product"),
    Route("inventory", "inventory"),
    Route("products", "products", spread="scope"),
    Route("coupons", "coupons"),
    Route("coupons/{code}", "coupon", missing="NO_SUCH_COUPON"),
    Route("campaigns/{campaign_id}", "campaign", missing="NO_SUCH_CAMPAIGN"),
    Route("chats", "waiting_chats"),
    Route("funnel", "funnel"),
    Route("refunds", "refunds"),
    Route("signals", "signals"),
)
WRITES = (
    Route("flags", "set_flags"),
    Route("flags/restore", "restore_flags"),
    Route("products/prices", "set_prices", spread="change"),
    Route("products/discounts", "set_discounts"),
    Route("products/published", "set_published"),
    Route("products/restore", "restore_products"),
    Route("coupons", "create_coupon"),
    Route("coupons/remove", "remove_coupon"),
    Route("coupons/active", "set_coupon_active"),
    Route("campaigns/paused", "set_campaign_paused"),
)
#: Members of Shop that no shop over HTTP has to offer.
OURS = ("check", "source")


class WireArguments(BaseModel):
    """Arguments on the wire: the named ones and no others."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)


def _parse_seconds(value: Any) -> Any:
    return int(value) if isinstance(value, str) and value.isdecimal() else value


Seconds = Annotated[
    timedelta,
    BeforeValidator(_parse_seconds),
    WithJsonSchema({"type": "integer", "minimum": 0, "description": "Seconds"}),
]
#: Types with another form on the wire, and names that have bounds in every method.
TRAVELS: dict[Any, Any] = {timedelta: Seconds}
BOUNDED = {"limit": MOST_ROWS, "offset": 2**31 - 1}


@cache
def build_arguments(route: Route) -> type[WireArguments]:
    """Build the model of what the path, query or body of a request to the route must hold."""
    taken: dict[str, Any] = {
        name: (kind, Field(default, alias=alias))
        for name, alias, kind, default in _list_arguments(route)
    }
    return create_model(f"{route.method}_arguments", __base__=WireArguments, **taken)


def call_method(route: Route, shop: Shop, given: BaseModel) -> Any:
    """Call the shop's method with these arguments; return its answer."""
    values = {name: getattr(given, name) for name in type(given).model_fields}
    if route.spread:
        whole = _get_hints(route)[route.spread]
        parts = {part.name: values.pop(part.name) for part in fields(whole)}
        values[route.spread] = whole(**{name: _to_frozen(part) for name, part in parts.items()})
    return getattr(shop, route.method)(**values)


@cache
def get_answer_type(route: Route) -> Any:
    """Return the type of the method's answer, without None and without Call."""
    returned = _get_hints(route)["return"]
    kinds = get_args(returned) if _is_union(returned) else (returned,)
    [kind] = [kind for kind in kinds if kind not in (Call, type(None))]
    return kind


def describe_route(route: Route) -> str:
    """Return what the protocol says of the method: its docstring."""
    return inspect.getdoc(getattr(Shop, route.method)) or ""


def _list_arguments(route: Route) -> list[tuple[str, str, Any, Any]]:
    """Return each argument's name, name on the wire, type there, and default (...: none)."""
    taken: list[tuple[str, str, Any, Any]] = []
    for name, kind in _get_hints(route).items():
        if name == route.spread:
            hints = get_type_hints(kind)
            taken += [
                _build_argument(route, part.name, hints[part.name], _get_default(part))
                for part in fields(kind)
            ]
        elif name != "return":
            taken.append(_build_argument(route, name, kind, ...))
    return taken


def _build_argument(route: Route, name: str, kind: Any, default: Any) -> tuple[str, str, Any, Any]:
    repeated = route in READS and _is_sequence(kind)
    kind = TRAVELS.get(kind, kind)
    if name in BOUNDED:
        kind = Annotated[kind, Field(ge=0, le=BOUNDED[name])]
    if repeated:  # order_ids are sent as order_id, once for each
        least = 1 if default is ... else 0
        kind = Annotated[list[get_args(kind)[0]], Field(min_length=least)]  # type: ignore[misc]
    return name, name.removesuffix("s") if repeated else name, kind, default


def _get_default(part: Any) -> Any:
    return ... if part.default is MISSING else part.default


def _get_hints(route: Route) -> dict[str, Any]:
    return get_type_hints(getattr(Shop, route.method))


def _is_union(kind: Any) -> bool:
    return get_origin(kind) is Union or type(kind).__name__ == "UnionType"


def _is_sequence(kind: Any) -> bool:
    return get_origin(kind) in (Sequence, tuple, list)


def _to_frozen(part: Any) -> Any:
    return tuple(part) if isinstance(part, list) else part
