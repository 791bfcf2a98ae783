"""The buttons below an answer, and the calls behind those that do not fit into a button.

A call that fits is in the button itself and works for ever, as figures are read anew anyway. A call
that does not fit, such as "flag these" with its twenty ids, is stored in the message's offer and
works for a day.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from actions.caller import Caller
from telegram_bot.models import Offer
from telegram_bot.view.callbacks import (
    CallButton,
    Keyboard,
    Rows,
    StoredCall,
    count_abreast,
    encode_call,
    encode_stored_call,
)
from telegram_bot.view.phrases import say
from tools import registry
from tools.contracts import Card, Listing, Suggestion
from tools.intents.resolve import ToolCall
from tools.languages import Language

#: How long stored buttons work, and how long after that we still know what they called.
LIFE = timedelta(hours=24)
KEEP = timedelta(days=30)
#: How many rows of a list have a button each.
MOST_ITEMS = 20


@dataclass(frozen=True)
class OfferedCall:
    """What a stored button calls, and the language of its message.

    `again`: the button has expired; `call` is the one that the message answered.
    """

    call: ToolCall
    language: Language
    again: bool = False


def build_keyboard_below(
    call: ToolCall, card: Card, shown: int, by: Caller, *, keep: bool = False
) -> Keyboard:
    """Return the keyboard below a card of which `shown` rows fit; store the calls that do not fit.

    `keep`: store an offer even if all fits, because no text says which call this was."""
    rows = tuple(_build_rows(call, card, shown, by.language))
    ids = card.listing.ids[:shown] if card.listing else ()
    fits = all(encode_call(button) is not None for row in rows for button in row)
    if fits and not ids and not keep:
        return build_keyboard(rows)
    return build_keyboard(rows, store_offer(call, rows, by, items=ids).pk)


def store_offer(call: ToolCall, rows: Rows, by: Caller, *, items: tuple[str, ...] = ()) -> Offer:
    """Store what a message offers; its buttons work for LIFE."""
    return Offer.objects.create(
        bot_id=by.bot_id,
        chat_id=by.chat_id,
        owner_id=by.owner_id,
        update_id=by.update_id or 0,
        language=by.language,
        tool=call.tool,
        payload=call.payload,
        items=list(items),
        calls=[
            [button.label, button.call.tool, button.call.payload] for row in rows for button in row
        ],
        expires_at=timezone.now() + LIFE,
    )


def build_keyboard(rows: Rows, offer: int | None = None) -> Keyboard:
    """Return the rows with callback data: the call if it fits, else its place in the offer."""
    found: list[tuple[tuple[str, str], ...]] = []
    place = 0
    for row in rows:
        found.append(
            tuple(
                (
                    button.label,
                    encode_call(button)
                    or encode_stored_call(button.verb, StoredCall(offer or 0, place + at)),
                )
                for at, button in enumerate(row)
            )
        )
        place += len(row)
    return tuple(found)


def find_offered_call(button: StoredCall, by: Caller) -> OfferedCall | None:
    """Return what the button calls; None if it is not this person's or is forgotten."""
    offer = Offer.objects.filter(
        pk=button.offer, bot_id=by.bot_id, chat_id=by.chat_id, owner_id=by.owner_id
    ).first()
    if offer is None or button.place >= len(offer.calls):
        return None
    if offer.expires_at <= timezone.now():
        return OfferedCall(ToolCall(offer.tool, offer.payload), offer.language, again=True)
    _, tool, payload = offer.calls[button.place]
    return OfferedCall(ToolCall(tool, payload), offer.language)


def build_ask_again_keyboard(call: ToolCall, by: Caller) -> Keyboard:
    """Return a keyboard of one button, which repeats the call."""
    rows: Rows = ((CallButton(say(by.language, "button.again"), call),),)
    fits = encode_call(rows[0][0]) is not None
    return build_keyboard(rows, None if fits else store_offer(call, rows, by).pk)


def forget_old_offers() -> int:
    """Delete the offers that expired longer ago than KEEP; return how many."""
    return Offer.objects.filter(expires_at__lt=timezone.now() - KEEP).delete()[0]


def _build_rows(
    call: ToolCall, card: Card, shown: int, language: Language
) -> Iterator[tuple[CallButton, ...]]:
    if card.listing is not None:
        yield from _build_item_rows(card.listing, shown)
        if pages := _build_page_buttons(call, card.listing, shown, language):
            yield pages
    for suggestion in card.next:
        yield (to_button(suggestion),)


def to_button(suggestion: Suggestion) -> CallButton:
    return CallButton(suggestion.label, ToolCall(suggestion.tool, suggestion.payload))


def _build_item_rows(listing: Listing, shown: int) -> Iterator[tuple[CallButton, ...]]:
    """Yield a button for each row by its id, then the steps for all rows together."""
    ids, opens = listing.ids[:shown], listing.opens
    if opens is not None:
        buttons = [
            CallButton(item_id, ToolCall(opens.tool, {**opens.payload, opens.argument: item_id}))
            for item_id in ids[:MOST_ITEMS]
        ]
        width = count_abreast(ids)
        for at in range(0, len(buttons), width):
            yield tuple(buttons[at : at + width])
    for step in listing.together if ids else ():
        arguments = {**step.payload, step.argument: list(ids)}
        yield (CallButton(step.label.format(count=len(ids)), ToolCall(step.tool, arguments)),)


def _build_page_buttons(
    call: ToolCall, listing: Listing, shown: int, language: Language
) -> tuple[CallButton, ...]:
    """Return the buttons for the page before, the page after, and the whole list as a file."""
    tool = registry.get(call.tool)
    if tool is None or not listing.total:
        return ()
    size = tool.Payload.model_validate(call.payload).model_dump()["limit"]
    end = listing.offset + shown
    found = []
    if listing.offset:
        last = (listing.total - 1) // size * size  # the list may have become shorter
        start = max(0, min(listing.offset - size, last))
        label = f"◀ {_format_span(start, size, listing.total)}"
        found.append(CallButton(label, _build_call_at(call, start), "page"))
    if shown and end < listing.total:
        label = f"{_format_span(end, size, listing.total)} ▶"
        found.append(CallButton(label, _build_call_at(call, end), "page"))
    return (*found, CallButton(say(language, "button.csv"), _build_call_at(call, 0), "csv"))


def _build_call_at(call: ToolCall, offset: int) -> ToolCall:
    kept = {name: value for name, value in call.payload.items() if name != "offset"}
    return ToolCall(call.tool, kept | ({"offset": offset} if offset else {}))


def _format_span(start: int, size: int, total: int) -> str:
    first, last = start + 1, min(start + size, total)
    return str(first) if first == last else f"{first}–{last}"
