"""What must always hold of plans?"""

from kit.invariants import Invariant

OF_PLANS = (
    Invariant(
        "a run that put its plan into effect made the moves that it counts, any other made none",
        """
        SELECT run.id
        FROM shipping_planrun AS run
        LEFT JOIN shipping_planmove AS made ON made.run_id = run.id
        GROUP BY run.id
        HAVING run.state <> 'applied' AND count(made.id) > 0
            OR run.state = 'applied'
               AND (count(*) FILTER (WHERE made.applied AND made.kind = 'placed'),
                    count(*) FILTER (WHERE made.applied AND made.kind = 'moved'),
                    count(*) FILTER (WHERE made.applied AND made.kind = 'restowed'),
                    count(*) FILTER (WHERE NOT made.applied))
                <> (run.placed, run.moved, run.restowed, run.skipped)
        """,
    ),
    Invariant(
        "a move that a plan made was made: the shipment got that place in that instant",
        """
        SELECT made.id
        FROM shipping_planmove AS made
        WHERE made.applied AND NOT EXISTS (
            SELECT FROM shipping_slotassignment AS place
            JOIN shipping_slot AS slot ON slot.id = place.slot_id
            WHERE place.shipment_id = made.shipment_id AND place.slot_id = made.to_slot
              AND place.assigned_at = made.at AND slot.departure_id = made.to_departure_id)
        """,
    ),
    Invariant(
        "what changed trains for a better plan was moved by a run, and every such move is on record",
        """
        SELECT coalesce(rolled.id, made.id)
        FROM (SELECT * FROM shipping_roll WHERE cause = 'replanned') AS rolled
        FULL JOIN (SELECT * FROM shipping_planmove WHERE applied AND kind = 'moved') AS made
          ON made.shipment_id = rolled.shipment_id AND made.at = rolled.rolled_at
         AND made.from_departure_id = rolled.from_departure_id
         AND made.to_departure_id = rolled.to_departure_id
        WHERE rolled.id IS NULL OR made.id IS NULL
        """,
    ),
    Invariant(
        "places are priced by the latest plan that was put into effect",
        """
        SELECT price.id
        FROM shipping_trainprice AS price
        WHERE price.run_id IS DISTINCT FROM (
            SELECT id FROM shipping_planrun WHERE state = 'applied' ORDER BY ended_at DESC, id DESC LIMIT 1)
        """,
    ),
    Invariant(
        "nobody is to blame for a better plan, and for nothing else nobody is",
        "SELECT id FROM shipping_roll WHERE (cause = 'replanned') <> (fault = 'nobody')",
    ),
)
