"""Which places of one train are held for whom, and how does a dispatcher hold some?"""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet, Sum
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods
from unfold.widgets import UnfoldAdminIntegerFieldWidget, UnfoldAdminSelectWidget

from accounts.desk import StaffInline, is_trusted, link, staff_actor, when
from accounts.models import Organisation
from accounts.sites import staff_site
from kit.clock import now
from kit.errors import Problem
from kit.refusing import in_readers_words
from kit.transactions import owns_transaction
from shipping.admin.pages import for_staff
from shipping.models import Allotment, Departure
from shipping.operations.allotting import hold_places
from shipping.policy import HOLD_MINUTES, MOST_HOLD_MINUTES

_DISPATCH = ("dispatch",)
_MOST_PLACES = 500


class HoldInline(StaffInline):
    """What is held of a departure alone, with its hour and what is left of it."""

    model = Allotment
    fk_name = "departure"
    verbose_name_plural = _("Places held")
    fields = readonly_fields = ("seller", "places", "left", "until", "ended", "end_reason")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Allotment]:
        """With what is left of each, the newest first."""
        rows: QuerySet[Allotment] = super().get_queryset(request)
        return (
            rows.filter(departure__isnull=False)
            .select_related("organisation", "departure__service__origin")
            .annotate(places_left=Sum("kept__places_left"))
            .order_by("-id")
        )

    @admin.display(description=_("For"))
    def seller(self, hold: Allotment) -> str:
        return link(hold.organisation)

    @admin.display(description=_("Left"))
    def left(self, hold: Any) -> int:
        return hold.places_left or 0

    @admin.display(description=_("Lapses"))
    def until(self, hold: Allotment) -> str:
        zone = hold.departure.service.origin.timezone if hold.departure else ""
        return when(hold.holds_until, zone)

    @admin.display(description=_("Ended"))
    def ended(self, hold: Allotment) -> str:
        return when(hold.ended_at)


class HoldForm(forms.Form):
    """For whom, how many, how long."""

    organisation = forms.ModelChoiceField(
        label=_("Seller"),
        queryset=Organisation.objects.filter(kind="seller", sandbox=False).order_by("name"),
        widget=UnfoldAdminSelectWidget(),
    )
    places = forms.IntegerField(
        label=_("Forty-foot places"),
        min_value=1,
        max_value=_MOST_PLACES,
        widget=UnfoldAdminIntegerFieldWidget(),
    )
    minutes = forms.IntegerField(
        label=_("Minutes"),
        min_value=1,
        max_value=MOST_HOLD_MINUTES,
        initial=HOLD_MINUTES,
        help_text=_("After these, at the latest with the warehouse cut-off, what is not used is free again."),
        widget=UnfoldAdminIntegerFieldWidget(),
    )


@for_staff
@require_http_methods(["GET", "POST"])
def hold(request: HttpRequest, departure_id: UUID) -> HttpResponse:
    """Ask what is to be held of a departure; a post holds it."""
    if not is_trusted(request, _DISPATCH):
        raise PermissionDenied
    train = Departure.objects.select_related("service").filter(pk=departure_id).first()
    if train is None:
        raise Http404(str(departure_id))
    back = reverse("admin:shipping_departure_change", args=(train.pk,))
    form, wrong = HoldForm(request.POST or None), []
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = owns_transaction(hold_places)(
                departure_id=train.pk,
                organisation_id=said["organisation"].pk,
                places=said["places"],
                minutes=said["minutes"],
                at=now(),
                by=staff_actor(request),
            )
        except Problem as problem:
            wrong = [in_readers_words(problem)]
        else:
            told = gettext("Places of %(train)s held for %(seller)s: %(places)s.")
            facts = {"places": made.places, "train": train, "seller": said["organisation"].name}
            messages.success(request, told % facts)
            return HttpResponseRedirect(back)
    context = {
        "title": gettext("Hold places of %(train)s") % {"train": train},
        "form": form,
        "wrong": wrong,
        "button": _("Hold them"),
        "back": back,
    }
    page = {**staff_site.each_context(request), **context}
    return TemplateResponse(request, "shipping/admin/timetable_form.html", page)
