"""What do staff see of the lines of sales and refunds?"""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.desk import StaffInline
from accounts.sites import staff_site
from kit.money import Money
from payments.models import Refund, RefundItem, SaleLine
from payments.queries.refunds import COMPONENT_WORDS


def told_by_line(refund: Refund) -> str:
    """What of a refund is for which goods: how many units, and the sum of each part. Two queries."""
    items = list(refund.items.select_related("line").order_by("id"))
    if not items:
        return gettext("A sum that names no line.")
    names = _goods_of(item.line for item in items)
    return format_html_join(
        "",
        '<div class="mb-1">{}{}: {}</div>',
        ((*_named(item, names), _sums(item, refund)) for item in items),
    )


def _goods_of(lines: Iterable[SaleLine]) -> Mapping[UUID, str]:
    return staff_site.names("orders.orderline", [line.line_id for line in lines])


def _named(item: RefundItem, names: Mapping[UUID, str]) -> tuple[str, str]:
    units = f"{item.units} × " if item.units else ""
    return units, names.get(item.line.line_id, str(item.line.line_id))


def _sums(item: RefundItem, refund: Refund) -> str:
    told = [
        f"{COMPONENT_WORDS[name]} {Money(minor, refund.currency)}"
        for name, minor in item.parts._asdict().items()
        if minor
    ]
    return ", ".join(told)


class _OfLines(StaffInline):
    """Rows that are each about goods, of which money keeps the line's id; their names come by one query."""

    # A row would be headed by its own sum and an id.
    hide_title = True

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """As usual, with the names of the goods of the row that the page is about."""
        self._names = _goods_of(self.lines_of(obj)) if obj else {}
        return super().get_formset(request, obj, **kwargs)

    def lines_of(self, row: Any) -> Iterable[SaleLine]:
        """The lines that a page shows."""
        raise NotImplementedError

    def _called(self, line: SaleLine) -> str:
        return self._names.get(line.line_id, str(line.line_id))


class SaleLineInline(_OfLines):
    model = SaleLine
    fields = readonly_fields = ("sold", "units", "paid", "back_units", "back", "commission_back")
    show_change_link = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[SaleLine]:
        """With the sale, for its currency."""
        rows: QuerySet[SaleLine] = super().get_queryset(request)
        return rows.select_related("sale")

    def lines_of(self, row: Any) -> Iterable[SaleLine]:
        """Those of a sale."""
        lines: QuerySet[SaleLine] = row.lines.all()
        return lines

    @admin.display(description=_("Line"))
    def sold(self, line: SaleLine) -> str:
        return self._called(line)

    @admin.display(description=_("Paid"))
    def paid(self, line: SaleLine) -> str:
        return str(Money(line.parts.total, line.sale.currency))

    @admin.display(description=_("Goes back"))
    def back(self, line: SaleLine) -> str:
        return str(Money(line.gone.total, line.sale.currency))

    @admin.display(description=_("Commission given back"))
    def commission_back(self, line: SaleLine) -> str:
        return str(Money(line.back_commission_minor + line.back_commission_vat_minor, line.sale.currency))


class RefundItemInline(_OfLines):
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

    def lines_of(self, row: Any) -> Iterable[SaleLine]:
        """Those of a refund."""
        return [item.line for item in row.items.select_related("line")]

    @admin.display(description=_("Line"))
    def sold(self, item: RefundItem) -> str:
        return self._called(item.line)

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
