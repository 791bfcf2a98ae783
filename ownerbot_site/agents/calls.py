"""Call a tool for an API key: a read is answered, an action is proposed to the key's owner."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any
from uuid import uuid4

from django.conf import settings

from actions import pipeline
from actions.caller import Agent, Caller
from actions.enums import Source
from actions.outcomes import Proposed, Refused, Submitted
from actions.phrases import say
from ownerbot_site.accounts import keys
from ownerbot_site.agents import owners
from ownerbot_site.models import ApiKey
from tools import registry
from tools.contracts import Action, ToolRefused
from tools.languages import Language, choose_language
from tools.registry import AnyTool

#: The longest Idempotency-Key, and the characters it may have.
MOST_REQUEST = 80
REQUEST = re.compile(rf"[!-~]{{1,{MOST_REQUEST}}}")
#: Characters that PostgreSQL or Telegram refuse in a text.
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def list_callable_tools(key: ApiKey) -> list[AnyTool]:
    """Return the tools that the key may call, reads first."""
    return [tool for tool in registry.list_tools() if _may_call(key, tool)]


def _may_call(key: ApiKey, tool: AnyTool) -> bool:
    if not isinstance(tool, Action):
        return True
    return keys.PROPOSE in key.scopes and (not key.tools or tool.name in key.tools)


def get_language() -> Language:
    """Return the owner's language: cards are drawn for the owner, and the agent gets the same."""
    return choose_language(settings.OWNER_LANGUAGE)


def call_tool(
    key: ApiKey, tool: AnyTool, arguments: Mapping[str, Any], request: str | None = None
) -> Submitted:
    """Call the tool for the key and return the outcome.

    `request` is the agent's Idempotency-Key: the same one again gives the same proposal.
    """
    by = Caller(
        bot_id=0,
        owner_id=key.owner_id or 0,
        chat_id=key.owner_id or 0,
        language=get_language(),
        update_id=None,
        correlation_id=uuid4(),
        source=Source.API,
        agent=Agent(key.pk, key.name, request or ""),
    )
    try:
        _check_storable(arguments, request, by.language)
        if isinstance(tool, Action):
            by = _add_bot(key, tool, by)
    except ToolRefused as refusal:
        return pipeline.record_refusal(tool.name, refusal, by)
    outcome = pipeline.submit(tool.name, arguments, by)
    if isinstance(outcome, Proposed) and keys.withdraw_if_revoked(key):
        return Refused("KEY_REVOKED", say(by.language, "agent.revoked"), by.correlation_id)
    return outcome


def _check_storable(arguments: Mapping[str, Any], request: str | None, language: Language) -> None:
    """Raise ToolRefused for a key or an argument that could not be stored."""
    if request is not None and not REQUEST.fullmatch(request):
        raise ToolRefused("ARGUMENT_INVALID", say(language, "agent.request", most=MOST_REQUEST))
    for name, value in arguments.items():
        if any(map(UNSTORABLE.search, (name, *_list_texts(value)))):
            field = UNSTORABLE.sub("?", name)[:80]
            raise ToolRefused("ARGUMENT_INVALID", say(language, "agent.text", field=field))


def _list_texts(value: Any) -> Iterator[str]:
    """Yield every text in a JSON value, at any depth."""
    waiting = [value]
    while waiting:
        match waiting.pop():
            case str(text):
                yield text
            case dict(pairs):
                waiting += [*pairs, *pairs.values()]
            case list(items):
                waiting += items
            case _:
                pass


def _add_bot(key: ApiKey, tool: AnyTool, by: Caller) -> Caller:
    """Return the caller with the bot in whose chat the owner confirms.

    Raises ToolRefused where this key may not propose this, or its owner is no owner any more.
    """
    if keys.PROPOSE not in key.scopes:
        raise ToolRefused("SCOPE_MISSING", say(by.language, "agent.scope"))
    if not _may_call(key, tool):
        named = ", ".join(key.tools)
        raise ToolRefused(
            "TOOL_NOT_ALLOWED", say(by.language, "agent.tool", tool=tool.name, tools=named)
        )
    bot_id = owners.find_bot(by.owner_id)
    if bot_id is None:
        raise ToolRefused("OWNER_GONE", say(by.language, "agent.owner"))
    return replace(by, bot_id=bot_id)
