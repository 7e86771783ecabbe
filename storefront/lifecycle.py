"""Which moves of a status are legal in the shop window?"""

from kit.lifecycle import Lifecycle

NOTICE = Lifecycle("notice", {"waiting": {"due", "cancelled"}, "due": set(), "cancelled": set()})
