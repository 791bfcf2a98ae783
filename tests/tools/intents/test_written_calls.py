"""What open models write as text, through the planner: calls are run, the rest is never shown raw."""

from __future__ import annotations

import time
from typing import Any

import pytest

from tests.servers.llm import Answer, Model
from tests.tools.conftest import HANGS_SEC
from tests.tools.intents.test_planner import READ, REVENUE, Reads, outcome, planned
from tools import registry
from tools.intents.answers import ToolCall
from tools.intents.planner.plan import NoPlan, Plan
from tools.intents.planner.prose import drop_reasoning, find_prose
from tools.intents.planner.wire import ModelServer
from tools.intents.planner.written import parse_written_calls

TOOLS = [tool.name for tool in registry.list_tools()]
START = '{"start": "2026-11-22"}'
NAMED = f'{{"name": "kpi_snapshot", "arguments": {START}}}'

#: The same call as models write it, by the model or the way.
WRITTEN: dict[str, str] = {
    "bare": NAMED,
    "parameters": f'{{"name": "kpi_snapshot", "parameters": {START}}}',
    "function": f'{{"type": "function", "function": {NAMED}}}',
    "tool": f'{{"tool": "kpi_snapshot", "args": {START}}}',
    "encoded twice": '{"name": "kpi_snapshot", "arguments": "{\\"start\\": \\"2026-11-22\\"}"}',
    "arguments beside the name": '{"tool": "kpi_snapshot", "start": "2026-11-22"}',
    "arguments below the name": f'{{"kpi_snapshot": {START}}}',
    "tool_calls": f'{{"tool_calls": [{NAMED}]}}',
    "llama.cpp, generic": f'{{"tool_call": {NAMED}}}',
    "action": f'{{"thought": "Hm.", "action": {{"name": "kpi_snapshot", "args": {START}}}}}',
    "list": f"[{NAMED}]",
    "after words": f"Sure, let me look.\n\n{NAMED}",
    "before words": f"{NAMED}\n\nI will tell you soon.",
    "fence": f"```json\n{NAMED}\n```",
    "fence after words": f"I'll call the tool:\n```json\n{NAMED}\n```\nOne moment.",
    "Python": "{'name': 'kpi_snapshot', 'arguments': {'start': '2026-11-22', 'end': None}}",
    "a bracket short": NAMED[:-1],
    "DeepSeek R1, Qwen 3": f"<think>I need the KPIs.\nCall it.</think>\n\n{NAMED}",
    "thoughts with a call": f'<think>Not {{"name": "system_status", "arguments": {{}}}}</think>{NAMED}',
    "thoughts begun in the prompt": f"I need the KPIs.\n</think>\n{NAMED}",
    "thoughts between": f"<think>a</think>{NAMED}<think>b</think>",
    "Hermes, Qwen": f"<tool_call>\n{NAMED}\n</tool_call>",
    "Hermes, unclosed": f"<tool_call>\n{NAMED}",
    "Hermes after thoughts": f"<think>Hm.</think>\n<tool_call>\n{NAMED}\n</tool_call>",
    "Qwen Coder": f"<tools>\n{NAMED}\n</tools>",
    "Qwen 3 Coder": (
        "<tool_call>\n<function=kpi_snapshot>\n<parameter=start>\n2026-11-22\n</parameter>\n"
        "</function>\n</tool_call>"
    ),
    "Qwen 3 Coder, unclosed": "<function=kpi_snapshot><parameter=start>2026-11-22</function>",
    "GLM": (
        "<tool_call>kpi_snapshot\n<arg_key>start</arg_key>\n<arg_value>2026-11-22</arg_value>\n"
        "</tool_call>"
    ),
    "MiniMax": (
        '<minimax:tool_call>\n<invoke name="kpi_snapshot">\n<parameter name="start">2026-11-22'
        "</parameter>\n</invoke>\n</minimax:tool_call>"
    ),
    "Mistral": f"[TOOL_CALLS][{NAMED}]",
    "Mistral 11": f"[TOOL_CALLS]kpi_snapshot[ARGS]{START}",
    "Mistral, id": f"[TOOL_CALLS]kpi_snapshot[CALL_ID]aB3xY7k9Q[ARGS]{START}",
    "Magistral": f"[THINK]The KPIs.[/THINK][TOOL_CALLS]kpi_snapshot{START}",
    "Llama 3": f'<|python_tag|>{{"name": "kpi_snapshot", "parameters": {START}}}<|eom_id|>',
    "Llama 3, tag": f"<function=kpi_snapshot>{START}</function>",
    "Llama, call": '<|python_tag|>kpi_snapshot.call(start="2026-11-22")',
    "Llama 4": "[kpi_snapshot(start='2026-11-22')]",
    "Gemma": '```tool_code\nprint(default_api.kpi_snapshot(start="2026-11-22"))\n```',
    "FunctionGemma": (
        "<start_function_call>call:kpi_snapshot{start:<escape>2026-11-22<escape>}"
        "<end_function_call>"
    ),
    "Gemma 4": '<|tool_call>call:kpi_snapshot{start:<|"|>2026-11-22<|"|>}<tool_call|>',
    "gpt-oss": (
        "<|channel|>analysis<|message|>Need kpi_snapshot.<|end|><|start|>assistant<|channel|>"
        "commentary to=functions.kpi_snapshot <|constrain|>json<|message|>" + START + "<|call|>"
    ),
    "gpt-oss, recipient first": (
        "<|start|>assistant to=functions.kpi_snapshot<|channel|>commentary json<|message|>"
        + START
    ),
    "gpt-oss, tokens dropped": (
        f"analysisWe need KPIs.assistantcommentary to=functions.kpi_snapshot json{START}"
    ),
    "DeepSeek": (
        "<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>kpi_snapshot\n```json\n"
        + START + "\n```<｜tool▁call▁end｜><｜tool▁calls▁end｜>"
    ),
    "DeepSeek 3.1": (
        "<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>kpi_snapshot<｜tool▁sep｜>" + START
        + "<｜tool▁call▁end｜><｜tool▁calls▁end｜>"
    ),
    "Kimi": (
        "<|tool_calls_section_begin|><|tool_call_begin|>functions.kpi_snapshot:0"
        "<|tool_call_argument_begin|>" + START + "<|tool_call_end|><|tool_calls_section_end|>"
    ),
    "Granite": f"<|tool_call|>[{NAMED}]",
    "Phi": f"functools[{NAMED}]",
    "Command R": (
        "<|START_THINKING|>KPIs.<|END_THINKING|><|START_ACTION|>"
        f'[{{"tool_call_id": "0", "tool_name": "kpi_snapshot", "parameters": {START}}}]'
        "<|END_ACTION|>"
    ),
    "InternLM": f"<|action_start|><|plugin|>{NAMED}<|action_end|>",
    "Functionary": f">>>kpi_snapshot\n{START}",
    "ReAct": f"Thought: The KPIs.\nAction: kpi_snapshot\nAction Input: {START}",
    "OpenAI, parallel": (
        f'{{"tool_uses": [{{"recipient_name": "functions.kpi_snapshot", "parameters": {START}}}]}}'
    ),
}  # fmt: skip


@pytest.mark.parametrize("way", WRITTEN)
async def test_a_call_in_the_text_is_the_call_it_is(
    way: str, server: ModelServer, model: Model
) -> None:
    reads = Reads()
    said = (Answer(WRITTEN[way]), Answer("<think>Fine.</think>17 orders."))
    found = await planned("how was sunday", server, *said, model=model, reads=reads)
    assert (reads.calls, found.text) == (READ, "17 orders.")


@pytest.mark.parametrize(
    ("text", "calls"),
    [
        ("<tool_call>chats_unanswered</tool_call>", [("chats_unanswered", {})]),
        ("<function=chats_unanswered></function>", [("chats_unanswered", {})]),
        ('<invoke name="chats_unanswered"></invoke>', [("chats_unanswered", {})]),
        ("[TOOL_CALLS]chats_unanswered", [("chats_unanswered", {})]),
        ("chats_unanswered()", [("chats_unanswered", {})]),
        ('{"name": "chats_unanswered"}', [("chats_unanswered", {})]),
        (f"{NAMED};{NAMED}", [("kpi_snapshot", {"start": "2026-11-22"})] * 2),
        (
            "<tool_call>chats_unanswered</tool_call>\n<tool_call>system_status</tool_call>",
            [("chats_unanswered", {}), ("system_status", {})],
        ),
        (
            '[flag_order(order_ids=["OB-1003"], flagged=false), publish_product(published=True)]',
            [
                ("flag_order", {"order_ids": ["OB-1003"], "flagged": False}),
                ("publish_product", {"published": True}),
            ],
        ),
        (
            """<function=flag_order><parameter=order_ids>["OB-1003"]</parameter>
            <parameter=reason>it's late</parameter></function>""",
            [("flag_order", {"order_ids": ["OB-1003"], "reason": "it's late"})],
        ),
        # Cut off: never with less than was wanted.
        (
            '<function=kpi_snapshot>{"start": "2026-11',
            [("kpi_snapshot", '{"start": "2026-11')],
        ),
        ('kpi_snapshot(start="2026-11', [("kpi_snapshot", '(start="2026-11')]),
        # No calls.
        ("I used kpi_snapshot for that.", []),
        ("The **kpi_snapshot** tool (it has start = today)", []),
        ('{"revenue": 5, "name": "Mug"}', []),
        ("17 orders [OB-1003], fine.", []),
        ("", []),
    ],
)
def test_calls_that_are_written(text: str, calls: list[tuple[str, Any]]) -> None:
    assert parse_written_calls(text, TOOLS) == calls


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Fine.", "Fine."),
        ("<think>Hm.</think>Fine.", "Fine."),
        ("<thinking>Hm.\n\n</thinking>\n\nFine.", "Fine."),
        ("<Think >Hm.</THINK> Fine.", "Fine."),
        ("<think></think>\n\nFine.", "Fine."),
        ("Hm.</think>Fine.", "Fine."),
        ("<think>Hm. It is", ""),
        ("<think>Hm.</think>Fine.<think>Is it", "Fine."),
        ("<reasoning>Hm.</reasoning>Fine.", "Fine."),
        ("<scratchpad>Hm.</scratchpad>Fine.", "Fine."),
        ("<seed:think>Hm.</seed:think>Fine.", "Fine."),
        ("[THINK]Hm.[/THINK]Fine.", "Fine."),
        ("◁think▷Hm.◁/think▷Fine.", "Fine."),
        ("<|channel>thought\nHm.<channel|>Fine.", "Fine."),
        ("<|START_THINKING|>Hm.<|END_THINKING|><|START_RESPONSE|>Fine.<|END_RESPONSE|>", "Fine."),
        ("<|channel|>analysis<|message|>Hm.<|end|><|start|>assistant<|channel|>final<|message|>Fine.<|return|>", "Fine."),
        ("<|channel|>final<|message|>Fine.", "Fine."),
        ("analysisHm. We see.assistantfinalFine.", "Fine."),
        ("Thought: Hm.\nFinal Answer: Fine.", "Fine."),
        ("<answer>Fine.</answer><|im_end|>", "Fine."),
        ("```\nFine.\n```", "Fine."),
        ("**Fine**, <b>very</b> `fine`.</s>", "Fine, very fine."),
        ("Stock < 5 in {nothing}", None),
        ("Stock < 5, \"Mug\": 7 [NEW], OB-1003 (late).", "Stock < 5, \"Mug\": 7 [NEW], OB-1003 (late)."),
    ],
)  # fmt: skip
def test_reasoning_and_marks_are_left_out(text: str, kept: str | None) -> None:
    assert find_prose(drop_reasoning(text), TOOLS) == kept


#: What is neither words nor a call that can be read.
GARBLED = [
    '{"revenue": 1234.5}',
    'Here you are: {"revenue": 17}',
    '```json\n{"answer": "17 orders."}\n```',
    '["17 orders."]',
    "<tool_call>\nsomething else\n</tool_call>",
    "<tool_call>",
    "<function=kpi_snapshot><weird>2026</weird>",
    "[TOOL_CALLS]",
    "[TOOL_CALLS]weather[ARGS]",
    "<|channel|>commentary<|message|>17 orders.",
    "<|python_tag|>print(17)",
    "<｜tool▁calls▁begin｜>",
    "I will use kpi_snapshot now.",
    "get_weather(city='Berlin')",
    "<think>Hm.</think><tool_response>17</tool_response>",
    "{" * 30_000,
    "[" * 30_000,
    "kpi_snapshot(" * 3_000,
    "<parameter=a>" * 3_000,
    "<think>" * 3_000 + "</think>" + "<|" * 9_000,
]


@pytest.mark.parametrize("text", GARBLED, ids=range(len(GARBLED)))
async def test_what_cannot_be_read_is_garbled_and_not_shown(
    text: str, server: ModelServer, model: Model
) -> None:
    found = await outcome("how was sunday", server, Answer(text), model=model)
    assert isinstance(found, NoPlan)
    assert found.code == "garbled"


@pytest.mark.parametrize("text", GARBLED, ids=range(len(GARBLED)))
async def test_what_was_read_is_shown_without_it(
    text: str, server: ModelServer, model: Model
) -> None:
    said = (Answer(NAMED), Answer(text))
    found = await planned("how was sunday", server, *said, model=model)
    assert (found.text, [read for _, read in found.reads]) == ("", [REVENUE])


@pytest.mark.parametrize("text", GARBLED, ids=range(len(GARBLED)))
def test_no_text_takes_long(text: str) -> None:
    since = time.process_time()
    parse_written_calls(drop_reasoning(text), TOOLS)
    find_prose(drop_reasoning(text), TOOLS)
    assert time.process_time() - since < HANGS_SEC


FLAG = '<tool_call>{"name": "flag_order", "arguments": {"order_ids": ["OB-1003"]}}</tool_call>'


@pytest.mark.parametrize(
    ("said", "changes"),
    [
        ("flag OB-1003", (ToolCall("flag_order", {"order_ids": ["OB-1003"]}),)),
        ("flag OB-1005", ()),
        ("don't flag OB-1003", ()),
        ("how is OB-1003", ()),
    ],
)
async def test_a_change_in_the_text_is_checked_as_any_other(
    said: str, changes: tuple[ToolCall, ...], server: ModelServer, model: Model
) -> None:
    found = await outcome(said, server, Answer(FLAG), Answer("Done."), model=model)
    assert (found.changes if isinstance(found, Plan) else ()) == changes
