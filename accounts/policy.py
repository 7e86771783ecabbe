"""Which numbers of accounts may an operator argue about?"""

from datetime import timedelta
from typing import NamedTuple

TOKEN_LIFETIME = timedelta(days=30)
LAST_USE_GRAIN = timedelta(minutes=5)
IDEMPOTENCY_KEPT = timedelta(days=7)
API_KEYS_PER_OWNER = 50


class Limit(NamedTuple):
    """At most `tries` in any window of `seconds`, per what the door counts by."""

    name: str
    tries: int
    seconds: int


SIGN_IN_BY_EMAIL = Limit("sign-in-email", 10, 300)
SIGN_IN_BY_ADDRESS = Limit("sign-in-address", 60, 300)
MAIL_BY_EMAIL = Limit("mail-email", 5, 3600)
MAIL_BY_ADDRESS = Limit("mail-address", 60, 3600)
SIGN_UP_BY_ADDRESS = Limit("sign-up-address", 60, 3600)

# What a key's scopes may name, each for reading and for writing.
RESOURCES = (
    "me",
    "api-keys",
    "carts",
    "orders",
    "payments",
    "refunds",
    "sellers",
    "products",
    "listings",
    "stock",
    "lots",
    "departures",
    "shipments",
    "containers",
    "embargoes",
    "allotments",
    "transport-events",
    "reports",
)
SCOPES = frozenset(f"{resource}:{action}" for resource in RESOURCES for action in ("read", "write"))
STAFF_GROUPS = ("onboarding", "dispatch", "finance", "support", "viewer")
