"""How are calls of long ago forgotten?"""

from datetime import datetime

from kit.transactions import inside_transaction
from news.models import Attempt, Delivery
from news.policy import FORGET_BATCH, LOG_KEPT


@inside_transaction
def forget_log(*, at: datetime) -> int:
    """Delete some calls, and what was due, of a month ago and before; how many rows."""
    old = Attempt.objects.filter(at__lt=at - LOG_KEPT).order_by("at").values("pk")[:FORGET_BATCH]
    attempts, _ = Attempt.objects.filter(pk__in=list(old.values_list("pk", flat=True))).delete()
    done = Delivery.objects.filter(done_at__lt=at - LOG_KEPT).exclude(state=Delivery.State.WAITING)
    done = done.filter(log__isnull=True).order_by("done_at")
    deliveries, _ = Delivery.objects.filter(
        pk__in=list(done.values_list("pk", flat=True)[:FORGET_BATCH])
    ).delete()
    return attempts + deliveries
