"""Prose: what a model's text says to people, without its thoughts and anything for machines."""

from __future__ import annotations

import re
from collections.abc import Collection

_THOUGHT = r"(?:seed:)?(?:think|thinking|thought|reasoning|reflection|scratch_?pad|analysis)"
#: Where thoughts begin and end: the tags of most models, those of Magistral, Command R, Kimi, Gemma
#: and gpt-oss (also without its special tokens), and ReAct's script.
_MARKS = re.compile(
    rf"(?P<opens><{_THOUGHT}\b[^<>]*>|\[THINK\]|<\|(?:START_THINKING|begin_of_thought)\|>|◁think▷"
    r"|<\|channel>thought|<\|channel\|>\s*analysis(?:(?!to=|<\|message)[^\n]){0,80}<\|message\|>"
    r"|\Aanalysis(?=[A-Z])|^Thought:)"
    rf"|(?P<closes></{_THOUGHT}>|\[/THINK\]|<\|(?:END_THINKING|end_of_thought)\|>|◁/think▷"
    r"|<channel\|>|assistantfinal|assistant(?=commentary)|^Final Answer:)"
    # These end a thought too, and say more than that.
    r"|(?P<next><\|(?:start|channel|end|call|return)\|>|^Action:)",
    re.IGNORECASE | re.MULTILINE,
)
#: What stands around an answer and says nothing: marks of turns, fences, formatting.
_AROUND = re.compile(
    r"<\|channel\|>\s*final[^<>\n]{0,40}<\|message\|>|<\|start\|>\s*assistant"
    r"|<\|(?:end|return|im_end|eot_id|eom_id|end_of_text|endoftext|START_RESPONSE|END_RESPONSE)\|>"
    r"|<end_of_turn>|<｜end▁of▁sentence｜>|```\w*"
    r"|</?(?:s|answer|final|final_answer|response|b|i|u|em|strong|code|p|br)\s*/?>"
)
#: What no sentence for people has: tags, braces, template tokens, JSON lists, calls.
_MACHINE = re.compile(
    r"</?[a-z|｜_]|[|｜]>|[{}]|\[/?(?:[a-z]+_[a-z_]+|INST|ARGS)\]|\[\s*[\"'\[]|\w\(\w+\s*=",
    re.IGNORECASE,
)


def drop_reasoning(text: str) -> str:
    """Drop the model's thoughts from its text.

    Thoughts without an end were cut off; thoughts without a beginning began in the prompt.
    """
    kept: list[str] = []
    thinks, position = False, 0
    for mark in _MARKS.finditer(text):
        if not thinks:
            kept.append(text[position : mark.start()])
        if mark["closes"] and not thinks:
            kept.clear()
        if mark["next"]:
            kept.append(mark["next"])
        thinks, position = mark["opens"] is not None, mark.end()
    return "".join(kept if thinks else [*kept, text[position:]]).strip()


def drop_marks(text: str) -> str:
    """Drop what only stands around an answer."""
    return _AROUND.sub("", text).strip()


def find_prose(text: str, tools: Collection[str]) -> str | None:
    """Return the words for people; None if there is anything for machines among them."""
    bare = drop_marks(text)
    if _MACHINE.search(bare) or any(tool in bare for tool in tools):
        return None
    return bare.replace("**", "").replace("`", "")
