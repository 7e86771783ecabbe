"""From which page do staff pack, stuff, seal, strip a container?"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.desk import is_trusted, link, staff_actor
from accounts.sites import staff_site
from kit.actors import Actor
from kit.clock import now
from kit.errors import Problem
from kit.http import status_of
from kit.refusing import in_readers_words
from kit.transactions import owns_transaction
from kit.words import Words
from shipping.admin.pages import for_staff
from shipping.admin.stowing import container_state
from shipping.models import Container, ContainerType, Discrepancy, LoadUnit
from shipping.operations import clearing, grouping, reboxing, sealing, stripping, stuffing
from shipping.queries.containers import container_verbs, shown_containers
from shipping.queries.contents import due_pieces, expected_gross_g, stowed_pieces, unpacked
from shipping.queries.differences import outcomes_of

# So many differences on one page, so many codes of one: the others come up as these are settled.
_MOST_SHOWN, _MOST_CODES = 50, 6
_INPUT = (
    "border border-base-200 bg-white px-3 py-2 rounded-default text-sm w-full"
    " dark:bg-base-900 dark:border-base-700"
)


class VerbForm(forms.Form):
    """What a verb asks for, in the look of the site."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if not isinstance(field, forms.BooleanField):
                field.widget.attrs["class"] = _INPUT


class CodesField(forms.CharField):
    """SSCCs, one a line."""

    widget = forms.Textarea

    def clean(self, value: Any) -> Any:
        """The codes in their order."""
        return super().clean(value).split()


def codes(label: Words, *, required: bool = True) -> CodesField:
    """A field of SSCCs."""
    return CodesField(label=label, required=required, widget=forms.Textarea({"rows": 8}))


def kilograms(label: Words, most: int) -> forms.DecimalField:
    """A mass as people write it."""
    return forms.DecimalField(label=label, min_value=0, max_value=most, decimal_places=3)


class StuffForm(VerbForm):
    number = forms.CharField(label=_("Container number (ISO 6346)"), max_length=11)
    weighed = kilograms(_("Weighed with its goods, kg"), 50_000)
    sscc = codes(_("SSCCs in the order of stowing, the floor first"))
    again = forms.BooleanField(label=_("Replace what was recorded before"), required=False)


class StripForm(VerbForm):
    weighed = kilograms(_("Weighed before it was opened, kg"), 50_000)
    # Left empty: a count that shows what to find finds just that.
    found = codes(_("SSCCs that were found"), required=False)


class SealForm(VerbForm):
    seal_no = forms.CharField(label=_("Seal number"), max_length=32)


class ReasonForm(VerbForm):
    reason = forms.CharField(label=_("Reason"), max_length=200)


class BoxForm(ReasonForm):
    iso_code = forms.ModelChoiceField(
        label=_("Type"), queryset=ContainerType.objects.order_by("iso_code"), to_field_name="iso_code"
    )
    field_order = ("iso_code", "reason")


class GroupForm(VerbForm):
    kind = forms.ChoiceField(label=_("Into a"), choices=LoadUnit.Kind.choices)
    tare = kilograms(_("Which weighs empty, kg"), 500)
    pieces = codes(_("SSCCs of packages and cartons"))


class SettleForm(VerbForm):
    discrepancy = forms.UUIDField(widget=forms.HiddenInput)
    outcome = forms.ChoiceField(choices=Discrepancy.Outcome.choices, required=False)
    note = forms.CharField(label=_("How it was settled"), max_length=200)


@dataclass(frozen=True, slots=True)
class Differing:
    """What differs in one way, all that is missing of a shipment together, and what may be decided of it."""

    row: Discrepancy
    shipment: str
    codes: str
    note: str
    outcomes: Sequence[tuple[str, Words]]


@dataclass(frozen=True, slots=True)
class Verb:
    """One form of the page: what it asks, what it does, what is said afterwards."""

    title: Words
    form: type[VerbForm]
    run: Callable[[Container, Mapping[str, Any], datetime, Actor], object]
    done: Words


def _grams(kilograms: Decimal) -> int:
    return int(kilograms * 1000)


VERBS: Mapping[str, Verb] = {
    "group": Verb(
        _("Pack into a carton or on a pallet"),
        GroupForm,
        lambda box, given, at, by: grouping.group(
            kind=given["kind"], sscc=given["pieces"], tare_g=_grams(given["tare"]), at=at, by=by
        ),
        _("They travel together now."),
    ),
    "stuff": Verb(
        _("Stuff"),
        StuffForm,
        lambda box, given, at, by: stuffing.stuff(
            container_id=box.pk,
            number=given["number"].strip().upper(),
            sscc=given["sscc"],
            weighed_gross_g=_grams(given["weighed"]),
            again=given["again"],
            at=at,
            by=by,
        ),
        _("What stands in the container is in the books."),
    ),
    "seal": Verb(
        pgettext_lazy("verb", "Seal"),
        SealForm,
        lambda box, given, at, by: sealing.seal(
            container_id=box.pk, seal_no=given["seal_no"].strip().upper(), at=at, by=by
        ),
        _("The container is sealed."),
    ),
    "break-seal": Verb(
        _("Record a broken seal"),
        ReasonForm,
        lambda box, given, at, by: sealing.break_seal(
            container_id=box.pk, reason=given["reason"], at=at, by=by
        ),
        _("The seal is broken; seal the container again before it rides on."),
    ),
    "strip": Verb(
        _("Strip"),
        StripForm,
        lambda box, given, at, by: stripping.strip(
            container_id=box.pk, sscc=given["found"], weighed_gross_g=_grams(given["weighed"]), at=at, by=by
        ),
        _("The container is empty, free for another ride."),
    ),
    "change-box": Verb(
        _("Give the slot a container of another type"),
        BoxForm,
        lambda box, given, at, by: reboxing.change_box(
            slot_id=box.slot.pk, iso_code=given["iso_code"].iso_code, reason=given["reason"], at=at, by=by
        ),
        _("The slot has another container now."),
    ),
    "settle": Verb(
        _("Settle"),
        SettleForm,
        lambda box, given, at, by: clearing.settle_discrepancy(
            discrepancy_id=given["discrepancy"],
            note=given["note"],
            outcome=given["outcome"],
            at=at,
            by=by,
        ),
        _("Settled."),
    ),
}


@for_staff
@require_http_methods(["GET", "POST"])
def work(request: HttpRequest, container_id: UUID) -> HttpResponse:
    """What stands in a container, and a form for each verb that is possible now; a post is one of them."""
    container = shown_containers(Container.objects.all()).filter(pk=container_id, slot__isnull=False).first()
    if container is None:
        raise Http404
    if request.method == "GET":
        return _page(request, container)
    if not is_trusted(request, ("dispatch",)):
        raise PermissionDenied
    name = request.POST.get("verb", "")
    verb = VERBS.get(name)
    if verb is None:
        raise Http404
    form = verb.form(request.POST, auto_id=f"{name}-%s")
    if not form.is_valid():
        return _page(request, container, name, form, status=400)
    try:
        owns_transaction(verb.run)(container, form.cleaned_data, now(), staff_actor(request))
    except Problem as problem:
        for sentence in dict.fromkeys(
            [in_readers_words(problem), *(field.message for field in problem.fields)]
        ):
            form.add_error(None, sentence)
        return _page(request, container, name, form, status=status_of(problem))
    messages.success(request, verb.done)
    return HttpResponseRedirect(request.path)


def _page(
    request: HttpRequest, container: Any, used: str = "", bound: VerbForm | None = None, *, status: int = 200
) -> HttpResponse:
    stowed = [(position, piece.sscc, piece.gross_g) for position, piece in stowed_pieces(container)]
    due = [(index, piece.sscc, piece.gross_g) for index, piece in enumerate(due_pieces(container.slot), 1)]
    pieces = stowed if container.stuffed_at else due
    differing = _differing(container.open_discrepancies)
    bare = [] if container.stuffed_at else unpacked(container.slot)
    may_act = is_trusted(request, ("dispatch",))
    initial = _initial(container, [sscc for _place, sscc, _mass in (stowed or due)])
    context = {
        **staff_site.each_context(request),
        "title": gettext("Container %(container)s") % {"container": container},
        "container": container,
        "state": container_state(container),
        "slot_link": link(container.slot, f"{container.slot.departure} {container.slot}"),
        "expected_kg": expected_gross_g(container) / 1000 if container.stuffed_at else None,
        "weighed_kg": container.weighed_gross_g / 1000 if container.weighed_gross_g else None,
        "pieces": [(position, sscc, gross_g / 1000) for position, sscc, gross_g in pieces],
        "seals": container.seal_changes.order_by("-id")[:10],
        "forms": [
            (name, VERBS[name].title, bound if bound and name == used else _blank(name, container, initial))
            for name in (_shown(container, used) if may_act else [])
        ],
        "settle": used == "settle" and bound,
        "differing": differing[:_MOST_SHOWN],
        "more": len(differing) - _MOST_SHOWN,
        "unpacked": bare[:_MOST_SHOWN],
        "more_unpacked": len(bare) - _MOST_SHOWN,
        "may_act": may_act,
    }
    return TemplateResponse(request, "shipping/admin/container.html", context, status=status)


def _differing(rows: Sequence[Discrepancy]) -> list[Differing]:
    """The open differences as they are decided: one for all that is missing of a shipment."""
    outcomes = outcomes_of(rows)
    groups: dict[object, list[Discrepancy]] = {}
    for row in sorted(rows, key=lambda row: (row.shipment.number if row.shipment else "", row.sscc)):
        together = row.shipment_id if outcomes[row.pk] and row.shipment_id else row.pk
        groups.setdefault(together, []).append(row)
    return [_decided_together(group, outcomes[group[0].pk]) for group in groups.values()]


def _decided_together(rows: Sequence[Discrepancy], outcomes: Sequence[str]) -> Differing:
    first, codes = rows[0], [row.sscc for row in rows if row.sscc]
    shown = ", ".join(codes[:_MOST_CODES])
    if len(codes) > _MOST_CODES:
        shown = gettext("%(codes)s and %(count)d more") % {"codes": shown, "count": len(codes) - _MOST_CODES}
    packages = ngettext("%(count)d package", "%(count)d packages", len(rows)) % {"count": len(rows)}
    return Differing(
        row=first,
        shipment=link(first.shipment) if first.shipment else "",
        codes=shown,
        note=first.note if len(rows) == 1 else packages,
        outcomes=[(each, Discrepancy.Outcome(each).label) for each in outcomes],
    )


def _possible(container: Any) -> list[str]:
    verbs = container_verbs(container, differs=bool(container.open_discrepancies))
    if container.stuffed_at is None and verbs:
        return ["group", *verbs]
    return verbs


def _shown(container: Container, used: str) -> list[str]:
    """The possible verbs, and the one that was used: from an old page it may come too late, and says so."""
    possible = _possible(container)
    return possible if used in ("", "settle", *possible) else [used, *possible]


def _blank(name: str, container: Container, initial: Mapping[str, Any]) -> VerbForm:
    form = VERBS[name].form(initial=initial, auto_id=f"{name}-%s")
    if container.stuffed_at is None:
        form.fields.pop("again", None)
    return form


def _initial(container: Container, sscc: list[str]) -> dict[str, Any]:
    return {"number": container.number, "sscc": "\n".join(sscc), "tare": 0}
