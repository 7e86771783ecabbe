"""Does the window turn with the day, and stay true when many change at once?"""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from catalog.models import Certificate, Listing, ListingTouch, PositiveListEntry, Price, StockLevel
from catalog.operations.touching import claim_touches, touch_dated
from kit.clock import now
from kit.transactions import OutsideTransaction, owns_transaction
from shop.verification import measure
from storefront.models import ListingView, Shelf
from storefront.operations import estimating, noticing, refreshing, writing
from storefront.operations.rebuilding import rebuild
from tests.api import Api
from tests.orders.market import Market
from tests.storefront.window import follow


def paper(shop: Market, listing: Listing, **dates: date) -> Certificate:
    """A verified paper of a listing's product."""
    product = listing.variant.product
    return Certificate.objects.create(
        seller=product.seller,
        product=product,
        kind="halal",
        number="KZ-1",
        issuer="Halal Damu",
        status="verified",
        submitted_at=shop.at,
        verified_at=shop.at,
        created_at=shop.at,
        **dates,
    )


def test_a_paper_that_ended_yesterday_is_shown_no_more(shop: Market, api: Api) -> None:
    listing, today = shop.listing(shop.seller()), now().date()
    paper(shop, listing, valid_from=today - timedelta(days=9), valid_to=today + timedelta(days=9))
    follow()
    [shown] = api.get(f"/products/{listing.pk}").json()["certificates"]
    assert (shown["kind"], shown["number"]) == ("halal", "KZ-1")
    Certificate.objects.update(valid_to=today - timedelta(days=2))
    ListingTouch.objects.all().delete()
    assert owns_transaction(touch_dated)(on=today) == 1
    follow()
    assert api.get(f"/products/{listing.pk}").json()["certificates"] == []


def test_law_that_begins_today_is_told_today(shop: Market, api: Api) -> None:
    listing, today = shop.listing(shop.seller()), now().date()
    other = shop.listing(listing.variant.seller, "HONEY", hs6="040900")
    PositiveListEntry.objects.all().delete()
    follow()
    PositiveListEntry.objects.create(
        hs6="110100", edition="2027", valid_from=today, source="test", confidence="high", created_at=shop.at
    )
    ListingTouch.objects.all().delete()
    assert owns_transaction(touch_dated)(on=today) == 1
    assert set(ListingTouch.objects.values_list("listing_id", flat=True)) == {listing.pk}
    follow()
    assert api.get(f"/products/{listing.pk}").json()["import"]["label"] == "2027"
    assert api.get(f"/products/{other.pk}").json()["import"]["listed"] is False


@pytest.mark.parametrize(
    "verb",
    [
        lambda: claim_touches(limit=1),
        lambda: touch_dated(on=date(2026, 11, 29)),
        lambda: refreshing.refresh_touched(at=now()),
        lambda: refreshing.refresh(listing_ids=[], at=now()),
        lambda: estimating.estimate_all(at=now()),
        lambda: estimating.estimate_new(at=now()),
        lambda: noticing.find_due(at=now()),
        lambda: writing.take_down(listing_ids=[]),
    ],
)
@pytest.mark.django_db(transaction=True)
def test_nothing_is_shown_outside_a_transaction(verb: Callable[[], object]) -> None:
    with pytest.raises(OutsideTransaction):
        verb()


@pytest.fixture
def committed(transactional_db: None) -> Market:
    """An open shop whose rows other connections see."""
    return Market(at=now().replace(second=0, microsecond=0)).open()


def test_two_threads_make_the_window_as_one_does(committed: Market) -> None:
    seller = committed.seller()
    for number in range(7):
        committed.listing(seller, f"S{number}")
    follow()
    told = list(ListingView.objects.order_by("listing_id", "language").values_list())
    ListingView.objects.all().delete()
    Shelf.objects.all().delete()
    seen: list[int] = []
    assert rebuild(at=now(), batch=2, threads=2, told=seen.append) == 7
    assert seen == [2, 4, 6, 7]
    assert list(ListingView.objects.order_by("listing_id", "language").values_list()) == told
    assert [name for name, count in measure() if count] == []


def test_who_read_an_older_price_never_writes_after_who_read_a_newer(
    committed: Market, at_once: Callable[..., list[Any]]
) -> None:
    listing = committed.listing(committed.seller())

    def change(minor: int) -> None:
        with transaction.atomic():
            Price.objects.filter(listing=listing).update(amount_minor=minor)
        follow()

    for round_ in range(5):
        at_once([partial(change, minor) for minor in range(round_ * 4 + 1, round_ * 4 + 5)])
        follow()
        assert Shelf.objects.get().price_minor == Price.objects.get().amount_minor
    assert ListingTouch.objects.count() == 0


def test_a_touch_in_an_open_transaction_is_left_to_its_commit(committed: Market) -> None:
    listing = committed.listing(committed.seller())
    follow()
    with transaction.atomic():
        StockLevel.objects.update(reserved=100)
        assert ListingTouch.objects.count() == 1
    assert follow() == 1
    assert Shelf.objects.get(pk=listing.pk).has_stock is False


def test_a_seeded_catalogue_keeps_every_invariant_and_is_shown(
    db: None, settings: Any, tmp_path: Any
) -> None:
    settings.DEMO = True
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    said = StringIO()
    call_command("load_reference", stdout=said)
    call_command("load_demo", credentials=tmp_path / "credentials.json", stdout=said)
    shown = Shelf.objects.count()
    call_command("seed_catalogue", 50, sellers=3, threads=1, stdout=said)
    assert Shelf.objects.count() == shown + 50
    assert "50 listings seeded" in said.getvalue()
    assert [name for name, count in measure() if count] == []
    assert set(
        Shelf.objects.filter(seller_code__startswith="SEED").values_list("seller_code", flat=True)
    ) <= {f"SEED{number:04}" for number in (1, 2, 3)}


def test_seeding_is_for_demonstrations(db: None, settings: Any) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError, match="DEMO=1"):
        call_command("seed_catalogue", 5)


def test_the_window_is_made_again_by_command(shop: Market) -> None:
    shop.listing(shop.seller())
    said = StringIO()
    # Threads have connections of their own, which see nothing of a test.
    call_command("rebuild_storefront", threads=1, stdout=said)
    assert "1 listings in" in said.getvalue()
    assert Shelf.objects.count() == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM storefront_listingview")
        assert cursor.fetchone() == (4,)
