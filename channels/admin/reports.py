"""What did sellers' 1C report of orders, and what came of that?"""

from django.contrib import admin
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.desk import StaffAdmin, link, status_badge, when
from accounts.sites import staff_site
from channels.models import OrderReport
from channels.wording import report_said


@admin.register(OrderReport, site=staff_site)
class OrderReportAdmin(StaffAdmin):
    """Reports, each with why it was not taken over."""

    test_rows = Q(access__seller__sandbox=True)
    nothing = _("No 1C has reported of orders yet: sellers let theirs do so over REST.")
    list_display = ("reported", "sold_by", "given_number", "of", "asks", "came_of_it", "because")
    list_filter = ("outcome", "verb")
    search_fields = ("given_number", "order__number", "access__seller__code")
    list_select_related = ("access__seller", "order")
    ordering = ("-id",)
    fields = readonly_fields = (
        *("sold_by", "came_in", "place", "given_number", "of", "asks", "came_of_it", "because", "reported"),
    )

    @admin.display(description=_("Reported"), ordering="id")
    def reported(self, report: OrderReport) -> str:
        return when(report.reported_at)

    @admin.display(description=_("Seller"), ordering="access__seller__code")
    def sold_by(self, report: OrderReport) -> str:
        return link(report.access.seller, report.access.seller.code)

    @admin.display(description=_("Exchange"))
    def came_in(self, report: OrderReport) -> str:
        return link(report.file.exchange)

    @admin.display(description=pgettext_lazy("purchase", "Order"), ordering="order__number")
    def of(self, report: OrderReport) -> str:
        return link(report.order)

    @admin.display(description=_("Asks for"), ordering="verb")
    def asks(self, report: OrderReport) -> str:
        return report.get_verb_display()

    @admin.display(description=_("What came of it"), ordering="outcome")
    def came_of_it(self, report: OrderReport) -> str:
        return status_badge(report.outcome, report.get_outcome_display())

    @admin.display(description=_("Why"))
    def because(self, report: OrderReport) -> str:
        return report_said(report.why, report.facts)
