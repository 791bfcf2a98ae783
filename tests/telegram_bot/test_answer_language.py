"""Through the dispatcher: an answer is in the language of its sentence unless the owner fixed one."""

from __future__ import annotations

from typing import Any

import pytest

from tests.servers.telegram import Call
from tests.telegram_bot.test_handling import Bench, bench, server  # noqa: F401 -- fixtures
from tools.languages import Language, choose_by_script

pytestmark = pytest.mark.django_db(transaction=True)

CONTACT = {"phone_number": "1", "first_name": "Bo"}


class Talk:
    """An owner, by default with a Russian Telegram, and the languages of the answers."""

    def __init__(self, bench: Bench) -> None:  # noqa: F811 -- the fixture
        self._bench = bench

    async def write(self, text: str = "", *, client: str = "ru", **content: Any) -> Language:
        """Send it; return the language of the answer, with its card and buttons."""
        await self.get_answer(text, client=client, **content)
        return self._read_language()

    async def get_answer(self, text: str = "", *, client: str = "ru", **content: Any) -> Call:
        content = content or {"text": text}
        await self._bring(
            self._bench.telegram.message(self._bench.owner, language=client, **content)
        )
        return self._last()

    async def tap(self, data: str, on: Call | None = None) -> Language:
        """Tap such a button of that message; return the language of what the bot says then."""
        update = self._bench.telegram.tap(data, self._bench.owner, on=on, language="ru")
        await self._bring(update)
        return self._read_language()

    async def _bring(self, update: dict[str, Any]) -> None:
        self._bench.since = self._bench.telegram.mark()
        await self._bench.bring(update)
        await self._bench.is_over()

    def _last(self) -> Call:
        calls = self._bench.telegram.calls[self._bench.since :]
        told = [
            call
            for call in calls
            if call.method in {"sendMessage", "editMessageText", "answerCallbackQuery"}
        ]
        return [call for call in told if call.text][-1]

    def _read_language(self) -> Language:
        return choose_by_script(self._last().text, "en")


@pytest.fixture
def talk(bench: Bench, settings: Any) -> Talk:  # noqa: F811 -- the fixture
    settings.OWNER_LANGUAGE = ""
    return Talk(bench)


async def test_each_sentence_is_answered_in_its_own_language(talk: Talk) -> None:
    for client in ("ru", "en"):
        assert await talk.write("зависшие заказы", client=client) == "ru"
        assert await talk.write("show stuck orders", client=client) == "en"
        assert await talk.write("prodazhi za vchera", client=client) == "ru"
        assert await talk.write("what do you know of mercury", client=client) == "en"
        assert await talk.write("ghjlf;b pf dxthf", client=client) == "ru"
        assert await talk.write("flag an order", client=client) == "en"


async def test_what_has_no_words_keeps_the_language_of_the_last_sentence(talk: Talk) -> None:
    assert await talk.write("/help", client="ru") == "ru"
    assert await talk.write("show stuck orders", client="ru") == "en"
    for text in ("OB-1003", "/kpi", "🙂", "/nothing", "/help"):
        assert await talk.write(text, client="ru") == "en", text
    assert await talk.write(contact=CONTACT) == "en"
    assert await talk.write("зависшие заказы", client="en") == "ru"
    assert await talk.write("/kpi", client="en") == "ru"
    assert await talk.write(contact=CONTACT, client="en") == "ru"


async def test_a_tap_keeps_the_language_of_its_message(talk: Talk) -> None:
    english = await talk.get_answer("flag an order")
    assert await talk.write("зависшие заказы") == "ru"
    assert await talk.tap("strange", on=english) == "en"
    assert await talk.tap("strange") == "ru"


async def test_a_forgotten_chat_is_answered_in_the_language_of_telegram(talk: Talk) -> None:
    assert await talk.write("show stuck orders") == "en"
    assert await talk.write("/forget") == "en"
    assert await talk.write("/help") == "ru"


@pytest.mark.parametrize(
    ("fixed", "text"), [("ru", "show stuck orders"), ("en", "зависшие заказы")]
)
async def test_the_language_that_the_owner_fixed_is_that_of_all_answers(
    talk: Talk, settings: Any, fixed: Language, text: str
) -> None:
    settings.OWNER_LANGUAGE = fixed
    for said in (text, "OB-1003", "/help"):
        assert await talk.write(said) == fixed
    assert await talk.tap("strange") == fixed
