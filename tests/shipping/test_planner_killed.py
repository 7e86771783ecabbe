"""Is the book whole, the old one or the new one, when the planner is killed while buyers book and cancel?"""

import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread
from typing import Any, Self

import pytest
from django.conf import settings
from django.db import connection, connections

from kit.actors import SYSTEM
from kit.errors import Problem
from kit.transactions import owns_transaction
from shipping import tasks
from shipping.models import PlanMove, PlanRun, Roll, SlotAssignment
from shipping.operations import assigning, booking
from tests.shipping.hatching import APART, POINTS
from tests.shipping.railway import DAY, FLOUR, KUMYS, NOW, SHAMPOO, assigned, book, broken, make_train

ROOT = Path(__file__).resolve().parents[2]
CLIENTS, KILLS = 8, 20
# Each client has so many shipments at most, so that the book stays of a size.
MOST = 6


class Nest:
    """The process in which runs of the planner hatch."""

    def __init__(self) -> None:
        db = connection.settings_dict
        address = f"{db['USER']}:{db['PASSWORD']}@{db['HOST']}:{db['PORT']}/{db['NAME']}"
        environment = {
            **os.environ,
            "DATABASE_URL": f"postgres://{address}",
            "DJANGO_SETTINGS_MODULE": "shop.settings",
            "SECRET_KEY": settings.SECRET_KEY,
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.shipping.planner_nest"],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.hears("ready")

    def hatch(self, number: int, point: str) -> int:
        """Begin a run; its process."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{number} {point}\n")
        self.process.stdin.flush()
        return int(self.hears("pid")[1])

    def hears(self, *words: str) -> tuple[str, str]:
        """The first of some words that is said, and what is said after it."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            said, _, rest = line.strip().partition(" ")
            if said in words:
                return said, rest
        raise AssertionError(f"the nest is empty, and never said {words}")


@pytest.fixture
def nest(real_rails: Any) -> Iterator[Nest]:
    """A nest on this test's own database."""
    made = Nest()
    with made.process:
        yield made
        assert made.process.stdin is not None
        made.process.stdin.close()


class Clients:
    """Buyers who book and cancel at once, through the verbs that the shop uses."""

    def __init__(self, seed: int) -> None:
        self.over = Event()
        self.faults: list[BaseException] = []
        self.booked = 0
        self.threads = [Thread(target=self._live, args=(random.Random(seed + n),)) for n in range(CLIENTS)]

    def __enter__(self) -> Self:
        for each in self.threads:
            each.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        for each in self.threads:
            each.join()

    def _live(self, chance: random.Random) -> None:
        mine: list[Any] = []
        try:
            while not self.over.wait(chance.random() * 0.1):
                if len(mine) < MOST and chance.random() < 0.6:
                    mine.append(self._books(chance))
                elif mine:
                    gone = mine.pop(chance.randrange(len(mine)))
                    with suppress(Problem):
                        owns_transaction(booking.cancel_shipment)(
                            shipment_id=gone, reason="Not needed.", at=NOW, by=SYSTEM
                        )
        except BaseException as fault:  # noqa: BLE001 whatever it was, the test tells of it
            self.faults.append(fault)
        finally:
            connections.close_all()

    def _books(self, chance: random.Random) -> Any:
        kind = chance.choice((FLOUR, SHAMPOO, KUMYS))
        size = chance.randrange(1, 12)
        shipment = book(**kind, gross_g=size * 300_000, volume_cm3=size * 1_500_000)
        assigning.try_assign(shipment_id=shipment.pk, at=NOW, by=SYSTEM)
        self.booked += 1
        return shipment.pk


def swapped_by(number: int) -> int:
    """How many places were given by the clock of one run."""
    first = NOW + number * APART
    return SlotAssignment.objects.filter(assigned_at__gte=first, assigned_at__lt=first + APART).count()


@pytest.mark.django_db(transaction=True)
def test_killed_at_any_moment_it_leaves_the_old_plan_or_the_new_one(nest: Nest) -> None:
    for day in (20, 18, 16, 14):
        make_train(NOW + day * DAY, places=12, plugs=6)
        for kind in (FLOUR, SHAMPOO, KUMYS):
            for size in (3, 7):
                assigned(**kind, gross_g=size * 300_000, volume_cm3=size * 1_500_000)
    chance = random.Random(20)
    points = [*POINTS, *("-" for _ in range(KILLS - len(POINTS)))]
    chance.shuffle(points)
    number = killed = 0
    with Clients(seed=5) as clients:
        while killed < KILLS:
            number += 1
            assert number < 4 * KILLS, "runs end before they can be killed"
            point = points[killed]
            pid = nest.hatch(number, point)
            if point == "-":
                # Somewhere on its way, of which nobody knows how long it takes here.
                clients.over.wait(chance.random() * 2)
                killed += 1
            else:
                # So much may be booked and cancelled meanwhile that a plan is given up before its point.
                killed += nest.hears("at", "ended")[0] == "at"
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            nest.hears("dead")
    nest.hatch(number + 1, "-")
    assert nest.hears("ended")[1].strip() == "applied"
    nest.hears("dead")
    assert clients.faults == []
    assert clients.booked > CLIENTS
    assert broken() == []
    states = list(PlanRun.objects.order_by("started_at").values_list("state", flat=True))
    assert states[-1] == "applied"
    assert states.count("superseded") >= len(POINTS)
    assert "running" not in states
    for run in PlanRun.objects.all():
        number = round((run.started_at - NOW) / APART)
        made = run.placed + run.moved + run.restowed
        assert swapped_by(number) == made
        assert PlanMove.objects.filter(run=run, applied=True).count() == made
        assert (run.state == "applied") or made == 0
    moved = PlanRun.objects.values_list("moved", flat=True)
    assert Roll.objects.filter(cause="replanned").count() == sum(moved) > 0
    tasks.sweep_waiting()
    assert broken() == []
