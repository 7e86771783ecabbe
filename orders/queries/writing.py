"""Who answers for the letters about orders, in which turn?"""

from collections.abc import Mapping

from news.clerks import joined
from news.telling import Clerk
from orders.queries.writing_of_claims import OF_CLAIMS
from orders.queries.writing_of_declines import OF_DECLINES
from orders.queries.writing_of_journeys import OF_JOURNEYS
from orders.queries.writing_to_buyers import TO_BUYERS
from orders.queries.writing_to_sellers import TO_SELLERS

_ASKED = joined(TO_BUYERS, TO_SELLERS, OF_JOURNEYS, OF_DECLINES, OF_CLAIMS)
# Of what is handed on together letters are written type by type: in the turn in which things happen to an
# order, so that nobody reads that goods have left before reading that they were paid.
_TURN = (
    *("order.placed", "payment.pending", "payment.captured", "order.paid"),
    *("order.accepted", "order.lines_declined"),
    *("shipment.assigned", "shipment.rerouted", "shipment.eta_changed", "shipment.departed"),
    *("shipment.at_border", "shipment.customs_hold", "shipment.arrived", "shipment.delivered"),
    *("claim.requested", "claim.approved", "claim.in_transit", "claim.declined", "claim.resolved"),
    *("order.expired", "order.declined", "order.cancelled", "refund.done"),
)
CLERKS: Mapping[str, Clerk] = {type_: _ASKED[type_] for type_ in _TURN}
