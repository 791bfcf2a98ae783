"""Which changes an owner's sentence may lead to: those it orders with a verb, and nothing that asks,
doubts, tells of the past or takes it back.

What a tool has read cannot add to this. So a text inside an order, a name or a chat, whatever it
says, never makes the model propose a kind of change that its reader has not ordered.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from tools.dashes import plain_dashes
from tools.intents.answers import Question
from tools.intents.frame import ActionFrame
from tools.intents.gate import is_quoted, is_told, names_later
from tools.intents.imperative import action_frames
from tools.intents.language.tokens import clean, tokenize
from tools.intents.sentence import Sentence, parse

_PRICE_VERBS = (
    r"raise|increase|make|lift|cut|lower|reduce|decrease|drop|set|change|adjust|reprice|put|bump|mark"
    r"|подними|поднять|повысь|повысить|увеличь|увеличить|снизь|снизить|понизь|понизить|уменьши"
    r"|уменьшить|опусти|опустить|измени|изменить|поменяй|поменять|поставь|поставить|назначь|назначить"
    r"|установи|установить|сделай|сделать|накинь|скинь|сбавь"
)
_OFF_VERBS = r"remove|clear|end|drop|stop|сними|снять|убери|убрать|отключи|отключить"


@dataclass(frozen=True)
class Order:
    """How people order one kind of change: a verb, what it is about, and words that mean another."""

    verbs: str
    about: str
    not_with: str = r"(?!)"
    #: Whether it can wait for a day that was named.
    has_days: bool = False


ORDERS: dict[str, Order] = {
    "flag_order": Order(
        r"flag|unflag|mark|unmark|remove|clear|пометь|пометить|отметь|отметить|флагни|зафлагай|сними|снять|убери",
        r"flag|unflag|mark|unmark|order|ob\d|заказ|помет|отмет|флаг|пометк",
        r"ship$|shipped|paid|deliver|done|выполнен|оплачен|доставлен|отправлен",
    ),
    "notify_team": Order(
        r"notify|tell|write|message|inform|remind|ask|let|сообщи|сообщить|уведомь|уведоми|уведомить|напиши|написать"
        r"|передай|передать|скажи|напомни|попроси",
        r"team|everyone|everybody|managers?|staff|colleagues|guys|команд|менеджер|сотрудник|коллег|всем|ребят",
        has_days=True,
    ),
    "create_coupon": Order(
        r"create|make|add|issue|launch|start|give|set|создай|создать|сделай|сделать|заведи|завести|выпусти|добавь|запусти",
        r"coupon|promo|voucher|code|купон|промо",
        has_days=True,
    ),
    "disable_coupon": Order(
        r"disable|deactivate|kill|pull|stop|end|turn|switch|отключи|отключить|выключи|выключить|деактивируй|останови",
        r"coupon|promo|voucher|code|купон|промо",
    ),
    "adjust_price": Order(
        _PRICE_VERBS, r"p\d|price|cheap|expensive|cost|цен|дорож|подорож|дешев|подешев|discount|стоимост"
    ),
    "set_discount": Order(
        rf"{_PRICE_VERBS}|{_OFF_VERBS}|give|make|apply|add|дай|дать|добавь",
        r"discount|sale|off$|скидк|скидоч|распродаж|уцен",
    ),
    "publish_product": Order(
        r"publish|unpublish|hide|unhide|show|remove|put|bring|скрой|скрыть|спрячь|спрятать|убери|убрать|опубликуй"
        r"|опубликовать|покажи|показать|верни|вернуть|выложи|сними|снять",
        r"hide|unhide|publish|unpublish|product|item|goods|shop|storefront|sale|p\d|товар|витрин|скрой|скрыть|скры"
        r"|спря|публик|опублик|продаж",
        r"order|заказ|price|цен|discount|скидк|list|report|спис|отчет",
    ),
    "pause_campaign": Order(
        r"pause|unpause|resume|stop|restart|continue|останови|остановить|приостанови|приостановить|поставь|возобнови"
        r"|возобновить|запусти|запустить|продолжи|сними",
        r"c$|campaign|advert|ads?$|кампани|реклам",
    ),
    "undo_action": Order(
        r"undo|revert|rollback|roll|откати|откатить|отмени|отменить|верни|вернуть",
        r"undo|revert|rollback|roll|back|change|action|откат|отмен|назад|верн|действи|изменени",
    ),
    "retry_action": Order(
        r"retry|resend|send|repeat|try|повтори|повторить|отправь|отправить|перешли|попробуй",
        r"retry|resend|again|missed|снова|заново|повтор|еще|дошло|переотправ",
    ),
    "switch_upstream": Order(
        r"switch|change|use|turn|переключи|переключись|переключить|перейди|используй|включи",
        r"upstream|source|mode|demo|http|источник|режим|демо",
    ),
}  # fmt: skip

#: Anywhere in the sentence these make it no order: negations, doubts, conditions, exceptions, second
#: thoughts.
_NO_ORDER = re.compile(
    r"(?:не|нет|нельзя|никогда|кроме|если|бы|ли|стоит|следует|должен|должны|зачем|почему|разве"
    r"|можно|может|стоп|don't|dont|doesn't|didn't|won't|can't|cannot|not|no|never|except"
    r"|but|if|would|should|could|shall|whether|might|may|suppose|wait|nope|забудь|передумал"
    r"|передумала|хватит|предположим|допустим|представь|assume|imagine|yet|forget|oops|mean|most|least|max|maximum|максимум|yesterday|вчера|позавчера)$"
)
#: Among the first words these make it a question.
_ASKS = re.compile(
    r"(?:как|кто|когда|что|сколько|где|какой|какая|какие|why|how|who|when|what|where|which)$"
)
_FIRST_WORDS = 3
_ASKS_AT_ONCE = re.compile(r"(?:can|did|do|does|is|are|was|were|has|have|had)$")
_TO_MYSELF = re.compile(
    r"(?:remind|tell|show)\s+(?:me|us)\b|(?:напомни|скажи|покажи)(?:те)?\s+(?:мне|нам)\b",
    re.IGNORECASE,
)
#: With these a polite order begins, where a verb of an order follows at once.
_POLITELY = re.compile(
    r"\W*(?:please\s+)?(?:(?:can|could|will)\s+(?:you|u)|(?:(?:ты|вы)\s+)?(?:можешь|можете)(?:\s+(?:ты|вы))?"
    r"|не\s+мог(?:ла|ли)?\s+бы(?:\s+(?:ты|вы))?)\s*,?\s+(?:(?:please|kindly|пожалуйста)\s*,?\s+)*",
    re.IGNORECASE,
)
#: What makes it an order, and no question about what the bot can do: something by its name, a share, a plea.
_ONE_THING = re.compile(
    r"\b(?:OB|P|C)[- ]?\d|\b[A-Z]+\d+\b|\d\s*%|\bplease\b|\bпожалуйста\b", re.IGNORECASE
)
_UNDOES = re.compile(r"(?:отмени|отменить|отмена|cancel)$")
#: Before the verb these tell of what somebody else wants.
_REPORTS = re.compile(
    r"(?:says?|said|asks|asked|wants|wanted|told|просит|просят|просил[аи]?|хочет|хотят|хотел[аи]?|сказал[аи]?"
    r"|говорит|говорят|велел[аи]?|требует)$"
)
#: A day on which it should happen, or up to which; most changes only happen now.
_LATER = re.compile(
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|hours?$|понедельник|вторник|сред[ау]$|четверг|пятниц|суббот|воскресен"
    r"|tomorrow|later|tonight|after$|until$|till$|завтра|послезавтра|потом|позже|вечером|утром|через$|next$|после$"
)
#: Before a name that is also a verb: "from Mark".
_OF_SOMEBODY = frozenset({"from", "of", "by"})
_COMPILED = {
    tool: (
        re.compile(rf"(?:{one.verbs})(?:те)?$"),
        re.compile(one.about),
        re.compile(one.not_with),
    )
    for tool, one in ORDERS.items()
}


def beyond_rules(question: Question, text: str) -> bool:
    """Whether the planner may know more than the rules: they did not understand the sentence, or only
    how a change is ordered that it plainly orders. What lacks something is asked for instead."""
    several = len(parts_of(text)) > 1  # "flag OB-1001 and hide P-101": the rules read one order
    return not question.understood or (
        (several or not question.missing) and bool(allowed_actions(text))
    )


def allowed_actions(text: str) -> frozenset[str]:
    """The names of the actions that the sentence may order; empty for questions and negations."""
    text = _said_plainly(plain_dashes(clean(text)))
    if "?" in text or _TO_MYSELF.search(text) or is_quoted(text) or is_told(tokenize(text)):
        return frozenset()
    head = text.partition(":")[
        0
    ]  # behind a colon stands a message, in whose words anything may be
    words = [token.low for token in tokenize(head) if token.kind != "sign"]
    words = [word.replace("-", "") for word in words]
    if any(map(_NO_ORDER.match, words)) or any(map(_ASKS.match, words[:_FIRST_WORDS])):
        return frozenset()
    if any(map(_ASKS_AT_ONCE.match, words[: _FIRST_WORDS - 1])):
        return frozenset()
    sentence = parse(head, today=date.min, language="en")
    reported = any(map(_REPORTS.match, words))
    return frozenset(
        tool
        for tool, frame in action_frames().items()
        if (
            _is_ordered(tool, words, _verbs_of(frame, sentence))
            if tool in ORDERS
            else frame.spoken(sentence) is not None and not reported
        )
        and (frame.dated or not _is_put_off(sentence))
    )


def _verbs_of(frame: ActionFrame, sentence: Sentence) -> frozenset[str]:
    """The words of the sentence that are verbs of the frame."""
    groups = {verb.groups[0] for verb in frame.verbs if len(verb.groups) == 1}
    return frozenset(
        token.low.replace("-", "") for token in sentence.tokens if token.groups & groups
    )


_JOINS = re.compile(
    r"[,;.]\s+|\s+(?:and|then|also|plus|и|а|затем|потом|также|плюс)\s+", re.IGNORECASE
)


def parts_of(text: str) -> list[str]:
    """The sentence cut where the verb of a further order begins: "hide P-101", "show P-102"."""
    cuts = [0]
    for join in _JOINS.finditer(text):
        words = [token.low for token in tokenize(text[join.end() :])[:1]]
        if any(verbs.match(word) for word in words for verbs, _, _ in _COMPILED.values()):
            cuts.append(join.end())
    return [text[begin:end] for begin, end in zip(cuts, [*cuts[1:], len(text)], strict=True)]


def _said_plainly(text: str) -> str:
    """ "Can you flag OB-1003?" as "flag OB-1003"; what is no polite order stays as it is."""
    opening = _POLITELY.match(text)
    if opening is None or not _ONE_THING.search(text):
        return text
    order = text[opening.end() :]
    first = order.split(None, 1)[:1]
    if not any(verbs.match(word.lower()) for word in first for verbs, _, _ in _COMPILED.values()):
        return text
    return order.rstrip("?!. ")


def _is_put_off(sentence: Sentence) -> bool:
    return any(names_later(sentence.tokens, at) for at in range(len(sentence.tokens)))


def _is_ordered(tool: str, words: list[str], known: frozenset[str]) -> bool:
    verbs, about, not_with = _COMPILED[tool]
    if tool != "undo_action" and any(_UNDOES.match(word) for word in words):
        return False
    if not ORDERS[tool].has_days and any(_LATER.match(word) for word in words):
        return False
    first = next(
        (
            at
            for at, word in enumerate(words)
            if (verbs.match(word) or word in known) and words[max(at - 1, 0)] not in _OF_SOMEBODY
        ),
        None,
    )
    if first is None or any(map(_REPORTS.match, words[:first])):
        return False
    return any(about.match(word) for word in words) and not any(
        not_with.match(word) for word in words
    )
