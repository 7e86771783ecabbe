"""Is what a process holds of reference rows given up once one of them is written?"""

import sys
from itertools import count

import pytest
from django.db import connection, transaction

from kit.editions import Held, read_editions

ZONES, TARIFFS = "orders_deliveryzone", "orders_freighttariff"


def held_tables() -> list[str]:
    """The tables of everything that is held anywhere."""
    modules = [module for name, module in list(sys.modules.items()) if "queries" in name]
    found = [each for module in modules for each in vars(module).values() if isinstance(each, Held)]
    return sorted({table for held in found for table in held.tables})


def touch(table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE false")


@pytest.fixture
def held(db: None) -> Held[int]:
    """The first that is made is 0, the next is 1."""
    for table in (ZONES, TARIFFS):
        touch(table)
    return Held(count().__next__, ZONES, TARIFFS)


def now(held: Held[int]) -> int:
    return held.at(read_editions())


def test_it_is_made_once_while_nobody_writes(held: Held[int]) -> None:
    assert [now(held), now(held)] == [0, 0]


@pytest.mark.parametrize("table", [ZONES, TARIFFS])
def test_it_is_made_anew_once_one_of_its_tables_was_written_to(held: Held[int], table: str) -> None:
    before = now(held)
    touch(table)
    assert [now(held), now(held)] == [before + 1] * 2


def test_another_table_is_no_reason(held: Held[int]) -> None:
    before = now(held)
    touch("payments_fxrate")
    assert now(held) == before


def test_what_was_held_of_rows_that_were_taken_back_is_never_met_again(held: Held[int]) -> None:
    first = now(held)
    with transaction.atomic():
        touch(ZONES)
        undone = now(held)
        transaction.set_rollback(True)
    again = now(held)
    touch(ZONES)
    assert len({first, undone, again, now(held)}) == 4


def test_whoever_read_the_editions_before_a_change_leaves_nothing_to_those_after_it(
    held: Held[int],
) -> None:
    early = read_editions()
    touch(ZONES)
    fresh = now(held)
    stale = held.at(early)
    assert stale != fresh
    assert now(held) != stale


def test_a_table_that_nobody_counts_is_never_held(db: None) -> None:
    made = Held(count().__next__, ZONES, "orders_order")
    assert [now(made), now(made)] == [0, 1]


@pytest.mark.django_db
@pytest.mark.parametrize("table", held_tables())
def test_every_table_of_which_rows_are_held_counts_its_editions(table: str) -> None:
    touch(table)
    before = read_editions()[table]
    touch(table)
    assert read_editions()[table] != before


def test_the_law_the_network_the_rates_and_the_tariffs_are_held() -> None:
    assert held_tables() == [
        "catalog_positivelistentry",
        "catalog_tariffcode",
        "catalog_taxrate",
        "orders_deliveryzone",
        "orders_freighttariff",
        "payments_fxrate",
        "shipping_containertype",
        "shipping_crossing",
        "shipping_embargo",
        "shipping_leg",
        "shipping_location",
        "shipping_trainservice",
    ]
