"""Is the law written down as staff say it, dated, and does it outlive the next load of the files?"""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps

from catalog.errors import BadLaw
from catalog.models import PositiveListEntry, TaxRate
from catalog.operations.amending import amend_list, amend_rate
from catalog.operations.loading import load_reference
from catalog.queries import tax_rates
from catalog.queries.law import DatedEntry, DatedRate
from kit.actors import SYSTEM
from kit.transactions import OutsideTransaction, owns_transaction
from tests.catalog.conftest import AT
from tests.orders.market import Market

TaxRateAudit: Any = apps.get_model("catalog", "TaxRateAudit")
PositiveListEntryAudit: Any = apps.get_model("catalog", "PositiveListEntryAudit")
FLOUR = "110100"
FIRST = date(2026, 1, 1)
RATE = DatedRate(FLOUR, "CN", "vat", Decimal(13), FIRST, None, "a decree", "high")
ENTRY = DatedEntry(FLOUR, "2027", False, 5_000, FIRST, None, "a list", "high")


def amend(draft: DatedRate) -> TaxRate:
    return owns_transaction(amend_rate)(draft=draft, at=AT, by=SYSTEM)


def allow(draft: DatedEntry) -> PositiveListEntry:
    return owns_transaction(amend_list)(draft=draft, at=AT, by=SYSTEM)


def vat_on(day: date) -> Decimal | None:
    return tax_rates(hs6s=[FLOUR], country="CN", on=day)[FLOUR].vat_percent


def test_a_rate_of_the_same_first_day_is_corrected_in_place(shop: Market) -> None:
    was = TaxRate.objects.get(tariff_code__hs6=FLOUR, country="CN", kind="vat")
    row = amend(RATE)
    assert (row.pk, row.version, row.percent, row.amended_at) == (was.pk, was.version + 1, Decimal(13), AT)
    assert vat_on(FIRST) == 13


def test_a_rate_of_a_later_day_leaves_the_earlier_one_until_then(shop: Market) -> None:
    amend(replace(RATE, valid_from=date(2027, 1, 1)))
    assert [vat_on(date(2026, 12, 31)), vat_on(date(2027, 1, 1))] == [9, 13]


def test_what_staff_wrote_stays_when_the_files_are_loaded_again(shop: Market) -> None:
    amend(RATE)
    tally = owns_transaction(load_reference)(at=AT, by=SYSTEM)["tax rates"]
    assert (tally.created, tally.changed) == (0, 0)
    assert vat_on(FIRST) == 13
    TaxRate.objects.filter(tariff_code__hs6=FLOUR, kind="mfn").update(percent=1)
    assert owns_transaction(load_reference)(at=AT, by=SYSTEM)["tax rates"].changed == 1


def test_every_change_of_the_law_is_on_record(shop: Market) -> None:
    amend(RATE)
    allow(ENTRY)
    allow(replace(ENTRY, per_person_g_limit=None))
    rates = TaxRateAudit.objects.filter(tariff_code__hs6=FLOUR, country="CN", kind="vat").order_by("pgh_id")
    assert [row.percent for row in rates] == [9, 13]
    entries = PositiveListEntryAudit.objects.filter(edition=ENTRY.edition, hs6=FLOUR).order_by("pgh_id")
    assert [row.per_person_g_limit for row in entries] == [5_000, None]


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"hs6": "999999"}, "/hs6"),
        ({"percent": Decimal(301)}, "/percent"),
        ({"percent": Decimal("-0.001")}, "/percent"),
        ({"percent": Decimal("1.0001")}, "/percent"),
        ({"valid_to": date(2025, 12, 31)}, "/valid_to"),
        ({"country": "KZ"}, None),
        ({"country": "KZ", "kind": "mfn"}, "/kind"),
        ({"kind": "eaeu_duty"}, "/kind"),
    ],
)
def test_a_rate_that_makes_no_sense_is_refused_by_its_field(
    shop: Market, changes: dict[str, Any], pointer: str | None
) -> None:
    draft = replace(RATE, **changes)
    if pointer is None:
        assert amend(draft).country == "KZ"
        return
    with pytest.raises(BadLaw) as refusal:
        amend(draft)
    assert [each.pointer for each in refusal.value.fields] == [pointer]


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"hs6": "999999"}, "/hs6"),
        ({"per_person_g_limit": 0}, "/per_person_g_limit"),
        ({"per_person_g_limit": 10_000_001}, "/per_person_g_limit"),
        ({"valid_to": date(2025, 12, 31)}, "/valid_to"),
    ],
)
def test_an_entry_that_makes_no_sense_is_refused_by_its_field(
    shop: Market, changes: dict[str, Any], pointer: str
) -> None:
    with pytest.raises(BadLaw) as refusal:
        allow(replace(ENTRY, **changes))
    assert [each.pointer for each in refusal.value.fields] == [pointer]


@pytest.mark.django_db(transaction=True)
def test_amending_outside_a_transaction_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(OutsideTransaction):
        amend_rate(draft=RATE, at=AT, by=SYSTEM)
    with pytest.raises(OutsideTransaction):
        amend_list(draft=ENTRY, at=AT, by=SYSTEM)
