"""Does `verify` notice each rule being broken by hand?"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from io import StringIO
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from accounts.models import Organisation
from kit.invariants import Invariant
from kit.transactions import owns_transaction
from shipping.operations import allotting, holding, marshalling, reporting, rolling
from shipping.queries.invariants import INVARIANTS
from shop.verification import measure
from tests.shipping.planner import BREAKS_OF_PLANS, moved_by_a_plan
from tests.shipping.railway import NOW, STAFF, assigned, broken, fresh, make_train
from tests.shipping.stowage import codes, container_of, packed, stuff

# Each break, as somebody with psql could make it, by the name of the rule it breaks.
BREAKS = {
    "a departure is planned to leave with its first leg, to arrive with its last": """
        UPDATE shipping_departureleg SET planned_departs_at = planned_departs_at - interval '1 minute'
    """,
    "a train that rests by rule is cancelled, and says why": """
        UPDATE shipping_departure SET rests = true
    """,
    "a shipment stands on at most one slot": """
        DROP INDEX shipment_on_one_slot;
        INSERT INTO shipping_slotassignment
        SELECT gen_random_uuid(), version, created_at, status, gross_g, volume_cm3, assigned_at,
               released_at, shipment_id, slot_id FROM shipping_slotassignment
        WHERE released_at IS NULL LIMIT 1
    """,
    "a shipment that was assigned has a slot, one that waits or was cancelled has none": """
        UPDATE shipping_shipment SET status = 'waiting' WHERE status = 'assigned'
    """,
    "a slot is used when its shipment is loaded, and not before": """
        UPDATE shipping_slotassignment SET status = 'confirmed' WHERE status = 'used'
    """,
    "what is free in a slot is its container less its assignments": """
        UPDATE shipping_slot SET free_g = free_g - 1
    """,
    "no slot is sold over its mass or volume": """
        ALTER TABLE shipping_slot DROP CONSTRAINT slot_mass_not_oversold;
        UPDATE shipping_slot SET free_g = -1
    """,
    "what is free on a leg is its limits less its containers": """
        UPDATE shipping_departureleg SET free_plugs = free_plugs - 1
    """,
    "places kept for a seller are kept on every leg of their train": """
        DELETE FROM shipping_allottedleg
    """,
    "no leg is sold over its places, mass, plugs or length": """
        ALTER TABLE shipping_departureleg DROP CONSTRAINT departure_leg_plugs_not_oversold;
        UPDATE shipping_departureleg SET free_plugs = -1
    """,
    "a container with goods has one place for each leg of its way, unless it is stranded": """
        UPDATE shipping_containerleg SET released_at = taken_at
    """,
    "an open slot has goods in it": """
        UPDATE shipping_slotassignment SET status = 'released', released_at = assigned_at
    """,
    "the goods in a container weigh no more than it took of each leg": """
        UPDATE shipping_containerleg SET gross_g = 3900000
    """,
    "the goods in a container share its class, its origin, its destination": """
        UPDATE shipping_slot SET segregation_group = 'COSMETICS'
    """,
    "a shipment takes of its slot what it weighs, what it fills": """
        UPDATE shipping_shipment SET gross_g = gross_g + 1
    """,
    "a shipment reaches its train before the cut-off": """
        UPDATE shipping_shipment SET ready_at = '2027-01-01Z'
    """,
    "a train arrives before its goods are too old, unless they are on board": """
        UPDATE shipping_shipment SET latest_arrival_at = '2026-01-01Z'
    """,
    "the arrival of what rides is what its way says, nothing without a whole way is expected": """
        UPDATE shipping_shipment SET eta_at = NULL, eta_late_at = NULL, eta_basis = ''
    """,
    "the status of a shipment is what its reports prove": """
        UPDATE shipping_shipment SET status = 'arrived' WHERE status = 'loaded'
    """,
    "no report is dated ahead of its recording, unless it was simulated": """
        UPDATE shipping_transportevent SET occurred_at = recorded_at + interval '16 minutes'
    """,
    "a departure was never moved by a simulated report": """
        UPDATE shipping_transportevent SET simulated = true, shipment_id = NULL,
               departure_id = (SELECT id FROM shipping_departure LIMIT 1)
    """,
    "a departure that takes no more shipments has no open slot": """
        UPDATE shipping_departure SET status = 'closed'
    """,
    "nothing is left standing on a departure that was cancelled ten minutes ago": """
        UPDATE shipping_departure SET status = 'cancelled', cancelled_at = now() - interval '11 minutes'
    """,
    "a package stands in the container of its shipment's slot": """
        UPDATE shipping_package SET container_id =
            (SELECT id FROM shipping_container WHERE stuffed_at IS NULL LIMIT 1)
    """,
    "what is stuffed weighs no more than the cap": """
        UPDATE shipping_container SET weighed_gross_g = 24900001 WHERE stuffed_at IS NOT NULL
    """,
    "under a seal stands something of everybody who has a place there, and all of it is in hand": """
        UPDATE shipping_container SET sealed_at = now() WHERE stuffed_at IS NOT NULL;
        UPDATE shipping_package SET container_id = NULL, stuffing_position = NULL
    """,
    "a wagon of a confirmed load list has at most one place's worth of boxes": """
        UPDATE shipping_loadlist SET confirmed_at = now();
        UPDATE shipping_wagonplace SET position = wagon, wagon = 1
    """,
    "the last history row of a shipment shows its status": """
        UPDATE shipping_shipment SET status = 'on_hold' WHERE status = 'assigned'
    """,
    "the last history row of a departure shows its status": """
        UPDATE shipping_departure SET status = 'closed'
    """,
    "the last history row of a slot shows its status": """
        INSERT INTO shipping_slotmove (was, became, at, by_kind, reason, row_id)
        SELECT 'open', 'closed', now(), 'staff', '', id FROM shipping_slot
    """,
    "the last history row of a slot assignment shows its status": """
        UPDATE shipping_slotassignment SET status = 'locked' WHERE status = 'used'
    """,
    "each train of a container leaves after the one before has come": """
        UPDATE shipping_departureleg SET departs_at = departs_at - interval '1 minute' WHERE position = 3
    """,
    "no goods wait for a train whose leg was cancelled ten minutes ago, unless a person sees to them": """
        UPDATE shipping_departureleg SET cancelled_at = now() - interval '11 minutes' WHERE position = 3
    """,
    "what follows from a changed departure has been worked out after ten minutes": """
        UPDATE shipping_departure SET follow_up_at = now() - interval '11 minutes'
    """,
    "a departure runs through when none of its legs is cancelled": """
        UPDATE shipping_departureleg SET cancelled_at = now() WHERE position = 3
    """,
    "a leg bears no more than before it was cut, no less than it is cut to": """
        UPDATE shipping_departureleg SET full_mteu = cap_mteu - 1
    """,
    "what is stranded is before a person": """
        UPDATE shipping_container SET stranded_at = now(), stranded_reason = 'no train'
    """,
    "a shipment that waits ten minutes after it was rolled says why": """
        UPDATE shipping_shipment SET status = 'waiting' WHERE status = 'assigned';
        INSERT INTO shipping_roll (id, version, created_at, cause, fault, reason, why_not, rolled_at,
                                   by_kind, from_departure_id, shipment_id)
        SELECT gen_random_uuid(), 1, now(), 'cut', 'carrier', '', 'train_full',
               now() - interval '11 minutes', 'system', (SELECT id FROM shipping_departure LIMIT 1), id
        FROM shipping_shipment
    """,
    "a roll names the other train, or says why there is none": """
        INSERT INTO shipping_roll (id, version, created_at, cause, fault, reason, why_not, rolled_at,
                                   by_kind, from_departure_id, shipment_id)
        SELECT gen_random_uuid(), 1, now(), 'cut', 'carrier', '', '', now(), 'system',
               (SELECT id FROM shipping_departure LIMIT 1), id
        FROM shipping_shipment
    """,
    "every move of a shipment was told to the outbox": """
        DELETE FROM news_event WHERE type = 'shipment.assigned'
    """,
    **BREAKS_OF_PLANS,
}


@pytest.fixture
def traffic(real_rails: datetime) -> datetime:
    """One shipment assigned, one loaded, one stuffed, on one open train, where a seller keeps a place."""
    train = make_train()
    seller = Organisation.objects.create(kind="seller", name="A seller", created_at=NOW)
    owns_transaction(allotting.allot)(
        organisation_id=seller.pk,
        service_code="ALA-LYG-KH",
        places=1,
        release_h=24,
        valid_from=NOW.date(),
        at=NOW,
        by=STAFF,
    )
    assigned()
    load(assigned().pk)
    stuffed, packages = packed(volume_cm3=60_700_000)
    stuff(container_of(stuffed), codes(packages))
    leg = train.legs.get(position=1)
    owns_transaction(marshalling.draw)(departure_leg_id=leg.pk, at=NOW, by=STAFF)
    moved_by_a_plan()
    return real_rails


def load(shipment_id: UUID) -> None:
    owns_transaction(reporting.report_stage)(shipment_id=shipment_id, kind="loaded", at=NOW, by=STAFF)


@contextmanager
def as_vandal() -> Iterator[psycopg.Cursor[tuple[object, ...]]]:
    """The owner with psql, whose traces are wiped away."""
    owner = settings.OWNER_DATABASE
    assert owner is not None
    with psycopg.connect(
        host=owner["HOST"],
        port=owner["PORT"],
        user=owner["USER"],
        password=owner["PASSWORD"],
        dbname=connection.settings_dict["NAME"],
    ) as vandal:
        with vandal.cursor() as cursor:
            yield cursor
        vandal.rollback()


def test_a_break_is_known_for_every_rule_of_the_railway() -> None:
    assert sorted(BREAKS) == sorted(invariant.name for invariant in INVARIANTS)


def test_each_break_is_noticed_by_its_rule(traffic: datetime) -> None:
    for invariant in INVARIANTS:
        with as_vandal() as cursor:
            assert rows(cursor, invariant) == [], invariant.name
            cursor.execute(BREAKS[invariant.name])
            assert rows(cursor, invariant), invariant.name


def rows(cursor: psycopg.Cursor[tuple[object, ...]], invariant: Invariant) -> list[tuple[object, ...]]:
    cursor.execute(invariant.sql)
    return cursor.fetchall()


def test_goods_released_from_a_hold_have_a_while_to_be_told_why_they_wait(rails: datetime) -> None:
    make_train()
    shipment = assigned()
    before = NOW - timedelta(minutes=20)
    said: dict[str, Any] = {"shipment_id": shipment.pk, "reason": "customs", "by": STAFF}
    holding.hold_shipment(at=before, **said)
    rolling.roll_shipment(at=before, **said)
    holding.release_shipment(at=NOW, **said)
    assert (fresh(shipment).status, fresh(shipment).waiting_reason) == ("waiting", "")
    assert broken() == []


def test_verify_prints_every_rule_and_ends_well(traffic: datetime) -> None:
    out = StringIO()
    call_command("verify", stdout=out)
    assert all(f"ok     {invariant.name}" in out.getvalue() for invariant in INVARIANTS)


def test_verify_fails_at_the_first_broken_rule(traffic: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE shipping_slot SET free_g = free_g - 1 RETURNING id")
        broken_id = cursor.fetchone()[0]
    with pytest.raises(CommandError) as failed:
        call_command("verify", stdout=StringIO())
    assert str(failed.value).startswith("BROKEN what is free in a slot")
    assert str(broken_id) in str(failed.value)


def test_the_metric_tells_which_rule_is_broken(traffic: datetime) -> None:
    assert {value for _, value in measure()} == {0}
    with connection.cursor() as cursor:
        cursor.execute("UPDATE shipping_slot SET free_g = free_g - 1")
    assert [name for name, value in measure() if value] == [
        "what is free in a slot is its container less its assignments"
    ]


def test_prometheus_is_told_which_rule_is_broken(traffic: datetime, client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE shipping_slot SET free_g = free_g - 1")
    told = client.get("/metrics").content.decode().splitlines()
    rules = [line for line in told if line.startswith("steel_camel_invariant_broken{")]
    [shown] = [line for line in rules if not line.endswith(" 0.0")]
    assert 'name="what is free in a slot is its container less its assignments"' in shown
    assert len(rules) > len(INVARIANTS)
