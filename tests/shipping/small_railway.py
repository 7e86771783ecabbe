"""What does a test need of a small railway on which anything may happen?"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import Any, ClassVar
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Exists, OuterRef
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant

from accounts.models import Organisation
from kit.actors import SYSTEM
from kit.errors import Problem
from kit.transactions import owns_transaction
from shipping import tasks
from shipping.models import Container, Departure, Roll, Shipment, SlotAssignment
from shipping.operations import booking, reporting
from shipping.operations.reporting import NewReport
from shipping.progress import Stage
from shipping.queries.embargoes import is_stopped
from shipping.queries.plans import train_plan, ways_of
from shop.verification import INVARIANTS
from tests.conftest import Jobs
from tests.shipping.railway import DAY, FLOUR, HOUR, KUMYS, NOW, STAFF, make_train

KHORGOS, DOSTYK = "ALA-LYG-KH", "ALA-LYG-DO"
ENDED = ("cancelled", "lost", "damaged", "returned", "delivered")
RIDING = ("loaded", "departed", "at_border", "transshipped", "arrived", "out_for_delivery", "customs_hold")
# The sweep comes round every half minute; no worker is late by as much as the rules' ten minutes.
LATE = timedelta(minutes=8)

# What a shipment taken from its train is told by.
_ROLL = Roll.objects.filter(
    shipment=OuterRef("shipment"),
    from_departure=OuterRef("slot__departure"),
    rolled_at=OuterRef("released_at"),
)


@contextmanager
def rules_at_hand() -> Iterator[None]:
    """Have the database plan the question of all rules once: it takes far longer than the answer."""
    every = ", ".join(f"EXISTS ({each.sql.replace('now()', '$1')})" for each in INVARIANTS)
    with connection.cursor() as cursor:
        # After a rollback psycopg throws prepared statements away, this one too, if it has some of its own.
        cursor.execute("DEALLOCATE ALL")
        threshold, connection.connection.prepare_threshold = connection.connection.prepare_threshold, None
        cursor.execute("SET LOCAL plan_cache_mode = force_generic_plan")
        cursor.execute(f"PREPARE broken (timestamptz) AS SELECT {every}")
        yield
        cursor.execute("DEALLOCATE broken")
        connection.connection.prepare_threshold = threshold


class SmallRailway(RuleBasedStateMachine):
    """Five trains over two crossings with little room, a seller, a clock, workers that may lag."""

    jobs: ClassVar[Jobs]
    tell_time: ClassVar[Callable[..., None]]
    ended: ClassVar[Callable[..., None]]

    def __init__(self) -> None:
        super().__init__()
        self.before = transaction.savepoint()
        self.jobs.sent.clear()
        self.at = self.swept_at = self.worked_at = NOW
        self.shipments: list[UUID] = []
        self.told: list[NewReport] = []
        self.seller = Organisation.objects.create(kind="seller", name="A mill", created_at=NOW)
        self.healthy = True

    @initialize(
        places=st.integers(1, 3),
        plugs=st.integers(0, 2),
        gross_cap_g=st.sampled_from([26_000_000, 55_000_000, 100_000_000]),
        length_mm=st.sampled_from([28_000, 60_000]),
    )
    def lay_trains(self, places: int, plugs: int, gross_cap_g: int, length_mm: int) -> None:
        limits = {"places": places, "plugs": plugs, "gross_cap_g": gross_cap_g, "length_mm": length_mm}
        days = ((4, KHORGOS), (5, DOSTYK), (6, KHORGOS), (8, KHORGOS), (9, DOSTYK))
        self.trains = [make_train(NOW + day * DAY, service=line, **limits).pk for day, line in days]
        self.shipments += [
            self.booked(kind=FLOUR, size=(9_000_000, 20_000_000)),
            self.booked(kind=KUMYS, size=(25_320, 41_000)),
        ]
        self.work()

    # --- what must hold -------------------------------------------------------------------------------

    @invariant()
    def every_rule_holds(self) -> None:
        self.healthy = False
        assert not (broken := self.broken()), broken
        for row in Shipment.objects.all():
            taken = SlotAssignment.objects.filter(shipment=row, released_at__isnull=True).exists()
            assert self.is_accounted_for(row, taken), f"{row.status} {row.waiting_reason!r} {taken}"
        self.healthy = True

    def teardown(self) -> None:
        """In the end the sweep finds all that was left; nothing stands where it can't go."""
        try:
            if self.healthy:
                self.work()
                self.every_rule_holds()
                self.nothing_is_left_undone()
                self.ended()
        finally:
            transaction.savepoint_rollback(self.before)

    def nothing_is_left_undone(self) -> None:
        assert not SlotAssignment.objects.filter(~Exists(_ROLL), status="rolled").exists()
        waiting = Shipment.objects.filter(status="waiting", attention_at__isnull=True)
        assert not waiting.filter(waiting_reason="").exists(), "it waits without a reason"
        assert not Departure.objects.filter(follow_up_at__isnull=False).exists(), "something is still due"
        placed = SlotAssignment.objects.filter(
            released_at__isnull=True,
            shipment__status__in=("assigned", "handed_in"),
            slot__departure__status__in=("open", "closed"),
            slot__departure__departs_at__gt=self.at,
        )
        for each in placed.select_related("slot", "shipment"):
            [way] = ways_of(container_ids=[each.slot.container_id]).values()
            goods = {each.shipment.segregation_class}
            assert not any(is_stopped(leg, goods, at=self.at) for leg in way), f"{way} is under embargo"

    def is_accounted_for(self, row: Shipment, taken: bool) -> bool:
        """Placed, riding, on hold, ended, or waiting with a reason once it was asked for."""
        if row.status in ENDED or row.status == "on_hold":
            return True
        if row.status == "waiting":
            asked = row.moves.latest("id").at < self.swept_at
            return not taken and bool(row.waiting_reason or row.attention_reason or not asked)
        return taken and row.status in ("assigned", "handed_in", *RIDING)

    def broken(self) -> Sequence[str]:
        """The rules that don't hold at the railway's own time, by the statement of `rules_at_hand`."""
        with connection.cursor() as cursor:
            cursor.execute(f"EXECUTE broken ('{self.at.isoformat()}')")
            answers = cursor.fetchone()
        return [each.name for each, broken in zip(INVARIANTS, answers, strict=True) if broken]

    # --- how it is done ---------------------------------------------------------------------------------

    def ask(self, verb: Callable[..., object], **said: Any) -> None:
        """One verb of a member of staff, in its own transaction."""
        self.healthy = False
        with suppress(Problem):
            owns_transaction(verb)(at=self.at, by=STAFF, **said)
        self.healthy = True

    def after(self, lag: bool) -> None:
        """A minute later, with the jobs done unless the worker lags."""
        self.at += timedelta(minutes=1)
        if not lag or self.at - self.worked_at > LATE:
            self.work(sweeps=self.at - self.swept_at > LATE)

    def work(self, *, sweeps: bool = True) -> None:
        """Workers do what is queued, and what the sweep finds."""
        self.healthy = False
        self.tell_time(self.at)
        self.jobs.drain()
        self.worked_at = self.at
        if sweeps:
            tasks.sweep_waiting()
            self.jobs.drain()
            self.swept_at = self.at
        self.healthy = True

    def booked(
        self,
        *,
        kind: dict[str, Any],
        size: tuple[int, int],
        is_sellers: bool = False,
        keeps_days: int | None = None,
        promised_days: int | None = None,
        lacks_papers: bool = False,
        hand_in_days: int = 0,
    ) -> UUID:
        gross_g, volume_cm3 = size
        return owns_transaction(booking.request_shipment)(
            reference="SC-26-00000001-1",
            first_mile_from="KZ-ALMATY-CFS",
            destination="CN-LYG-BASE",
            gross_g=gross_g,
            volume_cm3=volume_cm3,
            **kind,
            planned_hand_in_at=self.at + hand_in_days * DAY,
            latest_arrival_at=None if keeps_days is None else self.at + keeps_days * DAY,
            promised_at=None if promised_days is None else self.at + promised_days * DAY,
            consignor_id=self.seller.pk if is_sellers else None,
            documents_missing=["invoice"] if lacks_papers else [],
            at=self.at,
            by=SYSTEM,
        ).pk

    def report(self, kind: str, hours_ago: int, **about: Any) -> None:
        occurred_at = self.at - hours_ago * HOUR
        told = NewReport(f"{kind}:{len(self.told)}", kind, occurred_at, **about)
        self.told.append(told)
        self.ask(reporting.report_events, reports=[told])

    def is_due(self, train: Departure, kind: str) -> bool:
        return kind == "handed_in" or train_plan(train)[Stage(kind)].at <= self.at + DAY

    def container(self, shipment: int) -> Container | None:
        return (
            Container.objects.select_related("container_type")
            .filter(
                slot__assignments__shipment=self.shipment(shipment),
                slot__assignments__released_at__isnull=True,
            )
            .first()
        )

    def shipment(self, index: int) -> UUID:
        return self.shipments[index % len(self.shipments)]

    def train(self, index: int) -> UUID:
        return self.trains[index % len(self.trains)]
