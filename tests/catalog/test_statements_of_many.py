"""Is each row on record, and shown anew, of which one statement has changed many?"""

from typing import Any

import pghistory
import pytest
from django.apps import apps
from django.db import connection

from catalog.models import GateNote, Listing, ListingTouch, Price, Product, Variant
from tests.catalog.trade import Trade

PriceAudit: Any = apps.get_model("catalog", "PriceAudit")
ListingAudit: Any = apps.get_model("catalog", "ListingAudit")


@pytest.fixture
def listings(db: None) -> list[Listing]:
    """Two offers with a price each, of two products, of which all is told."""
    trade = Trade()
    rows = [trade.market.listing(trade.mill), trade.market.listing(trade.mill, "FLR-5KG")]
    quiet()
    return rows


def quiet() -> None:
    ListingTouch.objects.all().delete()
    GateNote.objects.all().delete()


def touched() -> list[Any]:
    return sorted(ListingTouch.objects.values_list("listing_id", "rank"))


def recorded(audit: Any, label: str, *columns: str) -> list[Any]:
    return sorted(audit.objects.filter(pgh_label=label).values_list("pgh_obj_id", *columns))


def test_each_of_the_prices_that_change_is_recorded_with_who_changed_it(listings: list[Listing]) -> None:
    was = list(Price.objects.order_by("pk").values_list("pk", flat=True))
    with pghistory.context(request="r-7"):
        Price.objects.filter(pk__in=was).update(amount_minor=1800)
    told = {"request": "r-7"}
    rows = PriceAudit.objects.filter(pgh_label="update").order_by("pgh_obj_id")
    assert list(rows.values_list("pgh_obj_id", "amount_minor", "pgh_context")) == [
        (pk, 1800, told) for pk in was
    ]
    assert rows[0].pgh_context_id == rows[1].pgh_context_id is not None


def test_only_those_that_differ_are_recorded(listings: list[Listing]) -> None:
    one, _ = Price.objects.order_by("pk")
    Price.objects.filter(pk=one.pk).update(amount_minor=1800)
    Price.objects.update(amount_minor=1800)
    assert len(recorded(PriceAudit, "update")) == 2
    Listing.objects.update(min_quantity=1)
    assert recorded(ListingAudit, "update", "min_quantity") == []


def test_what_is_made_and_deleted_together_is_recorded(listings: list[Listing]) -> None:
    known = set(PriceAudit.objects.values_list("pgh_id", flat=True))
    made = Price.objects.bulk_create(
        Price(listing=row, currency="CNY", from_quantity=10, amount_minor=1500, created_at=row.created_at)
        for row in listings
    )
    Price.objects.filter(from_quantity=10).delete()
    fresh = PriceAudit.objects.exclude(pgh_id__in=known).order_by("pgh_id")
    assert sorted(fresh.values_list("pgh_obj_id", "pgh_label", "amount_minor")) == sorted(
        (price.pk, label, 1500) for price in made for label in ("insert", "delete")
    )


def test_each_listing_is_touched_whose_price_changes(listings: list[Listing]) -> None:
    Price.objects.update(amount_minor=1800)
    assert touched() == sorted((row.pk, ListingTouch.Rank.PRICES) for row in listings)


def test_each_listing_of_goods_that_change_is_touched(listings: list[Listing]) -> None:
    own = sorted((row.pk, ListingTouch.Rank.OWN) for row in listings)
    for model in (Product, Variant):
        quiet()
        model.objects.update(names={"ru": "Мука"})
        assert touched() == own
    quiet()
    Listing.objects.update(multiple=1)
    assert touched() == own


def test_the_gate_hears_of_goods_on_sale_whose_words_change_and_of_no_others(
    listings: list[Listing],
) -> None:
    sold, draft = listings
    Listing.objects.filter(pk=draft.pk).update(
        status="draft", approved_at=None, live_at=None, submitted_at=None
    )
    quiet()
    Product.objects.update(brand=None)
    assert not GateNote.objects.exists()
    Product.objects.update(names={"ru": "Мука"})
    assert list(GateNote.objects.values_list("listing_id", flat=True)) == [sold.pk]


def test_a_trigger_fires_once_for_all_rows_of_a_statement(listings: list[Listing]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("""
            SELECT relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
            WHERE relname IN ('catalog_listing', 'catalog_price', 'catalog_product', 'catalog_variant')
                AND (tgname LIKE 'pgtrigger_touch%' OR tgname LIKE 'pgtrigger_insert%'
                    OR tgname LIKE 'pgtrigger_update%') AND tgtype & 1 = 1
        """)
        assert cursor.fetchall() == []
