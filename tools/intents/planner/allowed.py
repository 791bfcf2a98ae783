"""Which changes an owner's text allows: those it plainly orders, by frames and sentence gate.

What a tool reads cannot add to this. So a text inside an order, a name or a chat, whatever it says,
never makes the model propose a kind of change that the owner has not ordered.
"""

from __future__ import annotations

from collections.abc import Sequence

from tools.intents.answers import Question
from tools.intents.frame import ActionFrame
from tools.intents.gate import Mood, find_mood, is_quoted
from tools.intents.imperative import list_action_frames
from tools.intents.language.tokens import Token, find_end
from tools.intents.leniency.ordered import is_ordered, parse_said, read_said
from tools.intents.planner.likely import find_likely_orders, parse_spoken
from tools.intents.ranking.ranker import find_likeliest
from tools.intents.sentence import Sentence

#: A text with more places than this where another order may begin is taken as one order.
MOST_CUTS = 20
#: So surely the ranker must take a text for a question that a tool answers, where the rules gave another answer.
_LEAST_SCORE, _LEAST_LEAD = 0.0, 0.3
#: Signs after which another order may begin.
_PAUSES = frozenset({",", ";", "."})


def is_beyond_rules(question: Question, text: str) -> bool:
    """Return whether the planner may understand more than the rules did.

    It may if they did not understand the sentence; and if it orders a change and they could only say how such
    a change is ordered, or asks what a tool answers and they say what no tool does. A missing argument is asked
    for without the planner.
    """
    if not question.understood:
        return True
    several = len(split_orders(parse_said(text))) > 1  # the rules read one order
    if question.missing and not several:
        return False
    return bool(list_allowed_actions(text)) or _is_likely_read(text)


def _is_likely_read(text: str) -> bool:
    """Return whether the ranker takes the text for something to show, whatever the rules answered."""
    intent, lead = find_likeliest(parse_spoken(text).spoken)
    is_read = bool(intent.tool) and intent.tool not in list_action_frames()
    return is_read and intent.score >= _LEAST_SCORE and lead >= _LEAST_LEAD


def list_allowed_actions(text: str) -> frozenset[str]:
    """List the names of the actions that the text orders.

    None of them if any part of the text asks, doubts, negates, tells or supposes.
    """
    head, _, message = text.partition(":")  # in the words of a message anything may be
    sentence = drop_politeness(parse_said(head))
    if is_quoted(text):
        return frozenset()
    if sentence is None or "?" in sentence.text + message:
        return find_likely_orders(text) if parse_said(text).at("plea") else frozenset()
    allowed = frozenset[str]()
    for part in split_orders(sentence):
        ordered = find_orders(part)
        if ordered is None:
            return find_likely_orders(text)
        allowed |= ordered
        if any(map(_has_free_words, ordered)):
            break  # what follows are the words
    return allowed or find_likely_orders(text)


def split_orders(sentence: Sentence) -> list[Sentence]:
    """Split the sentence where another order begins: "hide P-101 and", "show P-102"."""
    frames, tokens = list_action_frames().values(), sentence.tokens
    verbs = {verb.groups[0] for frame in frames for verb in (*frame.verbs, *frame.further)}
    places = [
        at
        for at in range(1, len(tokens))
        if (tokens[at - 1].low in _PAUSES or tokens[at - 1].has("further"))
        and any(map(tokens[at].has, verbs))
    ]
    parts: list[Sentence] = []
    end = len(sentence.text)
    for at in reversed(places if len(places) <= MOST_CUTS else ()):
        part = sentence.cut(tokens[at].start, end)
        if any(_is_order_first(frame, part) for frame in frames):
            parts.insert(0, part)
            end = tokens[at].start
    return [sentence.cut(0, end), *parts]


def find_orders(sentence: Sentence) -> frozenset[str] | None:
    """Find the actions that one part of a text orders; None if it takes back what others order."""
    spoken = [tool for tool, frame in list_action_frames().items() if frame.spoken(sentence)]
    ordered = frozenset(
        tool for tool in spoken if is_ordered(list_action_frames()[tool], sentence)
    )
    if not ordered and (spoken or find_mood(sentence) is not Mood.ORDERED):
        return None
    if any(token.has("doubts") for token in sentence.tokens):
        return None  # "still pondering, disable SUMMER5 or not"
    return frozenset(filter(_has_free_words, ordered)) or ordered


def drop_politeness(sentence: Sentence) -> Sentence | None:
    """Drop "can you" and the like: "can you flag OB-1003?" becomes "flag OB-1003".

    A sentence that does not begin so comes back as it is. None: it only asks what the bot can do,
    "can you flag orders?".
    """
    tokens = sentence.tokens
    begin = _skip_pleas(tokens, 0)
    end = find_end(tokens, begin, "polite_opening")
    if end == begin:
        return sentence
    verb = _skip_pleas(tokens, end)
    if verb == len(tokens) or sentence.at("unsettles"):
        return None
    order = sentence.cut(tokens[verb].start).without_question_mark()
    first = split_orders(order)[0]
    for frame in list_action_frames().values():
        names_something = not read_said(frame, first).values.keys().isdisjoint(frame.scopes)
        if _is_order_first(frame, first) and (names_something or sentence.at("plea")):
            return order
    return None


def _is_order_first(frame: ActionFrame, sentence: Sentence) -> bool:
    """Return whether the first word of the sentence is the verb of an order."""
    spoken = frame.spoken(sentence, further=True)
    return spoken is not None and 0 in spoken.tokens


def _has_free_words(tool: str) -> bool:
    """Return whether the action hands on the owner's words, which may be anything."""
    return any(slot.free and slot.required for slot in list_action_frames()[tool].slots)


def _skip_pleas(tokens: Sequence[Token], at: int) -> int:
    """Skip signs and words such as "please"; return the next place."""
    while at < len(tokens) and (tokens[at].kind == "sign" or tokens[at].has("plea")):
        at += 1
    return at
