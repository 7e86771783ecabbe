"""Which jobs hear which topic, who knows whom an event concerns, and how are letters written?"""

from kit.letters import Writer
from news.telling import Clerk, Teller

# The lower app announces, this table alone knows who listens. What a lost message
# would have said is found again by the listening app's sweep.
WIRING: dict[str, tuple[str, ...]] = {
    "payments.captured": ("orders.fulfil_paid",),
}

# Whom the events of an aggregate concern, and what they are told, is asked of the app that knows all of them.
TELLERS: dict[str, Teller] = {}
# Which letters events of a type cause.
CLERKS: dict[str, Clerk] = {}
# How letters of a kind are written.
WRITERS: dict[str, Writer] = {}
