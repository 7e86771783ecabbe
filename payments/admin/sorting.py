"""Which money waits for a person, and how do they book it with one click?"""

from collections.abc import Callable, Iterator, Mapping
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.desk import is_trusted, link, list_address, staff_actor, status_badge
from accounts.policy import STAFF_GROUPS
from accounts.sites import staff_site
from kit.clock import now
from kit.errors import Problem
from kit.money import Money
from kit.refusing import in_readers_words
from kit.transactions import owns_transaction
from kit.uploads import FORM_BYTES
from kit.words import Words
from payments.errors import PaymentNotFound
from payments.matching import Suggestion, Why
from payments.models import Payment, StatementLine
from payments.operations import reconciling
from payments.policy import MAX_STATEMENT_BYTES
from payments.queries.finding import transfer_called
from payments.queries.matching import open_lines, suggestions
from payments.queries.waiting import loose_events, refused_returns, stuck_calls, undecided, unmatched

_FINANCE = ("finance",)
_LINES_SHOWN, _SUGGESTED, _OTHERS_SHOWN = 25, 3, 10
_WHY: Mapping[Why, Words] = {
    "reference": _("names it"),
    "group": _("names its checkout"),
    "order": _("names its order"),
    "serial": _("has its digits"),
    "amount": _("the very sum"),
    "payer": _("paid for it before"),
    "paid": _("doesn't wait for money"),
    "currency": _("another currency"),
}


def for_staff(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page that any group of staff may look at; finance alone posts there."""

    @wraps(view)
    def looked_at(request: HttpRequest, **captured: Any) -> HttpResponse:
        if not is_trusted(request, STAFF_GROUPS):
            raise PermissionDenied
        if request.method == "POST" and not is_trusted(request, _FINANCE):
            raise PermissionDenied
        return view(request, **captured)

    return staff_site.admin_view(looked_at)  # type: ignore[no-any-return]


@for_staff
@require_http_methods(["GET", "POST"])
def to_sort(request: HttpRequest) -> HttpResponse:
    """What waits; a post takes in a statement, or decides on one line."""
    if request.method == "POST":
        if "statement" in request.FILES:
            _take_in(request)
        else:
            _decide(request)
        return HttpResponseRedirect(request.get_full_path())
    page = Paginator(open_lines(), _LINES_SHOWN).get_page(request.GET.get("page"))
    context = {
        **staff_site.each_context(request),
        "title": _("Money to sort"),
        "may_change": is_trusted(request, _FINANCE),
        "page": page,
        "lines": list(_lines(list(page.object_list))),
        "all_lines": list_address("payments.statementline", state__exact="open"),
        "others": list(_others()),
    }
    return TemplateResponse(request, "payments/admin/to_sort.html", context)


def _lines(lines: list[StatementLine]) -> Iterator[dict[str, object]]:
    found = suggestions(lines, most=_SUGGESTED)
    named = Payment.objects.in_bulk({each.key for each in (s for many in found.values() for s in many)})
    for line in lines:
        yield {
            "row": line,
            "page": link(line, str(line.amount)),
            "ways": [_way(each, named[each.key], line) for each in found[line.id] if each.key in named],
        }


def _way(each: Suggestion, payment: Payment, line: StatementLine) -> dict[str, object]:
    over = _over(line, payment)
    return {
        "id": str(payment.id),
        "ref": payment.provider_ref,
        "page": link(payment, payment.provider_ref),
        "due": str(Money(payment.amount_minor - payment.received_minor, payment.currency)),
        "standing": status_badge(payment.status, payment.get_status_display()),
        "why": ", ".join(str(_WHY[sign]) for sign in each.why),
        "is_sure": each.is_sure,
        "over": str(over),
        "differs": _difference(over, payment.currency),
    }


def _over(line: StatementLine, payment: Payment) -> int:
    """By how much more came than is due, or less; nothing in another currency, which can't be booked."""
    if line.currency != payment.currency:
        return 0
    return line.amount_minor - (payment.amount_minor - payment.received_minor)


def _difference(over: int, currency: str) -> str:
    """The same in words; nothing where it is the very sum."""
    if not over:
        return ""
    words = gettext("%(sum)s too much") if over > 0 else gettext("%(sum)s too little")
    return words % {"sum": Money(abs(over), currency)}


def _others() -> Iterator[dict[str, object]]:
    """The other piles: what each is, how many, the first of them, and where all are."""
    payments, events = "payments.payment", "payments.paymentevent"
    piles: tuple[tuple[Words, Any, str], ...] = (
        (_("Unmatched money"), unmatched(), list_address(payments, status__exact="unmatched")),
        (_("Wrong amounts"), undecided(), list_address(payments, sum="odd")),
        (
            _("News of money that is nothing of ours"),
            loose_events().select_related("payment"),
            list_address(events, waits="yes"),
        ),
    )
    for words, rows, address in piles:
        first = list(rows.order_by("id")[:_OTHERS_SHOWN])
        yield {"words": words, "count": rows.count(), "rows": [link(each) for each in first], "all": address}
    for words, calls in (
        (_("Providers that don't answer"), stuck_calls()),
        (_("Money that a provider refused to send back"), refused_returns()),
    ):
        found = list(calls.select_related("payment").order_by("id")[:_OTHERS_SHOWN])
        links = [link(each.payment, f"{each.payment} · {each.error}") for each in found]
        yield {"words": words, "count": calls.count(), "rows": links, "all": ""}


def _take_in(request: HttpRequest) -> None:
    sent = request.FILES.getlist("statement")[0]
    data = sent.read(MAX_STATEMENT_BYTES + 1)
    try:
        taken = owns_transaction(reconciling.take_in_statement)(data=data, at=now(), by=staff_actor(request))
    except Problem as problem:
        messages.error(request, in_readers_words(problem))
        return
    words = gettext(
        "New lines: %(new)d, known before: %(known)d, outgoing: %(outgoing)d, not booked yet: %(pending)d."
    )
    messages.success(request, words % taken._asdict())


def _decide(request: HttpRequest) -> None:
    verb, given = request.POST.get("verb"), request.POST
    try:
        line_id = UUID(given.get("line", ""))
    except ValueError:
        raise Http404 from None
    try:
        if verb == "book":
            _book(request, line_id)
        elif verb in StatementLine.PUT_ASIDE:
            if not (note := given.get("note", "").strip()):
                messages.error(request, gettext("Give a reason."))
                return
            owns_transaction(reconciling.put_line_aside)(
                line_id=line_id, state=verb, note=note, at=now(), by=staff_actor(request)
            )
            messages.success(request, gettext("Put aside."))
        else:
            raise Http404
    except Problem as problem:
        messages.error(request, in_readers_words(problem))


def _book(request: HttpRequest, line_id: UUID) -> None:
    """Book the very sum at once, another only where whoever books it says that it is meant."""
    meant = request.POST.get("meant", "0")
    try:
        over_minor = None if meant == "any" else int(meant[:20])
    except ValueError:
        raise Http404 from None
    owns_transaction(reconciling.book_line)(
        line_id=line_id,
        payment_id=_chosen(request.POST),
        over_minor=over_minor,
        at=now(),
        by=staff_actor(request),
    )
    messages.success(request, gettext("Booked."))


def _chosen(given: Mapping[str, str]) -> UUID:
    """
    The payment of the button that was pressed, else the one whose reference was typed in.

    :raises PaymentNotFound: if there is none.
    """
    try:
        return UUID(given.get("payment", ""))
    except ValueError:
        found = transfer_called(given.get("ref", ""))
    if found is None:
        raise PaymentNotFound(reference=given.get("ref", "")[:64])
    return found.id


# A statement is larger than other forms.
to_sort.largest_body = MAX_STATEMENT_BYTES + FORM_BYTES  # type: ignore[attr-defined]

staff_site.add_pages(
    [path("money/", to_sort, name="money_to_sort")],
    group=_("Money"),
    title=_("Money to sort"),
    first="money_to_sort",
)
# What finance works with, in the order in which money comes and goes.
for title, table in (
    (_("Payments"), "payment"),
    (_("Lines of bank statements"), "statementline"),
    (_("Refunds"), "refund"),
    (_("Payouts"), "payout"),
    (_("Payout files"), "payoutfile"),
    (_("Accounts of the ledger"), "ledgeraccount"),
):
    staff_site.add_to_menu(group=_("Money"), title=title, name=f"payments_{table}_changelist")
