"""Which moves of a status are legal on the railway."""

from kit.lifecycle import Lifecycle

DEPARTURE = Lifecycle(
    "departure",
    {
        "planned": {"open", "cancelled"},
        "open": {"closed", "cancelled"},
        # Open again: its cut-off was extended.
        "closed": {"open", "loaded", "departed", "cancelled"},
        "loaded": {"departed"},
        "departed": {"at_border", "arrived"},
        "at_border": {"arrived"},
        "arrived": {"done"},
        "done": set(),
        # Restored: it runs after all.
        "cancelled": {"open", "closed"},
    },
)

# A train in one of these states has not left.
STILL_THERE = ("planned", "open", "closed", "loaded")

SLOT = Lifecycle("slot", {"open": {"closed"}, "closed": {"open", "done"}, "done": set()})

# Reports come late, doubled or out of order, so a shipment in hand may jump ahead to any later stage.
_ON_THE_WAY = (
    "handed_in",
    "loaded",
    "departed",
    "at_border",
    "transshipped",
    "arrived",
    "out_for_delivery",
    "delivered",
)
_ENDS = {"lost", "damaged", "returned"}

SHIPMENT = Lifecycle(
    "shipment",
    {
        "planned": {"waiting", "cancelled"},
        "waiting": {"assigned", "on_hold", "cancelled"},
        "assigned": {"rolled", "on_hold", "cancelled", *_ON_THE_WAY},
        "rolled": {"waiting", "assigned"},
        "on_hold": {"waiting", "assigned", "cancelled"},
        "customs_hold": {"at_border", "transshipped", "arrived", *_ENDS},
        **{
            stage: {*_ON_THE_WAY[position + 1 :], *_ENDS}
            | ({"rolled", "cancelled"} if stage == "handed_in" else set())
            | ({"customs_hold"} if stage in ("at_border", "transshipped", "arrived") else set())
            for position, stage in enumerate(_ON_THE_WAY[:-1])
        },
        "delivered": set(),
        "cancelled": set(),
        "lost": set(),
        "damaged": set(),
        "returned": set(),
    },
)

ASSIGNMENT = Lifecycle(
    "slot_assignment",
    {
        "held": {"confirmed", "expired", "released", "rolled"},
        "confirmed": {"locked", "used", "released", "rolled"},
        "locked": {"confirmed", "used", "released", "rolled"},
        "used": set(),
        "expired": set(),
        "released": set(),
        "rolled": set(),
    },
)

# A shipment in one of these states still needs, or still holds, a place on a train.
OPEN_ASSIGNMENT = ("held", "confirmed", "locked", "used")

# Goods that have a place and aren't loaded can change trains; once on board they ride, come what may.
NOT_LOADED = ("assigned", "handed_in", "on_hold")
ON_BOARD = ("loaded", "departed", "at_border", "transshipped", "customs_hold")


def may_change_trains(status: str) -> bool:
    """Whether a shipment in that state may be put off to another train."""
    return status in NOT_LOADED or SHIPMENT.allows(status, "assigned")


# Of these the line has not said yet that they are at their destination.
NOT_ARRIVED = (*NOT_LOADED, "loaded", "departed", "at_border", "transshipped")
