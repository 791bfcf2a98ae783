"""Which actions an owner's sentence may lead to: those it has a word for, said as an order.

What a tool has read cannot add to this. So a text inside an order, a name or a chat, whatever it
says, never makes the model propose a kind of change that its reader has not spoken of.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from tools.intents.tokens import Token, clean, tokenize

#: Per action, beginnings of words that speak of it, in both languages.
CUES: dict[str, str] = {
    "flag_order": r"flag|unflag|mark|помет|помеч|пометк|отмет|отмеч|флаг|флажок",
    "notify_team": r"notify|tell|write|message|inform|remind|team|сообщ|уведом|напиш|передай|скаж|напомн|команд",
    "create_coupon": r"coupon|promo|voucher|code|купон|промо|код",
    "disable_coupon": r"coupon|promo|voucher|code|купон|промо|код",
    "adjust_price": r"price|cheap|expensive|cost|raise|lower|цен|подорож|дорож|удорож|дешев|подешев|удешев",
    "set_discount": r"discount|sale|off|скидк|скидоч|распродаж|уцен|акци",
    "publish_product": r"publish|unpublish|hide|unhide|show|display|remove|скрой|скры|спряч|убер|публик|опублик|покаж|витрин|верни",
    "pause_campaign": r"campaign|advert|ads?$|pause|resume|кампани|реклам|пауз|приостанов|возобнов",
    "undo_action": r"undo|revert|rollback|roll|back|откат|отмен|верни|назад",
    "retry_action": r"retry|again|resend|send|повтор|снова|заново|отправ|переотправ|ещ[её]$|еще",
    "switch_upstream": r"switch|upstream|mode|demo|http|переключ|режим|демо",
}  # fmt: skip
_CUES = {tool: re.compile(pattern) for tool, pattern in CUES.items()}

#: Words that take an order back, or make it a question about one.
_NEGATION = re.compile(
    r"не$|нельзя|никогда|никак|без$|don't|dont|doesn't|didn't|won't|can't|cannot|not$|never|without"
)
_HYPOTHETICAL = re.compile(
    r"если$|бы$|стоит$|следует$|должен$|должны$|зачем|почему|разве|if$|would$|should$|could$|shall$"
    r"|why$|whether$|might$|suppose"
)
#: So far behind a negation a word still belongs to it: "don't you ever flag".
_REACH = 3


def allowed_actions(text: str) -> frozenset[str]:
    """The names of the actions that the sentence may order; empty for questions and negations."""
    tokens = [token for token in tokenize(clean(text)) if token.kind != "sign"]
    if any(_HYPOTHETICAL.match(token.low) for token in tokens):
        return frozenset()
    return frozenset(
        tool
        for tool, cue in _CUES.items()
        if any(
            cue.match(token.low) and not _negated(tokens, at) for at, token in enumerate(tokens)
        )
        and not _all_negated(tokens, cue)
    )


def _negated(tokens: Sequence[Token], at: int) -> bool:
    return any(_NEGATION.match(token.low) for token in tokens[max(0, at - _REACH) : at])


def _all_negated(tokens: Sequence[Token], cue: re.Pattern[str]) -> bool:
    """Whether any of its words is negated: half an order is none."""
    return any(cue.match(token.low) and _negated(tokens, at) for at, token in enumerate(tokens))
