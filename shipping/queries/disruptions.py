"""What must hold on the railway whatever is done to its trains?"""

from kit.invariants import Invariant

_NOT_LOADED = "('assigned', 'handed_in', 'on_hold')"
_ON_BOARD = "('loaded', 'departed', 'at_border', 'transshipped', 'customs_hold')"

OF_CHANGES = (
    Invariant(
        "a container with goods has one place for each leg of its way, unless it is stranded",
        """
        SELECT slot.id
        FROM shipping_slot AS slot
        JOIN shipping_container AS box ON box.id = slot.container_id
        JOIN shipping_departureleg AS sold ON sold.departure_id = slot.departure_id
        LEFT JOIN LATERAL (
            SELECT count(*) AS places
            FROM shipping_containerleg AS place
            JOIN shipping_departureleg AS ridden ON ridden.id = place.departure_leg_id
            WHERE place.container_id = slot.container_id AND place.released_at IS NULL
              AND (ridden.position, ridden.kind, ridden.origin_id, ridden.destination_id)
                = (sold.position, sold.kind, sold.origin_id, sold.destination_id)
        ) AS taken ON true
        WHERE taken.places <> 1 AND NOT (taken.places = 0 AND box.stranded_at IS NOT NULL)
          AND EXISTS (SELECT FROM shipping_slotassignment AS standing
                      WHERE standing.slot_id = slot.id AND standing.released_at IS NULL)
        """,
    ),
    Invariant(
        "each train of a container leaves after the one before has come",
        f"""
        SELECT later.id
        FROM (SELECT place.id, place.container_id, leg.departs_at, leg.actual_departed_at, train.follow_up_at,
                     max(leg.arrives_at) FILTER (WHERE train.follow_up_at IS NULL) OVER (
                         PARTITION BY place.container_id ORDER BY leg.position
                         ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
                     ) AS come_at
              FROM shipping_containerleg AS place
              JOIN shipping_departureleg AS leg ON leg.id = place.departure_leg_id
              JOIN shipping_departure AS train ON train.id = leg.departure_id
              WHERE place.released_at IS NULL) AS later
        WHERE later.departs_at < later.come_at
          AND later.follow_up_at IS NULL AND later.actual_departed_at IS NULL
          AND EXISTS (SELECT FROM shipping_slot AS slot
                      JOIN shipping_slotassignment AS standing ON standing.slot_id = slot.id
                      JOIN shipping_shipment AS shipment ON shipment.id = standing.shipment_id
                      WHERE slot.container_id = later.container_id AND standing.released_at IS NULL
                        AND (shipment.status IN {_NOT_LOADED} OR shipment.status IN {_ON_BOARD}))
        """,  # noqa: S608
    ),
    Invariant(
        "a train arrives before its goods are too old, unless they are on board",
        f"""
        SELECT shipment.id
        FROM shipping_shipment AS shipment
        JOIN shipping_slotassignment AS standing
          ON standing.shipment_id = shipment.id AND standing.released_at IS NULL
        JOIN shipping_slot AS slot ON slot.id = standing.slot_id
        JOIN shipping_departure AS train ON train.id = slot.departure_id
        JOIN shipping_containerleg AS place
          ON place.container_id = slot.container_id AND place.released_at IS NULL
        JOIN shipping_departureleg AS leg ON leg.id = place.departure_leg_id
        JOIN shipping_departure AS ridden ON ridden.id = leg.departure_id
        WHERE shipment.status IN {_NOT_LOADED} AND leg.arrives_at > shipment.latest_arrival_at
          AND train.status NOT IN ('departed', 'at_border', 'arrived', 'done')
          AND train.follow_up_at IS NULL AND ridden.follow_up_at IS NULL
        """,  # noqa: S608
    ),
    Invariant(
        "nothing is left standing on a departure that was cancelled ten minutes ago",
        f"""
        SELECT shipment.id
        FROM shipping_shipment AS shipment
        JOIN shipping_slotassignment AS taken
          ON taken.shipment_id = shipment.id AND taken.released_at IS NULL
        JOIN shipping_slot AS slot ON slot.id = taken.slot_id
        JOIN shipping_departure AS train ON train.id = slot.departure_id
        WHERE train.status = 'cancelled' AND train.cancelled_at < now() - interval '10 minutes'
          AND shipment.status IN {_NOT_LOADED}
        """,  # noqa: S608
    ),
    Invariant(
        "no goods wait for a train whose leg was cancelled ten minutes ago, unless a person sees to them",
        f"""
        SELECT place.id
        FROM shipping_containerleg AS place
        JOIN shipping_departureleg AS leg ON leg.id = place.departure_leg_id
        JOIN shipping_slot AS slot ON slot.container_id = place.container_id
        JOIN shipping_slotassignment AS standing
          ON standing.slot_id = slot.id AND standing.released_at IS NULL
        JOIN shipping_shipment AS shipment ON shipment.id = standing.shipment_id
        WHERE place.released_at IS NULL AND leg.cancelled_at < now() - interval '10 minutes'
          AND (shipment.status IN {_NOT_LOADED}
               OR shipment.status IN {_ON_BOARD} AND shipment.attention_at IS NULL)
        """,  # noqa: S608
    ),
    Invariant(
        "what follows from a changed departure has been worked out after ten minutes",
        "SELECT id FROM shipping_departure WHERE follow_up_at < now() - interval '10 minutes'",
    ),
    Invariant(
        "a departure runs through when none of its legs is cancelled",
        """
        SELECT train.id FROM shipping_departure AS train
        WHERE train.runs_through = EXISTS (
            SELECT FROM shipping_departureleg AS leg
            WHERE leg.departure_id = train.id AND leg.cancelled_at IS NOT NULL)
        """,
    ),
    Invariant(
        "a leg bears no more than before it was cut, no less than it is cut to",
        """
        SELECT id FROM shipping_departureleg
        WHERE cap_mteu > full_mteu OR cap_gross_g > full_gross_g
           OR cut_to_mteu > cap_mteu OR cut_to_gross_g > cap_gross_g
        """,
    ),
    Invariant(
        "what is stranded is before a person",
        f"""
        SELECT shipment.id
        FROM shipping_container AS box
        JOIN shipping_slot AS slot ON slot.container_id = box.id
        JOIN shipping_slotassignment AS standing
          ON standing.slot_id = slot.id AND standing.released_at IS NULL
        JOIN shipping_shipment AS shipment ON shipment.id = standing.shipment_id
        WHERE box.stranded_at IS NOT NULL AND shipment.status IN {_ON_BOARD} AND shipment.attention_at IS NULL
        """,  # noqa: S608
    ),
    Invariant(
        "a shipment that waits ten minutes after it was rolled says why",
        """
        SELECT shipment.id FROM shipping_shipment AS shipment
        WHERE shipment.status = 'waiting' AND shipment.waiting_reason = '' AND shipment.attention_at IS NULL
          AND (SELECT max(rolled_at) FROM shipping_roll WHERE shipment_id = shipment.id)
            < now() - interval '10 minutes'
          AND NOT EXISTS (SELECT FROM shipping_shipmentmove AS released
                          WHERE released.row_id = shipment.id AND released.was = 'on_hold'
                            AND released.at >= now() - interval '10 minutes')
        """,
    ),
    Invariant(
        "a roll names the other train, or says why there is none",
        """
        SELECT id FROM shipping_roll
        WHERE (to_departure_id IS NULL) <> (why_not <> '')
           OR to_departure_id IS NULL AND new_eta_at IS NOT NULL
           OR new_eta_at IS NULL AND keeps_promise IS NOT NULL
        """,
    ),
)
