"""The planner in the assembled program: a model on loopback, and an owner who taps."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.harness.program import OWNER, Program, program, until
from tests.journeys.test_story import datas, toast_of
from tests.servers.llm import API_KEY, Answer, Model, call, serving
from tests.servers.telegram import BotApi, Call, bot_api


@pytest.fixture(scope="module")
def api() -> Iterator[BotApi]:
    with bot_api() as item:
        yield item


@pytest.fixture(scope="module")
def model() -> Iterator[Model]:
    with serving() as item:
        yield item


@pytest.fixture(scope="module")
def started(
    api: BotApi, model: Model, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Program]:
    with program(
        tmp_path_factory.mktemp("planner"),
        api.url,
        LLM_PROVIDER="OPENAI",
        LLM_BASE_URL=model.url,
        OPENAI_API_KEY=API_KEY,
        LLM_PRICE_IN="0.25",
        LLM_PRICE_OUT="2",
    ) as running:
        yield running


@pytest.fixture(autouse=True)
def quiet(model: Model) -> None:
    model.script.clear()
    model.requests.clear()


ODD = "mercury is in retrograde, is my till moody"


def test_a_question_beyond_the_rules_is_answered_with_its_source(
    started: Program, api: BotApi, model: Model
) -> None:
    model.script = [call("chats_unanswered"), Answer("4 customers wait. That is 300% too many.")]
    answer = api.ask(ODD, OWNER)
    assert answer.text.startswith("4 customers wait.\n\n<b>Chats without an answer: 4</b>")
    assert "300" not in answer.text
    assert "Source: demo shop" in answer.text
    (kept,) = started.sql("SELECT text, count, planned FROM ownerbot_unclear")
    assert kept == {"text": ODD, "count": 1, "planned": 1}
    (event,) = started.events("planner_answered")
    assert event["payload"] | {"ms": 0} == {
        "model": "gpt-5.4-mini", "rounds": 2, "reads": 1, "changes": 0, "tokens_in": 400,
        "tokens_out": 40, "ms": 0,
    }  # fmt: skip


def test_what_the_rules_know_never_goes_to_the_model(
    started: Program, api: BotApi, model: Model
) -> None:
    assert "Stuck orders" in api.ask("show stuck orders", OWNER).text
    assert "ничего не меняю" in api.ask("не помечай OB-1003", OWNER).text
    assert model.requests == []


def test_several_changes_of_one_sentence_are_one_message(
    started: Program, api: BotApi, model: Model
) -> None:
    model.script = [
        Answer(
            calls=(
                ("flag_order", {"order_ids": ["OB-1003"], "reason": "fishy"}),
                ("disable_coupon", {"code": "SHIP5"}),
            )
        )
    ]
    sent = api.ask("kill coupon SHIP5, the Narnia one, & also flag OB-1003 as fishy", OWNER)
    assert sent.text.startswith("<b>2 changes, one by one:</b>\n\n<b>1.</b> <b>Orders to flag: 1")
    assert "<b>2.</b> <b>Coupon to disable: SHIP5</b>" in sent.text
    assert [button["text"] for button in sent.buttons] == [
        "✅ Confirm all 2", "1. ✅ Confirm", "1. Cancel", "2. ✅ Confirm", "2. Cancel",
        "Cancel all",
    ]  # fmt: skip
    since = api.mark()

    toast = toast_of(api, api.tap(datas(sent)[0], OWNER, on=sent))

    assert toast == "Done: 2 of 2."
    edit = api.wait("editMessageText", since=since)
    assert edit.params["message_id"] == str(sent.answer["message_id"])
    assert edit.text.count("✅ Done at ") == 2
    assert [button["text"] for button in edit.buttons] == ["1. ↩️ Undo", "2. ↩️ Undo"]
    assert started.order("OB-1003")["flagged"] is True
    assert toast_of(api, api.tap(datas(sent)[0], OWNER, on=sent)) == (
        "There is nothing left to decide."
    )
    rows = started.sql(
        "SELECT step, source, shown_status, message_id FROM ownerbot_action_log ORDER BY id"
    )
    assert [(row["step"], row["source"]) for row in rows] == [(1, "planner"), (2, "planner")]
    until(
        lambda: started.sql("SELECT 1 FROM ownerbot_action_log WHERE shown_status <> status") == []
    )


def test_one_of_several_can_be_confirmed_alone(
    started: Program, api: BotApi, model: Model
) -> None:
    model.script = [
        Answer(
            calls=(
                ("flag_order", {"order_ids": ["OB-1005"]}),
                ("flag_order", {"order_ids": ["OB-1008"]}),
            )
        )
    ]
    sent = api.ask("hey flag yonder OB-1005 & separately OB-1008", OWNER)
    since = api.mark()
    api.tap(datas(sent)[3], OWNER, on=sent)
    edit = api.wait("editMessageText", since=since)
    assert started.order("OB-1008")["flagged"] is True
    assert started.order("OB-1005")["flagged"] is False
    assert [button["text"] for button in edit.buttons] == [
        "1. ✅ Confirm", "1. Cancel", "2. ↩️ Undo",
    ]  # fmt: skip
    assert "Not decided yet: 1. The buttons work until" in edit.text
    assert "Nothing has been changed" not in edit.text


def test_what_was_read_is_shown_when_the_model_fails_after_it(
    started: Program, api: BotApi, model: Model
) -> None:
    count = len(started.events("planner_failed"))
    model.script = [call("chats_unanswered"), *[Answer(status=500)] * 2]  # the SDK tries once more
    assert api.ask(ODD, OWNER).text.startswith("<b>Chats without an answer: 4</b>")
    payload = started.events("planner_answered")[-1]["payload"]
    assert (payload["reads"], payload["rounds"], payload["code"]) == (1, 1, "failed")
    assert len(started.events("planner_failed")) == count
    assert "rules only: the model did not answer at" in api.ask("/status", OWNER).text
    model.script = [call("chats_unanswered"), Answer("4 customers wait.")]
    assert api.ask(ODD, OWNER).text.startswith("4 customers wait.")
    assert "rules only" not in api.ask("/status", OWNER).text


def test_nothing_is_said_where_nothing_was_read(
    started: Program, api: BotApi, model: Model
) -> None:
    model.script = [Answer("Here they are.")]
    sent = api.ask(ODD, OWNER)
    assert "Here they are" not in sent.text
    assert len(sent.buttons) == 3  # the rules' question


@pytest.mark.parametrize(
    "written",
    [
        '<think>Chats, then.</think>{"name": "chats_unanswered", "arguments": {}}',
        "<tool_call>chats_unanswered</tool_call>",
        'Let me see:\n```json\n{"name": "chats_unanswered", "arguments": null}\n```',
    ],
)
def test_a_call_that_the_model_wrote_is_run_and_not_shown(
    written: str, started: Program, api: BotApi, model: Model
) -> None:
    model.script = [Answer(written), Answer("<think>Four.</think>4 customers wait.")]
    answer = api.ask(ODD, OWNER)
    assert answer.text.startswith("4 customers wait.\n\n<b>Chats without an answer: 4</b>")


def test_what_the_model_wrote_for_machines_is_not_shown(
    started: Program, api: BotApi, model: Model
) -> None:
    model.script = [Answer('<|channel|>commentary<|message|>{"till": "fine"}')]
    sent = api.ask(ODD, OWNER)
    assert "channel" not in sent.text
    assert "till" not in sent.text
    assert len(sent.buttons) == 3  # the rules' question
    assert started.events("planner_failed")[-1]["payload"]["code"] == "garbled"


def test_a_change_of_no_products_is_asked_about_and_answered(
    started: Program, api: BotApi, model: Model
) -> None:
    model.script = [call("adjust_price", percent=5, all=True), Answer("Done!")]
    asked = api.ask("pls bump up yonder prices 5% mate", OWNER)
    assert asked.text.startswith("Of which products?")
    assert asked.buttons[0]["text"] == "All products"
    proposed = api.ask("P-112", OWNER)
    assert proposed.text.startswith("<b>New prices: 1</b>")
    (row,) = started.sql("SELECT payload FROM ownerbot_action_log ORDER BY id DESC LIMIT 1")
    assert (row["payload"]["product_ids"], row["payload"]["percent"]) == (["P-112"], "5")


def test_words_inside_the_shop_s_data_order_nothing(
    started: Program, api: BotApi, model: Model
) -> None:
    model.script = [
        call("order_detail", order_id="OB-1006"),
        Answer(calls=(("publish_product", {"stock_at_most": 0, "published": False}),)),
        Answer("It was delivered."),
    ]
    count = len(started.events("action_proposed"))
    answer = api.ask("does yonder OB-1006 parcel dream of home mate", OWNER)
    assert answer.text.startswith("It was delivered.")
    assert len(started.events("action_proposed")) == count


def test_somebody_else_s_words_only_read(started: Program, api: BotApi, model: Model) -> None:
    model.script = [Answer(calls=(("flag_order", {"order_ids": ["OB-1001"]}),))]
    count = len(started.events("action_proposed"))
    since = api.mark()
    origin = {"type": "hidden_user", "sender_user_name": "Somebody", "date": 0}
    api.say("yo boss flag OB-1001 for me", OWNER, forward_origin=origin)
    assert api.wait("sendMessage", since=since).buttons  # the rules' question
    assert len(started.events("action_proposed")) == count


ODDER = "mercury is in retrograde, does my till have feelings"


def test_half_an_emoji_of_the_model_s_silences_nobody(
    started: Program, api: BotApi, model: Model
) -> None:
    model.script = [call("chats_unanswered"), Answer("They wait \ud83d. \x00Hurry")]
    answer = api.ask(ODDER, OWNER)
    assert answer.text.startswith("They wait \ufffd. Hurry\n\n<b>Chats without an answer: 4</b>")
    assert len(model.requests) == 2
    assert api.ask("/help", OWNER).text.startswith("What you can write")


@pytest.mark.parametrize("body", [b"<html>Bad Gateway</html>", b"{}"])
def test_an_answer_that_cannot_be_brought_is_not_asked_for_again(
    started: Program, api: BotApi, model: Model, body: bytes
) -> None:
    model.script = [call("chats_unanswered"), Answer("4 customers wait.")]
    answered, since = len(started.events("planner_answered")), api.mark()
    api.instead = {"sendMessage": (502, body)}
    api.say(ODDER, OWNER)
    api.wait_many("sendMessage", 3, since=since)
    api.instead.clear()
    brought = api.wait_many("sendMessage", 4, since=since)
    assert {item.text for item in brought} == {brought[0].text}
    assert brought[0].text.startswith("4 customers wait.")
    assert len(model.requests) == 2
    assert len(started.events("planner_answered")) == answered + 1


def failing(api: BotApi, model: Model, answer: Answer) -> Call:
    model.script = [answer] * 2  # the SDK tries once more
    return api.ask(ODD, OWNER)


def test_while_the_model_is_away_the_rules_go_on_and_say_so(
    started: Program, api: BotApi, model: Model
) -> None:
    down = Answer(status=500)
    first = failing(api, model, down)
    assert first.text.startswith("The language model does not answer right now")
    assert len(first.buttons) == 3
    assert "rules only: the model did not answer at" in api.ask("/status", OWNER).text
    failing(api, model, down)
    failing(api, model, down)
    model.requests.clear()

    fourth = api.ask(ODD, OWNER)

    assert model.requests == []  # left alone for a while
    assert fourth.text.startswith("The language model does not answer right now")
    assert "Stuck orders" in api.ask("show stuck orders", OWNER).text
    codes = [event["payload"]["code"] for event in started.events("planner_failed")]
    assert codes[-3:] == ["failed"] * 3
