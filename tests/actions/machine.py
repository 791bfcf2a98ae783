"""A step is done for real and in the model; what must hold between the two is checked after each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any, ClassVar
from uuid import UUID, uuid4

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant

from actions import seal
from actions.caller import Caller
from actions.effects import TakenCall
from actions.models import ActionLog, Effect
from actions.outcomes import Checking, Failed, NotValid, NotYours, Refused
from audit import queries
from tests.actions.conftest import OTHER, OWNER, caller
from tests.actions.deeds import By, Call, Deed, Shape
from tests.actions.model import Model
from tests.actions.world import Clock, Deaths, Outside, emptied
from tools.call_outcomes import Attempt
from tools.models import DemoOrder

ORDERS = ("OB-1003", "OB-1005")

#: What a run at length has to have met, or it has proven nothing.
EVERYTHING = {
    *("Proposed", "Unchanged", "Refused", "Done", "Running", "Failed", "Cancelled", "Resolved"),
    *("Checking", "AlreadyHandled", "NotYours"),
    *("delivered, counted", "rejected, counted", "later, counted", "moved, counted"),
    *("lost, counted", "unheard, counted", "delivered, too late", "unheard, too late"),
}

#: A call that was made: its order, what its maker can tell of it, and the model's side of it.
Hand = tuple[TakenCall, Attempt, Deed, Call, str]
Step = tuple[Callable[[], Any], Callable[[], Shape]]


def shape(outcome: Any) -> Shape:
    """What the model foretells of an outcome."""
    name = type(outcome).__name__
    match outcome:
        case Failed():
            fresh = shape(outcome.fresh) if outcome.fresh else None
            return name, outcome.action.error_code, fresh
        case Refused():
            return name, outcome.code
        case Checking():
            return name, outcome.possible
        case NotYours() | NotValid():
            return (name,)
    if name in ("Proposed", "Unchanged"):
        return (name,)
    return name, outcome.action.status


def real_asker(by: By) -> Caller:
    return caller(by.owner, update_id=by.update, correlation_id=by.story)


class Compared(RuleBasedStateMachine):
    """The real thing and the model of it; after every step both agree."""

    clock: ClassVar[Clock]
    deaths: ClassVar[Deaths]
    #: Outcomes and endings that were met, for a look at whether the rules lead everywhere.
    reached: ClassVar[set[str]] = set()

    def __init__(self) -> None:
        super().__init__()
        emptied(ORDERS)
        self.clock.seconds = 0
        self.model, self.outside = Model(ORDERS), Outside()
        self.steps: list[Step] = []  # everything that an update asked for, to be delivered again
        self.hands: list[Hand] = []  # calls made, not yet told of
        self.updates = 0
        self.beside = 0  # how many of the last steps were no work at all: a few at most

    # Helpers

    def by(self, owner: int = OWNER) -> By:
        self.updates += 1
        return By(owner, self.updates, uuid4())

    def tapper(self, deed: Deed, stranger: bool) -> By:
        """Whose proposal it is, or the other owner."""
        other = OWNER if deed.by.owner == OTHER else OTHER
        return self.by(other if stranger else deed.by.owner)

    def step(
        self,
        real: Callable[[], Any],
        foretold: Callable[[], Any],
        death: Any = None,
        committed: Mapping[Any, Callable[[], Any]] | None = None,
    ) -> None:
        """Do it; where it dies on the way, do it again. `committed`: what a death leaves done."""
        self.beside, outcome = 0, None
        with self.deaths.at(death):
            outcome = real()
        if self.deaths.died_at is None and death != "answer":
            self.agree(outcome, foretold())
            return
        done = foretold if death == "answer" else (committed or {}).get(self.deaths.died_at)
        if done is not None:
            done()
        self.agree(real(), foretold())

    def agree(self, outcome: Any, foretold: Shape) -> None:
        assert shape(outcome) == foretold
        self.reached.add(foretold[0])

    def update(self, real: Callable[[], Any], foretold: Callable[[], Shape], **how: Any) -> None:
        self.steps.append((real, foretold))
        self.step(real, foretold, **how)

    def row(self, deed: Deed) -> ActionLog:
        return ActionLog.objects.get(correlation_id=deed.story)

    def any_in(self, *statuses: str) -> bool:
        return any(deed.status in statuses for deed in self.model.deeds.values())

    def deed(self, data: st.DataObject, *statuses: str) -> Deed:
        """One of the actions, rather one that stands like that."""
        deeds = list(self.model.deeds.values())
        fitting = [deed for deed in deeds if deed.status in statuses] or deeds
        return data.draw(st.sampled_from(fitting), "action")

    def button(self, deed: Deed, verb: seal.Verb, variant: str = "") -> str:
        return seal.build_button(self.row(deed), verb, variant)

    # What must hold

    @invariant()
    def all_of_it_holds(self) -> None:
        self.rows_are_as_the_model_says()
        self.orders_were_changed_once_for_each_commit()
        self.every_event_is_there_once()
        self.nobody_is_reached_twice_and_nothing_is_claimed_wrongly()

    def rows_are_as_the_model_says(self) -> None:
        rows = ActionLog.objects.values_list(
            "correlation_id", "status", "variant", "attempt", "error_code", "missed"
        )
        expected = {
            (deed.story, deed.status, deed.variant, deed.attempt, deed.code, deed.missed)
            for deed in self.model.deeds.values()
        }
        assert set(rows) == expected
        calls = Effect.objects.values_list(
            "action__correlation_id", "n", "label", "state", "attempts", "error_code", "moved"
        )
        assert set(calls) == {
            (deed.story, n, call.label, call.state, call.attempts, call.code, call.moved)
            for deed in self.model.deeds.values()
            for n, call in enumerate(deed.calls, start=1)
        }

    def orders_were_changed_once_for_each_commit(self) -> None:
        rows = DemoOrder.objects.filter(pk__in=ORDERS)
        now = {row.pk: ((row.flagged, row.flag_reason), row.version) for row in rows}
        assert now == {pk: (order.flag, order.version) for pk, order in self.model.orders.items()}

    def every_event_is_there_once(self) -> None:
        told: dict[UUID, list[str]] = defaultdict(list)
        for event in queries.list_after(0, 10_000):
            told[event.correlation_id].append(event.event_type)
        assert told == self.model.events

    def nobody_is_reached_twice_and_nothing_is_claimed_wrongly(self) -> None:
        reached: dict[tuple[UUID, str], int] = defaultdict(int)
        calls = Effect.objects.select_related("action").order_by("pk")
        for call in calls:
            deed = self.model.deeds[call.action.correlation_id]
            count = self.outside.deliveries[deed.story, call.label]
            reached[self.model.root(deed).story, call.label] += count
            if call.state in ("done", "failed"):
                assert count == (call.state == "done")
            elif call.state == "pending" and call.lost_at is None:
                assert count == 0
            open_unseen = call.lost_at is not None and call.finished_at is None
            assert not (open_unseen and call.action.status in ("committed", "failed"))
            assert not (call.action.status == "failed" and count)
        assert all(count <= 1 for count in reached.values())
        for deed in self.model.deeds.values():
            if deed.status == "unknown":
                unseen = Effect.objects.filter(action__correlation_id=deed.story)
                assert unseen.filter(lost_at__isnull=False, finished_at=None).exists()
