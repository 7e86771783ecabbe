"""At which address does somebody who may see a claim see its files, for a while?"""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.core import signing

from orders.models import ClaimPhoto

_SALT = "orders.claim-file"
_HOUR_S = 3600


def address_of(photo: ClaimPhoto, *, at: datetime) -> str:
    """Where a file is handed out until the end of the next hour, without a credential: pages can show it."""
    # The same within an hour, so that what shows it stays the same, too.
    key = signing.Signer(salt=_SALT).sign_object([photo.pk.hex, _hour(at)])
    return f"{settings.PUBLIC_URL}/claim-files/{key}"


def photo_of(key: str, *, at: datetime) -> ClaimPhoto | None:
    """The file whose signed address it is; None if it isn't ours or was given out too long ago."""
    try:
        pk, hour = signing.Signer(salt=_SALT).unsign_object(key)
    except signing.BadSignature:
        return None
    if not hour <= _hour(at) <= hour + 1:
        return None
    return ClaimPhoto.objects.filter(pk=UUID(hex=pk)).first()


def _hour(at: datetime) -> int:
    return int(at.timestamp()) // _HOUR_S
