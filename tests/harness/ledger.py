"""What was ordered, compared with what is: in the tables, in the chats, and on record."""

from __future__ import annotations

import base64
from collections import Counter
from typing import Any
from uuid import UUID

from tests.harness.program import Program, until
from tests.servers.telegram import BotApi, Call

#: What an English message about an action in that state says.
SAYS = {
    "proposed": "Nothing has been changed yet",
    "in_progress": "⏳ Running since",
    "committed": "✅ Done at",
    "failed": "Not applied",
    "cancelled": "Cancelled at",
    "expired": "The time to confirm ran out at",
    "unknown": "❓ Whether it happened is not known",
}

#: What is never left behind: each is a question that must come back empty.
LEFTOVERS = {
    "an action that runs": "SELECT public_id FROM ownerbot_action_log WHERE status = 'in_progress'",
    "an update not handled": "SELECT update_id FROM ownerbot_inbox WHERE state = 'new'",
    "a call not ended": "SELECT id FROM ownerbot_effects WHERE state IN ('pending', 'sending')",
    "a job": "SELECT id FROM procrastinate_jobs",
    "a message that shows an earlier state": """
        SELECT public_id FROM ownerbot_action_log
        WHERE status <> shown_status AND (message_id IS NOT NULL OR status = 'proposed')
    """,
}


def action_in(button: str) -> UUID:
    """The action that a button's data belongs to."""
    return UUID(bytes=base64.urlsafe_b64decode(button.partition(":")[2][:22] + "=="))


def row_of(running: Program, action: UUID) -> dict[str, Any]:
    return running.sql("SELECT * FROM ownerbot_action_log WHERE public_id = %s", action)[0]


def calls_of(running: Program, action: UUID) -> list[dict[str, Any]]:
    return running.sql(
        """SELECT effect.* FROM ownerbot_effects AS effect
           JOIN ownerbot_action_log AS action ON action.id = effect.action_id
           WHERE action.public_id = %s ORDER BY n""",
        action,
    )


def becomes(running: Program, action: UUID, status: str) -> None:
    """Wait until it stands so, and nothing is left open."""
    until(lambda: row_of(running, action)["status"] == status, pause=0.1)
    settled(running)


def stuck(running: Program) -> list[str]:
    """What is left open, in words."""
    asked = [f"SELECT %s AS name WHERE EXISTS ({query})" for query in LEFTOVERS.values()]
    return [row["name"] for row in running.sql(" UNION ALL ".join(asked), *LEFTOVERS)]


def settled(running: Program) -> None:
    """Wait until nothing is left open."""
    until(lambda: not stuck(running), pause=0.1)


def events_of(running: Program, action: UUID) -> Counter[str]:
    """How many events of each type tell of the action."""
    rows = running.sql(
        "SELECT event_type FROM ownerbot_audit_events WHERE payload->>'action' = %s", str(action)
    )
    return Counter(row["event_type"] for row in rows)


def events_due(running: Program, action: UUID, **more: int) -> Counter[str]:
    """The events that the rows of the action call for: each change of state has one, and no more.

    `more`: events of people's doings that leave no state behind, such as a late tap.
    """
    row, calls = row_of(running, action), calls_of(running, action)
    due = Counter({"action_proposed": 1}) + Counter(more)
    if row["variant"] is not None:
        due["action_claimed"] += 1
    if row["status"] not in ("proposed", "in_progress"):
        due[f"action_{row['status']}"] += 1
    for call in calls:
        if call["lost_at"] is not None:
            due["effect_lost"] += 1
        elif call["state"] in ("done", "failed"):
            due[f"effect_{call['state']}"] += 1
    if row["status"] != "unknown" and any(call["lost_at"] for call in calls):
        due["action_unknown"] += 1  # it was so, before its owner told
    return due


def read_in(telegram: BotApi, chat: int, text: str) -> int:
    """How often people in that chat have read the text."""
    return sum(
        call.method == "sendMessage"
        and call.applied
        and call.answer is not None
        and int(call.params["chat_id"]) == chat
        and call.text == text
        for call in list(telegram.calls)
    )


def shown(telegram: BotApi, message_id: int) -> Call:
    """The last thing that was made of that message."""

    def is_it(call: Call) -> bool:
        return call.applied and isinstance(call.answer, dict) and "message_id" in call.answer

    drawn = [call for call in list(telegram.calls) if is_it(call)]
    return [call for call in drawn if call.answer["message_id"] == message_id][-1]


def misreported(running: Program, telegram: BotApi, action: UUID) -> str:
    """What the action's message says where it is not how its row stands; "" where it is true."""
    row = row_of(running, action)
    text = shown(telegram, row["message_id"]).text
    return "" if SAYS[row["status"]] in text else text
