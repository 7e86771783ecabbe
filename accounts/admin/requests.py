"""What do staff see of requests that may come again?"""

from django.contrib import admin
from django.db.models import CharField, Exists, OuterRef, Q
from django.db.models.functions import Cast, Left
from django.utils.translation import gettext_lazy as _

from accounts.desk import StaffAdmin, when
from accounts.models import ApiKey, IdempotencyRecord, ThrottleCount
from accounts.sites import staff_site


@admin.register(IdempotencyRecord, site=staff_site)
class IdempotencyRecordAdmin(StaffAdmin):
    """Which requests were answered once and for all; the answers themselves stay between the parties."""

    nothing = _("No request is remembered: each one that comes with an Idempotency-Key is kept for a week.")
    # Each is told by the key with which it came.
    test_rows = Q(
        Exists(
            ApiKey.objects.filter(sandbox=True)
            .annotate(text=Cast("pk", CharField()))
            .filter(text=Left(OuterRef("caller"), 36))
        )
    )
    list_display = ("route", "caller", "status", "sealed", "answered")
    list_filter = ("status", "sealed")
    search_fields = ("route", "caller")
    ordering = ("-id",)
    fields = readonly_fields = ("route", "caller", "status", "sealed", "answered")

    @admin.display(description=_("Answered"), ordering="created_at")
    def answered(self, record: IdempotencyRecord) -> str:
        return when(record.created_at)


@admin.register(ThrottleCount, site=staff_site)
class ThrottleCountAdmin(StaffAdmin):
    """What was counted while Redis was away."""

    nothing = _("Nothing is counted here: tries are counted in Redis, and here only while it is away.")
    list_display = ("bucket", "count", "ends")
    search_fields = ("bucket",)
    ordering = ("bucket",)
    fields = readonly_fields = ("bucket", "count", "ends")

    @admin.display(description=_("Ends"), ordering="expires_at")
    def ends(self, counted: ThrottleCount) -> str:
        return when(counted.expires_at)
