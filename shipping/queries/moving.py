"""Onto which trains could a shipment be moved by hand?"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext

from kit.reading import instant
from shipping.choosing import Option, Wanted, WhyNot, rank
from shipping.errors import ShipmentNotFound
from shipping.models import Departure, Shipment, SlotAssignment
from shipping.policy import CHOICES_AHEAD, MOST_CHOICES
from shipping.queries.candidates import Asked, Rails, options_on, rails_of
from shipping.queries.carriage import container_type_for
from shipping.queries.contents import seal_in_the_way
from shipping.queries.wishes import wanted_of
from shipping.refusals import refusal

_MOVABLE = (Shipment.Status.WAITING, Shipment.Status.ASSIGNED, Shipment.Status.HANDED_IN)
_CAN_BE_OFFERED = (
    Departure.Status.PLANNED,
    Departure.Status.OPEN,
    Departure.Status.CLOSED,
    Departure.Status.CANCELLED,
)


@dataclass(frozen=True, slots=True)
class TrainChoice:
    """
    One train for a shipment: when it would arrive, or in a sentence why it can't go.

    `keeps_promise` is None without a promise; `opens` is whether a new container
    would be opened for it. The zones are those of the train's two ends.
    """

    departure_id: UUID
    name: str
    departs_at: datetime
    arrives_at: datetime
    timezone: str
    destination_timezone: str
    is_possible: bool
    keeps_promise: bool | None
    opens: bool
    code: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Offer:
    """One train as it is shown, and the places on it that could be taken, best first."""

    choice: TrainChoice
    options: tuple[Option, ...]


def trains_for(
    *, shipment_id: UUID, at: datetime, first_at: datetime | None = None, until_at: datetime | None = None
) -> list[TrainChoice]:
    """
    The trains of the shipment's way in order of time, each possible or refused; without locks.

    They leave between `first_at` and `until_at`: from now on for some weeks unless
    said otherwise. Nine queries at most however many trains there are.

    :raises ShipmentNotFound: if there is none.
    """
    active = SlotAssignment.objects.filter(shipment=OuterRef("pk"), released_at__isnull=True)
    stands_on = Subquery(active.values("slot__departure_id")[:1])
    shipment = Shipment.objects.filter(pk=shipment_id).annotate(stands_on=stands_on).first()
    if shipment is None:
        raise ShipmentNotFound(shipment_id=str(shipment_id))
    first_at = max(first_at or at, at)
    trains = Departure.objects.filter(
        status__in=_CAN_BE_OFFERED,
        service__origin_id=shipment.origin_id,
        service__destination_id=shipment.destination_id,
        service__sandbox=shipment.sandbox,
        departs_at__gte=first_at,
        departs_at__lt=until_at or first_at + CHOICES_AHEAD,
    ).select_related("service__origin", "service__destination")
    asked = list(trains.order_by("departs_at", "id")[:MOST_CHOICES])
    stays = stays_because(shipment)
    if stays:
        return [_refused(train, "not_movable", stays).choice for train in asked]
    wanted = wanted_of(shipment)
    wish = Asked(wanted, container_type_for(wanted.cargo))
    rails = rails_of([train.pk for train in asked], consignor_id=wanted.consignor_id)
    found = offers_of(shipment, asked, wish=wish, stands_on=shipment.stands_on, rails=rails, at=at)
    return [offer.choice for offer in found]


def offers_of(
    shipment: Shipment,
    trains: Sequence[Departure],
    *,
    wish: Asked,
    stands_on: UUID | None,
    rails: Rails,
    at: datetime,
) -> list[Offer]:
    """
    The same, with the places, for departures of the shipment's own way, loaded with service and ends.

    `stands_on` is the departure that it has its place on. Two queries, two more while embargoes stand.
    """
    closed = {train.pk: _closed_because(train, stands_on, at) for train in trains}
    options = options_on(
        [train for train in trains if not closed[train.pk]],
        wish.wanted,
        container_type=wish.container_type,
        rails=rails,
        at=at,
    )
    by_train = _by_train(options)
    return [
        _refused(train, "train_closed", closed[train.pk])
        if closed[train.pk]
        else _offer(train, shipment, wish.wanted, by_train.get(train.pk, ()))
        for train in trains
    ]


def stays_because(shipment: Shipment) -> str:
    """Why the shipment can be moved onto no train at all, in a sentence; empty when it can. One query."""
    if refused := not_movable(shipment):
        return refused
    return "" if shipment.status == Shipment.Status.WAITING else seal_in_the_way(shipment.pk)


def not_movable(shipment: Shipment) -> str:
    """The same by its status alone."""
    if shipment.status in _MOVABLE:
        return ""
    if shipment.status == Shipment.Status.ON_HOLD:
        return gettext("The shipment is on hold: release it first.")
    told = gettext("The shipment is %(state)s; it can no longer be moved.")
    return told % {"state": shipment.get_status_display().lower()}


def _closed_because(train: Departure, stands_on: UUID | None, at: datetime) -> str:
    """Why nobody can get on the train, in a sentence; empty when they can."""
    if train.pk == stands_on:
        return gettext("It has its place on this train.")
    if train.status == Departure.Status.CANCELLED:
        return gettext("The train is cancelled.")
    if not train.runs_through:
        return gettext("One of its trains is cancelled: it takes no more containers.")
    if train.status == Departure.Status.PLANNED:
        return gettext("The train is not open yet.")
    if train.status != Departure.Status.OPEN or train.cfs_cutoff_at <= at:
        was = instant(train.cfs_cutoff_at, train.service.origin.timezone)
        return gettext("The train is closed: its warehouse cut-off was %(at)s.") % {"at": was}
    return ""


def _by_train(options: Iterable[Option]) -> Mapping[UUID, list[Option]]:
    found: dict[UUID, list[Option]] = {}
    for option in options:
        found.setdefault(option.departure_id, []).append(option)
    return found


def _offer(train: Departure, shipment: Shipment, wanted: Wanted, options: Sequence[Option]) -> Offer:
    ranking = rank(wanted, options)
    if not ranking.options:
        return _refused(train, str(ranking.why_not), _nearest_refusal(wanted, options, ranking.why_not))
    best, promised_at = ranking.options[0], shipment.promised_at
    choice = _shown(
        train,
        arrives_at=best.arrives_at,
        is_possible=True,
        keeps_promise=None if promised_at is None else best.arrives_at <= promised_at,
        opens=best.slot_id is None,
    )
    return Offer(choice, ranking.options)


def _nearest_refusal(wanted: Wanted, options: Sequence[Option], code: WhyNot | None) -> str:
    refusals = (refusal(wanted, option, say=gettext, instant=instant) for option in options)
    return next(
        (each.sentence for each in refusals if each and each.code == code), gettext("The train has no legs.")
    )


def _refused(train: Departure, code: str, sentence: str) -> Offer:
    return Offer(_shown(train, arrives_at=train.arrives_at, code=code, sentence=sentence), ())


def _shown(
    train: Departure,
    *,
    arrives_at: datetime,
    is_possible: bool = False,
    keeps_promise: bool | None = None,
    opens: bool = False,
    code: str = "",
    sentence: str = "",
) -> TrainChoice:
    return TrainChoice(
        departure_id=train.pk,
        name=str(train),
        departs_at=train.departs_at,
        arrives_at=arrives_at,
        timezone=train.service.origin.timezone,
        destination_timezone=train.service.destination.timezone,
        is_possible=is_possible,
        keeps_promise=keeps_promise,
        opens=opens,
        code=code,
        sentence=sentence,
    )
