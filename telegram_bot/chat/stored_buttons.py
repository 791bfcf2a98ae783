"""The buttons below an answer, and the calls behind those that do not fit into a button.

A button that fits carries its call itself and works for ever; figures are read anew anyway. What does
not fit, such as "flag these" with its twenty ids, is stored with the message's offer, for a day.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from actions.caller import Asker
from telegram_bot.models import Offer
from telegram_bot.view.callbacks import (
    Button,
    Keyboard,
    Rows,
    Stored,
    abreast,
    ask_data,
    stored_data,
)
from telegram_bot.view.phrases import say
from tools import registry
from tools.contracts import Card, Listing, Suggestion
from tools.intents.resolve import ToolCall
from tools.languages import Language

#: So long the stored buttons work, and so long we still know what they were.
LIFE = timedelta(hours=24)
KEEP = timedelta(days=30)
#: How many rows of a list have a button each.
MOST_ITEMS = 20


@dataclass(frozen=True)
class Offered:
    """What a stored button calls, in the language of its message; `again`: its time is over, this was
    what the message answered."""

    call: ToolCall
    language: Language
    again: bool = False


def below(call: ToolCall, card: Card, shown: int, by: Asker, *, keep: bool = False) -> Keyboard:
    """The keyboard below the card of which `shown` rows fit; what does not fit into it is stored.

    `keep`: also where all fits, for no text says by itself which call this was."""
    rows = tuple(_rows(call, card, shown, by.language))
    ids = card.listing.ids[:shown] if card.listing else ()
    fits = all(ask_data(button) is not None for row in rows for button in row)
    if fits and not ids and not keep:
        return keyboard(rows)
    return keyboard(rows, store(call, rows, by, items=ids).pk)


def store(call: ToolCall, rows: Rows, by: Asker, *, items: tuple[str, ...] = ()) -> Offer:
    """Keep what a message offers, for LIFE."""
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


def keyboard(rows: Rows, offer: int | None = None) -> Keyboard:
    """The rows with their data: the call itself where it fits, else its place in the offer."""
    found: list[tuple[tuple[str, str], ...]] = []
    place = 0
    for row in rows:
        found.append(
            tuple(
                (
                    button.label,
                    ask_data(button) or stored_data(button.verb, Stored(offer or 0, place + at)),
                )
                for at, button in enumerate(row)
            )
        )
        place += len(row)
    return tuple(found)


def offered(button: Stored, by: Asker) -> Offered | None:
    """What the button calls; None where it is not this person's, or nobody knows it any more."""
    offer = Offer.objects.filter(
        pk=button.offer, bot_id=by.bot_id, chat_id=by.chat_id, owner_id=by.owner_id
    ).first()
    if offer is None or button.place >= len(offer.calls):
        return None
    if offer.expires_at <= timezone.now():
        return Offered(ToolCall(offer.tool, offer.payload), offer.language, again=True)
    _, tool, payload = offer.calls[button.place]
    return Offered(ToolCall(tool, payload), offer.language)


def again(call: ToolCall, by: Asker) -> Keyboard:
    """A keyboard of one button, which asks the same once more."""
    rows: Rows = ((Button(say(by.language, "button.again"), call),),)
    fits = ask_data(rows[0][0]) is not None
    return keyboard(rows, None if fits else store(call, rows, by).pk)


def forget_old() -> int:
    """Delete offers that nobody can want to ask for again; returns how many."""
    return Offer.objects.filter(expires_at__lt=timezone.now() - KEEP).delete()[0]


def _rows(
    call: ToolCall, card: Card, shown: int, language: Language
) -> Iterator[tuple[Button, ...]]:
    if card.listing is not None:
        yield from _items(card.listing, shown)
        if pages := _pages(call, card.listing, shown, language):
            yield pages
    for suggestion in card.next:
        yield (of(suggestion),)


def of(suggestion: Suggestion) -> Button:
    return Button(suggestion.label, ToolCall(suggestion.tool, suggestion.payload))


def _items(listing: Listing, shown: int) -> Iterator[tuple[Button, ...]]:
    """Each row by its id, then what can be done with all of them."""
    ids, opens = listing.ids[:shown], listing.opens
    if opens is not None:
        buttons = [
            Button(item_id, ToolCall(opens.tool, {**opens.payload, opens.argument: item_id}))
            for item_id in ids[:MOST_ITEMS]
        ]
        width = abreast(ids)
        for at in range(0, len(buttons), width):
            yield tuple(buttons[at : at + width])
    for step in listing.together if ids else ():
        arguments = {**step.payload, step.argument: list(ids)}
        yield (Button(step.label.format(count=len(ids)), ToolCall(step.tool, arguments)),)


def _pages(call: ToolCall, listing: Listing, shown: int, language: Language) -> tuple[Button, ...]:
    """The page before, the page after, and all of it as a file."""
    tool = registry.get(call.tool)
    if tool is None or not listing.total:
        return ()
    size = tool.Payload.model_validate(call.payload).model_dump()["limit"]
    end = listing.offset + shown
    found = []
    if listing.offset:
        last = (listing.total - 1) // size * size  # the list may have become shorter
        start = max(0, min(listing.offset - size, last))
        label = f"◀ {_span(start, size, listing.total)}"
        found.append(Button(label, _at(call, start), "page"))
    if shown and end < listing.total:
        label = f"{_span(end, size, listing.total)} ▶"
        found.append(Button(label, _at(call, end), "page"))
    return (*found, Button(say(language, "button.csv"), _at(call, 0), "csv"))


def _at(call: ToolCall, offset: int) -> ToolCall:
    kept = {name: value for name, value in call.payload.items() if name != "offset"}
    return ToolCall(call.tool, kept | ({"offset": offset} if offset else {}))


def _span(start: int, size: int, total: int) -> str:
    first, last = start + 1, min(start + size, total)
    return str(first) if first == last else f"{first}–{last}"
