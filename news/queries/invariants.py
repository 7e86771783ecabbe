"""What must always hold in the outbox?"""

from kit.invariants import Invariant

INVARIANTS = (
    Invariant(
        "the events of an aggregate are numbered from one without gaps",
        """
        SELECT aggregate, aggregate_id FROM news_event
        GROUP BY aggregate, aggregate_id HAVING min(seq) <> 1 OR max(seq) <> count(*)
        """,
    ),
)
