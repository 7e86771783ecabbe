"""Do new legal facts of goods on sale wait for staff, while the goods are sold as they were?"""

from collections.abc import Callable
from typing import Any

import pytest

from catalog.models import (
    Attribute,
    AttributeOption,
    Category,
    Listing,
    ListingChange,
    ListingMove,
    Product,
    TariffCode,
    Unit,
    Variant,
)
from catalog.operations import deciding, describing
from kit.actors import SYSTEM
from kit.clock import now
from kit.moves import LostRace
from kit.transactions import owns_transaction
from news.models import Event
from tests.api import Api
from tests.catalog.trade import Trade, pointers
from tests.storefront.window import follow

REASON = {"reason": "The papers name another mass."}
AtOnce = Callable[[list[Callable[[], Any]]], list[Any]]


@pytest.fixture
def trade(db: None) -> Trade:
    """Two sellers."""
    return Trade()


def resize(api: Api, listing: Listing, **facts: object) -> Any:
    """Change the listing's variant."""
    return api.patch(f"/seller/variants/{listing.variant_id}", facts, if_match="*")


def rewrite(api: Api, listing: Listing, **facts: object) -> Any:
    """Change the listing's product."""
    return api.patch(f"/seller/products/{listing.variant.product_id}", facts, if_match="*")


def waiting() -> ListingChange:
    return ListingChange.objects.get(status="waiting")


def diff(*facts: tuple[str, Any, Any]) -> list[dict[str, Any]]:
    return [{"field": field, "was": was, "becomes": becomes} for field, was, becomes in facts]


# ---- what waits -------------------------------------------------------------------------


@pytest.mark.parametrize("status", ["live", "paused", "withheld", "blocked"])
def test_legal_facts_of_goods_on_sale_wait_and_others_hold_at_once(trade: Trade, status: str) -> None:
    listing, keeper = trade.listing(status=status), trade.member(trade.mill)
    shown = resize(keeper, listing, gross_g=3000, names={"en": "in a bag"}).json()
    assert (shown["gross_g"], shown["names"]) == (2044, {"en": "in a bag"})
    assert shown["pending_change"]["diff"] == diff(("gross_g", 2044, 3000))
    assert keeper.get(f"/seller/variants/{listing.variant_id}").json() == shown
    assert Listing.objects.get().status == status
    change = waiting()
    assert [each.pk for each in change.listings.all()] == [listing.pk]
    [event] = Event.objects.filter(type="listing_change.asked")
    assert event.payload["facts"] == ["gross_g"]


def test_a_kind_of_goods_is_named_by_its_code(trade: Trade) -> None:
    listing, keeper = trade.listing(), trade.member(trade.mill)
    shown = rewrite(keeper, listing, hs6="110311", origin_country="CN").json()
    assert (shown["hs6"], shown["origin_country"]) == ("110100", "KZ")
    wanted = diff(("hs6", "110100", "110311"), ("origin_country", "KZ", "CN"))
    assert shown["pending_change"]["diff"] == wanted
    assert waiting().variant is None


def test_attributes_that_law_goes_by_wait_and_others_hold_at_once(trade: Trade) -> None:
    listing = trade.listing()
    Attribute.objects.filter(code="grade").update(is_legal=True)
    Attribute.objects.filter(code="wheat").update(is_legal=False)
    category = Category.objects.get(code="wheat-flour")
    Product.objects.update(category=category, attributes={"grade": "first", "wheat": "soft"})
    product = listing.variant.product
    describe(product, attributes={"grade": "premium", "wheat": "durum"})
    product.refresh_from_db()
    assert product.attributes == {"grade": "first", "wheat": "durum"}
    assert waiting().facts == {"attributes.grade": {"was": "first", "becomes": "premium"}}
    describe(product, attributes={"grade": "premium", "wheat": "soft"})
    owns_transaction(deciding.approve_change)(change=waiting(), at=now(), by=SYSTEM)
    product.refresh_from_db()
    assert product.attributes == {"grade": "premium", "wheat": "soft"}


def test_an_option_closed_meanwhile_is_not_approved(trade: Trade) -> None:
    listing, staff = trade.listing(), trade.staff("onboarding")
    Attribute.objects.filter(code="grade").update(is_legal=True)
    Product.objects.update(category=Category.objects.get(code="wheat-flour"), attributes={"grade": "first"})
    describe(listing.variant.product, attributes={"grade": "premium"})
    AttributeOption.objects.filter(code="premium").update(is_open=False)
    answer = staff.post(f"/seller/listing-changes/{waiting().pk}/approve")
    assert pointers(answer) == ["/attributes/grade"]
    assert Product.objects.get().attributes == {"grade": "first"}


def test_a_code_is_judged_together_with_the_kind_of_goods_that_waits(trade: Trade) -> None:
    listing, keeper = trade.listing(), trade.member(trade.mill)
    rewrite(keeper, listing, hs6="110311")
    assert pointers(rewrite(keeper, listing, cn10="1101000090")) == ["/cn10"]
    rewrite(keeper, listing, cn10="1103110090")
    owns_transaction(deciding.approve_change)(change=waiting(), at=now(), by=SYSTEM)
    product = Product.objects.get()
    assert (product.tariff_code.hs6, product.cn10) == ("110311", "1103110090")


def test_content_is_kept_with_its_unit_whatever_its_zeros(trade: Trade) -> None:
    listing, keeper = trade.listing(), trade.member(trade.mill)
    unit = Unit.objects.get(code="kg")
    Variant.objects.update(content="2.000", unit=unit)
    assert resize(keeper, listing, content="2.0", unit="kg").json()["pending_change"] is None
    resize(keeper, listing, content="2.5", net_g=2500, gross_g=2600)
    assert waiting().facts["content"] == {"was": "2", "becomes": "2.5"}
    owns_transaction(deciding.approve_change)(change=waiting(), at=now(), by=SYSTEM)
    assert str(Variant.objects.get().content) == "2.500"


def test_a_content_that_waits_is_judged_together_with_the_net_mass_that_comes_later(trade: Trade) -> None:
    listing, keeper = trade.listing(), trade.member(trade.mill)
    assert resize(keeper, listing, content="2000", unit="g").status_code == 200
    assert pointers(resize(keeper, listing, net_g=1900)) == ["/net_g"]
    assert resize(keeper, listing, net_g=1900, content="1900").status_code == 200


@owns_transaction
def describe(product: Product, **facts: object) -> None:
    locked = Product.objects.select_for_update().get(pk=product.pk)
    describing.change_product(product=locked, facts=facts, at=now(), by=SYSTEM)


def test_a_second_change_takes_the_first_ones_place_with_the_facts_of_both(trade: Trade) -> None:
    listing, keeper = trade.listing(), trade.member(trade.mill)
    resize(keeper, listing, gross_g=3000, net_g=2500)
    first = waiting()
    shown = resize(keeper, listing, gross_g=3100, height_mm=70).json()
    wanted = diff(("gross_g", 2044, 3100), ("height_mm", 60, 70), ("net_g", 2000, 2500))
    assert shown["pending_change"]["diff"] == wanted
    first.refresh_from_db()
    assert (first.status, first.moves.get().reason) == ("withdrawn", "replaced by a newer one")
    assert ListingChange.objects.count() == 2


def test_the_same_wish_twice_is_one_change(trade: Trade) -> None:
    listing, keeper = trade.listing(), trade.member(trade.mill)
    first = resize(keeper, listing, gross_g=3000).json()
    assert resize(keeper, listing, gross_g=3000).json() == first
    assert resize(keeper, listing, names={"en": "bag"}).json()["pending_change"] == first["pending_change"]
    assert ListingChange.objects.count() == 1


def test_a_fact_sent_as_it_is_takes_its_change_back(trade: Trade) -> None:
    listing, keeper = trade.listing(), trade.member(trade.mill)
    resize(keeper, listing, gross_g=3000, height_mm=70)
    assert resize(keeper, listing, height_mm=60).json()["pending_change"]["diff"] == diff(
        ("gross_g", 2044, 3000)
    )
    assert resize(keeper, listing, gross_g=2044).json()["pending_change"] is None
    assert not ListingChange.objects.filter(status="waiting").exists()


def test_whoever_has_not_seen_what_waits_is_told_to_look_again(trade: Trade) -> None:
    listing, keeper = trade.listing(), trade.member(trade.mill)
    path = f"/seller/variants/{listing.variant_id}"
    etag = keeper.get(path).headers["ETag"]
    resize(keeper, listing, gross_g=3000)
    assert keeper.patch(path, {"net_g": 1900}, if_match=etag).status_code == 412


@pytest.mark.parametrize("facts", [{"net_g": 2500}, {"gross_g": 1000}, {"gtin13": "9521000000019"}])
def test_a_change_that_makes_no_sense_is_not_kept(trade: Trade, facts: dict[str, Any]) -> None:
    listing, keeper = trade.listing(), trade.member(trade.mill)
    assert len(pointers(resize(keeper, listing, **facts))) == 1
    assert not ListingChange.objects.exists()


def test_what_waits_is_judged_together_with_what_comes_later(trade: Trade) -> None:
    listing, keeper = trade.listing(), trade.member(trade.mill)
    resize(keeper, listing, gross_g=3000)
    assert resize(keeper, listing, net_g=2500).status_code == 200
    assert pointers(resize(keeper, listing, gross_g=2400)) == ["/gross_g"]


def test_goods_approved_and_not_yet_on_sale_go_back_to_review(trade: Trade) -> None:
    listing, keeper = trade.listing(status="approved"), trade.member(trade.mill)
    shown = rewrite(keeper, listing, hs6="110311").json()
    assert (shown["hs6"], shown["pending_change"]) == ("110311", None)
    assert Listing.objects.get().status == "submitted"
    assert ListingMove.objects.get().reason == "hs6: 110100 → 110311"


def test_a_listing_on_sale_elsewhere_keeps_its_siblings_facts_too(trade: Trade) -> None:
    listing, keeper = trade.listing(), trade.member(trade.mill)
    draft = Listing.objects.create(
        variant=listing.variant, market="KZ", status="approved", approved_at=now(), created_at=now()
    )
    resize(keeper, listing, gross_g=3000)
    draft.refresh_from_db()
    assert (draft.status, [each.pk for each in waiting().listings.all()]) == ("approved", [listing.pk])


def test_what_waits_of_goods_that_left_the_shop_is_overtaken_by_a_new_word(trade: Trade) -> None:
    listing, keeper = trade.listing(), trade.member(trade.mill)
    resize(keeper, listing, gross_g=3000, height_mm=70)
    Listing.objects.update(status="retired", retired_at=now())
    shown = resize(keeper, listing, gross_g=2100).json()
    assert (shown["gross_g"], shown["pending_change"]) == (2100, None)


# ---- what becomes of it -----------------------------------------------------------------


def test_staff_approve_and_the_facts_hold_while_the_goods_stay_on_sale(trade: Trade) -> None:
    listing, keeper, staff = trade.listing(), trade.member(trade.mill), trade.staff("onboarding")
    rewrite(keeper, listing, hs6="110311")
    [item] = staff.get("/seller/listing-changes?status=waiting").json()["items"]
    assert (item["diff"], item["allowed_actions"]) == (
        diff(("hs6", "110100", "110311")),
        ["approve", "decline"],
    )
    done = staff.post(f"/seller/listing-changes/{item['id']}/approve").json()
    assert (done["status"], done["allowed_actions"]) == ("approved", [])
    shown = keeper.get(f"/seller/products/{listing.variant.product_id}").json()
    assert (shown["hs6"], shown["pending_change"], shown["version"]) == ("110311", None, 3)
    follow()
    assert keeper.get(f"/products/{listing.pk}").json()["hs6"] == "110311"
    assert Event.objects.filter(type="listing_change.approved").exists()


def test_staff_decline_with_a_reason_that_the_seller_reads(trade: Trade) -> None:
    listing, keeper, staff = trade.listing(), trade.member(trade.mill), trade.staff("onboarding")
    resize(keeper, listing, gross_g=3000)
    path = f"/seller/listing-changes/{waiting().pk}"
    assert pointers(staff.post(f"{path}/decline", {})) == ["/reason"]
    assert staff.post(f"{path}/decline", REASON).json()["status"] == "declined"
    seen = keeper.get(path).json()
    assert (seen["status_reason"], bool(seen["decided_at"])) == (REASON["reason"], True)
    assert Variant.objects.get().gross_g == 2044
    assert staff.post(f"{path}/approve").json()["code"] == "lifecycle.illegal_move"


def test_the_seller_takes_a_change_back(trade: Trade) -> None:
    listing, keeper = trade.listing(), trade.member(trade.mill)
    resize(keeper, listing, gross_g=3000)
    path = f"/seller/listing-changes/{waiting().pk}"
    assert keeper.get(path).json()["allowed_actions"] == ["withdraw"]
    assert keeper.post(f"{path}/withdraw").json()["status"] == "withdrawn"
    assert keeper.post(f"{path}/withdraw").status_code == 409
    assert keeper.get(f"/seller/variants/{listing.variant_id}").json()["pending_change"] is None


def test_what_changed_underneath_is_not_approved(trade: Trade) -> None:
    listing, keeper, staff = trade.listing(), trade.member(trade.mill), trade.staff("onboarding")
    resize(keeper, listing, gross_g=3000)
    Variant.objects.update(gross_g=2500)
    answer = staff.post(f"/seller/listing-changes/{waiting().pk}/approve")
    assert (answer.status_code, answer.json()["code"]) == (409, "catalog.change_outdated")
    assert answer.json()["facts"] == ["gross_g"]
    assert (Variant.objects.get().gross_g, waiting().decided_at) == (2500, None)


def test_masses_are_checked_anew(trade: Trade) -> None:
    listing, keeper, staff = trade.listing(), trade.member(trade.mill), trade.staff("onboarding")
    resize(keeper, listing, gross_g=2010)
    Variant.objects.update(net_g=2040)
    answer = staff.post(f"/seller/listing-changes/{waiting().pk}/approve")
    assert answer.json()["code"] == "catalog.bad_sizes"
    assert waiting().decided_at is None


def test_a_kind_of_goods_that_is_gone_is_not_approved(trade: Trade) -> None:
    listing, keeper, staff = trade.listing(), trade.member(trade.mill), trade.staff("onboarding")
    rewrite(keeper, listing, hs6="110311")
    TariffCode.objects.filter(hs6="110311").update(hs6="110312")
    answer = staff.post(f"/seller/listing-changes/{waiting().pk}/approve")
    assert answer.json()["code"] == "catalog.change_outdated"


# ---- who may what -----------------------------------------------------------------------


def test_others_neither_see_nor_judge_a_change(trade: Trade) -> None:
    listing = trade.listing()
    resize(trade.member(trade.mill), listing, gross_g=3000)
    path = f"/seller/listing-changes/{waiting().pk}"
    stranger, keeper = trade.member(trade.farm), trade.member(trade.mill, "warehouse")
    assert [stranger.get(path).status_code, stranger.post(f"{path}/withdraw").status_code] == [404, 404]
    assert stranger.get("/seller/listing-changes").json()["items"] == []
    assert keeper.get(path).json()["allowed_actions"] == []
    assert keeper.post(f"{path}/withdraw").status_code == 403
    for verb, body in (("approve", {}), ("decline", REASON)):
        assert trade.member(trade.mill).post(f"{path}/{verb}", body).status_code == 403
        assert trade.staff("viewer").post(f"{path}/{verb}", body).status_code == 403
    assert trade.staff("onboarding").post(f"{path}/withdraw").status_code == 403
    assert trade.staff("viewer").get(path).json()["allowed_actions"] == []
    assert [api.get(path).status_code for api in (trade.buyer(), trade.staff("finance"))] == [403, 403]


def test_a_page_of_changes_takes_as_many_queries_however_long(
    trade: Trade, django_assert_num_queries: Any
) -> None:
    keeper = trade.member(trade.mill)
    for number in range(4):
        resize(keeper, trade.market.listing(trade.mill, f"S{number}"), gross_g=3000)
    for limit in (1, 4):
        with django_assert_num_queries(3):
            assert len(keeper.get(f"/seller/listing-changes?limit={limit}").json()["items"]) == limit


# ---- at once ----------------------------------------------------------------------------


def changed_goods() -> tuple[Trade, Listing, ListingChange]:
    trade = Trade()
    listing = trade.listing()
    resize(trade.member(trade.mill), listing, gross_g=3000)
    return trade, listing, waiting()


def copy(change: ListingChange) -> ListingChange:
    return ListingChange.objects.get(pk=change.pk)


def test_of_two_members_of_staff_one_decides(at_once: AtOnce) -> None:
    _, _, change = changed_goods()
    copies = [copy(change), copy(change)]
    calls: list[Callable[[], Any]] = [
        lambda: owns_transaction(deciding.approve_change)(change=copies[0], at=now(), by=SYSTEM),
        lambda: owns_transaction(deciding.decline_change)(
            change=copies[1], reason="No.", at=now(), by=SYSTEM
        ),
    ]
    answers = at_once(calls)
    assert sorted(isinstance(answer, LostRace) for answer in answers) == [False, True]
    status = copy(change).status
    assert Variant.objects.get().gross_g == (3000 if status == "approved" else 2044)
    assert change.moves.count() == 1


def test_a_seller_who_takes_back_what_is_approved_comes_first_or_too_late(at_once: AtOnce) -> None:
    _, _, change = changed_goods()
    copies = [copy(change), copy(change)]
    answers = at_once(
        [
            lambda: owns_transaction(deciding.approve_change)(change=copies[0], at=now(), by=SYSTEM),
            lambda: owns_transaction(deciding.withdraw_change)(change=copies[1], at=now(), by=SYSTEM),
        ]
    )
    assert sorted(isinstance(answer, LostRace) for answer in answers) == [False, True]
    assert Variant.objects.get().gross_g == (3000 if copy(change).status == "approved" else 2044)


def test_a_seller_who_writes_while_staff_approve_leaves_one_truth(at_once: AtOnce) -> None:
    trade, listing, change = changed_goods()
    keeper, staff = trade.member(trade.mill), trade.staff("onboarding")
    approved, written = at_once(
        [
            lambda: staff.post(f"/seller/listing-changes/{change.pk}/approve").status_code,
            lambda: resize(keeper, listing, height_mm=70).status_code,
        ]
    )
    assert (approved, written) in ((200, 200), (409, 200))
    facts = waiting().facts
    variant = Variant.objects.get()
    if approved == 200:
        assert (variant.gross_g, set(facts)) == (3000, {"height_mm"})
    else:
        assert (variant.gross_g, set(facts)) == (2044, {"gross_g", "height_mm"})


def test_a_listing_that_goes_on_sale_meanwhile_is_never_sold_unjudged(at_once: AtOnce) -> None:
    trade = Trade()
    listing = trade.listing(status="approved")
    keeper, other = trade.member(trade.mill), trade.member(trade.mill)
    at_once(
        [
            lambda: other.post(f"/seller/listings/{listing.pk}/publish").status_code,
            lambda: resize(keeper, listing, gross_g=3000).status_code,
        ]
    )
    listing.refresh_from_db()
    variant = Variant.objects.get()
    if listing.status == "live":
        assert (variant.gross_g, waiting().facts["gross_g"]["becomes"]) == (2044, 3000)
    else:
        assert (listing.status, variant.gross_g) == ("submitted", 3000)
