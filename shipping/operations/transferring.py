"""How does a container get to another train of one leg, while the rest of its way stays?"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import F

from kit.actors import Actor
from kit.transactions import inside_transaction
from shipping.lifecycle import NOT_LOADED, ON_BOARD
from shipping.models import Container, ContainerLeg, DepartureLeg, Roll, Shipment
from shipping.operations.counting import change_free, times
from shipping.operations.displacing import Blame, Left, roll_row, tell_rolls
from shipping.operations.expecting import expect_again
from shipping.operations.locking import locked_shipments
from shipping.operations.rerouting import reroute_shipment
from shipping.operations.warning import STRANDED, TOO_LATE, calm_down, warn
from shipping.policy import TRANSFER_TRIES
from shipping.queries.candidates import bears
from shipping.queries.embargoes import is_stopped
from shipping.queries.kept import Needs
from shipping.queries.transfers import Way, needed, next_legs, riders_by_container, runs, ways

NO_LATER_TRAIN = "no_later_train"


@inside_transaction
def mend_way(
    container_id: UUID, *, blame: Blame, at: datetime, by: Actor, off_leg_id: UUID | None = None
) -> bool:
    """
    Give a container another train wherever its own doesn't run, has been missed, or must be left.

    The next train of that leg with room takes it, under that train's limits;
    every other leg stays as it was, and so does the status of what rides. Its
    shipments are told of it. Without such a train what isn't loaded is rolled
    to the best other place, and the rest strands: listed, and asked again by
    the sweep. A first leg can't be mended: what isn't loaded is rolled with it.
    Whether anything was changed.
    """
    riders = _locked_riders(container_id)
    way = ways([container_id])[container_id]
    broken = way.broken_at(at=at, off_leg_id=off_leg_id)
    if broken is None or not riders or broken == way.sold[0].position:
        return False
    lost = needed(way, broken)
    if lost is None:
        return False
    blame = _blame(blame, lost.departure_leg, off_leg_id)
    left, last = Left(lost.departure_leg.departure_id, None), lost.departure_leg
    while broken is not None:
        taken = _next_train(way, broken, riders, at=at)
        if taken is None:
            return _strand(way, broken, riders, blame, left, at=at, by=by)
        way, last = ways([container_id])[container_id], taken
        broken = way.broken_at(at=at)
    _go_on(container_id, riders, blame, left, last, at=at, by=by)
    return True


def _locked_riders(container_id: UUID) -> list[Shipment]:
    ids = [each.pk for each in riders_by_container([container_id]).get(container_id, [])]
    locked = locked_shipments(ids)
    # Whoever left the container before we had the lock isn't ours.
    return [
        locked[each.pk]
        for each in riders_by_container([container_id]).get(container_id, [])
        if each.pk in locked
    ]


def _blame(blame: Blame, lost: DepartureLeg, off_leg_id: UUID | None) -> Blame:
    if lost.pk == off_leg_id:
        return blame
    cause = Roll.Cause.DELAYED if runs(lost) else Roll.Cause.LEG_CANCELLED
    return Blame(cause, blame.fault, blame.reason)


def _next_train(way: Way, position: int, riders: Sequence[Shipment], *, at: datetime) -> DepartureLeg | None:
    """Take the container's place on the next train with room that may carry it; None when there is none."""
    old = needed(way, position)
    ready_at = way.ready_at(position)
    if old is None or ready_at is None:
        return None
    needs = Needs(mteu=old.mteu, gross_g=old.gross_g, plugs=old.plugs, length_mm=old.length_mm)
    later = next_legs(old.departure_leg, ready_at=ready_at, at=at, needs=needs)
    if old.released_at is None:
        later = later.exclude(pk=old.departure_leg_id)
    goods = {each.segregation_class for each in riders}
    for leg in later[:TRANSFER_TRIES]:
        if is_stopped(leg, goods, at=at):
            continue
        if _change(old, leg, needs, not_before=max(ready_at, at), at=at):
            return leg
    return None


def _change(
    old: ContainerLeg, leg: DepartureLeg, needs: Needs, *, not_before: datetime, at: datetime
) -> bool:
    """From one train to the other in one step, if that one still runs, still in time, still with room."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM shipping_departure WHERE id = %s"
            " AND status NOT IN ('cancelled', 'arrived', 'done') FOR SHARE",
            [leg.departure_id],
        )
        if cursor.fetchone() is None:
            return False
    ids = [old.departure_leg_id, leg.pk]
    locked = DepartureLeg.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("id").in_bulk()
    now = locked[leg.pk]
    if now.cancelled_at is not None or now.departs_at < not_before or not bears(now, needs):
        return False
    release(old, at=at)
    change_free({leg.pk: times(needs, -1)})
    ContainerLeg.objects.create(
        container_id=old.container_id, departure_leg=leg, taken_at=at, created_at=at, **needs
    )
    return True


@inside_transaction
def release(place: ContainerLeg, *, at: datetime) -> bool:
    """Give one place on one leg back, once; the caller holds the leg's lock."""
    ours = ContainerLeg.objects.filter(pk=place.pk, released_at__isnull=True)
    if not ours.update(released_at=at, version=F("version") + 1):
        return False
    back = Needs(mteu=place.mteu, gross_g=place.gross_g, plugs=place.plugs, length_mm=place.length_mm)
    change_free({place.departure_leg_id: back})
    return True


def _go_on(
    container_id: UUID,
    riders: Sequence[Shipment],
    blame: Blame,
    left: Left,
    last: DepartureLeg,
    *,
    at: datetime,
    by: Actor,
) -> None:
    """The container has a whole way again: everybody in it is told, what would spoil is rolled."""
    ids = [each.pk for each in riders]
    Container.objects.filter(pk=container_id, stranded_at__isnull=False).update(
        stranded_at=None, stranded_reason="", version=F("version") + 1
    )
    calm_down(ids, reason=STRANDED)
    expect_again(shipment_ids=ids, at=at)
    arrives_at = max(
        place.departure_leg.arrives_at for place in ways([container_id])[container_id].places.values()
    )
    now = locked_shipments(ids)
    spoiling = {
        pk
        for pk, row in now.items()
        if row.latest_arrival_at is not None and arrives_at > row.latest_arrival_at
    }
    staying = [row for row in riders if row.pk not in spoiling or row.status not in NOT_LOADED]
    _record(staying, now, blame, left, last, at=at, by=by)
    warn([row.pk for row in staying if row.pk in spoiling], reason=TOO_LATE, at=at)
    for row in riders:
        if row not in staying:
            reroute_shipment(
                now[row.pk], cause=blame.cause, fault=blame.fault, reason=blame.reason, at=at, by=by
            )


def _record(
    riders: Sequence[Shipment],
    now: dict[UUID, Shipment],
    blame: Blame,
    left: Left,
    last: DepartureLeg,
    *,
    at: datetime,
    by: Actor,
) -> None:
    """One row and one event a shipment: which train was lost, which one it goes on with, when it arrives."""
    rows = [
        roll_row(
            now[was.pk],
            Left(left.departure_id, was.eta_at),
            blame,
            to_departure_id=last.departure_id,
            at=at,
            by=by,
        )
        for was in riders
    ]
    Roll.objects.bulk_create(rows)
    tell_rolls(rows, at=at, train_number=last.train_number)


def _strand(
    way: Way,
    position: int,
    riders: Sequence[Shipment],
    blame: Blame,
    left: Left,
    *,
    at: datetime,
    by: Actor,
) -> bool:
    """No train: what isn't loaded is rolled, the rest stays where it is, without places ahead."""
    stuck = [row for row in riders if row.status in ON_BOARD]
    for row in riders:
        if row.status in NOT_LOADED:
            reroute_shipment(row, cause=blame.cause, fault=blame.fault, reason=blame.reason, at=at, by=by)
    if not stuck:
        return True
    ahead = sorted(
        (place for at_position, place in way.places.items() if at_position >= position),
        key=lambda place: place.departure_leg_id,
    )
    for place in ahead:
        DepartureLeg.objects.select_for_update(no_key=True).get(pk=place.departure_leg_id)
        release(place, at=at)
    newly = Container.objects.filter(pk=way.container_id, stranded_at__isnull=True).update(
        stranded_at=at, stranded_reason=blame.reason[:200] or STRANDED, version=F("version") + 1
    )
    if not newly:
        return False
    ids = [row.pk for row in stuck]
    warn(ids, reason=STRANDED, at=at)
    was = {row.pk: row.eta_at for row in stuck}
    expect_again(shipment_ids=ids, at=at)
    rows = [
        roll_row(row, Left(left.departure_id, was[row.pk]), blame, why_not=NO_LATER_TRAIN, at=at, by=by)
        for row in stuck
    ]
    Roll.objects.bulk_create(rows)
    tell_rolls(rows, at=at)
    return True
