"""Going down the table of rules, and whether one explains the whole sentence."""

from __future__ import annotations

from tools.intents.answers import Answer, Question, ToolCall
from tools.intents.asides import aside
from tools.intents.figures import beside_previous, unit_to_unit
from tools.intents.language.tokens import Token
from tools.intents.listing import names_order, persons
from tools.intents.rules import RULES, Rule
from tools.intents.sentence import Sentence
from tools.intents.slots.day import Wrong

#: A question with more unknown words than these is not understood.
MOST_LEFT_OUT = 2


def match(sentence: Sentence) -> Answer | None:
    """What the first rule that explains the whole sentence makes of it; None: no rule knows it."""
    said = _said(sentence)
    strange: Question | None = None
    for rule in RULES:
        if not _may_apply(rule, said):
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


def match_loosely(sentence: Sentence) -> ToolCall | None:
    """What the rule that explains most makes of a question with a word or two that nobody knows; None
    where such a word may say which ones are meant: "sales in Berlin", "red products"."""
    said = _said(sentence)
    best: tuple[int, ToolCall] | None = None
    for rule in RULES:
        if not _may_apply(rule, said):
            continue
        built = rule.build(sentence)
        if built is None or isinstance(built, Question):
            continue
        payload, used = built
        left = _all_unexplained(sentence, rule, used)
        few = 1 <= len(left) <= min(MOST_LEFT_OUT, len(_telling(sentence, rule, used)) - 1)
        if not few or not all(aside(sentence, at) for at in left):
            continue
        if best is None or len(left) < best[0]:
            words = [sentence.tokens[at] for at in left]
            ignoring = ", ".join(sentence.text[one.start : one.end] for one in words)
            best = len(left), ToolCall(rule.tool, payload, ignoring)
    return best[1] if best else None


def _may_apply(rule: Rule, said: set[str]) -> bool:
    return said.issuperset(rule.needs) and not said.intersection(rule.unless)


def _said(sentence: Sentence) -> set[str]:
    """The groups in the sentence, and a few facts that several tokens make together."""
    said = {group for token in sentence.tokens for group in token.groups}
    if any(names_order(sentence.tokens, at, one) for at, one in enumerate(sentence.tokens)):
        said.add("order_id")
    if any(token.kind == "phone" for token in sentence.tokens):
        said.add("phone_number")
    if sentence.tokens[:1] and sentence.tokens[0].has("ship_now"):
        said.add("ship_it")  # an order, no question
    if persons(sentence):
        said.add("person")
    windows = sentence.windows()
    if isinstance(windows, Wrong) or any(one.days not in {None, 1} for one in windows):
        said.add("several_days")
    if windows:
        said.add("window")
    if unit_to_unit(sentence) or beside_previous(sentence):
        said.add("versus")
    return said


def _telling(sentence: Sentence, rule: Rule, used: frozenset[int]) -> list[int]:
    """Where the words stand that the rule goes by, or reads its arguments from."""
    going_by = {*rule.takes, *rule.needs}
    return [
        at for at, token in enumerate(sentence.tokens) if at in used or token.groups & going_by
    ]


def _unexplained(sentence: Sentence, rule: Rule, used: frozenset[int]) -> Token | None:
    left = _all_unexplained(sentence, rule, used)
    return sentence.tokens[left[0]] if left else None


def _all_unexplained(sentence: Sentence, rule: Rule, used: frozenset[int]) -> list[int]:
    known = {"filler", *rule.takes, *rule.needs}
    return [
        at
        for at, token in enumerate(sentence.tokens)
        if at not in used and token.kind != "sign" and not token.groups & known
    ]
