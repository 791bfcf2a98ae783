"""What has to be true of proposals, as plain Python that knows nothing of the program or a database.

Everything here is written from docs/reliability.md, not from the code: who wins, what changes, what goes on
record, and what a tap is answered. Times are seconds since the beginning.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from tests.actions.deeds import Before, By, Call, Deed, Order, Shape, Wish

TTL, LEASE, JOB_IS_LOST_AFTER, PATIENCE = 300, 45, 10, 600
ASKED_FOR, ALERT_AFTER = 24 * 3600, 600


class Model:
    def __init__(self, orders: Iterable[str]) -> None:
        self.now = 0.0
        self.orders = {order_id: Order() for order_id in orders}
        self.deeds: dict[UUID, Deed] = {}  # oldest first
        self.events: dict[UUID, list[str]] = defaultdict(list)
        self._planned = 0

    def _tell(self, deed: Deed, *events: str) -> None:
        self.events[deed.story] += events

    # What is asked

    def submit(self, wish: Wish, by: By) -> Shape:
        for deed in self.deeds.values():
            if (deed.by.update, deed.wish.tool) == (by.update, wish.tool):
                waits = deed.status == "proposed"
                return ("Proposed",) if waits else ("AlreadyHandled", deed.status)
        found = self._preview(wish, by)
        if isinstance(found, str):
            self.events[by.story].append("tool_refused")
            return "Refused", found
        if found is None:
            self.events[by.story].append("action_unchanged")
            return ("Unchanged",)
        settled, basis = found
        variants = ("soft", "hard") if wish.tool == "choose_flag" else ("main",)
        deed = Deed(by.story, by, settled, basis, self.now + TTL, variants)
        self.deeds[by.story] = deed
        self._tell(deed, "action_proposed")
        return ("Proposed",)

    def _preview(self, wish: Wish, by: By) -> tuple[Wish, object] | str | None:
        """What it would rest on; a code where it is refused, None where nothing would change."""
        match wish.tool:
            case "flag_order":
                order = self.orders[wish.order]
                wanted = (True, wish.reason) if wish.on else (False, "")
                return None if order.flag == wanted else (wish, order.version)
            case "choose_flag":
                return wish, self.orders[wish.order].version
            case "undo_action":
                return self._preview_undo(wish, by)
            case "retry_action":
                root = self._to_retry(wish.of, by)
                if root is None:
                    return "NOTHING_TO_RETRY"
                missing = sorted(item.number for item in self._missing(root))
                return Wish(wish.tool, of=root.story), missing
        return wish, None

    def _preview_undo(self, wish: Wish, by: By) -> tuple[Wish, object] | str | None:
        mine = [deed for deed in self.deeds.values() if deed.by.owner == by.owner]
        done = [item for item in mine if item.status == "committed"]
        undone = {item.wish.of for item in done if item.wish.tool == "undo_action"}
        if wish.of is None:
            open_ones = [item.story for item in done if item.before and item.story not in undone]
            if not open_ones:
                return "NOTHING_TO_UNDO"
            wish = Wish(wish.tool, of=open_ones[-1])
        target = next((item for item in done if item.story == wish.of), None)
        if target is None:
            return "NOTHING_TO_UNDO"
        if target.story in undone:
            return "ALREADY_UNDONE"
        if target.before is None:
            return "CANNOT_UNDO"
        version = self.orders[target.before.order].version
        return (wish, version) if version == target.before.version else None

    def _to_retry(self, of: UUID | None, by: By) -> Deed | None:
        for deed in reversed(self.deeds.values()):
            if deed.by.owner == by.owner and deed.is_over and deed.missed:
                root = self.root(deed)
                if of in (None, deed.story, root.story) and self._missing(root):
                    return root
        return None

    def root(self, deed: Deed) -> Deed:
        """A retry belongs to the action whose messages it sends again."""
        of = deed.wish.of if deed.wish.tool == "retry_action" else None
        return self.deeds[of] if of else deed

    def _missing(self, root: Deed) -> list[Call]:
        """The messages that have reached nobody, each as it was last tried."""
        calls = [
            call for deed in self.deeds.values() if self.root(deed) is root for call in deed.calls
        ]
        latest: dict[str, Call] = {}
        for call in sorted(calls, key=lambda item: item.number):
            latest[call.label] = call
        return [
            item for item in latest.values() if (item.state, item.kind) == ("failed", "message")
        ]

    # What is tapped

    def confirm(self, deed: Deed, variant: str, by: By, *, fresh: bool = True) -> Shape:
        """`fresh`: show a new preview where the old one is stale."""
        if by.owner != deed.by.owner:
            self._tell_tap(deed, "action_tap_foreign", by)
            return ("NotYours",)
        if deed.status == "proposed" and self.now < deed.expires:
            deed.variant, deed.decided_by, deed.attempt = variant, by.story, 1
            deed.status, deed.since = "in_progress", self.now
            self._tell(deed, "action_claimed")
            self._apply(deed)
        elif deed.decided_by != by.story:
            return self._late(deed, by)
        if deed.status == "failed":
            stale = fresh and deed.code == "STALE_PREVIEW"
            return "Failed", deed.code, self._fresh(deed, by) if stale else None
        told = {"committed": "Done", "in_progress": "Running"}
        return told.get(deed.status, "AlreadyHandled"), deed.status

    def _fresh(self, deed: Deed, by: By) -> Shape | None:
        shape = self.submit(deed.wish, by)
        return None if shape[0] == "AlreadyHandled" else shape

    def _apply(self, deed: Deed) -> None:
        wish = deed.wish
        if wish.tool == "send_hello":
            self._plan(deed, wish.labels)
        elif wish.tool == "retry_action" and wish.of:
            missing = self._missing(self.deeds[wish.of])
            if sorted(item.number for item in missing) == deed.basis:
                self._plan(deed, tuple(item.label for item in missing))
            else:
                self._end(deed, "failed", "STALE_PREVIEW")
        else:
            undone = self.deeds[wish.of].before if wish.of else None
            self._change(deed, undone.order if undone else wish.order, undone)

    def _plan(self, deed: Deed, labels: tuple[str, ...]) -> None:
        for label in labels:
            self._planned += 1
            deed.calls.append(Call(self._planned, label, deed.wish.kind, self.now, self.now))

    def _change(self, deed: Deed, order_id: str, undone: Before | None) -> None:
        order, wish = self.orders[order_id], deed.wish
        if order.version != deed.basis:
            self._end(deed, "failed", "STALE_PREVIEW")
            return
        was = order.flag
        if undone:
            order.flag = undone.flag
        elif wish.tool == "choose_flag":
            order.flag = (True, f"{deed.variant} {order.version}")
        else:
            order.flag = (True, wish.reason) if wish.on else (False, "")
        order.version += 1
        if wish.tool == "flag_order":
            deed.before = Before(order_id, was, order.version)
        self._end(deed, "committed")

    def _end(self, deed: Deed, status: str, code: str = "") -> None:
        deed.status, deed.code = status, code
        self._tell(deed, f"action_{status}")

    def cancel(self, deed: Deed, by: By) -> Shape:
        if by.owner != deed.by.owner:
            self._tell_tap(deed, "action_tap_foreign", by)
            return ("NotYours",)
        if deed.status == "proposed":
            deed.decided_by = by.story
            self._end(deed, "cancelled")
        elif deed.decided_by != by.story:
            return self._late(deed, by)
        return "Cancelled", deed.status

    def _tell_tap(self, deed: Deed, event: str, by: By) -> None:
        if (event, by.story) not in deed.taps:
            deed.taps.add((event, by.story))
            self._tell(deed, event)

    def _late(self, deed: Deed, by: By) -> Shape:
        if deed.status == "proposed" and self.now >= deed.expires:
            self._end(deed, "expired")
        self._tell_tap(deed, "action_tap_late", by)
        return "AlreadyHandled", deed.status

    def resolve(self, deed: Deed, verb: str, n: int, by: By) -> Shape:
        if by.owner != deed.by.owner:
            self._tell_tap(deed, "action_tap_foreign", by)
            return ("NotYours",)
        if by.story in deed.told_by:
            return "Resolved", deed.status
        is_open = deed.status == "unknown"
        if is_open and verb == "check":
            return self._check(deed, by)
        call = deed.calls[n - 1] if is_open else None
        if call is not None and call.state == "sending":
            return "Checking", True
        if call is None or call.state != "unknown":
            return self._late(deed, by)
        happened = verb == "happened"
        call.state, call.code = ("done", "") if happened else ("failed", "OWNER_SAYS_NO")
        deed.told_by.add(by.story)
        self._tell(deed, "action_resolved")
        self._conclude(deed)
        return "Resolved", deed.status

    def _check(self, deed: Deed, by: By) -> Shape:
        asked = [call for call in deed.calls if call.state == "unknown" and call.takeable]
        for item in asked:
            item.due = self.now
        looked_up = [
            call for call in deed.calls if (call.state, call.kind) == ("sending", "upstream")
        ]
        self._tell_tap(deed, "action_checked", by)
        return "Checking", bool(asked or looked_up)

    # What happens by itself

    def expire_due(self) -> int:
        due = [
            deed
            for deed in self.deeds.values()
            if deed.status == "proposed" and deed.expires <= self.now
        ]
        for deed in due:
            self._end(deed, "expired")
        return len(due)

    def withdraw(self, owners: set[int]) -> int:
        orphans = [
            deed
            for deed in self.deeds.values()
            if deed.status == "proposed" and deed.by.owner not in owners
        ]
        for deed in orphans:
            self._end(deed, "cancelled")
        return len(orphans)

    def alert(self) -> set[UUID]:
        late = [
            deed
            for deed in self.deeds.values()
            if deed.status == "unknown"
            and not deed.alerted
            and deed.since < self.now - ALERT_AFTER
        ]
        for deed in late:
            deed.alerted = True
            self._tell(deed, "action_unknown_overdue")
        return {deed.story for deed in late}

    # What is carried out

    def take(self, deed: Deed, call: Call, token: object) -> bool:
        if call.takeable and call.due <= self.now:
            call.state, call.token, call.lease = "sending", token, self.now + LEASE
            call.attempts += 1
            if not call.lost and self.now > call.born + PATIENCE:
                self._ends(deed, call, "failed", "TOO_LATE")
                self._conclude(deed)
        return call.state == "sending" and call.token == token

    def finish(self, deed: Deed, call: Call, token: object, ending: str) -> bool:
        """Whether it counted: not where the call was taken away from whoever brings it."""
        if (call.state, call.token) != ("sending", token):
            return False
        pause = min(2**call.attempts, 60)
        match ending:
            case "delivered":
                self._ends(deed, call, "done", "")
            case "rejected":
                self._ends(deed, call, "failed", "FORBIDDEN")
            case "moved" if not call.moved:
                call.state, call.moved, call.due, call.code = "pending", True, self.now, "LATER"
                self._tell(deed, "effect_moved")
            case "lost" | "unheard":
                self._lose(deed, call)
            case _ if call.lost:
                self._lose(deed, call)
            case _:
                due = self.now + max(pause, int(ending) if ending.isdigit() else 0)
                if due > call.born + PATIENCE:
                    self._ends(deed, call, "failed", "LATER")
                else:
                    call.state, call.due, call.code = "pending", due, "LATER"
        self._conclude(deed)
        return True

    def _ends(self, deed: Deed, call: Call, state: str, code: str) -> None:
        call.state, call.code = state, code
        self._tell(deed, f"effect_{state}")

    def _lose(self, deed: Deed, call: Call) -> None:
        first, call.lost, call.code = not call.lost, True, "LOST"
        if first:
            self._tell(deed, "effect_lost")
        if first and call.kind == "upstream":
            call.state, call.due = "pending", self.now + 1
        else:
            call.state = "unknown"
            call.due = self.now + min(4 * min(2**call.attempts, 60), 900)

    def _conclude(self, deed: Deed) -> None:
        states = {call.state for call in deed.calls}
        if deed.is_over or states & {"pending", "sending"}:
            return
        if "unknown" in states:
            if deed.status == "in_progress":
                deed.since = self.now
                self._end(deed, "unknown")
            return
        failed = [call for call in deed.calls if call.state == "failed"]
        deed.missed = sum(item.kind == "message" for item in failed)
        nothing = len(failed) == len(deed.calls)
        self._end(deed, "failed" if nothing else "committed", failed[0].code if nothing else "")

    def recover(self, *, alone: bool) -> int:
        """How many calls are taken up again: whose maker is gone, and whose job is lost."""
        calls = [(deed, call) for deed in self.deeds.values() for call in deed.calls]
        dead = [
            (deed, call)
            for deed, call in calls
            if call.state == "sending" and (alone or call.lease < self.now)
        ]
        for deed, call in dead:
            self._lose(deed, call)
            self._conclude(deed)
        idle = [
            (deed, call)
            for deed, call in calls
            if call.takeable
            and call.due < self.now - JOB_IS_LOST_AFTER
            # What is to be made is never forgotten; what may have happened is asked about for a day.
            and (call.state == "pending" or call.born > self.now - ASKED_FOR)
        ]
        for deed, call in idle:
            call.due = self.now
            deed.attempt += deed.status == "in_progress"
        return len(dead) + len(idle)
