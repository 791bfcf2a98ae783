"""Voice on the assembled program: heard by a server of ours in place of OpenAI, shown, then answered."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests import recordings
from tests.harness.program import OTHER_OWNER, OWNER, STRANGER, Program, program, until
from tests.journeys.ears import SURE, UNSURE, settle
from tests.journeys.test_story import datas, toast_of
from tests.servers.openai import (
    API_KEY,
    Recogniser,
    Spoken,
    segments,
)
from tests.servers.telegram import BotApi, Call, bot_api

MEGABYTES = 1_000_000


@pytest.fixture(scope="module")
def telegram() -> Iterator[BotApi]:
    with bot_api() as api:
        yield api


@pytest.fixture(scope="module")
def running(
    telegram: BotApi,
    with_ears: dict[str, str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Program]:
    with program(
        tmp_path_factory.mktemp("voice"), telegram.url, **with_ears, LOG_LEVEL="DEBUG"
    ) as started:
        yield started


def hear(
    telegram: BotApi,
    ears: Recogniser,
    *spoken: Spoken,
    count: int = 2,
    data: bytes = recordings.ogg(),
    **recording: Any,
) -> list[Call]:
    """Say that, and return the bot's messages."""
    since = telegram.mark()
    ears.script = list(spoken)
    telegram.speak(data, OWNER, **recording)
    calls = telegram.wait_many("sendMessage", count, since=since)
    settle(telegram)
    sent = [call for call in telegram.calls[since:] if call.method == "sendMessage"]
    assert len(sent) == count + 1
    return calls


def story(running: Program, event_type: str) -> list[dict[str, Any]]:
    """The events of the story whose latest event is of that type."""
    newest = running.events(event_type)[-1]
    return running.sql(
        "SELECT * FROM ownerbot_audit_events WHERE correlation_id = %s ORDER BY id",
        newest["correlation_id"],
    )


def test_a_question_is_shown_then_answered(
    running: Program, telegram: BotApi, ears: Recogniser
) -> None:
    since = telegram.mark()

    shown, answer = hear(telegram, ears, Spoken("KPI yesterday.", SURE))

    assert shown.text == "🎙 <blockquote>KPI yesterday</blockquote>"
    assert shown.buttons == []
    assert "Revenue: <b>€" in answer.text
    assert telegram.wait("sendChatAction", since=since).params["action"] == "typing"
    upload = ears.uploads[-1]
    assert (upload.name, upload.content_type, upload.data) == (
        "voice.ogg", "audio/ogg", recordings.ogg(),
    )  # fmt: skip
    assert upload.fields == {"model": ["whisper-small"], "response_format": ["verbose_json"]}
    heard, answered = story(running, "voice_transcribed")
    facts = heard["payload"]
    assert facts.pop("ms") > 0
    assert facts == {
        "kind": "voice", "seconds": 2, "bytes": len(upload.data), "length": 13, "sure": True,
        "model": "whisper-small",
    }  # fmt: skip
    assert answered["payload"]["tool"] == "kpi_snapshot"


def test_an_order_becomes_a_proposal_that_waits_for_its_tap(
    running: Program, telegram: BotApi, ears: Recogniser
) -> None:
    text = "Флагни заказ ОБ-1003, причина тест."
    shown, proposed = hear(telegram, ears, Spoken(text, SURE), seconds=4)

    assert shown.text == "🎙 <blockquote>Флагни заказ ОБ-1003, причина тест</blockquote>"
    assert "<b>OB-1003</b> · не помечен · помечен: тест" in proposed.text
    assert running.order("OB-1003")["flagged"] is False
    tap = telegram.tap(datas(proposed)[0], OWNER, on=proposed)
    assert toast_of(telegram, tap) == "Выполнено"
    assert running.order("OB-1003")["flag_reason"] == "тест"
    types = [event["event_type"] for event in story(running, "voice_transcribed")]
    assert types == [
        "voice_transcribed", "action_proposed", "action_claimed", "action_committed",
    ]  # fmt: skip


def test_a_video_note_is_listened_to(running: Program, telegram: BotApi, ears: Recogniser) -> None:
    _, answer = hear(
        telegram, ears, Spoken("stuck orders", SURE), data=recordings.mp4(), kind="video_note"
    )

    assert "Stuck orders" in answer.text
    assert (ears.uploads[-1].name, ears.uploads[-1].content_type) == ("video.mp4", "video/mp4")


def test_what_is_in_doubt_waits_for_a_tap(
    running: Program, telegram: BotApi, ears: Recogniser
) -> None:
    before = len(running.events("action_proposed"))
    [shown] = hear(telegram, ears, Spoken("flag OB-1005 reason heard", UNSURE), count=1, seconds=4)

    assert shown.text.startswith("🎙 <blockquote>flag OB-1005 reason heard</blockquote>\nI am not")
    assert [button["text"] for button in shown.buttons] == ["✅ Yes, that is what I said"]
    assert len(running.events("action_proposed")) == before
    [data] = datas(shown)
    foreign = telegram.tap(data, OTHER_OWNER, on=shown)
    assert toast_of(telegram, foreign).startswith("I no longer know what was said there")

    since = telegram.mark()
    taps = [telegram.tap(data, OWNER, on=shown) for _ in range(3)]

    toasts = [toast_of(telegram, tap) for tap in taps]
    assert toasts == ["", "I have answered this already", "I have answered this already"]
    edit = telegram.wait("editMessageText", since=since)
    assert (edit.text, edit.buttons) == (
        "🎙 <blockquote>flag OB-1005 reason heard</blockquote>",
        [],
    )
    proposed = telegram.wait("sendMessage", since=since)
    assert "flagged: heard" in proposed.text
    assert len(running.events("action_proposed")) == before + 1
    types = [event["event_type"] for event in story(running, "voice_transcribed")]
    assert types == ["voice_transcribed", "voice_confirmed", "action_proposed"]


@pytest.mark.parametrize(
    ("spoken", "seconds"),
    [
        (Spoken("Thank you for watching"), 3),
        (Spoken("KPI yesterday", segments(avg_logprob=-0.1, no_speech_prob=0.9)), 2),
        (Spoken("KPI yesterday", SURE), 60),
        (Spoken("KPI yesterday " * 20, SURE), 2),
    ],
    ids=["unknown to the rules", "silence", "too few words", "too many words"],
)
def test_doubt_is_not_acted_upon(
    running: Program, telegram: BotApi, ears: Recogniser, spoken: Spoken, seconds: int
) -> None:
    [shown] = hear(telegram, ears, spoken, count=1, seconds=seconds)

    assert [data.partition(":")[0] for data in datas(shown)] == ["said"]


def test_a_product_is_known_by_its_name_where_nobody_says_how_sure_he_is(
    running: Program, telegram: BotApi, ears: Recogniser
) -> None:
    title = running.sql("SELECT title FROM ownerbot_demo_products ORDER BY product_id")[0]["title"]
    until(lambda: datas(telegram.ask(f"raise the price of {title} by 3%", OWNER)))

    _, proposal = hear(telegram, ears, Spoken(f"Raise the price of {title} by 3%."), seconds=4)

    assert [data.partition(":")[0] for data in datas(proposal)] == ["confirm", "cancel"]


def test_a_question_back_needs_no_tap(
    running: Program, telegram: BotApi, ears: Recogniser
) -> None:
    _, question = hear(telegram, ears, Spoken("Flag an order."))
    assert "order" in question.text


def test_forwarded_speech_orders_nothing(
    running: Program, telegram: BotApi, ears: Recogniser
) -> None:
    origin = {"type": "hidden_user", "date": 1, "sender_user_name": "Somebody"}
    order = "flag OB-1008 reason forwarded"

    _, refused = hear(telegram, ears, Spoken(order, SURE), forward_origin=origin)
    assert refused.text.startswith("Somebody else wrote this")

    [shown] = hear(telegram, ears, Spoken(order, UNSURE), count=1, forward_origin=origin)
    since = telegram.mark()
    telegram.tap(datas(shown)[0], OWNER, on=shown)
    assert telegram.wait("sendMessage", since=since).text == refused.text
    _, read = hear(telegram, ears, Spoken("KPI yesterday", SURE), forward_origin=origin)
    assert "Revenue: <b>€" in read.text


@pytest.mark.parametrize(
    ("recording", "text"),
    [
        ({"seconds": 181}, "up to three minutes"),
        ({"seconds": 36_000}, "up to three minutes"),
        ({"file_size": 20_000_001}, "up to 20 MB"),
    ],
)
def test_beyond_the_limits_it_is_not_fetched(
    running: Program, telegram: BotApi, ears: Recogniser, recording: dict[str, Any], text: str
) -> None:
    since, heard = telegram.mark(), len(ears.uploads)

    [answer] = hear(telegram, ears, count=1, **recording)

    assert text in answer.text
    assert "getFile" not in {call.method for call in telegram.calls[since:]}
    assert len(ears.uploads) == heard


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (recordings.ogg(size=21 * MEGABYTES), "too_big"),
        (recordings.ogg(seconds=36_000), "too_long"),
        (b"PK\x03\x04 a zip", "no_recording"),
        (b"", "no_recording"),
        (b"OggS but no Opus", "no_recording"),
    ],
    ids=["larger than it says", "longer than it says", "no recording", "empty", "no Opus"],
)
def test_what_the_message_conceals_is_found_out(
    running: Program, telegram: BotApi, ears: Recogniser, data: bytes, code: str
) -> None:
    heard = len(ears.uploads)

    hear(telegram, ears, count=1, data=data, file_size=1000)

    assert running.events("voice_refused")[-1]["payload"]["code"] == code
    assert len(ears.uploads) == heard


@pytest.mark.parametrize(
    ("spoken", "sentence"),
    [
        (Spoken(status=500), "The speech service failed at it."),
        (Spoken(status=429), "The speech service takes nothing more for now"),
        (Spoken(status=401), "The speech service does not accept our key (OPENAI_API_KEY)."),
        (Spoken(status=404), "its model is whisper-small (OPENAI_ASR_MODEL)."),
        (Spoken(body=b"<html>"), "The speech service answered something that I cannot read."),
    ],
)
def test_a_service_that_fails_is_told_of(
    running: Program, telegram: BotApi, ears: Recogniser, spoken: Spoken, sentence: str
) -> None:
    [answer] = hear(telegram, ears, spoken, spoken, count=1)

    assert sentence in answer.text
    event = running.events("voice_failed")[-1]
    assert f"<code>{str(event['correlation_id'])[:8]}</code>" in answer.text
    assert answer.buttons == []
    assert "Voice messages: <b>does not answer since " in telegram.ask("/status", OWNER).text
    hear(telegram, ears, Spoken("status", SURE))
    assert "Voice messages: <b>whisper-small</b>" in telegram.ask("/status", OWNER).text


def test_silence_is_told_of(running: Program, telegram: BotApi, ears: Recogniser) -> None:
    [answer] = hear(telegram, ears, Spoken("  "), count=1)
    assert answer.text.startswith("I heard no words in it.")


def test_a_lost_file_is_told_of(running: Program, telegram: BotApi, ears: Recogniser) -> None:
    since = telegram.mark()
    lost = {"file_id": "lost", "file_unique_id": "lost", "duration": 2}
    telegram.push(telegram.message(OWNER, voice=lost))
    assert "does not hand this recording out" in telegram.wait("sendMessage", since=since).text


def test_others_are_answered_meanwhile(
    running: Program, telegram: BotApi, ears: Recogniser
) -> None:
    since = telegram.mark()
    ears.script = [Spoken("KPI yesterday", SURE, after_sec=1.5)]
    heard = len(ears.uploads)
    telegram.speak(recordings.ogg(), OWNER)
    until(lambda: len(ears.uploads) > heard)
    telegram.say("status", OWNER)

    telegram.ask("/help", OTHER_OWNER)

    sent = [c for c in telegram.calls[since:] if c.method == "sendMessage"]
    assert [c.params["chat_id"] for c in sent] == [str(OTHER_OWNER)]
    answers = telegram.wait_many(
        "sendMessage", 3, since=since, where=lambda c: c.params["chat_id"] == str(OWNER)
    )
    assert "KPI yesterday" in answers[0].text
    assert "PostgreSQL" in answers[2].text


def test_a_stranger_is_not_listened_to(
    running: Program, telegram: BotApi, ears: Recogniser
) -> None:
    since, heard, fetched = telegram.mark(), len(ears.uploads), len(telegram.fetched)

    telegram.speak(recordings.ogg(), STRANGER)
    settle(telegram)

    assert "getFile" not in {call.method for call in telegram.calls[since:]}
    assert (len(ears.uploads), len(telegram.fetched)) == (heard, fetched)


def test_music_and_files_are_not_listened_to(
    running: Program, telegram: BotApi, ears: Recogniser
) -> None:
    for kind in ("audio", "document"):
        since = telegram.mark()
        telegram.speak(recordings.ogg(), OWNER, kind=kind)
        assert telegram.wait("sendMessage", since=since).text.startswith("I do not read")


def test_spoken_words_that_are_not_understood_are_counted(
    running: Program, telegram: BotApi, ears: Recogniser
) -> None:
    _, asked = hear(telegram, ears, Spoken("Mercury sits in my till.", SURE))

    assert len(asked.buttons) == 3
    kept = running.sql("SELECT text, language, count, planned FROM ownerbot_unclear")
    assert {"text": "mercury sits in my till", "language": "en", "count": 1, "planned": 0} in kept


def test_words_stay_out_of_the_log_and_the_record(
    running: Program, telegram: BotApi, ears: Recogniser
) -> None:
    hear(telegram, ears, Spoken("flag OB-1003 because of Zanzibar", UNSURE), count=1, seconds=4)

    assert "Zanzibar" not in running.output
    assert API_KEY not in running.output
    told = running.sql(
        "SELECT count(*) FROM ownerbot_audit_events WHERE payload::text ~ 'Zanzibar'"
    )
    assert told == [{"count": 0}]
    assert "Traceback" not in running.output


def test_a_spoken_answer_to_a_question_is_taken_as_one(
    running: Program, telegram: BotApi, ears: Recogniser
) -> None:
    """The recogniser does not say how sure it is, as OpenAI's do."""
    assert "Per cent" in telegram.ask("create coupon SPOKEN15", OWNER).text
    _, proposed = hear(telegram, ears, Spoken("15 percent."), seconds=2)
    assert "SPOKEN15" in proposed.text
    assert "15%" in proposed.text


def test_a_doubtful_spoken_answer_is_taken_once_it_is_confirmed(
    running: Program, telegram: BotApi, ears: Recogniser
) -> None:
    telegram.ask("create coupon SPOKEN20", OWNER)
    ears.script = [Spoken("20 percent", UNSURE)]
    since = telegram.mark()
    telegram.speak(recordings.ogg(), OWNER, seconds=2)
    shown = telegram.wait("sendMessage", since=since)
    [data] = datas(shown)
    since = telegram.mark()
    telegram.tap(data, OWNER, on=shown)
    proposed = telegram.wait("sendMessage", since=since)
    assert "SPOKEN20" in proposed.text
    assert "20%" in proposed.text
