"""requirements.txt alone is enough to run: developers' own packages must not be leaned on."""

from __future__ import annotations

import ast
import re
import sys
from importlib.metadata import PackageNotFoundError, packages_distributions, requires
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent.parent
OURS = ("ownerbot_site", "telegram_bot", "actions", "tools", "audit")


def pinned() -> set[Requirement]:
    lines = (ROOT / "requirements.txt").read_text().splitlines()
    return {Requirement(line) for line in lines if re.match(r"[\w\[\],-]+==", line)}


def with_dependencies(wanted: set[Requirement]) -> set[str]:
    """Names of the distributions that pip installs for these."""
    found: set[str] = set()
    waiting = list(wanted)
    while waiting:
        item = waiting.pop()
        name = canonicalize_name(item.name)
        if name in found and not item.extras:
            continue
        found.add(name)
        try:
            needed = [Requirement(text) for text in requires(name) or []]
        except PackageNotFoundError:
            continue  # a dependency of another platform
        extras = item.extras or {""}
        waiting += [
            need
            for need in needed
            if need.marker is None or any(need.marker.evaluate({"extra": e}) for e in extras)
        ]
    return found


def imported() -> dict[str, str]:
    """Top-level packages that our code imports, with one file that does."""
    found: dict[str, str] = {}
    for folder in OURS:
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Import):
                    names = [alias.name for alias in node.names]
                elif isinstance(node, ast.ImportFrom) and not node.level:
                    names = [node.module or ""]
                else:
                    continue
                found |= {name.partition(".")[0]: str(path.relative_to(ROOT)) for name in names}
    return found


def test_every_import_is_installed_by_requirements() -> None:
    installed = with_dependencies(pinned())
    distributions = packages_distributions()
    missing = {
        name: path
        for name, path in imported().items()
        if name not in OURS
        and name not in sys.stdlib_module_names
        and not {canonicalize_name(item) for item in distributions.get(name, [])} & installed
    }
    assert missing == {}


def test_every_requirement_is_pinned_exactly() -> None:
    for file in ("requirements.txt", "requirements-dev.txt", "requirements-voice.txt"):
        for line in (ROOT / file).read_text().splitlines():
            assert re.fullmatch(
                r"[\w-]+(\[[\w,]+\])?==[\w.]+|#.*|-r requirements(-dev)?.txt|", line
            ), line
