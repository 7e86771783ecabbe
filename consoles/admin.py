"""What of the consoles stands in the staff site's menu, and what is served to sellers?"""

from django.utils.translation import gettext_lazy as _

from accounts.sites import seller_site, staff_site
from consoles.addresses import (
    CODE_PAGES,
    DEPARTURE_PAGES,
    ENTRY_PAGES,
    FIND_PAGES,
    LAW_PAGES,
    ORDER_PAGES,
    PAGES,
    RATE_PAGES,
    REVIEW_PAGES,
    SELLER_PAGES,
)
from consoles.seller.addresses import PAGES as CONSOLE_PAGES

seller_site.serve(CONSOLE_PAGES)

staff_site.add_pages(PAGES, group=_("Dispatch"), title=_("Departures board"), first="departures_board")
staff_site.add_pages(REVIEW_PAGES, group=_("Onboarding"), title=_("To review"), first="to_review")
staff_site.add_row_pages("catalog.seller", SELLER_PAGES)
staff_site.add_row_pages("shipping.departure", DEPARTURE_PAGES)
staff_site.add_pages(FIND_PAGES, group=_("Search"), title=_("Find anything"), first="find")
staff_site.add_row_pages("orders.order", ORDER_PAGES)
staff_site.add_pages(
    LAW_PAGES, group=_("Customs"), title=_("Duties and taxes"), first="catalog_taxrate_changelist"
)
staff_site.add_to_menu(group=_("Money"), title=_("Returns and claims"), name="orders_claim_changelist")
staff_site.add_to_menu(group=_("Money"), title=_("Coupons"), name="orders_coupon_changelist")
staff_site.add_row_pages("catalog.taxrate", RATE_PAGES)
staff_site.add_row_pages("catalog.positivelistentry", ENTRY_PAGES)
staff_site.add_row_pages("catalog.tariffcode", CODE_PAGES)
