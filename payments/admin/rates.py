"""At which exchange rates does the shop price, who may publish one, which documents wait?"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib import admin
from django.contrib.admin import action
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget

from accounts.bare import leaving
from accounts.desk import StaffAdmin, status_badge, when
from accounts.queries import names_of
from accounts.sites import staff_site
from kit.clock import now
from kit.money import CURRENCIES
from kit.words import Words
from payments.models import FxRate, RateDocument, RateFeed
from payments.operations.fetching import ask_now
from payments.operations.publishing import (
    accept_document,
    dismiss_document,
    lines_of,
    publish_by_hand,
    today_of,
)

if TYPE_CHECKING:
    _ModelForm = forms.ModelForm[FxRate]
else:
    _ModelForm = forms.ModelForm

PUBLISHERS = frozenset({"finance"})


class RateForm(_ModelForm):
    """One rate: of two currencies in which the shop counts, more than nothing, of a day that has begun."""

    class Meta:
        model = FxRate
        fields: ClassVar[list[str]] = ["date", "base", "quote", "rate", "source"]

    def clean_rate(self) -> Any:
        """What the database refuses is said at its field, in the reader's words."""
        rate = self.cleaned_data["rate"]
        if rate <= 0:
            raise ValidationError(_("A rate is more than zero."), code="min_value")
        return rate

    def clean_quote(self) -> str:
        """A currency is worth itself: such a rate would only look as if something had been published."""
        quote: str = self.cleaned_data["quote"]
        if quote == self.cleaned_data.get("base"):
            raise ValidationError(_("Choose another currency than the base."), code="same")
        return quote

    def clean_date(self) -> Any:
        """Nobody knows the rates of tomorrow."""
        day = self.cleaned_data["date"]
        if day > today_of(now()):
            raise ValidationError(_("This day lies in the future."), code="future")
        return day


@admin.register(FxRate, site=staff_site)
class FxRateAdmin(StaffAdmin):
    """Published rates, of which rows are only added; quotes already held keep theirs."""

    form = RateForm
    nothing = _(
        "No exchange rate is published: finance adds one for a day, and prices are converted by the latest."
    )
    list_display = ("date", "base", "quote", "rate", "said_by", "origin", "edition", "by")
    list_filter = ("base", "quote", "origin")
    search_fields = ("date", "base", "quote", "source")
    date_hierarchy = "date"
    ordering = ("-date", "base", "quote", "-edition")
    readonly_fields = ("said_by", "edition", "origin", "document", "came", "by")

    def get_fields(self, request: HttpRequest, obj: FxRate | None = None) -> Any:
        """What is typed; of one that is published also how it came."""
        *shown, source = RateForm.Meta.fields
        return [*shown, source] if obj is None else [*shown, *self.readonly_fields]

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Finance publishes rates; a correction is a new row for the same day."""
        return self.may(request, PUBLISHERS)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Currencies are chosen: the shop counts in no others."""
        if db_field.name not in ("base", "quote"):
            return super().formfield_for_dbfield(db_field, request, **kwargs)
        choices = [("", "---------"), *((each, each) for each in CURRENCIES)]
        label = capfirst(db_field.verbose_name)
        return forms.ChoiceField(label=label, choices=choices, widget=UnfoldAdminSelectWidget)

    def save_model(self, request: HttpRequest, obj: FxRate, form: Any, change: bool) -> None:
        """Let it count; the row is the operation's."""
        said = form.cleaned_data
        made = publish_by_hand(
            day=said["date"],
            base=said["base"],
            quote=said["quote"],
            rate=said["rate"],
            source=said["source"],
            at=now(),
            by=self.actor(request),
        )
        obj.__dict__.update(made.__dict__)

    def gather(self, rows: list[Any]) -> None:
        """Who typed each, by one query."""
        super().gather(rows)
        names = names_of(row.by_id for row in rows if row.by_id)
        for row in rows:
            row.doer = names.get(row.by_id, "")

    @admin.display(description=_("Source"), ordering="source")
    def said_by(self, rate: FxRate) -> str:
        return source_of(rate)

    @admin.display(description=_("By"))
    def by(self, rate: Any) -> str:
        if not hasattr(rate, "doer"):
            self.gather([rate])
        return str(rate.doer)

    @admin.display(description=_("Came"))
    def came(self, rate: FxRate) -> str:
        return when(rate.created_at)


@admin.register(RateDocument, site=staff_site)
class RateDocumentAdmin(StaffAdmin):
    """What central banks published, as it came; the page shows what publishing it would change."""

    nothing = _("No document of rates came: one is fetched, or sent on the page “Exchange rates”.")
    list_display = ("last_date", "publisher", "standing", "odd", "came", "is_sent_by_hand")
    list_display_links = ("last_date",)
    list_filter = ("state", "publisher", "is_sent_by_hand")
    search_fields = ("digest", "note")
    ordering = ("-id",)
    fields = readonly_fields = (
        *(
            "publisher",
            "first_date",
            "last_date",
            "edition",
            "standing",
            "what_it_does",
            "came",
            "is_sent_by_hand",
        ),
        *("note", "decided", "digest"),
    )
    actions = ("accept", "dismiss")
    verbs: ClassVar[dict[str, Any]] = {"accept": PUBLISHERS, "dismiss": PUBLISHERS}

    @admin.display(description=_("State"), ordering="state")
    def standing(self, document: RateDocument) -> str:
        return status_badge(document.state, document.get_state_display())

    @admin.display(description=_("Strange rates"))
    def odd(self, document: RateDocument) -> int:
        return len(document.strange)

    @admin.display(description=_("Came"), ordering="created_at")
    def came(self, document: RateDocument) -> str:
        return when(document.created_at)

    @admin.display(description=_("Decided"))
    def decided(self, document: RateDocument) -> str:
        return when(document.decided_at)

    @admin.display(description=_("What it changes"))
    @leaving("nowhere")
    def what_it_does(self, document: RateDocument) -> str:
        """One line a pair and day: what it says, what counts there now, and whether that is far off."""
        row = "<tr>" + '<td class="pr-4 py-1" data-label="{}">{}</td>' * len(_HEAD) + "</tr>"
        told = (
            [part for pair in zip(_HEAD, cells, strict=True) for part in pair] for cells in _cells(document)
        )
        lines = format_html_join("", row, told)
        head = format_html_join(
            "", '<th scope="col" class="text-left pr-4">{}</th>', ((each,) for each in _HEAD)
        )
        return format_html(
            '<div class="overflow-x-auto"><table class="stacked w-full"><thead><tr>{}</tr></thead>'
            "<tbody>{}</tbody></table></div>",
            head,
            lines,
        )

    def offers(self, verb: str, row: Any) -> bool:
        """Whoever was decided stays decided."""
        return bool(row.state == RateDocument.State.HELD)

    @action(description=_("Publish its rates"))
    def accept(self, request: HttpRequest, queryset: QuerySet[RateDocument]) -> None:
        """Let its rates count."""
        self.perform(
            request,
            queryset,
            lambda row: accept_document(document_id=row.pk, at=now(), by=self.actor(request)),
            done=_("published"),
        )

    @action(description=_("Put aside, with a reason"))
    def dismiss(self, request: HttpRequest, queryset: QuerySet[RateDocument]) -> None:
        """Publish nothing of it."""
        self.perform(
            request,
            queryset,
            lambda row: dismiss_document(
                document_id=row.pk, note=self.reason(request), at=now(), by=self.actor(request)
            ),
            done=_("put aside"),
            needs_reason=True,
        )


@admin.register(RateFeed, site=staff_site)
class RateFeedAdmin(StaffAdmin):
    """Who is asked for rates, when next, and what came of it last."""

    nothing = _("No central bank was asked yet: FX_FEEDS names those that are.")
    list_display = ("publisher", "answered", "due", "attempts", "error")
    list_display_links = ("publisher",)
    search_fields = ("publisher", "error")
    ordering = ("publisher",)
    fields = readonly_fields = ("publisher", "answered", "due", "attempts", "error")
    actions = ("ask",)
    verbs: ClassVar[dict[str, Any]] = {"ask": PUBLISHERS}

    @admin.display(description=_("Answered last"), ordering="answered_at")
    def answered(self, feed: RateFeed) -> str:
        return when(feed.answered_at)

    @admin.display(description=_("Asked next"), ordering="due_at")
    def due(self, feed: RateFeed) -> str:
        return when(feed.due_at)

    @action(description=_("Ask now"))
    def ask(self, request: HttpRequest, queryset: QuerySet[RateFeed]) -> None:
        """Within minutes, by the next sweep."""
        self.perform(request, queryset, lambda row: ask_now(feed=row, at=now()), done=_("asked soon"))


def source_of(rate: FxRate) -> str:
    """Who said so: a central bank by its name in the reader's language, with how a pair was crossed."""
    if rate.origin != FxRate.Origin.PUBLISHED:
        return rate.source
    name, colon, how = rate.source.partition(": ")
    return f"{gettext(name)}{colon}{how}"


_HEAD = (_("Day"), _("Pair"), _("It says"), _("Counts now"), _("What follows"))
_STANDINGS: Mapping[str, Words] = {
    "new": _("new"),
    "known": _("known already"),
    "corrected": _("corrects it"),
    "kept": _("what was typed by hand stays"),
}


def _cells(document: RateDocument) -> Iterator[tuple[object, ...]]:
    for line in lines_of(document):
        rate, follows = line.rate, str(_STANDINGS[line.standing])
        if line.standing == "corrected" and line.was:
            follows = f"{follows}, {(rate.rate / line.was - 1) * 100:+.1f} %"
        if line.strange_since is not None:
            far = gettext("far from %(was)s, which was known") % {"was": _plain(line.strange_since)}
            follows = f"{follows}; {far}"
        was = "–" if line.was is None else _plain(line.was)
        yield rate.date.isoformat(), f"{rate.base}/{rate.quote}", _plain(rate.rate), was, follows


def _plain(rate: Decimal) -> str:
    return f"{rate.normalize():f}"
