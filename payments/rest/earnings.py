"""What does a seller have with us, what moved it, what was paid out?"""

import re
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import Door
from accounts.queries import organisations_called
from kit.clock import now
from kit.errors import NotFound
from kit.money import CURRENCIES, Money
from kit.openapi import operation, page_of
from kit.paging import PageQuery, keyset_page
from kit.papers import LANGUAGES, PdfRenderer, paper_language, wants_pdf
from kit.renderers import FileRenderer
from kit.rest import MoneyField, found
from kit.sheets import to_csv
from kit.typesetting import TypesetterBusy
from payments import policy
from payments.chart import Kind
from payments.errors import PaperTooLong, StatementTooLong
from payments.models import LedgerEntry, Payout
from payments.queries import statements
from payments.queries.drawing import statement_pdf
from payments.queries.ledger import Balance, balances_of
from payments.queries.payouts import current_account, open_payouts_of, payouts_of, why_not_due
from payments.queries.statements import Statement

_MONTH = re.compile(r"20[0-9]{2}-(0[1-9]|1[0-2])", re.ASCII)
_HEADER = ("posted_at", "kind", "reference", "purpose", "part", "amount", "currency")
_PARTS = {Kind.SELLER_PENDING.value: "pending", Kind.SELLER_PAYABLE.value: "available"}


class SellerBalanceOut(serializers.Serializer[Any]):
    """What a seller has in one currency."""

    currency = serializers.CharField()
    pending = MoneyField(
        help_text="Sold, and not due yet: until the goods have come and the claim window is over."
    )
    available = MoneyField(help_text="May be paid out; below zero it is made up for by later sales.")
    on_its_way = MoneyField(help_text="Taken out for payouts that haven't arrived.")
    minimum = MoneyField(help_text="Less than this waits for more.")
    waits_for = serializers.ListField(
        child=serializers.CharField(),
        help_text="Why the next payout isn't made: on_hold, negative, minimum, no_account, account_rests.",
    )


class SellerBalancesOut(serializers.Serializer[Any]):
    """All balances of a seller, one for each currency."""

    items = SellerBalanceOut(many=True)


class StatementMonthOut(serializers.Serializer[Any]):
    """A month in which something moved."""

    month = serializers.CharField(help_text="Such as 2026-11, by the operator's clocks.")
    currency = serializers.CharField()


class StatementMonthsOut(serializers.Serializer[Any]):
    """The months of a seller's statements, the newest first."""

    items = StatementMonthOut(many=True)


class StatementQuery(PageQuery):
    """In which form, in which language."""

    format = serializers.ChoiceField(
        required=False,
        choices=("json", "csv", "pdf"),
        help_text="Or by the Accept header; CSV and PDF are the whole month.",
    )
    lang = serializers.ChoiceField(
        required=False, choices=LANGUAGES, help_text="Of the PDF; without it that of its reader."
    )


class FiguresOut(serializers.Serializer[Any]):
    """Both parts of a balance at one instant."""

    pending = MoneyField()
    available = MoneyField()


class StatementLineOut(serializers.Serializer[LedgerEntry]):
    """One line of a seller's account: what came is positive, what went negative."""

    serial = serializers.IntegerField(source="id", help_text="Counts up.")
    posted_at = serializers.DateTimeField()
    kind = serializers.CharField(source="transaction.kind")
    reference = serializers.CharField(help_text="Number of the order, or of the payout.")
    purpose = serializers.CharField()
    part = serializers.SerializerMethodField(help_text="Of which part of the balance: pending or available.")
    amount = MoneyField(source="owed", help_text="What is owed to you is a plus.")

    def get_part(self, line: LedgerEntry) -> str:
        """By the account."""
        return _PARTS[line.account.kind]


class StatementOut(serializers.Serializer[Any]):
    """One page of a month: `opening`, all lines of all pages, and `closing` add up."""

    month = serializers.CharField()
    currency = serializers.CharField()
    opening = FiguresOut()
    closing = FiguresOut()
    is_final = serializers.BooleanField(help_text="Whether the month is over, so that nothing more comes.")
    items = StatementLineOut(many=True)
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)


class SellerPayoutOut(serializers.Serializer[Payout]):
    """Money on its way to a seller."""

    id = serializers.UUIDField()
    version = serializers.IntegerField()
    number = serializers.CharField(help_text="Stands on the bank's statement.")
    status = serializers.CharField()
    amount = MoneyField(help_text="Taken out of the balance.")
    paid = MoneyField(help_text="The same in the account's currency.")
    rate = serializers.DecimalField(
        max_digits=18, decimal_places=8, help_text="How much of the account's currency one unit buys."
    )
    rate_date = serializers.DateField()
    account_end = serializers.SerializerMethodField(help_text="How the account's number ends, once ordered.")
    scheduled_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)

    def get_account_end(self, payout: Payout) -> str:
        """Never the whole number."""
        return payout.account.number_end if payout.account else ""


class TreasuryDoor(Door):
    """A seller's money is seen by those who look after it."""

    resource = "payouts"
    readers = {"seller": policy.TREASURERS}
    needs_factor = True


class BalanceDoor(TreasuryDoor):
    """What there is."""

    @operation(
        id="showSellerBalance", summary="What you have with us, by currency", response=SellerBalancesOut
    )
    def get(self, request: Request) -> Response:
        """Sums of the ledger, as of now."""
        at, firm = now(), self.actor.firm_id
        account = current_account(firm)
        waiting = {row.currency: row for row in open_payouts_of(firm)}

        def shown(balance: Balance) -> dict[str, Any]:
            payout = waiting.get(balance.currency)
            reasons = payout and why_not_due(
                payout, balance_minor=balance.available.minor, account=account, at=at
            )
            least = policy.PAYOUT_MINIMUM_MINOR.get(balance.currency, 1)
            return {
                "currency": balance.currency,
                "pending": balance.pending,
                "available": balance.available,
                "on_its_way": balance.on_its_way,
                "minimum": Money(least, balance.currency),
                "waits_for": reasons or [],
            }

        balances = balances_of(organisation_id=firm, sandbox=self.actor.sandbox)
        return self.answer(SellerBalancesOut({"items": [shown(each) for each in balances]}))


class StatementMonthsDoor(TreasuryDoor):
    """Which statements there are."""

    @operation(
        id="listSellerStatements",
        summary="Months for which you have a statement",
        response=StatementMonthsOut,
    )
    def get(self, request: Request) -> Response:
        """The newest first."""
        months = statements.months_of(organisation_id=self.actor.firm_id, sandbox=self.actor.sandbox)
        items = [{"month": f"{month:%Y-%m}", "currency": currency} for month, currency in months]
        return self.answer(StatementMonthsOut({"items": items}))


class StatementCsv(FileRenderer):
    """A statement as a file."""

    media_type = "text/csv"
    format = "csv"

    def file(self, data: Any, view: Any) -> tuple[str, bytes]:
        """All lines of the month."""
        content = to_csv(_HEADER, [_cells(line) for line in view.lines])
        return f"statement-{data['month']}-{data['currency']}.csv", content


class StatementDoor(TreasuryDoor):
    """One month."""

    renderer_classes = (JSONRenderer, StatementCsv, PdfRenderer)
    vary = (*Door.vary, "Accept-Language")
    lines: list[LedgerEntry]
    drawn: bytes
    file_name: str

    @operation(
        id="showSellerStatement",
        summary="What moved your balance in a month, as pages, as CSV or as PDF",
        query=StatementQuery,
        response=StatementOut,
        problems=[NotFound, StatementTooLong, PaperTooLong, TypesetterBusy],
    )
    def get(self, request: Request, month: str, currency: str) -> Response:
        """Opening, lines, closing."""
        if not _MONTH.fullmatch(month) or currency not in CURRENCIES:
            raise NotFound
        first = date.fromisoformat(f"{month}-01")
        rows = statements.lines_of(
            organisation_id=self.actor.firm_id, sandbox=self.actor.sandbox, currency=currency
        )
        whole = statements.statement_of(rows, month=first, currency=currency, at=now())
        inside = statements.lines_in(rows, first)
        if getattr(request, "accepted_renderer", None) and request.accepted_renderer.format == "csv":
            self.lines = list(inside.order_by("id")[: policy.MOST_STATEMENT_ROWS + 1])
            if len(self.lines) > policy.MOST_STATEMENT_ROWS:
                raise StatementTooLong(most=policy.MOST_STATEMENT_ROWS)
            return self.answer(_head(whole))
        if wants_pdf(request):
            self._draw(whole, inside)
            return self.answer(_head(whole))
        page = keyset_page(
            request, inside, order=("id",), limit=self.query["limit"], cursor=self.query.get("cursor", "")
        )
        shown = page.as_json(StatementLineOut().to_representation)
        return self.answer({**_head(whole), **shown})

    def _draw(self, whole: Statement, inside: QuerySet[LedgerEntry]) -> None:
        lines = list(inside.order_by("id")[: policy.MOST_PAPER_ROWS + 1])
        if len(lines) > policy.MOST_PAPER_ROWS:
            raise PaperTooLong(most=policy.MOST_PAPER_ROWS)
        firm = self.actor.firm_id
        self.file_name = f"statement-{whole.month:%Y-%m}-{whole.currency}"
        self.drawn = statement_pdf(
            whole,
            lines,
            seller=organisations_called([firm]).get(firm, ""),
            language=paper_language(self.request, self.query.get("lang")),
            at=now(),
        )


class PayoutsDoor(TreasuryDoor):
    """What was paid out."""

    @operation(
        id="listSellerPayouts",
        summary="Your payouts, the newest first",
        query=PageQuery,
        response=page_of(SellerPayoutOut),
    )
    def get(self, request: Request) -> Response:
        """Those that were taken out of the balance."""
        return self.page(payouts_of(self.actor.firm_id), SellerPayoutOut, order=("-id",))


class PayoutDoor(TreasuryDoor):
    """One payout."""

    @operation(id="showSellerPayout", summary="One of your payouts", response=SellerPayoutOut)
    def get(self, request: Request, payout_id: UUID) -> Response:
        """Show it."""
        payout = found(payouts_of(self.actor.firm_id), pk=payout_id)
        return self.answer(SellerPayoutOut(payout), row=payout)


def _head(whole: Statement) -> dict[str, Any]:
    def figures(of: Any) -> dict[str, Any]:
        return {"pending": of.pending.as_json(), "available": of.available.as_json()}

    return {
        "month": f"{whole.month:%Y-%m}",
        "currency": whole.currency,
        "opening": figures(whole.opening),
        "closing": figures(whole.closing),
        "is_final": whole.is_final,
    }


def _cells(line: LedgerEntry) -> tuple[Any, ...]:
    amount = line.owed
    return (
        line.posted_at,
        line.transaction.kind,
        line.reference,
        line.purpose,
        _PARTS[line.account.kind],
        # A number, which programs add up: text with a minus ahead would be made harmless.
        Decimal(amount.amount),
        amount.currency,
    )
