"""The check that a read's code gives every answer its provenance, as far as its module shows.

A result that is built in another module is not seen here; the runner refuses it when it comes
without a provenance.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any


def is_missing(cls: type[Any]) -> bool:
    """Return whether `run` reaches a `Result(...)` that is built without a provenance."""
    file = getattr(sys.modules[cls.run.__module__], "__file__", None)
    if file is None:
        return False
    module = ast.parse(Path(file).read_text(encoding="utf-8"))
    class_name, _, _ = cls.run.__qualname__.partition(".")  # `run` may be that of a base class
    return not all(map(_has_source, _find_results(_list_functions(module, class_name))))


def _list_functions(module: ast.Module, class_name: str) -> dict[str, ast.FunctionDef]:
    """Return the functions of the module and the methods of that class, by name."""
    bodies = [module.body]
    bodies += [
        node.body
        for node in module.body
        if isinstance(node, ast.ClassDef) and node.name == class_name
    ]
    return {
        node.name: node for body in bodies for node in body if isinstance(node, ast.FunctionDef)
    }


def _find_results(known: dict[str, ast.FunctionDef]) -> Iterator[ast.Call]:
    """Yield every `Result(...)` in `run`, in what it names, in what that names, and so on."""
    waiting, seen = ["run"], set[str]()
    while waiting:
        name = waiting.pop()
        if name in seen or name not in known:
            continue
        seen.add(name)
        for node in ast.walk(known[name]):
            match node:
                case ast.Call(func=ast.Name(id="Result")):
                    yield node
                case ast.Name(id=other) | ast.Attribute(attr=other):
                    waiting.append(other)
                case _:
                    pass


def _has_source(result: ast.Call) -> bool:
    """Return whether a provenance is passed, as the third argument or by name, that is not None."""
    given = [
        *result.args[2:3],
        *(argument.value for argument in result.keywords if argument.arg in (None, "provenance")),
    ]
    return any(not (isinstance(value, ast.Constant) and value.value is None) for value in given)
