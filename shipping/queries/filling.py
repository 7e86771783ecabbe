"""How is each leg of some departures filled?"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Case, Count, Exists, F, OuterRef, Sum, Value, When
from django.db.models.functions import Coalesce

from shipping.models import AllottedLeg, ContainerLeg, Slot, SlotAssignment

STATES = ("assigned", "locked", "loaded")


@dataclass(frozen=True, slots=True)
class Amounts:
    """Places in milli-TEU, gross grams, plugs; `volume_cm3` is that of opened containers."""

    mteu: int = 0
    gross_g: int = 0
    volume_cm3: int = 0
    plugs: int = 0


@dataclass(slots=True)
class Filled:
    """
    What containers take of one leg, by what can still become of them, and what is kept for sellers.

    A container that still takes goods is assigned; one that takes none is locked,
    or loaded as soon as something in it is. `free_cm3` is the room in those that
    still take goods: in one that is shut it is nobody's any more.
    """

    containers: int = 0
    free_cm3: int = 0
    held: Amounts = field(default_factory=Amounts)
    by_state: dict[str, Amounts] = field(default_factory=lambda: dict.fromkeys(STATES, Amounts()))


def filled_legs(departure_ids: Collection[UUID]) -> Mapping[UUID, Filled]:
    """What stands on the legs of some departures, by leg; one on which nothing does is empty. Two queries."""
    found: dict[UUID, Filled] = defaultdict(Filled)
    _count_containers(departure_ids, found)
    _count_kept(departure_ids, found)
    return found


def _count_containers(departure_ids: Collection[UUID], found: dict[UUID, Filled]) -> None:
    used = SlotAssignment.objects.filter(
        # By the slot itself: asked of every container, this must stay one step in an index.
        slot=OuterRef("container__slot"),
        status=SlotAssignment.Status.USED,
        released_at__isnull=True,
        # What a demonstration has loaded still stands at the terminal.
        shipment__simulated=False,
    )
    rows = (
        ContainerLeg.objects.filter(departure_leg__departure_id__in=departure_ids, released_at__isnull=True)
        .annotate(
            state=Case(
                When(container__slot__status=Slot.Status.OPEN, then=Value("assigned")),
                When(Exists(used), then=Value("loaded")),
                default=Value("locked"),
            )
        )
        .values("departure_leg_id", "state")
        .annotate(
            containers=Count("id"),
            sum_mteu=Sum("mteu"),
            sum_g=Sum("gross_g"),
            sum_plugs=Sum("plugs"),
            sum_cm3=Coalesce(Sum("container__slot__volume_cm3"), 0),
            sum_free_cm3=Coalesce(Sum("container__slot__free_cm3"), 0),
        )
    )
    for row in rows.order_by():
        leg = found[row["departure_leg_id"]]
        free_cm3 = row["sum_free_cm3"] if row["state"] == "assigned" else 0
        leg.containers += row["containers"]
        leg.free_cm3 += free_cm3
        leg.by_state[row["state"]] = Amounts(
            row["sum_mteu"], row["sum_g"], row["sum_cm3"] - free_cm3, row["sum_plugs"]
        )


def _count_kept(departure_ids: Collection[UUID], found: dict[UUID, Filled]) -> None:
    rows = (
        AllottedLeg.objects.filter(allotted__departure_id__in=departure_ids, allotted__places_left__gt=0)
        .values("departure_leg_id")
        .annotate(
            sum_mteu=Sum(F("mteu") * F("allotted__places_left")),
            sum_g=Sum(F("gross_g") * F("allotted__places_left")),
            sum_plugs=Sum(F("plugs") * F("allotted__places_left")),
        )
    )
    for row in rows.order_by():
        found[row["departure_leg_id"]].held = Amounts(row["sum_mteu"], row["sum_g"], 0, row["sum_plugs"])
