"""An action's outside calls as pages show them: the target, the state of each, and why."""

from __future__ import annotations

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from actions import queries
from actions.enums import EffectState, Status
from actions.finalize import OPEN
from actions.models import ActionLog, Effect
from actions.phrases import say_why
from audit.admin import render_badge

#: For each state, the tone and the icon of its badge.
LOOKS: dict[str, tuple[str, str]] = {
    EffectState.PENDING: ("wait", "schedule_send"),
    EffectState.SENDING: ("wait", "sync"),
    EffectState.DONE: ("good", "check_circle"),
    EffectState.FAILED: ("bad", "error"),
    EffectState.UNKNOWN: ("warn", "help"),
}
#: How many characters of an idempotency key are shown; enough to tell keys apart.
KEY_SHOWN = 8


def render_calls(action: ActionLog) -> SafeString:
    """Return the action's outside calls as HTML; empty where it has none.

    Where the action is unknown, this includes what its owner can do about it.
    """
    calls = [
        {
            "call": effect,
            "badge": render_call_badge(effect),
            "reason": describe_reason(effect),
            "key": str(effect.key)[:KEY_SHOWN],
            "waits": effect.state == EffectState.PENDING,
        }
        for effect in queries.list_calls(action)
    ]
    is_unknown = action.status == Status.UNKNOWN
    shown = {"calls": calls, "is_unknown": is_unknown, "owner_id": action.owner_id}
    return render_to_string("ownerbot/calls.html", shown) if calls else SafeString("")


def render_call_badge(effect: Effect) -> SafeString:
    tone, icon = LOOKS[effect.state]
    return render_badge(tone, effect.get_state_display(), icon)


def render_missed_badge(action: ActionLog) -> SafeString:
    return render_badge(
        "warn", gettext("{count} not reached").format(count=action.missed), "unsubscribe"
    )


def describe_reason(effect: Effect) -> str:
    """Return in a few words why a call is in its state; "" where the state itself says enough."""
    if effect.state in OPEN and effect.lost_at is not None:
        return gettext("No answer came; the shop is being asked")
    if effect.state == EffectState.PENDING and effect.error_code:
        return gettext("Did not get through yet ({code})").format(code=effect.error_code)
    if effect.state == EffectState.UNKNOWN:
        return gettext("No answer came")
    if effect.state == EffectState.FAILED:
        return say_why("en", effect.error_code).capitalize()
    return ""
