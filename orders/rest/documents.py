"""Which invoices and credit notes belong to a buyer's order, and by which bill is it paid?"""

from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import ANYONE, Door
from kit.document_shapes import IssuedDocumentDetailOut, IssuedDocumentOut
from kit.openapi import operation
from kit.papers import PaperQuery, PdfRenderer, paper_language, wants_pdf
from kit.rest import MoneyField, found
from kit.typesetting import TypesetterBusy
from orders.queries import showing
from orders.queries.parties import buyer_party
from orders.rest.payments import PaymentDoorBase
from payments.errors import NoBill, PaymentNotFound
from payments.queries.documents import documents_of
from payments.queries.drawing import Bill, bill_of, bill_pdf, document_pdf
from payments.queries.shown_documents import document_view, head_view


class OrderDocumentsOut(serializers.Serializer[Any]):
    """All documents of one order, the newest first: an invoice, and what credits it."""

    items = IssuedDocumentOut(many=True)


class BillOut(serializers.Serializer[Any]):
    """A bill for a bank transfer, as banks of Kazakhstan read it."""

    number = serializers.CharField(help_text="To be written as the purpose of the payment.")
    issue_date = serializers.DateField()
    due_date = serializers.DateField(help_text="The last day on which the money may come, in Almaty.")
    total = MoneyField()
    words = serializers.DictField(
        child=serializers.CharField(), help_text="The total in words, in Russian (ru) and Kazakh (kk)."
    )
    payee = serializers.CharField()
    payee_bin = serializers.CharField()
    account = serializers.CharField()
    bank = serializers.CharField()
    bic = serializers.CharField()
    kbe = serializers.CharField()
    knp = serializers.CharField()
    payer = serializers.CharField()


class OrderDocumentDoorBase(Door):
    """The documents of an order are its buyer's."""

    resource = "orders"
    readers = {"buyer": ANYONE}

    def documents(self, order_id: UUID) -> Any:
        """Those of one order of the buyer."""
        order = found(showing.orders_of_buyer(self.actor), pk=order_id)
        return documents_of(reference=order.number)


class OrderDocumentsDoor(OrderDocumentDoorBase):
    """All of them."""

    @operation(
        id="listOrderDocuments",
        summary="The invoice of one of your orders, and the credit notes to it",
        response=OrderDocumentsOut,
    )
    def get(self, request: Request, order_id: UUID) -> Response:
        """None before the seller has accepted the order."""
        return self.answer({"items": [head_view(row) for row in self.documents(order_id)]})


class OrderDocumentDoor(OrderDocumentDoorBase):
    """One of them."""

    renderer_classes = (JSONRenderer, PdfRenderer)
    vary = (*Door.vary, "Accept-Language")
    drawn: bytes
    file_name: str

    @operation(
        id="showOrderDocument",
        summary="One invoice or credit note of your order, as JSON or as PDF in four languages",
        query=PaperQuery,
        response=IssuedDocumentDetailOut,
        problems=[TypesetterBusy],
    )
    def get(self, request: Request, order_id: UUID, document_id: UUID) -> Response:
        """Show it."""
        document = found(self.documents(order_id), pk=document_id)
        if wants_pdf(request):
            self.file_name = document.number
            self.drawn = document_pdf(document, language=paper_language(request, self.query.get("lang")))
        return self.answer(document_view(document), row=document)


class BillDoor(PaymentDoorBase):
    """The bill of a payment by bank transfer."""

    renderer_classes = (JSONRenderer, PdfRenderer)
    vary = (*Door.vary, "Accept-Language")
    drawn: bytes
    file_name: str

    @operation(
        id="showBill",
        summary="The bill by which a payment is transferred from your bank, as JSON or as PDF",
        query=PaperQuery,
        response=BillOut,
        problems=[PaymentNotFound, NoBill, TypesetterBusy],
    )
    def get(self, request: Request, payment_id: UUID) -> Response:
        """As long as the money is waited for."""
        payment = self.own(payment_id)
        group = found(showing.groups_of_buyer(self.actor), number=payment.reference)
        bill = bill_of(payment, payer=buyer_party(group.address), sandbox=group.sandbox)
        if wants_pdf(request):
            self.file_name = f"bill-{bill.number.replace('/', '-')}"
            self.drawn = bill_pdf(bill, language=paper_language(request, self.query.get("lang")))
        return self.answer(_bill_view(bill))


def _bill_view(bill: Bill) -> dict[str, Any]:
    return {
        "number": bill.number,
        "issue_date": bill.billed_date.isoformat(),
        "due_date": bill.due_date.isoformat(),
        "total": bill.total.as_json(),
        "words": bill.words,
        "payee": bill.payee.name,
        "payee_bin": bill.payee.tax_id,
        "account": bill.bank["account"],
        "bank": bill.bank["bank"],
        "bic": bill.bank["bic"],
        "kbe": bill.bank["kbe"],
        "knp": bill.bank["knp"],
        "payer": bill.payer.name,
    }
