"""How far has a shipment come, by the reports about it?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from shipping.lifecycle import SHIPMENT, STILL_THERE

ASSIGNED = "assigned"


class Stage(StrEnum):
    """What a report may say, in the order of the journey; also the statuses after `assigned`."""

    HANDED_IN = "handed_in"
    LOADED = "loaded"
    DEPARTED = "departed"
    AT_BORDER = "at_border"
    TRANSSHIPPED = "transshipped"
    ARRIVED = "arrived"
    OUT_FOR_DELIVERY = "out_for_delivery"
    DELIVERED = "delivered"


# Where goods come to by a train alone.
AT_THE_DOOR = frozenset({Stage.OUT_FOR_DELIVERY, Stage.DELIVERED})
# Each of these says that they have left.
UNDER_WAY = frozenset({Stage.DEPARTED, Stage.AT_BORDER, Stage.TRANSSHIPPED, Stage.ARRIVED})
_ORDER = {stage: place for place, stage in enumerate(Stage)}


@dataclass(frozen=True, slots=True)
class Report:
    """One transport event: the stage that it claims and the instant it claims it for."""

    stage: Stage
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class Progress:
    """The status, and since when; the instant is None when no report says so."""

    status: str
    since: datetime | None


def may_be_said(stage: Stage, *, status: str) -> bool:
    """Whether a report of a stage moves a shipment on, or waits beside one that may yet get its train."""
    if SHIPMENT.allows(status, stage.value):
        return True
    waits = any(SHIPMENT.allows(status, each) for each in ("waiting", ASSIGNED))
    return stage is Stage.HANDED_IN and waits


def waits_for_train(stage: Stage, *, status: str, train: str) -> bool:
    """Whether goods can't be at the door yet, as neither they nor their train, of that status, have left."""
    if stage not in AT_THE_DOOR:
        return False
    return train in STILL_THERE and not (status in _ORDER and _ORDER[Stage(status)] >= _ORDER[Stage.DEPARTED])


def progress(*, status: str, reports: Iterable[Report]) -> Progress:
    """
    The status that all reports together prove, whatever order or number they came in.

    `status` is the present one. The furthest stage counts, dated by the earliest
    report of it. Reports move a shipment only while it has a slot: they wait
    beside one that is planned, waiting or rolled, and don't bring back one that
    has ended or is on hold.
    """
    if status != ASSIGNED and status not in _ORDER:
        return Progress(status, None)
    furthest = min(reports, key=lambda report: (-_ORDER[report.stage], report.occurred_at), default=None)
    if furthest is None:
        return Progress(ASSIGNED, None)
    return Progress(furthest.stage.value, furthest.occurred_at)
