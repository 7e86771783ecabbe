"""What does the demo provider have in its own books?"""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.desk import StaffAdmin, when
from accounts.sites import staff_site
from kit.money import Money
from payments.models import DemoCharge


@admin.register(DemoCharge, site=staff_site)
class DemoChargeAdmin(StaffAdmin):
    """Charges of the stand-in for a payment company."""

    nothing = _("The demonstration's provider was asked for no money: a payment with it appears here.")
    list_display = ("provider_ref", "amount", "behaviour", "paid", "notify", "notified")
    list_filter = ("behaviour", ("paid_at", admin.EmptyFieldListFilter))
    search_fields = ("provider_ref",)
    ordering = ("-id",)
    fields = readonly_fields = ("provider_ref", "amount", "behaviour", "paid", "notify", "notified")

    @admin.display(description=_("Amount"), ordering="amount_minor")
    def amount(self, charge: DemoCharge) -> str:
        return str(Money(charge.amount_minor, charge.currency))

    @admin.display(description=_("Paid"), ordering="paid_at")
    def paid(self, charge: DemoCharge) -> str:
        return when(charge.paid_at)

    @admin.display(description=_("To notify at"))
    def notify(self, charge: DemoCharge) -> str:
        return when(charge.notify_at)

    @admin.display(description=_("Notified"))
    def notified(self, charge: DemoCharge) -> str:
        return when(charge.notified_at)
