"""One turn of a conversation: what a text means in its chat, and the reply to it, in one call."""

from __future__ import annotations

from dataclasses import dataclass, replace

from actions.caller import Caller
from telegram_bot.chat import clarification, history
from telegram_bot.chat.replies import PlainReply, Reply
from telegram_bot.chat.sentences import parse_said
from tools.intents.answers import Answer, Question, ToolCall
from tools.intents.dialogue.clarify import may_answer
from tools.intents.dialogue.follow_up import PreviousCard, follow, is_leaning
from tools.intents.planner.allowed import is_beyond_rules
from tools.intents.resolve import understand, understand_command
from tools.intents.sentence import Sentence
from tools.intents.slots.row_reference import is_only_pointing


@dataclass(frozen=True)
class TextMessage:
    """What somebody wrote or said; `forwarded`: somebody else's words; `card`: the one it answers."""

    text: str
    forwarded: bool = False
    card: PreviousCard | None = None


@dataclass(frozen=True)
class PlannerCase:
    """The rules did not understand it; `wanted` is what they made of it, and the planner may know more."""

    wanted: Answer


def take_turn(said: TextMessage, by: Caller) -> Reply | PlainReply | PlannerCase:
    """The reply to a text: a question or an order by itself, one that leans on the card before it, or the
    answer to a question of ours."""
    sentence = parse_said(said.text, by.language)
    alone = understand(sentence)
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


def take_command(said: TextMessage, by: Caller) -> Reply | PlainReply | None:
    """The reply to a slash command; None: there is no such command."""
    wanted = understand_command(parse_said(said.text, by.language))
    if wanted is None:
        return None
    return clarification.answer_call(wanted, by, length=len(said.text), forwarded=said.forwarded)


def answer_as_understood(
    said: TextMessage, wanted: Answer, by: Caller, lead: str = ""
) -> Reply | PlainReply:
    """The reply by the rules alone, where the planner had nothing to say; `lead` comes before a question."""
    if isinstance(wanted, Question):
        wanted = replace(wanted, text=lead + wanted.text)
    return clarification.answer_call(wanted, by, length=len(said.text), forwarded=False)


def _find_leaning(
    sentence: Sentence, alone: Answer, said: TextMessage, by: Caller
) -> Answer | None:
    """What the sentence means after the card that it answers or the one before it; None: nothing."""
    if not is_leaning(sentence, alone):
        return None
    last = said.card or history.find_last_card(by)
    return follow(sentence, last) if last else None
