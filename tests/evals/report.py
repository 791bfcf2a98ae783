"""The tables of docs/understanding.md, written between its two marker comments."""

from __future__ import annotations

from collections.abc import Mapping

from tests.evals.measure import NOTHING, Score, Scores
from tests.evals.sentences import HERE
from tests.evals.worst import Mischief

PAGE = HERE.parent.parent / "docs" / "understanding.md"
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
    """Per tool and language: sentences, and how many came to the right tool and arguments."""
    lines = [
        "| what was meant | language | sentences | rules alone | rules and planner | false actions |",
        "| --- | --- | --: | --: | --: | --: |",
    ]
    keys = sorted(rules.by, key=lambda key: (key[0] == NOTHING, key))
    for key in keys:
        tool, language = key
        name = (
            "no tool: chatter, doubts, negations, what lacks something"
            if tool == NOTHING
            else f"`{tool}`"
        )
        lines.append(_build_row(name, language, rules.by[key], planner.by[key]))
    lines.append(_build_row("**all**", "", rules.total, planner.total))
    return "\n".join(lines)


def _build_row(name: str, language: str, rules: Score, planner: Score) -> str:
    false = planner.false_actions  # the rules' answers are among these
    return f"| {name} | {language} | {rules.sentences} | {_format_share(rules)} | {_format_share(planner)} | {false} |"


def _format_share(score: Score) -> str:
    return f"{score.payload} ({score.payload / score.sentences:.0%})"


def write_tables(text: str) -> None:
    """Put the tables in the place of the earlier ones."""
    page = PAGE.read_text(encoding="utf-8")
    head, _, rest = page.partition(BEGIN)
    _, _, tail = rest.partition(END)
    PAGE.write_text(f"{head}{BEGIN}\n{text}\n{END}{tail}", encoding="utf-8")
