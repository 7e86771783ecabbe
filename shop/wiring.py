"""Which jobs hear which topic, who knows whom an event concerns, and how are letters written?"""

import catalog.event_types
import channels.event_types
import orders.event_types
import payments.event_types
import shipping.event_types
import storefront.event_types
from accounts import letters as accounts_letters
from accounts.operations.twinning import Settle
from catalog import letters as catalog_letters
from catalog.operations.mirroring import mirror_seller
from catalog.queries import concerning as catalog_tells
from catalog.queries.writing import CLERKS as OF_CATALOGUE
from channels.queries.feeds import feeds_told
from consoles import letters as consoles_letters
from consoles.attention import CLERKS as OF_ATTENTION
from kit.letters import Writer
from news import endpoint_letters
from news import letters as news_letters
from news.clerks import joined
from news.event_types import EventType
from news.telling import Clerk, Teller
from news.writing import renewing
from orders import letters as orders_letters
from orders.queries import telling as orders_tells
from orders.queries.renewing import RENEWALS as RENEWALS_OF_ORDERS
from orders.queries.writing import CLERKS as OF_ORDERS
from payments import letters as payments_letters
from payments.queries import telling as payments_tells
from payments.queries.writing import CLERKS as OF_PAYOUTS
from shipping.operations.mirroring import mirror_places
from shipping.queries import telling as shipping_tells
from storefront import letters as storefront_letters
from storefront.queries import concerning as storefront_tells
from storefront.queries.writing import OF_NOTICES

# The lower app announces, this table alone knows who listens. What a lost message
# would have said is found again by the listening app's sweep.
WIRING: dict[str, tuple[str, ...]] = {
    "catalog.import_uploaded": ("channels.read_import",),
    "catalog.import_judged": ("channels.start_import",),
    "payments.captured": ("orders.fulfil_paid",),
    "payments.document_due": ("orders.write_documents",),
}

# What the twin of an organisation in the test world gets of what its original has.
SETTLERS: tuple[Settle, ...] = (mirror_seller, mirror_places)

# Whom the events of an aggregate concern, and what they are told, is asked of the app that knows all of them.
# Slots, assignments, carts and reservations are nobody's business outside.
TELLERS: dict[str, Teller] = {
    "order": orders_tells.orders_told,
    "claim": orders_tells.claims_told,
    "shipment": orders_tells.shipments_told,
    "payment": orders_tells.payments_told,
    "refund": orders_tells.refunds_told,
    "document": orders_tells.documents_told,
    "payout": payments_tells.payouts_told,
    "departure": shipping_tells.departures_told,
    "seller": catalog_tells.sellers_told,
    "listing": catalog_tells.listings_told,
    "listing_change": catalog_tells.changes_told,
    "certificate": catalog_tells.certificates_told,
    "notice": storefront_tells.notices_told,
    "goods_feed": feeds_told,
}
# What each of them says, for those who write programs that listen.
EVENT_TYPES: tuple[EventType, ...] = (
    *orders.event_types.EVENT_TYPES,
    *payments.event_types.EVENT_TYPES,
    *shipping.event_types.EVENT_TYPES,
    *catalog.event_types.EVENT_TYPES,
    *storefront.event_types.EVENT_TYPES,
    *channels.event_types.EVENT_TYPES,
)
# Which letters events of a type cause.
CLERKS: dict[str, Clerk] = joined(OF_ORDERS, OF_CATALOGUE, OF_NOTICES, OF_ATTENTION, OF_PAYOUTS)
# How letters of a kind are written, and who knows what has become of their facts when they are sent.
_WRITERS: dict[str, Writer] = {
    **accounts_letters.WRITERS,
    **news_letters.WRITERS,
    **orders_letters.WRITERS,
    **catalog_letters.WRITERS,
    **storefront_letters.WRITERS,
    **payments_letters.WRITERS,
    "webhook.disabled": Writer(endpoint_letters.endpoint_switched_off),
    **consoles_letters.WRITERS,
}
WRITERS = renewing(_WRITERS, RENEWALS_OF_ORDERS)
