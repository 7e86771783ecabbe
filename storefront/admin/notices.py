"""Who waits for goods to be there again, or cheaper?"""

from django.contrib import admin
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.bare import leaving
from accounts.desk import MoveInline, StaffAdmin, link, status_badge, when
from accounts.sites import staff_site
from kit.money import Money
from storefront.models import Notice, NoticeMove


class NoticeMoveInline(MoveInline):
    model = NoticeMove


@admin.register(Notice, site=staff_site)
class NoticeAdmin(StaffAdmin):
    """Wishes of buyers; each comes true once."""

    test_rows = Q(user__sandbox=True)
    list_display = ("of", "kind", "price", "state", "waiting_since", "ended")
    list_display_links = ("kind",)
    list_filter = ("status", "kind")
    search_fields = ("listing__variant__sku",)
    list_select_related = ("listing__variant",)
    ordering = ("-id",)
    fields = readonly_fields = ("of", "kind", "price", "state", "waiting_since", "ended")
    inlines = (NoticeMoveInline,)
    nothing = _("No buyer waits for anything: who finds goods sold out or too dear can ask to be told.")

    @admin.display(description=_("Listing"), ordering="listing__variant__sku")
    def of(self, notice: Notice) -> str:
        return link(notice.listing)

    @admin.display(description=_("Price"))
    @leaving("money")
    def price(self, notice: Notice) -> str:
        return "" if notice.price_minor is None else str(Money(notice.price_minor, notice.currency))

    @admin.display(description=_("Status"), ordering="status")
    def state(self, notice: Notice) -> str:
        return status_badge(notice.status, notice.get_status_display())

    @admin.display(description=_("Waiting since"), ordering="created_at")
    def waiting_since(self, notice: Notice) -> str:
        return when(notice.created_at)

    @admin.display(description=_("Ended"), ordering="ended_at")
    def ended(self, notice: Notice) -> str:
        return when(notice.ended_at)
