"""Orders to switch the data source: to the demo shop, or to the shop over HTTP."""

from __future__ import annotations

from tools.intents.answers import Answer, ToolCall
from tools.intents.language.tokens import Token
from tools.intents.sentence import Sentence
from tools.intents.slots.product_scope import doubted

TOOL = "switch_upstream"
_KNOWN = frozenset(
    {"filler", "kindly", "switch", "use", "to_demo", "to_http", "source", "mode", "bot_mode"}
)
_AWAY = frozenset({"from", "из", "с", "со"})


def switch_source(sentence: Sentence) -> Answer | None:
    """Which shop is to answer, or what is missing; None: the sentence does not speak of it."""
    demo, http = bool(sentence.at("to_demo")), bool(sentence.at("to_http"))
    named = demo or http
    spoken_of = named or sentence.at("source") or sentence.at("mode")
    if not ((sentence.at("switch") and spoken_of) or (sentence.at("use") and named)):
        return None
    leaving = any(
        "to_demo" in one.groups and at and sentence.tokens[at - 1].low in _AWAY
        for at, one in enumerate(sentence.tokens)
    )
    verb = min(sentence.at("switch") + sentence.at("use"))
    told = any(one.kind != "sign" and "kindly" not in one.groups for one in sentence.tokens[:verb])
    if leaving or told or doubted(sentence):
        return sentence.asker.ask("not_switched", about="system_status")
    odd = _strange(sentence)
    if odd is not None:
        said = sentence.text[odd.start : odd.end]
        return sentence.asker.ask("strange", about="system_status", tool=TOOL, said=said)
    if demo == http:
        return sentence.asker.ask("which_source", about="system_status", tool=TOOL, missing="mode")
    return ToolCall(TOOL, {"mode": "DEMO" if demo else "HTTP"})


def _strange(sentence: Sentence) -> Token | None:
    return next(
        (one for one in sentence.tokens if one.kind != "sign" and not one.groups & _KNOWN), None
    )
