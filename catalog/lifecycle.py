"""Which moves of a status are legal in the catalogue."""

from kit.lifecycle import Lifecycle

SELLER = Lifecycle(
    "seller",
    {
        "applied": {"in_review", "closed"},
        "in_review": {"verified", "rejected", "closed"},
        "verified": {"suspended", "closed"},
        "suspended": {"verified", "closed"},
        "rejected": set(),
        "closed": set(),
    },
)

LISTING = Lifecycle(
    "listing",
    {
        "draft": {"submitted", "retired"},
        "submitted": {"approved", "changes_requested", "retired"},
        "changes_requested": {"submitted", "approved", "retired"},
        "approved": {"live", "changes_requested", "retired"},
        "live": {"paused", "blocked", "retired"},
        "paused": {"live", "blocked", "retired"},
        "blocked": {"live", "retired"},
        "retired": set(),
    },
)

RESERVATION = Lifecycle(
    "stock_reservation", {"active": {"released", "consumed"}, "released": set(), "consumed": set()}
)
