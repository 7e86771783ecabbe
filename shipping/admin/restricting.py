"""What do staff see of embargoes, of places kept for sellers, what may they do with them?"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib import admin
from django.db import transaction
from django.db.models import F, Q, QuerySet, Sum
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import AutocompleteSelectFilter
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from accounts.desk import NOTHING, StaffAdmin, StaffInline, badge, link, out_of, when
from accounts.sites import staff_site
from kit.clock import now
from kit.errors import Problem
from kit.refusing import in_readers_words
from kit.words import Words
from shipping.admin.clock_fields import ClockField, clocks_of_lines
from shipping.clocks import at_place
from shipping.models import Allotment, AllottedLeg, AllottedPlaces, Crossing, Embargo, Location
from shipping.operations import allotting, embargoing
from shipping.queries.embargoes import rolled_by, trains_under
from shipping.refusals import CLASSES
from shipping.segregation import carried_classes

if TYPE_CHECKING:
    _ModelForm = forms.ModelForm[Any]
else:
    _ModelForm = forms.ModelForm

_DISPATCH = {"dispatch"}
_TYPED_OF_EMBARGO = (
    *("location", "crossing", "direction", "segregation_classes"),
    *("starts_at", "ends_at", "reason"),
)
_TYPED_OF_ALLOTMENT = ("organisation", "service", "places", "release_h", "valid_from", "valid_to")
# The page of an embargo shows so many of what it meets, of what it rolled.
_SHOWN = 50


class _VerbForm(_ModelForm):
    """A form that an operation judges: what it refuses is said above the fields."""

    request: HttpRequest
    page: "_DeclaredAdmin"

    def _post_clean(self) -> None:
        # Where a model's own checks would run, the operation does, and makes the row.
        if self.errors:
            return
        try:
            with transaction.atomic():
                self.instance = self.declare()
        except Problem as problem:
            self.add_error(None, in_readers_words(problem))

    def declare(self) -> Any:
        """The row that the operation makes of what was typed."""
        raise NotImplementedError


def _in_words(name: str) -> str:
    return gettext(CLASSES.get(name, name))


class EmbargoForm(_VerbForm):
    """What a dispatcher says of an embargo."""

    segregation_classes = forms.MultipleChoiceField(
        label=_("Goods"),
        required=False,
        choices=lambda: [(name, capfirst(_in_words(name))) for name in carried_classes()],
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
        help_text=_("None ticked: all goods."),
    )

    starts_at = ClockField(_("Starts at"))
    ends_at = ClockField(_("Ends at"), required=False, help_text=_("Empty: until lifted."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """With the clocks named by which its hours are read."""
        super().__init__(*args, **kwargs)
        self.fields["starts_at"].help_text = clocks_of_lines(now())

    class Meta:
        model = Embargo
        fields = (
            "location",
            "crossing",
            "direction",
            "segregation_classes",
            "starts_at",
            "ends_at",
            "reason",
        )
        help_texts: ClassVar[dict[str, Words]] = {
            "reason": _(
                "Read by staff and those whose goods it stops; others see the place, and until when."
            ),
        }

    def declare(self) -> Embargo:
        """The embargo, declared as of now."""
        said = self.cleaned_data
        zone = _zone(said["location"], said["crossing"])
        return embargoing.declare_embargo(
            location_code=said["location"].code if said["location"] else "",
            crossing_code=said["crossing"].code if said["crossing"] else "",
            direction=said["direction"],
            segregation_classes=said["segregation_classes"],
            starts_at=at_place(said["starts_at"], zone),
            ends_at=at_place(said["ends_at"], zone) if said["ends_at"] else None,
            reason=said["reason"],
            at=now(),
            by=self.page.actor(self.request),
        )


class AllotmentForm(_VerbForm):
    """What a dispatcher says of places to keep."""

    class Meta:
        model = Allotment
        fields = _TYPED_OF_ALLOTMENT

    def declare(self) -> Allotment:
        """The allotment, its places kept as of now."""
        said = self.cleaned_data
        return allotting.allot(
            organisation_id=said["organisation"].pk,
            service_code=said["service"].code,
            places=said["places"],
            release_h=said["release_h"],
            valid_from=said["valid_from"],
            valid_to=said["valid_to"],
            at=now(),
            by=self.page.actor(self.request),
        )


class _DeclaredAdmin(StaffAdmin):
    """Rows that dispatchers add through an operation, and never change by hand."""

    declaring: type[_VerbForm]
    typed: tuple[str, ...]
    shown: tuple[str, ...]

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Dispatchers declare."""
        return self.may(request, _DISPATCH)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """For a new row the form with the operation behind it; it is a class of this request alone."""
        if obj is not None:
            return super().get_form(request, obj, change, **kwargs)
        form: Any = super().get_form(request, obj, change, form=self.declaring, **kwargs)
        form.request, form.page = request, self
        return form

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """What is typed of a new row, what is shown of one that stands."""
        return self.typed if obj is None else self.shown

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """All that is shown."""
        return () if obj is None else self.shown

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        """A new row has no others yet."""
        return () if obj is None else super().get_inlines(request, obj)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        """The operation has made the row already."""


@admin.register(Embargo, site=staff_site)
class EmbargoAdmin(_DeclaredAdmin):
    """Places that a railway has shut; what they met, what was rolled because of them."""

    declaring = EmbargoForm
    typed = _TYPED_OF_EMBARGO
    shown = (
        *("place", "direction", "goods", "begins", "ends", "reason", "state", "lift_reason"),
        *("trains", "rolled"),
    )
    list_display = ("place", "state", "direction", "goods", "begins", "ends", "reason")
    list_filter = ("direction", "crossing")
    search_fields = ("reason", "location__code", "crossing__code", "crossing__name")
    list_select_related = ("location", "crossing__station")
    nothing = _("No railway has shut a station or a crossing for our goods.")
    autocomplete_fields = ("location",)
    actions = ("lift",)
    verbs = {"lift": _DISPATCH}

    @admin.display(description=_("Place"))
    def place(self, embargo: Embargo) -> str:
        return str(embargo.crossing or embargo.location)

    @admin.display(description=_("Goods"))
    def goods(self, embargo: Embargo) -> str:
        return ", ".join(map(_in_words, embargo.segregation_classes)) or gettext("all")

    @admin.display(description=pgettext_lazy("time", "From"), ordering="starts_at")
    def begins(self, embargo: Embargo) -> str:
        return when(embargo.starts_at, _zone(embargo.location, embargo.crossing))

    @admin.display(description=_("Until"), ordering="ends_at")
    def ends(self, embargo: Embargo) -> str:
        if embargo.ends_at is None:
            return gettext("lifted")
        return when(embargo.ends_at, _zone(embargo.location, embargo.crossing))

    @admin.display(description=_("State"))
    def state(self, embargo: Embargo) -> str:
        if embargo.lifted_at:
            return badge(_("lifted"), "good")
        at = now()
        if embargo.ends_at and embargo.ends_at <= at:
            return badge(_("over"), "good")
        return badge(_("holds"), "bad") if embargo.starts_at <= at else badge(_("to come"), "late")

    @admin.display(description=_("Trains that meet it"))
    def trains(self, embargo: Embargo) -> str:
        met = [] if embargo.lifted_at else trains_under(embargo, at=now())
        return _lines(link(train) for train in met[:_SHOWN])

    @admin.display(description=_("Rolled because of it"))
    def rolled(self, embargo: Embargo) -> str:
        rolls = rolled_by(embargo).select_related(
            "shipment", "from_departure__service", "to_departure__service"
        )
        return _lines(
            format_html(
                "{}: {} → {}", link(roll.shipment), roll.from_departure, roll.to_departure or roll.why_not
            )
            for roll in rolls[:_SHOWN]
        )

    @admin.action(description=_("Lift"))
    def lift(self, request: HttpRequest, queryset: QuerySet[Embargo]) -> None:
        def verb(embargo: Embargo) -> object:
            return embargoing.lift_embargo(
                embargo_id=embargo.pk, reason=self.reason(request), at=now(), by=self.actor(request)
            )

        self.perform(request, queryset, verb, done=_("lifted"), needs_reason=True)


class AllottedPlacesInline(StaffInline):
    model = AllottedPlaces
    fields = readonly_fields = ("departure", "places_kept", "places_left", "release_at", "released_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet[AllottedPlaces]:
        """The next trains first."""
        rows: QuerySet[AllottedPlaces] = super().get_queryset(request)
        return rows.select_related("departure__service").order_by("departure__departs_at", "pk")


@admin.register(Allotment, site=staff_site)
class AllotmentAdmin(_DeclaredAdmin):
    """Places kept for sellers on every train of a service."""

    test_rows = Q(service__sandbox=True)
    declaring = AllotmentForm
    typed = _TYPED_OF_ALLOTMENT
    shown = (
        *_TYPED_OF_ALLOTMENT,
        *("departure", "held", "left", "short", "ended", "end_reason"),
    )
    list_display = (
        "organisation",
        "service",
        "places",
        "release_h",
        "valid_from",
        "valid_to",
        "held",
        "left",
        "ended",
    )
    list_filter = (("service", AutocompleteSelectFilter), ("organisation", AutocompleteSelectFilter))
    search_fields = ("organisation__name", "service__code")
    list_select_related = ("organisation", "service", "departure__service")
    nothing = _("No places are kept for a seller on any train.")
    autocomplete_fields = ("organisation", "service")
    inlines = (AllottedPlacesInline,)
    actions = ("end",)
    verbs = {"end": _DISPATCH}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Allotment]:
        """With how many places it keeps on all trains together."""
        rows: QuerySet[Allotment] = super().get_queryset(request)
        return rows.annotate(places_left=Sum("kept__places_left"))

    @admin.display(description=_("Held on one train until"), ordering="holds_until")
    def held(self, allotment: Allotment) -> str:
        return when(allotment.holds_until) if allotment.holds_until else NOTHING

    @admin.display(description=_("Kept now, on all trains"), ordering="places_left")
    def left(self, allotment: Any) -> int:
        return allotment.places_left or 0

    @admin.display(description=_("Trains with too little room"))
    def short(self, allotment: Allotment) -> str:
        rows = allotment.kept.filter(places_kept__lt=F("allotment__places")).select_related(
            "departure__service"
        )
        return _lines(
            format_html("{}: {}", link(row.departure), out_of(row.places_kept, allotment.places))
            for row in rows[:_SHOWN]
        )

    @admin.display(description=_("Ended"), ordering="ended_at")
    def ended(self, allotment: Allotment) -> str:
        return when(allotment.ended_at)

    @admin.action(description=_("End, and give up what is kept"))
    def end(self, request: HttpRequest, queryset: QuerySet[Allotment]) -> None:
        def verb(allotment: Allotment) -> object:
            return allotting.end_allotment(
                allotment_id=allotment.pk, reason=self.reason(request), at=now(), by=self.actor(request)
            )

        self.perform(request, queryset, verb, done=_("ended"), needs_reason=True)


class AllottedLegInline(StaffInline):
    model = AllottedLeg
    fields = readonly_fields = ("departure_leg", "mteu", "gross_g", "plugs", "length_mm")
    show_change_link = False


@admin.register(AllottedPlaces, site=staff_site)
class AllottedPlacesAdmin(StaffAdmin):
    """What each allotment still keeps of each train."""

    nothing = _("No train has places kept: an allotment keeps them on each departure of its service.")
    test_rows = Q(departure__service__sandbox=True)
    list_display = ("departure", "keeper", "places_kept", "places_left", "gives_up", "given_up")
    list_filter = (("departure", AutocompleteSelectFilter), ("allotment", AutocompleteSelectFilter))
    search_fields = ("departure__service__code", "allotment__organisation__name")
    list_select_related = ("departure__service", "allotment__organisation")
    fields = readonly_fields = (
        *("departure", "allotment", "keeper", "places_kept", "places_left"),
        *("gives_up", "given_up"),
    )
    inlines = (AllottedLegInline,)
    actions = ("give_up",)
    verbs = {"give_up": _DISPATCH}

    @admin.action(description=_("Give up on this train"))
    def give_up(self, request: HttpRequest, queryset: QuerySet[AllottedPlaces]) -> None:
        def verb(row: AllottedPlaces) -> object:
            return allotting.give_up_kept(allotted_id=row.pk, at=now(), by=self.actor(request))

        self.perform(request, queryset, verb, done=_("given up"))

    @admin.display(description=_("For"))
    def keeper(self, row: AllottedPlaces) -> str:
        return row.allotment.organisation.name

    @admin.display(description=_("Gives up at"), ordering="release_at")
    def gives_up(self, row: AllottedPlaces) -> str:
        return when(row.release_at)

    @admin.display(description=_("Given up"), ordering="released_at")
    def given_up(self, row: AllottedPlaces) -> str:
        return when(row.released_at)


def _zone(location: Location | None, crossing: Crossing | None) -> str:
    """The clock of the place that is shut; UTC where none or both were named, which is refused."""
    if location is not None:
        return location.timezone
    return crossing.station.timezone if crossing is not None else "UTC"


def _lines(items: Iterable[str]) -> str:
    return format_html_join("", "<div>{}</div>", ((item,) for item in items)) or NOTHING
