"""Which business numbers does money go by."""

from datetime import timedelta

ONLINE_PAYMENT_TIME = timedelta(minutes=30)
BANK_TRANSFER_BANKING_DAYS = 3
PAYEE_COUNTRY = "KZ"

# The newest exchange rate counts for so long; after that prices are refused rather than guessed.
FX_RATE_COUNTS_FOR = timedelta(days=7)

# A signed notification older or newer than this is refused: it may be a replay.
NOTIFICATION_TOLERANCE = timedelta(seconds=300)

# Online payments still open after this are asked about at the provider.
QUERY_AFTER = timedelta(minutes=2)
SWEEP_SIZE = 200

MAX_NOTIFICATION_BYTES = 64 * 1024
