"""Does a table come to say what a file says, touching nothing else?"""

from datetime import UTC, datetime
from typing import Any

import pytest

from catalog.models import TariffCode
from kit.transactions import owns_transaction
from kit.upserts import Tally, settle

AT = datetime(2026, 12, 1, 6, tzinfo=UTC)


def settled(**english: str) -> Any:
    wanted = {
        (hs6.removeprefix("hs"),): {
            "names": {"en": name},
            "direction": "KZ-CN",
            "temperature_class": "AMBIENT_DRY",
            "segregation_class": "DRY_FOOD",
            "source": "a test",
            "confidence": "high",
        }
        for hs6, name in english.items()
    }
    return owns_transaction(settle)(TariffCode, wanted, key=("hs6",), at=AT)


def test_rows_that_are_not_there_are_made(db: None) -> None:
    made = settled(hs110100="Flour", hs120400="Linseed")
    assert made.tally == Tally(created=2)
    assert made.rows[("110100",)].pk == TariffCode.objects.get(hs6="110100").pk


def test_rows_that_differ_are_changed_to_a_next_version_and_others_left(db: None) -> None:
    settled(hs110100="Flour", hs120400="Linseed", hs100630="Rice")
    again = settled(hs110100="Wheat flour", hs120400="Linseed")
    assert again.tally == Tally(changed=1, unchanged=1)
    versions = dict(TariffCode.objects.values_list("hs6", "version"))
    assert versions == {"110100": 2, "120400": 1, "100630": 1}
    flour = again.rows[("110100",)]
    assert (flour.names, flour.version) == ({"en": "Wheat flour"}, 2)
    assert TariffCode.objects.get(hs6="110100").names == {"en": "Wheat flour"}


def test_reading_many_takes_a_query_and_making_them_one_a_hundred(
    db: None, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(5):  # two of them the savepoint of the test's transaction
        settled(**{f"hs{number:06}": "Goods" for number in range(200)})


def test_tallies_add_up() -> None:
    assert Tally(1, 2, 3) + Tally(4, 5, 6) == Tally(5, 7, 9)
    assert str(Tally(1, 2, 3)) == "1 created, 2 changed, 3 unchanged"


@pytest.mark.parametrize("field", ["hs6", "direction"])
def test_the_key_is_read_by_its_columns(db: None, field: str) -> None:
    row = settled(hs110100="Flour").rows[("110100",)]
    key = (getattr(row, field),)
    again = owns_transaction(settle)(TariffCode, {key: {"source": "law"}}, key=(field,), at=AT)
    assert (again.tally, again.rows[key].source) == (Tally(changed=1), "law")
