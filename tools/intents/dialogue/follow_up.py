"""Sentences that lean on the card before them: "а вчера?", "flag the second one", "the same for P-105".

Each is written out in full, with what the card was about, and read by the ordinary rules: what they
refuse is refused here for the same reasons.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from tools import registry
from tools.contracts import Language
from tools.intents.answers import Answer, Asker, Question, ToolCall
from tools.intents.dialogue.shift import shift_in, shifted
from tools.intents.language.tokens import clean, tokenize
from tools.intents.resolve import resolve
from tools.intents.slots.product_name import NO_GOODS, Catalogue
from tools.intents.slots.row_reference import Rows, pointing

#: How the rules are asked for what a card showed, by its tool; the first way that works.
SUBJECTS: dict[str, tuple[str, ...]] = {
    "kpi_snapshot": ("kpi",),
    "revenue_trend": ("revenue trend",),
    "orders_search": ("orders",),
    "top_products": ("best sellers", "products"),
    "inventory_status": ("products", "stock"),
    "coupons_status": ("coupons",),
    "funnel_snapshot": ("sales funnel",),
    "refunds_anomalies": ("refunds",),
    "truststack_signals": ("trust signals",),
    "demand_forecast": ("demand forecast",),
    "chats_unanswered": ("unanswered chats",),
}
#: Arguments that say which days; one of them said anew replaces them all.
DAYS = frozenset({"start", "end", "days", "since_hours", "horizon_days", "older_than_hours"})
#: What a card was about, and the example by which the rules read another one of it.
SCOPES: tuple[tuple[frozenset[str], str], ...] = (
    (frozenset({"order_id", "order_ids", "preset"}), "flag {said}"),
    (frozenset({"product_ids", "category", "stock_at_most", "all"}), "10% discount on {said}"),
    (frozenset({"code"}), "disable coupon {said}"),
    (frozenset({"campaign_id"}), "pause campaign {said}"),
    (frozenset({"query"}), "orders customer {said}"),
)
#: What only the example has.
_OF_EXAMPLES = frozenset({"percent"})
#: What a card was about where it listed nothing, and what words that point at a row may stand for.
_IDS = ("order_id", "order_ids", "product_ids")

#: What stands in our cards, and the list that it may be from.
_IDS_SHOWN = re.compile(r"\b(?:OB|P)-[0-9]{1,12}\b")
_LISTED = {"OB": "orders_search", "P": "inventory_status"}

_OPENS = re.compile(
    r"^(?:а\s+что|а|и|and|what\s+about|how\s+about|теперь|now|только|лишь|only|just)[\s,]+"
    r"(?:(?:если|of)\s+)?(?P<for>(?:for|для|у)\s+)?(?:по\s+)?(?P<rest>\S.*)$",
    re.IGNORECASE | re.DOTALL,
)
_SAME = re.compile(
    r"^(?:(?:and|now|please)\s+)*(?:do\s+)?(?:the\s+)?same\s+(?:thing\s+)?(?:for|with|on|to|about)\s+(?P<en>\S.*)$"
    r"|^(?:(?:а|и|теперь|пожалуйста|сделай)\s+)*(?:то\s*же|так\s+же|также)\s+(?:самое\s+)?(?:для|с|со|на|по|у|за)\s+"
    r"(?P<ru>\S.*)$",
    re.IGNORECASE | re.DOTALL,
)
#: So begins a question, whatever the card before was.
_MUSES = re.compile(r"(?:what|how)\s+about\b|а\s+что\b", re.IGNORECASE)
_ONLY = re.compile(r"(?:только|лишь|only|just)\b", re.IGNORECASE)
#: "Flag one of them": which one?
_SOME = re.compile(
    r"\b(?:one|some|any)\s+of\b|\b(?:один|одну|одного|какой-нибудь)\s+из\b", re.IGNORECASE
)
_EXCEPT = frozenset({"except", "but", "besides", "without", "кроме", "без", "исключая"})
#: A bare "yesterday?" has no more words than this.
MOST_BARE_WORDS = 4
#: So many days at most can stand beside the same ones a week or a month before.
_LONGEST = {"previous_week": 7, "previous_month": 31}
#: How many rows one sentence may mean by "these".
MOST_ROWS = 200

Read = Callable[[str], Answer]


@dataclass(frozen=True)
class Last:
    """The card before: what it was asked with, and the ids of its rows by their place."""

    call: ToolCall
    items: tuple[str, ...] = ()
    #: Something else was said since, to which there was no card.
    stale: bool = False

    @property
    def ids(self) -> tuple[str, ...]:
        """What "it" and "these" mean: what the card was about, else its rows."""
        said = next((self.call.payload[key] for key in _IDS if self.call.payload.get(key)), ())
        about = (said,) if isinstance(said, str) else tuple(map(str, said))
        return about or self.items


def card_of(text: str) -> Last | None:
    """The card that a text of ours shows, by its ids: one order or product, or a list of them."""
    ids = list(dict.fromkeys(one[0] for one in _IDS_SHOWN.finditer(text)))
    kind = ids[0].partition("-")[0] if ids else ""
    items = tuple(one for one in ids if one.startswith(f"{kind}-"))
    if not items:
        return None
    return Last(ToolCall(_LISTED[kind], {}), items)


def looks_back(text: str, alone: Answer) -> bool:
    """Whether a text that comes to `alone` by itself may lean on the card before it.

    What is complete by itself leans on nothing; of "and for OB-1005" only the order is.
    """
    said = clean(text).strip()
    opens, same = _OPENS.match(said), _SAME.match(said)
    if isinstance(alone, ToolCall) and not alone.ignoring:
        return alone.tool == "order_detail" and bool(same or (opens and opens["for"]))
    if isinstance(alone, Question) and alone.understood and alone.missing not in _IDS:
        return False
    tokens = tokenize(said)
    bare = sum(token.kind != "sign" for token in tokens) <= MOST_BARE_WORDS
    return bool(bare or opens or same or shift_in(said) or pointing(said, tokens))


def follow(
    text: str, last: Last, *, today: date, language: Language, catalogue: Catalogue = NO_GOODS
) -> Answer | None:
    """What the text means after that card; None: nothing."""
    said = clean(text).strip()
    tokens = tokenize(said)
    why = next((at for at, token in enumerate(tokens) if "reason" in token.groups), len(tokens))
    if any("not" in token.groups or token.low in _EXCEPT for token in tokens[:why]):
        return None
    asker = Asker(today, language)

    def read(sentence: str) -> Answer:
        return resolve(
            sentence, today=today, language=language, catalogue=catalogue, strictly=True
        )

    shift = shift_in(said)
    if shift is not None:
        return shifted(last.call, shift, today) or _cannot(said, last.call, asker)
    bare = said.rstrip("?!. ")
    if same := _SAME.match(bare):
        return _the_same(same["en"] or same["ru"], last.call, asker, read)
    rows = None if _SOME.search(said) else pointing(said, tokens)
    if rows is not None and last.ids:
        ids = last.items or last.ids if rows.places else last.ids
        return _of_rows(said, rows, ids, asker, read)
    return _and(bare, last, read, asked=said.endswith("?"))


def _and(bare: str, last: Last, read: Read, *, asked: bool) -> Answer | None:
    """What "yesterday", "and yesterday" or "and for P-105" means after that card; None: nothing."""
    opens = _OPENS.match(bare)
    if opens is None:
        return _again_on(bare, last.call, read)
    asks = _MUSES.match(bare) or _ONLY.match(bare) or (asked and not opens["for"])
    if registry.is_action(last.call.tool) and (last.stale or asks):
        return None  # "what about Nougat?" orders nothing, nor does "and Nougat?" long after
    about_days = None if opens["for"] else _again_on(opens["rest"], last.call, read)
    found = about_days or _again_for(opens["rest"], last.call, read)
    # Only "the same for" is clear enough to ask what was meant by it.
    return found if isinstance(found, ToolCall) or found is about_days else None


def _cannot(said: str, call: ToolCall, asker: Asker) -> Question:
    topic = call.tool if call.tool in SUBJECTS and call.tool != "coupons_status" else ""
    return asker.ask("same_for", about=topic, said=said)


def _the_same(rest: str, call: ToolCall, asker: Asker, read: Read) -> Answer:
    again = _again_on(rest, call, read)
    if isinstance(again, ToolCall):
        return again
    return _again_for(rest, call, read) or again or _cannot(rest, call, asker)


def _again_on(rest: str, call: ToolCall, read: Read) -> Answer | None:
    """The same question about other days, or by another of its own words."""
    asked: Question | None = None
    for subject in SUBJECTS.get(call.tool, ()):
        plain, found = read(subject), read(f"{subject} {rest}")
        if found.tool != call.tool:
            continue
        if isinstance(found, Question):
            asked = asked or (found if found.understood else None)
            continue
        before: Mapping[str, Any] = plain.payload if isinstance(plain, ToolCall) else {}
        said = {key: value for key, value in found.payload.items() if before.get(key) != value}
        if said:
            gone = {"offset"} | (DAYS if said.keys() & DAYS else frozenset())
            kept = {key: value for key, value in call.payload.items() if key not in gone}
            return ToolCall(call.tool, _comparable({**kept, **said}))
    return asked


def _comparable(payload: dict[str, Any]) -> dict[str, Any]:
    """What is compared with the week before may be a month now, which would overlap itself."""
    longest = _LONGEST.get(payload.get("compare_to", ""))
    if longest is None or not payload.get("start") or not payload.get("end"):
        return payload
    days = date.fromisoformat(payload["end"]) - date.fromisoformat(payload["start"])
    return {**payload, "compare_to": "previous_period"} if days.days >= longest else payload


def _again_for(rest: str, call: ToolCall, read: Read) -> Answer | None:
    """The same call for another order, product, category, coupon, campaign or customer."""
    for names, example in SCOPES:
        about = names & call.payload.keys()
        if not about:
            continue
        found = read(example.format(said=rest))
        kept = {key: value for key, value in call.payload.items() if key not in names | {"offset"}}
        if isinstance(found, Question):
            return _asked_of(found, call.tool, kept)
        scope = {key: value for key, value in found.payload.items() if key in names}
        if found.payload.keys() - names - _OF_EXAMPLES:  # there is more to it, such as a reason
            return None
        if about == {"order_id"}:
            ids = scope.get("order_ids", [])
            scope = {"order_id": ids[0]} if len(ids) == 1 else {}
        # A list of stuck orders, say, takes no single order.
        meant = bool(scope) and _takes(call.tool, scope)
        return ToolCall(call.tool, {**kept, **scope}) if meant else None
    return None


def _takes(name: str, arguments: Iterable[str]) -> bool:
    tool = registry.get(name)
    return tool is not None and set(arguments) <= tool.Payload.model_fields.keys()


def _asked_of(question: Question, tool: str, kept: Mapping[str, Any]) -> Question:
    """The question about the example's scope, as one about the call that is to be repeated."""
    offered = []
    for one in question.suggestions:
        scope = {key: value for key, value in one.payload.items() if key not in _OF_EXAMPLES}
        meant = {"tool": tool, "payload": {**kept, **scope}} if one.tool == question.tool else {}
        offered.append(one.model_copy(update=meant))
    return replace(question, tool=tool, known=dict(kept), suggestions=tuple(offered))


def _of_rows(
    said: str, rows: Rows, items: Sequence[str], asker: Asker, read: Read
) -> Answer | None:
    kinds = {group for token in tokenize(said[rows.begin : rows.end]) for group in token.groups}
    other = {"OB": "product", "P-": "order"}.get(items[0][:2], "")
    if other in kinds:  # "10% off the first order" is not about the first product
        return None
    meant = rows.of(items)
    if meant is None:
        return asker.ask("no_such_row", count=len(items))
    written = f"{said[: rows.begin]} {', '.join(meant[:MOST_ROWS])} {said[rows.end :]}"
    answer = read(" ".join(written.split()))
    if isinstance(answer, Question):
        return answer if answer.understood else None
    if registry.is_action(answer.tool) and not _says_all(said, answer, meant):
        return None
    return answer


def _says_all(said: str, answer: ToolCall, meant: Sequence[str]) -> bool:
    """Whether an order is about those rows, and gives no reason that was not called one: in "flag
    the last one's neighbour" the rest is none."""
    ids = [*answer.payload.get("order_ids", ()), *answer.payload.get("product_ids", ())]
    named = any(token.groups & {"reason", "as"} for token in tokenize(said))
    return set(meant[:MOST_ROWS]) <= set(ids) and (named or "reason" not in answer.payload)
