"""How does a train come to bear less?"""

from datetime import datetime
from functools import partial
from typing import NoReturn
from uuid import UUID

from django.db.models import F

from kit.actors import Actor
from kit.transactions import inside_transaction, owns_transaction
from shipping.errors import CutTooDeep, RollsNeeded
from shipping.models import DepartureChange, DepartureLeg, Roll
from shipping.operations.changing import leg_to_change, note_change
from shipping.operations.displacing import Blame
from shipping.operations.locking import locked_departure
from shipping.operations.rerouting import reroute_many
from shipping.operations.transferring import mend_way
from shipping.policy import PLACE_MTEU
from shipping.queries.consequences import what_if_cut
from shipping.queries.cuts import Cut, cut_to, leaving
from shipping.queries.filling import filled_legs


@inside_transaction
def cut(
    *,
    departure_id: UUID,
    position: int,
    places: int | None,
    gross_g: int | None,
    reason: str,
    confirmed: bool,
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
    _ask(leg, target, places=places, gross_g=gross_g, confirmed=confirmed, at=at)
    was = {"mteu": leg.cap_mteu, "gross_g": leg.cap_gross_g}
    DepartureLeg.objects.filter(pk=leg.pk).update(
        cut_to_mteu=target.mteu, cut_to_gross_g=target.gross_g, version=F("version") + 1
    )
    absorb(leg.pk)
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
    leg.refresh_from_db()
    return leg


def _ask(
    leg: DepartureLeg, target: Cut, *, places: int | None, gross_g: int | None, confirmed: bool, at: datetime
) -> None:
    """Refuse what can't be done, and what has not been confirmed."""
    who = leaving(leg, target, at=at)
    if who is None:
        _refuse(leg)
    if who and not confirmed:
        foreseen = what_if_cut(
            departure_id=leg.departure_id, position=leg.position, places=places, gross_g=gross_g, at=at
        )
        raise RollsNeeded(**foreseen.as_json())


def _refuse(leg: DepartureLeg) -> NoReturn:
    taken_mteu, taken_g = leg.cap_mteu - leg.free_mteu, leg.cap_gross_g - leg.free_gross_g
    kept = filled_legs([leg.departure_id])[leg.pk].held
    detail = (
        f"{taken_mteu / PLACE_MTEU:g} of its {leg.cap_mteu / PLACE_MTEU:g} places and {taken_g / 1e6:,.1f} t"
        " are taken, and too little of that can leave the train any more."
    )
    if kept.mteu:
        detail += f" {kept.mteu / PLACE_MTEU:g} places are kept for sellers: give those up first."
    raise CutTooDeep(detail, taken_mteu=taken_mteu, taken_gross_g=taken_g, kept_mteu=kept.mteu)


@inside_transaction
def absorb(leg_id: UUID) -> Cut | None:
    """Lower the limits of a leg that is being cut by all that is free; what it is still cut to."""
    leg = DepartureLeg.objects.select_for_update(no_key=True).get(pk=leg_id)
    if leg.cut_to_mteu is None or leg.cut_to_gross_g is None:
        return None
    mteu = min(leg.free_mteu, leg.cap_mteu - leg.cut_to_mteu)
    gross_g = min(leg.free_gross_g, leg.cap_gross_g - leg.cut_to_gross_g)
    reached = (leg.cap_mteu - mteu, leg.cap_gross_g - gross_g) == (leg.cut_to_mteu, leg.cut_to_gross_g)
    ends = {"cut_to_mteu": None, "cut_to_gross_g": None} if reached else {}
    DepartureLeg.objects.filter(pk=leg.pk).update(
        cap_mteu=F("cap_mteu") - mteu,
        free_mteu=F("free_mteu") - mteu,
        cap_gross_g=F("cap_gross_g") - gross_g,
        free_gross_g=F("free_gross_g") - gross_g,
        **ends,
    )
    return None if reached else Cut(leg.cut_to_mteu, leg.cut_to_gross_g)


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
