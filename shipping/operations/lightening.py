"""How does a container that is over its cap become lighter?"""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from kit.actors import Actor
from kit.transactions import inside_transaction
from shipping.models import Container, Discrepancy, Roll, Shipment
from shipping.operations.reconciling import Difference, record
from shipping.operations.rerouting import reroute_shipment
from shipping.queries.carriage import box_of
from shipping.queries.contents import stowed_pieces
from shipping.stowing import last_to_leave


@inside_transaction
def lighten(
    container: Container, shipments: Mapping[UUID, Shipment], *, gross_g: int, at: datetime, by: Actor
) -> None:
    """
    Unload what stands last until a container of `gross_g` is within its cap (rule 21: never ignored).

    Its shipments, whose locks the caller holds with the container's, get another
    train, and each is listed as a difference. Within the cap nothing is done.
    """
    cap_g = box_of(container.container_type).permitted_gross_g
    if gross_g <= cap_g:
        return
    pieces = [piece for _, piece in stowed_pieces(container)]
    stood = [(package.shipment_id, package.gross_g) for piece in pieces for package in piece.packages]
    leaving = last_to_leave(stood, over_g=gross_g - cap_g)
    reason = f"{container.number} weighs {gross_g / 1000:,.1f} kg of {cap_g / 1000:,.1f} kg: unloaded."
    last = {package.shipment_id: piece.sscc for piece in pieces for package in piece.packages}
    unloaded = [
        Difference(Discrepancy.Kind.OVERWEIGHT, last[pk], pk, cap_g, gross_g, reason) for pk in leaving
    ]
    record(container, Discrepancy.Stage.STUFFING, unloaded, at=at, by=by)
    for pk in leaving:
        reroute_shipment(
            shipments[pk],
            cause=Roll.Cause.OVERWEIGHT,
            fault=Roll.Fault.SELLER,
            reason=reason,
            at=at,
            by=by,
        )
    left_g = gross_g - sum(mass for pk, mass in stood if pk in leaving)
    left_g = max(left_g, container.container_type.tare_g)
    Container.objects.filter(pk=container.pk, stuffed_at__isnull=False).update(weighed_gross_g=left_g)
