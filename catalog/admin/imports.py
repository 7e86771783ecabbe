"""What do staff see of the files that sellers send, and how do they stop one?"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from accounts.bare import leaving
from accounts.desk import MoveInline, StaffAdmin, link, link_to_list, out_of, status_badge, when
from accounts.sites import staff_site
from catalog.import_wording import fault_said, why_said
from catalog.lifecycle import IMPORT_ROADS
from catalog.models import ImportJob, ImportJobMove, ImportMapping, ImportRow
from catalog.neutral_json import fault_of
from catalog.operations import importing
from kit.clock import now


class ImportJobMoveInline(MoveInline):
    model = ImportJobMove


@admin.register(ImportJob, site=staff_site)
class ImportJobAdmin(StaffAdmin):
    """Files on their way into the catalogue."""

    test_rows = Q(seller__sandbox=True)
    nothing = _("No file of goods has come: sellers send them, and what becomes of each row is shown here.")
    list_display = ("file_name", "state", "sold_by", "format", "progress", "faulty", "sent", "ended")
    list_filter = ("status", "format")
    search_fields = ("file_name", "seller__code", "sha256")
    list_select_related = ("seller",)
    ordering = ("-id",)
    fields = readonly_fields = (
        *("file_name", "state", "reason_told", "sold_by", "format", "size_bytes", "progress"),
        *("verdicts", "faulty", "sent", "started", "ended", "undone", "rows_link"),
    )
    inlines = (ImportJobMoveInline,)
    actions = ("cancel",)
    verbs = {"cancel": {"onboarding"}}
    comes_from = {"cancel": IMPORT_ROADS["cancel"]}

    @admin.display(description=_("Status"), ordering="status")
    def state(self, job: ImportJob) -> str:
        return status_badge(job.status, job.get_status_display())

    @admin.display(description=_("Why"))
    def reason_told(self, job: ImportJob) -> str:
        return why_said(job.why)

    @admin.display(description=_("Seller"), ordering="seller__code")
    def sold_by(self, job: ImportJob) -> str:
        return link(job.seller, job.seller.code)

    @admin.display(description=_("Rows"))
    @leaving("part")
    def progress(self, job: ImportJob) -> str:
        return out_of(job.position, job.rows_total)

    @admin.display(description=_("Faulty"))
    def faulty(self, job: ImportJob) -> int:
        return int(job.counts.get("faulty", 0))

    @admin.display(description=_("What becomes of the rows"))
    def verdicts(self, job: ImportJob) -> str:
        lines = ((each.label, job.counts.get(each.value, 0)) for each in ImportRow.Verdict if each.value)
        return format_html_join("", "<div>{}: {}</div>", lines)

    @admin.display(description=_("Rows"))
    def rows_link(self, job: ImportJob) -> str:
        return link_to_list("catalog.importrow", str(job.rows_total), job__id__exact=job.pk)

    @admin.display(description=_("Sent"), ordering="created_at")
    def sent(self, job: ImportJob) -> str:
        return when(job.created_at)

    @admin.display(description=_("Started"))
    def started(self, job: ImportJob) -> str:
        return when(job.started_at)

    @admin.display(description=_("Ended"), ordering="ended_at")
    def ended(self, job: ImportJob) -> str:
        return when(job.ended_at)

    @admin.display(description=_("Taken back"))
    def undone(self, job: ImportJob) -> str:
        return when(job.undone_at)

    @admin.action(description=_("Cancel"))
    def cancel(self, request: HttpRequest, queryset: QuerySet[ImportJob]) -> None:
        self.perform(request, queryset, self._cancelling(request), done=_("cancelled"))

    def _cancelling(self, request: HttpRequest) -> Callable[[ImportJob], object]:
        def verb(job: ImportJob) -> object:
            locked = ImportJob.objects.select_for_update(of=("self",)).get(pk=job.pk)
            return importing.cancel(job=locked, at=now(), by=self.actor(request))

        return verb


@admin.register(ImportRow, site=staff_site)
class ImportRowAdmin(StaffAdmin):
    """Rows of files, with what is wrong with each."""

    test_rows = Q(job__seller__sandbox=True)
    nothing = _("No row of a file has been read: rows come with the files that sellers send.")
    list_display = ("number", "verdict_told", "of", "product_key", "variant_key", "wrong", "applied")
    list_filter = ("verdict",)
    search_fields = ("product_key", "variant_key", "sku", "job__file_name")
    list_select_related = ("job",)
    ordering = ("-job", "number")
    fields = readonly_fields = (
        *("of", "number", "verdict_told", "product_key", "variant_key", "sku", "wrong", "noted", "applied"),
    )

    @admin.display(description=_("Verdict"), ordering="verdict")
    def verdict_told(self, row: ImportRow) -> str:
        return status_badge(row.verdict or "open", row.get_verdict_display())

    @admin.display(description=_("File"))
    def of(self, row: ImportRow) -> str:
        return link(row.job)

    @admin.display(description=_("Faults"))
    def wrong(self, row: ImportRow) -> str:
        return _told(row.faults)

    @admin.display(description=_("Notes"))
    def noted(self, row: ImportRow) -> str:
        return _told(row.notes)

    @admin.display(description=_("Applied"), ordering="applied_at")
    def applied(self, row: ImportRow) -> str:
        return when(row.applied_at)


@admin.register(ImportMapping, site=staff_site)
class ImportMappingAdmin(StaffAdmin):
    """How sellers' files are read, by format."""

    test_rows = Q(seller__sandbox=True)
    nothing = _("No mapping is remembered: the first file of a format that a seller sends makes one.")
    list_display = ("format", "sold_by", "columns_chosen", "since")
    list_filter = ("format",)
    search_fields = ("seller__code", "format")
    list_select_related = ("seller",)
    ordering = ("seller__code", "format")
    fields = readonly_fields = ("format", "sold_by", "columns_chosen", "since")

    @admin.display(description=_("Seller"), ordering="seller__code")
    def sold_by(self, mapping: ImportMapping) -> str:
        return link(mapping.seller, mapping.seller.code)

    @admin.display(description=_("Columns chosen"))
    def columns_chosen(self, mapping: ImportMapping) -> str:
        fields: Mapping[str, str] = mapping.choices.get("fields", {})
        return format_html_join("", "<div>{} → {}</div>", sorted(fields.items()))

    @admin.display(description=_("Since"), ordering="created_at")
    def since(self, mapping: ImportMapping) -> str:
        return when(mapping.created_at)


def _told(faults: Iterable[Mapping[str, Any]]) -> str:
    lines = ((each["field"], fault_said(fault_of(each))) for each in faults)
    return format_html_join("", "<div><code>{}</code> {}</div>", lines)
