"""How does a train, or one leg of it, come not to run?"""

from datetime import datetime
from uuid import UUID

from django.db.models import F

from kit.actors import Actor
from kit.moves import IllegalMove, move
from kit.transactions import inside_transaction
from kit.words import say
from shipping.models import Departure, DepartureChange, DepartureLeg, Roll
from shipping.operations.changing import close_open_slots, leg_to_change, note_change
from shipping.operations.locking import locked_departure


@inside_transaction
def cancel_departure(
    *,
    departure_id: UUID,
    reason: str,
    at: datetime,
    by: Actor,
    fault: Roll.Fault | str = Roll.Fault.CARRIER,
) -> Departure:
    """
    Let a departure not run at all. Once this is committed nobody can book it any more.

    Its shipments are rolled afterwards by `rolling.roll_departure`, which a job
    and the sweep call; containers of other departures that ride one of its
    trains are moved to later ones.

    :raises DepartureNotFound: if there is none.
    :raises IllegalMove: if it is loaded or further, or cancelled already.
    """
    departure = locked_departure(departure_id)
    was = departure.status
    if was == Departure.Status.CANCELLED:
        raise IllegalMove(say("It is cancelled already."), was=was)
    move(departure, to=Departure.Status.CANCELLED, at=at, by=by, reason=reason, cancelled_at=at)
    note_change(
        departure,
        kind=DepartureChange.Kind.CANCELLED,
        facts={"was": was, "became": departure.status},
        reason=reason,
        at=at,
        by=by,
        fault=fault,
    )
    return departure


@inside_transaction
def cancel_leg(
    *,
    departure_id: UUID,
    position: int,
    reason: str,
    at: datetime,
    by: Actor,
    fault: Roll.Fault | str = Roll.Fault.CARRIER,
) -> DepartureLeg:
    """
    Let one train of a departure, or its transshipment, not run; the other legs stay as they were.

    The departure takes no new container then. Without a later leg its containers
    go on with the next train of that leg, by `rolling.roll_departure`. Without
    the first one nothing can start: what isn't loaded is rolled as if the whole
    departure were cancelled, and only containers of other departures ride its
    later trains. A leg that is cancelled already stays so, and nothing is written.

    :raises DepartureNotFound: if there is none.
    :raises LegNotFound: if it has no such leg.
    :raises LegHasLeft: if that train has really departed.
    """
    departure = locked_departure(departure_id)
    leg = leg_to_change(departure, position, at=at)
    if leg.cancelled_at is not None:
        return leg
    leg.cancelled_at = at
    leg.version += 1
    DepartureLeg.objects.filter(pk=leg.pk).update(cancelled_at=at, version=F("version") + 1)
    departure.runs_through = False
    Departure.objects.filter(pk=departure.pk).update(runs_through=False)
    close_open_slots(departure, reason=reason, at=at, by=by)
    note_change(
        departure,
        leg=leg,
        kind=DepartureChange.Kind.CANCELLED,
        facts={"was": "runs", "became": "cancelled", "train_number": leg.train_number},
        reason=reason,
        at=at,
        by=by,
        fault=fault,
    )
    return leg
