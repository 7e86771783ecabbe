"""What happened to one order, in one order of time?"""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.desk import is_trusted, status_badge
from accounts.sites import staff_site
from consoles.happenings import KINDS, entries, sources_of
from consoles.note_form import LONGEST_NOTE, MOST_ATTACHMENTS, NOTE_WRITERS, TYPES, NoteForm
from consoles.policy import HAPPENINGS_SHOWN
from consoles.showing import for_staff
from kit.timeline import Happening, Mark, newest
from orders.queries.noting import Subject, attachments_of, subject


@for_staff
@require_safe
def timeline(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """The newest of what happened to an order; older pages and single kinds by the address."""
    return shown(request, order_of(request, order_id))


def order_of(request: HttpRequest, order_id: UUID) -> Subject:
    """
    The order that an address names.

    :raises PermissionDenied: if the reader may not see orders.
    :raises Http404: if there is no such order.
    """
    if not staff_site.may_look(request, "orders.order"):
        raise PermissionDenied
    found = subject(order_id=order_id)
    if found is None:
        raise Http404
    return found


def shown(
    request: HttpRequest, order: Subject, *, form: NoteForm | None = None, status: int = 200
) -> HttpResponse:
    """The page, with what was typed into the form for a note if that was refused."""
    kind = request.GET.get("kind", "")
    kind = kind if kind in KINDS else ""
    mark = _mark(request.GET.get("before", ""))
    found = newest(sources_of(order, kind), before=mark, most=HAPPENINGS_SHOWN + 1)
    page = found[:HAPPENINGS_SHOWN]
    files = attachments_of(each.row for each in page if each.source == "noted")
    may_write = is_trusted(request, NOTE_WRITERS)
    context: dict[str, Any] = {
        **staff_site.each_context(request),
        "title": _("Timeline of %(order)s") % {"order": order.number},
        "order": order,
        "state": status_badge(order.status),
        "order_page": reverse("admin:orders_order_change", args=(order.id,)),
        "kinds": [("", _("Everything"), _address(order), not kind)]
        + [(each, words, _address(order, kind=each), each == kind) for each, words in KINDS.items()],
        "entries": entries(page, request=request, subject=order, files=files),
        "older": _address(order, kind=kind, before=_written(page[-1])) if len(found) > len(page) else "",
        "newer": _address(order, kind=kind) if mark else "",
        "form": (form or NoteForm()) if may_write else None,
        "longest": LONGEST_NOTE,
        "most_files": MOST_ATTACHMENTS,
        "types": ",".join(TYPES),
    }
    return TemplateResponse(request, "consoles/timeline/page.html", context, status=status)


def _address(order: Subject, **words: str) -> str:
    page = reverse("admin:order_timeline", args=(order.id,))
    given = {name: word for name, word in words.items() if word}
    return f"{page}?{urlencode(given)}" if given else page


def _written(last: Happening) -> str:
    return f"{last.at.isoformat()}~{last.key}"


def _mark(word: str) -> Mark | None:
    """Where the page before ended; what isn't one of ours leads to the newest."""
    at, _tilde, key = word[:100].partition("~")
    try:
        instant = datetime.fromisoformat(at)
    except ValueError:
        return None
    return Mark(instant, key) if instant.tzinfo and key.isascii() and len(key) == 38 else None
