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
    # The oldest are forgotten, whoever reads on must find all others.
    Invariant(
        "the events of a reader are numbered up to the last one without gaps",
        """
        SELECT reader_id FROM news_feedentry LEFT JOIN news_feed AS feed USING (reader_id)
        GROUP BY reader_id, feed.last
        HAVING max(position) IS DISTINCT FROM feed.last OR max(position) - min(position) + 1 <> count(*)
        """,
    ),
)
