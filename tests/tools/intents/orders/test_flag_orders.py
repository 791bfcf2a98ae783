"""Orders to flag: any verb with the noun, and the reason without the words that lead it."""

from __future__ import annotations

from datetime import date

import pytest

from tools.intents.resolve import Answer, ToolCall, detect_language, resolve

TODAY = date(2026, 11, 23)

FLAGGED = {
    "slap a flag on ob-1044": {"order_ids": ["OB-1044"]},
    "stick a red flag on OB-1083, dude's a scammer": {
        "order_ids": ["OB-1083"],
        "reason": "dude's a scammer",
    },
    "#1088 flag wrong address": {"order_ids": ["OB-1088"], "reason": "wrong address"},
    "flag 1038 cuz guy wants it gift wrapped": {
        "order_ids": ["OB-1038"],
        "reason": "guy wants it gift wrapped",
    },
    "flag orders 1021, 1022 and 1023 as a possible duplicate": {
        "order_ids": ["OB-1021", "OB-1022", "OB-1023"],
        "reason": "possible duplicate",
    },
    'put a flag on 1041 with the reason "send a second carafe"': {
        "order_ids": ["OB-1041"],
        "reason": "send a second carafe",
    },
    "mark OB-1048 with a flag: fragile goods": {
        "order_ids": ["OB-1048"],
        "reason": "fragile goods",
    },
    "can you flag OB-1082, reason: invoice missing?": {
        "order_ids": ["OB-1082"],
        "reason": "invoice missing",
    },
    "ditch the flag on 1071 its cool": {"order_ids": ["OB-1071"], "flagged": False},
    "влепи метку на 1038: адрес левый": {"order_ids": ["OB-1038"], "reason": "адрес левый"},
    "флагни 1033-й, покупатель не отвечает": {
        "order_ids": ["OB-1033"],
        "reason": "покупатель не отвечает",
    },
    "отметь OB-1066 флагом, ибо посылка вернулась": {
        "order_ids": ["OB-1066"],
        "reason": "посылка вернулась",
    },
    "выставь флаг на OB-1051, потому что клиент просит звонок": {
        "order_ids": ["OB-1051"],
        "reason": "клиент просит звонок",
    },
    "сними метки с 1016 1019, норм всё": {
        "order_ids": ["OB-1016", "OB-1019"],
        "flagged": False,
    },
    "сдёрни флаг с 1026": {"order_ids": ["OB-1026"], "flagged": False},
    "зафлажь 1007, мутный тип": {"order_ids": ["OB-1007"], "reason": "мутный тип"},
}

NOTHING_FLAGGED = (
    "cancel, flag OB-1003",
    'somebody put the words "flag 1052 damaged" on my desk',
    "OB-1003 flag is wrong",
    "флаг с 1003 снят",
    "unflag OB-1013 and show me the coupons",
    "flag OB-1019 as fake address and show me the stuck orders",
    "if OB-1031 is not paid, flag it",
    "had to flag down a taxi",
    "flag orders over 5000",
    "не ставь флаг на 1044",
    "сними флажок с 1012, и покажи, какие ещё помечены",
)


def _resolve(text: str) -> Answer:
    return resolve(text, today=TODAY, language=detect_language(text, "en"))


@pytest.mark.parametrize(("text", "flags"), FLAGGED.items())
def test_orders_are_flagged_with_their_reason(text: str, flags: dict[str, object]) -> None:
    assert _resolve(text) == ToolCall("flag_order", flags)


@pytest.mark.parametrize("text", NOTHING_FLAGGED)
def test_no_flag_changes_that_was_not_ordered_so(text: str) -> None:
    answer = _resolve(text)

    assert not isinstance(answer, ToolCall) or answer.tool != "flag_order"
