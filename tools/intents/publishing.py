"""Orders to show products or to hide them: by number, or what is sold out or low in stock."""

from __future__ import annotations

from tools.intents.answers import Answer, Question, ToolCall
from tools.intents.arguments import Sentence
from tools.intents.goods import about_others, amounts, doubted, scope, strange

TOOL = "publish_product"


def publish_product(sentence: Sentence) -> Answer | None:
    """What is to be shown or hidden, or what is missing; None: the sentence orders neither."""
    hides, shows = bool(sentence.at("hide")), bool(sentence.at("publish"))
    if not (hides or shows) or about_others(sentence):
        return None
    sold_out = frozenset(sentence.at("sold_out"))
    rest = Sentence(
        sentence.text,
        tuple(one for at, one in enumerate(sentence.tokens) if at not in sold_out),
        sentence.asker,
    )
    if doubted(rest):
        return sentence.asker.ask("not_published", about=TOOL)
    where = scope(rest)
    odd = strange(rest, where.used, ("hide", "publish"))
    if odd is not None:
        said = sentence.text[odd.start : odd.end]
        return sentence.asker.ask("strange", about=TOOL, tool=TOOL, said=said)
    wanted = where.payload
    unclear = where.unclear or (hides and shows) or "category" in wanted
    if unclear or amounts(rest.tokens, where.used) or bool(wanted) == bool(sold_out):
        return _which(sentence, None if hides and shows else shows)
    if sold_out and not hides:
        return _which(sentence, shows)
    return ToolCall(TOOL, {**wanted, "published": shows})


def _which(sentence: Sentence, published: bool | None) -> Question:  # noqa: FBT001 -- the state itself
    """Which products; None: whether to show or to hide them is open, too, and one answer says not both."""
    if published is None:
        return sentence.asker.ask("show_or_hide", about=TOOL, tool=TOOL)
    return sentence.asker.ask(
        "which_publish", about=TOOL, tool=TOOL, missing="product_ids",
        known={"published": published},
    )  # fmt: skip
