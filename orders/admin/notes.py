"""What do staff see of what they wrote about orders?"""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Q
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from unfold.contrib.filters.admin import RangeDateTimeFilter

from accounts.desk import StaffAdmin, StaffInline, link, when
from accounts.naming import NamesDoers
from accounts.sites import staff_site
from orders.models import Attachment, Note


class AttachmentInline(StaffInline):
    model = Attachment
    fields = readonly_fields = ("opened", "kind", "size_b")
    show_change_link = False

    @admin.display(description=_("Name"))
    def opened(self, attachment: Attachment) -> str:
        address = reverse("admin:order_attachment", args=(attachment.pk,))
        return format_html('<a class="text-link" href="{}">{}</a>', address, attachment.name)


@admin.register(Note, site=staff_site)
class NoteAdmin(NamesDoers, StaffAdmin):
    """What was written about orders; notes are written on an order's timeline."""

    test_rows = Q(order__group__sandbox=True)
    nothing: ClassVar[Any] = _("Nobody has written a note yet: that is done on an order's timeline.")
    list_display = ("__str__", "of_order", "written", "by")
    list_filter = (("written_at", RangeDateTimeFilter),)
    search_fields = ("text", "order__number")
    list_select_related = ("order",)
    fields = readonly_fields = ("of_order", "text", "written", "by")
    inlines = (AttachmentInline,)

    @admin.display(description=pgettext_lazy("purchase", "Order"), ordering="order__number")
    def of_order(self, note: Note) -> str:
        return link(note.order)

    @admin.display(description=_("Written"), ordering="written_at")
    def written(self, note: Note) -> str:
        return when(note.written_at)
