"""What did the latest plan do, and what became of cost and fill, plan by plan?"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, F, QuerySet, Sum

from shipping.models import Crossing, PlanMove, PlanRun, PlanTrain
from shipping.policy import MOVES_SHOWN, PLANS_COMPARED, TRAINS_COMPARED

Corridor = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Reason:
    """How many shipments a plan wanted to touch in one way; `why_not` where it was left out."""

    kind: str
    why_not: str
    count: int


@dataclass(frozen=True, slots=True)
class Latest:
    """
    The latest plan in effect, and the latest try where that came to nothing since.

    `moves` are those that save most, `reasons` count all. Of the trains, by id: `emptier` are those
    that lost containers by it, `joined` those that others than who stood there got onto.
    """

    run: PlanRun | None
    failed: PlanRun | None
    moves: Sequence[PlanMove]
    reasons: Sequence[Reason]
    emptier: Collection[UUID] = ()
    joined: Collection[UUID] = ()


@dataclass(frozen=True, slots=True)
class Point:
    """
    What a plan made of some trains together; money in cents.

    `fill` is how much of the usable volume of their containers is filled, None without any.
    """

    at: datetime
    cents: int
    containers: int
    goods_cm3: int
    usable_cm3: int

    @property
    def fill(self) -> float | None:
        return self.goods_cm3 / self.usable_cm3 if self.usable_cm3 else None


@dataclass(frozen=True, slots=True)
class Line:
    """
    Some trains over the plans, oldest first: a corridor by crossing and direction.

    `names` are what the crossing is called by language: in English its own, else its station's.
    """

    corridor: Corridor
    names: Mapping[str, str]
    points: Sequence[Point]


@dataclass(frozen=True, slots=True)
class TrainLine:
    """One train of the latest plan: what that made of it, what those before did; the price of a TEU there."""

    planned: PlanTrain
    cents_per_teu: int | None
    points: Sequence[Point]


def latest() -> Latest:
    """The latest plan and what it did. Six queries."""
    ended = PlanRun.objects.exclude(state=PlanRun.State.RUNNING)
    run = ended.filter(state=PlanRun.State.APPLIED).order_by("-started_at", "-id").first()
    last = ended.order_by("-started_at", "-id").first()
    failed = last if last is not None and last != run else None
    if run is None:
        return Latest(None, failed, (), ())
    fewer = PlanTrain.objects.filter(run=run, containers__lt=F("containers_before"))
    joining = PlanMove.objects.filter(run=run, applied=True).exclude(kind=PlanMove.Kind.RESTOWED)
    return Latest(
        run,
        failed,
        list(_telling(run)),
        _reasons(run),
        set(fewer.values_list("departure_id", flat=True)),
        set(joining.values_list("to_departure_id", flat=True)),
    )


def lines(*, since: datetime) -> list[Line]:
    """Each corridor over the latest plans in effect, by name. Two queries."""
    rows = PlanTrain.objects.filter(run__in=_compared(since)).values(
        "run_id", "at", "departure__service__crossing", "departure__service__direction"
    )
    sums = rows.annotate(
        cents=Sum("cost_cents"), boxes=Sum("containers"), goods=Sum("goods_cm3"), usable=Sum("usable_cm3")
    ).order_by("at", "run_id")
    found: dict[Corridor, list[Point]] = {}
    for row in sums:
        corridor = (row["departure__service__crossing"], row["departure__service__direction"])
        found.setdefault(corridor, []).append(
            Point(row["at"], row["cents"], row["boxes"], row["goods"], row["usable"])
        )
    crossings = Crossing.objects.values_list("code", "name", "station__names")
    names = {code: {**there, "en": name} for code, name, there in crossings}
    named = [Line(key, names.get(key[0], {"en": key[0]}), points) for key, points in found.items()]
    return sorted(named, key=lambda line: (line.names["en"], line.corridor[1]))


def trains(run: PlanRun, *, since: datetime, corridor: Corridor | None = None) -> list[TrainLine]:
    """
    The trains of a plan in the order in which they leave, with what earlier plans made of them.

    Of one corridor, or of all; so many of them. Two queries.
    """
    rows = PlanTrain.objects.filter(run=run, departure__service__sandbox=False)
    if corridor is not None:
        rows = rows.filter(
            departure__service__crossing=corridor[0], departure__service__direction=corridor[1]
        )
    planned = list(
        rows.select_related("departure__service__origin", "departure__train_price").order_by(
            "departure__departs_at", "departure_id"
        )[:TRAINS_COMPARED]
    )
    before: dict[UUID, list[Point]] = {each.departure_id: [] for each in planned}
    earlier = PlanTrain.objects.filter(run__in=_compared(since), departure__in=before)
    for pk, at, cents, boxes, goods, usable in earlier.order_by("at", "run_id").values_list(
        "departure_id", "at", "cost_cents", "containers", "goods_cm3", "usable_cm3"
    ):
        before[pk].append(Point(at, cents, boxes, goods, usable))
    return [TrainLine(each, _price(each), before[each.departure_id]) for each in planned]


def _compared(since: datetime) -> "QuerySet[PlanRun, UUID]":
    applied = PlanRun.objects.filter(state=PlanRun.State.APPLIED, started_at__gte=since)
    return applied.order_by("-started_at", "-id").values_list("pk", flat=True)[:PLANS_COMPARED]


def _telling(run: PlanRun) -> "QuerySet[PlanMove]":
    moves = PlanMove.objects.filter(run=run, shipment__sandbox=False).select_related(
        "shipment__destination", "from_departure__service", "to_departure__service"
    )
    return moves.order_by("-applied", "-saved_cents", "id")[:MOVES_SHOWN]


def _reasons(run: PlanRun) -> list[Reason]:
    counted = PlanMove.objects.filter(run=run).values("kind", "why_not").annotate(count=Count("pk"))
    return [Reason(**row) for row in counted.order_by("why_not", "kind")]


def _price(planned: PlanTrain) -> int | None:
    price = getattr(planned.departure, "train_price", None)
    return price.cents_per_teu if price else None
