"""Which numbers of the reading of strangers' files may an operator argue about?"""

from datetime import timedelta

# What the process that reads a file gets: MB of address space, seconds of a processor, and of silence while
# it makes no row. All of it stays below the time that a task may take.
READER_MEMORY_MB = 700
READER_CPU_S = 60
READER_SILENCE_S = 20.0
READER_WALL_S = 75.0
# A row is never longer: what is, is no row.
LONGEST_LINE = 4_000_000
# What the keys of one file may mean, in bytes: some 150,000 groups, properties and answers of 1C.
LARGEST_BOOKS = 32_000_000
# Rows that are stored in one transaction.
ROWS_AT_ONCE = 500
# Files that one sweep asks for.
SWEPT = 5

# Feeds. So many a seller may have; each is looked at this often, and so many rows are rewritten in one
# transaction, and told to webhooks at once.
FEEDS_PER_SELLER = 10
FEED_LOOK_EVERY = timedelta(seconds=15)
FEEDS_SWEPT = 200
FEED_ROWS_AT_ONCE = 1_000
FEED_ROWS_TOLD = 20
# What is read at once of what is sent.
FEED_PAGE = 1_000
# Marketplaces fetch twice an hour; an unchanged feed costs nothing.
FEED_FETCHES_AN_HOUR = 120
FEED_FETCH_GRAIN = timedelta(minutes=1)
# Counted up when a writer writes otherwise than before, so that all rows are written anew.
FEED_REVISION = 1

# Roles of a seller's firm: who sees feeds and the exchange with 1C, and who opens them to others.

KEEPERS = frozenset({"owner", "catalogue"})
OWNERS = frozenset({"owner"})

# The exchange with 1C.
# How many bytes 1C is asked to send at once, and how many it may.
FILE_LIMIT = 4 * 1024 * 1024
MAX_PIECE_BYTES = 10 * 1024 * 1024
# What one exchange may bring: bytes as they are sent and, of archives, as they are unpacked; files, pieces.
MAX_EXCHANGE_BYTES = 250_000_000
MAX_EXCHANGE_FILES = 200
MAX_PIECES = 2_000
# What the list of contents of an archive may take: pictures have thousands of lines there.
MAX_ARCHIVE_LIST_BYTES = 4_000_000
# 1C asks again at once while it is told to wait: so long it is let wait.
PROGRESS_PAUSE_S = 1.0
# An exchange that is not gone on with for so long is over; for so long it stands in the list of staff.
EXCHANGE_LAPSES = timedelta(hours=6)
EXCHANGES_KEPT = timedelta(days=30)
STRAY_PIECES_KEPT = timedelta(hours=1)
EXCHANGES_SWEPT = 20
EXCHANGES_FORGOTTEN = 500
# Orders handed to 1C: so many in one document. So many events are looked through at once, so often at most,
# for orders that there is something to tell of.
ORDERS_AT_ONCE = 100
EVENTS_AT_ONCE = 500
PULLS_OF_ORDERS = 10
EVENTS_OF_ORDERS = (
    *("order.paid", "order.accepted", "order.lines_declined", "order.completed", "order.declined"),
    *("order.cancelled", "shipment.assigned", "shipment.rolled", "shipment.rerouted", "shipment.handed_in"),
)
REPORTS_SWEPT = 20
# A turn of reading a file of orders outlasts the task that has it; so many turns it gets that bring nothing.
READING_TURN = timedelta(seconds=150)
READING_TRIES = 3
# Words of 1C's that a seller may explain for one verb, and how long each may be; files shown of an exchange.
MOST_WORDS, LONGEST_WORD = 50, 60
FILES_SHOWN = 20
LAST_USE_GRAIN = timedelta(minutes=1)
