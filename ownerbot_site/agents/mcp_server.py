"""The tools over MCP, with the official SDK; names, schemas, scopes and answers as over HTTP."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any, assert_never
from uuid import UUID, uuid4

from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel import Server
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp_types import (
    CallToolRequestParams,
    CallToolResult,
    ListToolsResult,
    PaginatedRequestParams,
    TextContent,
    Tool,
    ToolAnnotations,
)

from actions import queries
from actions.enums import Status
from actions.outcomes import (
    ActionView,
    AlreadyHandled,
    Answered,
    Proposed,
    Refused,
    Submitted,
    Unchanged,
    to_view,
)
from audit.outage import DATABASE_AWAY
from ownerbot_site.agents import answers, calls
from ownerbot_site.agents.crossing import run_in_thread
from ownerbot_site.agents.entry import KEY, UNAVAILABLE
from ownerbot_site.agents.http import MOST_BYTES
from ownerbot_site.limits import Receive, Send
from ownerbot_site.models import ApiKey
from telegram_bot.view import render
from tools import registry
from tools.registry import AnyTool

INSTRUCTIONS = (
    "The console of an online shop. Tools that read answer at once, with figures and where they come from. "
    "Tools that change something only propose it: the shop's owner is shown a preview in Telegram, and nothing "
    "happens before their tap, which you cannot make. Ask proposal_status how a proposal ended."
)
#: The tool that tells how a proposal stands; the only one here that the bot does not have.
STATUS = Tool(
    name="proposal_status",
    title="How a proposal stands",
    description="How a proposal of yours stands: proposed (waits for the owner's tap), in_progress, committed, "
    "failed (nothing was changed), cancelled, expired, or unknown.",
    input_schema={
        "type": "object",
        "properties": {
            "action": {
                "type": "string",
                "format": "uuid",
                "description": "The proposal's `action`, as the tool that proposed it answered.",
            }
        },
        "required": ["action"],
        "additionalProperties": False,
    },
    annotations=ToolAnnotations(read_only_hint=True, open_world_hint=False),
)

Context = ServerRequestContext[Any, Any]

log = logging.getLogger(__name__)


async def handle(scope: dict[str, Any], receive: Receive, send: Send) -> None:
    """Serve one admitted request of an agent; nothing of it is kept for the next one."""
    manager = StreamableHTTPSessionManager(
        SERVER, json_response=True, stateless=True, max_request_body_size=2 * MOST_BYTES
    )
    async with manager.run():
        await manager.handle_request(scope, receive, send)  # type: ignore[arg-type]  # it types ASGI more narrowly


async def _list_tools(context: Context, params: PaginatedRequestParams | None) -> ListToolsResult:
    return ListToolsResult(
        tools=[*map(_to_mcp_tool, calls.list_callable_tools(_get_key(context))), STATUS]
    )


async def _call_tool(context: Context, params: CallToolRequestParams) -> CallToolResult:
    key, arguments = _get_key(context), params.arguments or {}
    try:
        return await run_in_thread(lambda: _run_tool(key, params.name, arguments))
    except DATABASE_AWAY as error:
        log.warning("an agent's call has to wait for PostgreSQL (%s)", type(error).__name__)
        return _build_error(UNAVAILABLE)
    except Exception:
        correlation_id = uuid4()
        log.exception("an agent's call failed, correlation id %s", correlation_id)
        return _build_error(f"Something went wrong on our side; quote {correlation_id}.")


def _run_tool(key: ApiKey, name: str, arguments: Mapping[str, Any]) -> CallToolResult:
    if name == STATUS.name:
        return _get_status(key, arguments)
    tool = registry.get(name)
    if tool is None:
        return _build_error(f"There is no tool {name[:40]}.")
    outcome = calls.call_tool(key, tool, arguments)
    answer, text = answers.to_answer(tool.name, outcome), _describe_outcome(outcome)
    return (
        _build_error(text)
        if answer is None
        else _build_result(text, answer.model_dump(mode="json"))
    )


def _get_status(key: ApiKey, arguments: Mapping[str, Any]) -> CallToolResult:
    try:
        public_id = UUID(str(arguments.get("action")))
    except ValueError:
        return _build_error("action: the id that came with the proposal, such as " + str(uuid4()))
    action = queries.get_by_public_id(public_id)
    if action is None or action.agent_id != key.pk:
        return _build_error(f"There is no proposal {public_id} of this key.")
    shown = to_view(action)
    return _build_result(
        _describe_proposal(shown), answers.to_proposal(shown).model_dump(mode="json")
    )


def _describe_outcome(outcome: Submitted) -> str:
    """Return the outcome as text."""
    language = calls.get_language()
    match outcome:
        case Answered(result):
            return render.to_text(render.render_result(result, language)[0])
        case Proposed(action) | AlreadyHandled(action):
            return _describe_proposal(action)
        case Unchanged(card):
            return render.to_text(render.render_card(card, language))
        case Refused():
            return outcome.text
        case _:
            assert_never(outcome)


def _describe_proposal(action: ActionView) -> str:
    """Return the proposal as text: what an agent must know of it, and what its owner sees."""
    told = f"Status: {action.status.value}. "
    if action.status == Status.PROPOSED:
        told += f"It waits for the owner's tap until {action.expires_at.isoformat(timespec='seconds')}. "
        told += f"Ask {STATUS.name} with action {action.public_id} how it ended."
    return f"{told.strip()}\n\n{render.to_text(render.render_action(action))}"


def _to_mcp_tool(tool: AnyTool) -> Tool:
    """Return the tool as MCP lists it; never marked as destructive, because it only proposes."""
    return Tool(
        name=tool.name,
        title=tool.title.en,
        description=registry.describe(tool),
        input_schema=registry.build_schema(tool),
        annotations=ToolAnnotations(
            read_only_hint=tool.kind == "read", destructive_hint=False, open_world_hint=False
        ),
    )


def _get_schema(name: str) -> Mapping[str, Any] | None:
    tool = registry.get(name)
    return registry.build_schema(tool) if tool else None


def _build_result(text: str, data: dict[str, Any]) -> CallToolResult:
    return CallToolResult(content=[TextContent(text=text)], structured_content=data)


def _build_error(text: str) -> CallToolResult:
    return CallToolResult(content=[TextContent(text=text)], is_error=True)


def _get_key(context: Context) -> ApiKey:
    assert context.request is not None  # noqa: S101 -- every request comes through the door
    key: ApiKey = context.request.scope[KEY]
    return key


SERVER: Server[Any] = Server(
    "ownerbot",
    title="OwnerBot",
    instructions=INSTRUCTIONS,
    on_list_tools=_list_tools,
    on_call_tool=_call_tool,
    get_tool_input_schema=_get_schema,
)
