"""Does no row tie the live world to the test world?"""

from kit.invariants import Invariant

# Pairs of rows that belong together, each with whether it is of the test world.
_TIES: dict[str, str] = {
    "a person's twin acts for no live organisation": """
        SELECT member.id, person.sandbox AS one, firm.sandbox AS other FROM accounts_membership AS member
        JOIN accounts_user AS person ON person.id = member.user_id
        JOIN accounts_organisation AS firm ON firm.id = member.organisation_id
    """,
    "a seller is of its organisation's world": """
        SELECT seller.id, seller.sandbox AS one, firm.sandbox AS other FROM catalog_seller AS seller
        JOIN accounts_organisation AS firm ON firm.id = seller.organisation_id
    """,
    "a shelf stands in its seller's world": """
        SELECT shelf.listing_id, shelf.market <> upper(shelf.market) AS one, seller.sandbox AS other
        FROM storefront_shelf AS shelf JOIN catalog_seller AS seller ON seller.id = shelf.seller_id
    """,
    "a cart is of its buyer's world": """
        SELECT cart.id, cart.sandbox AS one, person.sandbox AS other FROM orders_cart AS cart
        JOIN orders_buyer AS buyer ON buyer.id = cart.buyer_id
        JOIN accounts_user AS person ON person.id = buyer.user_id
    """,
    "a cart holds goods of its world": """
        SELECT line.id, cart.sandbox AS one, seller.sandbox AS other FROM orders_cartline AS line
        JOIN orders_cart AS cart ON cart.id = line.cart_id
        JOIN catalog_listing AS listing ON listing.id = line.listing_id
        JOIN catalog_variant AS variant ON variant.id = listing.variant_id
        JOIN catalog_seller AS seller ON seller.id = variant.seller_id
    """,
    "a checkout is of its buyer's world": """
        SELECT checkout.id, checkout.sandbox AS one, person.sandbox AS other
        FROM orders_ordergroup AS checkout
        JOIN orders_buyer AS buyer ON buyer.id = checkout.buyer_id
        JOIN accounts_user AS person ON person.id = buyer.user_id
    """,
    "an identity is of its buyer's world": """
        SELECT someone.id, someone.sandbox AS one, person.sandbox AS other
        FROM orders_importidentity AS someone
        JOIN orders_buyer AS buyer ON buyer.id = someone.buyer_id
        JOIN accounts_user AS person ON person.id = buyer.user_id
    """,
    "a checkout is in the name of somebody of its world": """
        SELECT checkout.id, checkout.sandbox AS one, someone.sandbox AS other
        FROM orders_ordergroup AS checkout
        JOIN orders_importidentity AS someone ON someone.id = checkout.identity_id
    """,
    "a take of a person's year is of its checkout's world": """
        SELECT take.id, checkout.sandbox AS one, allowance.sandbox AS other
        FROM orders_allowancetake AS take
        JOIN orders_allowance AS allowance ON allowance.id = take.allowance_id
        JOIN orders_order AS part ON part.id = take.order_id
        JOIN orders_ordergroup AS checkout ON checkout.id = part.group_id
    """,
    "an order is of its seller's world": """
        SELECT part.id, checkout.sandbox AS one, seller.sandbox AS other FROM orders_order AS part
        JOIN orders_ordergroup AS checkout ON checkout.id = part.group_id
        JOIN catalog_seller AS seller ON seller.id = part.seller_id
    """,
    "an order's goods are of its seller's world": """
        SELECT line.id, seller.sandbox AS one, owner.sandbox AS other FROM orders_orderline AS line
        JOIN orders_order AS part ON part.id = line.order_id
        JOIN catalog_seller AS seller ON seller.id = part.seller_id
        JOIN catalog_variant AS variant ON variant.id = line.variant_id
        JOIN catalog_seller AS owner ON owner.id = variant.seller_id
    """,
    "a payment is of its checkout's world": """
        SELECT payment.id, payment.sandbox AS one, checkout.sandbox AS other FROM payments_payment AS payment
        JOIN orders_ordergroup AS checkout ON checkout.number = payment.reference
    """,
    "test money is asked for by the sandbox's provider alone": """
        SELECT id, sandbox AS one, provider = 'sandbox' AS other FROM payments_payment
    """,
    "a sale is of its checkout's world": """
        SELECT sale.id, sale.sandbox AS one, checkout.sandbox AS other FROM payments_sale AS sale
        JOIN orders_order AS part ON part.number = sale.reference
        JOIN orders_ordergroup AS checkout ON checkout.id = part.group_id
    """,
    "a payout is of its seller's world": """
        SELECT payout.id, payout.sandbox AS one, firm.sandbox AS other FROM payments_payout AS payout
        JOIN accounts_organisation AS firm ON firm.id = payout.organisation_id
    """,
    "bank data are of their seller's world": """
        SELECT account.id, account.sandbox AS one, firm.sandbox AS other
        FROM payments_payoutaccount AS account
        JOIN accounts_organisation AS firm ON firm.id = account.organisation_id
    """,
    "a shipment is of its order's world": """
        SELECT shipment.id, shipment.sandbox AS one, checkout.sandbox AS other
        FROM orders_ordershipment AS carried
        JOIN shipping_shipment AS shipment ON shipment.id = carried.shipment_id
        JOIN orders_order AS part ON part.id = carried.order_id
        JOIN orders_ordergroup AS checkout ON checkout.id = part.group_id
    """,
    "a shipment rides trains of its world": """
        SELECT taken.id, shipment.sandbox AS one, service.sandbox AS other
        FROM shipping_slotassignment AS taken
        JOIN shipping_shipment AS shipment ON shipment.id = taken.shipment_id
        JOIN shipping_slot AS slot ON slot.id = taken.slot_id
        JOIN shipping_departure AS departure ON departure.id = slot.departure_id
        JOIN shipping_trainservice AS service ON service.id = departure.service_id
    """,
    "a container rides trains of its slot's world": """
        SELECT place.id, ridden.sandbox AS one, sold.sandbox AS other FROM shipping_containerleg AS place
        JOIN shipping_departureleg AS leg ON leg.id = place.departure_leg_id
        JOIN shipping_departure AS departure ON departure.id = leg.departure_id
        JOIN shipping_trainservice AS ridden ON ridden.id = departure.service_id
        JOIN shipping_slot AS slot ON slot.container_id = place.container_id
        JOIN shipping_departure AS of_slot ON of_slot.id = slot.departure_id
        JOIN shipping_trainservice AS sold ON sold.id = of_slot.service_id
    """,
    "a container is of its slot's world": """
        SELECT box.id, box.sandbox AS one, service.sandbox AS other FROM shipping_container AS box
        JOIN shipping_slot AS slot ON slot.container_id = box.id
        JOIN shipping_departure AS departure ON departure.id = slot.departure_id
        JOIN shipping_trainservice AS service ON service.id = departure.service_id
    """,
    "places are kept in the organisation's own world": """
        SELECT kept.id, firm.sandbox AS one, service.sandbox AS other FROM shipping_allotment AS kept
        JOIN accounts_organisation AS firm ON firm.id = kept.organisation_id
        JOIN shipping_trainservice AS service ON service.id = kept.service_id
    """,
    "whoever waits for goods lives in their world": """
        SELECT notice.id, person.sandbox AS one, seller.sandbox AS other FROM storefront_notice AS notice
        JOIN accounts_user AS person ON person.id = notice.user_id
        JOIN catalog_listing AS listing ON listing.id = notice.listing_id
        JOIN catalog_variant AS variant ON variant.id = listing.variant_id
        JOIN catalog_seller AS seller ON seller.id = variant.seller_id
    """,
}

WORLDS = tuple(
    Invariant(name, f"SELECT id FROM ({sql}) AS tie (id, one, other) WHERE one <> other")  # noqa: S608 our own
    for name, sql in _TIES.items()
)
