"""What was written about an order?"""

from collections.abc import Sequence

from django.db.models.functions import Coalesce

from kit.timeline import Rows, told
from news.models import Mail

_WRITTEN = 60


def happenings(*, numbers: Sequence[str]) -> list[Rows]:
    """Mails about any of some public numbers: when they left, else when they were written."""
    mails = Mail.objects.filter(about__overlap=list(numbers))
    return [
        told(
            mails.annotate(left_at=Coalesce("sent_at", "created_at")),
            source="mail_written",
            rank=_WRITTEN,
            at="left_at",
            by="''",
            by_id="resent_by_id",
            facts={"letter": "kind", "became": "state"},
        )
    ]
