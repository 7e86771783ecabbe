"""What do all pages of the staff site have in common?"""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, cast
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.contrib.admin import display
from django.contrib.auth.models import AnonymousUser
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.dateformat import format as formatted
from django.utils.html import format_html
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _
from unfold.forms import ActionForm

from accounts import bare
from accounts.bare import is_bare
from accounts.export_page import Exporting
from accounts.guarding import Confirming, confirmed_verbs_first
from accounts.models import User
from accounts.naming import NamesDoersInside
from accounts.policy import CONTACT_GROUPS, STAFF_GROUPS
from accounts.queries import actor_of
from accounts.worlds import FROM_PAGE, OfTwoWorlds
from kit.actors import Actor
from kit.errors import Problem
from kit.reading import city
from kit.refusing import in_readers_words
from kit.transactions import owns_transaction
from kit.words import Words, in_words

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin, TabularInline

    _ModelAdmin = ModelAdmin[Any]
    _TabularInline = TabularInline[Any, Any]
    _ActionForm = forms.Form
else:
    from unfold.admin import ModelAdmin as _ModelAdmin
    from unfold.admin import TabularInline as _TabularInline

    _ActionForm = ActionForm

NOTHING = bare.NOTHING
# What Django's own form beside the actions holds.
_DJANGOS_OWN = ("action", "select_across")
_REASON_CLASSES = "bg-white/20 px-2 py-1 rounded-default text-current lg:w-72"
HOURS_CLASSES = "bg-white/20 px-2 py-1 rounded-default text-current lg:w-40"
# Classes that the toolkit's own labels use: its style sheet has no others.
_TONES = {
    "good": "bg-green-100 text-green-700 dark:bg-green-500/20 dark:text-green-400",
    "bad": "bg-red-100 text-red-700 dark:bg-red-500/20 dark:text-red-400",
    "late": "bg-orange-100 text-orange-700 dark:bg-orange-500/20 dark:text-orange-400",
    "busy": "bg-blue-100 text-blue-700 dark:bg-blue-500/20 dark:text-blue-400",
    "": "bg-base-500/8 text-base-700 dark:bg-base-500/20 dark:text-base-200",
}
_TONE_OF = {
    **dict.fromkeys(("done", "completed", "delivered", "captured", "matched"), "good"),
    **dict.fromkeys(("paid", "verified", "live"), "good"),
    **dict.fromkeys(("placed", "accepted", "open", "assigned", "pending", "authorised", "approved"), "busy"),
    **dict.fromkeys(("shipped", "part_shipped", "part_delivered", "loaded", "departed", "arrived"), "busy"),
    **dict.fromkeys(("waiting", "rolled", "requested", "submitted", "unknown", "expired", "on_hold"), "late"),
    **dict.fromkeys(("refunded", "part_refunded", "customs_hold", "paused"), "late"),
    **dict.fromkeys(("cancelled", "declined", "failed", "lost", "damaged", "rejected", "blocked"), "bad"),
    **dict.fromkeys(("unmatched", "overpaid", "wrong_amount", "suspended", "withheld"), "bad"),
}


class VerbForm(_ActionForm):
    """Which verb, and why; not every verb asks for a reason."""

    # A field that one verb alone asks for, by its name.
    only_for: ClassVar[Mapping[str, str]] = {}

    reason = forms.CharField(
        label="",
        required=False,
        max_length=200,
        widget=forms.TextInput(
            {"placeholder": _("Reason, where one is asked for"), "class": _REASON_CLASSES}
        ),
    )


class _Read:
    """Rows that are looked at here and changed by operations alone."""

    # The groups that may look.
    viewers: ClassVar[Collection[str]] = STAFF_GROUPS

    def has_view_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Whoever is in one of the groups may look."""
        return is_trusted(request, self.viewers)

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Rows come from operations and loaders."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Facts are read-only."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """What happened stays."""
        return False

    @display(description=_("By"))
    def who(self, row: Any) -> str:
        """Which kind of actor did it."""
        return in_words(row.by_kind)


class StaffInline(_Read, _TabularInline):
    """Rows of a neighbouring table on the page of their owner, each linked to its own page."""

    extra = 0
    can_delete = False
    show_change_link = True
    # A page shows so many of them; the link above leads to the rest.
    per_page = 25
    tab = True

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Named for the ear: to the eye the head of its column does."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None:
            field.widget.attrs.setdefault("aria-label", str(field.label))
        return field

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """In the order of their making where the table names no other: pages need one."""
        rows: QuerySet[Any] = super().get_queryset(request)
        return rows if rows.ordered else rows.order_by("pk")


class MoveInline(NamesDoersInside, StaffInline):
    """The changes of a row's status, in the reader's words."""

    fields = readonly_fields = ("at", "from_status", "to_status", "who", "reason")
    show_change_link = False

    @display(description=_("Was"))
    def from_status(self, move: Any) -> str:
        """Its status before."""
        return in_words(move.was)

    @display(description=_("Became"))
    def to_status(self, move: Any) -> str:
        """Its status since."""
        return in_words(move.became)


class StaffAdmin(_Read, Confirming, Exporting, OfTwoWorlds, _ModelAdmin):
    """
    A list with its pages, on which verbs are actions through operations.

    `verbs` names the actions and the staff groups that may use each; superusers
    may use all. An action is a method that calls `perform`:

        class RefundAdmin(StaffAdmin):
            actions = ("approve",)
            verbs = {"approve": {"finance"}}

            @action(description=_("Approve"))
            def approve(self, request, queryset):
                self.perform(request, queryset, lambda row: approve_refund(
                    refund=row, at=now(), by=self.actor(request)), done=_("approved"))
    """

    verbs: ClassVar[Mapping[str, Collection[str]]] = {}
    # To which status a verb moves a row: where its lifecycle has no such move, its page has no such button.
    leads_to: ClassVar[Mapping[str, str]] = {}
    # From which states alone it does, where several roads lead there.
    comes_from: ClassVar[Mapping[str, Collection[str]]] = {}
    # Columns, filters and search fields that tell who a buyer is: only `CONTACT_GROUPS` have them.
    personal: ClassVar[Collection[str]] = ()
    # What an empty list says.
    nothing: ClassVar[Words] = _("None has been written down yet.")
    action_form = VerbForm
    list_per_page = 50
    show_full_result_count = False
    list_filter_submit = True
    change_form_outer_before_template = "accounts/admin/verbs.html"

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Whoever may look at its rows sees the app."""
        return self.has_view_permission(request)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """The verbs that this member of staff may use."""
        found: dict[str, Any] = super().get_actions(request)
        return {
            name: action for name, action in found.items() if is_trusted(request, self.verbs.get(name, ()))
        }

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        """The columns that this member of staff may know."""
        return self._known(request, super().get_list_display(request))

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        """The filters by what they may know."""
        return self._known(request, super().get_list_filter(request))

    def get_search_fields(self, request: HttpRequest) -> list[Any]:
        """What they may search by: to be told that somebody is found is to be told who it is."""
        return self._known(request, super().get_search_fields(request))

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """The facts of one row that they may know."""
        return [
            (title, {**options, "fields": self._known(request, options["fields"])})
            for title, options in super().get_fieldsets(request, obj)
        ]

    def _known(self, request: HttpRequest, names: Iterable[Any]) -> list[Any]:
        """Columns, or filters that may come with their class, without those that tell who a buyer is."""
        if not self.personal or may_see_contact(request):
            return list(names)
        return [each for each in names if (each[0] if isinstance(each, tuple) else each) not in self.personal]

    def actor(self, request: HttpRequest) -> Actor:
        """On whose behalf the operations work."""
        return staff_actor(request)

    def may(self, request: HttpRequest, groups: Collection[str]) -> bool:
        """Whether a member of staff is in one of some groups, or above them all."""
        return is_trusted(request, groups)

    def offers(self, verb: str, row: Any) -> bool:
        """Whether the page of a row, as it is now, has the button of a verb: not what its state refuses."""
        if verb in self.comes_from:
            return row.status in self.comes_from[verb]
        return verb not in self.leads_to or type(row).LIFECYCLE.allows(row.status, self.leads_to[verb])

    def reason(self, request: HttpRequest) -> str:
        """What was typed beside the action, in at most 200 characters, none of them NUL: no row holds it."""
        return request.POST.get("reason", "").replace("\0", "").strip()[:200]

    def perform(
        self,
        request: HttpRequest,
        rows: Iterable[Any],
        verb: Callable[[Any], object],
        *,
        done: Words,
        needs_reason: bool = False,
    ) -> None:
        """Let an operation work on each row, in a transaction of its own; refusals become messages."""
        if needs_reason and not self.reason(request):
            self.message_user(request, gettext("Give a reason."), messages.ERROR)
            return
        found, count = list(rows), 0
        for row in found:
            try:
                owns_transaction(verb)(row)
            except Problem as problem:
                self.message_user(request, f"{row}: {in_readers_words(problem)}", messages.ERROR)
            else:
                count += 1
        if count:
            told = gettext("%(count)d %(done)s.") % {"count": count, "done": done}
            self.message_user(request, told, messages.SUCCESS)
        elif not found:
            self.message_user(request, gettext("It isn't there any more."), messages.ERROR)

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        """The page of one row offers the same verbs as the list."""
        row = kwargs.get("obj") or context.get("original")
        choices = self.get_action_choices(request) if row else []
        context["verbs"] = [each for each in choices if each[0] and self.offers(each[0], row)]
        form, offered = self.action_form(), {None, *(name for name, _ in context["verbs"])}
        context["verb_fields"] = [
            form[name]
            for name in form.fields
            if name not in _DJANGOS_OWN and form.only_for.get(name) in offered
        ]
        # The admin's own log knows what is typed in forms: what operations change, it would call unchanged.
        context["show_history"] = context.get("show_history") and self.has_change_permission(request, row)
        return super().render_change_form(request, context, *args, **kwargs)

    @confirmed_verbs_first
    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse | HttpResponse:
        """The list; a verb used on a row's own page comes here too, and goes back there."""
        context = {**(extra_context or {}), "may_export": self.may_export(request)}
        response = super().changelist_view(request, context)
        pk = request.POST.get(FROM_PAGE)
        page = reverse(_page(self.opts.label_lower, "change"), args=(pk,)) if pk else ""
        return HttpResponseRedirect(page) if page else response


def link(row: Model | None, text: Words = "") -> str:
    """A link to the page of a row."""
    if row is None:
        return NOTHING
    return link_by_id(row._meta.label_lower, row.pk, text or str(row))


def link_by_id(model: str, pk: object, text: Words) -> str:
    """A link to the page of a row of which only the id is known; `model` is such as "orders.order"."""
    return str(text) if is_bare() else _anchor(reverse(_page(model, "change"), args=(pk,)), text)


def link_to_list(model: str, text: object, **filters: object) -> str:
    """A link to the list of a model, filtered by its own columns."""
    return text if is_bare() else _anchor(list_address(model, **filters), text)  # type: ignore[return-value]


def list_address(model: str, **filters: object) -> str:
    """Where the list of a model is, filtered by its own columns."""
    address = reverse(_page(model, "changelist"))
    return f"{address}?{urlencode(filters)}" if filters else address


def picture(address: str, words: str) -> str:
    """A small picture that leads to itself; `words` say what it shows to who can't see it."""
    image = format_html('<img src="{}" alt="{}" loading="lazy" class="max-h-32">', address, words)
    return format_html('<a href="{}">{}</a>', address, image)


def unbroken(words: object) -> str:
    """Words that stay on one line, as numbers and amounts should."""
    if is_bare():
        return words  # type: ignore[return-value]
    return format_html('<span class="whitespace-nowrap">{}</span>', words)


def badge(words: Words, tone: str = "") -> str:
    """A coloured label; `tone` is good, bad, busy, late or nothing."""
    if is_bare():
        return str(words)
    return format_html(
        '<span class="inline-block font-semibold rounded-default text-[11px] uppercase whitespace-nowrap'
        ' h-6 leading-6 px-2 {}">{}</span>',
        _TONES[tone],
        words,
    )


def status_badge(status: str, words: Words = "") -> str:
    """A status in the colour that it has on every page."""
    return badge(words or in_words(status), _TONE_OF.get(status, ""))


def out_of(part: object, whole: object) -> str:
    """So much of so much: "3 of 5"; for an export, both."""
    if is_bare():
        return part, whole  # type: ignore[return-value]
    return gettext("%(part)s of %(whole)s") % {"part": part, "whole": whole}


def when(at: datetime | None, zone: str = "") -> str:
    """An instant in UTC, with the time of a place's own clocks behind it where a place is known."""
    if at is None:
        return NOTHING
    if is_bare():
        return at  # type: ignore[return-value]
    shown = f"{at:%Y-%m-%d %H:%M} UTC"
    if not zone:
        return shown
    local = at.astimezone(ZoneInfo(zone))
    days = "" if local.date() == at.date() else formatted(local, pgettext("date format", "d M")) + " "
    return f"{shown} ({days}{local:%H:%M} {city(zone)})"


def _page(model: str, page: str) -> str:
    return f"admin:{model.lower().replace('.', '_')}_{page}"


def _anchor(address: str, text: object) -> str:
    return format_html('<a class="text-link" href="{}">{}</a>', address, text)


def staff_actor(request: HttpRequest) -> Actor:
    """On whose behalf the operations of this request work."""
    kept: Actor | None = getattr(request, "staff_actor", None)
    if kept is None:
        kept = actor_of(cast("User", request.user))
        request.staff_actor = kept  # type: ignore[attr-defined]
    return kept


def may_see_contact(request: HttpRequest) -> bool:
    """Whether a member of staff may know who a buyer is, and look for buyers by what they know of them."""
    return is_trusted(request, CONTACT_GROUPS)


def is_trusted(request: HttpRequest, groups: Collection[str]) -> bool:
    """Whether a member of staff is in one of some groups, or above them all."""
    user: User | AnonymousUser = request.user
    # The sign-in page asks too, for somebody who is nobody yet.
    return user.is_authenticated and (user.is_superuser or staff_actor(request).has_role(*groups))
