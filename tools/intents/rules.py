"""What a question comes to: a table over groups of words, first match wins, specific before general.

A rule matches when each of its needs is met. It answers only if every word of the sentence is
accounted for: as filler, as one of the groups the rule takes, or as part of an argument. A strange
word ("sales in Berlin") is asked back, because answering without it would answer something else.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tools.contracts import Words
from tools.intents.answers import Answer, Question, ToolCall
from tools.intents.arguments import (
    STATUSES,
    Built,
    Sentence,
    chats,
    compare,
    fixed,
    kpi,
    names_order,
    nothing,
    one_order,
    orders,
    orders_by_query,
    orders_by_status,
    sales,
    trend,
    unit_to_unit,
)
from tools.intents.days import Wrong
from tools.intents.forecasting import ahead
from tools.intents.goods import about_others
from tools.intents.selling import low_stock, ranking
from tools.intents.tokens import Token


@dataclass(frozen=True)
class Rule:
    """One row: what must be said, what else may be, and how the arguments are read."""

    tool: str
    needs: tuple[str, ...]
    takes: tuple[str, ...] = ()
    build: Callable[[Sentence], Built] = nothing
    #: Groups that make the sentence mean something else.
    unless: tuple[str, ...] = ()


_KPI_TAKES = ("kpi", "sales", "average", "howmany", "order", "last", "daily")
_LIST = ("order", "last", "find", "howmany", "one_order")

_RANKED = (
    "product",
    "category",
    "seller",
    "bestseller",
    "sells",
    "sales",
    "by",
    "quantity",
    "last",
)
_STOCK = ("product", "stock", "howmany", "level")

#: Products: what sells and what is in stock.
PRODUCT_RULES: tuple[Rule, ...] = (
    *(
        Rule(
            "top_products", (end, noun), (*_RANKED, end), ranking(direction=end), unless=("order",)
        )
        for end in ("top", "bottom")
        for noun in ("product", "category", "seller", "sells", "sales")
    ),
    Rule("top_products", ("bestseller",), _RANKED, ranking(direction="top")),
    Rule("top_products", ("sales", "by", "product"), _RANKED, ranking()),
    Rule("top_products", ("sales", "by", "category"), _RANKED, ranking()),
    Rule("inventory_status", ("missing_photo",), _STOCK, fixed(section="missing_photo")),
    Rule("inventory_status", ("missing_price",), _STOCK, fixed(section="missing_price")),
    Rule("inventory_status", ("unpublished", "product"), _STOCK, fixed(section="unpublished")),
    Rule("inventory_status", ("sold_out", "product"), _STOCK, fixed(section="out_of_stock")),
    Rule("inventory_status", ("sold_out",), _STOCK, nothing),
    Rule("inventory_status", ("runs_low",), (*_STOCK, "soon"), fixed(section="low_stock")),
    Rule("inventory_status", ("low", "stock"), _STOCK, fixed(section="low_stock")),
    Rule("inventory_status", ("stock",), ("product", "stock", "over"), low_stock),
    Rule("inventory_status", ("stock",), _STOCK, nothing),
)

_COMING = (
    "forecast", "reorder", "sales", "sell", "sells", "product", "coming", "plan", "will", "ought",
    "this",
)  # fmt: skip

#: The days to come: what will sell, what to reorder.
COMING_RULES: tuple[Rule, ...] = (
    Rule("demand_forecast", ("reorder",), (*_COMING, "stock"), ahead(reorder=True)),
    Rule("demand_forecast", ("forecast",), (*_COMING, "trend", "order"), ahead()),
    *(
        Rule("demand_forecast", ("will", selling), _COMING, ahead())
        for selling in ("sell", "sells", "sales")
    ),
    Rule("demand_forecast", ("will_sell",), _COMING, ahead()),
)

RULES: tuple[Rule, ...] = (
    *COMING_RULES,
    *PRODUCT_RULES,
    *(
        Rule("coupons_status", ("coupon", said),
             ("code_noun", "coupon_active", "coupon_used", "coupon_top", said), fixed(sort=sort))
        for said, sort in (("coupon_ending", "expiring"), ("coupon_used", "most_used"),
                           ("coupon_top", "most_used"))
    ),
    Rule("coupons_status", ("coupon",), ("code_noun", "coupon_active", "howmany", "status")),
    Rule("kpi_snapshot", ("versus",), (*_KPI_TAKES, "versus", "to_each", "trend"), compare),
    Rule("kpi_snapshot", ("wow",), (*_KPI_TAKES, "wow"), fixed(compare_to="previous_week")),
    Rule("kpi_snapshot", ("mom",), (*_KPI_TAKES, "mom"), fixed(compare_to="previous_month")),
    Rule("revenue_trend", ("trend", "sales"), ("trend", "sales", "by", "per_day", "last"), trend),
    Rule("revenue_trend", ("sales", "by", "per_day"), ("sales", "by", "per_day", "last"), trend),
    Rule("revenue_trend", ("trend",), ("trend", "last"), trend, unless=("order",)),
    Rule("chats_unanswered", ("chat", "unanswered"),
         ("chat", "people", "unanswered", "over", "last", "who", "howmany", "waiting"), chats),
    Rule("chats_unanswered", ("unanswered",), ("unanswered", "people", "over", "who", "howmany"), chats),
    Rule("chats_unanswered", ("waiting", "answer"),
         ("waiting", "answer", "chat", "people", "who", "over", "howmany"), chats),
    Rule("chats_unanswered", ("queue",), ("queue", "team", "kpi", "chat", "status"), chats),
    Rule("chats_unanswered", ("chat",), ("people", "last", "over", "waiting", "howmany"), chats),
    Rule("order_detail", ("order_id",),
         ("order", "status", "detail", "phone", "find", "flagged", "ship", "payment", "unpaid",
          "late", "stuck", "problem", *STATUSES), one_order),
    Rule("orders_search", ("stuck",), (*_LIST, "stuck"), orders(preset="stuck")),
    Rule("orders_search", ("late",), (*_LIST, "late", "ship"), orders(preset="late_ship"),
         unless=("payment",)),
    Rule("orders_search", ("payment", "problem"), (*_LIST, "payment", "problem"),
         orders(preset="payment_issues")),
    Rule("orders_search", ("unpaid",),
         (*_LIST, "unpaid", "payment"), orders(preset="unpaid")),
    Rule("orders_search", ("unflagged",), (*_LIST, "unflagged"), orders(flagged=False)),
    Rule("orders_search", ("flagged",), (*_LIST, "flagged"), orders(flagged=True)),
    *(
        Rule("orders_search", ("order", status), (*_LIST, status, "status"), orders_by_status)
        for status in STATUSES
    ),
    Rule("orders_search", ("order", "customer"), ("order", "customer", "find", "phone"),
         orders_by_query),
    Rule("orders_search", ("order", "phone_number"), ("order", "customer", "find", "phone"),
         orders_by_query),
    Rule("orders_search", ("order", "find"), ("order", "find", "phone"), orders_by_query),
    Rule("kpi_snapshot", ("order", "howmany"), _KPI_TAKES, kpi, unless=("last",)),
    Rule("order_detail", ("one_order",), ("order", "status", "detail", "phone", "find"), one_order,
         unless=("last", "average")),
    Rule("kpi_snapshot", ("average", "order"), _KPI_TAKES, kpi),
    Rule("orders_search", ("order",), _LIST, orders()),
    Rule("system_status", ("error",), ("error", "last", "system", "problem"),
         fixed(section="errors")),
    Rule("system_status", ("mode",), ("system", "part", "bot_mode"), fixed(section="mode")),
    Rule("system_status", ("source",), ("system", "part", "bot_mode"), fixed(section="mode")),
    Rule("system_status", ("health",), ("system", "part", "status"), fixed(section="health")),
    Rule("system_status", ("works",), ("system", "part", "status"), nothing),
    Rule("system_status", ("status",), ("system", "part"), nothing),
    Rule("system_status", ("system",), ("system",), nothing),
    Rule("revenue_trend", ("sales", "several_days"), ("sales", "last"), sales, unless=("kpi",)),
    Rule("kpi_snapshot", ("sales",), _KPI_TAKES, kpi),
    Rule("kpi_snapshot", ("amount", "sell"), _KPI_TAKES, kpi),
    Rule("kpi_snapshot", ("kpi",), _KPI_TAKES, kpi),
)  # fmt: skip

#: Subjects the bot has no tool for yet, each with the words that name it; the first one is named.
NOT_YET: tuple[tuple[tuple[str, ...], Words], ...] = (
    (("notify",), Words("Messages to others than the team", "Сообщения не команде")),
    (("promo",), Words("Promotions", "Акции")),
    (("rate",), Words("Exchange rates", "Курсы валют")),
    (("campaign",), Words("Figures of campaigns", "Показатели кампаний")),
    (("undo",), Words("Undoing this", "Такая отмена")),
    (("funnel",), Words("The sales funnel", "Воронка продаж")),
    (("refund",), Words("Refunds and anomalies", "Возвраты и аномалии")),
    (("trust",), Words("Trust checks", "Проверка на доверие")),
    (("change",), Words("Such a change", "Такое изменение")),
)


#: Subjects of orders that a sentence speaks of without being one, each with the text that helps on.
HINTS: tuple[tuple[str, str, str], ...] = (
    ("price", "not_priced", "adjust_price"),
    ("discount", "not_discounted", "set_discount"),
    ("hide", "not_published", "publish_product"),
    ("publish", "not_published", "publish_product"),
)


def hint(sentence: Sentence) -> Question | None:
    """How such an order is written; None where the sentence is about something else."""
    if about_others(sentence):
        return None
    found = next(((key, tool) for group, key, tool in HINTS if sentence.at(group)), None)
    return sentence.asker.ask(found[0], about=found[1]) if found else None


def not_yet(sentence: Sentence) -> Words | None:
    """The subject of the sentence that there is no tool for yet."""
    return next((topic for groups, topic in NOT_YET if any(map(sentence.at, groups))), None)


#: Talk around a question, each kind with the text that answers it; the first one said counts.
_TALK: tuple[tuple[str, str], ...] = (
    ("decision", "decide"),
    ("thanks", "welcome"),
    ("assent", "decide"),
    ("help", "hello"),
    ("filler", "hello"),
)


def small_talk(sentence: Sentence) -> str:
    """The key of the text that answers a sentence of nothing but talk; "" for any other sentence."""
    known = {group for group, _ in _TALK}
    words = [token for token in sentence.tokens if token.kind != "sign"]
    if not all(token.groups & known for token in words):
        return ""
    return next(key for group, key in _TALK if sentence.at(group))


def asks_to_undo(sentence: Sentence) -> bool:
    """Whether the sentence, as a whole and as an order, says to take the last change back."""
    words = [token for token in sentence.tokens if token.kind != "sign"]
    doubted = any(token.groups & {"asks", "not"} for token in words)
    as_it_was = [token.low for token in words[-2:]] == ["как", "было"]  # this "как" asks nothing
    while words and "filler" in words[0].groups:
        words.pop(0)
    if not words or (doubted and not as_it_was) or "?" in sentence.text:
        return False
    first, *rest = words
    named = any("deed" in token.groups for token in rest)
    if "undo" not in first.groups and not ("take_back" in first.groups and named):
        return False
    known = {"last", "deed", "filler"} | (
        {"price", "discount"} if "undo" in first.groups else set()
    )
    return all(token.groups & known for token in rest)


def match(sentence: Sentence) -> Answer | None:
    """What the first rule that explains the whole sentence makes of it; None: no rule knows it."""
    said = _said(sentence)
    strange: Question | None = None
    for rule in RULES:
        if not said.issuperset(rule.needs) or said.intersection(rule.unless):
            continue
        built = rule.build(sentence)
        if isinstance(built, Question):
            return built
        if built is None:
            continue
        payload, used = built
        unexplained = _unexplained(sentence, rule, used)
        if unexplained is None:
            return ToolCall(rule.tool, payload)
        strange = strange or sentence.asker.ask(
            "strange",
            about=rule.tool,
            tool=rule.tool,
            said=sentence.text[unexplained.start : unexplained.end],
        )
    return strange


def _said(sentence: Sentence) -> set[str]:
    """The groups in the sentence, and a few facts that several tokens make together."""
    said = {group for token in sentence.tokens for group in token.groups}
    if any(names_order(sentence.tokens, at, one) for at, one in enumerate(sentence.tokens)):
        said.add("order_id")
    if any(token.kind == "phone" for token in sentence.tokens):
        said.add("phone_number")
    windows = sentence.windows()
    if isinstance(windows, Wrong) or any(one.days not in {None, 1} for one in windows):
        said.add("several_days")
    if unit_to_unit(sentence):
        said.add("versus")
    return said


def _unexplained(sentence: Sentence, rule: Rule, used: frozenset[int]) -> Token | None:
    known = {"filler", *rule.takes, *rule.needs}
    return next(
        (
            token
            for at, token in enumerate(sentence.tokens)
            if at not in used and token.kind != "sign" and not token.groups & known
        ),
        None,
    )
