"""What do staff see of the books of money, which nobody changes?"""

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.bare import figure, leaving
from accounts.desk import StaffAdmin, StaffInline, link, link_to_list, when
from accounts.naming import NamesDoers
from accounts.queries import organisations_called
from accounts.sites import staff_site
from kit.money import Money
from kit.words import Words
from payments.admin.parts import SaleLineInline
from payments.chart import ASSETS, EXPENSES, OF_PAIRS, REVENUE, Kind
from payments.models import LedgerAccount, LedgerEntry, LedgerTransaction, Sale
from payments.queries.ledger import sum_before, sums_of


def meaning(kind: str, minor: int) -> Words:
    """What the sign of a balance says of an account of a kind; `docs/ledger.md` tells each side."""
    if not minor:
        return ""
    debit, credit = _MEANING_OF.get(Kind(kind), _OWED)
    return debit if minor > 0 else credit


# What stands on an account above nothing, and what below: debits are positive, credits negative.
_OWED = (_("is owed to us"), _("we owe it"))
_MEANING_OF: dict[Kind, tuple[Words, Words]] = {
    **dict.fromkeys(ASSETS, (_("we have it, or it is to come"), _("more went out than came in"))),
    **dict.fromkeys(EXPENSES, (_("we spent it"), _("more came back than we spent"))),
    **dict.fromkeys(REVENUE, (_("we gave back more than we earned"), _("we earned it"))),
    **dict.fromkeys(
        OF_PAIRS, (_("paid in this currency, not changed yet"), _("taken in this currency, not changed yet"))
    ),
    Kind.EXCHANGE_DIFFERENCE: (_("changing it cost us so much"), _("changing it brought us so much")),
}


@admin.register(LedgerAccount, site=staff_site)
class LedgerAccountAdmin(StaffAdmin):
    """The chart of accounts, each with the sum of its entries."""

    test_rows = Q(sandbox=True)
    nothing = _("No account was opened: the first payment opens some.")
    list_display = ("kind", "seller", "party", "currency", "balance", "means", "entries")
    list_filter = ("kind", "currency")
    search_fields = ("kind", "party", "currency", "owner_id")
    fields = readonly_fields = ("kind", "seller", "party", "currency", "balance", "means", "entries")

    def gather(self, rows: list[Any]) -> None:
        """Sums and names by one query each."""
        super().gather(rows)
        sums = sums_of([row.pk for row in rows])
        names = organisations_called(row.owner_id for row in rows if row.owner_id)
        for row in rows:
            row.sum_minor, row.owner_name = sums.get(row.pk, 0), names.get(row.owner_id, "")

    @admin.display(description=_("Seller"))
    def seller(self, account: Any) -> str:
        return str(self._gathered(account).owner_name)

    @admin.display(description=_("Balance"))
    @leaving("money")
    def balance(self, account: Any) -> str:
        return figure(Money(self._gathered(account).sum_minor, account.currency))

    @admin.display(description=_("What that means"))
    @leaving("nowhere")
    def means(self, account: Any) -> str:
        return str(meaning(account.kind, self._gathered(account).sum_minor))

    @admin.display(description=_("Entries"))
    @leaving("nowhere")
    def entries(self, account: LedgerAccount) -> str:
        return link_to_list("payments.ledgerentry", _("show"), account__id__exact=account.pk)

    def _gathered(self, account: Any) -> Any:
        if not hasattr(account, "sum_minor"):
            self.gather([account])
        return account


class LedgerEntryInline(StaffInline):
    model = LedgerEntry
    fields = readonly_fields = ("account", "amount", "purpose", "reference")
    show_change_link = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[LedgerEntry]:
        """In the order in which they were written."""
        rows: QuerySet[LedgerEntry] = super().get_queryset(request)
        return rows.select_related("account").order_by("id")

    @admin.display(description=_("Amount"))
    def amount(self, line: LedgerEntry) -> str:
        return figure(Money(line.amount_minor, line.account.currency))


@admin.register(LedgerTransaction, site=staff_site)
class LedgerTransactionAdmin(NamesDoers, StaffAdmin):
    """Facts of money, each posted once."""

    test_rows = Q(sandbox=True)
    nothing = _("Nothing is booked: each payment, refund and payout is booked as it happens.")
    list_display = ("posted", "kind", "reference", "by", "reversed_one")
    list_filter = ("kind",)
    search_fields = ("reference", "key")
    list_select_related = ("reverses",)
    ordering = ("-id",)
    fields = readonly_fields = ("kind", "reference", "key", "posted", "happened", "by", "reversed_one")
    inlines = (LedgerEntryInline,)

    @admin.display(description=pgettext_lazy("of a booking", "Booked"), ordering="posted_at")
    def posted(self, made: LedgerTransaction) -> str:
        return when(made.posted_at)

    @admin.display(description=_("Happened"))
    def happened(self, made: LedgerTransaction) -> str:
        return when(made.occurred_at)

    @admin.display(description=_("Takes back"))
    def reversed_one(self, made: LedgerTransaction) -> str:
        return link(made.reverses)


@admin.register(LedgerEntry, site=staff_site)
class LedgerEntryAdmin(StaffAdmin):
    """The lines of all accounts; those of one account with what stood there after each."""

    test_rows = Q(transaction__sandbox=True)
    nothing = _("Nothing is booked: each payment, refund and payout is booked as it happens.")
    list_display = ("posted", "account", "fact", "reference", "amount", "balance", "means")
    list_filter = ("account__kind", "account__currency", "purpose")
    search_fields = ("reference",)
    list_select_related = ("account", "transaction")
    ordering = ("-id",)
    sortable_by = ()
    fields = readonly_fields = ("posted", "account", "fact", "purpose", "reference", "amount")

    def gather(self, rows: list[Any]) -> None:
        """What stood on the account after each line, where all are of one account and none is left out."""
        super().gather(rows)
        lines = sorted(rows, key=lambda each: each.pk)
        is_whole = len({each.account_id for each in lines}) == 1 and self._follow_each_other(lines)
        sum_minor = sum_before(account_id=lines[0].account_id, entry_id=lines[0].pk) if is_whole else None
        for line in lines:
            if sum_minor is not None:
                sum_minor += line.amount_minor
            line.sum_minor = sum_minor

    @admin.display(description=pgettext_lazy("of a booking", "Booked"))
    def posted(self, line: LedgerEntry) -> str:
        return when(line.posted_at)

    @admin.display(description=_("Fact"))
    def fact(self, line: LedgerEntry) -> str:
        return link(line.transaction, line.transaction.get_kind_display())

    @admin.display(description=_("Amount"))
    @leaving("money")
    def amount(self, line: LedgerEntry) -> str:
        return figure(Money(line.amount_minor, line.account.currency))

    @admin.display(description=_("Balance after it"))
    @leaving("money")
    def balance(self, line: Any) -> str:
        sum_minor = getattr(line, "sum_minor", None)
        return "" if sum_minor is None else figure(Money(sum_minor, line.account.currency))

    @admin.display(description=_("What that means"))
    @leaving("nowhere")
    def means(self, line: Any) -> str:
        sum_minor = getattr(line, "sum_minor", None)
        return "" if sum_minor is None else str(meaning(line.account.kind, sum_minor))

    @staticmethod
    def _follow_each_other(lines: list[Any]) -> bool:
        """Whether no filter or search has left lines of the account out between the first and the last."""
        account, first, last = lines[0].account_id, lines[0].pk, lines[-1].pk
        between = LedgerEntry.objects.filter(account=account, pk__gte=first, pk__lte=last)
        return between.count() == len(lines)


@admin.register(Sale, site=staff_site)
class SaleAdmin(StaffAdmin):
    """What sellers earn by their orders, and from when on it may be paid out."""

    test_rows = Q(sandbox=True)
    nothing = _("Nothing was sold: a sale appears when an order is paid.")
    list_display = (
        "reference",
        "seller",
        "goods",
        "commission",
        "vat",
        "earned",
        "due",
        "released",
        "undone",
    )
    list_filter = ("currency", ("released_at", admin.EmptyFieldListFilter))
    search_fields = ("reference", "organisation_id")
    ordering = ("-id",)
    fields = readonly_fields = (
        *("reference", "seller", "goods", "commission", "vat", "earned"),
        *("sold", "due", "released", "undone"),
    )
    inlines = (SaleLineInline,)

    def gather(self, rows: list[Any]) -> None:
        """The sellers' names by one query."""
        super().gather(rows)
        names = organisations_called(row.organisation_id for row in rows)
        for row in rows:
            row.owner_name = names.get(row.organisation_id, "")

    @admin.display(description=_("Seller"))
    def seller(self, sale: Any) -> str:
        if not hasattr(sale, "owner_name"):
            self.gather([sale])
        return str(sale.owner_name)

    @admin.display(description=_("Goods"), ordering="goods_minor")
    def goods(self, sale: Sale) -> str:
        return figure(Money(sale.goods_minor, sale.currency))

    @admin.display(description=_("Commission"), ordering="commission_minor")
    def commission(self, sale: Sale) -> str:
        return figure(Money(sale.commission_minor, sale.currency))

    @admin.display(description=_("VAT on commission"), ordering="commission_vat_minor")
    def vat(self, sale: Sale) -> str:
        return figure(Money(sale.commission_vat_minor, sale.currency))

    @admin.display(description=_("Earned"))
    @leaving("money")
    def earned(self, sale: Sale) -> str:
        return figure(sale.earned)

    @admin.display(description=_("Sold"), ordering="sold_at")
    def sold(self, sale: Sale) -> str:
        return when(sale.sold_at)

    @admin.display(description=pgettext_lazy("of money", "Due"), ordering="release_at")
    def due(self, sale: Sale) -> str:
        return when(sale.release_at)

    @admin.display(description=_("Released"), ordering="released_at")
    def released(self, sale: Sale) -> str:
        return when(sale.released_at)

    @admin.display(description=_("Taken back"), ordering="reversed_at")
    def undone(self, sale: Sale) -> str:
        return when(sale.reversed_at)
