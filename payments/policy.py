"""Which business numbers does money go by?"""

from datetime import time, timedelta
from decimal import Decimal
from typing import NamedTuple


class FeedTimes(NamedTuple):
    """From when on a day's rates are there by the clocks of a zone: every day, or on working days alone."""

    zone: str
    asked_from: time
    calendar: str
    every_day: bool


ONLINE_PAYMENT_TIME = timedelta(minutes=30)

# Banking days are counted where the payee's bank is.
BANK_TRANSFER_BANKING_DAYS = 3
PAYEE_COUNTRY = "KZ"
PAYEE_TIME_ZONE = "Asia/Almaty"

# The newest exchange rate counts for so long; after that prices are refused rather than guessed.
FX_RATE_COUNTS_FOR = timedelta(days=7)
# A published rate that is more than so many times the one before it, or less than its inverse, waits for
# finance: the tenge fell by a quarter in a day once (2015-08-20), a digit that slipped is more likely.
FX_STRANGE_FACTOR = Decimal("1.1")
# Working days of the publisher after which a pair without a new rate is an alarm.
FX_RATE_OLD_AFTER = 2
# When publishers are asked, by their own clocks: rates of the day stand in Almaty since the evening before,
# in Frankfurt from about 16:00 on working days of TARGET on (both pages say so).
FX_FEEDS = {
    "nbk": FeedTimes(zone="Asia/Almaty", asked_from=time(0, 10), calendar="KZ", every_day=True),
    "ecb": FeedTimes(zone="Europe/Berlin", asked_from=time(16, 10), calendar="TARGET", every_day=False),
}
# An answer is waited for so long in all, and whoever asks holds the row longer than that.
FX_FETCH_S = 20.0
FX_LEASE = timedelta(seconds=60)
FX_MOST_REDIRECTS = 3
# How long after an attempt without today's rates the publisher is asked again; doubled each time.
FX_FIRST_PAUSE = timedelta(minutes=5)
FX_LAST_PAUSE = timedelta(hours=1)

# A signed notification older or newer than this is refused: it may be a replay.
NOTIFICATION_TOLERANCE = timedelta(seconds=300)
MAX_NOTIFICATION_BYTES = 64 * 1024

# Online payments still open after this are asked about at the provider, again and again at this
# distance, for the last time this long after their end, unless a sweep comes days too late.
QUERY_AFTER = timedelta(minutes=2)
# Who tells nothing by itself is asked so often about what is open.
POLL_EVERY = timedelta(seconds=5)
QUERY_DEAD_WITHIN = timedelta(days=3)
SWEEP_SIZE = 200
# So long one sweep asks and tells; what is left has its turn in the next.
SWEEP_FOR = timedelta(seconds=25)

# An outside provider is called for at most so long, and whoever calls it holds the call so long: longer
# than two calls, for what was left unsure is asked about before it is told again.
CONNECT_TIMEOUT_S = 5.0
READ_TIMEOUT_S = 10.0
CALL_LEASE = timedelta(seconds=60)
# How long after an attempt without an answer the provider is asked; doubled each time, at most so long.
CALL_FIRST_PAUSE = timedelta(seconds=15)
CALL_LAST_PAUSE = timedelta(hours=1)
# A refund that was accepted is asked about at this distance when no news comes.
REFUND_ASK_EVERY = timedelta(minutes=10)
# From so many attempts on a call is shown to staff.
CALL_TROUBLES_STAFF = 5

# The demo provider owes as many notifications as came due while the broker was away.
DEMO_SWEEP_SIZE = 5_000
DEMO_SWEEP_FOR = timedelta(seconds=30)

# How long after a payment's expiry the demo provider sends what it was told to send late.
DEMO_LATE_BY = timedelta(minutes=1)

# A month of a busy account; a file is read whole, and its lines are matched in one go.
MAX_STATEMENT_BYTES = 8 * 1024 * 1024
MOST_LINES_MATCHED = 20_000
MOST_CANDIDATES = 20_000

# Whose law taxes our service, and whose day it is in the books and on payout days.
OPERATOR_COUNTRY = "KZ"
LEDGER_TIME_ZONE = "Asia/Almaty"

RELEASE_SWEEP_SIZE = 500
PAYOUT_SWEEP_SIZE = 500

# In which currency a bank account of a country is kept.
PAYOUT_CURRENCY = {"KZ": "KZT", "CN": "CNY"}
# Less than this waits for more, in minor units of the balance's currency; the won has none.
PAYOUT_MINIMUM_MINOR = {
    "CNY": 100_00,
    "KZT": 5_000_00,
    "USD": 15_00,
    "EUR": 15_00,
    "RUB": 1_000_00,
    "KRW": 20_000,
}
# Above this whoever asked for a payout doesn't approve it, in minor units of what is paid.
FOUR_EYES_ABOVE_MINOR = {"CNY": 7_000_00, "KZT": 500_000_00, "USD": 1_000_00, "EUR": 1_000_00}
# New bank data rest so long, and their owner is told: whoever stole a password has no use of it by then.
PAYOUT_ACCOUNT_RESTS_FOR = timedelta(days=3)
MOST_IN_FILE = 500

# Payment purpose code of the National Bank of Kazakhstan: goods.
PAYOUT_KNP = "710"

MOST_STATEMENT_MONTHS = 120
MOST_STATEMENT_ROWS = 50_000
# Who of a seller's people sees its money.
TREASURERS = frozenset({"owner", "finance"})

# By whose clocks a document has its day, and its number its year: where its issuer is.
DOCUMENT_TIME_ZONES = {"KZ": "Asia/Almaty", "CN": "Asia/Shanghai"}
DOCUMENT_SWEEP_SIZE = 500
# A paper of more lines than this is too long to be drawn while somebody waits: it takes a few seconds.
MOST_PAPER_ROWS = 1_500
