"""System checks of the tools: `manage.py check` fails for an incomplete one, and says why."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.checks import CheckMessage, Error, Warning, register  # noqa: A004 -- Django calls it so

from tools import provenance_check
from tools.contracts import Action, Payload, Read
from tools.languages import LANGUAGES, get_name
from tools.registry import AnyTool, build_schema, list_tools
from tools.texts import Text

NAME = re.compile(r"[a-z][a-z0-9_]{1,39}")
RISKS = ("low", "medium", "high")


@dataclass(frozen=True)
class Demand:
    """A demand on every tool: `wrong` returns what is wrong with one, or ""; `hint`: the fix."""

    check_id: str
    wrong: Callable[[AnyTool], str]
    hint: str
    #: Error: a tool that fails the check must not start. Warning: it works all the same.
    level: type[Error] | type[Warning] = Error


@register("tools")
def check_tools(**_: Any) -> list[CheckMessage]:
    """Return what is wrong with the registered tools."""
    return [
        demand.level(
            f"The tool {tool.name} {wrong}.",
            hint=f"{demand.hint} {_describe_place(tool)}",
            id=demand.check_id,
        )
        for tool in list_tools()
        for demand in DEMANDS
        if (wrong := demand.wrong(tool))
    ]


def _describe_place(tool: AnyTool) -> str:
    return f"(class {type(tool).__name__} in {type(tool).__module__})"


def _check_name(tool: AnyTool) -> str:
    return "" if NAME.fullmatch(tool.name) else "has a name that buttons and commands cannot carry"


def _build_text_check(attribute: str) -> Callable[[AnyTool], str]:
    def wrong(tool: AnyTool) -> str:
        text: Text = getattr(tool, attribute)
        return "" if text.en else f"has no {attribute}"

    return wrong


def _check_translations(tool: AnyTool) -> str:
    """Return which languages lack a text of the tool, which then is shown in English."""
    texts = (tool.title, tool.description, tool.examples)
    lacking = [
        get_name(language)
        for language in LANGUAGES
        if not all(text.is_in(language) for text in texts if text.en)
    ]
    return f"lacks a text in {' and '.join(lacking)}" if lacking else ""


def _check_payload(tool: AnyTool) -> str:
    if not issubclass(tool.Payload, Payload):
        return "takes arguments of a class that is not a tools.contracts.Payload"
    bare = [
        name
        for name, field in build_schema(tool)["properties"].items()
        if not field.get("description")
    ]
    return f"has arguments without a description: {', '.join(bare)}" if bare else ""


def _check_risk(tool: AnyTool) -> str:
    risky = not isinstance(tool, Action) or getattr(tool, "risk", None) in RISKS
    return "" if risky else "has no risk"


def _check_undo(tool: AnyTool) -> str:
    """Check that `undoable` is set, and agrees with the methods that the class has."""
    if not isinstance(tool, Action):
        return ""
    decided = getattr(tool, "undoable", None)
    if not isinstance(decided, bool):
        return "does not say whether it can be undone"
    has = [
        name
        for name in ("preview_undo", "undo")
        if getattr(type(tool), name) is not getattr(Action, name)
    ]
    if decided and len(has) < 2:  # noqa: PLR2004 -- both of them
        return "says that it can be undone, but not how"
    return (
        "says that it cannot be undone, but has " + " and ".join(has)
        if has and not decided
        else ""
    )


def _check_provenance(tool: AnyTool) -> str:
    if isinstance(tool, Read) and tool.numeric and provenance_check.is_missing(type(tool)):
        return "answers with figures without saying where they come from"
    return ""


DEMANDS = (
    Demand(
        "ownerbot.E201", _check_name, "Name it in 2 to 40 of a-z 0-9 _, beginning with a letter."
    ),
    Demand("ownerbot.E202", _build_text_check("title"), 'Add title = Text("in English").'),
    Demand(
        "ownerbot.E203",
        _build_text_check("description"),
        'Add description = Text("What it tells or does.").',
    ),
    Demand(
        "ownerbot.E204",
        _build_text_check("examples"),
        'Add examples = Text("a sentence that leads to it").',
    ),
    Demand(
        "ownerbot.E205",
        _check_payload,
        'Write each as name: Annotated[type, Field(description="...")], in a subclass of Payload.',
    ),
    Demand("ownerbot.E206", _check_risk, 'Add risk = "low", "medium" or "high".'),
    Demand(
        "ownerbot.E207",
        _check_undo,
        "Add undoable = True with preview_undo() and undo(), or undoable = False without them.",
    ),
    Demand(
        "ownerbot.E208",
        _check_provenance,
        "Give every Result its provenance=Provenance(source=shop.source, as_of=ctx.now); "
        "only a tool that tells no figures of the shop says numeric = False.",
    ),
    Demand(
        "ownerbot.W209",
        _check_translations,
        "Run `make texts`, translate what is new in locale/, and run it again.",
        Warning,
    ),
)
