"""Which numbers do the pages of staff go by?"""

from datetime import timedelta

# Whose day is meant where a page says today: the operator sits there.
HOME_TIMEZONE = "Asia/Almaty"

NEXT_TRAINS = 5
BOOKED_TRAINS = 8

# A page doesn't wait longer than this for the invariants; then it shows that it didn't.
INVARIANTS_PATIENCE = timedelta(seconds=2)
INVARIANTS_KEPT_FOR = timedelta(minutes=1)
