"""One turn of a conversation: what a text means in its chat, and the reply to it, in one call."""

from __future__ import annotations

from dataclasses import dataclass, replace

from actions import pipeline
from actions.caller import Caller
from actions.outcomes import ActionView
from actions.proposals.supersede import find_open_preview
from telegram_bot.chat import clarification, history, replies
from telegram_bot.chat.replies import PlainReply, Replies, Reply
from telegram_bot.chat.sentences import parse_said
from telegram_bot.view import render
from tools.intents.answers import Answer, Question, Requests, ToolCall
from tools.intents.dialogue.amend import Amendment, amend
from tools.intents.dialogue.clarify import is_going_ahead, is_leave_taking, may_answer
from tools.intents.dialogue.follow_up import (
    PreviousCard,
    follow,
    is_fragment,
    is_leaning,
)
from tools.intents.dialogue.refine import complete_from_card
from tools.intents.planner.allowed import is_beyond_rules
from tools.intents.resolve import understand, understand_command
from tools.intents.sentence import Sentence
from tools.intents.several.corrections import is_correcting
from tools.intents.slots.row_reference import is_only_pointing


@dataclass(frozen=True)
class TextMessage:
    """What a person wrote or said.

    `forwarded`: these are somebody else's words; `card`: the card that the message replies to.
    """

    text: str
    forwarded: bool = False
    card: PreviousCard | None = None


@dataclass(frozen=True)
class PlannerCase:
    """A text that the rules did not understand, for the planner; `wanted` is the rules' answer."""

    wanted: Answer


def take_turn(said: TextMessage, by: Caller) -> Reply | PlainReply | Replies | PlannerCase:
    """Return the reply to a text.

    It is a request by itself, one that leans on the card before it, or the answer to an open
    question. PlannerCase: the rules did not understand it.
    """
    sentence = parse_said(said.text, by.language)
    alone = understand(sentence)
    amended = _change_preview(sentence, alone, said, by)
    if amended is not None:
        return amended
    leant = _find_leaning(sentence, alone, said, by)
    wanted = leant or alone
    if not may_answer(alone):
        if isinstance(wanted, Question) and is_beyond_rules(wanted, sentence.text):
            return PlannerCase(wanted)
        return clarification.answer_call(
            wanted, by, length=len(said.text), forwarded=said.forwarded, keep=leant is not None
        )
    if (
        isinstance(leant, ToolCall)
        and leant.tool == "order_detail"
        and is_only_pointing(sentence.text)
    ):  # "the second one" may answer "which order?"
        sentence = sentence.rewritten(str(leant.payload["order_id"]))
    reply = clarification.take_text(
        sentence, wanted, by, forwarded=said.forwarded, keep=leant is not None
    )
    return reply or PlannerCase(wanted)


def take_command(said: TextMessage, by: Caller) -> Reply | PlainReply | Replies | None:
    """Return the reply to a slash command; None if there is no such command."""
    wanted = understand_command(parse_said(said.text, by.language))
    if wanted is None:
        return None
    return clarification.answer_call(wanted, by, length=len(said.text), forwarded=said.forwarded)


def answer_as_understood(
    said: TextMessage, wanted: Answer, by: Caller, lead: str = ""
) -> Reply | PlainReply | Replies:
    """Return the reply of the rules where the planner gave none; `lead` precedes a question."""
    if isinstance(wanted, Question):
        wanted = replace(wanted, text=lead + wanted.text)
    return clarification.answer_call(wanted, by, length=len(said.text), forwarded=False)


def _change_preview(
    sentence: Sentence, alone: Answer, said: TextMessage, by: Caller
) -> Reply | PlainReply | Replies | None:
    """Amend or cancel the preview that waits, if that is what the sentence does; else None."""
    complete = isinstance(alone, Requests) or (isinstance(alone, ToolCall) and not alone.loose)
    complete = complete and not is_correcting(sentence)  # "no, set the price of P-102 to 11"
    if complete or said.forwarded or said.card is not None:
        return None
    preview = find_open_preview(by)
    if preview is None or clarification.is_waiting(by):  # the question is the newer one
        return None
    last = history.find_last_card(by)
    newest = last is not None and last.action == preview.public_id
    if newest and (reply := _decide_in_words(preview, sentence, by)) is not None:
        return reply
    wanted = amend(sentence, ToolCall(preview.tool, dict(preview.payload)), alone)
    if wanted is None or (not newest and not isinstance(wanted, Amendment)):
        return None
    if not newest and last is not None and _find_leaning(sentence, alone, said, by) is not None:
        wanted = sentence.writer.ask("both_fit", tool=last.call.tool)
    if isinstance(wanted, Amendment):
        return replies.submit_call(wanted.call, by, keep=True, supersedes=preview)
    return clarification.answer_call(wanted, by, length=len(said.text), forwarded=False, keep=True)


def _decide_in_words(preview: ActionView, sentence: Sentence, by: Caller) -> PlainReply | None:
    """Cancel the preview where that is said; where it is confirmed, say that only a tap does."""
    if is_leave_taking(sentence):
        ended = pipeline.withdraw(preview, by).action
        return PlainReply(render.escape_text(render.say_late(ended)), ended=ended)
    if is_going_ahead(sentence):
        decide = sentence.writer.ask("decide")
        return clarification.ask_question(decide, by, length=len(sentence.text))
    return None


def _find_leaning(
    sentence: Sentence, alone: Answer, said: TextMessage, by: Caller
) -> Answer | None:
    """Return what the sentence means after the card it answers, else the last; None: nothing."""
    leans = is_leaning(sentence, alone)
    if not leans and not (isinstance(alone, Question) and alone.missing):
        return None
    last = said.card or history.find_last_card(by)
    if last is None:
        return None
    if (
        is_fragment(sentence, alone)
        and isinstance(alone, ToolCall)
        and alone.tool != last.call.tool
    ):
        return None  # it stands by itself
    completed = None if last.stale else complete_from_card(alone, last.call)
    return completed or (follow(sentence, last) if leans else None)
