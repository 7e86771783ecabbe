"""What of the consoles stands in the staff site's menu?"""

from django.utils.translation import gettext_lazy as _

from accounts.sites import staff_site
from consoles.addresses import DEPARTURE_PAGES, FIND_PAGES, ORDER_PAGES, PAGES, REVIEW_PAGES

staff_site.add_pages(PAGES, group=_("Dispatch"), title=_("Departures board"), first="departures_board")
staff_site.add_pages(REVIEW_PAGES, group=_("Onboarding"), title=_("To review"), first="to_review")
staff_site.add_row_pages("shipping.departure", DEPARTURE_PAGES)
staff_site.add_pages(FIND_PAGES, group=_("Search"), title=_("Find anything"), first="find")
staff_site.add_row_pages("orders.order", ORDER_PAGES)
