"""The names of the code follow docs/glossary.md; its lists are read here, so the two cannot drift apart."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGES = ("audit", "actions", "telegram_bot", "ownerbot_site", "tools")
PAGE = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")

Function = ast.FunctionDef | ast.AsyncFunctionDef


def section(title: str) -> str:
    """What the page says under that heading."""
    text = PAGE.partition(f"\n## {title}\n")[2].partition("\n## ")[0]
    assert text, f"docs/glossary.md has no section {title}"
    return text


def quoted(text: str) -> list[str]:
    return re.findall(r"`([^`]+)`", text)


def first_column(title: str) -> list[str]:
    """The words in backticks in the first column of the section's table."""
    lines = [line for line in section(title).splitlines() if line.startswith("|")]
    return [word for line in lines for word in quoted(line.split("|")[1])]


def paragraph(title: str, beginning: str) -> list[str]:
    """The words in backticks of the section's paragraph that begins so."""
    [text] = [text for text in section(title).split("\n\n") if text.strip().startswith(beginning)]
    return quoted(text)


VERBS = first_column("Verbs")
PREFIXES = tuple(first_column("Prefixes"))
EXCEPTIONS = set(first_column("Exceptions"))
ENDINGS = [word for word in paragraph("Classes", "Endings:") if word.endswith(".py")]
ADJECTIVES = set(paragraph("Classes", "Adjectives:"))
NOUNS = set(paragraph("Classes", "Nouns in -ed and -ing:"))
MODULES_NOT = set(paragraph("Words we do not use", "Modules:"))
VARIABLES_NOT = set(paragraph("Words we do not use", "Variables:"))

#: Every module of the program by its path, without tests and migrations.
MODULES = {
    str(path.relative_to(ROOT)): ast.parse(path.read_text(encoding="utf-8"))
    for package in PACKAGES
    for path in sorted((ROOT / package).rglob("*.py"))
    if "migrations" not in path.parts
}
CLASSES = [
    (path, node)
    for path, module in MODULES.items()
    for node in module.body
    if isinstance(node, ast.ClassDef) and node.name not in EXCEPTIONS
]


def begins_with_a_verb(name: str) -> bool:
    bare = name.lstrip("_")
    return bare.startswith(PREFIXES) or bare.partition("_")[0] in VERBS


def is_a_noun(name: str) -> bool:
    """Whether the last word of a class's name is no adjective and no participle, as far as letters tell."""
    last = re.findall(r"[A-Z][a-z0-9]*", name)[-1]
    is_participle = last.endswith(("ed", "ing")) and last not in NOUNS
    return not is_participle and last not in ADJECTIVES and name.lstrip("_") not in ADJECTIVES


def is_error(node: ast.ClassDef) -> bool:
    return any(ast.unparse(base).endswith(("Error", "Exception")) for base in node.bases)


def variables(module: ast.Module) -> list[tuple[str, int]]:
    """Every name that the module binds to a value, with its line."""
    nodes = list(ast.walk(module))
    names = [node for node in nodes if isinstance(node, ast.Name)]
    return [
        *((node.id, node.lineno) for node in names if isinstance(node.ctx, ast.Store)),
        *((node.arg, node.lineno) for node in nodes if isinstance(node, ast.arg)),
    ]


def test_the_page_has_its_lists() -> None:
    assert sorted(set(VERBS)) == VERBS
    assert PREFIXES == ("is_", "has_", "can_", "may_", "to_", "from_", "on_")
    assert all((ROOT / path).is_file() for path in ENDINGS)
    assert len(ENDINGS) == 2
    assert not is_a_noun("_Said")
    assert not is_a_noun("RawRecorded")
    assert is_a_noun("StoredCall")
    assert is_a_noun("Listing")


def test_functions_begin_with_a_verb() -> None:
    functions = [
        (path, node.name)
        for path, module in MODULES.items()
        for node in module.body
        if isinstance(node, Function) and node.name not in EXCEPTIONS
    ]
    assert [(path, name) for path, name in functions if not begins_with_a_verb(name)] == []


def test_each_verb_of_the_page_is_in_use() -> None:
    nodes = [node for module in MODULES.values() for node in ast.walk(module)]
    names = [node.name.lstrip("_") for node in nodes if isinstance(node, Function)]
    assert set(VERBS) - {name.partition("_")[0] for name in names} == set()


def test_classes_are_nouns() -> None:
    others = [(path, node.name) for path, node in CLASSES if path not in ENDINGS]
    assert [(path, name) for path, name in others if not is_a_noun(name)] == []


def test_exceptions_are_called_errors() -> None:
    errors = [(path, node.name) for path, node in CLASSES if is_error(node)]
    assert [(path, name) for path, name in errors if not name.endswith("Error")] == []


def test_no_two_public_classes_have_one_name() -> None:
    places = defaultdict(list)
    for path, node in CLASSES:
        if not node.name.startswith("_"):
            places[node.name].append(path)
    assert {name: paths for name, paths in places.items() if len(paths) > 1} == {}


def test_modules_say_what_they_hold() -> None:
    assert [path for path in MODULES if Path(path).stem in MODULES_NOT] == []


def test_variables_say_what_they_hold() -> None:
    bound = [
        (path, variable) for path, module in MODULES.items() for variable in variables(module)
    ]
    assert [(path, line) for path, (name, line) in bound if name in VARIABLES_NOT] == []
