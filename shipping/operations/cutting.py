"""How does a train come to bear less?"""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any, NoReturn
from uuid import UUID

from django.db.models import BigIntegerField, Case, F, Q, Value, When
from django.db.models.functions import Least

from kit.actors import Actor
from kit.database import update_returning
from kit.transactions import inside_transaction, owns_transaction
from kit.words import all_told, say
from shipping.errors import CutTooDeep, RollsNeeded
from shipping.models import DepartureChange, DepartureLeg, Roll
from shipping.operations.changing import leg_to_change, note_change
from shipping.operations.displacing import Blame
from shipping.operations.locking import locked_departure
from shipping.operations.rerouting import reroute_many
from shipping.operations.transferring import mend_way
from shipping.policy import PLACE_MTEU
from shipping.queries.consequences import Consequences, foreseen_of
from shipping.queries.cuts import Cut, cut_to, leaving, thinned
from shipping.queries.filling import filled_legs

Amount = F | Value
# What a cut changes of a leg.
_CHANGED = (
    *("cap_mteu", "free_mteu", "cap_gross_g", "free_gross_g"),
    *("cut_to_mteu", "cut_to_gross_g", "version"),
)
# Whether what must leave may; or what says whether exactly these consequences were looked at.
Confirmed = bool | Callable[[Consequences], bool]


@inside_transaction
def cut(
    *,
    departure_id: UUID,
    position: int,
    places: int | None,
    gross_g: int | None,
    reason: str,
    confirmed: Confirmed,
    at: datetime,
    by: Actor,
    fault: Roll.Fault | str = Roll.Fault.CARRIER,
) -> DepartureLeg:
    """
    Let one leg of a departure bear no more than so many forty-foot places, so much gross mass.

    None leaves a limit as it is; more than the leg bears now changes nothing.
    What is free goes at once. What is sold goes only when `confirmed`: then the
    limit falls with each container that leaves, by `rolling.roll_departure`,
    and nobody can book what is to go.

    :raises DepartureNotFound: if there is none.
    :raises LegNotFound: if it has no such leg.
    :raises LegHasLeft: if that train has really departed.
    :raises RollsNeeded: if something would have to leave, saying what, and where it would go.
    :raises CutTooDeep: if too much that can't leave any more is on board, or is kept for sellers.
    """
    departure = locked_departure(departure_id)
    leg = leg_to_change(departure, position, at=at)
    target = cut_to(leg, places=places, gross_g=gross_g)
    if target == cut_to(leg, places=None, gross_g=None):
        return leg
    _ask(leg, target, confirmed, at=at)
    was = {"mteu": leg.cap_mteu, "gross_g": leg.cap_gross_g}
    lowered = _lowered(_whole(target.mteu), _whole(target.gross_g))
    [now] = update_returning(
        DepartureLeg.objects.filter(pk=leg.pk), {**lowered, "version": F("version") + 1}, *_CHANGED
    )
    for name, value in zip(_CHANGED, now, strict=True):
        setattr(leg, name, value)
    note_change(
        departure,
        leg=leg,
        kind=DepartureChange.Kind.CUT,
        facts={"was": was, "became": {"mteu": target.mteu, "gross_g": target.gross_g}},
        reason=reason,
        at=at,
        by=by,
        fault=fault,
    )
    return leg


def _ask(leg: DepartureLeg, target: Cut, confirmed: Confirmed, *, at: datetime) -> None:
    """Refuse what can't be done, and what has not been confirmed."""
    who = thinned(leg, target, at=at)
    if who.leaving is None:
        _refuse(leg)
    if confirmed is True or (confirmed is False and not who.leaving):
        return
    foreseen = foreseen_of(leg, who, at=at)
    if confirmed is False or not confirmed(foreseen):
        raise RollsNeeded(foreseen)


def _refuse(leg: DepartureLeg) -> NoReturn:
    taken_mteu, taken_g = leg.cap_mteu - leg.free_mteu, leg.cap_gross_g - leg.free_gross_g
    kept = filled_legs([leg.departure_id])[leg.pk].held
    detail = say(
        "%(taken)s of its %(places)s places and %(tonnes)s t are taken, and too little of that can leave the"
        " train any more.",
        taken=f"{taken_mteu / PLACE_MTEU:g}",
        places=f"{leg.cap_mteu / PLACE_MTEU:g}",
        tonnes=f"{taken_g / 1e6:,.1f}",
    )
    if kept.mteu:
        places = f"{kept.mteu / PLACE_MTEU:g}"
        detail = all_told(
            detail, say("%(places)s places are kept for sellers: give those up first.", places=places)
        )
    raise CutTooDeep(detail, taken_mteu=taken_mteu, taken_gross_g=taken_g, kept_mteu=kept.mteu)


@inside_transaction
def absorb(leg_id: UUID) -> Cut | None:
    """Lower the limits of a leg that is being cut by all that is free; what it is still cut to."""
    being_cut = DepartureLeg.objects.filter(
        pk=leg_id, cut_to_mteu__isnull=False, cut_to_gross_g__isnull=False
    )
    lowered = _lowered(F("cut_to_mteu"), F("cut_to_gross_g"))
    for mteu, gross_g in update_returning(being_cut, lowered, "cut_to_mteu", "cut_to_gross_g"):
        return None if mteu is None else Cut(mteu, gross_g)
    return None


def _lowered(to_mteu: Amount, to_gross_g: Amount) -> dict[str, Any]:
    """What becomes of a leg whose limits fall by all that is free, not below these: there it is cut."""
    short = Q(free_mteu__lt=F("cap_mteu") - to_mteu) | Q(free_gross_g__lt=F("cap_gross_g") - to_gross_g)
    mteu = Least(F("free_mteu"), F("cap_mteu") - to_mteu, output_field=BigIntegerField())
    gross_g = Least(F("free_gross_g"), F("cap_gross_g") - to_gross_g, output_field=BigIntegerField())
    return {
        "cap_mteu": F("cap_mteu") - mteu,
        "free_mteu": F("free_mteu") - mteu,
        "cap_gross_g": F("cap_gross_g") - gross_g,
        "free_gross_g": F("free_gross_g") - gross_g,
        "cut_to_mteu": Case(When(short, then=to_mteu), output_field=BigIntegerField()),
        "cut_to_gross_g": Case(When(short, then=to_gross_g), output_field=BigIntegerField()),
    }


def _whole(number: int) -> Value:
    return Value(number, output_field=BigIntegerField())


def finish_cuts(*, departure_id: UUID, blame: Blame, at: datetime, by: Actor) -> int:
    """
    Let containers leave the legs of a departure until each bears no more than it was cut to.

    On the first leg the goods in them are rolled; on a later one the container
    changes to the next train. Returns how many shipments were rolled.
    """
    legs = DepartureLeg.objects.filter(departure=departure_id, cut_to_mteu__isnull=False)
    return sum(_finish(leg, blame, at=at, by=by) for leg in legs.select_related("departure"))


def _finish(leg: DepartureLeg, blame: Blame, *, at: datetime, by: Actor) -> int:
    besides = partial(absorb, leg.pk)
    target = owns_transaction(besides)()
    if target is None:
        return 0
    leg.refresh_from_db()
    blame = Blame(Roll.Cause.CUT, blame.fault, blame.reason)
    who = leaving(leg, target, at=at) or []
    rolled = 0
    for each in who:
        if each.transfers:
            owns_transaction(_transfer)(each.container_id, leg.pk, blame, at=at, by=by)
        else:
            report = reroute_many(
                each.shipment_ids,
                departure_id=each.departure_id,
                cause=blame.cause,
                fault=blame.fault,
                reason=blame.reason,
                at=at,
                by=by,
                besides=besides,
            )
            rolled += report.rolled
    owns_transaction(besides)()
    return rolled


def _transfer(container_id: UUID, leg_id: UUID, blame: Blame, *, at: datetime, by: Actor) -> None:
    mend_way(container_id, blame=blame, at=at, by=by, off_leg_id=leg_id)
    absorb(leg_id)
