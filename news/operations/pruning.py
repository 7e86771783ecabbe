"""What is forgotten of mails when its time is over?"""

from datetime import datetime

from django.db.models import F, Q

from kit.transactions import owns_transaction
from news.models import Mail
from news.policy import MAIL_FACTS_KEPT, MAIL_PRUNED_AT_ONCE


@owns_transaction
def forget_facts(*, at: datetime, limit: int = MAIL_PRUNED_AT_ONCE) -> int:
    """
    Forget what old mails were made of that nobody sends any more; that they were sent, or not, stays.

    What waits, or is gathered, keeps its facts, however old.
    """
    over = Q(state__in=["sent", "bounced", "suppressed", "failed", "folded"])
    old = Mail.objects.filter(over, created_at__lt=at - MAIL_FACTS_KEPT, pruned_at__isnull=True)
    some = old.order_by("created_at").values("pk")[:limit]
    return Mail.objects.filter(pk__in=some).update(facts={}, pruned_at=at, version=F("version") + 1)
