"""How do finance ask that parts of a paid order go back?"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from accounts.desk import is_trusted, link, staff_actor
from accounts.guarding import confirmed_to_post
from accounts.sites import staff_site
from kit.clock import now
from kit.errors import Problem
from kit.money import Money
from kit.transactions import owns_transaction
from orders.admin.names import called
from orders.admin.refund_form import LineLeft, RefundForm
from orders.models import Order
from orders.queries.waiting import kept_by, unpaid_of_order
from payments.operations import foreseeing, refunding
from payments.operations.foreseeing import Foreseen
from payments.queries.refunds import COMPONENT_WORDS, Kept, Unpaid, amount_left_of, left_of, units_left_of

REFUNDERS = frozenset({"finance"})


class _Asked(NamedTuple):
    """What a form came to: a refund that was asked for, or one that is looked at first."""

    foreseen: Foreseen
    refund: refunding.Refund | None


@require_http_methods(["GET", "POST"])
def refund_order(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Ask what is to go back; a post shows the sum, the button below that asks for it."""
    if not is_trusted(request, REFUNDERS):
        raise PermissionDenied
    order = Order.objects.filter(pk=order_id, group__sandbox=False).first()
    if order is None:
        raise Http404
    unpaid = unpaid_of_order(order)
    kept = kept_by(unpaid)
    lines = lines_left(order, kept)
    form, foreseen = RefundForm(request.POST or None, lines=lines), None
    if request.method == "POST" and form.is_valid():
        try:
            asked = owns_transaction(_ask)(request, order, form, kept)
        except Problem as problem:
            form.refuse(problem)
        else:
            if asked.refund is not None:
                messages.success(request, _told(asked))
                return HttpResponseRedirect(reverse("admin:payments_refund_change", args=(asked.refund.pk,)))
            foreseen = asked.foreseen
            if "seen" in request.POST:
                form.add_error(None, gettext("Something has changed since you looked: look at it again."))
    return _page(request, order, form, foreseen, unpaid)


def lines_left(order: Order, kept: Mapping[UUID, Kept]) -> list[LineLeft]:
    """The lines of an order whose sale stands, each with what could still go back. Three queries."""
    parts, units = left_of(order.number), units_left_of(order.number)
    return [
        LineLeft(
            line.pk,
            called(line),
            *kept.get(line.pk, Kept()).leaves(units[line.pk], parts[line.pk]),
            order.currency,
        )
        for line in order.lines.order_by("id")
        if line.pk in units
    ]


def by_line(foreseen: Foreseen, names: dict[UUID, str]) -> list[tuple[str, int, list[tuple[object, Money]]]]:
    """What would go back, as a page shows it: by line the units, and the words and sums of its parts."""
    currency = foreseen.total.currency
    return [
        (
            names[each.line_id],
            each.units,
            [
                (COMPONENT_WORDS[name], Money(minor, currency))
                for name, minor in each.parts._asdict().items()
                if minor
            ],
        )
        for each in foreseen.lines
    ]


def _ask(request: HttpRequest, order: Order, form: RefundForm, kept: Mapping[UUID, Kept]) -> _Asked:
    """Ask for exactly what was looked at, in one transaction; else only look."""
    said, wanted = form.cleaned_data, form.wanted
    foreseen = foreseeing.foresee_parts(
        order_reference=order.number, wanted=wanted, borne_by=said["borne_by"], kept=kept
    )
    if request.POST.get("seen") != foreseen.seen:
        return _Asked(foreseen, None)
    refund = refunding.refund_parts(
        order_reference=order.number,
        wanted=wanted,
        reason=said["reason"],
        borne_by=said["borne_by"],
        kept=kept,
        at=now(),
        by=staff_actor(request),
    )
    return _Asked(foreseen, refund)


def _told(asked: _Asked) -> str:
    return gettext("%(sum)s is asked for. Another person of finance approves it.") % {
        "sum": asked.foreseen.total
    }


def _page(
    request: HttpRequest,
    order: Order,
    form: RefundForm,
    foreseen: Foreseen | None,
    unpaid: Sequence[Unpaid],
) -> HttpResponse:
    lines: Sequence[LineLeft] = form.lines
    context = {
        **staff_site.each_context(request),
        "title": gettext("Refund of %(order)s") % {"order": order.number},
        "order": order,
        "order_link": link(order),
        "left": Money(amount_left_of(order.number), order.currency),
        "unpaid": [link(each.refund) for each in unpaid],
        "is_split": any(line.left.total for line in lines),
        "form": form,
        "foreseen": foreseen,
        "shown": by_line(foreseen, {line.line_id: line.name for line in lines}) if foreseen else [],
        "back": reverse("admin:orders_order_change", args=(order.pk,)),
    }
    status = 400 if form.errors else 200
    return TemplateResponse(request, "orders/admin/refund.html", context, status=status)


staff_site.serve_row_pages(
    [
        path(
            "orders/<uuid:order_id>/refund/",
            staff_site.admin_view(confirmed_to_post(refund_order)),
            name="order_refund",
        )
    ]
)
