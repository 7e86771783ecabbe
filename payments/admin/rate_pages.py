"""Where do finance send a document of rates, and see whether the newest ones are fresh?"""

from collections.abc import Iterator, Sequence
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.desk import is_trusted, link, list_address, staff_actor, when
from accounts.policy import STAFF_GROUPS
from accounts.sites import staff_site
from kit.clock import now
from kit.errors import Problem
from kit.refusing import in_readers_words
from kit.transactions import owns_transaction
from kit.uploads import FORM_BYTES
from payments.admin.rates import PUBLISHERS, source_of
from payments.exchange import PUBLISHER
from payments.models import FxRate, RateFeed
from payments.models.rates import Publisher
from payments.operations.publishing import take_in
from payments.queries.rates import OldPair, asked_publishers, held_documents, newest_of_pairs, old_pairs
from payments.readers.published import MOST_BYTES

_SHOWN = 20


@require_http_methods(["GET", "POST"])
def exchange_rates(request: HttpRequest) -> HttpResponse:
    """How fresh each pair is, who is asked, what waits; a post takes a document in, to be looked at first."""
    if not is_trusted(request, STAFF_GROUPS):
        raise PermissionDenied
    if request.method == "POST":
        if not is_trusted(request, PUBLISHERS):
            raise PermissionDenied
        return HttpResponseRedirect(_take_in(request))
    held, old = held_documents(), old_pairs(at=now())
    context = {
        **staff_site.each_context(request),
        "title": _("Exchange rates"),
        "may_change": is_trusted(request, PUBLISHERS),
        "pairs": list(_pairs(old)),
        "is_old": bool(old),
        "feeds": list(_feeds()),
        "is_asking": bool(asked_publishers()),
        "held": [link(each) for each in held[:_SHOWN]],
        "held_count": held.count(),
        "add": reverse("admin:payments_fxrate_add"),
        "all": list_address("payments.fxrate"),
    }
    return TemplateResponse(request, "payments/admin/rates.html", context)


@require_GET
def correct(request: HttpRequest, fx_rate_id: UUID) -> HttpResponse:
    """The form of a new rate, filled with an old one: a correction is a row of its own."""
    if not is_trusted(request, PUBLISHERS):
        raise PermissionDenied
    rate = FxRate.objects.filter(pk=fx_rate_id).first()
    if rate is None:
        raise Http404
    known = {"date": rate.date.isoformat(), "base": rate.base, "quote": rate.quote, "rate": rate.rate}
    return HttpResponseRedirect(f"{reverse('admin:payments_fxrate_add')}?{urlencode(known)}")


def _take_in(request: HttpRequest) -> str:
    """Where to go next: to the page of the document, which says what it would change."""
    sent = request.FILES.get("document")
    if sent is None:
        messages.error(request, gettext("Choose a file."))
        return request.path
    data = sent.read(MOST_BYTES + 1)
    try:
        document = owns_transaction(take_in)(
            data=data, is_sent_by_hand=True, at=now(), by=staff_actor(request)
        )
    except Problem as problem:
        messages.error(request, in_readers_words(problem))
        return request.path
    if document.state == document.State.HELD:
        messages.success(request, gettext("Nothing is published yet: look at what it changes, then decide."))
    else:
        messages.info(request, gettext("The same numbers came before: nothing changes."))
    return reverse("admin:payments_ratedocument_change", args=(document.pk,))


def _pairs(old_ones: Sequence[OldPair]) -> Iterator[dict[str, object]]:
    old = {(each.base, each.quote): each.days for each in old_ones}
    newest = newest_of_pairs()
    for pair, publisher in PUBLISHER.items():
        rate = newest.get(pair)
        yield {
            "pair": "/".join(pair),
            "publisher": Publisher(publisher).label,
            "rate": link(rate, f"{rate.rate.normalize():f}") if rate else "",
            "date": rate.date.isoformat() if rate else "",
            "source": source_of(rate) if rate else "",
            "old": old.get(pair, 0),
        }


def _feeds() -> Iterator[dict[str, object]]:
    rows = {row.publisher: row for row in RateFeed.objects.all()}
    for name in asked_publishers():
        row = rows.get(name)
        yield {
            "name": link(row) if row else Publisher(name).label,
            "answered": when(row.answered_at) if row else "",
            "due": when(row.due_at) if row else "",
            "error": row.error if row else "",
        }


# A document is larger than other forms.
_page = staff_site.admin_view(exchange_rates)
_page.largest_body = MOST_BYTES + FORM_BYTES

staff_site.add_pages(
    [
        path("rates/", _page, name="exchange_rates"),
        path(
            "rates/<uuid:fx_rate_id>/correct/", staff_site.admin_view(correct), name="exchange_rate_correct"
        ),
    ],
    group=_("Money"),
    title=_("Exchange rates"),
    first="exchange_rates",
)
staff_site.add_row_pages("payments.fxrate", [(_("Correct it"), "exchange_rate_correct")])
