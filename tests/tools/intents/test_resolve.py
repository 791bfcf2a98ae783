"""Questions that name what is wrong, commands, and any input at all."""

from __future__ import annotations

import re
import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tools.conftest import HANGS_SEC
from tests.tools.intents.phrases import TODAY, phrases
from tools import registry
from tools.intents.answers import TEXTS, Requests, list_calls
from tools.intents.resolve import (
    Answer,
    Question,
    ToolCall,
    detect_language,
    resolve,
    understand_command,
)
from tools.intents.sentence import parse
from tools.languages import Language

PROMOTIONS = ("create_coupon", "disable_coupon", "pause_campaign")
FLAG_WORD = re.compile("фла[гж]|поме[тч]|отме[тч]|маркир|flag|mark", re.IGNORECASE)
WORDS = sorted({word for phrase in phrases() for word in phrase.text.split()})


def ask(text: str, today: date = TODAY) -> Answer:
    return resolve(text, today=today, language=detect_language(text, "en"))


def command(text: str) -> Answer | None:
    return understand_command(parse(text, today=TODAY, language=detect_language(text, "en")))


def question(text: str) -> Question:
    answer = ask(text)
    assert isinstance(answer, Question)
    return answer


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("KPI за 32.13.2026", "Дня «32.13.2026» не бывает; напишите, например, 22.11.2026."),
        ("KPI за завтра", "«завтра» ещё не наступило; цифры есть по сегодняшний день."),
        ("KPI 9999-01-01", "“9999-01-01” has not come yet; I have figures up to today."),
        ("KPI 0001-01-01", "“0001-01-01” is too long ago; the shop's figures do not go back that far."),
        ("выручка за 99999999999 дней", "График строится за 1–365 дней, например: /trend 14."),
        ("revenue for 366 days", "The chart can show 1 to 365 days, for example: /trend 14."),
        ("KPI за 400 дней", "«400 дней» не подходит; я смотрю от 1 до 365 дней."),
        ("KPI 11/12/2026", "“11/12/2026” can be read in two ways; write the day like 2026-11-22 or 22.11.2026."),
        ("KPI с 12 по 5 октября", "«12 по 5 октября»: конец раньше начала; напишите сначала более ранний день."),
        ("продажи в Берлине", "Я не понял «Берлине»; может быть, подойдёт одно из этого?"),
        ("прогноз на 61 день", "Я смотрю вперёд на 1–60 дней, считая сегодняшний, например: прогноз на 14 дней."),
        ("forecast for a week or a month", "I can look 1 to 60 days ahead, today being the first, for example: forecast for 14 days."),
        ("прогноз на завтра", "Я не понял «завтра»; может быть, подойдёт одно из этого?"),
        ("create coupon A10 for 10% until 1 November", "“1 november” has passed; write the day with its year, for example 31.12.2026."),
        ("create coupon A10 for 10% until 11/12/2026", "“11/12/2026” can be read in two ways; write the day like 2026-11-22 or 22.11.2026."),
        ("create coupon A10 for 10% until 31 February", "There is no such day as “31 february”; write it like 2026-11-22 or 22.11.2026."),
        ("create coupon A10 for 10% from 5 to 1 December", "“from 5 to 1 december” ends before it begins; write the earlier day first."),
        ("create coupon A10 for $5", "“$5” does not work; write the amount like 5.50, in EUR."),
        ("create coupon A10 for 1,000 euro", "“1,000 euro” does not work; write the amount like 5.50, in EUR."),
        ("создай купон A10 на 150%", "«150» не подходит; купон даёт от 1 до 95 целых процентов."),
        ("create coupon A10 for 10% in Berlin", "I did not understand “Berlin”; perhaps one of these helps?"),
        ("don't disable coupon SHIP5", "I changed nothing; to order it, write for example: disable coupon SHIP5, or pause campaign C-1."),
        ("stuck orders for 99999 hours", "“99999” does not work here; I can look back 1 to 8760 hours."),
        ("спасибо", "Пожалуйста! Обращайтесь."),
        ("thanks", "You are welcome! Ask me any time."),
        ("ok thanks", "You are welcome! Ask me any time."),
        *((said, "Чтобы подтвердить или отменить изменение, нажмите кнопку под его описанием.")
          for said in ("да", "Да, спасибо!", "подтверждаю", "отмена", "отмени", "стоп", "не надо")),
        *((said, "To confirm or cancel a change, tap the button under its preview.")
          for said in ("yes", "Yes please", "ok", "confirm", "cancel", "Cancel!", "stop", "no")),
        *((said, "Здравствуйте! Спросите про продажи, заказы или чаты с покупателями.")
          for said in ("привет",)),
        *((said, TEXTS["able"].to("ru")) for said in ("помоги", "помощь", "что ты умеешь")),
        *((said, TEXTS["able"].en) for said in ("help me", "what can you do?")),
        ("flag OB-1003 reason <&><&>", "I could not read the reason; write it in words, for example: wrong address."),
        ("пометь OB-1003 причина ...", "Я не смог прочитать причину; напишите её словами, например: неверный адрес."),
        ("flag Ob-99999999999999", "“Ob-99999999999999” is not an order number; one looks like OB-1003."),
        ("order OB-99999999999999", "“OB-99999999999999” is not an order number; one looks like OB-1003."),
        ("order OB-" + "9" * 90, f"“OB-{'9' * 27}…” is not an order number; one looks like OB-1003."),
        ("<script>KPI</script>", "I did not understand “script”; perhaps one of these helps?"),
    ],
)  # fmt: skip
def test_question_names_what_is_wrong(text: str, said: str) -> None:
    assert question(text).text == said


@pytest.mark.parametrize(
    ("text", "tool", "missing"),
    [
        ("пометь", "flag_order", "order_ids"),
        ("flag an order", "flag_order", "order_ids"),
        ("/flag", "flag_order", "order_ids"),
        ("flag OB-1234567890123", "flag_order", "order_ids"),
        (f"flag OB-1003 {'x' * 600}", "flag_order", "reason"),
        ("flag OB-1003 reason <&><&>", "flag_order", "reason"),
        ("отмени флаг", "flag_order", "order_ids"),
        ("статус заказа", "order_detail", "order_id"),
        ("/order", "order_detail", "order_id"),
        ("/trend abc", "revenue_trend", "days"),
        ("orders of customer", "orders_search", "query"),
        ("создай купон", "create_coupon", "code"),
        ("create coupon A10", "create_coupon", "percent_off"),
        ("create coupon A10 for 10", "create_coupon", "percent_off"),
        ("create coupon A10 for 10%, 0 uses", "create_coupon", "max_uses"),
        ("отключи купон", "disable_coupon", "code"),
        ("pause campaign", "pause_campaign", "campaign_id"),
        ("привет", None, ""),
        ("don't flag OB-1003", None, ""),
    ],
)
def test_question_says_which_argument_is_missing(
    text: str, tool: str | None, missing: str
) -> None:
    found = question(text)

    assert (found.tool, found.missing) == (tool, missing)


def test_buttons_of_a_question() -> None:
    found = question("KPI за завтра")

    assert [
        (suggestion.label, suggestion.tool, suggestion.payload) for suggestion in found.suggestions
    ] == [
        ("KPI за сегодня", "kpi_snapshot", {"start": "2026-11-23", "end": "2026-11-23"}),
        ("KPI за вчера", "kpi_snapshot", {"start": "2026-11-22", "end": "2026-11-22"}),
        ("KPI за 7 дней", "kpi_snapshot", {"start": "2026-11-17", "end": "2026-11-23"}),
    ]


@pytest.mark.parametrize(
    ("today", "text", "start", "end"),
    [
        (date(2026, 1, 10), "KPI за 25 декабря", "2025-12-25", "2025-12-25"),
        (date(2026, 1, 10), "KPI за декабрь", "2025-12-01", "2025-12-31"),
        (date(2026, 1, 10), "KPI с 25 декабря по 5 января", "2025-12-25", "2026-01-05"),
        (date(2026, 1, 10), "KPI last month", "2025-12-01", "2025-12-31"),
        (date(2026, 1, 1), "KPI yesterday", "2025-12-31", "2025-12-31"),
        (date(2024, 2, 29), "KPI за 29 февраля", "2024-02-29", "2024-02-29"),
        (date(2024, 3, 1), "KPI вчера", "2024-02-29", "2024-02-29"),
        (date(2026, 11, 22), "KPI за эту неделю", "2026-11-16", "2026-11-22"),
        (date(2026, 11, 22), "KPI last week", "2026-11-09", "2026-11-15"),
        (date(2026, 5, 15), "KPI last quarter", "2026-01-01", "2026-03-31"),
        (date(2026, 5, 15), "KPI за прошлый год", "2025-01-01", "2025-12-31"),
    ],
)
def test_days_around_the_edges(today: date, text: str, start: str, end: str) -> None:
    assert ask(text, today) == ToolCall("kpi_snapshot", {"start": start, "end": end})


def test_a_command_and_what_follows_it() -> None:
    assert command("/trend 14") == ToolCall("revenue_trend", {"days": 14})
    assert command("/KPI@owner_bot вчера") == ToolCall(
        "kpi_snapshot", {"start": "2026-11-22", "end": "2026-11-22"}
    )
    assert command("/start") is None


def test_commands_do_not_become_another_tool() -> None:
    for name in ("kpi", "orders", "stuck", "order", "chats"):
        assert isinstance(command(f"/{name} flag OB-1003"), Question)


@pytest.mark.parametrize(
    ("text", "language"),
    [("KPI вчера", "ru"), ("KPI", "en"), ("", "en"), ("Ё", "ru"), ("שלום", "en")],
)
def test_language_of(text: str, language: str) -> None:
    assert detect_language(text, "en") == language


@pytest.mark.parametrize(
    "text",
    [
        "9" * 4096, "OB-" + "9" * 4093, "flag " + "OB-1003, " * 500, "-" * 4096, "1." * 2048, "+1 " * 1365,
        "за " * 1365, "1-1-" * 1024, "a'" * 2048, "KPI " * 1024, "🙂" * 4096, "flag OB-1003 " + "не " * 1300,
        "от 5 по " * 512, "последние " * 409, "\ud800" * 100, "\x00" * 100, "flag OB-\x001003", "<b>" * 1365,
        "<b" + " " * 4094, "<a x=\"" * 682, "<a" + " x=\"\"" * 818, "cancel the flag " * 256, "да " * 1365,
        "ob" * 2048, "О" * 100_000, "неделя к " * 450, "vs last " * 512, "create coupon " + "a-" * 2000, "create coupon " + "A1 10% " * 580,
        "disable coupon " + "до 5 " * 800, "pause campaign " + "C-1 " * 1000, "with a flag " * 341, "12/" * 1365,
    ],
)  # fmt: skip
def test_long_and_odd_texts_do_not_hang(text: str) -> None:
    started = time.process_time()
    answer = ask(text)

    assert isinstance(answer, (ToolCall, Question, Requests))
    assert time.process_time() - started < HANGS_SEC


def test_lone_surrogates_do_not_reach_a_payload() -> None:
    assert ask("flag OB-1003 bad \ud800 text\x00") == ToolCall(
        "flag_order", {"order_ids": ["OB-1003"], "reason": "bad   text"}
    )


anything = st.one_of(
    st.text(st.characters(codec=None, categories=None), max_size=200),
    st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join),
    st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=6)), max_size=10).map(" ".join),
)


@settings(max_examples=400, deadline=None)
@given(anything, st.dates(date(2000, 1, 1), date(2100, 12, 31)))
def test_any_text_has_an_answer(text: str, today: date) -> None:
    answer = ask(text, today)

    if isinstance(answer, Question):
        assert len(answer.suggestions) == 3
    else:
        for call in list_calls(answer):
            ends = call.payload.get("end", today.isoformat())
            assert call.payload.get("start", ends) <= ends <= today.isoformat()


@settings(max_examples=400, deadline=None)
@given(anything)
def test_nothing_is_flagged_without_the_word(text: str) -> None:
    answer = ask(text)

    if isinstance(answer, ToolCall) and answer.tool == "flag_order":
        assert FLAG_WORD.search(text)


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(["не помечай", "не надо помечать", "don't flag", "do not flag", "never flag"]),
    st.sampled_from(["OB-1003", "stuck orders", "просроченные заказы", "заказ 1003"]),
    st.lists(st.sampled_from(WORDS), max_size=5).map(" ".join),
)
def test_a_negated_flag_is_never_an_action(negation: str, scope: str, rest: str) -> None:
    answer = ask(f"{negation} {scope} {rest}")

    assert not (isinstance(answer, ToolCall) and answer.tool == "flag_order")


PRODUCT_ACTIONS = {
    "adjust_price": re.compile("цен|pric", re.IGNORECASE),
    "set_discount": re.compile("скид|discount", re.IGNORECASE),
    "publish_product": re.compile(
        "скр|пря|архив|витрин|публик|прода|publish|hide|archive", re.IGNORECASE
    ),
}


@settings(max_examples=400, deadline=None)
@given(anything)
def test_no_product_changes_without_its_word(text: str) -> None:
    answer = ask(text)

    if isinstance(answer, ToolCall) and answer.tool in PRODUCT_ACTIONS:
        assert PRODUCT_ACTIONS[answer.tool].search(text)


#: Words that take back an order wherever they stand in it.
DOUBTS: dict[Language, tuple[str, ...]] = {
    "en": ("don't", "never", "if", "why", "no need", "unless"),
    "ru": ("не", "не надо", "если", "почему", "нельзя"),
}
#: Words between which nothing is said: "out don't of stock" is no English.
UNBROKEN = ("out of stock", "zero stock", "data source")


def break_words(text: str) -> list[str]:
    """Return the words, those of an unbreakable run as one."""
    for run in UNBROKEN:
        text = text.replace(run, run.replace(" ", "_"))
    return [word.replace("_", " ") for word in text.split()]


@pytest.mark.parametrize("tool", [*PRODUCT_ACTIONS, "pause_campaign", "switch_upstream"])
def test_a_doubt_anywhere_in_an_order_unsettles_it(tool: str) -> None:
    done = []
    for phrase in phrases():
        words = break_words(phrase.text)
        if phrase.tool != tool or phrase.text.startswith("/"):
            continue
        for doubt in DOUBTS[detect_language(phrase.text, "en")]:
            for at in range(len(words) + 1):
                if at and words[at - 1].endswith((",", "and", "и")):
                    continue  # "P-1 and not P-2" corrects itself
                text = " ".join([*words[:at], doubt, *words[at:]])
                answer = ask(text)
                if isinstance(answer, ToolCall) and answer.tool == tool:
                    done.append(text)

    assert done == []


@pytest.mark.parametrize(
    ("text", "tool", "missing"),
    [
        ("подними цены", "adjust_price", "product_ids"),
        ("подними все цены", "adjust_price", "raise_by"),
        ("подними цены на 2", "adjust_price", "raise_by"),
        ("измени цену на 39.90", "adjust_price", "product_ids"),
        ("подними цену P-101 на 2", "adjust_price", "raise_by"),
        ("измени цену P-101 на 0", "adjust_price", "set_to"),
        ("raise the price of P-1234567890123 by 3%", "adjust_price", "product_ids"),
        ("скидка 10%", "set_discount", "product_ids"),
        ("скидка на P-101", "set_discount", "percent"),
        ("hide products", "publish_product", "product_ids"),
        ("топ 500 товаров", "top_products", "limit"),
        ("цена P-101", None, ""),
        ("не поднимай цены", None, ""),
    ],
)
def test_a_change_of_products_says_what_it_lacks(
    text: str, tool: str | None, missing: str
) -> None:
    found = question(text)

    assert (found.tool, found.missing) == (tool, missing)


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(["не", "don't", "do not", "never", "if", "если", "should we", "зачем", "не надо"]),
    st.sampled_from([
        "create coupon A10 for 10%", "создать купон A10 на 10%", "disable coupon SHIP5",
        "отключить купон SHIP5", "pause campaign C-1", "приостановить кампанию C-1", "resume C-4",
    ]),
    st.lists(st.sampled_from(WORDS), max_size=4).map(" ".join),
)  # fmt: skip
def test_a_doubted_change_of_a_coupon_is_never_an_action(
    doubt: str, order: str, rest: str
) -> None:
    for text in (f"{doubt} {order} {rest}", f"{order} {doubt} {rest}"):
        answer = ask(text)
        assert not (isinstance(answer, ToolCall) and answer.tool in PROMOTIONS)


@settings(max_examples=300, deadline=None)
@given(anything)
def test_a_coupon_gets_only_the_code_and_worth_that_were_said(text: str) -> None:
    answer = ask(f"create coupon {text}")

    if isinstance(answer, ToolCall) and answer.tool == "create_coupon":
        assert answer.payload["code"] in text.upper()
        assert ("percent_off" in answer.payload) != ("amount_off" in answer.payload)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_examples_of_help_lead_to_their_tools(language: str) -> None:
    for tool in registry.list_tools():
        example = tool.examples.to("ru" if language == "ru" else "en")
        answer = ask(example)
        assert isinstance(answer, ToolCall), example
        assert answer.tool == tool.name
        tool.Payload.model_validate(answer.payload)


@pytest.mark.parametrize(
    ("today", "text", "ends"),
    [
        (date(2026, 11, 23), "until Friday", "2026-11-27"),
        (date(2026, 11, 27), "until Friday", "2026-12-04"),
        (date(2026, 12, 30), "until 5 January", "2027-01-05"),
        (date(2027, 1, 31), "до конца месяца", "2027-01-31"),
        (date(2028, 2, 1), "until the end of the month", "2028-02-29"),
        (date(2026, 11, 23), "до конца года", "2026-12-31"),
        (date(2026, 11, 23), "до конца недели", "2026-11-29"),
        (date(2027, 3, 1), "until 29 February 2028", "2028-02-29"),
        (date(2026, 12, 31), "until tomorrow", "2027-01-01"),
    ],
)
def test_the_end_of_a_coupon_lies_ahead(today: date, text: str, ends: str) -> None:
    assert ask(f"create coupon A10 for 10% {text}", today) == ToolCall(
        "create_coupon", {"code": "A10", "percent_off": 10, "ends_at": ends}
    )
