"""Messages to the team: a plain order to tell it something, and its words as they were written.

A negation, a question or a condition sends nothing, and neither does an order without its words:
"remind the team about OB-1003" does not say what the team is to read.
"""

from __future__ import annotations

from collections.abc import Sequence

from tools.intents.answers import Answer, Asker, ToolCall
from tools.intents.mused import mused
from tools.intents.sentence import Sentence
from tools.intents.tokens import Token, after_pause

TOOL = "notify_team"
LONGEST_MESSAGE = 1000

_TEAM = frozenset(
    """team managers manager support colleagues команде команду менеджерам менеджеров менеджеру
    поддержке поддержку коллегам ребятам""".split()  # noqa: SIM905 -- reads better as a text
)
#: What may stand between the order and the team: "send a message to our team".
_BETWEEN = frozenset(
    """everyone in quick new the our my whole entire all a short to for сообщение сообщения в для нашей моей всей нашу мою всю нашим моим
    всем""".split()  # noqa: SIM905
)
_THAT = frozenset({"that", "to", "что", "чтобы"})
_ABOUT = frozenset({"about", "regarding", "про", "о", "об", "насчет", "по"})
#: What stands for the words that are still to come.
_SOMETHING = frozenset(
    {
        "something",
        "smth",
        "anything",
        "что-то",
        "что-нибудь",
        "кое-что",
        "то",
        "нибудь",
        "что",
        "кое",
        "от",
        "меня",
        "from",
        "me",
    }
)
_PAUSES = frozenset(":,-")

#: "Send again to those who missed it", in all its words.
_AGAIN = frozenset(
    {
        "send",
        "resend",
        "retry",
        "repeat",
        "отправь",
        "отправьте",
        "отправить",
        "повтори",
        "повторите",
    }
)
_MISSED = frozenset({"missed", "missing", "дошло", "недошедшим"})
_WHOM = frozenset(
    """again it message messages to the those who ones ещё еще раз повторно снова отправку сообщение
    тем кому не до кого""".split()  # noqa: SIM905
)


def notify(sentence: Sentence) -> Answer | None:
    """The message that the sentence orders, or the question it raises; None: it orders none."""
    tokens = sentence.tokens
    verb = next((at for at, token in enumerate(tokens) if "tell" in token.groups), None)
    if verb is None:
        return None
    team = _team_after(tokens, verb)
    if team is None:
        return None
    head, tail = tokens[:verb], tokens[team + 1 :]
    if head and mused(sentence.text, tokens):
        return sentence.asker.ask("not_notified", about=TOOL)
    strange = any(
        token.kind != "sign" and not token.groups & {"kindly", "silently", "filler"}
        for token in head
    )
    if strange or any(token.groups & {"asks", "not"} for token in head):
        return sentence.asker.ask("not_notified", about=TOOL)
    if tokens[verb].low == "let":  # "let the team know"
        if not tail or tail[0].low != "know":
            return sentence.asker.ask("not_notified", about=TOOL)
        team, tail = team + 1, tail[1:]
    silent = any("silently" in token.groups for token in tokens[: team + 1])
    if tail and "silently" in tail[0].groups:
        silent = True
        tail = tuple(one for at, one in enumerate(tail) if at > 1 or "silently" not in one.groups)
    return _with_words(sentence, tokens[team].end, tail, silent=silent)


def notify_command(text: str, asker: Asker) -> Answer:
    """`/notify check OB-1003`: all that follows is the message."""
    return _call(text, asker, silent=False)


def asks_to_retry(sentence: Sentence) -> bool:
    """Whether the sentence, as a whole and as an order, says to send again to whom it missed."""
    words = [token for token in sentence.tokens if token.kind != "sign"]
    kind = {"kindly", "filler"}
    while words and words[0].groups & kind and words[0].low not in _AGAIN:
        if words[0].groups & {"asks", "not"}:
            return False
        words.pop(0)
    if not words or words[0].low not in _AGAIN or "?" in sentence.text:
        return False
    said = {token.low for token in words[1:]}
    return bool(said & _MISSED) and said <= _MISSED | _WHOM


def _team_after(tokens: Sequence[Token], verb: int) -> int | None:
    """Where the team is named after the verb, with nothing strange in between."""
    for at in range(verb + 1, len(tokens)):
        token = tokens[at]
        in_chat = token.low == "команды" and "chat" in tokens[at - 1].groups
        if token.low in _TEAM or in_chat:
            follows = at + 1 < len(tokens) and tokens[at + 1].low in _TEAM
            if not follows:  # "the support team"
                return at
        elif token.low not in _BETWEEN and not token.groups & {"chat", "silently"}:
            return None
    return None


def _with_words(sentence: Sentence, begin: int, tail: Sequence[Token], *, silent: bool) -> Answer:
    """The words after the team, and after what only leads to them."""
    asker = sentence.asker
    colon = next((place for place, one in enumerate(tail) if one.low == ":"), 0)
    if colon and all(_leads(one) for one in tail[:colon]):  # "send the team a silent message: ..."
        silent = silent or any("silently" in one.groups for one in tail[:colon])
        begin, tail = tail[colon - 1].end, tail[colon:]
    at, marked = 0, False
    while at < len(tail) and tail[at].low in _PAUSES:
        marked = marked or tail[at].low == ":"
        if not _is_minus(tail, at):
            begin = tail[at].end
        at += 1
    if not marked and at < len(tail):
        if tail[at].low in _THAT:
            begin, at = tail[at].end, at + 1
        elif tail[at].low in _ABOUT:
            return _ask(asker, silent=silent)
        elif silent and at == 0:
            begin = tail[at].start
    if not marked and sentence.text.rstrip().endswith("?"):
        return asker.ask("not_notified", about=TOOL)
    empty = all(
        token.kind == "sign" or "kindly" in token.groups or token.low in _SOMETHING
        for token in tail[at:]
    )
    if empty and not marked:
        return _ask(asker, silent=silent)
    return _call(sentence.text[begin:], asker, silent=silent)


def _is_minus(tail: Sequence[Token], at: int) -> bool:
    """Whether it is the sign of a number, and so a part of the message: "-5% on tea"."""
    then = tail[at + 1 : at + 2]
    return tail[at].low == "-" and any(
        one.start == tail[at].end and one.low[0].isdecimal() for one in then
    )


def _leads(token: Token) -> bool:
    """Whether it only names what follows: "a quick message"."""
    return token.low in _BETWEEN or bool(token.groups & {"chat", "silently"})


def _call(text: str, asker: Asker, *, silent: bool) -> Answer:
    message = after_pause(text)
    if not message:
        return _ask(asker, silent=silent)
    if len(message) > LONGEST_MESSAGE:
        return _ask(asker, "message_long", silent=silent, most=LONGEST_MESSAGE)
    return ToolCall(TOOL, {"message": message} | _how(silent=silent))


def _ask(asker: Asker, key: str = "what_to_tell", *, silent: bool, **values: int) -> Answer:
    return asker.ask(
        key, about=TOOL, tool=TOOL, missing="message", known=_how(silent=silent), **values
    )


def _how(*, silent: bool) -> dict[str, bool]:
    return {"silent": True} if silent else {}
