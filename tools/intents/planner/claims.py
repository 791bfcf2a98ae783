"""What a model may say that has read nothing: nothing about the shop, "Here they are." included."""

from __future__ import annotations

import re

from tools.intents.planner.grounded import sentences

_CANNOT = (
    r"\bI\b[^.!?]*\b(?:can(?:no|['’])t|can not|unable|not able|(?:can|could) only|can (?:show|help|tell you about|look up)\b)"
    r"|\bnot (?:something|a thing|anything) (?:that )?I can\b|\bno (?:such )?tools?\b|\bnone of (?:my|the) tools\b"
    r"|\bI (?:don['’]t|do not) know\b|\bI (?:have no|don['’]t have|do not have)\b[^.!?]*\b(?:tool|access|data|information|way)\b"
    r"|\bне (?:могу|умею|знаю)\b|\bмогу только\b|\bнет (?:\w+ )?(?:инструмент|доступ|данных|информаци|возможност)"
)
_POLITE = (
    r"^(?:you(?:['’]re| are) (?:very |most )?welcome|thank|hello|hi\b|hey\b|good (?:morning|day|evening|night)|bye|goodbye|"
    r"let me know\b|пожалуйста\b|спасибо|здравствуйте|привет|добр(?:ое|ый) |доброго |обращайтесь|до свидания)[^,;:–—-]*$"
)
_HARMLESS = re.compile(f"{_POLITE}|{_CANNOT}", re.IGNORECASE)


def claims_nothing(text: str) -> str:
    """Of the text, its questions, its courtesies, and where it says what it cannot do."""
    return " ".join(one for one in sentences(text) if one.endswith("?") or _HARMLESS.search(one))
