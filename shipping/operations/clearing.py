"""What becomes of goods that differ from the books, once a person has decided?"""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from kit.actors import Actor
from kit.errors import FieldProblem
from kit.transactions import inside_transaction
from kit.words import say
from shipping.errors import DiscrepancyNotFound, DiscrepancySettled, OutcomeNeeded
from shipping.models import Container, Discrepancy, Roll, Shipment
from shipping.operations.lightening import lighten
from shipping.operations.locking import locked_container, locked_shipments
from shipping.operations.reconciling import mark_settled
from shipping.operations.rerouting import reroute_shipment
from shipping.operations.warning import warn
from shipping.queries.differences import outcomes_of

_Outcome = Discrepancy.Outcome


@inside_transaction
def settle_discrepancy(
    *, discrepancy_id: UUID, note: str, at: datetime, by: Actor, outcome: str = ""
) -> Discrepancy:
    """
    Note how a difference was cleared up; with none left a stuffed container may be sealed.

    Of what was missing at stuffing it must be said what becomes of it, once for
    all that is missing of a shipment: it `rolls`, that is the whole shipment
    leaves the container for another train; or the rest of it `rides`, as long as
    something of it stands in the container, and a person has to look after it. A
    box over its cap by the scales alone `unloads` what stands last, unless it is
    stuffed and weighed again. Anything else takes no outcome.

    :raises DiscrepancyNotFound: if there is none.
    :raises DiscrepancySettled: if somebody did so before.
    :raises OutcomeNeeded: naming the outcomes that are possible, if another or none was said.
    """
    shipments, container = _lock(discrepancy_id)
    row = _locked(discrepancy_id, container)
    _check_outcome(row, outcome)
    rows = [row.pk]
    if outcome in (_Outcome.ROLLS, _Outcome.RIDES):
        rows = list(_of_the_same(row).values_list("pk", flat=True))
    mark_settled(rows, note=note, outcome=outcome, at=at, by=by)
    if outcome == _Outcome.ROLLS:
        _roll(row, container, shipments, note, at=at, by=by)
    elif outcome == _Outcome.RIDES:
        reason = f"Rides without what was missing when {container.number} was stuffed: {note}"
        warn([pk for pk in (row.shipment_id,) if pk is not None], reason=reason[:200], at=at)
    elif outcome == _Outcome.UNLOADS:
        lighten(container, shipments, gross_g=container.weighed_gross_g or 0, at=at, by=by)
    row.refresh_from_db()
    return row


def _lock(discrepancy_id: UUID) -> tuple[dict[UUID, Shipment], Container]:
    """All that has a place in the container, and what it is about; then the container itself."""
    found = Discrepancy.objects.filter(pk=discrepancy_id).values_list("container_id", "shipment_id").first()
    if found is None:
        raise DiscrepancyNotFound(discrepancy_id=str(discrepancy_id))
    container_id, shipment_id = found
    placed = Shipment.objects.filter(
        assignments__slot__container=container_id, assignments__released_at__isnull=True
    )
    ids = {*placed.values_list("pk", flat=True), *filter(None, [shipment_id])}
    return locked_shipments(ids), locked_container(container_id)


def _locked(discrepancy_id: UUID, container: Container) -> Discrepancy:
    rows = Discrepancy.objects.select_for_update(of=("self",), no_key=True).select_related("shipment")
    row = rows.get(pk=discrepancy_id)
    if row.settled_at is not None:
        raise DiscrepancySettled(settled_at=row.settled_at.isoformat(), note=row.settled_note)
    row.container = container
    return row


def _check_outcome(row: Discrepancy, outcome: str) -> None:
    possible = outcomes_of([row])[row.pk]
    if outcome in (possible or ("",)):
        return
    named = ", ".join(f"{each} ({_Outcome(each).label.lower()})" for each in possible)
    sentence = say("A note is enough: leave the outcome out.")
    if possible:
        sentence = say("Say what becomes of it: %(outcomes)s.", outcomes=named)
    raise OutcomeNeeded(
        sentence,
        fields=[FieldProblem("/outcome", "field.invalid" if outcome else "field.required", sentence)],
        outcomes=list(possible),
    )


def _of_the_same(row: Discrepancy) -> "QuerySet[Discrepancy]":
    """All that is missing of the same shipment in the same container."""
    return Discrepancy.objects.filter(
        container=row.container_id,
        shipment=row.shipment_id,
        kind=row.kind,
        stage=row.stage,
        settled_at__isnull=True,
    )


def _roll(
    row: Discrepancy,
    container: Container,
    shipments: Mapping[UUID, Shipment],
    note: str,
    *,
    at: datetime,
    by: Actor,
) -> None:
    assert row.shipment_id is not None
    shipment = shipments[row.shipment_id]
    # What the stuffing itself proved to be there was not yet in the terminal's hands before.
    in_hand = shipment.handed_in_at is not None and shipment.handed_in_at < row.found_at
    # A container filled before goods had to come did not wait for them.
    was_early = shipment.hand_in_by_at is not None and row.found_at < shipment.hand_in_by_at
    reroute_shipment(
        shipment,
        cause=Roll.Cause.MISSING,
        fault=Roll.Fault.TERMINAL if in_hand or was_early else Roll.Fault.SELLER,
        reason=f"Missing when {container.number} was stuffed: {note}"[:200],
        at=at,
        by=by,
    )
