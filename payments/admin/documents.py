"""What do staff see of invoices and credit notes, which nobody changes, and how do they get their papers?"""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET

from accounts.bare import is_bare, leaving
from accounts.desk import StaffAdmin, is_trusted, link
from accounts.queries import organisations_called
from accounts.sites import staff_site
from kit.papers import LANGUAGES
from kit.typesetting import TypesetterBusy
from payments.models import IssuedDocument
from payments.queries.drawing import document_pdf

# A paper names its buyer: it is for those who keep the books, and those who answer buyers.
READERS = ("finance", "support")


@admin.register(IssuedDocument, site=staff_site)
class IssuedDocumentAdmin(StaffAdmin):
    """All documents under their numbers, each with its paper in four languages."""

    test_rows = Q(sandbox=True)
    nothing = _("Nothing was invoiced: an order is, once its seller has accepted it.")
    list_display = (
        "number",
        "kind",
        "subject",
        "seller",
        "reference",
        "issue_date",
        "net_sum",
        "vat_sum",
        "total_sum",
        "paper",
    )
    list_filter = ("kind", "subject", "currency", "year")
    search_fields = ("number", "reference", "issuer_tax_id")
    list_select_related = ("corrects",)
    ordering = ("-id",)
    fields = readonly_fields = (
        *("number", "kind", "subject", "seller", "issuer_tax_id", "reference", "corrected"),
        *("issue_date", "due_date", "net_sum", "vat_sum", "total_sum", "paper"),
    )

    def gather(self, rows: list[Any]) -> None:
        """The sellers' names by one query."""
        super().gather(rows)
        names = organisations_called(_seller_id(row) for row in rows)
        for row in rows:
            row.owner_name = names.get(_seller_id(row), "")

    @admin.display(description=_("Seller"))
    def seller(self, document: Any) -> str:
        if not hasattr(document, "owner_name"):
            self.gather([document])
        return str(document.owner_name)

    @admin.display(description=_("Without VAT"), ordering="net_minor")
    def net_sum(self, document: IssuedDocument) -> str:
        return str(document.net)

    @admin.display(description=_("VAT"), ordering="vat_minor")
    def vat_sum(self, document: IssuedDocument) -> str:
        return str(document.vat)

    @admin.display(description=_("Total"), ordering="total_minor")
    def total_sum(self, document: IssuedDocument) -> str:
        return str(document.total)

    @admin.display(description=_("Corrects invoice"))
    def corrected(self, document: IssuedDocument) -> str:
        return link(document.corrects)

    @admin.display(description=pgettext_lazy("of a document", "Paper"))
    @leaving("nowhere")
    def paper(self, document: IssuedDocument) -> str:
        if is_bare():
            return ""
        papers = (
            (reverse("admin:document_paper", args=(document.pk, language)), language)
            for language in LANGUAGES
        )
        return format_html_join(" ", '<a class="text-link" href="{}">{}</a>', papers)


@require_GET
def document_paper(request: HttpRequest, document_id: Any, language: str) -> HttpResponse:
    """The paper of a document as PDF, in one of our languages."""
    if not is_trusted(request, READERS):
        raise PermissionDenied
    document = IssuedDocument.objects.filter(pk=document_id).first()
    if document is None or language not in LANGUAGES:
        raise Http404(str(document_id))
    try:
        drawn = document_pdf(document, language=language)
    except TypesetterBusy as busy:
        return HttpResponse(busy.detail, status=503, headers={"Retry-After": "5"})
    name = f'attachment; filename="{document.number}-{language}.pdf"'
    return HttpResponse(drawn, content_type="application/pdf", headers={"Content-Disposition": name})


def _seller_id(document: IssuedDocument) -> Any:
    """Whose goods it is about, or who pays for our service."""
    return document.issuer_id or document.recipient_id


staff_site.add_pages(
    [
        path(
            "issued-documents/<uuid:document_id>/<slug:language>/",
            staff_site.admin_view(document_paper),
            name="document_paper",
        )
    ],
    group=_("Money"),
    title=_("Invoices and credit notes"),
    first="payments_issueddocument_changelist",
)
