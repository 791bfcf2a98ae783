"""What a sentence comes to: a call of a tool, or one sentence back with three buttons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from tools import registry
from tools.contracts import Language, Suggestion, Words
from tools.intents.values.day import Wrong

if TYPE_CHECKING:
    from tools.intents.frame import Button

LONGEST_QUOTE = 30
#: The texts that say so.
NOT_UNDERSTOOD = frozenset({"unknown", "strange"})
#: The texts that only ask of which products, where prices or discounts in the plural were said.
OF_WHICH = "of_which"
#: Known of a change of prices before its amount is, and no argument: what will ask for the amount.
WAY = "way"


@dataclass(frozen=True)
class ToolCall:
    """A tool and its arguments as JSON values; days are ISO strings."""

    tool: str
    payload: dict[str, Any]
    #: Words of a question that the rules do not know and have left out; the answer says so.
    ignoring: str = ""


@dataclass(frozen=True)
class Question:
    """What we say instead of guessing; `missing` names the argument that `tool` still needs, `known`
    those that have been said. `key` names the text."""

    text: str
    suggestions: tuple[Suggestion, ...]
    missing: str = ""
    tool: str | None = None
    known: Mapping[str, Any] = field(default_factory=dict)
    key: str = ""

    @property
    def understood(self) -> bool:
        """Whether the rules know what was meant; what they do not, the planner may."""
        return self.key not in NOT_UNDERSTOOD

    @property
    def so_far(self) -> ToolCall | None:
        """The change that was ordered in full, but for its products; None where more is open."""
        return ToolCall(self.tool or "", dict(self.known)) if self.key == OF_WHICH else None


Answer = ToolCall | Question


def is_understood(answer: Answer) -> bool:
    """Whether the rules know all of what was said; what they do not, the planner may."""
    return not answer.ignoring if isinstance(answer, ToolCall) else answer.understood


TEXTS: dict[str, Words] = {
    "unknown": Words(
        "I did not understand that; here is what you can ask.",
        "Я не понял вопрос; вот что можно спросить.",
    ),
    "strange": Words(
        "I did not understand “{said}”; perhaps one of these helps?",
        "Я не понял «{said}»; может быть, подойдёт одно из этого?",
    ),
    "hello": Words(
        "Hello! Ask me about sales, orders or customer chats.",
        "Здравствуйте! Спросите про продажи, заказы или чаты с покупателями.",
    ),
    "able": Words(
        "I answer about sales, orders, chats, products, coupons, refunds and forecasts, and prepare changes: flags, "
        "prices, discounts, coupons, campaigns, messages to the team. /help shows how to say it.",
        "Я отвечаю про продажи, заказы, чаты, товары, купоны, возвраты и прогнозы и готовлю изменения: пометки, цены, "
        "скидки, купоны, кампании, сообщения команде. Примеры: /help.",
    ),
    "welcome": Words("You are welcome! Ask me any time.", "Пожалуйста! Обращайтесь."),
    "decide": Words(
        "To confirm or cancel a change, tap the button under its preview.",
        "Чтобы подтвердить или отменить изменение, нажмите кнопку под его описанием.",
    ),
    "not_yet": Words(
        "{topic}: this is not among the things I can do yet; here is what you can ask.",
        "{topic} — этого я пока не умею; вот что можно спросить.",
    ),
    "no_such_row": Words(
        "On the last card there are {count}; say which one you mean, or write its number.",
        "На последней карточке их {count}; скажите, какой по счёту, или напишите номер.",
    ),
    "same_for": Words(
        "I cannot have the last card for “{said}”; ask for it in full, please.",
        "Последнюю карточку для «{said}» я показать не могу; спросите, пожалуйста, полностью.",
    ),
    "which_order": Words(
        "Which order? Its number, for example OB-1003.",
        "Какой заказ? Номер, например OB-1003.",
    ),
    "bad_order_id": Words(
        "“{said}” is not an order number; one looks like OB-1003.",
        "«{said}» — это не номер заказа; он выглядит так: OB-1003.",
    ),
    "trend_days": Words(
        "The chart can show 1 to 365 days, for example: /trend 14.",
        "График строится за 1–365 дней, например: /trend 14.",
    ),
    "days_ahead": Words(
        "I can look 1 to 60 days ahead, today being the first, for example: forecast for 14 days.",
        "Я смотрю вперёд на 1–60 дней, считая сегодняшний, например: прогноз на 14 дней.",
    ),
    "whose_orders": Words(
        "Whose orders? Write a name or a phone number, for example Smith.",
        "Чьи заказы? Напишите имя или телефон, например: Иванова.",
    ),
    "coupon_verb": Words(
        "I changed nothing; to create a coupon, write for example: create coupon AUTUMN10 for 10%.",
        "Я ничего не меняю; чтобы создать купон, напишите, например: создай купон AUTUMN10 на 10%.",
    ),
    "limit": Words("I can list 1 to {most} at a time.", "За раз я показываю от 1 до {most}."),
    "hours": Words(
        "“{said}” does not work here; I can look back 1 to {most} hours.",
        "«{said}» не подходит; я смотрю от 1 до {most} часов назад.",
    ),
    "orders_older": Words(
        "I list orders by when they came in, and by what is wrong with them now; older than so long I cannot pick out.",
        "Заказы я беру по времени создания и по тому, что с ними не так сейчас; «старше стольких-то» выбрать не могу.",
    ),
    "chats_newer": Words(
        "I list chats by how long they have been waiting, for example: chats waiting over 2 hours.",
        "Чаты я беру по тому, сколько они ждут, например: чаты без ответа больше 2 часов.",
    ),
    "compare": Words(
        "I can compare with the previous period, week or month; choose one.",
        "Я сравниваю с прошлым периодом, неделей или месяцем; выберите.",
    ),
    "two_windows": Words(
        "I see two different periods; ask about one at a time.",
        "Здесь два разных периода; спросите про каждый отдельно.",
    ),
    "no_such_day": Words(
        "There is no such day as “{said}”; write it like 2026-11-22 or 22.11.2026.",
        "Дня «{said}» не бывает; напишите, например, 22.11.2026.",
    ),
    "future": Words(
        "“{said}” has not come yet; I have figures up to today.",
        "«{said}» ещё не наступило; цифры есть по сегодняшний день.",
    ),
    "count": Words(
        "“{said}” does not work; I can look at 1 to 365 days.",
        "«{said}» не подходит; я смотрю от 1 до 365 дней.",
    ),
    "vague": Words(
        "I cannot tell which days “{said}” means; name the days, for example: last 7 days.",
        "Я не понял, какие дни значит «{said}»; назовите дни, например: последние 7 дней.",
    ),
    "ambiguous": Words(
        "“{said}” can be read in two ways; write the day like 2026-11-22 or 22.11.2026.",
        "«{said}» можно понять по-разному; напишите день так: 22.11.2026.",
    ),
    "backwards": Words(
        "“{said}” ends before it begins; write the earlier day first.",
        "«{said}»: конец раньше начала; напишите сначала более ранний день.",
    ),
    "open": Words(
        "“{said}” has only one end; name both days, for example: from 5 to 12 October.",
        "В «{said}» не хватает второго дня; напишите оба, например: с 5 по 12 октября.",
    ),
    "old": Words(
        "“{said}” is too long ago; the shop's figures do not go back that far.",
        "«{said}» — слишком давно; таких старых цифр у магазина нет.",
    ),
}

#: The reads offered where a question is about nothing in particular.
STARTERS = ("today", "stuck", "chats")
#: Those offered where it is open what to compare with.
COMPARISONS = ("before", "wow", "mom")


@dataclass(frozen=True)
class Asker:
    """Whom we answer: the shop's day today, and the language."""

    today: date
    language: Language

    def ask(
        self,
        key: str | Words,
        *,
        about: str = "",
        tool: str | None = None,
        missing: str = "",
        known: Mapping[str, Any] | None = None,
        **values: Any,
    ) -> Question:
        """The question of that key with the buttons of that topic."""
        quoted = {name: _short(value) for name, value in values.items()}
        return Question(
            text=(TEXTS[key] if isinstance(key, str) else key).to(self.language).format(**quoted),
            suggestions=tuple(self._button(name) for name in _offers(about)),
            missing=missing,
            tool=tool,
            known=dict(known or {}),
            key=key if isinstance(key, str) else "",
        )

    def not_yet(self, topic: Words) -> Question:
        return self.ask("not_yet", topic=topic.to(self.language))

    def wrong(self, wrong: Wrong, about: str) -> Question:
        """What is wrong with a period; a trend's length has a text of its own."""
        if about == "revenue_trend" and wrong.reason == "count":
            return self.ask("trend_days", about=about, tool=about, missing="days")
        return self.ask(wrong.reason, about=about, tool=about or None, said=wrong.said)

    def _button(self, name: str) -> Suggestion:
        tool, button = _buttons()[name]
        label = button.label.to(self.language)
        return Suggestion(label=label, tool=tool, payload=self._dated(button.payload))

    def _dated(self, payload: Mapping[str, Any]) -> dict[str, Any]:
        """Days of a button's payload are written as days back from today."""
        return {
            key: (self.today - timedelta(days=value)).isoformat()
            if key in {"start", "end"}
            else value
            for key, value in payload.items()
        }


def _offers(about: str) -> tuple[str, ...]:
    """The buttons that go with a question about that tool, by their names."""
    if about == "compare":
        return COMPARISONS
    tool = registry.get(about)
    frame = tool.understands if tool is not None else None
    return (frame.offers if frame is not None else ()) or STARTERS


def _buttons() -> dict[str, tuple[str, Button]]:
    """Every button that a read declares, with its tool."""
    return {
        button.key: (tool.name, button)
        for tool in registry.all_tools()
        for button in getattr(tool.understands, "buttons", ())
    }


def _short(value: Any) -> str:
    text = " ".join(str(value).split())
    return text if len(text) <= LONGEST_QUOTE * 2 else f"{text[:LONGEST_QUOTE]}…"
