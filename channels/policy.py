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
FEED_ROWS_TOLD = 100
# What is read at once of what is sent.
FEED_PAGE = 1_000
# Marketplaces fetch twice an hour; an unchanged feed costs nothing.
FEED_FETCHES_AN_HOUR = 120
FEED_FETCH_GRAIN = timedelta(minutes=1)
# Counted up when a writer writes otherwise than before, so that all rows are written anew.
FEED_REVISION = 1
# Who looks after goods sees feeds; whoever owns the business says where its goods are told of.
FEED_READERS = frozenset({"owner", "catalogue"})
FEED_OWNERS = frozenset({"owner"})
