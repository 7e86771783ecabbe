"""Are prices of many set as they were shown, but for what somebody has changed, and taken back so?"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Membership
from catalog import policy
from catalog.errors import TooManyToPrice
from catalog.models import Category, Listing, Price, PriceChange, Product, Repricing, Seller
from catalog.operations import repricing
from catalog.queries.repricing import Choice
from catalog.repriced import PriceRule
from kit.actors import Actor
from kit.transactions import owns_transaction
from tests.api import Api
from tests.orders.market import Market

REPRICINGS = "/seller/repricings"


@pytest.fixture
def shop(shop_today: Market) -> Market:
    """An open shop today, since doors read the clock."""
    return shop_today.open()


@pytest.fixture
def mill(shop: Market) -> Seller:
    """Who sells here."""
    return shop.seller()


@pytest.fixture
def goods(shop: Market, mill: Seller) -> list[Listing]:
    """Three listings in China at 17.50, 20.00 and 30.00; the last is 27.00 from ten units on."""
    listings = [
        shop.listing(mill, sku, price_minor=minor) for sku, minor in (("A", 1750), ("B", 2000), ("C", 3000))
    ]
    Price.objects.create(
        listing=listings[2], currency="CNY", from_quantity=10, amount_minor=2700, created_at=shop.at
    )
    return listings


@pytest.fixture
def keeper(shop: Market, mill: Seller, signed_in: Callable[..., Api]) -> Api:
    """Who keeps the catalogue of the mill."""
    user = shop.user("keeper")
    Membership.objects.create(user=user, organisation=mill.organisation, role="catalogue", created_at=shop.at)
    return signed_in(user)


def member(seller: Seller) -> Actor:
    return Actor(kind="seller", organisation_id=seller.organisation_id, roles=frozenset({"catalogue"}))


def prices() -> dict[str, list[int]]:
    rows = Price.objects.order_by("listing__variant__sku", "from_quantity")
    found: dict[str, list[int]] = {}
    for sku, minor in rows.values_list("listing__variant__sku", "amount_minor"):
        found.setdefault(sku, []).append(minor)
    return found


BEFORE = {"A": [1750], "B": [2000], "C": [3000, 2700]}


def shown(api: Api, **rule: Any) -> Any:
    answer = api.post(REPRICINGS, {"market": "CN", **rule})
    assert answer.status_code == 201, answer.json()
    return answer.json()


def done(api: Api, row: Any, verb: str) -> Any:
    answer = api.post(f"{REPRICINGS}/{row['id']}/{verb}")
    assert answer.status_code == 200, answer.json()
    return answer.json()


def test_prices_are_shown_set_and_taken_back(goods: list[Listing], keeper: Api) -> None:
    row = shown(keeper, percent="-10", round_to={"amount": "0.10", "currency": "CNY"})
    # 17.50 less a tenth is 15.75, to tenths 15.80; 20.00 is 18.00; 30.00 and 27.00 are 27.00 and 24.30.
    assert [(each["sku"], each["becomes"]["amount"]) for each in row["lines"]] == [
        ("A", "15.80"),
        ("B", "18.00"),
        ("C", "27.00"),
    ]
    assert prices() == BEFORE
    assert done(keeper, row, "apply")["undo_until"] is not None
    assert prices() == {"A": [1580], "B": [1800], "C": [2700, 2430]}
    assert PriceChange.objects.count() == 3
    done(keeper, row, "undo")
    assert prices() == BEFORE


def test_set_or_taken_back_again_it_changes_nothing(goods: list[Listing], keeper: Api) -> None:
    row = shown(keeper, amount={"amount": "1.00", "currency": "CNY"})
    first, second = done(keeper, row, "apply"), done(keeper, row, "apply")
    assert first == second
    assert prices()["A"] == [1850]
    assert done(keeper, row, "undo") == done(keeper, row, "undo")
    done(keeper, row, "apply")
    assert (prices(), PriceChange.objects.count()) == (BEFORE, 6)


def test_what_somebody_changed_since_it_was_shown_stays_and_is_named(
    goods: list[Listing], keeper: Api
) -> None:
    row = shown(keeper, percent="10")
    keeper.post(f"/seller/listings/{goods[0].pk}/price", {"price": {"amount": "16.00", "currency": "CNY"}})
    told = done(keeper, row, "apply")
    assert [(each["sku"], each["why"]) for each in told["refused"]] == [
        ("A", "Somebody has changed this price meanwhile: it stays.")
    ]
    assert [each["sku"] for each in told["lines"]] == ["B", "C"]
    assert prices() == {"A": [1600], "B": [2200], "C": [3300, 2970]}
    keeper.post(f"/seller/listings/{goods[1].pk}/price", {"price": {"amount": "21.00", "currency": "CNY"}})
    back = done(keeper, row, "undo")
    assert [each["sku"] for each in back["refused"]] == ["A", "B"]
    assert prices() == {"A": [1600], "B": [2100], "C": [3000, 2700]}


def test_what_cant_cost_that_is_refused_before_and_the_rest_is_set(goods: list[Listing], keeper: Api) -> None:
    # From ten units on each of C costs 27.00: one must cost more.
    row = shown(keeper, price={"amount": "25.00", "currency": "CNY"})
    assert [(each["sku"], "27.00" in each["why"]) for each in row["refused"]] == [("C", True)]
    done(keeper, row, "apply")
    assert prices() == {"A": [2500], "B": [2500], "C": [3000, 2700]}


def test_a_step_that_rounding_makes_no_cheaper_is_refused_in_words(goods: list[Listing], keeper: Api) -> None:
    # 30.00 and 27.00 are 3.00 and 2.70, to tens 0 and 0, which become ten: the larger quantity is no cheaper.
    row = shown(keeper, skus=["C"], percent="-90", round_to={"amount": "10.00", "currency": "CNY"})
    told = [each["why"] for each in row["refused"]]
    assert told == ["The price of a larger quantity would no longer be lower."]


def test_moves_beyond_the_usual_are_marked(goods: list[Listing], keeper: Api) -> None:
    # From 17.50 and 20.00 to 26.00 are 48 and 30 percent; 31 and more are marked.
    row = shown(keeper, skus=["A", "B"], price={"amount": "26.00", "currency": "CNY"})
    assert [(each["percent"], each["is_large"]) for each in row["lines"]] == [(48, True), (30, False)]
    assert row["large_moves"] == 1


def test_goods_are_chosen_by_sku_category_and_market(
    shop: Market, mill: Seller, goods: list[Listing], keeper: Api
) -> None:
    at = {"names": {"en": "Milled"}, "created_at": shop.at}
    milled = Category.objects.create(code="milled", path="milled", depth=1, **at)
    rye = Category.objects.create(code="rye", path="milled/rye", depth=2, parent=milled, **at)
    Product.objects.filter(code="A").update(category=rye)
    Product.objects.filter(code="B").update(category=milled)
    by_category = {
        code: [each["sku"] for each in shown(keeper, category=code, percent="5")["lines"]]
        for code in ("milled", "rye")
    }
    assert by_category == {"milled": ["A", "B"], "rye": ["A"]}
    assert [each["sku"] for each in shown(keeper, skus=["C"], percent="5")["lines"]] == ["C"]
    for nobody in ({"category": "no"}, {"skus": ["X"]}, {"market": "KZ"}):
        answer = keeper.post(REPRICINGS, {"market": "CN", "percent": "5", **nobody})
        assert (answer.status_code, answer.json()["code"]) == (422, "catalog.nothing_to_price")


def test_another_sellers_prices_are_not_touched(shop: Market, goods: list[Listing], keeper: Api) -> None:
    farm = shop.seller("KZ02", "490440000271")
    shop.listing(farm, "OATS", price_minor=900)
    row = shown(keeper, percent="50", skus=["A", "OATS"])
    assert [each["sku"] for each in row["lines"]] == ["A"]
    strange = owns_transaction(repricing.preview)(
        seller=farm, choice=Choice("CN"), rule=PriceRule(percent_bp=100), at=shop.at, by=member(farm)
    )
    for verb in ("apply", "undo"):
        assert keeper.post(f"{REPRICINGS}/{strange.pk}/{verb}").status_code == 404
    assert keeper.get(f"{REPRICINGS}/{strange.pk}").status_code == 404
    assert [each["id"] for each in keeper.get(REPRICINGS).json()["items"]] == [row["id"]]


def test_each_step_has_its_time(shop: Market, goods: list[Listing], keeper: Api) -> None:
    row = shown(keeper, percent="5")
    answer = keeper.post(f"{REPRICINGS}/{row['id']}/undo")
    assert answer.json()["code"] == "catalog.not_repriced"
    Repricing.objects.update(previewed_at=shop.at - timedelta(minutes=31))
    assert keeper.post(f"{REPRICINGS}/{row['id']}/apply").json()["code"] == "catalog.preview_too_old"
    Repricing.objects.update(previewed_at=shop.at)
    done(keeper, row, "apply")
    Repricing.objects.update(applied_at=shop.at - timedelta(minutes=11))
    assert keeper.post(f"{REPRICINGS}/{row['id']}/undo").json()["code"] == "catalog.too_late_to_undo"
    assert prices()["B"] == [2100]


def test_more_listings_are_no_more_questions_and_never_too_many(
    shop: Market, mill: Seller, goods: list[Listing], monkeypatch: pytest.MonkeyPatch
) -> None:
    counts = []
    for skus in (["A"], ["A", "B", "C"]):
        with CaptureQueriesContext(connection) as asked:
            row = owns_transaction(repricing.preview)(
                seller=mill,
                choice=Choice("CN", skus=skus),
                rule=PriceRule(percent_bp=100),
                at=shop.at,
                by=member(mill),
            )
            owns_transaction(repricing.apply)(repricing=row, at=shop.at, by=member(mill))
        counts.append(len(asked))
    assert counts[0] == counts[1]
    monkeypatch.setattr(repricing, "MAX_REPRICED", 2)
    with pytest.raises(TooManyToPrice):
        owns_transaction(repricing.preview)(
            seller=mill, choice=Choice("CN"), rule=PriceRule(percent_bp=1), at=shop.at, by=member(mill)
        )
    assert policy.MAX_REPRICED == 10_000


@pytest.mark.parametrize(
    ("rule", "field"),
    [
        ({}, "/percent"),
        ({"percent": "5", "amount": {"amount": "1.00", "currency": "CNY"}}, "/percent"),
        ({"percent": "-100"}, "/percent"),
        ({"amount": {"amount": "1.00", "currency": "KZT"}}, "/amount"),
        (
            {
                "price": {"amount": "1.00", "currency": "CNY"},
                "round_to": {"amount": "1.00", "currency": "CNY"},
            },
            "/round_to",
        ),
        ({"percent": "5", "market": "KR"}, "/market"),
    ],
)
def test_a_rule_that_is_none_is_refused_by_its_field(keeper: Api, rule: Any, field: str) -> None:
    answer = keeper.post(REPRICINGS, {"market": "CN", **rule})
    assert answer.status_code == 400
    assert [each["pointer"] for each in answer.json()["errors"]] == [field]
