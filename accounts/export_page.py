"""How does somebody take a list of the staff site away as a file?"""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponseRedirect, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.asked import Asked, asked_in_words
from accounts.confirming import gave_password, note_password
from accounts.exporting import cells_of, columns_of, header_of
from accounts.models import Export, User
from accounts.operations.exporting import record_export
from accounts.operations.throttling import count_try
from accounts.policy import (
    CONTACT_GROUPS,
    EXPORT_GROUPS,
    EXPORT_ROWS,
    EXPORT_TRUST,
    EXPORTS_BY_PERSON,
    SIGN_IN_BY_EMAIL,
)
from kit.clock import now
from kit.http import Throttled
from kit.sheets import Row, spool_xlsx, stream_csv
from kit.transactions import owns_transaction

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin
    from django.contrib.admin.views.main import ChangeList

    _ModelAdmin = ModelAdmin[Any]
else:
    from unfold.views import ChangeList

    _ModelAdmin = object

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_WHOLE = "_whole_list"


class ExportForm(forms.Form):
    """Which file; the password where it was given too long ago."""

    format = forms.ChoiceField(choices=Export.Format.choices)
    password = forms.CharField(
        required=False,
        max_length=128,
        strip=False,
        label=gettext_lazy("Your password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class GatheringList(ChangeList):
    """A page of a list whose admin gathers facts for all its rows at once; for an export, no page at all."""

    def get_results(self, request: HttpRequest) -> None:
        """The rows of the page, with their facts."""
        if getattr(request, _WHOLE, False):
            self.result_count = self.full_result_count = 0
            self.result_list, self.can_show_all, self.multi_page = [], False, False
            return
        super().get_results(request)
        self.result_list = list(self.result_list)
        cast("Exporting", self.model_admin).gather(self.result_list)


class Exporting(_ModelAdmin):
    """What every list has so that it can be taken away as it is filtered, searched and ordered now."""

    def gather(self, rows: list[Any]) -> None:
        """Give all rows of a page or of a part of an export what their columns ask for, by few queries."""

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> "type[ChangeList]":
        """A list that gathers."""
        return GatheringList

    def get_urls(self) -> list[URLPattern]:
        """The usual ones, and the way out."""
        name = f"{self.opts.app_label}_{self.opts.model_name}_export"
        view = self.admin_site.admin_view(self.export_view)
        return [path("export/", view, name=name), *super().get_urls()]

    def may_export(self, request: HttpRequest) -> bool:
        """Whether somebody may take away what they see here."""
        admin = cast("Any", self)
        return bool(self.has_view_permission(request) and admin.may(request, EXPORT_GROUPS))

    def tells_buyers(self, request: HttpRequest) -> bool:
        """Whether buyers can be told from what somebody would take away."""
        admin = cast("Any", self)
        names = {each for each in self.get_list_display(request) if isinstance(each, str)}
        return bool(names & {*admin.personal}) or tuple(admin.viewers) == CONTACT_GROUPS

    def export_view(self, request: HttpRequest) -> HttpResponseBase:
        """
        What would be exported, with a button for each format; a post sends the file.

        :raises PermissionDenied: for whoever may not.
        """
        if not self.may_export(request):
            raise PermissionDenied
        setattr(request, _WHOLE, True)
        try:
            rows = self.get_changelist_instance(request).queryset
        except IncorrectLookupParameters:
            return HttpResponseRedirect(
                reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")
            )
        count = rows[: EXPORT_ROWS + 1].count()
        form = ExportForm(request.POST or None)
        if request.method == "POST" and count <= EXPORT_ROWS and form.is_valid() and _trusts(request, form):
            return self._file(request, rows, count, form.cleaned_data["format"])
        return self._page(request, count, form)

    def _page(self, request: HttpRequest, count: int, form: ExportForm) -> TemplateResponse:
        columns = columns_of(cast("Any", self), self.get_list_display(request))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Export: %(list)s") % {"list": self.opts.verbose_name_plural},
            "opts": self.opts,
            "form": form,
            "formats": Export.Format.choices,
            "count": count,
            "most": EXPORT_ROWS,
            "is_too_long": count > EXPORT_ROWS,
            "asked": asked_in_words(
                [(request, Asked(cast("Any", self), request.GET))],
                seen=lambda model: cast("Any", self.admin_site).seen(request, model),
            )[0],
            "titles": header_of(columns),
            "is_personal": self.tells_buyers(request),
            "wants_password": not gave_password(request, within=EXPORT_TRUST, at=now()),
            "trust_minutes": int(EXPORT_TRUST.total_seconds() // 60),
            "back": reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")
            + (f"?{request.GET.urlencode()}" if request.GET else ""),
        }
        status = 400 if request.method == "POST" else 200
        return TemplateResponse(request, "accounts/admin/export.html", context, status=status)

    def _file(self, request: HttpRequest, rows: Any, count: int, form: str) -> HttpResponseBase:
        at = now()
        admin = cast("Any", self)
        columns = columns_of(admin, self.get_list_display(request))
        owns_transaction(record_export)(
            user=cast("User", request.user),
            table=self.opts.label_lower,
            asked=request.GET.urlencode(),
            format=form,
            rows=count,
            personal=self.tells_buyers(request),
            at=at,
        )
        cells: Iterable[Row] = cells_of(admin, rows[:EXPORT_ROWS], columns)
        return (
            _csv(self.opts.model_name, header_of(columns), cells, at)
            if form == "csv"
            else _xlsx(
                str(self.opts.verbose_name_plural), self.opts.model_name, header_of(columns), cells, at
            )
        )


def _csv(name: str | None, header: list[str], cells: Iterable[Row], at: datetime) -> StreamingHttpResponse:
    pieces: Iterator[bytes] = stream_csv(header, cells)
    response = StreamingHttpResponse(pieces, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{_file_name(name, at)}.csv"'
    return response


def _xlsx(
    title: str, name: str | None, header: list[str], cells: Iterable[Row], at: datetime
) -> FileResponse:
    file = spool_xlsx(re.sub(r"[\[\]:*?/\\']", " ", title), header, cells)
    return FileResponse(file, as_attachment=True, filename=f"{_file_name(name, at)}.xlsx", content_type=_XLSX)


def _file_name(name: str | None, at: datetime) -> str:
    return f"{name}-{at:%Y-%m-%d-%H%M}"


def _trusts(request: HttpRequest, form: ExportForm) -> bool:
    """Whether the person is who signed in, and takes away no more than people read; else the form says so."""
    user, at = cast("User", request.user), now()
    try:
        if not gave_password(request, within=EXPORT_TRUST, at=at):
            count_try(SIGN_IN_BY_EMAIL, who=user.email, at=at, fall_back=True)
            if not user.check_password(form.cleaned_data["password"]):
                form.add_error("password", _("This is not your password."))
                return False
            note_password(request, at=at)
        count_try(EXPORTS_BY_PERSON, who=str(user.pk), at=at, fall_back=True)
    except Throttled:
        form.add_error(None, _("That was too often: try again later."))
        return False
    return True
