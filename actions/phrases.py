"""The phrase book of the pipeline."""

from __future__ import annotations

from typing import Any

from tools.contracts import Language, Words

PHRASES: dict[str, Words] = {
    "repeat": Words(
        "The very same was applied {ago} ago. Confirm only if you want it again.",
        "То же самое уже выполнено {ago} назад. Подтверждайте, только если нужно ещё раз.",
    ),
    # What agents propose
    "request.reused": Words(
        "This Idempotency-Key was used for something else. Use a new one for a new request.",
        "Этот Idempotency-Key уже использован для другого запроса. Для нового запроса нужен новый.",
    ),
    "agent.open": Words(
        "{most} proposals of this key wait for the owner already. Wait until some are decided or expired.",
        "Владельца уже ждут {most} предложений этого ключа. Подождите, пока он ответит или истечёт их время.",
    ),
    "agent.hour": Words(
        "This key has made {most} proposals within an hour. Try again later.",
        "За час по этому ключу пришло {most} предложений. Попробуйте позже.",
    ),
    "agent.scope": Words(
        "This key may not propose changes. Make one that may: manage.py api_key create NAME --propose",
        "Этому ключу нельзя предлагать изменения. Создайте другой: manage.py api_key create ИМЯ --propose",
    ),
    "agent.tool": Words(
        "This key may not propose {tool}. It may: {tools}.",
        "Этому ключу нельзя предлагать {tool}. Можно: {tools}.",
    ),
    "agent.owner": Words(
        "Whoever is to confirm this key's proposals is not an owner any more. Make a new key.",
        "Тот, кто подтверждает предложения этого ключа, больше не владелец. Создайте новый ключ.",
    ),
    "agent.revoked": Words(
        "This key has just been revoked; nothing it asked for is open any more.",
        "Этот ключ только что отозван; ничего из того, что он просил, больше не открыто.",
    ),
    "agent.text": Words(
        "{field}: has a character that cannot be stored (NUL, or half of a pair). Leave it out.",
        "{field}: есть символ, который нельзя сохранить (NUL или половина пары). Уберите его.",
    ),
    "agent.request": Words(
        "Idempotency-Key: 1 to {most} visible ASCII characters",
        "Idempotency-Key: от 1 до {most} видимых символов ASCII",
    ),
    # Outside calls
    "effect.column.call": Words("To", "Кому"),
    "effect.column.state": Words("What became of it", "Что получилось"),
    "effect.pending": Words("not sent yet", "ещё не отправлено"),
    "effect.sending": Words("being sent", "отправляется"),
    "effect.done": Words("done", "выполнено"),
    "effect.failed": Words("not done: {why}", "не выполнено: {why}"),
    "effect.unknown": Words("not known", "неизвестно"),
    "why.FORBIDDEN": Words("no access there", "нет доступа"),
    "why.NOT_FOUND": Words("no such chat", "нет такого чата"),
    "why.REJECTED": Words("refused", "отклонено"),
    "why.RATE_LIMITED": Words("too busy for too long", "слишком долго занято"),
    "why.TOO_LATE": Words("too late to be of use", "слишком поздно"),
    "why.UNREACHABLE": Words("not reachable", "недоступно"),
    "why.OWNER_SAYS_NO": Words("did not happen, you said", "не произошло, по вашим словам"),
    "why.STALE_PREVIEW": Words("the data has changed", "данные изменились"),
    # Trying again what was not carried out
    "retry.none": Words("There is nothing left to send again.", "Повторно отправлять нечего."),
    "retry.title": Words("Send again: {title}", "Отправить ещё раз: {title}"),
    "retry.note": Words(
        "Only to those it did not reach; nobody gets it twice.",
        "Только тем, до кого не дошло; дважды никто не получит.",
    ),
    "retry.column.before": Words("The first time", "В первый раз"),
}


def say(language: Language, key: str, **values: Any) -> str:
    """The phrase of that key with its `{placeholders}` filled."""
    return PHRASES[key].to(language).format(**values)


def why(language: Language, code: str) -> str:
    """Why an outside call was not carried out, in a few words; its code where there are none."""
    key = f"why.{code}"
    return say(language, key) if key in PHRASES else code
