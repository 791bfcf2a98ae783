"""The bot's questions that wait for an answer: one argument is missing, the next text may be it.

Whether a text is a new question is decided before this module runs (tools/intents), so a plain
question costs nothing here. A question of the bot is over when it is answered or left, when ten
minutes have passed, or when another message came in between: the inbox shows that, so nothing has
to end it. Every change is one statement and names its update, so an update that is handled twice
finds what it did the first time.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any, Literal

from django.utils import timezone

from actions import faults, pipeline
from actions.caller import Caller
from actions.outcomes import Refused
from telegram_bot.chat import replies, stored_buttons
from telegram_bot.chat.replies import PlainReply, Replies, Reply
from telegram_bot.chat.sentences import parse_said
from telegram_bot.models import InboxUpdate, Offer, Transcript
from telegram_bot.view import render
from telegram_bot.view.callbacks import (
    StoredCall,
    count_abreast,
    encode_call,
    encode_stored_call,
)
from telegram_bot.view.phrases import say
from tools import registry
from tools.contracts import Suggestion
from tools.intents.answers import (
    Answer,
    OneAnswer,
    Question,
    Requests,
    ToolCall,
    is_understood,
    list_calls,
)
from tools.intents.dialogue import clarify
from tools.intents.dialogue.clarify import Mismatch, PendingQuestion
from tools.intents.frame import find_candidates
from tools.intents.sentence import Sentence
from tools.intents.values.product_name import WHICH_OF

LIFE = timedelta(minutes=10)
#: How long after a question has expired an answer is still told that it came too late.
LINGER = timedelta(hours=1)


Over = Literal["over"]
"""The question has been answered or left already."""


def take_text(
    sentence: Sentence, wanted: Answer, by: Caller, *, forwarded: bool, keep: bool = False
) -> Reply | PlainReply | Replies | None:
    """Take the sentence as the answer to the open question, or else as `wanted`.

    None: it is no answer, and `wanted` says only that the sentence was not understood. `keep`: the
    text alone does not say `wanted`, so the call is stored.
    """
    asked = _find_open_question(by)
    if asked is not None and asked.update_id == by.update_id:
        return _render_question(asked)  # this very text led to the question, and is handled again
    reply = _take_answer(asked, sentence, wanted, by, forwarded=forwarded) if asked else None
    if reply is not None or not is_understood(wanted):
        return reply
    return answer_call(wanted, by, length=len(sentence.text), forwarded=forwarded, keep=keep)


def answer_call(
    wanted: Answer, by: Caller, *, length: int, forwarded: bool, keep: bool = False
) -> Reply | PlainReply | Replies:
    """Carry out what was understood, or ask back; `keep`: the words alone do not say the call."""
    if isinstance(wanted, Question):
        return ask_question(wanted, by, length=length)
    if forwarded and any(registry.is_action(call.tool) for call in list_calls(wanted)):
        return PlainReply(say(by.language, "forwarded"))
    if isinstance(wanted, Requests):
        return Replies(tuple(replies.submit_calls(wanted.calls, by)))
    return replies.submit_call(wanted, by, keep=keep)


def is_waiting(by: Caller) -> bool:
    """Return whether a question of the bot is open and may still be answered."""
    asked = _find_open_question(by)
    return asked is not None and not _is_expired(asked)


def is_awaited(text: str, by: Caller) -> bool:
    """Return whether an open question waits for just such a text.

    False for a question that takes free words: every text would fit it.
    """
    asked = _find_open_question(by)
    if asked is None or _is_expired(asked):
        return False
    pending = _to_pending(asked)
    if clarify.is_free(pending):
        return False
    return not isinstance(clarify.fill(pending, parse_said(text, asked.language)), Mismatch)


def _take_answer(
    asked: Offer, sentence: Sentence, wanted: Answer, by: Caller, *, forwarded: bool
) -> Reply | PlainReply | None:
    """Return the reply to the sentence as an answer; None: it is a request by itself."""
    if clarify.is_leave_taking(sentence):
        _close_question(asked, by)
        return PlainReply(say(by.language, "question.left"))
    by = replace(by, language=asked.language)
    sentence = sentence.asked_in(asked.language)
    found = clarify.fill(_to_pending(asked), sentence)
    fits = not isinstance(found, Mismatch)
    lost = isinstance(wanted, Question) and not wanted.understood
    if _is_expired(asked):
        return _ask_again(asked, sentence, None, by) if fits and lost else None
    if isinstance(found, Mismatch):
        again = lost and not clarify.is_sentence(sentence)
        return _ask_again(asked, sentence, found, by) if again else None
    return _submit_or_ask(asked, found, by, length=len(sentence.text), forwarded=forwarded)


def take_tap(button: StoredCall, by: Caller) -> Reply | PlainReply | Over | None:
    """Take the answer by a button of the question; None if this person has no such question."""
    asked = _find_question(button, by)
    if asked is None or button.place >= len(asked.calls):
        return None
    if asked.closed_by not in (None, by.update_id):
        return "over"
    theirs = replace(by, language=asked.language)
    if _is_expired(asked):
        return _ask_again(asked, parse_said("", theirs.language), None, theirs)
    _, tool, payload = asked.calls[button.place]
    found = clarify.complete_call(ToolCall(tool, payload), parse_said("", theirs.language))
    return _submit_or_ask(asked, found, theirs)


def leave_question(button: StoredCall, by: Caller) -> PlainReply | Over | None:
    """Leave the question by its button; None if this person has no such question."""
    asked = _find_question(button, by)
    if asked is None:
        return None
    if asked.closed_by not in (None, by.update_id):
        return "over"
    _close_question(asked, by)
    return PlainReply(say(asked.language, "question.left"))


def ask_question(question: Question, by: Caller, *, length: int = 0) -> PlainReply:
    """Ask back, and record it.

    Where an answer can be taken, the buttons are the candidates; else they are other things to ask.
    """
    pipeline.record(
        "question_unclear",
        correlation_id=by.correlation_id,
        actor=by.actor,
        length=length,
        kind="text",
        missing=question.missing,
    )
    if not clarify.can_be_answered(question):
        buttons = map(stored_buttons.to_button, question.suggestions)
        rows = tuple((button,) for button in buttons if encode_call(button) is not None)
        keyboard = stored_buttons.build_keyboard(rows)
        return PlainReply(render.escape_text(question.text), keyboard)
    return _render_question(_store_question(question, by))


def _store_question(question: Question, by: Caller) -> Offer:
    """Store the question that waits; the same update stores it once and gets the same row again."""
    calls: list[list[Any]] = [
        [suggestion.label, suggestion.tool, suggestion.payload]
        for suggestion in _get_suggestions(question)
    ]
    if question.key != WHICH_OF:
        found = find_candidates(
            question.tool or "", question.missing, question.known, by.build_context()
        )
        calls += [
            [candidate.label, question.tool, {**question.known, **candidate.arguments}]
            for candidate in found
        ]
    offer, _ = Offer.objects.exclude(missing="").get_or_create(
        bot_id=by.bot_id,
        update_id=by.update_id or 0,
        defaults={
            "chat_id": by.chat_id,
            "owner_id": by.owner_id,
            "language": by.language,
            "tool": question.tool or "",
            "payload": dict(question.known),
            "missing": question.missing,
            "text": question.text,
            "heard_id": by.update_id or 0,
            "calls": calls,
            "expires_at": timezone.now() + LIFE,
        },
    )
    faults.inject("question.kept")
    return offer


def _get_suggestions(question: Question) -> list[Suggestion]:
    """Return what the question itself offers: the changes of its tool that the text may mean."""
    if not registry.is_action(question.tool or ""):
        return []
    return [offered for offered in question.suggestions if offered.tool == question.tool]


def _render_question(offer: Offer) -> PlainReply:
    labels = [label for label, _, _ in offer.calls]
    width = count_abreast(labels)
    buttons = [
        (label, encode_stored_call("fill", StoredCall(offer.pk, at)))
        for at, label in enumerate(labels)
    ]
    rows = [tuple(buttons[at : at + width]) for at in range(0, len(buttons), width)]
    cancel = say(offer.language, "button.cancel")
    rows.append(((cancel, encode_stored_call("leave", StoredCall(offer.pk, 0))),))
    return PlainReply(render.escape_text(offer.text), tuple(rows))


def _find_open_question(by: Caller) -> Offer | None:
    """Return the question that the next text may answer: the last one; None if it is over."""
    asked = (
        Offer.objects.exclude(missing="")
        .filter(bot_id=by.bot_id, chat_id=by.chat_id, owner_id=by.owner_id)
        .filter(expires_at__gt=timezone.now() - LINGER)
        .order_by("-pk")
        .first()
    )
    if asked is None or asked.closed_by not in (None, by.update_id):
        return None
    between = InboxUpdate.objects.filter(
        bot_id=by.bot_id, lane=by.chat_id, kind="message",
        pk__gt=asked.heard_id, pk__lt=by.update_id or 0,
    )  # fmt: skip
    # A recording whose "yes" tap is being handled now is the answer, not a message in between.
    heard = Transcript.objects.filter(bot_id=by.bot_id, confirmed_by=by.update_id or 0)
    return None if between.exclude(pk__in=heard.values("update_id")).exists() else asked


def _find_question(button: StoredCall, by: Caller) -> Offer | None:
    """Return the button's question; None if it was not put to this person."""
    mine = Offer.objects.filter(bot_id=by.bot_id, chat_id=by.chat_id, owner_id=by.owner_id)
    return mine.exclude(missing="").filter(pk=button.offer).first()


def _to_pending(asked: Offer) -> PendingQuestion:
    return PendingQuestion(asked.tool, asked.missing, asked.payload, asked.text)


def _is_expired(asked: Offer) -> bool:
    return asked.expires_at <= timezone.now()


def _close_question(asked: Offer, by: Caller) -> None:
    """Mark the question as closed by this update; a second call changes nothing."""
    Offer.objects.filter(pk=asked.pk, closed_by=None).update(closed_by=by.update_id)
    faults.inject("question.closed")


def _submit_or_ask(
    asked: Offer, wanted: OneAnswer, by: Caller, *, length: int = 0, forwarded: bool = False
) -> Reply | PlainReply:
    """Run the completed call, or ask for what it still lacks.

    A refused call leaves the question open for a better answer.
    """
    if isinstance(wanted, Question):
        _close_question(asked, by)
        return ask_question(wanted, by, length=length)
    if forwarded and registry.is_action(wanted.tool):
        return PlainReply(say(by.language, "forwarded"))
    answer = replies.submit_call(wanted, by, keep=True)
    if isinstance(answer.outcome, Refused):
        Offer.objects.filter(pk=asked.pk).update(
            heard_id=by.update_id, expires_at=timezone.now() + LIFE
        )
    else:
        _close_question(asked, by)
    return answer


def _ask_again(asked: Offer, sentence: Sentence, found: Mismatch | None, by: Caller) -> PlainReply:
    """Ask the question again; `found`: why the text does not fit, None: it came too late."""
    _close_question(asked, by)
    question = clarify.ask_again(_to_pending(asked), sentence, found)
    return ask_question(question, by, length=len(sentence.text))
