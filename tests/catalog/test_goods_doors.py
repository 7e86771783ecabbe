"""Do the doors of products and variants let sellers describe their own goods, strictly?"""

from typing import Any

import pytest

from catalog.models import Listing, ListingChange, Product, Variant
from tests.catalog.trade import PRODUCT, SIZE, Trade, made, pointers
from tests.storefront.window import follow


@pytest.fixture
def trade(db: None) -> Trade:
    """Two sellers."""
    return Trade()


def test_a_product_and_its_size_are_described_then_read(trade: Trade) -> None:
    keeper = trade.member(trade.mill, "catalogue")
    product = made(keeper.post("/seller/products", PRODUCT))
    assert keeper.get(f"/seller/products/{product['id']}").json() == product
    variant = made(keeper.post("/seller/variants", {**SIZE, "product_id": product["id"]}))
    assert keeper.get(f"/seller/variants/{variant['id']}").json() == variant
    assert {name: product[name] for name in PRODUCT} == PRODUCT
    assert {name: variant[name] for name in SIZE} == SIZE
    assert product["seller_id"] == variant["seller_id"] == str(trade.mill.pk)


def test_created_goods_tell_their_address(trade: Trade) -> None:
    keeper = trade.member(trade.mill)
    answer = keeper.post("/seller/products", PRODUCT)
    address = answer.headers["Location"].removeprefix("/api/v1")
    assert keeper.get(address).json() == answer.json()
    size = keeper.post("/seller/variants", {**SIZE, "product_id": answer.json()["id"]})
    assert keeper.get(size.headers["Location"].removeprefix("/api/v1")).json() == size.json()


@pytest.mark.parametrize(
    ("role", "reads", "writes"),
    [("owner", 200, 201), ("catalogue", 200, 201), ("warehouse", 200, 403), ("finance", 200, 403)],
)
def test_all_of_the_firm_read_goods_and_some_write_them(
    trade: Trade, role: str, reads: int, writes: int
) -> None:
    member = trade.member(trade.mill, role)
    assert member.get("/seller/products").status_code == reads
    assert member.post("/seller/products", PRODUCT).status_code == writes


def test_strangers_stay_outside(trade: Trade) -> None:
    buyer, dispatcher = trade.buyer(), trade.staff("dispatch")
    answers = [
        each.get(f"/seller/{what}") for each in (buyer, dispatcher) for what in ("products", "variants")
    ]
    assert [answer.status_code for answer in answers] == [403] * 4
    assert buyer.post("/seller/products", PRODUCT).status_code == 403


@pytest.mark.parametrize("group", ["onboarding", "support", "viewer"])
def test_staff_read_goods_of_all_and_write_none(trade: Trade, group: str) -> None:
    trade.listing(trade.mill)
    trade.listing(trade.farm)
    staff = trade.staff(group)
    assert len(staff.get("/seller/products").json()["items"]) == 2
    [one] = staff.get(f"/seller/products?seller_id={trade.farm.pk}").json()["items"]
    assert one["seller_id"] == str(trade.farm.pk)
    assert staff.post("/seller/products", PRODUCT).status_code == 403
    assert staff.patch(f"/seller/products/{one['id']}", {"code": "X"}, if_match="*").status_code == 403


def test_nothing_of_another_seller_is_there(trade: Trade) -> None:
    variant = trade.listing(trade.farm).variant
    stranger = trade.member(trade.mill)
    product_id, variant_id = variant.product_id, variant.pk
    answers = [
        stranger.get(f"/seller/products/{product_id}"),
        stranger.patch(f"/seller/products/{product_id}", {"code": "MINE"}, if_match="*"),
        stranger.get(f"/seller/variants/{variant_id}"),
        stranger.patch(f"/seller/variants/{variant_id}", {"sku": "MINE"}, if_match="*"),
        stranger.get(f"/seller/variants?product_id={product_id}"),
        stranger.get(f"/seller/products?seller_id={trade.farm.pk}"),
        stranger.post("/seller/variants", {**SIZE, "product_id": str(product_id)}),
    ]
    assert [answer.status_code for answer in answers] == [404] * len(answers)
    lists = [stranger.get(f"/seller/{what}").json()["items"] for what in ("products", "variants")]
    assert lists == [[], []]
    assert not Product.objects.filter(code="MINE").exists()
    assert not Variant.objects.filter(sku="MINE").exists()


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"colour": "red"}, "/colour"),
        ({"seller_id": "00000000-0000-7000-8000-000000000007"}, "/seller_id"),
        ({"names": {"de": "Mehl"}}, "/names/de"),
        ({"names": {"en": 5}}, "/names/en"),
        ({"names": {"en": ""}}, "/names/en"),
        ({"names": {}}, "/names"),
        ({"names": "Flour"}, "/names"),
        ({"names": {"en": "x" * 201}}, "/names/en"),
        ({"hs6": "999999"}, "/hs6"),
        ({"hs6": "1101"}, "/hs6"),
        ({"cn10": "11010000AA"}, "/cn10"),
        ({"origin_country": "Kazakhstan"}, "/origin_country"),
        ({"temperature_class": "WARM"}, "/temperature_class"),
        ({"segregation_class": "PEOPLE"}, "/segregation_class"),
        ({"shelf_life_days": -1}, "/shelf_life_days"),
        ({"shelf_life_days": 10**12}, "/shelf_life_days"),
        ({"shelf_life_days": "365"}, "/shelf_life_days"),
        ({"code": ""}, "/code"),
        ({"code": 7}, "/code"),
        ({"code": "FLR\u202eGPJ"}, "/code"),
        ({"names": {"en": "Fl\u200bour"}}, "/names/en"),
        ({"gacc_registration_no": "CKAZ\u200d1"}, "/gacc_registration_no"),
    ],
)
def test_a_bad_product_names_the_field_and_leaves_nothing(
    trade: Trade, change: dict[str, Any], pointer: str
) -> None:
    assert pointer in pointers(trade.member(trade.mill).post("/seller/products", {**PRODUCT, **change}))
    assert not Product.objects.exists()


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"gtin13": "9521000000019"}, "/gtin13"),
        ({"sku": "FLR\u200f2KG"}, "/sku"),
        ({"gtin13": "952100000001"}, "/gtin13"),
        ({"gross_g": 1999}, "/gross_g"),
        ({"net_g": 0}, "/net_g"),
        ({"net_g": -2000}, "/net_g"),
        ({"gross_g": 10**18}, "/gross_g"),
        ({"length_mm": 2.5}, "/length_mm"),
        ({"volume_cm3": 3276}, "/volume_cm3"),
        ({"height_mm": 59}, "/volume_cm3"),
        ({"volume_cm3": True}, "/volume_cm3"),
        ({"height_mm": 10**7}, "/height_mm"),
        ({"package_kind": "box of wonders"}, "/package_kind"),
        ({"price": "1.00"}, "/price"),
    ],
)
def test_a_bad_variant_names_the_field_and_leaves_nothing(
    trade: Trade, change: dict[str, Any], pointer: str
) -> None:
    keeper = trade.member(trade.mill)
    product = made(keeper.post("/seller/products", PRODUCT))
    answer = keeper.post("/seller/variants", {**SIZE, "product_id": product["id"], **change})
    assert pointer in pointers(answer)
    assert not Variant.objects.exists()


def test_goods_take_no_more_room_than_their_sides(trade: Trade) -> None:
    keeper = trade.member(trade.mill)
    variant = trade.listing(trade.mill, status="draft").variant
    path = f"/seller/variants/{variant.pk}"
    # 300 × 200 × 60 mm are 3,600 cm³, of which the goods take 3,275.
    assert pointers(keeper.patch(path, {"height_mm": 54}, if_match="*")) == ["/height_mm"]
    assert pointers(keeper.patch(path, {"volume_cm3": 3601, "height_mm": 60}, if_match="*")) == [
        "/volume_cm3"
    ]
    assert keeper.patch(path, {"height_mm": 55}, if_match="*").status_code == 200
    assert keeper.patch(path, {"volume_cm3": 3300}, if_match="*").status_code == 200
    # What was written before anybody checked it doesn't stand in the way of another fact.
    Variant.objects.update(volume_cm3=9000)
    assert keeper.patch(path, {"gross_g": 2050}, if_match="*").status_code == 200


def test_a_wrong_check_digit_is_told_with_the_right_one(trade: Trade) -> None:
    keeper = trade.member(trade.mill)
    product = made(keeper.post("/seller/products", PRODUCT))
    answer = keeper.post("/seller/variants", {**SIZE, "product_id": product["id"], "gtin13": "9521000000019"})
    assert answer.json()["code"] == "catalog.wrong_identifier"
    assert "should be 8" in answer.json()["errors"][0]["message"]


def test_a_code_is_taken_once_by_each_seller(trade: Trade) -> None:
    keeper = trade.member(trade.mill)
    made(keeper.post("/seller/products", PRODUCT))
    again = keeper.post("/seller/products", PRODUCT)
    assert (again.status_code, again.json()["code"]) == (409, "catalog.code_taken")
    assert again.json()["errors"][0]["pointer"] == "/code"
    made(trade.member(trade.farm).post("/seller/products", PRODUCT))


def test_goods_change_only_at_the_version_that_was_read(trade: Trade) -> None:
    keeper = trade.member(trade.mill)
    product_id = made(keeper.post("/seller/products", PRODUCT))["id"]
    variant_id = made(keeper.post("/seller/variants", {**SIZE, "product_id": product_id}))["id"]
    for path, body in (
        (f"/seller/products/{product_id}", {"standard": "ГОСТ 26574-2017"}),
        (f"/seller/variants/{variant_id}", {"package_kind": "carton"}),
    ):
        etag = keeper.get(path).headers["ETag"]
        assert keeper.patch(path, body).status_code == 428
        changed = keeper.patch(path, body, if_match=etag)
        assert (changed.status_code, changed.json()["version"]) == (200, 2)
        assert keeper.patch(path, body, if_match=etag).status_code == 412
        assert keeper.patch(path, {"no_such": 1}, if_match="*").status_code == 400
        assert keeper.get(path).json() == changed.json()


def test_a_variant_stays_with_its_product(trade: Trade) -> None:
    keeper = trade.member(trade.mill)
    variant = trade.listing(trade.mill).variant
    other = made(keeper.post("/seller/products", PRODUCT))
    answer = keeper.patch(f"/seller/variants/{variant.pk}", {"product_id": other["id"]}, if_match="*")
    assert pointers(answer) == ["/product_id"]


def test_names_are_replaced_as_a_whole(trade: Trade) -> None:
    keeper = trade.member(trade.mill)
    path = f"/seller/products/{made(keeper.post('/seller/products', PRODUCT))['id']}"
    changed = keeper.patch(path, {"names": {"en": "Flour"}}, if_match="*")
    assert changed.json()["names"] == {"en": "Flour"}


@pytest.mark.parametrize(
    ("what", "change", "waits"),
    [
        ("products", {"hs6": "110311"}, 1),
        ("products", {"origin_country": "CN"}, 1),
        ("products", {"names": {"en": "Finer flour"}}, 0),
        ("variants", {"gross_g": 3000}, 1),
        ("variants", {"names": {"en": "in a bag"}}, 0),
    ],
)
def test_a_legal_fact_goes_through_review_and_a_word_does_not(
    trade: Trade, what: str, change: dict[str, Any], waits: int
) -> None:
    listing = trade.listing(trade.mill)
    row_id = {"products": listing.variant.product_id, "variants": listing.variant_id}[what]
    keeper = trade.member(trade.mill)
    assert keeper.patch(f"/seller/{what}/{row_id}", change, if_match="*").status_code == 200
    assert Listing.objects.get().status == "live"
    assert ListingChange.objects.filter(status="waiting").count() == waits
    follow()
    on_sale = [item["id"] for item in keeper.get("/products?market=CN").json()["items"]]
    assert on_sale == [str(listing.pk)]


def test_a_changed_name_appears_in_the_window(trade: Trade) -> None:
    listing = trade.listing(trade.mill)
    keeper = trade.member(trade.mill)
    path = f"/seller/products/{listing.variant.product_id}"
    assert keeper.patch(path, {"names": {"en": "Golden flour"}}, if_match="*").status_code == 200
    follow()
    assert keeper.get(f"/products/{listing.pk}").json()["name"] == "Golden flour"


def test_lists_are_narrowed_by_code_and_product(trade: Trade) -> None:
    keeper = trade.member(trade.mill)
    ids = {code: made(keeper.post("/seller/products", {**PRODUCT, "code": code}))["id"] for code in "AB"}
    for code, product_id in ids.items():
        made(keeper.post("/seller/variants", {**SIZE, "sku": f"{code}-1", "product_id": product_id}))
    assert [row["code"] for row in keeper.get("/seller/products?code=A").json()["items"]] == ["A"]
    of_b = keeper.get(f"/seller/variants?product_id={ids['B']}").json()["items"]
    assert [row["sku"] for row in of_b] == ["B-1"]
    assert [row["sku"] for row in keeper.get("/seller/variants?sku=A-1").json()["items"]] == ["A-1"]
    assert keeper.get("/seller/products?limit=1").json()["next"]


def test_a_page_takes_as_many_queries_however_long(trade: Trade, django_assert_num_queries: Any) -> None:
    keeper = trade.member(trade.mill)
    for number in range(6):
        trade.market.listing(trade.mill, f"S{number}")
    # A credential's first use is noted.
    keeper.get("/me")
    # Both come with what waits for staff, products with the words of their variants and pictures.
    for what, queries in (("products", 5), ("variants", 3)):
        for limit in (1, 6):
            with django_assert_num_queries(queries):
                assert len(keeper.get(f"/seller/{what}?limit={limit}").json()["items"]) == limit


def test_a_key_needs_the_scope(trade: Trade) -> None:
    reader = trade.robot(trade.mill, "products:read")
    assert reader.get("/seller/products").status_code == 200
    assert reader.post("/seller/products", PRODUCT).json()["code"] == "access.scope_missing"
    made(trade.robot(trade.mill, "products:write").post("/seller/products", PRODUCT))
