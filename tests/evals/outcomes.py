"""What an answer is worth: right, one tap away, a question, a wrong figure or a false action."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time
from enum import Enum
from typing import Any

from django.conf import settings
from pydantic import BaseModel

from tests.evals.sentences import TODAY, LabelledSentence
from tools import registry, runner
from tools.contracts import ToolContext, ToolRefused
from tools.intents.answers import Answer, Question, ToolCall, list_calls
from tools.languages import Language


class Outcome(Enum):
    """How an answer compares with what was wanted; the first three change and tell nothing wrong."""

    RIGHT = "right"
    #: A button below the question is the call that was wanted.
    ONE_TAP = "one tap"
    ASKED = "asked"
    #: An answer to something that was not asked.
    WRONG_FIGURE = "wrong figure"
    #: A change that was not ordered, or not so.
    FALSE_ACTION = "false action"


def judge(sentence: LabelledSentence, answer: Answer) -> Outcome:
    """Compare what the rules made of the sentence with what it has to come to."""
    if isinstance(answer, Question):
        return _judge_question(sentence, answer)
    return judge_calls(sentence, list_calls(answer))


def judge_calls(sentence: LabelledSentence, calls: Sequence[ToolCall]) -> Outcome:
    """Compare calls with those that the sentence has to come to."""
    wanted = [_normalise(tool, payload) for tool, payload in sentence.calls]
    found = [_normalise(call.tool, call.payload) for call in calls]
    if found == wanted:
        return Outcome.RIGHT
    if any(registry.is_action(call.tool) and not _is_ordered(call, sentence) for call in calls):
        return Outcome.FALSE_ACTION
    return Outcome.WRONG_FIGURE if found else Outcome.ASKED


def _judge_question(sentence: LabelledSentence, question: Question) -> Outcome:
    wanted = [_normalise(tool, payload) for tool, payload in sentence.calls]
    if not wanted:
        return Outcome.RIGHT
    if question.so_far and [_normalise(question.so_far.tool, question.so_far.payload)] == wanted:
        return Outcome.RIGHT
    offered = [_normalise(button.tool, button.payload) for button in question.suggestions]
    return Outcome.ONE_TAP if wanted[0] in offered and len(wanted) == 1 else Outcome.ASKED


def _is_ordered(change: ToolCall, sentence: LabelledSentence) -> bool:
    """Return whether it is a change that was ordered, whatever reason is noted with it."""
    return any(
        _normalise(change.tool, change.payload, noting=False)
        == _normalise(tool, payload, noting=False)
        for tool, payload in sentence.calls
        if tool == change.tool
    )


def _normalise(
    tool: str, payload: Mapping[str, Any], *, noting: bool = True
) -> tuple[str, Mapping[str, Any]]:
    """Write a call so that two are equal if they do the same today."""
    found = registry.get(tool)
    assert found is not None, tool
    try:
        valid: BaseModel = runner.validate(found, dict(payload), build_context("en"))
    except ToolRefused:
        return tool, {"invalid": sorted(map(str, payload.items()))}
    values = valid.model_dump()
    _fill_defaults(tool, values)
    if not noting:
        values.pop("reason", None)
    for name in ("message", "reason"):
        if values.get(name):
            values[name] = " ".join(values[name].split()).casefold().strip(" .!:,")
    for name in ("order_ids", "product_ids"):
        if values.get(name):
            values[name] = sorted(values[name])
    return tool, values


def _fill_defaults(tool: str, values: dict[str, Any]) -> None:
    """Write out what the tool takes by itself, so that saying it makes no difference."""
    if "end" in values and not values["end"] and (tool != "orders_search" or values["start"]):
        values["end"] = TODAY  # "orders since Friday" are those up to today
    if tool == "kpi_snapshot" and not values["start"] and values["compare_to"] == "none":
        values["start"] = values["end"]
    if values.get("section") == "out_of_stock":
        values["section"] = "all"  # the whole card begins with what is sold out
    if tool == "publish_product" and not values["product_ids"] and not values["published"]:
        values["stock_at_most"] = values["stock_at_most"] or 0
    if tool in {"adjust_price", "set_discount"}:
        # "raise prices by 5%" is asked back for its products, and the answer says "all".
        values["all"] = not (values["product_ids"] or values["category"])


def build_context(language: Language) -> ToolContext:
    """Build the context of a call made today at 14:00, in the shop's zone."""
    zone = settings.SHOP_ZONE
    now = datetime.combine(TODAY, time(14), tzinfo=zone)
    return ToolContext(now=now, language=language, actor_id=0, zone=zone)
