"""Whole conversations, played through the turns that the bot takes; each turn is judged by itself."""

from __future__ import annotations

import json
from argparse import Namespace
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from enum import Enum
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction

from actions import pipeline
from actions.caller import Caller
from actions.models import ActionLog
from actions.outcomes import to_view
from telegram_bot.chat import clarification, product_names, turn
from telegram_bot.chat.turn import PlannerCase, TextMessage
from telegram_bot.context import choose_answer_language
from telegram_bot.models import InboxUpdate
from tests.evals import outcomes
from tests.evals.measure import build_demo_catalogue, describe_answer
from tests.evals.outcomes import Outcome
from tests.evals.sentences import HERE, TODAY, TRAINING, LabelledSentence, read_rows
from tests.evals.stage import open_database, prepare_stage
from tools.contracts import MAIN
from tools.intents.answers import Question, ToolCall
from tools.intents.examples import fill_days
from tools.languages import Language
from tools.upstream import mode

#: Conversations that rules may be written for, and those kept aside.
SHOWN = TRAINING / "conversations"
HELD_OUT = HERE / "conversations.jsonl"
#: Stands in a label for whatever row the card before shows.
ANY = "*"
_PAGE = 10
BOT_ID, FIRST_OWNER = 42, 7_000_000_001


class Verdict(Enum):
    """What a turn is worth."""

    RIGHT = "right"
    #: A question about what was wanted, or with what was wanted on a button.
    ASKED = "asked"
    #: Not understood, or an answer to something that was not asked.
    WRONG = "wrong"
    #: A change is prepared that was not ordered, or not so.
    HARMFUL = "harmful"


@dataclass(frozen=True)
class Turn:
    """What an owner says, and the call that it has to come to; None: to no call."""

    text: str
    wanted: tuple[str, Mapping[str, Any]] | None
    #: Whether it has to come to a question back.
    asks: bool = False


@dataclass(frozen=True)
class Conversation:
    """Turns of one owner, one after another."""

    turns: tuple[Turn, ...]
    language: Language


@dataclass
class Heard:
    """What the bot made of one turn: the calls that it ran or proposed, and the last question."""

    calls: list[ToolCall] = field(default_factory=list)
    question: Question | None = None


@dataclass(frozen=True)
class JudgedTurn:
    """A turn with its verdict."""

    turn: Turn
    verdict: Verdict
    heard: Heard


def read_conversations(path: Path) -> list[Conversation]:
    """Read a file of conversations, or those of a folder."""
    files = sorted(path.glob("*.jsonl")) if path.is_dir() else [path]
    return [
        Conversation(tuple(map(_read_turn, row["turns"])), row["lang"])
        for file in files
        for row in read_rows(file)
    ]


def _read_turn(row: Mapping[str, Any]) -> Turn:
    wanted = (row["tool"], fill_days(row["payload"], TODAY)) if row["tool"] else None
    return Turn(row["say"], wanted, bool(row.get("ask")))


def play_all(conversations: Sequence[Conversation]) -> list[list[JudgedTurn]]:
    """Play them one after another, each in a shop as it was before the first."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(product_names, "get_catalogue", build_demo_catalogue)
        return [
            _play_alone(conversation, FIRST_OWNER + at)
            for at, conversation in enumerate(conversations)
        ]


def _play_alone(conversation: Conversation, owner_id: int) -> list[JudgedTurn]:
    block = transaction.atomic()
    block._from_testcase = True  # type: ignore[attr-defined]  # durable transactions may begin in it
    with block:
        mode.forget_mode()
        judged = [_play_turn(said, conversation, owner_id) for said in conversation.turns]
        transaction.set_rollback(True)
    return judged


def _play_turn(said: Turn, conversation: Conversation, owner_id: int) -> JudgedTurn:
    language = choose_answer_language(said.text, conversation.language)
    by = _receive(said.text, owner_id, language)
    with _listen() as heard:
        message = TextMessage(said.text)
        reply = turn.take_turn(message, by)
        if isinstance(reply, PlannerCase):  # there is none here
            turn.answer_as_understood(message, reply.wanted, by)
    if heard.question is not None and heard.question.key == "decide":
        _tap_confirm(by)  # as people do once they are told where to tap
    return JudgedTurn(said, judge_turn(said, heard), heard)


def _receive(text: str, owner_id: int, language: Language) -> Caller:
    """Store the message as the bot does, and return who sent it."""
    raw = json.dumps({"message": {"text": text}})
    row = InboxUpdate.objects.create(
        bot_id=BOT_ID,
        update_id=InboxUpdate.objects.count() + 1,
        fingerprint=uuid4().bytes * 2,
        kind="message",
        lane=owner_id,
        raw=raw,
    )
    return Caller(BOT_ID, owner_id, owner_id, language, row.pk, uuid4())


@contextmanager
def _listen() -> Iterator[Heard]:
    """Note what is submitted and asked within it."""
    heard = Heard()
    submit_all, ask_question = pipeline.submit_all, clarification.ask_question

    def note_calls(
        wanted: Sequence[tuple[str, Mapping[str, Any]]], *rest: Any, **more: Any
    ) -> Any:
        heard.calls += [ToolCall(tool, dict(payload)) for tool, payload in wanted]
        return submit_all(wanted, *rest, **more)

    def note_question(question: Question, *rest: Any, **more: Any) -> Any:
        heard.question = question
        return ask_question(question, *rest, **more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pipeline, "submit_all", note_calls)
        patch.setattr(clarification, "ask_question", note_question)
        yield heard


def _tap_confirm(by: Caller) -> None:
    """Tap the confirm button of the newest preview, if one is open."""
    newest = ActionLog.objects.filter(owner_id=by.owner_id).order_by("-id").first()
    button = to_view(newest).confirm.get(MAIN) if newest is not None else None
    if button:
        pipeline.confirm(button, replace(by, correlation_id=uuid4()))


def judge_turn(said: Turn, heard: Heard) -> Verdict:
    """Compare what a turn came to with what it has to come to."""
    question = heard.question
    wanted = [_fill_any(said.wanted, heard.calls)] if said.wanted else []
    if heard.calls:
        sentence = LabelledSentence(said.text, tuple(wanted), "en")
        return _CALLED[outcomes.judge_calls(sentence, heard.calls)]
    if not wanted:
        asked = question is not None and question.understood
        return Verdict.RIGHT if asked or not said.asks else Verdict.WRONG
    return _judge_question(LabelledSentence(said.text, tuple(wanted), "en"), question)


_CALLED = {
    Outcome.RIGHT: Verdict.RIGHT,
    Outcome.ASKED: Verdict.WRONG,
    Outcome.WRONG_FIGURE: Verdict.WRONG,
    Outcome.FALSE_ACTION: Verdict.HARMFUL,
}


def _judge_question(sentence: LabelledSentence, question: Question | None) -> Verdict:
    """Judge a question, or talk, where a call was wanted."""
    if question is None:
        return Verdict.WRONG
    found = outcomes.judge(sentence, question)
    if found is Outcome.RIGHT:
        return Verdict.RIGHT
    about = question.understood and question.tool == sentence.tool
    return Verdict.ASKED if about or found is Outcome.ONE_TAP else Verdict.WRONG


def _fill_any(
    wanted: tuple[str, Mapping[str, Any]], calls: Sequence[ToolCall]
) -> tuple[str, Mapping[str, Any]]:
    """Put the rows that were taken in place of ANY, which stands for exactly one."""
    tool, payload = wanted
    taken = calls[0].payload if len(calls) == 1 and calls[0].tool == tool else {}
    filled = dict(payload)
    shown = taken.get("offset", 0) + taken.get("limit", _PAGE)
    if taken.get("offset") and payload.get("limit") == shown:  # the next page, or all up to it
        filled |= {name: taken[name] for name in ("limit", "offset") if name in taken}
        if "limit" not in taken:
            filled.pop("limit")
    for name, value in payload.items():
        found = taken.get(name)
        if value == ANY and isinstance(found, str):
            filled[name] = found
        elif value == [ANY] and isinstance(found, list | tuple) and len(found) == 1:
            filled[name] = list(found)
    return tool, filled


def format_shares(name: str, played: Sequence[Sequence[JudgedTurn]]) -> str:
    """Write the shares of the verdicts in one line."""
    counts = Counter(judged.verdict for turns in played for judged in turns)
    shares = "  ".join(
        f"{verdict.value} {counts[verdict] / counts.total():.0%}" for verdict in Verdict
    )
    return f"{name}: {len(played)} conversations, {counts.total()} turns: {shares}"


def count_harmful(played: Sequence[Sequence[JudgedTurn]]) -> int:
    """Count the turns that prepared a change which nobody had ordered."""
    return sum(judged.verdict is Verdict.HARMFUL for turns in played for judged in turns)


def report_conversations(options: Namespace) -> int:
    """`make eval ARGS=--conversations`: print the shares; `--list` what was not right, if shown."""
    with open_database(), prepare_stage():
        played = {path: play_all(read_conversations(path)) for path in (SHOWN, HELD_OUT)}
    if options.list:
        _list_wrong(played[SHOWN])
    print(format_shares("shown", played[SHOWN]))
    print(format_shares("held out", played[HELD_OUT]))
    return int(any(map(count_harmful, played.values())))


def _list_wrong(played: Sequence[Sequence[JudgedTurn]]) -> None:
    for turns in played:
        for judged in turns:
            print(f"{judged.verdict.value:8} {judged.turn.text}")
            if judged.verdict is not Verdict.RIGHT:
                print(f"    wanted {judged.turn.wanted}")
                came_to: list[object] = [*judged.heard.calls] or [judged.heard.question]
                print(f"    came to {'; '.join(map(describe_answer, came_to))}")
        print()
