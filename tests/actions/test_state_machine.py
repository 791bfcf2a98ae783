"""The real pipeline on a real PostgreSQL beside a small model of it: after every step both agree.

Steps are what people, workers and accidents do, in any order, with deaths in between; whatever
died is done again, as the inbox or the worker would.
"""

from __future__ import annotations

import sys
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from hypothesis.stateful import run_state_machine_as_test as run_machine

from actions import effects, pipeline, recovery, seal
from actions.effects import TakenCall
from actions.models import Effect
from actions.outcomes import NotValid
from audit import chain
from tests.actions.conftest import OTHER, OWNER, Send
from tests.actions.deeds import By, Call, Deed, Wish
from tests.actions.machine import EVERYTHING, ORDERS, Compared, Hand, real_asker
from tests.actions.world import Choice, Clock, Deaths
from tools import registry
from tools.call_outcomes import Attempt, Delivered, Lost, NotYet, Rejected
from tools.demo.seed import fill
from tools.models import DemoOrder

BOT = 42
CHATS = st.lists(st.sampled_from(["Chat -1", "Chat -2", "Chat -3"]), min_size=1, unique=True)
OWNERS = st.sampled_from([OWNER] * 5 + [OTHER])
THEN = st.sampled_from(["a tap", "a tap", "a change, then a tap", "a tap too late", "waits"])
RARELY = st.sampled_from([False] * 5 + [True])
WISHES = st.one_of(
    st.builds(
        partial(Wish, "flag_order"),
        order=st.sampled_from(ORDERS),
        reason=st.sampled_from("ab"),
        on=st.sampled_from([True, True, False]),
    ),
    st.builds(partial(Wish, "choose_flag"), order=st.sampled_from(ORDERS)),
    st.builds(partial(Wish, "send_hello"), labels=CHATS.map(tuple), kind=st.just("message")),
    st.builds(partial(Wish, "send_hello"), labels=CHATS.map(tuple), kind=st.just("upstream")),
)
PASSING = st.sampled_from([1, 1, 2, 5, 5, 11, 46, 290, 700, 25 * 3600])
ENDINGS = [
    "delivered",
    "delivered",
    "rejected",
    "later",
    "30",
    "601",
    "moved",
    "lost",
    "unheard",
    "dies",
]


def dying(*places: str) -> st.SearchStrategy[Any]:
    """Mostly none; else the answer gets lost, or the process dies at a statement or a named place."""
    calm = st.none()
    return st.one_of(calm, calm, st.sampled_from(["answer", *places]), st.integers(1, 16))


PROPOSING = dying("propose.commit", "propose.committed")


class Proposals(Compared):
    """What may happen to proposals."""

    # What owners ask for

    def ask(self, wish: Wish, by: By, then: str, death: Any) -> None:
        """Mostly the tap follows at once; a proposal that waits may get any other."""
        real = partial(pipeline.submit, wish.tool, self.arguments(wish), real_asker(by))
        foretold = partial(self.model.submit, wish, by)
        self.update(real, foretold, death=death, committed={"propose.committed": foretold})
        deed = self.model.deeds.get(by.story)
        if deed is None or then == "waits":
            return
        if then == "a change, then a tap":
            for order in ORDERS:
                self.somebody_changes(order)
        if then == "a tap too late":
            self.time_passes(301)
        self.tap(deed, deed.variants[-1], self.by(by.owner), None)

    def arguments(self, wish: Wish) -> dict[str, Any]:
        match wish.tool:
            case "flag_order":
                return {"order_ids": [wish.order], "reason": wish.reason, "flagged": wish.on}
            case "choose_flag":
                return {"order_id": wish.order}
            case "send_hello":
                chats = [label.removeprefix("Chat ") for label in wish.labels]
                return {"chats": chats, "kind": wish.kind}
        return {"action": self.row(self.model.deeds[wish.of]).public_id.hex} if wish.of else {}

    @rule(wish=WISHES, owner=OWNERS, then=THEN, death=PROPOSING)
    def asks(self, wish: Wish, owner: int, then: str, death: Any) -> None:
        self.ask(wish, self.by(owner), then, death)

    @precondition(lambda self: self.any_in("committed", "failed"))
    @rule(data=st.data(), retry=st.booleans(), last=RARELY, then=THEN, death=PROPOSING)
    def asks_to_undo_or_retry(
        self, data: st.DataObject, retry: bool, last: bool, then: str, death: Any
    ) -> None:
        over = [deed for deed in self.model.deeds.values() if deed.is_over]
        fitting = [item for item in over if (item.missed if retry else item.before)]
        deed = data.draw(st.sampled_from(fitting or over), "action")
        by = self.tapper(deed, data.draw(RARELY, "stranger"))
        tool = "retry_action" if retry else "undo_action"
        self.ask(Wish(tool, of=None if last else deed.story), by, then, death)

    # What owners tap

    def tap(self, deed: Deed, variant: str, by: By, death: Any) -> None:
        foretold = partial(self.model.confirm, deed, variant, by)
        claimed = partial(foretold, fresh=False)
        self.update(
            partial(pipeline.confirm, self.button(deed, "confirm", variant), real_asker(by)),
            foretold,
            death=death,
            committed={
                "claim.committed": claimed,
                "propose.commit": claimed,
                "propose.committed": foretold,
            },
        )

    @precondition(lambda self: self.model.deeds)
    @rule(
        data=st.data(),
        stranger=RARELY,
        death=dying("claim.commit", "claim.committed", "propose.commit", "cancel.commit"),
    )
    def decides(self, data: st.DataObject, stranger: bool, death: Any) -> None:
        deed = self.deed(data, "proposed")
        by = self.tapper(deed, stranger)
        button = data.draw(st.sampled_from([*deed.variants * 2, "cancel"]), "button")
        if button != "cancel":
            self.tap(deed, button, by, death)
            return
        real = partial(pipeline.cancel, self.button(deed, "cancel"), real_asker(by))
        self.update(real, partial(self.model.cancel, deed, by), death=death)

    @precondition(lambda self: self.any_in("unknown") or len(self.hands) > 4)
    @rule(data=st.data(), looks=st.booleans(), stranger=RARELY, death=dying("resolve.commit"))
    def says_how_it_ended(
        self, data: st.DataObject, looks: bool, stranger: bool, death: Any
    ) -> None:
        """The owner looks whether the message is there, or has the shop asked."""
        deed = self.deed(data, "unknown")
        by = self.tapper(deed, stranger)
        n = data.draw(st.integers(1, max(1, len(deed.calls))), "call")
        verb: seal.Verb = "check"
        if looks:
            label = deed.calls[n - 1].label if deed.calls else ""
            verb = "happened" if self.outside.has(deed.story, label) else "missed"
        button = self.button(deed, verb, "" if verb == "check" else str(n))
        real = partial(pipeline.resolve, button, real_asker(by))
        self.update(real, partial(self.model.resolve, deed, verb, n, by), death=death)

    @precondition(lambda self: self.steps)
    @rule(data=st.data())
    def an_update_comes_again(self, data: st.DataObject) -> None:
        self.step(*data.draw(st.sampled_from(self.steps), "update"))

    @precondition(lambda self: self.model.deeds and self.beside < 2)
    @rule(data=st.data(), place=st.integers(0, 60), char=st.sampled_from("AZaz_09"))
    def taps_a_forged_button(self, data: st.DataObject, place: int, char: str) -> None:
        self.beside += 1
        deed, by = self.deed(data, "proposed"), self.by()
        variant, other = deed.variants[0], deed.variants[-1]
        genuine = self.button(deed, "confirm", variant)
        place %= len(genuine)
        forged = genuine[:place] + char + genuine[place + 1 :]
        if forged == genuine:
            forged = genuine.removesuffix(variant) + (other if other != variant else "x")
        assert isinstance(pipeline.confirm(forged, real_asker(by)), NotValid)
        self.model.events[by.story].append("action_tap_invalid")

    # What happens beside

    @precondition(lambda self: self.model.deeds and self.beside < 2)
    @rule(seconds=PASSING)
    def time_passes(self, seconds: float) -> None:
        self.beside += 1
        self.clock.seconds += seconds
        self.model.now += seconds

    @precondition(lambda self: self.model.deeds and self.beside < 2)
    @rule(what=st.sampled_from(["sweep", "alert", "struck off", *ORDERS]))
    def something_else_happens(self, what: str) -> None:
        self.beside += 1
        match what:
            case "sweep":
                assert recovery.expire_due() == self.model.expire_due()
            case "alert":
                told = {view.correlation_id for _, view in recovery.alert_overdue([BOT])}
                assert told == self.model.alert()
            case "struck off":
                assert recovery.withdraw_of_non_owners(BOT, {OWNER}) == self.model.withdraw(
                    {OWNER}
                )
            case order:
                self.somebody_changes(order)

    def somebody_changes(self, order: str) -> None:
        code = f"C{self.model.orders[order].version}"
        DemoOrder.objects.filter(order_id=order).update(coupon_code=code)
        self.model.orders[order].version += 1

    # What workers do

    @precondition(lambda self: self.any_in("in_progress", "unknown"))
    @rule(
        data=st.data(),
        waits=st.booleans(),
        tells=st.booleans(),
        death=dying("take.commit", "finish.commit"),
    )
    def a_worker_makes_a_call(
        self, data: st.DataObject, waits: bool, tells: bool, death: Any
    ) -> None:
        """What became of the call is told at once, or later, or never."""
        calls = [(deed, call) for deed in self.model.deeds.values() for call in deed.calls]
        open_ones = [(deed, call) for deed, call in calls if call.takeable]
        deed, call = data.draw(st.sampled_from(open_ones or calls), "call")
        if waits and call.takeable:
            self.time_passes(max(0, call.due - self.model.now))
        self.beside = 0
        hand = self.take(data, deed, call, death)
        if hand and tells and hand[-1] != "dies":
            self.tell(hand, death)

    def take(self, data: st.DataObject, deed: Deed, call: Call, death: Any) -> Hand | None:
        token, pk = uuid4(), self.effect(deed, call).pk
        with self.deaths.at(death):
            effects.take(pk, token)
        order = effects.take(pk, token)  # the same again, whether that died or was answered
        if not self.model.take(deed, call, token):
            assert order is None
            return None
        assert order is not None
        assert order.check is call.lost
        ending = data.draw(st.sampled_from(self.possible(deed, call)), "ending")
        hand = order, self.made(order, deed, call, ending), deed, call, ending
        self.hands.append(hand)
        return hand

    def possible(self, deed: Deed, call: Call) -> list[str]:
        """A shop that has it does not say otherwise; only a chat moves."""
        if call.lost and self.outside.has(deed.story, call.label):
            return ["delivered", "later", "unheard", "dies"]
        return [ending for ending in ENDINGS if ending != "moved" or call.kind == "message"]

    def made(self, order: TakenCall, deed: Deed, call: Call, ending: str) -> Attempt:
        """Make the call, and what its maker will tell of it."""
        if ending in ("delivered", "unheard", "dies"):
            key = order.key if call.kind == "upstream" else None
            self.outside.carry_out(deed.story, call.label, key=key)
        match ending:
            case "delivered":
                return Delivered({"message_id": 7})
            case "rejected":
                return Rejected("FORBIDDEN")
            case "moved":
                return NotYet("LATER", target=f"{order.target}0")
            case "lost" | "unheard" | "dies":
                return Lost("reset")
        return NotYet("LATER", float(ending) if ending.isdigit() else None)

    def effect(self, deed: Deed, call: Call) -> Effect:
        return Effect.objects.get(action__correlation_id=deed.story, n=deed.calls.index(call) + 1)

    def tell(self, hand: Hand, death: Any) -> None:
        order, attempt, deed, call, ending = hand
        with self.deaths.at(death):
            effects.finish(order, attempt)
        effects.finish(order, attempt)  # the same again: it was undone, or counts no more
        counted = self.model.finish(deed, call, order.token, ending)
        self.reached.add(f"{ending}, {'counted' if counted else 'too late'}")

    @precondition(lambda self: self.hands)
    @rule(data=st.data(), death=dying("finish.commit"))
    def a_worker_tells_late(self, data: st.DataObject, death: Any) -> None:
        """Maybe after the call was taken away from it, or once more."""
        hand = data.draw(st.sampled_from(self.hands[-6:]), "hand")
        if hand[-1] != "dies":
            self.tell(hand, death)

    @precondition(lambda self: self.overdue_hands())
    @rule(data=st.data(), death=dying("take.commit"))
    def a_worker_comes_back_when_another_one_is_at_it(
        self, data: st.DataObject, death: Any
    ) -> None:
        hand = data.draw(st.sampled_from(self.overdue_hands()), "hand")
        self.time_passes(46)
        self.recovery_runs(alone=False, death=None)
        self.time_passes(1)
        self.take(data, hand[2], hand[3], death)
        if hand[-1] != "dies":
            self.tell(hand, None)

    def overdue_hands(self) -> list[Hand]:
        """Calls to the shop that somebody has in hand; chats are never asked again."""
        return [
            hand
            for hand in self.hands
            if hand[3].kind == "upstream"
            and hand[3].state == "sending"
            and hand[3].token == hand[0].token
        ]

    @precondition(lambda self: self.any_in("in_progress", "unknown") and self.beside < 2)
    @rule(alone=st.booleans(), death=dying("finish.commit"))
    def recovery_runs(self, alone: bool, death: Any) -> None:
        self.beside += 1
        with self.deaths.at(death):
            recovery.recover_calls(alone=alone)
        recovery.recover_calls(alone=alone)
        self.model.recover(alone=alone)

    def teardown(self) -> None:
        if sys.exc_info()[0] is None:  # a failure is told as it is
            self.everything_comes_to_its_end()
            assert not chain.verify().problem

    def everything_comes_to_its_end(self) -> None:
        """All jobs are lost and all workers dead: recovery alone finds what is left to do."""
        for _ in range(4):
            self.time_passes(61)
            self.model.recover(alone=True)
            for pk in recovery.recover_calls(alone=True):
                self.carried_out(pk)
        for deed in list(self.model.deeds.values()):
            for n, call in enumerate(deed.calls, start=1):
                if call.state == "unknown":
                    happened = self.outside.has(deed.story, call.label)
                    verb: seal.Verb = "happened" if happened else "missed"
                    button, by = self.button(deed, verb, str(n)), self.by(deed.by.owner)
                    real = partial(pipeline.resolve, button, real_asker(by))
                    self.step(real, partial(self.model.resolve, deed, verb, n, by))
        self.clock.seconds += 301
        self.model.now += 301
        self.something_else_happens("sweep")
        self.all_of_it_holds()
        open_ones = ("proposed", "in_progress", "unknown")
        left = [deed for deed in self.model.deeds.values() if deed.status in open_ones]
        assert not left, [(item, item.calls) for item in left]

    def carried_out(self, pk: int) -> None:
        effect, token = Effect.objects.select_related("action").get(pk=pk), uuid4()
        deed = self.model.deeds[effect.action.correlation_id]
        call = deed.calls[effect.n - 1]
        order = effects.take(pk, token)
        assert (order is not None) == self.model.take(deed, call, token)
        if order is not None:
            effects.finish(order, self.made(order, deed, call, "delivered"))
            self.model.finish(deed, call, token, "delivered")


@pytest.mark.slow
def test_the_pipeline_keeps_its_promises(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch, long: bool
) -> None:
    monkeypatch.setitem(registry._tools, Send.name, Send())
    monkeypatch.setitem(registry._tools, Choice.name, Choice())
    fill(timezone.now(), orders=10)
    Proposals.clock, Proposals.deaths = Clock(monkeypatch), Deaths(monkeypatch)
    at_length = settings(
        max_examples=600 if long else 15,
        stateful_step_count=40,
        # Looking for the shortest failure takes minutes: only where there are minutes.
        phases=[Phase.generate, Phase.shrink] if long else [Phase.generate],
        derandomize=not long,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        report_multiple_bugs=False,
    )
    with connection.cursor() as cursor:  # commits as ever, but does not wait for the disk
        cursor.execute("SET synchronous_commit = off")
        try:
            run_machine(Proposals, settings=at_length)
        finally:
            cursor.execute("RESET synchronous_commit")
    assert not long or Proposals.reached >= EVERYTHING
