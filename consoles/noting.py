"""How does a member of staff write a note on an order?"""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.desk import is_trusted, staff_actor
from consoles.note_form import LARGEST_FORM_B, NOTE_WRITERS, NoteForm
from consoles.order_timeline import order_of, shown
from consoles.showing import for_staff
from kit.clock import now
from kit.transactions import owns_transaction
from orders.operations.noting import write_note


@for_staff
@require_POST
def write(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Keep the note and lead back to the timeline, or say there what is wrong with it."""
    if not is_trusted(request, NOTE_WRITERS):
        raise PermissionDenied
    order = order_of(request, order_id)
    form = NoteForm(request.POST, request.FILES)
    if not form.is_valid():
        return shown(request, order, form=form, status=422)
    owns_transaction(write_note)(
        order_id=order.id,
        text=form.cleaned_data["text"],
        files=form.cleaned_data["attached"],
        at=now(),
        by=staff_actor(request),
    )
    messages.success(request, _("The note is written."))
    return HttpResponseRedirect(reverse("admin:order_timeline", args=(order.id,)))


write.largest_body = LARGEST_FORM_B  # type: ignore[attr-defined]
