"""`manage.py check` fails for a tool that is not complete; the one of docs/add-a-tool.md is."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from django.conf import settings
from django.core.checks import Error, Warning, run_checks  # noqa: A004 -- Django calls it so

from tests import catalogues
from tests.tools.conftest import NOW, ask, context
from tools import registry, runner
from tools.contracts import Action, Read
from tools.intents.resolve import Question, ToolCall, resolve
from tools.languages import LANGUAGES
from tools.registry import AnyTool

ROOT = Path(settings.BASE_DIR)
OURS = [
    tool
    for tool in registry.list_tools()
    if type(tool).__module__.startswith(("tools.", "actions."))
]

ACTION = """
from tools.contracts import MAIN, Action, Card, Payload, Preview, Result
from tools.registry import tool
from tools.texts import Text


class NothingPayload(Payload):
    pass


@tool
class DoNothing(Action[NothingPayload]):
    name = "do_nothing"
    title = Text("Do nothing")
    description = Text("Does nothing.")
    examples = Text("do nothing")
    Payload = NothingPayload
    risk = "low"
    undoable = True

    def preview(self, payload, ctx):
        return Preview(card=Card(title="?"), basis={})

    def apply(self, payload, basis, variant, ctx):
        return Result(card=Card(title="!"), data={}, provenance=None, undo={})

    def preview_undo(self, undo, ctx):
        return Preview(card=Card(title="?"), basis={})

    def undo(self, undo, basis, ctx):
        return Result(card=Card(title="!"), data={}, provenance=None)
"""


RUSSIAN_OF_ACTION = """
msgid "Do nothing"
msgstr "Ничего не делать"

msgid "Does nothing."
msgstr "Ничего не делает."

msgid "do nothing"
msgstr "ничего не делай"
"""


def read_of_the_page() -> str:
    """The tool of docs/add-a-tool.md."""
    return _first_block("python")


def russian_of_the_page() -> str:
    """What the page adds to the Russian catalogue."""
    return _first_block("po")


def _first_block(kind: str) -> str:
    page = (ROOT / "docs/add-a-tool.md").read_text()
    return str(re.findall(rf"```{kind}\n(.*?)```", page, re.DOTALL)[0])


def without(code: str, pattern: str, instead: str = "") -> str:
    changed, count = re.subn(pattern, instead, code, flags=re.DOTALL | re.MULTILINE)
    assert count == 1, pattern
    return changed


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Registers the tool of that code, for one test; its texts are translated."""
    russian = f"{russian_of_the_page()}\n{RUSSIAN_OF_ACTION}"
    catalogues.use(catalogues.with_russian(russian, tmp_path / "locale"), monkeypatch)
    monkeypatch.setattr(registry, "_tools", {our.name: our for our in OURS})

    def register(code: str) -> ModuleType:
        file = tmp_path / "scratch_tool.py"
        file.write_text(code)
        spec = importlib.util.spec_from_file_location("scratch_tool", file)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        monkeypatch.setitem(sys.modules, "scratch_tool", module)
        spec.loader.exec_module(module)
        return module

    return register


def found() -> dict[str, str]:
    """What the checks say, by id."""
    messages = run_checks(tags=["tools"])
    assert all(isinstance(message, Error | Warning) for message in messages)
    return {str(message.id): f"{message.msg} {message.hint}" for message in messages}


def test_every_tool_is_complete(scratch: Any) -> None:
    assert found() == {}


def test_the_tool_of_the_page_is_complete_and_answers(scratch: Any, shop: None) -> None:
    scratch(read_of_the_page())

    assert found() == {}
    result = ask("orders_to_ship")
    assert result.data["orders"] > 0
    assert result.card.title == f"Orders to ship: {result.data['orders']}"
    assert ask("orders_to_ship", ctx=context(language="ru")).card.title.startswith("Заказов")
    flagged = [ask("orders_to_ship", {"flagged": item}).data["orders"] for item in (True, False)]
    assert sum(flagged) == result.data["orders"]
    for example in ("Orders to ship", "заказы к отправке"):
        assert resolve(example, today=NOW.date(), language="en") == ToolCall("orders_to_ship", {})


def test_an_example_that_names_days_is_left_to_a_rule(scratch: Any) -> None:
    scratch(read_of_the_page().replace('Text("orders to ship")', 'Text("to ship yesterday")'))

    assert isinstance(resolve("to ship yesterday", today=NOW.date(), language="en"), Question)


@pytest.mark.parametrize(
    ("check_id", "pattern", "instead", "says"),
    [
        ("E201", r'name = "orders_to_ship"', 'name = "Orders!"', "Name it in 2 to 40 of a-z"),
        ("E202", r"^    title = .*?\)\n", "", "orders_to_ship has no title. Add title = Text("),
        ("E203", r"^    description = .*?\)\n", "", "has no description. Add description = "),
        ("W209", r'"How many.*?"', '"How many?"', "lacks a text in Russian. Run `make texts`, "),
        ("E204", r"^    examples = .*?\)\n", "", "has no examples. Add examples = Text("),
        ("E205", r", Described\(description.*?\)", ", Described()", "a description: flagged. Write"),
        ("E208", r"provenance=Provenance\(.*?\),", "provenance=None,", "where they come from. Give"),
        ("E208", r"^            provenance=.*?\n", "", "where they come from. Give every Result"),
    ],
)  # fmt: skip
def test_what_a_read_lacks_is_named(
    scratch: Any, check_id: str, pattern: str, instead: str, says: str
) -> None:
    scratch(without(read_of_the_page(), pattern, instead))

    (only,) = found().items()
    assert only[0] == f"ownerbot.{check_id}"
    assert says in only[1]
    assert only[1].endswith("(class OrdersToShip in scratch_tool)")


def test_what_tells_no_figures_needs_no_source(scratch: Any) -> None:
    code = without(read_of_the_page(), r"provenance=Provenance\(.*?\),", "provenance=None,")
    scratch(without(code, r"^    name = ", "    numeric = False\n    name = "))

    assert found() == {}


def test_a_source_forgotten_in_a_helper_is_found(scratch: Any) -> None:
    code = without(read_of_the_page(), r"return Result\(", "return answer(")
    helper = (
        "def answer(**given):\n    return Result(given['card'], given['data'], None)\n\n\n@tool"
    )
    scratch(without(code, r"^@tool", helper))

    assert list(found()) == ["ownerbot.E208"]


def test_a_complete_action(scratch: Any) -> None:
    scratch(ACTION)

    assert found() == {}


@pytest.mark.parametrize(
    ("check_id", "pattern", "instead", "says"),
    [
        ("E206", r'^    risk = "low"\n', "", "do_nothing has no risk. Add risk ="),
        ("E206", r'risk = "low"', 'risk = "tiny"', "do_nothing has no risk. Add risk ="),
        ("E207", r"^    undoable = True\n", "", "whether it can be undone. Add undoable = True"),
        ("E207", r"undoable = True", "undoable = False", "but has preview_undo and undo. Add"),
        ("E207", r"^    def undo\(.*\Z", "", "can be undone, but not how. Add undoable = True"),
        ("E205", r"^    pass", "    count: int", "without a description: count. Write each as"),
    ],
)
def test_what_an_action_lacks_is_named(
    scratch: Any, check_id: str, pattern: str, instead: str, says: str
) -> None:
    scratch(without(ACTION, pattern, instead))

    (only,) = found().items()
    assert only[0] == f"ownerbot.{check_id}"
    assert says in only[1]


@pytest.mark.parametrize("is_complete", [True, False])
def test_one_file_in_the_catalog_is_enough_and_the_command_fails_for_half_a_tool(
    tmp_path: Path, is_complete: bool
) -> None:
    """As a developer sees it: a file put beside the others, and `manage.py check`."""
    code = read_of_the_page()
    if not is_complete:
        code = without(code, r"^    description = .*?\)\n")
    (tmp_path / "to_ship.py").write_text(code)
    texts = catalogues.with_russian(russian_of_the_page(), tmp_path / "locale")
    command = (
        f"import tools.catalog; tools.catalog.__path__.append({str(tmp_path)!r}); import manage; "
        f"import pathlib; from tools import languages; languages.FOLDER = pathlib.Path({str(texts)!r}); "
        "import sys; sys.argv = ['manage.py', 'check']; manage.main(); "
        "from tools.registry import get; assert get('orders_to_ship')"
    )

    ended = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", command],
        cwd=ROOT, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip

    if is_complete:
        assert (ended.returncode, ended.stderr) == (0, "")
    else:
        assert ended.returncode == 1
        assert "(ownerbot.E203) The tool orders_to_ship has no description." in ended.stderr
        assert 'HINT: Add description = Text("' in ended.stderr


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("one", OURS, ids=lambda one: one.name)
def test_a_tools_example_leads_to_it(one: AnyTool, language: Any) -> None:
    call = resolve(one.examples.to(language), today=context().today, language=language)

    assert isinstance(call, ToolCall)
    assert call.tool == one.name
    runner.validate(one, call.payload, context())


@pytest.mark.parametrize(
    "one", [our for our in OURS if isinstance(our, Read)], ids=lambda one: one.name
)
def test_a_reads_figures_say_where_they_come_from(one: Read[Any], shop: None) -> None:
    """A trial of what the checks can only see the text of."""
    for language in LANGUAGES:
        call = resolve(one.examples.to(language), today=context().today, language=language)
        assert isinstance(call, ToolCall)
        result = runner.run(one, runner.validate(one, call.payload, context()), context()).result
        assert (result.provenance is not None) is one.numeric
        if result.provenance is not None:
            assert result.provenance.source == "DEMO"


@pytest.mark.parametrize(
    "one", [our for our in OURS if isinstance(our, Action)], ids=lambda one: one.name
)
def test_the_decision_on_undo(one: Action[Any]) -> None:
    assert one.undoable is (one.name not in {"notify_team", "undo_action", "retry_action"})
