"""With which request does each operation of news succeed, on behalf of one side?"""

from kit.clock import now
from news.operations.dispatching import dispatch
from tests.openapi.sample import Recipe, Sample
from tests.openapi.world import Side, caller


def _events(side: Side) -> Sample:
    """Those of a seller who has sold something."""
    _ = side.paid_order
    while dispatch(at=now()):
        pass
    return Sample(side.seller, "/events")


NEWS: dict[str, Recipe] = {
    "listEventTypes": lambda side: Sample(caller(), "/event-types"),
    "listEvents": _events,
}
