"""How does a train get its load list?"""

from datetime import datetime
from uuid import UUID

from django.db.models import F

from kit.actors import Actor
from kit.errors import NotFound
from kit.transactions import inside_transaction
from kit.words import all_told, say
from shipping.errors import LoadListConfirmed, LoadListNotReady, NoWagons
from shipping.models import Container, DepartureLeg, LoadList, WagonPlace
from shipping.queries.load_lists import boxes_on, load_list_of, train_legs
from shipping.wagons import marshal


@inside_transaction
def draw(*, departure_leg_id: UUID, at: datetime, by: Actor) -> LoadList:
    """
    Give every container that rides this train now its wagon, as often as needed until it is confirmed.

    :raises NotFound: if there is no such leg.
    :raises NoWagons: if it is a transshipment.
    :raises LoadListConfirmed: if the list is confirmed.
    """
    leg = _locked_train(departure_leg_id)
    row = LoadList.objects.filter(departure_leg=leg).first()
    if row is not None and row.confirmed_at is not None:
        raise LoadListConfirmed(
            say(
                "The list was confirmed at %(at)s UTC: reopen it first.",
                at=f"{row.confirmed_at:%Y-%m-%d %H:%M}",
            )
        )
    if row is None:
        row = LoadList(departure_leg=leg, drawn_at=at, by_kind=by.kind, by_id=by.id, created_at=at)
        row.save(force_insert=True)
    else:
        _change(row, drawn_at=at, by_kind=by.kind, by_id=by.id)
        row.places.all().delete()
    boxes = boxes_on(leg)
    containers = Container.objects.in_bulk(boxes)
    WagonPlace.objects.bulk_create(
        WagonPlace(
            load_list=row,
            wagon=wagon.order,
            position=position,
            container_id=box.key,
            gross_g=box.gross_g,
            number=containers[box.key].number,
            seal_no=containers[box.key].seal_no,
            created_at=at,
        )
        for wagon in marshal(boxes.values())
        for position, box in enumerate(wagon.boxes, start=1)
    )
    return row


@inside_transaction
def confirm(*, departure_leg_id: UUID, at: datetime, by: Actor) -> LoadList:
    """
    Let a drawn list stand, with the seals put on since: from now on it is what the train is loaded by.

    :raises NotFound: if there is no such leg.
    :raises NoWagons: if it is a transshipment.
    :raises LoadListConfirmed: if it is confirmed.
    :raises LoadListNotReady: if it isn't drawn, has changed since, or has an open problem; in sentences.
    """
    leg = _locked_train(departure_leg_id)
    view = load_list_of(leg, at=at)
    if view.row is None:
        raise LoadListNotReady(say("The list is not drawn."), problems=[])
    if view.row.confirmed_at is not None:
        raise LoadListConfirmed
    open_problems = [*view.problems, *(_changed_since(change) for change in view.changes)]
    if open_problems:
        raise LoadListNotReady(all_told(*open_problems[:3]), problems=open_problems)
    places = list(view.row.places.select_related("container"))
    for place in places:
        place.number, place.seal_no = place.container.number, place.container.seal_no
    WagonPlace.objects.bulk_update(places, ["number", "seal_no"])
    return _change(view.row, confirmed_at=at, by_kind=by.kind, by_id=by.id)


@inside_transaction
def reopen(*, departure_leg_id: UUID, at: datetime, by: Actor) -> LoadList:
    """
    Let a confirmed list be drawn again, since its train has changed.

    :raises NotFound: if there is no such leg.
    :raises NoWagons: if it is a transshipment.
    :raises LoadListNotReady: if it isn't confirmed.
    """
    leg = _locked_train(departure_leg_id)
    row = LoadList.objects.filter(departure_leg=leg, confirmed_at__isnull=False).first()
    if row is None:
        raise LoadListNotReady(say("The list is not confirmed."), problems=[])
    return _change(row, confirmed_at=None, by_kind=by.kind, by_id=by.id)


def _changed_since(change: str) -> str:
    return say("Changed since: %(change)s Draw it again.", change=change)


def _locked_train(departure_leg_id: UUID) -> DepartureLeg:
    """The leg under lock: nobody gets on or off its train until we are done."""
    leg = train_legs().select_for_update(of=("self",), no_key=True).filter(pk=departure_leg_id).first()
    if leg is None:
        raise NotFound
    if leg.gauge_mm is None:
        raise NoWagons
    return leg


def _change(row: LoadList, **columns: object) -> LoadList:
    LoadList.objects.filter(pk=row.pk).update(version=F("version") + 1, **columns)
    row.refresh_from_db()
    return row
