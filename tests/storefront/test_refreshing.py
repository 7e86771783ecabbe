"""Does the window say what the catalogue says, whatever is done to it, however it is made?"""

import json
import random
from collections.abc import Sequence
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest
from django.db import connection

from catalog.models import (
    Listing,
    ListingTouch,
    Price,
    Product,
    Seller,
    StockLevel,
    Variant,
)
from catalog.operations import moderating, verifying
from kit.actors import SYSTEM
from kit.clock import now
from kit.transactions import owns_transaction
from storefront.models import DeliveryEstimate, ListingView, Shelf
from storefront.operations import rebuilding, refreshing
from tests.api import Api
from tests.orders.market import Market
from tests.storefront.changes import CHANGES, Change, introduce
from tests.storefront.window import estimate, follow


def rows() -> list[Any]:
    """Everything that the window holds of listings, in one order."""
    return [
        *Shelf.objects.order_by("listing_id").values_list(),
        *ListingView.objects.order_by("listing_id", "language").values_list(),
    ]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_every_change_that_buyers_would_see_is_found_by_itself(shop: Market, change: Change) -> None:
    listing = shop.listing(shop.seller())
    other = shop.listing(Seller.objects.get(), "OTHER")
    follow()
    before, words = rows(), ListingView.objects.filter(listing_id=other.pk).values_list("card", "details")
    untouched = list(words)
    change(listing)
    assert follow() == 2
    after = rows()
    assert after != before
    # What was shown by following is what a pass over everything would show.
    owns_transaction(refreshing.refresh)(listing_ids=[listing.pk, other.pk], at=now())
    assert rows() == after
    if change is not introduce:
        assert list(words) == untouched


def test_what_is_off_sale_is_gone_before_the_window_hears_of_it(shop: Market, api: Api) -> None:
    listing = shop.listing(shop.seller())
    follow()
    owns_transaction(moderating.block)(listing=listing, reason="papers expired", at=now(), by=SYSTEM)
    assert api.get("/products").json()["items"] == []
    assert api.get(f"/products/{listing.pk}").status_code == 404
    assert Shelf.objects.count() == 1
    follow()
    assert (Shelf.objects.count(), ListingView.objects.count()) == (0, 0)


def test_what_a_suspended_seller_sells_is_gone_before_the_window_hears_of_it(shop: Market, api: Api) -> None:
    listing = shop.listing(shop.seller())
    follow()
    owns_transaction(verifying.suspend_seller)(
        seller=Seller.objects.get(), reason="papers expired", at=now(), by=SYSTEM
    )
    assert Shelf.objects.count() == 1
    assert api.get("/products").json()["items"] == []
    assert api.get(f"/products/{listing.pk}").status_code == 404
    follow()
    assert Shelf.objects.count() == 0


def test_what_sold_out_a_moment_ago_is_not_shown_as_there(shop: Market, api: Api) -> None:
    listing = shop.listing(shop.seller(), units=5)
    follow()
    StockLevel.objects.update(reserved=5)
    assert api.get(f"/products/{listing.pk}").json()["available"] == 0
    assert api.get("/products?in_stock=true").json()["items"] == []
    [item] = api.get("/products?in_stock=false").json()["items"]
    assert item["available"] == 0


def test_units_too_old_to_arrive_fresh_are_not_there(shop: Market, api: Api) -> None:
    listing = shop.listing(shop.seller(), units=7, shelf_life_days=60)
    shop.stock(listing.variant, 50, age_days=29)
    follow()
    estimate()
    [arrives] = DeliveryEstimate.objects.values_list("arrives_date", flat=True)
    assert arrives is not None
    shown = api.get(f"/products/{listing.pk}").json()
    assert shown["delivery"]["arrives_date"] == arrives.isoformat()
    # Rule 17: half of 60 days must be left; of those made 29 days ago it won't be, by train.
    assert arrives > now().date() + timedelta(days=1)
    assert shown["available"] == (7 if arrives - now().date() <= timedelta(days=20) else 0)


def test_only_what_arrives_in_time_is_found_by_its_day(shop: Market, api: Api) -> None:
    shop.listing(shop.seller())
    follow()
    estimate()
    [arrives] = DeliveryEstimate.objects.values_list("arrives_date", flat=True)
    assert arrives is not None
    for day, found in ((arrives, 1), (arrives - timedelta(days=1), 0)):
        assert len(api.get(f"/products?arrives_by={day}").json()["items"]) == found


def test_a_lane_is_asked_for_as_soon_as_something_stands_in_it(shop: Market, api: Api) -> None:
    shop.listing(shop.seller())
    follow()
    [item] = api.get("/products").json()["items"]
    assert item["delivery"]["at_place"] == "CN-LYG-BASE"


def test_an_undone_refresh_leaves_what_it_claimed(shop: Market) -> None:
    shop.listing(shop.seller())
    touches = ListingTouch.objects.count()
    assert touches > 0
    with pytest.raises(ZeroDivisionError):
        owns_transaction(lambda: (refreshing.refresh_touched(at=now()), 1 / 0))()
    assert ListingTouch.objects.count() == touches


def test_a_second_pass_writes_nothing(shop: Market) -> None:
    for number in range(5):
        shop.listing(Seller.objects.first() or shop.seller(), f"S{number}")
    follow()
    written = _versions()
    assert rebuilding.rebuild(at=now(), batch=2) == 5
    assert _versions() == written


def _versions() -> list[Any]:
    """Which version of each row PostgreSQL keeps: a write makes another one."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT listing_id, xmin::text, ctid::text FROM storefront_shelf"
            " UNION ALL SELECT listing_id, xmin::text, ctid::text FROM storefront_listingview ORDER BY 1, 3"
        )
        found: list[Any] = cursor.fetchall()
    return found


def test_a_pass_takes_down_what_nobody_told_of(shop: Market) -> None:
    kept = shop.listing(shop.seller(), "KEPT")
    follow()
    [shelf] = Shelf.objects.all()
    for place in (0, 2**128 - 1):
        shelf.listing_id = shelf.listing_id.__class__(int=place)
        shelf.save(force_insert=True)
    rebuilding.rebuild(at=now(), batch=1)
    assert [row.listing_id for row in Shelf.objects.all()] == [kept.pk]


def truth(listing: Listing, language: str, estimates: Sequence[DeliveryEstimate]) -> dict[str, Any]:
    """What a buyer should see of a listing in a list, told row by row from the catalogue's own models."""
    chains = {"en": ("en",), "ru": ("ru", "en"), "kk": ("kk", "ru", "en"), "zh-Hans": ("zh-Hans", "en")}

    def said(names: dict[str, str], wanted: str = language) -> str:
        return next((names[each] for each in (*chains[wanted], *chains) if names.get(each)), "")

    variant, product, seller = listing.variant, listing.variant.product, listing.variant.seller
    full = {}
    for each, name in product.names.items():
        size = said(variant.names, each)
        full[each] = name if not size else f"{name}{'，' if each == 'zh-Hans' else ', '}{size}"
    price, *steps = sorted(listing.prices.all(), key=lambda row: row.from_quantity)
    assert price.from_quantity == 1

    def money(row: Price) -> dict[str, str]:
        return {"amount": f"{row.amount_minor // 100}.{row.amount_minor % 100:02}", "currency": row.currency}

    category, kilograms = product.category, Decimal(variant.net_g) / 1000
    each = int((price.amount_minor / kilograms).quantize(Decimal(1), rounding=ROUND_HALF_UP))
    per_kg = {"amount": f"{each // 100}.{each % 100:02}", "currency": "CNY"}
    units = sum(level.free for lot in variant.lots.all() for level in lot.levels.all())
    # What is sold out would start where its seller is, what is there where most of it lies.
    lane = f"CN|KZ-KOSTANAY{'-WH' if units else ''}|"
    [estimate] = [each for each in estimates if each.lane.startswith(lane)]
    return {
        "id": str(listing.pk),
        "product_id": str(product.pk),
        "sku": variant.sku,
        "market": listing.market,
        "origin_country": product.origin_country,
        "hs6": product.tariff_code.hs6,
        "net_g": variant.net_g,
        "min_quantity": listing.min_quantity,
        "multiple": listing.multiple,
        "import": {"regime": "cn_retail_import", "listed": True, "label": "DEMO ASSUMPTION, NOT LAW"},
        "name": said(full),
        "seller": {"id": str(seller.pk), "code": seller.code, "name": seller.legal_name},
        "category": category and {"code": category.code, "name": said(category.names)},
        "brand": product.brand and {"code": product.brand.code, "name": said(product.brand.names)},
        "image": None,
        "price": money(price),
        "price_steps": [{"from_quantity": row.from_quantity, "price": money(row)} for row in steps],
        "unit_price": {"price": per_kg, "per": "kg"},
        "available": units,
        "delivery": {
            "arrives_date": str(estimate.arrives_date),
            "at_place": "CN-LYG-BASE",
            "service": estimate.service_code,
            "departs_at": f"{estimate.departs_at:%Y-%m-%dT%H:%M:%SZ}",
            "order_by_at": f"{estimate.hand_in_by_at:%Y-%m-%dT%H:%M:%SZ}",
        },
    }


def _as_bytes(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


SCRIPTS = {
    "en": ("Flour", "Flax seed", "Camel milk powder"),
    "ru": ("Мука", "Семена льна", "Сухое верблюжье молоко"),
    "kk": ("Ұн", "Зығыр тұқымы", "Құрғақ түйе сүті ӘҒҚҢӨҰҮҺІ"),
    "zh-Hans": ("面粉", "亚麻籽", '骆驼奶粉 «"quoted\\»'),
}


@pytest.mark.parametrize("seed", [20261129])
def test_a_thousand_random_listings_in_four_languages_are_what_the_catalogue_says(
    shop: Market, api: Api, seed: int
) -> None:
    chance = random.Random(seed)
    listings = _many(shop, chance, 1_000)
    follow()
    for listing in chance.sample(listings, 300):
        chance.choice(CHANGES[:3])(listing)
    Listing.objects.filter(pk__in=[row.pk for row in chance.sample(listings, 50)]).update(status="paused")
    follow()
    followed = rows()
    ListingView.objects.all().delete()
    Shelf.objects.all().delete()
    live = Listing.objects.filter(status="live").count()
    assert rebuilding.rebuild(at=now(), batch=300) == live
    assert rows() == followed
    shown: dict[str, bytes] = {}
    for language in SCRIPTS:
        path: str | None = "/products?limit=100"
        while path:
            answer = api.get(path, accept_language=language)
            page = answer.json()
            # What is sent is compact JSON with nothing escaped that need not be, down to the byte.
            assert _as_bytes(page) == answer.content
            shown |= {f"{language} {item['id']}": _as_bytes(item) for item in page["items"]}
            path = page["next"] and page["next"].partition("/api/v1")[2]
    assert len(shown) == 4 * live
    related = ("tariff_code", "category", "brand")
    told = Listing.objects.filter(status="live").select_related(
        "variant__seller", *(f"variant__product__{each}" for each in related)
    )
    estimates = list(DeliveryEstimate.objects.all())
    for listing in told.prefetch_related("prices", "variant__lots__levels"):
        for language in SCRIPTS:
            assert shown[f"{language} {listing.pk}"] == _as_bytes(truth(listing, language, estimates))


def _many(shop: Market, chance: random.Random, count: int) -> list[Listing]:
    sellers = [shop.seller(), shop.seller("KZ02", "490440000271")]
    first = shop.listing(sellers[0], "FIRST")
    base, lot = first.variant, first.variant.lots.get()
    products, variants, listings, prices, lots, levels = [], [], [], [], [], []
    warehouse = lot.levels.get().warehouse
    for number in range(count - 1):
        seller, kind = chance.choice(sellers), chance.randrange(3)
        languages = chance.sample(sorted(SCRIPTS), chance.randrange(1, 5))
        product = Product(
            seller=seller,
            code=f"R{number}",
            names={each: SCRIPTS[each][kind] for each in {"en", *languages}},
            origin_country=chance.choice(("KZ", "CN")),
            tariff_code=base.product.tariff_code,
            temperature_class=base.product.temperature_class,
            segregation_class=base.product.segregation_class,
            created_at=shop.at,
        )
        variant = Variant(
            product=product,
            seller=seller,
            sku=f"R{number}",
            names={each: f"{number} {each}" for each in languages} if number % 3 else {},
            **{name: getattr(base, name) for name in ("net_g", "gross_g", "length_mm", "width_mm")},
            **{name: getattr(base, name) for name in ("height_mm", "volume_cm3", "package_kind")},
            created_at=shop.at,
        )
        listing = Listing(
            variant=variant,
            market="CN",
            status="live",
            approved_at=shop.at,
            live_at=shop.at,
            created_at=shop.at,
        )
        for quantity in (1, 10, 100)[: chance.randrange(1, 4)]:
            minor = chance.randrange(1_000, 2_000) - quantity
            prices.append(
                Price(
                    listing=listing,
                    currency="CNY",
                    from_quantity=quantity,
                    amount_minor=minor,
                    created_at=shop.at,
                )
            )
        mine = type(lot)(variant=variant, code="A", made_date=lot.made_date, created_at=shop.at)
        levels.append(
            StockLevel(lot=mine, warehouse=warehouse, on_hand=chance.randrange(20), created_at=shop.at)
        )
        products.append(product)
        variants.append(variant)
        listings.append(listing)
        lots.append(mine)
    made: tuple[list[Any], ...] = (products, variants, listings, prices, lots, levels)
    for each in made:
        type(each[0]).objects.bulk_create(each)
    return [first, *listings]


def test_text_that_json_must_escape_is_shown_as_it_was_written(shop: Market, api: Api) -> None:
    listing = shop.listing(shop.seller())
    name = 'He said "ұн" \\ <b>面粉</b>\t\u2028end'
    Product.objects.update(names={"en": name})
    follow()
    assert api.get(f"/products/{listing.pk}").json()["name"] == name
    assert json.loads(api.get("/products").content)["items"][0]["name"] == name
