"""Which business numbers does money go by?"""

from datetime import timedelta

ONLINE_PAYMENT_TIME = timedelta(minutes=30)

# Banking days are counted where the payee's bank is.
BANK_TRANSFER_BANKING_DAYS = 3
PAYEE_COUNTRY = "KZ"
PAYEE_TIME_ZONE = "Asia/Almaty"

# The newest exchange rate counts for so long; after that prices are refused rather than guessed.
FX_RATE_COUNTS_FOR = timedelta(days=7)

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
# Less than this waits for more, in minor units of the balance's currency.
PAYOUT_MINIMUM_MINOR = {"CNY": 100_00, "KZT": 5_000_00, "USD": 15_00, "EUR": 15_00, "RUB": 1_000_00}
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
