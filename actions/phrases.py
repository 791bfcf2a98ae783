"""The phrase book of the pipeline."""

from __future__ import annotations

from typing import Any

from tools.languages import Language
from tools.texts import Text

PHRASES: dict[str, Text] = {
    "repeat": Text("The very same was applied {ago} ago. Confirm only if you want it again."),
    # What agents propose
    "request.reused": Text(
        "This Idempotency-Key was used for something else. Use a new one for a new request."
    ),
    "agent.open": Text(
        "{most} proposals of this key wait for the owner already. Wait until some are decided or expired."
    ),
    "agent.hour": Text("This key has made {most} proposals within an hour. Try again later."),
    "agent.scope": Text(
        "This key may not propose changes. Make one that may: manage.py api_key create NAME --propose"
    ),
    "agent.tool": Text("This key may not propose {tool}. It may: {tools}."),
    "agent.owner": Text(
        "Whoever is to confirm this key's proposals is not an owner any more. Make a new key."
    ),
    "agent.revoked": Text(
        "This key has just been revoked; nothing it asked for is open any more."
    ),
    "agent.text": Text(
        "{field}: has a character that cannot be stored (NUL, or half of a pair). Leave it out."
    ),
    "agent.request": Text("Idempotency-Key: 1 to {most} visible ASCII characters"),
    "superseded.too_late": Text(
        "The change that you want to amend has just been decided, so I did nothing. Order it anew, please."
    ),
    # Outside calls
    "effect.column.call": Text("To"),
    "effect.column.state": Text("What became of it"),
    "effect.pending": Text("not sent yet"),
    "effect.sending": Text("being sent"),
    "effect.done": Text("done"),
    "effect.failed": Text("not done: {why}"),
    "effect.unknown": Text("not known"),
    "why.FORBIDDEN": Text("no access there"),
    "why.NOT_FOUND": Text("no such chat"),
    "why.REJECTED": Text("refused"),
    "why.RATE_LIMITED": Text("too busy for too long"),
    "why.TOO_LATE": Text("too late to be of use"),
    "why.UNREACHABLE": Text("not reachable"),
    "why.OWNER_SAYS_NO": Text("did not happen, you said"),
    "why.STALE_PREVIEW": Text("the data has changed"),
    # Trying again what was not carried out
    "retry.none": Text("There is nothing left to send again."),
    "retry.title": Text("Send again: {title}"),
    "retry.note": Text("Only to those it did not reach; nobody gets it twice."),
    "retry.column.before": Text("The first time"),
}


def say(language: Language, key: str, **values: Any) -> str:
    """Return the phrase of that key with its `{placeholders}` filled."""
    return PHRASES[key].fill(language, **values)


def say_why(language: Language, code: str) -> str:
    """Return in a few words why an outside call was not carried out; the code if there are none."""
    key = f"why.{code}"
    return say(language, key) if key in PHRASES else code
