"""The phrase book of the pipeline."""

from __future__ import annotations

from typing import Any

from tools.contracts import Language, Words

PHRASES: dict[str, Words] = {
    "repeat": Words(
        "The very same was applied {ago} ago. Confirm only if you want it again.",
        "То же самое уже выполнено {ago} назад. Подтверждайте, только если нужно ещё раз.",
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
