"""Who is handed a file that came with a note, and how?"""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.sites import staff_site
from orders.models import Attachment, Order
from orders.operations.attaching import opened

_TYPES = {Attachment.Kind.PHOTO: "image/webp", Attachment.Kind.PDF: "application/pdf"}
# Whatever it holds does nothing: no script, no form, nothing from elsewhere.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; sandbox; frame-ancestors 'none'"


@require_safe
def attachment(request: HttpRequest, attachment_id: UUID) -> HttpResponse:
    """A photo to look at or a PDF to keep, for whoever may see its order."""
    if not staff_site.get_model_admin(Order).has_view_permission(request):
        raise PermissionDenied
    row = Attachment.objects.filter(pk=attachment_id).first()
    if row is None:
        raise Http404
    try:
        file = opened(row)
    except FileNotFoundError:
        raise Http404 from None
    # As Django's storage opened it, it is sent in pieces and closed at the end.
    response: Any = FileResponse(
        file,
        as_attachment=row.kind != Attachment.Kind.PHOTO,
        filename=row.name,
        content_type=_TYPES[Attachment.Kind(row.kind)],
    )
    response.headers["Content-Security-Policy"] = _POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    found: HttpResponse = response
    return found


_group: Any = _("Search")
_title: Any = _("Notes on orders")
staff_site.add_pages(
    [
        path(
            "order-notes/attachments/<uuid:attachment_id>/",
            staff_site.admin_view(attachment),
            name="order_attachment",
        )
    ],
    group=_group,
    title=_title,
    first="orders_note_changelist",
)
