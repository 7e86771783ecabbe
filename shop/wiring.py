"""Which jobs hear which topic, who knows whom an event concerns, and how are letters written?"""

from catalog.queries import concerning as catalog
from kit.letters import Writer
from news.telling import Clerk, Teller
from orders.queries import telling as orders
from shipping.queries import telling as shipping
from storefront.queries import concerning as storefront

# The lower app announces, this table alone knows who listens. What a lost message
# would have said is found again by the listening app's sweep.
WIRING: dict[str, tuple[str, ...]] = {
    "payments.captured": ("orders.fulfil_paid",),
}

# Whom the events of an aggregate concern, and what they are told, is asked of the app that knows all of them.
# Slots, assignments, carts and reservations are nobody's business outside.
TELLERS: dict[str, Teller] = {
    "order": orders.orders_told,
    "shipment": orders.shipments_told,
    "payment": orders.payments_told,
    "refund": orders.refunds_told,
    "departure": shipping.departures_told,
    "seller": catalog.sellers_told,
    "listing": catalog.listings_told,
    "listing_change": catalog.changes_told,
    "certificate": catalog.certificates_told,
    "notice": storefront.notices_told,
}
# Which letters events of a type cause.
CLERKS: dict[str, Clerk] = {}
# How letters of a kind are written.
WRITERS: dict[str, Writer] = {}
