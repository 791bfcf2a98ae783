"""The tables of docs/understanding.md, written between its two marker comments."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from tests.evals.measure import Part, Scores
from tests.evals.outcomes import Outcome
from tests.evals.sentences import HERE
from tests.evals.worst import Mischief

PAGE = HERE.parent.parent / "docs" / "understanding.md"
Outcomes = Counter[Outcome]
#: The parts of the table in their order.
TITLES = {"all": "**{}**", "tool": "`{}`", "voice": "voice: {}", "kind": "nothing: {}"}
BEGIN, END = "<!-- eval: begin -->", "<!-- eval: end -->"


def build_tables(rules: Scores, planner: Scores, worst: Mapping[str, Mischief]) -> str:
    """Everything that stands between the markers."""
    return f"{build_table(rules, planner)}\n\n{build_worst_table(worst)}"


def build_worst_table(worst: Mapping[str, Mischief]) -> str:
    """Per kind of sentence: what the worst model wanted of them, and what it got."""
    lines = [
        "| sentences that order nothing | how many | changes the worst model wants | proposed |",
        "| --- | --: | --: | --: |",
    ]
    lines += [
        f"| {name} | {mischief.sentences:,} | {mischief.wishes:,} | {mischief.proposed} |"
        for name, mischief in worst.items()
    ]
    return "\n".join(lines)


def build_table(rules: Scores, planner: Scores) -> str:
    """Per language and part: the share of each outcome by rules alone, and right with the planner."""
    lines = [
        (
            "| what was meant | language | sentences | right | within one tap | asked back "
            "| wrong figures | false actions | right with the planner |"
        ),
        "| --- | --- | --: | --: | --: | --: | --: | --: | --: |",
    ]
    order = {name: at for at, name in enumerate(TITLES)}
    parts = sorted(rules.by, key=lambda part: (order[part[0]], part[1:]))
    rows = [_build_row(part, rules.by[part], planner.by[part]) for part in parts]
    return "\n".join(lines + rows)


def _build_row(part: Part, rules: Outcomes, planner: Outcomes) -> str:
    kind, name, language = part
    title = TITLES[kind].format(name)
    count = rules.total()
    right = rules[Outcome.RIGHT]
    cells = [
        title,
        language,
        str(count),
        f"{right / count:.0%}",
        f"{(right + rules[Outcome.ONE_TAP]) / count:.0%}",
        str(rules[Outcome.ASKED]),
        str(rules[Outcome.WRONG_FIGURE]),
        str(rules[Outcome.FALSE_ACTION]),
        f"{planner[Outcome.RIGHT] / count:.0%}",
    ]
    return f"| {' | '.join(cells)} |"


def write_tables(text: str) -> None:
    """Put the tables in the place of the earlier ones."""
    page = PAGE.read_text(encoding="utf-8")
    head, _, rest = page.partition(BEGIN)
    _, _, tail = rest.partition(END)
    PAGE.write_text(f"{head}{BEGIN}\n{text}\n{END}{tail}", encoding="utf-8")
