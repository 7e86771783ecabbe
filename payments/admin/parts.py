"""What do staff see of the lines of sales and refunds?"""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.desk import StaffInline
from kit.money import Money
from payments.models import RefundItem, SaleLine


class SaleLineInline(StaffInline):
    model = SaleLine
    fields = readonly_fields = ("line_id", "units", "paid", "back_units", "back", "commission_back")
    show_change_link = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[SaleLine]:
        """With the sale, for its currency."""
        rows: QuerySet[SaleLine] = super().get_queryset(request)
        return rows.select_related("sale")

    @admin.display(description=_("Paid"))
    def paid(self, line: SaleLine) -> str:
        return str(Money(line.parts.total, line.sale.currency))

    @admin.display(description=_("Goes back"))
    def back(self, line: SaleLine) -> str:
        return str(Money(line.gone.total, line.sale.currency))

    @admin.display(description=_("Commission given back"))
    def commission_back(self, line: SaleLine) -> str:
        return str(Money(line.back_commission_minor + line.back_commission_vat_minor, line.sale.currency))


class RefundItemInline(StaffInline):
    model = RefundItem
    fields = readonly_fields = (
        *("sold", "units", "goods", "freight", "insurance", "duty", "vat", "consumption"),
        "commission_back",
    )
    show_change_link = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[RefundItem]:
        """With the refund, for its currency."""
        rows: QuerySet[RefundItem] = super().get_queryset(request)
        return rows.select_related("refund", "line")

    @admin.display(description=_("Line"))
    def sold(self, item: RefundItem) -> str:
        return str(item.line.line_id)

    @admin.display(description=_("Goods"))
    def goods(self, item: RefundItem) -> str:
        return _said(item, item.goods_minor)

    @admin.display(description=_("Freight"))
    def freight(self, item: RefundItem) -> str:
        return _said(item, item.freight_minor)

    @admin.display(description=_("Insurance"))
    def insurance(self, item: RefundItem) -> str:
        return _said(item, item.insurance_minor)

    @admin.display(description=_("Duty"))
    def duty(self, item: RefundItem) -> str:
        return _said(item, item.duty_minor)

    @admin.display(description=_("VAT"))
    def vat(self, item: RefundItem) -> str:
        return _said(item, item.vat_minor)

    @admin.display(description=_("Consumption tax"))
    def consumption(self, item: RefundItem) -> str:
        return _said(item, item.consumption_minor)

    @admin.display(description=_("Commission given back"))
    def commission_back(self, item: RefundItem) -> str:
        return _said(item, item.commission_minor + item.commission_vat_minor)


def _said(item: Any, minor: int) -> str:
    return str(Money(minor, item.refund.currency))
