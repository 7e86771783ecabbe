"""Which invoices and credit notes has a seller issued, or was issued by us?"""

from uuid import UUID

from rest_framework import serializers
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import Door
from kit.document_shapes import IssuedDocumentDetailOut, IssuedDocumentOut
from kit.openapi import operation, page_of
from kit.paging import PageQuery
from kit.papers import PaperQuery, PdfRenderer, paper_language, wants_pdf
from kit.rest import TextField, found
from kit.typesetting import TypesetterBusy
from payments import policy
from payments.models import IssuedDocument
from payments.queries.documents import documents_of_firm
from payments.queries.drawing import document_pdf
from payments.queries.shown_documents import document_view, head_view

KINDS = ("invoice", "credit_note")
SUBJECTS = ("goods", "commission")


class SellerDocumentQuery(PageQuery):
    """Which of them."""

    kind = serializers.ChoiceField(required=False, choices=KINDS)
    subject = serializers.ChoiceField(required=False, choices=SUBJECTS)
    order = TextField(required=False, max_length=64, help_text="The number of an order.")


class SellerDocumentDoorBase(Door):
    """Those who look after a seller's money read its documents."""

    resource = "payouts"
    readers = {"seller": policy.TREASURERS}
    needs_factor = True


class SellerDocumentsDoor(SellerDocumentDoorBase):
    """All of them."""

    @operation(
        id="listSellerDocuments",
        summary="Invoices and credit notes that you issued, or that we issued to you",
        query=SellerDocumentQuery,
        response=page_of(IssuedDocumentOut),
    )
    def get(self, request: Request) -> Response:
        """The newest first."""
        rows = documents_of_firm(organisation_id=self.actor.firm_id, sandbox=self.actor.sandbox)
        columns = {"kind": "kind", "subject": "subject", "order": "reference"}
        asked = {column: self.query[name] for name, column in columns.items() if name in self.query}
        return self.page(rows.filter(**asked), head_view, order=("-id",))


class SellerDocumentDoor(SellerDocumentDoorBase):
    """One of them."""

    renderer_classes = (JSONRenderer, PdfRenderer)
    vary = (*Door.vary, "Accept-Language")
    drawn: bytes
    file_name: str

    @operation(
        id="showSellerDocument",
        summary="One invoice or credit note, as JSON or as PDF in four languages",
        query=PaperQuery,
        response=IssuedDocumentDetailOut,
        problems=[TypesetterBusy],
    )
    def get(self, request: Request, document_id: UUID) -> Response:
        """Show it."""
        rows = documents_of_firm(organisation_id=self.actor.firm_id, sandbox=self.actor.sandbox)
        document: IssuedDocument = found(rows, pk=document_id)
        if wants_pdf(request):
            self.file_name = document.number
            self.drawn = document_pdf(document, language=paper_language(request, self.query.get("lang")))
        return self.answer(document_view(document), row=document)
