"""What a sentence comes to: a call of a tool, or one sentence back with three buttons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from tools.contracts import Language, Suggestion, Words
from tools.intents.coupon_texts import COUPON_BUTTONS, COUPON_TEXTS, COUPON_TOPICS
from tools.intents.days import Wrong
from tools.intents.forecast_texts import FORECAST_BUTTONS, FORECAST_TEXTS, FORECAST_TOPICS
from tools.intents.product_texts import PRODUCT_TEXTS

LONGEST_QUOTE = 30
#: The texts that say so.
NOT_UNDERSTOOD = frozenset({"unknown", "strange"})
#: The texts that only ask of which products, where prices or discounts in the plural were said.
OF_WHICH = frozenset({"which_prices", "which_discounts"})
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
        return ToolCall(self.tool or "", dict(self.known)) if self.key in OF_WHICH else None


Answer = ToolCall | Question


def is_understood(answer: Answer) -> bool:
    """Whether the rules know all of what was said; what they do not, the planner may."""
    return not answer.ignoring if isinstance(answer, ToolCall) else answer.understood


TEXTS: dict[str, Words] = {
    **COUPON_TEXTS,
    **FORECAST_TEXTS,
    **PRODUCT_TEXTS,
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
    "not_flagged": Words(
        "I changed nothing; to flag an order, write for example: flag OB-1003 reason wrong address.",
        "Я ничего не меняю; чтобы пометить заказ, напишите, например: пометь OB-1003 причина неверный адрес.",
    ),
    "not_undone": Words(
        "I took nothing back; to take the last change back, write: undo. An older one has a button under it.",
        "Я ничего не отменил; чтобы вернуть последнее изменение, напишите: отмени последнее действие. Под более "
        "ранним есть кнопка.",
    ),
    "not_notified": Words(
        "I sent nothing; to write to the team: notify the team: check OB-1003.",
        "Я ничего не отправил; чтобы написать команде: уведомь команду: проверьте OB-1003.",
    ),
    "what_to_tell": Words(
        "What should the team read? Write it, for example: check OB-1003.",
        "Что написать команде? Напишите текст, например: проверьте OB-1003.",
    ),
    "message_long": Words(
        "The message is too long; up to {most} characters fit.",
        "Сообщение слишком длинное; помещается до {most} знаков.",
    ),
    "which_order_to_flag": Words(
        "Which order? Its number, for example OB-1003.",
        "Какой заказ? Номер, например OB-1003.",
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
    "whose_orders": Words(
        "Whose orders? Write a name or a phone number, for example Smith.",
        "Чьи заказы? Напишите имя или телефон, например: Иванова.",
    ),
    "bad_order_id": Words(
        "“{said}” is not an order number; one looks like OB-1003.",
        "«{said}» — это не номер заказа; он выглядит так: OB-1003.",
    ),
    "flag_list": Words(
        "I take up to {most} orders at a time, each by its number: flag OB-1003, OB-1004.",
        "Я беру до {most} заказов за раз, каждый по номеру: пометь OB-1003, OB-1004.",
    ),
    "flag_long_reason": Words(
        "The reason is too long; up to {most} characters fit.",
        "Причина слишком длинная; помещается до {most} знаков.",
    ),
    "flag_odd_reason": Words(
        "I could not read the reason; write it in words, for example: wrong address.",
        "Я не смог прочитать причину; напишите её словами, например: неверный адрес.",
    ),
    "not_switched": Words(
        "I switched nothing; to change the data source, write for example: switch to demo.",
        "Я ничего не переключаю; чтобы сменить источник данных, напишите, например: переключись на демо.",
    ),
    "which_source": Words(
        "To which data source? Write: switch to demo, or: switch to http.",
        "На какой источник данных? Напишите: переключись на демо или переключись на http.",
    ),
    "trend_days": Words(
        "The chart can show 1 to 365 days, for example: /trend 14.",
        "График строится за 1–365 дней, например: /trend 14.",
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

_BUTTONS: dict[str, tuple[Words, str, dict[str, Any]]] = {
    **COUPON_BUTTONS,
    **FORECAST_BUTTONS,
    "today": (Words("KPI today", "KPI за сегодня"), "kpi_snapshot", {"start": 0, "end": 0}),
    "yesterday": (Words("KPI yesterday", "KPI за вчера"), "kpi_snapshot", {"start": 1, "end": 1}),
    "week": (Words("KPI, 7 days", "KPI за 7 дней"), "kpi_snapshot", {"start": 6, "end": 0}),
    "wow": (
        Words("Week to week", "Неделя к неделе"), "kpi_snapshot", {"compare_to": "previous_week"},
    ),
    "mom": (
        Words("Month to month", "Месяц к месяцу"), "kpi_snapshot", {"compare_to": "previous_month"},
    ),
    "before": (
        Words("Today and yesterday", "Сегодня и вчера"),
        "kpi_snapshot",
        {"start": 0, "end": 0, "compare_to": "previous_period"},
    ),
    "trend7": (Words("Revenue, 7 days", "Выручка, 7 дней"), "revenue_trend", {"days": 7}),
    "trend14": (Words("Revenue, 14 days", "Выручка, 14 дней"), "revenue_trend", {"days": 14}),
    "trend30": (Words("Revenue, 30 days", "Выручка, 30 дней"), "revenue_trend", {"days": 30}),
    "trend365": (Words("Revenue, a year", "Выручка за год"), "revenue_trend", {"days": 365}),
    "stuck": (Words("Stuck orders", "Зависшие заказы"), "orders_search", {"preset": "stuck"}),
    "late": (Words("Late orders", "Просроченные заказы"), "orders_search", {"preset": "late_ship"}),
    "last10": (Words("Last 10 orders", "Последние 10 заказов"), "orders_search", {"limit": 10}),
    "orders24": (
        Words("Orders, 24 hours", "Заказы за 24 часа"), "orders_search", {"since_hours": 24},
    ),
    "flagged": (Words("Flagged orders", "Помеченные заказы"), "orders_search", {"flagged": True}),
    "chats": (Words("Unanswered chats", "Чаты без ответа"), "chats_unanswered", {}),
    "chats4": (
        Words("Unanswered over 4 hours", "Без ответа больше 4 часов"),
        "chats_unanswered",
        {"older_than_hours": 4},
    ),
    "top": (Words("Best sellers", "Лучшие товары"), "top_products", {"direction": "top"}),
    "bottom": (Words("Worst sellers", "Худшие товары"), "top_products", {"direction": "bottom"}),
    "stock": (Words("Stock", "Остатки на складе"), "inventory_status", {}),
    "funnel": (Words("Sales funnel", "Воронка продаж"), "funnel_snapshot", {}),
    "refunds": (Words("Refunds", "Возвраты"), "refunds_anomalies", {}),
    "trust": (Words("Worth a second look", "Стоит проверить"), "truststack_signals", {}),
    "status": (Words("Is everything working", "Всё ли работает"), "system_status", {}),
    "errors": (Words("Last errors", "Последние ошибки"), "system_status", {"section": "errors"}),
}  # fmt: skip

#: Which three buttons go with a question about what.
_TOPICS: dict[str, tuple[str, str, str]] = {
    **COUPON_TOPICS,
    **FORECAST_TOPICS,
    "": ("today", "stuck", "chats"),
    "kpi_snapshot": ("today", "yesterday", "week"),
    "compare": ("before", "wow", "mom"),
    "revenue_trend": ("trend7", "trend30", "trend365"),
    "orders_search": ("stuck", "orders24", "last10"),
    "order_detail": ("last10", "stuck", "late"),
    "flag_order": ("stuck", "late", "last10"),
    "notify_team": ("stuck", "chats", "today"),
    "chats_unanswered": ("chats", "chats4", "stuck"),
    "system_status": ("status", "errors", "today"),
    "top_products": ("top", "bottom", "week"),
    "inventory_status": ("stock", "bottom", "top"),
    "funnel_snapshot": ("funnel", "week", "trend14"),
    "refunds_anomalies": ("refunds", "trust", "week"),
    "truststack_signals": ("trust", "refunds", "stuck"),
    "adjust_price": ("top", "bottom", "stock"),
    "set_discount": ("stock", "bottom", "top"),
    "publish_product": ("stock", "bottom", "top"),
}


@dataclass(frozen=True)
class Asker:
    """Whom we answer: the shop's day today, and the language."""

    today: date
    language: Language

    def ask(
        self,
        key: str,
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
            text=TEXTS[key].to(self.language).format(**quoted),
            suggestions=tuple(self._button(name) for name in _TOPICS[about]),
            missing=missing,
            tool=tool,
            known=dict(known or {}),
            key=key,
        )

    def not_yet(self, topic: Words) -> Question:
        return self.ask("not_yet", topic=topic.to(self.language))

    def wrong(self, wrong: Wrong, about: str) -> Question:
        """What is wrong with a period; a trend's length has a text of its own."""
        if about == "revenue_trend" and wrong.reason == "count":
            return self.ask("trend_days", about=about, tool=about, missing="days")
        return self.ask(wrong.reason, about=about, tool=about or None, said=wrong.said)

    def _button(self, name: str) -> Suggestion:
        label, tool, payload = _BUTTONS[name]
        return Suggestion(label=label.to(self.language), tool=tool, payload=self._dated(payload))

    def _dated(self, payload: Mapping[str, Any]) -> dict[str, Any]:
        """Days of a button's payload are written as days back from today."""
        return {
            key: (self.today - timedelta(days=value)).isoformat()
            if key in {"start", "end"}
            else value
            for key, value in payload.items()
        }


def _short(value: Any) -> str:
    text = " ".join(str(value).split())
    return text if len(text) <= LONGEST_QUOTE * 2 else f"{text[:LONGEST_QUOTE]}…"
