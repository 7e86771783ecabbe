"""Which addresses lead to the pages of the seller console, and which operations of REST do the same?"""

from django.utils.translation import gettext_lazy as _

from accounts.visits import Page
from consoles.seller import (
    counts,
    files,
    goods,
    keys,
    money,
    orders,
    people,
    stock,
    today,
    transfers,
    webhooks,
)

PAGES = [
    Page("", today.today, "today", reads="listSellerOrders", title=_("Today")),
    Page("orders/", orders.orders, "orders", reads="listSellerOrders", title=_("Orders")),
    Page("orders/<uuid:order_id>/", orders.order, "order", reads="showSellerOrder", verbs=orders.VERBS),
    Page("listings/", goods.listings, "listings", reads="listListings", title=_("Listings")),
    Page("listings/<uuid:listing_id>/", goods.listing, "listing", reads="showListing", verbs=goods.VERBS),
    Page("lots/", stock.lots, "lots", reads="listStock", title=_("Lots")),
    Page(
        "counts/",
        counts.counts,
        "counts",
        reads="listStockCounts",
        verbs={"open": "openStockCount"},
        title=_("Counts"),
    ),
    Page("counts/<uuid:count_id>/", counts.count, "count", reads="showStockCount", verbs=counts.VERBS),
    Page(
        "transfers/",
        transfers.transfers,
        "transfers",
        reads="listStockTransfers",
        verbs={"open": "openStockTransfer"},
        title=_("Transfers"),
    ),
    Page(
        "transfers/<uuid:transfer_id>/",
        transfers.transfer,
        "transfer",
        reads="showStockTransfer",
        verbs=transfers.VERBS,
    ),
    Page("low-stock/", stock.low_stock, "low_stock", reads="listStock"),
    Page("papers/", stock.papers, "papers", reads="listCertificates"),
    Page(
        "imports/",
        files.imports,
        "imports",
        reads="listImports",
        verbs={"upload": "uploadImport"},
        title=_("Files of goods"),
        largest_body=files.LARGEST_FORM,
    ),
    Page("imports/<uuid:import_id>/", files.import_one, "import", reads="showImport", verbs=files.VERBS),
    Page("money/", money.money, "money", reads="showSellerBalance", verbs=money.VERBS, title=_("Money")),
    Page(
        "money/statements/<str:month>/<str:currency>/",
        money.statement,
        "statement",
        reads="showSellerStatement",
    ),
    Page("payouts/", money.payouts, "payouts", reads="listSellerPayouts", title=_("Payouts")),
    Page(
        "members/",
        people.members,
        "members",
        reads="listMembers",
        verbs=people.MEMBERS_VERBS,
        title=_("Members"),
    ),
    Page(
        "members/<uuid:member_id>/", people.member, "member", reads="listMembers", verbs=people.MEMBER_VERBS
    ),
    Page(
        "invitations/<uuid:invitation_id>/",
        people.invitation,
        "invitation",
        reads="listInvitations",
        verbs=people.INVITATION_VERBS,
    ),
    Page("keys/", keys.keys, "keys", reads="listApiKeys", verbs=keys.KEYS_VERBS, title=_("Keys")),
    Page("keys/<uuid:key_id>/", keys.key, "key", reads="listApiKeys", verbs=keys.KEY_VERBS),
    Page(
        "webhooks/",
        webhooks.webhooks,
        "webhooks",
        reads="listWebhookEndpoints",
        verbs=webhooks.WEBHOOKS_VERBS,
        title=_("Webhooks"),
    ),
    Page(
        "webhooks/<uuid:endpoint_id>/",
        webhooks.webhook,
        "webhook",
        reads="showWebhookEndpoint",
        verbs=webhooks.WEBHOOK_VERBS,
    ),
    Page(
        "deliveries/<uuid:delivery_id>/",
        webhooks.delivery,
        "delivery",
        reads="showWebhookDelivery",
        verbs=webhooks.DELIVERY_VERBS,
    ),
]
