"""How do returned goods get back to their seller, and what becomes of them?"""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from catalog.operations import bringing_back
from kit.actors import Actor
from kit.errors import FieldProblem, of_line
from kit.moves import move
from kit.transactions import inside_transaction
from orders.errors import BadInspection, no_such_lines
from orders.models import Claim
from orders.operations.claiming import lock_claim


class Verdict(NamedTuple):
    """What becomes of the units of a line that came back; the others didn't come."""

    restock: int = 0
    quarantine: int = 0
    destroy: int = 0


@inside_transaction
def send_back(*, claim_id: UUID, sent_with: str, at: datetime, by: Actor) -> Claim:
    """
    Note that the buyer has handed the goods of an approved return to a carrier.

    :raises ClaimNotFound: if there is none.
    :raises IllegalMove: if it isn't approved.
    """
    claim = lock_claim(claim_id)
    return move(claim, to=Claim.Status.IN_TRANSIT, at=at, by=by, sent_with=sent_with[:120])


@inside_transaction
def receive_back(*, claim_id: UUID, at: datetime, by: Actor) -> Claim:
    """
    Note that the goods came back to their seller.

    :raises ClaimNotFound: if there is none.
    :raises IllegalMove: if they aren't on their way.
    """
    return move(lock_claim(claim_id), to=Claim.Status.RECEIVED, at=at, by=by)


@inside_transaction
def inspect(*, claim_id: UUID, verdicts: Mapping[UUID, Verdict], at: datetime, by: Actor) -> Claim:
    """
    Say what becomes of the units that came back, by the order's line; some of them go into the stock again.

    :raises ClaimNotFound: if there is none.
    :raises LineNotFound: if a line isn't of this return.
    :raises BadInspection: if one isn't told of, or has fewer units.
    :raises IllegalMove: if the goods haven't come back, or were looked at.
    """
    claim = lock_claim(claim_id)
    lines = {each.line_id: each for each in claim.lines.select_related("line").order_by("line_id")}
    if foreign := sorted(str(pk) for pk in set(verdicts) - set(lines)):
        raise no_such_lines(foreign)
    if missing := sorted(str(pk) for pk in set(lines) - set(verdicts)):
        why = f"say what becomes of these lines, too: {', '.join(missing)}"
        raise BadInspection(fields=[FieldProblem("/lines", "field.required", why)], line_ids=missing)
    move(claim, to=Claim.Status.INSPECTED, at=at, by=by)
    for pk, line in lines.items():
        verdict = verdicts[pk]
        if min(verdict) < 0 or sum(verdict) > line.quantity:
            why = f"{line.quantity} units of this line came back, so at most as many become something"
            told = [of_line(pk, name, why) for name in ("restock_units", "quarantine_units", "destroy_units")]
            raise BadInspection(fields=told, line_id=str(pk), most=line.quantity)
        line.restock_units, line.quarantine_units, line.destroy_units = verdict
        line.version += 1
        line.save(update_fields=["restock_units", "quarantine_units", "destroy_units", "version"])
        if verdict.restock:
            bringing_back.restock(
                reference=claim.order.number,
                variant_id=line.line.variant_id,
                quantity=verdict.restock,
                at=at,
                by=by,
            )
    return claim
