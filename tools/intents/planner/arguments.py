"""Arguments of a proposed change: the owner must have said each of them, or is asked for it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from tools.dashes import replace_dashes
from tools.intents.answers import ToolCall
from tools.intents.frame import ActionFrame, merge
from tools.intents.imperative import list_action_frames
from tools.intents.language.spelling import respell
from tools.intents.language.words import get_value
from tools.intents.leniency.aside import drop_courtesies
from tools.intents.leniency.clauses import list_clauses
from tools.intents.leniency.ordered import parse_said
from tools.intents.planner.allowed import split_orders
from tools.intents.planner.grounded import parse_figures
from tools.intents.ranking.ranker import find_likeliest
from tools.intents.sentence import Sentence
from tools.intents.several.corrections import correct_values
from tools.intents.slips import correct_slips
from tools.intents.slots.slot import Evidence, Problem, Reading, Values
from tools.intents.values.product_name import NO_PRODUCTS, Catalogue

_ID = re.compile(r"(OB|P|C)-\d+")
_ID_SAID = re.compile(r"(?<!\w)(?:OB|P|C)[- ]?\d+(?!\w)", re.IGNORECASE)
#: A coupon's code among other words.
_CODE_SAID = re.compile(r"(?<![\w-])(?=[\w-]*[A-Za-z])(?=[\w-]*\d)[A-Za-z][A-Za-z0-9_-]+(?![\w-])")
#: Digits inside a word: they belong to a code, or to a slip such as OB-10O3.
_GLUED = re.compile(r"\w*[^\W\d_]\d+\w*|\d+[^\W\d_]+\d\w*")


def find_unsaid(
    change: ToolCall, said: str, known: Iterable[str], catalogue: Catalogue = NO_PRODUCTS
) -> str:
    """Find the first argument that neither the owner's words nor the `known` ids give; "": none.

    Also an argument that was said and is missing, or the scope if the change has none.
    """
    frame = list_action_frames()[change.tool]
    first = ""
    for spelling in _list_spellings(change, said, catalogue):
        gap = _find_gap(frame, change, spelling, known)
        if not gap:
            return ""
        first = first or gap
    return first


def _list_spellings(change: ToolCall, said: str, catalogue: Catalogue) -> Iterator[Sentence]:
    """Yield what is said of the change: as it was written, without slips, corrected, and in other letters."""
    parts = list_parts(change, said, catalogue)
    for text in respell(said)[:1]:
        parts += list_parts(change, text, catalogue)
    for part in parts:
        plain = (part, correct_slips(part))
        yield from plain
        yield from filter(None, map(correct_values, plain))


def _find_gap(
    frame: ActionFrame, change: ToolCall, sentence: Sentence, known: Iterable[str]
) -> str:
    """Find the first argument that the sentence does not give; "": none."""
    evidence = collect_evidence(frame, change, sentence, known)
    for name, value in change.payload.items():
        if not is_given(frame, name, value, evidence):
            return name
    if gap := find_left_out(frame, evidence):
        return gap
    named = any(map(_is_some, map(change.payload.get, frame.scopes)))
    return "" if named else next(iter(frame.scopes), "")


def list_scopes(tool: str) -> tuple[str, ...]:
    """Return the arguments that say which things a change is about; one of them must be said."""
    return list_action_frames()[tool].scopes


def drop_scope(change: ToolCall) -> ToolCall:
    """Return the change without the arguments that say what it is about."""
    scopes = list_scopes(change.tool)
    kept = {name: value for name, value in change.payload.items() if name not in scopes}
    return replace(change, payload=kept)


def list_parts(change: ToolCall, said: str, catalogue: Catalogue = NO_PRODUCTS) -> list[Sentence]:
    """List the parts of the text that may say what the change is: where its orders begin, or by clauses.

    "Hide P-101 and show P-102" has two orders, each with its verb. What its verbs contradict each other in,
    "P-101 hide, P-102 show", is said in the clauses that name the things.
    """
    whole = parse_said(replace_dashes(said), catalogue)
    orders = split_orders(whole)
    part = _merge_parts(change, whole, orders)
    spoken = list_action_frames()[change.tool].spoken(part, further=True)
    if spoken is None or not merge(spoken.values)[1]:
        return [part]
    return [part, _merge_parts(change, whole, list(map(whole.cut_clause, list_clauses(whole))))]


def _merge_parts(change: ToolCall, whole: Sentence, parts: Sequence[Sentence]) -> Sentence:
    """Join the parts that name the things of the change, or say "it" after such a part.

    The whole text, if no part names them.
    """
    things, found = _list_things(change), ""
    for part in parts:
        named = find_ids(part.text) | _find_products(part)
        if named & things or (found and not named and _is_pointing_back(part)):
            found += part.text
    return whole.rewritten(found) if found else whole


def _find_products(part: Sentence) -> set[str]:
    """Find the ids of the products that the part names in words."""
    named = part.catalogue.named(part.tokens)
    return {product.product_id.upper() for found in named for product in found.products}


def collect_evidence(
    frame: ActionFrame, change: ToolCall, sentence: Sentence, known: Iterable[str]
) -> Evidence:
    """Collect what the sentence says: its words, its numbers, and what its verbs give."""
    spoken = frame.spoken(sentence, further=True)
    verbs: dict[str, frozenset[Any]] = {}
    for gives in spoken.values if spoken is not None else _find_likely_gifts(change, sentence):
        for name, value in gives.items():
            verbs[name] = verbs.get(name, frozenset()) | {value}
    numbers = frozenset(find_numbers(sentence.text))
    return Evidence(sentence, frozenset(known), numbers, verbs, change.payload)


def _find_likely_gifts(change: ToolCall, sentence: Sentence) -> tuple[Values, ...]:
    """Return what the ranker takes an unknown verb to say: "delist the door mat" hides it."""
    intent, _ = find_likeliest(drop_courtesies(sentence).spoken)
    return (intent.arguments,) if intent.tool == change.tool else ()


def is_given(frame: ActionFrame, name: str, value: Any, evidence: Evidence) -> bool:
    """Return whether a verb, the argument's slot, or the tool's default gives it that value."""
    slot = frame.slot(name)
    if value is None or name in frame.unsaid:
        return True
    if slot is not None:
        return not _is_some(value) or slot.reader.is_said(name, value, evidence)
    if name in evidence.verbs:
        return evidence.verbs[name] == {value}
    return name in frame.defaults and frame.defaults[name] == value


def find_left_out(frame: ActionFrame, evidence: Evidence) -> str:
    """Find an argument that was said and that the change lacks; "": none.

    Without it the tool would do something else: "unflag OB-1003" would flag it, and a coupon until
    Friday would never end.
    """
    said = [
        name
        for name, values in evidence.verbs.items()
        if name not in frame.unsaid and values != {frame.defaults.get(name)}
    ]
    for slot in frame.slots:
        if not slot.required and not slot.free:
            found = slot.reader.read(Reading(evidence.sentence))
            said += [slot.arguments[0]] if isinstance(found, Problem) else found or ()
    return next((name for name in said if evidence.change.get(name) is None), "")


def find_ids(text: str) -> set[str]:
    """Find the ids and codes that a text names, as payloads write them."""
    ids = {re.sub(r"(\D+?)[- ]?(\d+)", r"\1-\2", said.upper()) for said in _ID_SAID.findall(text)}
    return ids | {code.upper() for code in _CODE_SAID.findall(_ID_SAID.sub(" ", text))}


def find_numbers(text: str) -> set[Decimal]:
    """Find the numbers that stand by themselves, in digits or words."""
    return parse_figures(_GLUED.sub(" ", _ID_SAID.sub(" ", text)))


def collect_ids(data: Any) -> set[str]:
    """Collect every id in a tool's data: a change may be about what the owner was shown."""
    match data:
        case str():
            return {data} if _ID.fullmatch(data) else set()
        case Mapping():
            return set().union(*map(collect_ids, data.keys()), *map(collect_ids, data.values()))
        case list() | tuple():
            return set().union(*map(collect_ids, data))
        case _:
            return set()


def _is_some(value: Any) -> bool:
    """Return whether an argument says anything: 0 pieces do, `all: false` and [] do not."""
    return value is not None and value is not False and value not in ([], ())


def _list_things(change: ToolCall) -> set[str]:
    """Collect the ids and the code that the change is about, in capitals."""
    values = [change.payload.get(name) for name in list_scopes(change.tool)]
    flat = [said for value in values for said in (value if isinstance(value, list) else [value])]
    return {str(said).upper() for said in flat}


def _is_pointing_back(part: Sentence) -> bool:
    """Return whether it means what an earlier part has named: "it", "the same"."""
    return any(
        get_value("wholes", token.low) is not None or token.has("the_same")
        for token in part.tokens
    )
