"""With which train does a shipment's container ride each leg of its way?"""

from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from accounts.desk import NOTHING, badge, link, when
from shipping.models import Slot
from shipping.queries.plans import way_of


def ridden_trains(slot: Slot) -> str:
    """
    The legs of a slot's container, one a line, each with its train and when that leaves; two queries.

    A train of another departure than the one it was sold on is marked.
    """
    legs = way_of(slot_id=slot.pk)
    lines = [
        (
            str(leg.position),
            f"{leg.origin.code} → {leg.destination.code}",
            link(leg.departure),
            when(leg.departs_at, leg.origin.timezone),
            badge(_("another train"), "busy") if leg.departure_id != slot.departure_id else "",
        )
        for leg in legs
    ]
    if slot.container.stranded_at is not None:
        lines.append(("…", slot.container.stranded_reason, badge(_("without a train"), "bad"), "", ""))
    if not lines:
        return NOTHING
    return format_html("<div>{}</div>", format_html_join("", "<div>{} · {} · {} {} {}</div>", lines))
