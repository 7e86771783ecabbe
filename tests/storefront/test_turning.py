"""Does the window turn with the day, and stay true when many change at once?"""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from io import StringIO
from threading import Barrier
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from catalog.models import (
    Certificate,
    Listing,
    ListingTouch,
    PositiveListEntry,
    Price,
    Product,
    Seller,
    StockLevel,
)
from catalog.operations.touching import claim_touches, touch_dated
from kit.clock import now
from kit.ids import uuid7
from kit.transactions import OutsideTransaction, owns_transaction
from shop.verification import measure
from storefront.models import Label, ListingView, Shelf, Term, WordIndex
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
    shown = api.get(f"/products/{listing.pk}").json()["certificates"]
    assert [(each["kind"], each["number"]) for each in shown] == [("halal", "KZ-1"), ("gacc", "CKAZ-KZ01")]
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


def _many(shop: Market) -> list[Listing]:
    """Three sizes of goods each of three sellers, in the order of their ids."""
    for number in range(9):
        code = f"KZ0{number % 3 + 1}"
        seller = Seller.objects.filter(code=code).first() or shop.seller(code, f"49044000027{number % 3}")
        shop.listing(seller, f"S{number}")
    return list(Listing.objects.order_by("pk"))


def _window() -> list[Any]:
    """Everything that the window holds of listings, what they are found by and its known terms."""
    return [
        *Shelf.objects.order_by("listing_id").values_list(),
        *ListingView.objects.order_by("listing_id", "language").values_list(),
        *WordIndex.objects.order_by("listing_id").values_list(),
        *Term.objects.order_by("market", "language", "text").values_list("market", "language", "text"),
        *Label.objects.order_by("kind", "code").values_list("kind", "code", "names", "position"),
    ]


def _empty_window() -> None:
    for model in (ListingView, Shelf, WordIndex, Term, Label):
        model.objects.all().delete()


@pytest.mark.parametrize("processes", [2, 3])
def test_several_processes_make_the_window_as_one_does(committed: Market, processes: int) -> None:
    _many(committed)
    _empty_window()
    assert rebuild(at=now(), batch=2) == 9
    made = _window()
    _empty_window()
    seen: list[int] = []
    assert rebuild(at=now(), batch=2, processes=processes, told=seen.append) == 9
    assert seen == [2, 4, 6, 8, 9]
    assert _window() == made
    assert [name for name, count in measure() if count] == []


def test_what_fails_in_a_process_is_the_commands_failure_and_leaves_nothing_half_done(
    committed: Market,
) -> None:
    listings = _many(committed)
    _empty_window()
    broken = listings[4]
    # Names that are no names by language, as no door lets in: whoever shows them fails.
    Product.objects.filter(variants=broken.variant_id).update(names=[1])
    with pytest.raises(AttributeError, match="items"):
        call_command("rebuild_storefront", batch=2, processes=2, stdout=StringIO())
    shown = set(Shelf.objects.values_list("listing_id", flat=True))
    for batch in (listings[0:2], listings[2:4], listings[4:6], listings[6:8], listings[8:]):
        ids = {each.pk for each in batch}
        assert shown & ids in (ids if broken.pk not in ids else set(), set())
        for listing_id in ids:
            here = listing_id in shown
            assert ListingView.objects.filter(listing_id=listing_id).count() == (4 if here else 0)
            assert WordIndex.objects.filter(listing_id=listing_id).count() == here


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


def test_two_who_claim_at_once_share_what_was_touched(at_once: Callable[..., list[Any]]) -> None:
    ListingTouch.objects.bulk_create(ListingTouch(listing_id=uuid7()) for _ in range(2))
    both = Barrier(2)

    def claim() -> Any:
        with transaction.atomic():
            claimed = claim_touches(limit=1)
            both.wait(timeout=10)
        return claimed.whole

    (one,), (other,) = at_once([claim, claim])
    assert one != other
    assert ListingTouch.objects.count() == 0


def test_a_seeded_catalogue_keeps_every_invariant_and_is_shown(
    db: None, settings: Any, tmp_path: Any
) -> None:
    settings.DEMO = True
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    said = StringIO()
    call_command("load_reference", stdout=said)
    call_command("load_demo", credentials=tmp_path / "credentials.json", stdout=said)
    shown, touched = Shelf.objects.count(), ListingTouch.objects.count()
    call_command("seed_catalogue", 50, sellers=5, processes=1, stdout=said)
    assert Shelf.objects.count() == shown + 50
    assert "50 listings seeded" in said.getvalue()
    # The window was made of them already: nobody has to follow.
    assert ListingTouch.objects.count() == touched
    assert [name for name, count in measure() if count] == []
    seeded = Listing.objects.filter(variant__seller__code__startswith="SEED")
    sold = set(seeded.values_list("variant__seller__code", "variant__seller__country", "market"))
    over_the_border = {("KZ", "CN"), ("CN", "KZ")}
    assert {(home, market) for _code, home, market in sold} == over_the_border
    assert {code for code, _home, _market in sold} <= {f"SEED{number:04}" for number in range(1, 6)}
    stocked = StockLevel.objects.filter(lot__variant__listings__in=seeded)
    assert set(stocked.values_list("warehouse__country", "lot__variant__listings__market")) == over_the_border


def test_seeding_is_for_demonstrations(db: None, settings: Any) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError, match="DEMO=1"):
        call_command("seed_catalogue", 5)


def test_the_window_is_made_again_by_command(shop: Market) -> None:
    shop.listing(shop.seller())
    said = StringIO()
    # Processes have connections of their own, which see nothing of a test.
    call_command("rebuild_storefront", processes=1, stdout=said)
    assert "1 listings in" in said.getvalue()
    assert Shelf.objects.count() == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM storefront_listingview")
        assert cursor.fetchone() == (4,)
