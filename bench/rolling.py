"""How long does it take to place 1,500 shipments of a cancelled train on others?"""

import multiprocessing
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import django
from django.db import connections
from django.test.utils import setup_databases, teardown_databases

MOST_SECONDS = 30.0
SHIPMENTS = 1_500
# About the 300 orders a minute of a peak day.
BUYERS, PAUSE_S = 3, 0.5
# The trains after the cancelled one have so few places left that its shipments need several of them.
TIGHT_TRAINS, TIGHT_PLACES = 10, 12
GOODS = (
    ("AMBIENT_DRY", "DRY_FOOD"),
    ("AMBIENT_DRY", "COSMETICS"),
    ("AMBIENT_DRY", "ELECTRONICS"),
    ("CHILLED_2_6", "DAIRY_CHILLED"),
)
WEIGHTS = (8, 3, 3, 1)


def main() -> None:
    """Make a database of its own, fill one train, cancel it, say how long its shipments took."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
    django.setup()
    # Settings must stand before the apps can be imported.
    import kit.jobs  # noqa: PLC0415
    from kit.database import as_owner  # noqa: PLC0415

    # The bench does the jobs itself.
    kit.jobs.sender = lambda _name, _kwargs: None
    with as_owner():
        made = setup_databases(verbosity=0, interactive=False, serialized_aliases=set())
    try:
        sys.exit(_measure())
    finally:
        with as_owner():
            teardown_databases(made, verbosity=0)


def _measure() -> int:
    from kit.actors import SYSTEM  # noqa: PLC0415
    from kit.clock import now  # noqa: PLC0415
    from kit.transactions import owns_transaction  # noqa: PLC0415
    from shipping.models import Roll  # noqa: PLC0415
    from shipping.operations.cancelling import cancel_departure  # noqa: PLC0415
    from shipping.operations.rolling import roll_departure  # noqa: PLC0415
    from shop.verification import INVARIANTS, broken_rows  # noqa: PLC0415

    departure_id = _full_train()
    buyers = _Buyers()
    buyers.start()
    begun = time.monotonic()
    owns_transaction(cancel_departure)(departure_id=departure_id, reason="bench", at=now(), by=SYSTEM)
    shut = time.monotonic() - begun
    rolled = roll_departure(departure_id=departure_id, at=now(), by=SYSTEM)
    took = time.monotonic() - begun
    buyers.stop()
    rolls = Roll.objects.filter(from_departure=departure_id)
    trains = rolls.exclude(to_departure=None).values("to_departure").distinct().count()
    print(
        f"cancelled in {shut:.3f} s, {rolled} shipments rolled in {took:.2f} s to {trains} trains,", end=" "
    )
    print(f"{rolls.filter(to_departure=None).count()} wait: {'ok' if took <= MOST_SECONDS else 'TOO SLOW'}")
    buyers.tell()
    broken = [each.name for each in INVARIANTS if broken_rows(each)]
    print("verify:", broken or "clean")
    return int(took > MOST_SECONDS or bool(broken) or bool(buyers.errors) or rolled < SHIPMENTS)


def _full_train() -> Any:
    """Twelve weeks of trains, the shipments on one of them, little room on those that follow."""
    from kit.actors import SYSTEM  # noqa: PLC0415
    from kit.clock import now  # noqa: PLC0415
    from kit.transactions import owns_transaction  # noqa: PLC0415
    from shipping.models import Departure  # noqa: PLC0415
    from shipping.operations.assigning import try_assign  # noqa: PLC0415
    from shipping.operations.cutting import cut  # noqa: PLC0415
    from shipping.operations.loading import load_reference  # noqa: PLC0415
    from shipping.operations.rolling import roll_departure  # noqa: PLC0415
    from shipping.operations.timetabling import extend  # noqa: PLC0415

    owns_transaction(load_reference)(at=now())
    owns_transaction(extend)(at=now(), by=SYSTEM)
    way = _book()
    coming = Departure.objects.filter(
        service__origin=way.origin_id,
        service__destination=way.destination_id,
        cfs_cutoff_at__gt=way.ready_at,
    )
    train, *others = coming.order_by("arrives_at")[: TIGHT_TRAINS + 1]
    for other in others:
        owns_transaction(cut)(
            departure_id=other.pk,
            position=1,
            places=TIGHT_PLACES,
            gross_g=None,
            reason="bench",
            confirmed=True,
            at=now(),
            by=SYSTEM,
        )
        roll_departure(departure_id=other.pk, at=now(), by=SYSTEM)
    begun = time.monotonic()
    for _ in range(SHIPMENTS):
        try_assign(shipment_id=_book(ready_days=3).pk, at=now(), by=SYSTEM)
    on_it = Counter(
        Departure.objects.filter(slots__assignments__released_at__isnull=True).values_list("pk", flat=True)
    )
    print(f"{SHIPMENTS} shipments booked in {time.monotonic() - begun:.0f} s")
    departure_id, count = on_it.most_common(1)[0]
    if count < SHIPMENTS:
        raise SystemExit("the shipments do not all stand on one train")
    assert departure_id == train.pk
    return departure_id


def _book(ready_days: int = 3, promise_days: int = 25) -> Any:
    from kit.actors import SYSTEM  # noqa: PLC0415
    from kit.clock import now  # noqa: PLC0415
    from kit.transactions import owns_transaction  # noqa: PLC0415
    from shipping.operations.booking import request_shipment  # noqa: PLC0415

    [(temperature, segregation)] = random.choices(GOODS, WEIGHTS)  # noqa: S311 no secret
    at = now()
    return owns_transaction(request_shipment)(
        reference="SC-26-00000001-1",
        first_mile_from="KZ-ALMATY-CFS",
        destination="CN-LYG-BASE",
        gross_g=random.randrange(200_000, 700_000),  # noqa: S311 no secret
        volume_cm3=random.randrange(300_000, 1_200_000),  # noqa: S311 no secret
        temperature_class=temperature,
        segregation_class=segregation,
        planned_hand_in_at=at + timedelta(days=ready_days),
        latest_arrival_at=at + timedelta(days=60),
        promised_at=at + timedelta(days=promise_days),
        at=at,
        by=SYSTEM,
    )


class _Buyers:
    """Processes of their own, as web workers are, that quote, book and assign meanwhile, each step timed."""

    def __init__(self) -> None:
        self.errors: list[str] = []
        self._slowest: dict[str, float] = {}
        self._count: Counter[str] = Counter()
        # A forked child must not share our connection.
        connections.close_all()
        context = multiprocessing.get_context("fork")
        self._over, self._answers = context.Event(), context.SimpleQueue()
        self._workers = [context.Process(target=self._work) for _ in range(BUYERS)]

    def start(self) -> None:
        for worker in self._workers:
            worker.start()

    def stop(self) -> None:
        self._over.set()
        for worker in self._workers:
            slowest, count, error = self._answers.get()
            self._count.update(count)
            for what, seconds in slowest.items():
                self._slowest[what] = max(self._slowest.get(what, 0.0), seconds)
            self.errors += [error] if error else []
            worker.join()

    def tell(self) -> None:
        for what, seconds in self._slowest.items():
            print(f"meanwhile {self._count[what]} times {what}, the slowest took {seconds:.2f} s")
        print("errors:", self.errors or "none")

    def _work(self) -> None:
        error = ""
        try:
            while not self._over.is_set():
                self._buy()
        except Exception as raised:  # noqa: BLE001 the bench tells of it
            error = repr(raised)
        connections.close_all()
        self._answers.put((self._slowest, self._count, error))

    def _buy(self) -> None:
        from kit.actors import SYSTEM  # noqa: PLC0415
        from kit.clock import now  # noqa: PLC0415
        from shipping.operations.assigning import try_assign  # noqa: PLC0415
        from shipping.queries.quoting import earliest_service  # noqa: PLC0415

        quote = partial(
            earliest_service,
            first_mile_from="KZ-ALMATY-CFS",
            destination="CN-LYG-BASE",
            planned_hand_in_at=now() + timedelta(days=3),
            gross_g=25_320,
            volume_cm3=41_000,
            temperature_class="AMBIENT_DRY",
            segregation_class="DRY_FOOD",
            latest_arrival_at=None,
            at=now(),
        )
        self._time("quoted", quote)
        self._time("assigned", partial(try_assign, shipment_id=_book().pk, at=now(), by=SYSTEM))
        time.sleep(PAUSE_S)

    def _time(self, what: str, work: Callable[[], object]) -> None:
        begun = time.monotonic()
        work()
        self._count[what] += 1
        self._slowest[what] = max(self._slowest.get(what, 0.0), time.monotonic() - begun)


if __name__ == "__main__":
    main()
