"""Which numbers do the pages of staff go by?"""

from datetime import timedelta

from django.utils.translation import gettext_noop

# Whose day is meant where a page says today: the operator sits there.
HOME_TIMEZONE = "Asia/Almaty"

NEXT_TRAINS = 5
BOOKED_TRAINS = 8

# A page doesn't wait longer than this for the invariants; then it shows that it didn't.
INVARIANTS_PATIENCE = timedelta(seconds=2)
INVARIANTS_KEPT_FOR = timedelta(minutes=1)

# Of what waits for review, so much stands beside the case that is open.
QUEUE_SHOWN = 30

# How many weeks of trains a dispatcher may look at together, the usual choice first.
WEEKS_SHOWN = (1, 2, 4)

# Shipments on one page of a container, of those that wait; containers without a train.
PARCELS_SHOWN = 40
WAITING_SHOWN = 25
STRANDED_SHOWN = 10

# A changed train is worked out within seconds; after this long somebody has to look.
FOLLOW_UP_PATIENCE = timedelta(minutes=5)
UNFINISHED_SHOWN = 10

# Shipments on one page of what a cancelled train would lead to.
FATES_SHOWN = 100

# What moving a shipment by hand gives as its reason when nothing was typed.
UNSAID_REASON = gettext_noop("chosen on the departures board")

# What the search box shows of each kind.
HITS_SHOWN = 8

# Happenings on one page of an order's timeline.
HAPPENINGS_SHOWN = 50
# The seller console: rows of a page, up to which number its counts go, and how many days behind it looks
# for files that failed.
SELLER_ROWS_SHOWN = 25
SELLER_COUNTED = 99
SELLER_FILES_DAYS = 7
# What a field for units takes; the catalogue has the last word.
SELLER_MOST_UNITS = 1_000_000
# Kinds of faults that the page of a file shows.
SELLER_FAULTS_SHOWN = 50
