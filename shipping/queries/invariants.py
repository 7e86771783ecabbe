"""What must always hold on the railway?"""

from kit.invariants import Invariant
from shipping.queries.disruptions import OF_CHANGES
from shipping.queries.invariants_of_plans import OF_PLANS

_STAGES = (
    "ARRAY['handed_in', 'loaded', 'departed', 'at_border', 'transshipped', 'arrived',"
    " 'out_for_delivery', 'delivered']"
)
_RIDING = "('loaded', 'departed', 'at_border', 'transshipped', 'arrived', 'out_for_delivery', 'delivered')"

INVARIANTS = (
    Invariant(
        "a shipment stands on at most one slot",
        """
        SELECT shipment_id FROM shipping_slotassignment
        WHERE released_at IS NULL GROUP BY shipment_id HAVING count(*) > 1
        """,
    ),
    Invariant(
        "a shipment that was assigned has a slot, one that waits or was cancelled has none",
        f"""
        SELECT shipment.id
        FROM shipping_shipment AS shipment
        LEFT JOIN shipping_slotassignment AS taken
               ON taken.shipment_id = shipment.id AND taken.released_at IS NULL
        WHERE (shipment.status IN ('assigned', 'handed_in', 'customs_hold')
               OR shipment.status IN {_RIDING}) AND taken.id IS NULL
           OR shipment.status IN ('planned', 'waiting', 'rolled', 'cancelled') AND taken.id IS NOT NULL
        """,  # noqa: S608
    ),
    Invariant(
        "a slot is used when its shipment is loaded, and not before",
        f"""
        SELECT shipment.id
        FROM shipping_shipment AS shipment
        JOIN shipping_slotassignment AS taken
          ON taken.shipment_id = shipment.id AND taken.released_at IS NULL
        WHERE (shipment.status IN {_RIDING} AND taken.status <> 'used')
           OR (shipment.status IN ('assigned', 'handed_in') AND taken.status = 'used')
        """,  # noqa: S608
    ),
    Invariant(
        "what is free in a slot is its container less its assignments",
        """
        SELECT slot.id
        FROM shipping_slot AS slot
        LEFT JOIN shipping_slotassignment AS taken ON taken.slot_id = slot.id AND taken.released_at IS NULL
        GROUP BY slot.id
        HAVING slot.free_g <> slot.payload_g - coalesce(sum(taken.gross_g), 0)
            OR slot.free_cm3 <> slot.volume_cm3 - coalesce(sum(taken.volume_cm3), 0)
        """,
    ),
    Invariant(
        "no slot is sold over its mass or volume",
        "SELECT id FROM shipping_slot WHERE free_g < 0 OR free_cm3 < 0",
    ),
    Invariant(
        "what is free on a leg is its limits less its containers",
        """
        SELECT leg.id
        FROM shipping_departureleg AS leg
        LEFT JOIN LATERAL (
            SELECT sum(mteu) AS mteu, sum(gross_g) AS gross_g, sum(plugs) AS plugs,
                   sum(length_mm) AS length_mm
            FROM shipping_containerleg WHERE departure_leg_id = leg.id AND released_at IS NULL
        ) AS taken ON true
        LEFT JOIN LATERAL (
            SELECT sum(one.mteu * kept.places_left) AS mteu,
                   sum(one.gross_g::bigint * kept.places_left) AS gross_g,
                   sum(one.plugs * kept.places_left) AS plugs,
                   sum(one.length_mm * kept.places_left) AS length_mm
            FROM shipping_allottedleg AS one
            JOIN shipping_allottedplaces AS kept ON kept.id = one.allotted_id
            WHERE one.departure_leg_id = leg.id
        ) AS kept ON true
        WHERE leg.free_mteu <> leg.cap_mteu - coalesce(taken.mteu, 0) - coalesce(kept.mteu, 0)
           OR leg.free_gross_g <> leg.cap_gross_g - coalesce(taken.gross_g, 0) - coalesce(kept.gross_g, 0)
           OR leg.free_plugs <> leg.cap_plugs - coalesce(taken.plugs, 0) - coalesce(kept.plugs, 0)
           OR leg.free_length_mm
              <> leg.cap_length_mm - coalesce(taken.length_mm, 0) - coalesce(kept.length_mm, 0)
        """,
    ),
    Invariant(
        "places kept for a seller are kept on every leg of their train",
        """
        SELECT kept.id
        FROM shipping_allottedplaces AS kept
        JOIN shipping_departureleg AS leg ON leg.departure_id = kept.departure_id
        LEFT JOIN shipping_allottedleg AS one ON one.allotted_id = kept.id AND one.departure_leg_id = leg.id
        WHERE one.id IS NULL
        """,
    ),
    Invariant(
        "no leg is sold over its places, mass, plugs or length",
        """
        SELECT id FROM shipping_departureleg
        WHERE free_mteu < 0 OR free_gross_g < 0 OR free_plugs < 0 OR free_length_mm < 0
        """,
    ),
    Invariant(
        "an open slot has goods in it",
        """
        SELECT slot.id FROM shipping_slot AS slot
        WHERE slot.status = 'open'
          AND NOT EXISTS (SELECT FROM shipping_slotassignment AS taken
                          WHERE taken.slot_id = slot.id AND taken.released_at IS NULL)
        """,
    ),
    Invariant(
        "the goods in a container weigh no more than it took of each leg",
        """
        SELECT place.id
        FROM shipping_containerleg AS place
        JOIN shipping_slot AS slot ON slot.container_id = place.container_id
        JOIN shipping_containertype AS box ON box.id = slot.container_type_id
        LEFT JOIN shipping_slotassignment AS taken ON taken.slot_id = slot.id AND taken.released_at IS NULL
        WHERE place.released_at IS NULL
        GROUP BY place.id, place.gross_g, box.tare_g
        HAVING place.gross_g < box.tare_g + coalesce(sum(taken.gross_g), 0)
        """,
    ),
    Invariant(
        "the goods in a container share its class, its origin, its destination",
        """
        SELECT taken.id
        FROM shipping_slotassignment AS taken
        JOIN shipping_slot AS slot ON slot.id = taken.slot_id
        JOIN shipping_shipment AS shipment ON shipment.id = taken.shipment_id
        WHERE taken.released_at IS NULL
          AND (slot.temperature_class, slot.segregation_group, slot.origin_id, slot.destination_id)
           <> (shipment.temperature_class, shipment.segregation_group,
               shipment.origin_id, shipment.destination_id)
        """,
    ),
    Invariant(
        "a shipment takes of its slot what it weighs, what it fills",
        """
        SELECT taken.id
        FROM shipping_slotassignment AS taken
        JOIN shipping_shipment AS shipment ON shipment.id = taken.shipment_id
        WHERE (taken.gross_g, taken.volume_cm3) <> (shipment.gross_g, shipment.volume_cm3)
        """,
    ),
    Invariant(
        "a shipment reaches its train before the cut-off",
        """
        SELECT shipment.id
        FROM shipping_shipment AS shipment
        JOIN shipping_slotassignment AS taken
          ON taken.shipment_id = shipment.id AND taken.released_at IS NULL
        JOIN shipping_slot AS slot ON slot.id = taken.slot_id
        JOIN shipping_departure AS train ON train.id = slot.departure_id
        WHERE shipment.status IN ('assigned', 'handed_in') AND NOT shipment.simulated
          AND shipment.ready_at >= train.cfs_cutoff_at AND train.follow_up_at IS NULL
          -- What stands in its container is there, whatever its first mile would have taken.
          AND NOT EXISTS (
            SELECT FROM shipping_package AS package
            LEFT JOIN shipping_loadunit AS unit ON unit.id = package.unit_id
            LEFT JOIN shipping_loadunit AS pallet ON pallet.id = unit.parent_id
            WHERE package.shipment_id = shipment.id
              AND slot.container_id IN (package.container_id, unit.container_id, pallet.container_id)
          )
        """,
    ),
    Invariant(
        "the arrival of what rides is what its way says, nothing without a whole way is expected",
        """
        SELECT shipment.id
        FROM shipping_shipment AS shipment
        LEFT JOIN LATERAL (
            SELECT leg.departs_at, leg.actual_arrived_at
            FROM shipping_slotassignment AS taken
            JOIN shipping_slot AS slot ON slot.id = taken.slot_id
            JOIN shipping_containerleg AS place
              ON place.container_id = slot.container_id AND place.released_at IS NULL
            JOIN shipping_departureleg AS leg ON leg.id = place.departure_leg_id
            WHERE taken.shipment_id = shipment.id AND taken.released_at IS NULL
              AND leg.destination_id = shipment.destination_id
        ) AS last ON true
        WHERE (last.departs_at IS NULL) <> (shipment.eta_at IS NULL)
           OR (shipment.eta_at IS NULL) <> (shipment.eta_late_at IS NULL)
           OR (shipment.eta_at IS NULL) <> (shipment.eta_basis = '')
           OR shipment.eta_late_at < shipment.eta_at
           OR shipment.eta_at <= last.departs_at AND last.actual_arrived_at IS NULL
              AND shipment.status NOT IN ('arrived', 'out_for_delivery', 'delivered')
        """,
    ),
    Invariant(
        "the status of a shipment is what its reports prove",
        f"""
        SELECT shipment.id
        FROM shipping_shipment AS shipment
        LEFT JOIN LATERAL (
            SELECT max(array_position({_STAGES}, event.kind::text)) AS stage
            FROM shipping_transportevent AS event WHERE event.shipment_id = shipment.id
        ) AS reported ON true
        WHERE (shipment.status = 'assigned' OR shipment.status = ANY({_STAGES}))
          AND coalesce(reported.stage, 0)
           <> coalesce(array_position({_STAGES}, shipment.status::text), 0)
        """,  # noqa: S608
    ),
    Invariant(
        "no report is dated ahead of its recording, unless it was simulated",
        """
        SELECT id FROM shipping_transportevent
        WHERE NOT simulated AND occurred_at > recorded_at + interval '15 minutes'
        """,
    ),
    Invariant(
        "a departure was never moved by a simulated report",
        "SELECT id FROM shipping_transportevent WHERE simulated AND departure_id IS NOT NULL",
    ),
    Invariant(
        "a departure that takes no more shipments has no open slot",
        """
        SELECT slot.id
        FROM shipping_slot AS slot
        JOIN shipping_departure AS train ON train.id = slot.departure_id
        WHERE slot.status = 'open'
          AND (train.status NOT IN ('open', 'cancelled') OR train.status = 'open' AND NOT train.runs_through)
        """,
    ),
    Invariant(
        "a package stands in the container of its shipment's slot",
        """
        SELECT package.id
        FROM shipping_package AS package
        LEFT JOIN shipping_loadunit AS unit ON unit.id = package.unit_id
        LEFT JOIN shipping_loadunit AS pallet ON pallet.id = unit.parent_id
        LEFT JOIN shipping_slotassignment AS taken
               ON taken.shipment_id = package.shipment_id AND taken.released_at IS NULL
        LEFT JOIN shipping_slot AS slot ON slot.id = taken.slot_id
        WHERE coalesce(package.container_id, unit.container_id, pallet.container_id) <> slot.container_id
           OR slot.id IS NULL
              AND coalesce(package.container_id, unit.container_id, pallet.container_id) IS NOT NULL
        """,
    ),
    Invariant(
        "what is stuffed weighs no more than the cap",
        """
        SELECT box.id
        FROM shipping_container AS box
        JOIN shipping_containertype AS kind ON kind.id = box.container_type_id
        JOIN shipping_slot AS slot ON slot.container_id = box.id
        WHERE box.stuffed_at IS NOT NULL AND box.weighed_gross_g > kind.tare_g + slot.payload_g
          AND NOT EXISTS (SELECT FROM shipping_discrepancy AS doubt
                          WHERE doubt.container_id = box.id AND doubt.kind = 'mass'
                            AND doubt.stage = 'stuffing' AND doubt.settled_at IS NULL)
        """,
    ),
    Invariant(
        "under a seal stands something of everybody who has a place there, and all of it is in hand",
        f"""
        SELECT shipment.id
        FROM shipping_container AS box
        JOIN shipping_slot AS slot ON slot.container_id = box.id
        JOIN shipping_slotassignment AS taken ON taken.slot_id = slot.id AND taken.released_at IS NULL
        JOIN shipping_shipment AS shipment ON shipment.id = taken.shipment_id
        WHERE box.sealed_at IS NOT NULL AND NOT (shipment.simulated AND shipment.status IN {_RIDING})
          AND (shipment.handed_in_at IS NULL
               OR NOT EXISTS (SELECT FROM shipping_package AS package
                              LEFT JOIN shipping_loadunit AS unit ON unit.id = package.unit_id
                              LEFT JOIN shipping_loadunit AS pallet ON pallet.id = unit.parent_id
                              WHERE package.shipment_id = shipment.id
                                AND box.id IN (package.container_id, unit.container_id, pallet.container_id)))
        """,  # noqa: S608
    ),
    Invariant(
        "a wagon of a confirmed load list has at most one place's worth of boxes",
        """
        SELECT list.id
        FROM shipping_loadlist AS list
        JOIN shipping_wagonplace AS place ON place.load_list_id = list.id
        JOIN shipping_container AS box ON box.id = place.container_id
        JOIN shipping_containertype AS kind ON kind.id = box.container_type_id
        WHERE list.confirmed_at IS NOT NULL
        GROUP BY list.id, place.wagon
        HAVING count(*) > 2 OR count(*) = 2 AND max(kind.nominal_ft) > 20
        """,
    ),
    *(
        Invariant(
            f"the last history row of a {name} shows its status",
            f"""
            SELECT moved.id
            FROM {table} AS moved
            JOIN LATERAL (
                SELECT became FROM {history} WHERE row_id = moved.id ORDER BY id DESC LIMIT 1
            ) AS last ON true
            WHERE last.became <> moved.status
            """,  # noqa: S608
        )
        for name, table, history in (
            ("shipment", "shipping_shipment", "shipping_shipmentmove"),
            ("departure", "shipping_departure", "shipping_departuremove"),
            ("slot", "shipping_slot", "shipping_slotmove"),
            ("slot assignment", "shipping_slotassignment", "shipping_assignmentmove"),
        )
    ),
    Invariant(
        "every move of a shipment was told to the outbox",
        """
        SELECT shipment.id
        FROM shipping_shipment AS shipment
        WHERE (SELECT count(*) FROM shipping_shipmentmove WHERE row_id = shipment.id)
           <> (SELECT count(*) FROM news_event
               WHERE aggregate = 'shipment' AND aggregate_id = shipment.id
                 AND type NOT IN ('shipment.rerouted', 'shipment.eta_changed'))
        """,
    ),
    Invariant(
        "a departure is planned to leave with its first leg, to arrive with its last",
        """
        SELECT train.id
        FROM shipping_departure AS train
        JOIN shipping_departureleg AS leg ON leg.departure_id = train.id
        GROUP BY train.id
        HAVING min(leg.planned_departs_at) <> train.planned_departs_at
            OR max(leg.planned_arrives_at) <> train.planned_arrives_at
        """,
    ),
    Invariant(
        "a train that rests by rule is cancelled, and says why",
        "SELECT id FROM shipping_departure WHERE rests AND (status <> 'cancelled' OR note = '')",
    ),
    *OF_CHANGES,
    *OF_PLANS,
)
