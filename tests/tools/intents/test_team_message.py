"""A message to the team: which words it is, and when there is none."""

from __future__ import annotations

from datetime import date

import pytest

from tools.intents.answers import list_calls
from tools.intents.resolve import Answer, ToolCall, detect_language, resolve

TODAY = date(2026, 11, 23)

MESSAGES = {
    "let the warehouse lads know the van is late": "the van is late",
    "drop the team a line that the boss is out": "the boss is out",
    "give the crew a heads up: parcels first": "parcels first",
    "pass on to the team that AUTUMN10 has ended": "AUTUMN10 has ended",
    "shout out to the gang: well done": "well done",
    "hit up the crew, tell em to pack OB-1077 first": "pack OB-1077 first",
    "post in the team chats: new boxes are here": "new boxes are here",
    "team: meeting 4pm": "meeting 4pm",
    "note to the staff: doors open at 9": "doors open at 9",
    "to the team please send: thanks for Sunday": "thanks for Sunday",
    "ask everyone on the team to be in by nine": "be in by nine",
    "tell the team not to ship P-159": "not to ship P-159",
    "let the team know I'm running late, ta": "I'm running late",
    "message the team, love: the loo is out of order": "the loo is out of order",
    "could you tell the team that I'll be back at six?": "I'll be back at six",
    "message the whole team: who has the key?": "who has the key?",
    "tell the team today we close at noon": "today we close at noon",
    "send the team “lock the gate”": "lock the gate",
    "скинь ребятам, что фура на подходе": "фура на подходе",
    "команде скажи, что оплата заработает": "оплата заработает",
    "народу объяви, мол, короткий день": "короткий день",
    "всем в чат: планёрка в 15:30": "планёрка в 15:30",
    "дай знать ребятам, что интернета нет": "интернета нет",
    "разошли по чатам команды: купон AUTUMN10 не работает": "купон AUTUMN10 не работает",
    "передай-ка нашим: берите зонты": "берите зонты",
    "уведоми, будь добр, коллектив: склад закрыт": "склад закрыт",
    "сообщи ребятам, значит, следующее: заказ OB-1018 не отправлять": (
        "заказ OB-1018 не отправлять"
    ),
    "пошли команде текст «Не забудьте окна».": "Не забудьте окна",
    "попроси команду не звонить клиенту": "не звонить клиенту",
    "skazhi komande chto sklad zakryt": "sklad zakryt",
    "crf;b rjvfylt xnj crkfl pfrhsn": "склад закрыт",
}

SILENT = {
    "tell everyone without a sound that the report is ready": "the report is ready",
    "quietly tell the team parcels are packed": "parcels are packed",
    "message the team silently: the meeting is off": "the meeting is off",
    "нашим передай тихонько, без сигнала: премия пришла": "премия пришла",
    "тихо команде: я уехал": "я уехал",
    "без звука всем: итоги дня в таблице": "итоги дня в таблице",
}

NO_MESSAGE = (
    "send the team the sales report",
    "send everyone who bought tea a note: it is back",
    "tell all customers that we close at six",
    "tell everyone in Berlin that we close at six",
    "a message from the team: we are closed",
    "tell Anna to tell the team that we close at six",
    "remind me to tell the team that we close at six",
    "Anna says to tell the team that we close at six",
    'the note reads "tell the team that we are closed"',
    "tell the team on Friday that we are closed",
    "tomorrow tell the team that we are closed",
    "in an hour tell the team: lock up",
    "telling the team was a mistake",
    "tell the team about the delay",
    "should I tell the team that we are closed?",
    "I told the team that we are closed",
    "don't tell the team that we are closed",
    "what did you tell the team?",
    "отправь команде отчёт за ноябрь",
    "скажи всем клиентам, что мы закрыты",
    "напиши всем, кто не оплатил: ждём оплату",
    "напиши всем подписчикам: скидка",
    "Аня просит сказать команде, что мы закрыты",
    "напомни мне сказать команде, что мы закрыты",
    "в записке «скажи команде, что мы закрыты»",
    "завтра напиши команде, что мы закрыты",
    "через час напиши команде: закрываемся",
    "скажи, всем ли клиентам ответили",
    "не пиши команде про OB-1003",
    "команда сообщила: склад закрыт",
    "если не оплатят, сообщи команде: звоните",
)


def _resolve(text: str) -> Answer:
    return resolve(text, today=TODAY, language=detect_language(text, "en"))


@pytest.mark.parametrize(("text", "message"), MESSAGES.items())
def test_the_message_is_what_follows_the_address(text: str, message: str) -> None:
    assert _resolve(text) == ToolCall("notify_team", {"message": message})


@pytest.mark.parametrize(("text", "message"), SILENT.items())
def test_it_is_sent_without_a_sound(text: str, message: str) -> None:
    assert _resolve(text) == ToolCall("notify_team", {"message": message, "silent": True})


@pytest.mark.parametrize("text", NO_MESSAGE)
def test_nothing_is_sent_that_was_not_ordered_so(text: str) -> None:
    answer = _resolve(text)

    assert all(call.tool != "notify_team" for call in list_calls(answer))
