"""Which numbers of news may an operator argue about?"""

from datetime import timedelta

# How often events are handed on, how many in one transaction, and for how long before others have their turn.
DISPATCH_EVERY = timedelta(seconds=1)
DISPATCH_BATCH = 500
DISPATCH_FOR = timedelta(seconds=30)

# No event takes more bytes to tell, so that readers know what to expect.
LARGEST_BODY_B = 20_000
