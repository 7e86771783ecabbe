"""Which numbers of accounts may an operator argue about?"""

from datetime import timedelta
from typing import NamedTuple

TOKEN_LIFETIME = timedelta(days=30)
LAST_USE_GRAIN = timedelta(minutes=5)
IDEMPOTENCY_KEPT = timedelta(days=7)
API_KEYS_PER_OWNER = 50
# For how long a new address may be confirmed, and the one before take it back.
ADDRESS_CONFIRMED_WITHIN = timedelta(days=3)
# As long as the links of allauth, which confirm addresses that staff have typed.
SIGN_UP_CONFIRMED_WITHIN = timedelta(days=3)
ADDRESS_UNDONE_WITHIN = timedelta(days=7)
# The domain of addresses in the test world: no such one can ever be registered (RFC 2606).
SANDBOX_MAIL = "sandbox.invalid"


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
INVITATIONS_BY_FIRM = Limit("invite-firm", 20, 3600)
INVITATIONS_BY_EMAIL = Limit("invite-email", 5, 3600)
EXPORTS_BY_PERSON = Limit("export", 60, 3600)
# Three codes of a million are good at any moment: who knows a password guesses one within a year by a chance
# of three in a hundred, with one factor.
CODE_BY_PERSON = Limit("code-person", 10, 300)
CODE_BY_PERSON_A_DAY = Limit("code-person-day", 30, 86_400)
CODE_BY_ADDRESS = Limit("code-address", 60, 300)

# How long somebody may take to accept an invitation, how many may wait, how long one that is over is kept.
INVITED_FOR = timedelta(days=7)
OPEN_INVITATIONS = 50
INVITATIONS_KEPT = timedelta(days=90)

# Who of a seller looks after its money, and so signs in with a second factor, as all staff do.
TREASURERS = ("owner", "finance")
# How long somebody who has given their password may take for the code.
SECOND_STEP_WITHIN = timedelta(minutes=10)
# How long who they are counts as certain for what moves money or opens doors to others.
CONFIRMED_FOR = timedelta(minutes=10)
ENROLLED_WITHIN = timedelta(minutes=30)
FACTORS_PER_PERSON = 5
RECOVERY_CODES = 10

# What a key's scopes may name, each for reading and for writing.
RESOURCES = (
    "me",
    "api-keys",
    "carts",
    "orders",
    "payments",
    "payouts",
    "refunds",
    "sellers",
    "products",
    "listings",
    "stock",
    "lots",
    "feeds",
    "imports",
    "departures",
    "shipments",
    "containers",
    "embargoes",
    "allotments",
    "transport-events",
    "events",
    "reports",
    "webhooks",
)
SCOPES = frozenset(f"{resource}:{action}" for resource in RESOURCES for action in ("read", "write"))
# Scopes by which a key comes near money: they are given by whoever has just proved who they are.
MONEY_SCOPES = frozenset(
    f"{resource}:{action}" for resource in ("payouts", "refunds") for action in ("read", "write")
)
# Who may do what in each: docs/staff.md.
STAFF_GROUPS = ("onboarding", "dispatch", "finance", "customs", "support", "viewer")
# Who lets somebody enrol anew whose phone is gone.
FACTOR_KEEPERS = ("support",)
# Who is told how a buyer is called, and where they live: whoever answers, delivers to or declares for them.
CONTACT_GROUPS = ("dispatch", "customs", "support")
# Who may take lists away as files, of what they may see at all; whoever only looks takes nothing along.
EXPORT_GROUPS = ("onboarding", "dispatch", "finance", "customs", "support")
# What a file holds at most, and how many rows of it are in memory at once.
EXPORT_ROWS = 100_000
EXPORT_CHUNK = 500
# Who of staff may read a seller's console as that seller does, and for how long once it is on record.
LOOKERS = ("onboarding", "support")
LOOK_AS_SELLER_FOR = timedelta(minutes=30)
# Rows leave only with somebody who has given their password so lately in this browser.
EXPORT_TRUST = timedelta(minutes=15)
