"""Whose orders are asked for: the name of a customer, or a telephone."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from tools.dashes import replace_dashes
from tools.intents.answers import Question
from tools.intents.language.morphology import is_person, is_word, to_nominative
from tools.intents.language.tokens import Token, replace_tags
from tools.intents.language.words import is_named
from tools.intents.reads.listing import read_since
from tools.intents.sentence import NOTHING, Built, Sentence
from tools.intents.slots.count import AskedReader
from tools.intents.slots.slot import Reading, Values
from tools.texts import Text

LONGEST_QUERY, SHORTEST_NAME = 3, 3
#: The shop finds customers by at least so many digits of their telephones.
FEWEST_DIGITS = 4

WHOSE_ORDERS = Text("Whose orders? Write a name or a phone number, for example Smith.")


def read_orders_by_query(sentence: Sentence) -> Built:
    """Read `query`: "orders of customer Anna Schmidt", "заказы по телефону +49 170 1234567"."""
    phone = next((at for at, token in enumerate(sentence.tokens) if token.kind == "phone"), None)
    if phone is not None:
        token = sentence.tokens[phone]
        return {"query": replace_dashes(sentence.text[token.start : token.end])}, frozenset(
            {phone}
        )
    named = [group for group in ("order", "customer", "phone", "find") if sentence.at(group)]
    last = max((at for group in named for at in sentence.at(group)), default=-1)
    if called := find_called(sentence):
        return _build_query(sentence, called)
    since = read_since(sentence, known=False)
    if isinstance(since, Question):
        return since
    created, timed = since or ({}, NOTHING)
    rest = [
        at
        for at in range(last + 1, len(sentence.tokens))
        if at not in timed and not _is_plain(sentence.tokens[at])
    ]
    apart = any(then - at > 1 for at, then in pairwise(rest))
    strange = any(not _is_name(sentence.tokens[at]) for at in rest)
    if not 1 <= len(rest) <= LONGEST_QUERY or apart or strange:
        return _ask_whose(sentence)
    first, final = sentence.tokens[rest[0]], sentence.tokens[rest[-1]]
    query = replace_dashes(replace_tags(sentence.text))[first.start : final.end]
    used = timed | set(range(rest[0], rest[-1] + 1))
    return {"query": " ".join(map(to_nominative, query.split())), **created}, frozenset(used)


def read_orders_by_name(sentence: Sentence) -> Built:
    """Read `query` where a name is led to: "find Schneider", "фамилия Lindner"; None without one."""
    found = find_called(sentence)
    return _build_query(sentence, found) if found else None


def read_orders_by_digits(sentence: Sentence) -> Built:
    """Read `query`, digits of a telephone: "the phone ending 4471"; None unless they are one number."""
    found = [
        at
        for at, token in enumerate(sentence.tokens)
        if token.kind in {"number", "phone"} and len(token.low) >= FEWEST_DIGITS
    ]
    if len(found) != 1 or any(token.kind == "order" for token in sentence.tokens):
        return None
    token = sentence.tokens[found[0]]
    return {"query": replace_dashes(sentence.text[token.start : token.end])}, frozenset(found)


def _build_query(sentence: Sentence, places: Sequence[int]) -> Built:
    since = read_since(sentence, known=False)
    if isinstance(since, Question):
        return since
    created, timed = since or ({}, NOTHING)
    first, final = sentence.tokens[places[0]], sentence.tokens[places[-1]]
    words = replace_dashes(replace_tags(sentence.text))[first.start : final.end].split()
    said = {sentence.tokens[at].low for at in places}
    used = {at for at, token in enumerate(sentence.tokens) if token.low in said}
    return {"query": " ".join(map(to_nominative, words)), **created}, timed | used


def find_called(sentence: Sentence) -> list[int]:
    """Find the places of the one name that is led to: "a Mr Hadjidakis", "that okafor dude".

    Empty if there is none, or if there are several names.
    """
    tokens = sentence.tokens
    found: list[list[int]] = []
    for at, token in enumerate(tokens):
        if token.has("name_noun") and at and is_like_name(sentence, at - 1):
            found.append([at - 1])
        if not token.has("name_lead"):
            continue
        begin = at + 1
        while begin < len(tokens) and (
            tokens[begin].groups & {"filler", "article"} or tokens[begin].has("name_lead")
        ):
            begin += 1
        then = begin
        while then < min(len(tokens), begin + LONGEST_QUERY) and is_like_name(sentence, then):
            then += 1
        if then > begin:
            found.append(list(range(begin, then)))
    names = {tuple(tokens[at].low for at in places): places for places in found}
    return next(iter(names.values())) if len(names) == 1 else []


def is_like_name(sentence: Sentence, at: int) -> bool:
    """Return whether the word may be a person's name: no word of a dictionary, or a capital in it."""
    token = sentence.tokens[at]
    if not _may_name(token) or len(token.low) < SHORTEST_NAME or token.has("changes_meaning"):
        return False
    capital = at > 0 and sentence.text[token.start].isupper()
    shouted = sentence.text == sentence.text.upper()
    return is_person(token.low) or not is_word(token.low) or (capital and not shouted)


def find_name(sentence: Sentence) -> dict[str, Any] | None:
    """Return the text as `query` if it is a name or a phone number and nothing else; else None."""
    phone = next((token for token in sentence.tokens if token.kind == "phone"), None)
    if phone is not None:
        return {"query": sentence.text[phone.start : phone.end]}
    rest = [token for token in sentence.tokens if not _is_plain(token)]
    named = all(
        _is_name(token) and token.kind != "order" and not is_named(token.low) for token in rest
    )
    if not 1 <= len(rest) <= LONGEST_QUERY or not named:
        return None
    if not any(token.kind == "word" for token in rest):
        return None
    query = replace_tags(sentence.text)[rest[0].start : rest[-1].end]
    return {"query": " ".join(map(to_nominative, query.split()))}


class CustomerQueryReader(AskedReader):
    """Reads `query`: the name or phone number of the customer whose orders are searched."""

    def read_answer(self, reading: Reading) -> Values | None:
        return find_name(reading.sentence)


def find_persons(sentence: Sentence) -> list[int]:
    """Find the places of the names of people.

    A Russian name, or capitalised words at the end: "orders of Anna Schmidt".
    """
    tokens = sentence.tokens
    found = [
        at
        for at, token in enumerate(tokens)
        if _is_name(token) and not is_named(token.low) and is_person(token.low)
    ]
    at = len(tokens)
    while at and _may_name(tokens[at - 1]):
        at -= 1
    ends = range(at, len(tokens))
    named = all(sentence.text[tokens[place].start].isupper() for place in ends)
    latin = not sentence.text.isascii() and all(tokens[place].low.isascii() for place in ends)
    led = at and (tokens[at - 1].has("of_person") or latin)  # "заказы Nils Weber"
    return found or (list(ends) if named and led else [])


def _may_name(token: Token) -> bool:
    return token.kind == "word" and _is_name(token) and not is_named(token.low)


def _ask_whose(sentence: Sentence) -> Question | None:
    if not sentence.at("customer"):
        return None
    return sentence.writer.ask(WHOSE_ORDERS, tool="orders_search", missing="query")


def _is_plain(token: Token) -> bool:
    return token.kind == "sign" or "filler" in token.groups


def _is_name(token: Token) -> bool:
    """Return whether a token can be part of a name or number: no word of the lexicon's groups."""
    return token.kind in {"number", "order", "phone"} or (
        token.kind == "word" and not token.groups
    )
