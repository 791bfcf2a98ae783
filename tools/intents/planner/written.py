"""Parse calls that a model wrote into its text, in whatever form it was trained to write them."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Collection
from typing import Any

from tools.intents.planner.calls import WrittenCall, parse_arguments, parse_calls, read_value
from tools.intents.planner.prose import drop_marks

#: The most characters, and the most brackets and names, that are looked at.
LONGEST, MOST_TRIES = 20_000, 100
#: At most so many characters, only marks and labels, stand between a tool's name and its arguments.
_GAP = 80

#: The quotation mark of Gemma's models.
_QUOTE = re.compile(r'<\|"\|>|<escape>')
_PARAMETER = re.compile(
    r"<(?:parameter|param|arg)(?:=|\s+name=)[\"']?(\w+)[\"']?[^<>]*>"
    r"(.*?)(?:</(?:parameter|param|arg)>|(?=<(?:parameter|param|arg)\b|</(?:function|invoke)|\Z))"
    r"|<arg_key>\s*(\w+)\s*</arg_key>\s*<arg_value>(.*?)(?:</arg_value>|(?=<arg_key>|\Z))",
    re.DOTALL,
)
_OBJECT = re.compile(rf"[^{{}}]{{0,{_GAP}}}(?=\{{)")
_KEYWORDS = re.compile(r"\s*(?:\.call)?\((?=\s*(?:\)|\w+\s*=))")
#: Marks right before the name of a called tool; and all that may follow if it has no arguments.
_CALLED = re.compile(r"(?:[>\]=]|=[\"'])\s*(?:\w+[.:])*\Z")
_NOTHING = re.compile(r"(?:<[^<>]*>|\[[A-Z_/]+\]|[\s\"'>\]:;,]|:\d+)*\Z")
_CLOSING = {"(": ")", "[": "]", "{": "}"}
_WORDS = {"true": True, "false": False, "null": None}


def parse_written_calls(text: str, tools: Collection[str]) -> list[WrittenCall]:
    """Parse the calls in a text: as JSON, or behind the name of one of the tools."""
    text = _QUOTE.sub('"', drop_marks(text[:LONGEST]))
    return _parse_json_calls(text, tools) or _parse_named_calls(text, tools)


def _parse_json_calls(text: str, tools: Collection[str]) -> list[WrittenCall]:
    decode, found, position = json.JSONDecoder().raw_decode, [], 0
    for _ in range(MOST_TRIES):
        starts = [at for sign in "{[" if (at := text.find(sign, position)) >= 0]
        if not starts:
            break
        try:
            value, position = decode(text, min(starts))
            found += parse_calls(value, tools)
        except (ValueError, RecursionError):
            position = min(starts) + 1
    return found


def _parse_named_calls(text: str, tools: Collection[str]) -> list[WrittenCall]:
    names = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, tools))})(?!\w)")
    places = list(names.finditer(text))[:MOST_TRIES]
    ends = [*(place.start() for place in places[1:]), len(text)]
    found = []
    for place, end in zip(places, ends, strict=True) if places else ():
        rest = text[place.end() : end]
        given = _parse_arguments(rest)
        before = text[max(0, place.start() - _GAP) : place.start()]
        if given is None and _CALLED.search(before) and _NOTHING.match(rest):
            given = {}
        if given is not None:
            found.append(WrittenCall(place.group(), parse_arguments(given)))
    return found


def _parse_arguments(text: str) -> Any:
    """Parse the arguments behind a tool's name; as text if they cannot be read; None: none."""
    tagged = {
        key or tagged_key: _parse_value(value or tagged_value)
        for key, value, tagged_key, tagged_value in _PARAMETER.findall(text)
    }
    if tagged:
        return tagged
    if called := _KEYWORDS.match(text):
        return _parse_keywords(_cut_bracket(text, called.end() - 1))
    if called := _OBJECT.match(text):
        return _cut_bracket(text, called.end())
    return None


def _parse_value(written: str) -> Any:
    """Parse a value between tags: lists, objects and null as such, all else as text."""
    bare = written.strip()
    try:
        return read_value(bare) if bare.startswith(("[", "{")) or bare == "null" else bare
    except ValueError:
        return bare


def _parse_keywords(call: str) -> Any:
    """Parse the arguments of a call in Python's syntax; true, false and null are taken too.

    The text itself if it is no such call.
    """
    try:
        made: Any = ast.parse(f"call{call}", mode="eval").body
        return {
            str(argument.arg): _WORDS[argument.value.id]
            if isinstance(argument.value, ast.Name)
            else ast.literal_eval(argument.value)
            for argument in made.keywords
        }
    except (
        ValueError, SyntaxError, LookupError, AttributeError, TypeError, RecursionError, MemoryError,
    ):  # fmt: skip
        return call


def _cut_bracket(text: str, start: int) -> str:
    """Cut out the text from the bracket at `start` to the one that closes it, or to the end."""
    awaited, quote, position = [_CLOSING[text[start]]], "", start + 1
    while awaited and position < len(text):
        sign = text[position]
        if quote:
            position += sign == "\\"
            quote = "" if sign == quote else quote
        elif sign in "\"'":
            quote = sign
        elif sign in _CLOSING:
            awaited.append(_CLOSING[sign])
        elif sign == awaited[-1]:
            awaited.pop()
        position += 1
    return text[start:position]
