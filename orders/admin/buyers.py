"""What do staff see of those who buy?"""

from typing import Any

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.desk import StaffAdmin, StaffInline, link, link_to_list, when
from accounts.policy import CONTACT_GROUPS
from accounts.sites import staff_site
from orders.models import Address, Buyer
from orders.policy import MARKET_TIMEZONE
from orders.postal import divisions_of, latin_lines, one_line


class AddressInline(StaffInline):
    model = Address
    viewers = CONTACT_GROUPS
    fields = readonly_fields = (
        "recipient",
        "phone",
        "country",
        "province",
        "city",
        "district",
        "district_code",
        "street",
        "removed_at",
    )


@admin.register(Buyer, site=staff_site)
class BuyerAdmin(StaffAdmin):
    """A buyer leads to their orders, carts and addresses."""

    test_rows = Q(user__sandbox=True)
    nothing = _("Nobody has bought: a buyer appears with their first address or cart.")
    viewers = CONTACT_GROUPS
    list_display = ("email", "name", "checkouts", "made")
    list_filter = ("user__language",)
    search_fields = ("user__email", "user__name")
    list_select_related = ("user",)
    fields = readonly_fields = ("email", "name", "checkouts", "carts_shown", "made")
    inlines = (AddressInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Buyer]:
        """With the number of their checkouts."""
        rows: QuerySet[Buyer] = super().get_queryset(request)
        return rows.annotate(groups_count=Count("order_groups"))

    @admin.display(description=_("E-mail"), ordering="user__email")
    def email(self, buyer: Buyer) -> str:
        return buyer.user.email

    @admin.display(description=_("Name"), ordering="user__name")
    def name(self, buyer: Buyer) -> str:
        return link(buyer.user, buyer.user.name or buyer.user.email)

    @admin.display(description=_("Checkouts"), ordering="groups_count")
    def checkouts(self, buyer: Any) -> str:
        return link_to_list("orders.ordergroup", buyer.groups_count, buyer=buyer.pk)

    @admin.display(description=_("Carts"))
    def carts_shown(self, buyer: Buyer) -> str:
        return link_to_list("orders.cart", _("all carts"), buyer=buyer.pk)

    @admin.display(description=_("First seen"), ordering="created_at")
    def made(self, buyer: Buyer) -> str:
        return when(buyer.created_at)


@admin.register(Address, site=staff_site)
class AddressAdmin(StaffAdmin):
    """An address as its buyer keeps it now; orders keep theirs as it was."""

    test_rows = Q(buyer__user__sandbox=True)
    nothing = _("There is no address: buyers add theirs over REST before they check out.")
    viewers = CONTACT_GROUPS
    list_display = ("recipient", "city", "district", "province", "country", "owner", "removed")
    list_filter = ("country", ("removed_at", admin.EmptyFieldListFilter))
    search_fields = ("recipient", "real_name", "city", "district_code", "postcode", "buyer__user__email")
    list_select_related = ("buyer__user",)
    fields = readonly_fields = (
        "owner",
        "recipient",
        "real_name",
        "phone",
        "country",
        "province",
        "city",
        "district",
        "divisions",
        "street",
        "postcode",
        "in_latin",
        "made",
        "removed",
    )

    @admin.display(description=_("Buyer"), ordering="buyer__user__email")
    def owner(self, address: Address) -> str:
        return link(address.buyer, address.buyer.user.email)

    @admin.display(description=_("Administrative divisions"), ordering="district_code")
    def divisions(self, address: Address) -> str:
        units = divisions_of(address.as_snapshot())
        named = (f"{each.own_name} {each.latin} ({each.code})" for each in units)
        # A code that was abolished since still shows as it was given.
        return " › ".join(named) or address.district_code or "–"

    @admin.display(description=_("In Latin letters"))
    def in_latin(self, address: Address) -> str:
        return one_line(latin_lines(address.as_snapshot()))

    @admin.display(description=_("Added"), ordering="created_at")
    def made(self, address: Address) -> str:
        return when(address.created_at, MARKET_TIMEZONE.get(address.country, ""))

    @admin.display(description=_("Removed"), ordering="removed_at")
    def removed(self, address: Address) -> str:
        return when(address.removed_at, MARKET_TIMEZONE.get(address.country, ""))
