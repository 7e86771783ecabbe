"""When was a credential last used?"""

from datetime import datetime

from django.db.models import Q

from accounts.models import AccessToken, ApiKey
from accounts.policy import LAST_USE_GRAIN


def touch(credential: AccessToken | ApiKey, *, at: datetime) -> None:
    """Remember the use of a credential, at most once in each grain of time."""
    before = at - LAST_USE_GRAIN
    if credential.last_used_at is not None and credential.last_used_at > before:
        return
    type(credential)._base_manager.filter(
        Q(last_used_at__isnull=True) | Q(last_used_at__lte=before), pk=credential.pk
    ).update(last_used_at=at)
