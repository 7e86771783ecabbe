"""Which function of the database takes a place for a waiting shipment, all at once?"""

from django.db import migrations

# Each statement of a function sees what was committed before it began, so that whoever waited for a
# lock sees what the one before them did. It is called by shipping.operations.boarding alone, which says
# what it promises; whatever it can't decide it leaves as it is and answers with no row.
_BOARD = """
CREATE FUNCTION shipping_board(
    -- Who goes where, as the caller saw it: the departure's version, its legs in order, the slot or none.
    its_id uuid, its_departure uuid, its_version integer, its_legs uuid[], its_slot uuid,
    -- The embargoes that the caller has looked at.
    looked_at uuid[],
    -- The container that would be opened, and what it takes of each leg.
    box_type uuid, box_mteu integer, box_gross_g integer, box_plugs integer, box_lengths_mm integer[],
    box_payload_g integer, box_usable_cm3 integer, box_temperature text, box_group text,
    -- What the shipment is stamped with.
    arrives timestamptz, arrives_late timestamptz, by_what text, hand_in_by timestamptz,
    -- When, by whom; the ids of the assignment, the event, the slot, the container, its legs.
    its_now timestamptz, actor_kind text, actor_id uuid, new_ids uuid[]
) RETURNS TABLE (boarded_slot uuid, became_version integer) LANGUAGE plpgsql AS $board$
DECLARE
    goods shipping_shipment;
    opens boolean := its_slot IS NULL;
BEGIN
    -- Locks in the house's order: shipment, departure, legs by id, slot.
    SELECT * INTO goods FROM shipping_shipment WHERE id = its_id AND status = 'waiting' FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    PERFORM FROM shipping_departure
        WHERE id = its_departure AND version = its_version AND status = 'open' AND runs_through
            AND cfs_cutoff_at > greatest(its_now, goods.ready_at)
        FOR SHARE;
    IF NOT FOUND OR EXISTS (
        SELECT FROM shipping_embargo WHERE lifted_at IS NULL
            AND (ends_at IS NULL OR ends_at > its_now) AND id <> ALL (looked_at)
    ) THEN
        RETURN;
    END IF;

    IF opens THEN
        PERFORM FROM shipping_departureleg WHERE departure_id = its_departure ORDER BY id FOR NO KEY UPDATE;
        -- While we waited for the legs, a neighbour may have opened the slot that we need.
        SELECT id INTO its_slot FROM shipping_slot
            WHERE departure_id = its_departure AND status = 'open'
                AND origin_id = goods.origin_id AND destination_id = goods.destination_id
                AND temperature_class = box_temperature AND segregation_group = box_group
                AND free_g >= goods.gross_g AND free_cm3 >= goods.volume_cm3
            ORDER BY free_g, id LIMIT 1;
    END IF;
    IF its_slot IS NOT NULL THEN
        -- The container still rides the legs by which its arrival was worked out.
        UPDATE shipping_slot AS slot
            SET free_g = free_g - goods.gross_g, free_cm3 = free_cm3 - goods.volume_cm3
            WHERE id = its_slot AND status = 'open'
                AND free_g >= goods.gross_g AND free_cm3 >= goods.volume_cm3
                AND cardinality(its_legs) = (
                    SELECT count(*) FROM shipping_containerleg AS ridden
                    WHERE ridden.container_id = slot.container_id AND ridden.released_at IS NULL
                        AND ridden.departure_leg_id = ANY (its_legs)
                );
        IF NOT FOUND THEN
            RETURN;
        END IF;
    ELSE
        -- A place that is kept for the consignor is drawn elsewhere.
        IF EXISTS (
            SELECT FROM shipping_departureleg AS leg
            LEFT JOIN unnest(its_legs, box_lengths_mm) AS takes (leg_id, length_mm) ON takes.leg_id = leg.id
            WHERE leg.departure_id = its_departure AND (takes.leg_id IS NULL
                OR free_mteu < box_mteu OR free_gross_g < box_gross_g OR free_plugs < box_plugs
                OR free_length_mm < takes.length_mm)
        ) OR (goods.consignor_id IS NOT NULL AND EXISTS (
            SELECT FROM shipping_allottedplaces AS kept
            JOIN shipping_allotment AS allotment ON allotment.id = kept.allotment_id
            WHERE kept.departure_id = its_departure AND kept.places_left > 0
                AND allotment.organisation_id = goods.consignor_id
        )) THEN
            RETURN;
        END IF;
        its_slot := new_ids[3];
        UPDATE shipping_departureleg AS leg
            SET free_mteu = free_mteu - box_mteu, free_gross_g = free_gross_g - box_gross_g,
                free_plugs = free_plugs - box_plugs, free_length_mm = free_length_mm - takes.length_mm
            FROM unnest(its_legs, box_lengths_mm) AS takes (leg_id, length_mm) WHERE leg.id = takes.leg_id;
        INSERT INTO shipping_container
            (id, created_at, version, container_type_id, number, seal_no, stranded_reason, sandbox)
            VALUES (new_ids[4], its_now, 1, box_type, '', '', '', goods.sandbox);
        -- The legs' locks let one opener in at a time, so the next number is ours.
        INSERT INTO shipping_slot
            (id, created_at, version, departure_id, number, container_id, container_type_id, origin_id,
             destination_id, temperature_class, segregation_group, payload_g, free_g, volume_cm3, free_cm3,
             status, opened_at)
            SELECT its_slot, its_now, 1, its_departure, coalesce(max(number), 0) + 1, new_ids[4], box_type,
                goods.origin_id, goods.destination_id, box_temperature, box_group,
                box_payload_g, box_payload_g - goods.gross_g, box_usable_cm3, box_usable_cm3 - goods.volume_cm3,
                'open', its_now
            FROM shipping_slot WHERE departure_id = its_departure;
        INSERT INTO shipping_containerleg
            (id, created_at, version, container_id, departure_leg_id, mteu, gross_g, plugs, length_mm, taken_at)
            SELECT new_ids[4 + nth], its_now, 1, new_ids[4], leg_id, box_mteu, box_gross_g, box_plugs,
                length_mm, its_now
            FROM unnest(its_legs, box_lengths_mm) WITH ORDINALITY AS takes (leg_id, length_mm, nth);
    END IF;

    -- What kit.moves.move writes: the status with its stamps, the history, the event.
    UPDATE shipping_shipment
        SET status = 'assigned', version = version + 1, eta_at = arrives, eta_late_at = arrives_late,
            eta_basis = by_what, hand_in_by_at = hand_in_by, waiting_reason = '', claims = 0, failures = 0
        WHERE id = its_id
        RETURNING version INTO became_version;
    INSERT INTO shipping_shipmentmove (row_id, at, by_kind, by_id, was, became, reason)
        VALUES (its_id, its_now, actor_kind, actor_id, 'waiting', 'assigned', '');
    INSERT INTO news_event (id, aggregate, aggregate_id, seq, type, payload, occurred_at)
        SELECT new_ids[2], 'shipment', its_id, coalesce(max(seq), 0) + 1, 'shipment.assigned',
            jsonb_build_object('id', its_id, 'was', 'waiting', 'status', 'assigned', 'version', became_version,
                'departure_id', its_departure, 'slot_id', its_slot),
            its_now
        FROM news_event WHERE aggregate = 'shipment' AND aggregate_id = its_id;
    INSERT INTO shipping_slotassignment
        (id, created_at, version, shipment_id, slot_id, status, gross_g, volume_cm3, assigned_at)
        VALUES (new_ids[1], its_now, 1, its_id, its_slot, 'confirmed', goods.gross_g, goods.volume_cm3, its_now);
    boarded_slot := its_slot;
    RETURN NEXT;
END
$board$
"""


class Migration(migrations.Migration):
    dependencies = [
        ("shipping", "0011_plans_and_their_costs"),
        ("news", "0010_mails_say_what_they_are_about"),
    ]

    operations = [
        migrations.RunSQL(_BOARD, "DROP FUNCTION shipping_board"),
        # Room for the next version beside the last: what counts changes in its page, without touching an index.
        migrations.RunSQL(
            "ALTER TABLE shipping_departureleg SET (fillfactor = 50); ALTER TABLE shipping_slot SET (fillfactor = 50)",
            "ALTER TABLE shipping_departureleg RESET (fillfactor); ALTER TABLE shipping_slot RESET (fillfactor)",
        ),
    ]
