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

# Two roads lead to `verified`: from where each verb goes.
SELLER_ROADS = {
    "approve": ("applied", "in_review"),
    "reject": ("applied", "in_review"),
    "reinstate": ("suspended",),
}

LISTING = Lifecycle(
    "listing",
    {
        "draft": {"submitted", "retired"},
        "submitted": {"approved", "changes_requested", "retired"},
        "changes_requested": {"submitted", "approved", "retired"},
        # A change of legal or physical facts sends it back to review before it goes on sale;
        # afterwards the change waits by itself, and the listing stays on sale as it was.
        "approved": {"live", "changes_requested", "submitted", "retired"},
        "live": {"paused", "withheld", "blocked", "retired"},
        "paused": {"live", "blocked", "retired"},
        # By itself, while papers or the law don't allow it; its seller may pause it, and then it stays so.
        "withheld": {"live", "paused", "blocked", "retired"},
        "blocked": {"live", "retired"},
        "retired": set(),
    },
)

# Several roads lead to `live` and `submitted`: from where each verb goes.
LISTING_ROADS = {
    "submit": ("draft", "changes_requested"),
    "publish": ("approved",),
    "resume": ("paused",),
    "unblock": ("blocked",),
}

CHANGE = Lifecycle(
    "listing_change",
    {
        "waiting": {"approved", "declined", "withdrawn"},
        "approved": set(),
        "declined": set(),
        "withdrawn": set(),
    },
)

CERTIFICATE = Lifecycle(
    "certificate",
    {
        "submitted": {"verified", "rejected", "withdrawn"},
        "verified": {"rejected", "withdrawn"},
        "rejected": {"withdrawn"},
        "withdrawn": set(),
    },
)

RESERVATION = Lifecycle(
    "stock_reservation", {"active": {"released", "consumed"}, "released": set(), "consumed": set()}
)

STOCK_COUNT = Lifecycle("stock_count", {"open": {"closed", "cancelled"}, "closed": set(), "cancelled": set()})

STOCK_TRANSFER = Lifecycle(
    "stock_transfer",
    {
        "open": {"sent", "cancelled"},
        # On the way they lie in no warehouse: they arrive, or come back to where they were.
        "sent": {"arrived", "called_back"},
        "arrived": set(),
        "called_back": set(),
        "cancelled": set(),
    },
)

IMPORT_JOB = Lifecycle(
    "import_job",
    {
        "uploaded": {"mapped", "rejected", "cancelled"},
        # Another mapping has the file read anew.
        "mapped": {"validated", "uploaded", "failed", "cancelled"},
        "validated": {"running", "uploaded", "cancelled"},
        "running": {"completed", "completed_with_errors", "failed", "cancelled"},
        # It runs once more to take back what it did, or, where rows failed, to try those again.
        "completed": {"running"},
        "completed_with_errors": {"running"},
        "failed": {"running"},
        "cancelled": {"running"},
        "rejected": set(),
    },
)

# From where each verb goes.
IMPORT_ROADS = {
    "map": ("mapped", "validated"),
    "start": ("validated",),
    "cancel": ("uploaded", "mapped", "validated", "running"),
    "retry": ("completed_with_errors", "failed"),
    "undo": ("completed", "completed_with_errors", "failed", "cancelled"),
}
