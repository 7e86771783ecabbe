"""Which moves of a status are legal in the channels?"""

from kit.lifecycle import Lifecycle

FEED = Lifecycle("goods_feed", {"filling": {"ready", "closed"}, "ready": {"closed"}})
