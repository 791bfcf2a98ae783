"""Orders to show products or to hide them: by number, or what is sold out or low in stock."""

from __future__ import annotations

from dataclasses import replace

from tools.intents.amounts import amounts
from tools.intents.answers import Answer, ToolCall
from tools.intents.goods import about_others, doubted, scope, strange, which
from tools.intents.sentence import Sentence

TOOL = "publish_product"
_KNOWN = ("hide", "publish", "bring_back", "showcase", "take_off", "put", "back")


def publish_product(sentence: Sentence) -> Answer | None:
    """What is to be shown or hidden, or what is missing; None: the sentence orders neither."""
    again = sentence.at("bring_back") or (sentence.at("put") and sentence.at("back"))
    back = again and sentence.at("showcase")  # "верни P-101 в продажу"
    off = sentence.at("take_off") and sentence.at("showcase")  # "сними P-101 с продажи"
    hides, shows = bool(sentence.at("hide") or off), bool(sentence.at("publish") or back)
    if not (hides or shows) or about_others(sentence):
        return None
    sold_out = frozenset(sentence.at("sold_out"))
    kept = tuple(one for at, one in enumerate(sentence.tokens) if at not in sold_out)
    rest = replace(sentence, tokens=kept)
    where = scope(rest)
    if doubted(rest, without=where.used):
        return sentence.asker.ask("not_published", about=TOOL)
    odd = strange(rest, where.used, (*_KNOWN, *(("everything",) if sold_out else ())))
    if odd is not None:
        said = sentence.text[odd.start : odd.end]
        return sentence.asker.ask("strange", about=TOOL, tool=TOOL, said=said)
    wanted = where.payload
    if hides and shows:  # one answer says not both
        return sentence.asker.ask("show_or_hide", about=TOOL, tool=TOOL)
    unclear = where.unclear or "category" in wanted or (sold_out and shows)
    vague = where.choices or bool(wanted) == bool(sold_out)
    if unclear or vague or amounts(rest.tokens, where.used):
        return which(sentence, where, TOOL, "which_publish", published=shows)
    return ToolCall(TOOL, {**(wanted or {"stock_at_most": 0}), "published": shows})
