"""How do finance decide a return or claim, with all that was said of it before their eyes?"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods
from unfold.widgets import UnfoldAdminRadioSelectWidget, UnfoldAdminTextInputWidget

from accounts.desk import is_trusted, link, staff_actor, status_badge, when
from accounts.guarding import confirmed_to_post
from accounts.sites import staff_site
from kit.clock import now
from kit.errors import Problem
from kit.money import Money
from kit.refusing import in_readers_words
from kit.transactions import owns_transaction
from kit.words import Words
from orders.admin.names import called
from orders.admin.refund_form import SumField, too_much
from orders.admin.refund_pages import by_line
from orders.models import Claim, ClaimPhoto
from orders.operations import resolving
from orders.policy import MARKET_TIMEZONE
from orders.queries.claim_files import address_of
from orders.queries.claiming import can_be_decided, claims_of
from payments.operations.foreseeing import Foreseen
from payments.queries.refunds import Parts, left_of

DECIDERS = frozenset({"finance"})
_REJECT = Claim.Liability.BUYER.value
_DECISIONS: Mapping[str, Words] = {
    "seller": _("The seller: their commission is given back to them"),
    "carrier": _("The carrier: the seller keeps what was earned"),
    "customs": _("Customs: the seller keeps what was earned"),
    "platform": _("We ourselves: the seller keeps what was earned"),
    _REJECT: _("The buyer: nothing goes back"),
}
_WHOLE, _SUMS = "whole", "sums"


class DecideForm(forms.Form):
    """Who is liable, whether all goes back or a sum of each line's goods, and why."""

    liability = forms.ChoiceField(
        label=_("Who is liable"), choices=_DECISIONS, widget=UnfoldAdminRadioSelectWidget()
    )
    what = forms.ChoiceField(label=_("What goes back"), widget=UnfoldAdminRadioSelectWidget(), required=False)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        help_text=_("Buyer and seller read it."),
        widget=UnfoldAdminTextInputWidget(),
    )

    def __init__(
        self, data: Any, *, claim: Claim, left: Mapping[UUID, Parts], whole: Foreseen | None
    ) -> None:
        super().__init__(data, initial={"what": _WHOLE if whole else _SUMS})
        all_of_it = [(_WHOLE, _told_whole(claim, whole))] if whole else []
        self.fields["what"].choices = [*all_of_it, (_SUMS, _("A sum of the goods, by line"))]  # type: ignore[attr-defined]
        self.claim, self.left = claim, left
        for each in claim.lines.all():
            rest = Money(left[each.line_id].goods if each.line_id in left else 0, claim.order.currency)
            if rest.minor:
                self.fields[_name(each.line_id)] = SumField(
                    rest.currency,
                    label=gettext("%(line)s: goods, of %(left)s") % {"line": called(each.line), "left": rest},
                    widget=UnfoldAdminTextInputWidget({"inputmode": "decimal"}),
                )

    def clean(self) -> dict[str, Any]:
        """Of sums at least one is there, and none is more than is left."""
        said = super().clean() or {}
        if said.get("liability") == _REJECT or self.errors:
            return said
        if not said.get("what"):
            self.add_error("what", ValidationError(_("Say what goes back."), code="required"))
        elif said["what"] == _SUMS:
            sums = self._sums(said)
            if not sums:
                self.add_error(
                    "what", ValidationError(_("Write a sum of one line at least."), code="required")
                )
            for pk, minor in sums.items():
                if minor > self.left[pk].goods:
                    rest = Money(self.left[pk].goods, self.claim.order.currency)
                    self.add_error(_name(pk), too_much(rest))
        return said

    @property
    def sums(self) -> dict[UUID, int] | None:
        """Sums by line in minor units; None where all goes back."""
        return None if self.cleaned_data["what"] == _WHOLE else self._sums(self.cleaned_data)

    @property
    def sum_fields(self) -> list[forms.BoundField]:
        """One a line of which something is left."""
        names = (_name(each.line_id) for each in self.claim.lines.all())
        return [self[name] for name in names if name in self.fields]

    def _sums(self, said: Mapping[str, Any]) -> dict[UUID, int]:
        found = {each.line_id: said.get(_name(each.line_id)) for each in self.claim.lines.all()}
        return {pk: minor for pk, minor in found.items() if minor}


@require_http_methods(["GET", "POST"])
def decide_claim(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """Show what was said and what would go back; a post decides."""
    if not is_trusted(request, DECIDERS):
        raise PermissionDenied
    claim = claims_of(staff_actor(request)).filter(pk=claim_id).first()
    if claim is None:
        raise Http404
    whole, why_not = _whole(claim)
    form = DecideForm(request.POST or None, claim=claim, left=left_of(claim.order.number), whole=whole)
    if request.method == "POST" and form.is_valid():
        try:
            is_decided = owns_transaction(_decide)(request, claim, form)
        except Problem as problem:
            form.add_error(None, in_readers_words(problem))
        else:
            if is_decided:
                messages.success(request, gettext("%(claim)s is decided.") % {"claim": claim.number})
                return HttpResponseRedirect(reverse("admin:orders_claim_change", args=(claim.pk,)))
            form.add_error(None, gettext("Something has changed since you looked: look at it again."))
    return _page(request, claim, form, whole, why_not)


def _whole(claim: Claim) -> tuple[Foreseen | None, str]:
    """All that would go back; else why nothing would."""
    if not can_be_decided(claim):
        return None, ""
    try:
        return owns_transaction(resolving.foresee_claim)(claim_id=claim.pk), ""
    except Problem as problem:
        return None, in_readers_words(problem)


def _decide(request: HttpRequest, claim: Claim, form: DecideForm) -> bool:
    """Decide as was said; False where all is to go back, and that isn't any more what was looked at."""
    said: Mapping[str, Any] = form.cleaned_data
    who: Any = {"claim_id": claim.pk, "reason": said["reason"], "at": now(), "by": staff_actor(request)}
    if said["liability"] == _REJECT:
        resolving.reject_claim(**who)
        return True
    if form.sums is None:
        foreseen = resolving.foresee_claim(claim_id=claim.pk)
        if foreseen.seen != request.POST.get("seen"):
            return False
    resolving.refund_claim(liability=said["liability"], sums=form.sums, **who)
    return True


def _page(
    request: HttpRequest, claim: Claim, form: DecideForm, whole: Foreseen | None, why_not: str
) -> HttpResponse:
    names = {line.pk: called(line) for line in claim.order.lines.all()}
    zone = MARKET_TIMEZONE.get(claim.order.group.market, "")
    context = {
        **staff_site.each_context(request),
        "title": gettext("Decide %(claim)s") % {"claim": claim.number},
        "claim": claim,
        "claim_link": link(claim),
        "order_link": link(claim.order),
        "state": status_badge(claim.status, claim.get_status_display()),
        "lines": [(called(each.line), each) for each in claim.lines.all()],
        "messages_of_it": [(each, when(each.written_at, zone)) for each in claim.messages.all()],
        "files": _files(claim),
        "may_decide": can_be_decided(claim),
        "why_not": why_not,
        "whole": whole,
        "shown": by_line(whole, names) if whole else [],
        "form": form,
        "back": reverse("admin:orders_claim_change", args=(claim.pk,)),
    }
    status = 400 if form.errors else 200
    return TemplateResponse(request, "orders/admin/decide.html", context, status=status)


def _files(claim: Claim) -> Sequence[tuple[str, str]]:
    """Who sent each file, and how it is shown: photos as they are, papers as links."""
    return [(file.get_side_display(), _shown(file)) for file in claim.photos.all()]


def _shown(file: ClaimPhoto) -> str:
    # Browsers show pictures of the page's own origin alone, by whichever name that was reached.
    address = address_of(file, at=now()).removeprefix(settings.PUBLIC_URL)
    words: object = file.name
    if file.kind == "photo":
        words = format_html(
            '<img src="{}" alt="{}" loading="lazy" style="max-height: 16rem">', address, words
        )
    return format_html('<a class="text-link" href="{}">{}</a>', address, words)


def _told_whole(claim: Claim, whole: Foreseen) -> str:
    words = {"total": whole.total}
    if claim.reason == Claim.Reason.CHANGED_MIND:
        return gettext("The goods alone, as of a changed mind: %(total)s") % words
    return gettext("All of it, with carriage and taxes: %(total)s") % words


def _name(line_id: UUID) -> str:
    return f"goods-{line_id}"


staff_site.serve_row_pages(
    [
        path(
            "claims/<uuid:claim_id>/decide/",
            staff_site.admin_view(confirmed_to_post(decide_claim)),
            name="claim_decide",
        )
    ]
)
