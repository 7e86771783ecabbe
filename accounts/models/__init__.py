"""Which rows say who is signed in, for whom?"""

from accounts.models.addresses import AddressChange
from accounts.models.credentials import AccessToken, ApiKey
from accounts.models.exports import Export
from accounts.models.factors import Factor, RecoveryCode
from accounts.models.invitations import Invitation
from accounts.models.looks import LookAsSeller
from accounts.models.people import Membership, Organisation, User
from accounts.models.requests import IdempotencyRecord, ThrottleCount
from accounts.models.sign_ups import SignUp

__all__ = [
    "AccessToken",
    "AddressChange",
    "ApiKey",
    "Export",
    "Factor",
    "IdempotencyRecord",
    "Invitation",
    "LookAsSeller",
    "Membership",
    "Organisation",
    "RecoveryCode",
    "SignUp",
    "ThrottleCount",
    "User",
]
