"""Which business numbers does money go by?"""

from datetime import timedelta

ONLINE_PAYMENT_TIME = timedelta(minutes=30)

# Banking days are counted where the payee's bank is.
BANK_TRANSFER_BANKING_DAYS = 3
PAYEE_COUNTRY = "KZ"
PAYEE_TIME_ZONE = "Asia/Almaty"
PAYEE_NAME = "Steel Camel LLP (demo payee)"
PAYEE_BANK = "Demo Bank, Almaty"
# Well formed, yet of bank code 999, which nobody has.
PAYEE_ACCOUNT = "KZ98999DEMO000000001"

# The newest exchange rate counts for so long; after that prices are refused rather than guessed.
FX_RATE_COUNTS_FOR = timedelta(days=7)

# A signed notification older or newer than this is refused: it may be a replay.
NOTIFICATION_TOLERANCE = timedelta(seconds=300)
MAX_NOTIFICATION_BYTES = 64 * 1024

# Online payments still open after this are asked about at the provider, again and again at this
# distance, for the last time this long after their end, unless a sweep comes days too late.
QUERY_AFTER = timedelta(minutes=2)
QUERY_DEAD_WITHIN = timedelta(days=3)
SWEEP_SIZE = 200

# The demo provider owes as many notifications as came due while the broker was away.
DEMO_SWEEP_SIZE = 5_000
DEMO_SWEEP_FOR = timedelta(seconds=30)

# How long after a payment's expiry the demo provider sends what it was told to send late.
DEMO_LATE_BY = timedelta(minutes=1)
