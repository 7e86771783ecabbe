"""Which business numbers do orders go by."""

from datetime import timedelta

QUOTE_HELD_FOR = timedelta(minutes=30)
CART_LIVES_FOR = timedelta(days=30)

# An order without a started payment waits as long as the slowest provider would.
UNPAID_WITHOUT_PAYMENT = timedelta(minutes=30)

SELLER_ACCEPT_WORKING_DAYS = 2
HAND_IN_WORKING_DAYS = 2
CLAIM_WINDOW = timedelta(days=7)

MAX_CART_LINES = 50
MAX_LINE_UNITS = 10_000
SWEEP_SIZE = 200

# Rule 19: one cubic metre counts as so many kilograms.
CHARGEABLE_KG_PER_M3 = 500
