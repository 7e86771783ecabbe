"""What has been sold on some departures, by shipment and by leg?"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F, Q
from django.utils.translation import gettext

from kit.reading import dated
from shipping.models import ContainerLeg, Shipment, SlotAssignment

_ENDS = ("slot__departure__service__origin", "slot__departure__service__destination")


@dataclass(frozen=True, slots=True)
class Mover:
    """A shipment with which something happens, mostly that it has to leave its train, and why."""

    shipment_id: UUID
    number: str
    why: str
    promised: str = ""


@dataclass(frozen=True, slots=True)
class Riding:
    """
    A shipment on a departure, `ready_at` None when it is in the warehouse already.

    The zones are those of the train's two ends.
    """

    shipment_id: UUID
    number: str
    ready_at: datetime | None
    latest_arrival_at: datetime | None
    origin_zone: str
    destination_zone: str
    eta_at: datetime | None
    promised_at: datetime | None

    @property
    def promised(self) -> str:
        """By when it was promised, nothing if it wasn't."""
        return dated(self.promised_at, self.destination_zone) if self.promised_at else ""

    def breaks_promise(self, later: timedelta) -> str:
        """How it would miss a promise that it keeps now, were it to arrive so much later; else nothing."""
        if self.eta_at is None or self.promised_at is None:
            return ""
        if not self.eta_at <= self.promised_at < self.eta_at + later:
            return ""
        comes = dated(self.eta_at + later, self.destination_zone)
        told = gettext("would come %(comes)s, was promised by %(promised)s")
        return told % {"comes": comes, "promised": self.promised}


@dataclass(frozen=True, slots=True)
class Sold:
    """The shipments of a departure, and whether its containers share trains with another departure's."""

    riding: tuple[Riding, ...] = ()
    is_shared: bool = False

    @property
    def is_nothing(self) -> bool:
        """Whether it may be changed without asking anybody."""
        return not self.riding and not self.is_shared

    def cannot_reach(self, *, cfs_cutoff_at: datetime, arrives_at: datetime) -> tuple[Mover, ...]:
        """Who is ready too late for a cut-off, or spoils before an arrival."""
        late = {
            each.shipment_id: gettext("ready on %(at)s, after the warehouse has closed")
            % {"at": dated(each.ready_at, each.origin_zone)}
            for each in self.riding
            if each.ready_at is not None and each.ready_at >= cfs_cutoff_at
        }
        spoilt = {
            each.shipment_id: gettext("has to be there by %(at)s")
            % {"at": dated(each.latest_arrival_at, each.destination_zone)}
            for each in self.riding
            if each.latest_arrival_at is not None and each.latest_arrival_at < arrives_at
        }
        why = {**spoilt, **late}
        return self._movers(why)

    def broken_promises(self, *, later: timedelta, leaving: Collection[Mover] = ()) -> tuple[Mover, ...]:
        """Who stays on a train that arrives so much later, and would come after its promise."""
        gone = {mover.shipment_id for mover in leaving}
        late = {each.shipment_id: each.breaks_promise(later) for each in self.riding}
        return self._movers({pk: why for pk, why in late.items() if why and pk not in gone})

    def all_of_it(self, why: str) -> tuple[Mover, ...]:
        """Everything that stands on it has to move."""
        return self._movers({each.shipment_id: why for each in self.riding})

    def some_of_it(self, shipment_ids: Collection[UUID], why: str) -> tuple[Mover, ...]:
        """Some of what stands on it has to move."""
        return self._movers(dict.fromkeys(shipment_ids, why))

    def _movers(self, why: Mapping[UUID, str]) -> tuple[Mover, ...]:
        return tuple(
            Mover(each.shipment_id, each.number, why[each.shipment_id], each.promised)
            for each in self.riding
            if each.shipment_id in why
        )


def sold_on(departure_ids: Sequence[UUID]) -> dict[UUID, Sold]:
    """What stands on each departure that has something on it. Two queries."""
    riding: dict[UUID, list[Riding]] = defaultdict(list)
    taken = SlotAssignment.objects.filter(slot__departure_id__in=departure_ids, released_at__isnull=True)
    for row in taken.select_related("shipment", *_ENDS).order_by("shipment__number"):
        riding[row.slot.departure_id].append(_riding(row))
    shared = _shared(departure_ids)
    return {pk: Sold(tuple(riding[pk]), pk in shared) for pk in {*riding, *shared}}


def riding_on(departure_id: UUID) -> list[UUID]:
    """The shipments on a departure, in id order. One query."""
    taken = SlotAssignment.objects.filter(slot__departure_id=departure_id, released_at__isnull=True)
    return list(taken.order_by("shipment_id").values_list("shipment_id", flat=True))


def _riding(row: SlotAssignment) -> Riding:
    shipment, service = row.shipment, row.slot.departure.service
    still_comes = shipment.handed_in_at is None and shipment.status != Shipment.Status.HANDED_IN
    return Riding(
        shipment_id=shipment.pk,
        number=shipment.number,
        ready_at=shipment.ready_at if still_comes else None,
        latest_arrival_at=shipment.latest_arrival_at,
        origin_zone=service.origin.timezone,
        destination_zone=service.destination.timezone,
        eta_at=shipment.eta_at,
        promised_at=shipment.promised_at,
    )


def _shared(departure_ids: Collection[UUID]) -> set[UUID]:
    """Departures whose trains carry others' containers, or whose containers ride others' trains."""
    crossing = ContainerLeg.objects.filter(
        Q(departure_leg__departure_id__in=departure_ids) | Q(container__slot__departure_id__in=departure_ids),
        released_at__isnull=True,
    ).exclude(departure_leg__departure_id=F("container__slot__departure_id"))
    pairs = crossing.values_list("departure_leg__departure_id", "container__slot__departure_id")
    return {pk for pair in pairs for pk in pair}
