"""Which addresses lead to the pages of the seller console, and which operations of REST do the same?"""

from django.utils.translation import gettext_lazy as _

from accounts.visits import Page
from consoles.seller import files, goods, machines, money, orders, packing, people, prices, stock, today

PAGES = [
    Page("", today.today, "today", reads="listSellerOrders", title=_("Today")),
    Page("orders/", orders.orders, "orders", reads="listSellerOrders", title=_("Orders")),
    Page("orders/<uuid:order_id>/", orders.order, "order", reads="showSellerOrder", verbs=orders.VERBS),
    Page("packing/", packing.packing, "packing", reads="printPackingPapers", title=_("Packing table")),
    Page(
        "packing/<uuid:order_id>/",
        packing.packing_one,
        "packing_one",
        reads="printPackingPapers",
        verbs=packing.VERBS,
    ),
    Page("listings/", goods.listings, "listings", reads="listListings", title=_("Listings")),
    Page("listings/<uuid:listing_id>/", goods.listing, "listing", reads="showListing", verbs=goods.VERBS),
    Page(
        "prices/",
        prices.prices,
        "prices",
        reads="listRepricings",
        verbs=prices.PREVIEW_VERBS,
        title=_("Prices"),
    ),
    Page(
        "prices/<uuid:repricing_id>/",
        prices.repriced,
        "repricing",
        reads="showRepricing",
        verbs=prices.VERBS,
    ),
    Page("lots/", stock.lots, "lots", reads="listStock", title=_("Lots")),
    Page("lots/<uuid:level_id>/", stock.level, "level", reads="listStock", verbs=stock.VERBS),
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
    Page("money/", money.money, "money", reads="showSellerBalance", title=_("Money")),
    Page(
        "money/statements/<str:month>/<str:currency>/",
        money.statement,
        "statement",
        reads="showSellerStatement",
    ),
    Page("payouts/", money.payouts, "payouts", reads="listSellerPayouts", title=_("Payouts")),
    Page("members/", people.members, "members", reads="listMembers", title=_("Members")),
    Page("keys/", machines.keys, "keys", reads="listApiKeys", title=_("Keys")),
    Page("keys/<uuid:key_id>/", machines.key, "key", reads="listApiKeys", verbs=machines.KEY_VERBS),
    Page("webhooks/", machines.webhooks, "webhooks", reads="listWebhookEndpoints", title=_("Webhooks")),
    Page(
        "webhooks/<uuid:endpoint_id>/",
        machines.webhook,
        "webhook",
        reads="showWebhookEndpoint",
        verbs=machines.WEBHOOK_VERBS,
    ),
]
