"""Small talk is answered by the text of its kind; what only fills a sentence is no talk."""

from __future__ import annotations

import pytest

from tests.tools.intents.phrases import TODAY
from tools.intents.answers import TEXTS, Answer, Question, ToolCall
from tools.intents.chatter import TALK, TALK_EMOJIS, TALK_KINDS, TALK_SMILEYS
from tools.intents.dialogue.clarify import is_leave_taking
from tools.intents.resolve import detect_language, resolve
from tools.intents.sentence import parse

SAID: dict[str, tuple[str, ...]] = {
    "left": (
        "forget it", "never mind", "no, don't", "I changed my mind", "no thanks", "ok, drop it", "never mind, all good",
        "забудь", "передумал", "ну ладно, проехали", "нет, спасибо", "нет, не надо", "не стоит",
    ),
    "welcome": (
        "cheers mate", "thank you so much!", "ta very much", "thansk", "thanks, bye", "thanks, you're a star",
        "понял, спасибо", "спасибоооо", "пасиб, братан", "пнял, спасбо", "ещё раз спасибо", "spasibo bolshoe",
    ),
    "who": ("who are you?", "are you a bot", "what's your name", "hi, are you human?", "ты кто?", "ты бот?", "как тебя зовут"),
    "able": ("what can you do", "can you help me", "I don't understand", "что ты умеешь?", "чем поможешь", "меню", "не понял"),
    "no_more": ("more", "next", "show more", "go on", "ещё", "ну ещё", "дальше", "покажи ещё"),
    "bye": ("bye", "see you tomorrow", "good night", "that's all for now", "пока", "до завтра", "спокойной ночи"),
    "insulted": ("stupid bot", "you useless piece of tin", "thanks for nothing", "ты тупой", "железяка бестолковая"),
    "praised": ("well done", "good bot", "lol nice one", "умница", "отлично, то что надо", "ты молодец"),
    "how_are": ("how are you?", "good morning bot, slept well?", "как дела", "привет, как ты?", "ghbdtn rfr ltkf"),
    "here": ("are you there?", "test", "ты тут?", "алло"),
    "no_joke": ("tell me a joke", "расскажи анекдот"),
    "wished": ("happy new year!", "с наступающим всех!"),
    "sighed": ("what a Monday, eh", "ну и понедельник сегодня", ":(", "😭"),
    "laughed": ("haha", "lol", "ха-ха", "лол", "😂😂", ":)", "))))"),
    "noted": ("got it", "hmmmm", "fine", "sorry wrong chat", "понял, принял", "хорошо", "извини, это я не тебе"),
    "decide": ("ok", "go ahead", "yes, great", "да, отлично", "давай", "👍", "❌"),
    "hello": ("hello", "hi there", "good morning", "Heyyy", "привет", "доброе утро, коллега!", "добрый день", "👋"),
    "no_words": ("🤖", "🦄 🦄"),
    "unknown": ("so", "please", "the", "and", "ну", "а", "и", "пж", "?", "...", "!!!"),
}  # fmt: skip


def ask(text: str) -> Answer:
    return resolve(text, today=TODAY, language=detect_language(text, "en"))


@pytest.mark.parametrize(("text", "key"), [(text, key) for key in SAID for text in SAID[key]])
def test_small_talk_is_answered_by_its_kind(text: str, key: str) -> None:
    answer = ask(text)

    assert isinstance(answer, Question)
    assert (answer.key, answer.text) == (key, TEXTS[key].to(detect_language(text, "en")))


@pytest.mark.parametrize(
    ("text", "call"),
    [
        ("привет, выручка за вчера", ToolCall("kpi_snapshot", {"start": "2026-11-22", "end": "2026-11-22"})),
        ("thanks, now show stuck orders", ToolCall("orders_search", {"preset": "stuck"})),
        ("wow", ToolCall("kpi_snapshot", {"compare_to": "previous_week"})),
    ],
)  # fmt: skip
def test_talk_beside_a_request_changes_nothing(text: str, call: ToolCall) -> None:
    assert ask(text) == call


@pytest.mark.parametrize("text", ["forget the discount", "no more discounts", "bad reviews"])
def test_words_of_talk_in_a_request_are_no_talk(text: str) -> None:
    answer = ask(text)

    assert isinstance(answer, Question)
    assert answer.key not in TALK


@pytest.mark.parametrize("text", ["no, don't", "never mind", "scratch that", "забудь", "не стоит"])
def test_what_leaves_a_question_is_leave_taking(text: str) -> None:
    assert is_leave_taking(parse(text, today=TODAY, language="en"))


def test_every_kind_has_a_text_and_every_text_a_kind() -> None:
    kinds = {key for table in (TALK_KINDS, TALK_EMOJIS, TALK_SMILEYS) for _, key in table}

    assert kinds | {"no_words"} == set(TALK)
    assert set(SAID) == {*TALK, "unknown"}
