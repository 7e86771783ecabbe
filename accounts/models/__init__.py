"""Which rows say who is signed in, for whom?"""

from accounts.models.credentials import AccessToken, ApiKey
from accounts.models.people import Membership, Organisation, User
from accounts.models.requests import IdempotencyRecord, ThrottleCount

__all__ = [
    "AccessToken",
    "ApiKey",
    "IdempotencyRecord",
    "Membership",
    "Organisation",
    "ThrottleCount",
    "User",
]
