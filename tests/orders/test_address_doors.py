"""Do addresses keep their words in every script, and tell what is wrong with them?"""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Membership, User
from kit.openapi import Operation
from orders.divisions import children
from orders.errors import TooManyAddresses
from orders.models import Address, OrderGroup
from orders.policy import MAX_ADDRESSES
from orders.rest.addresses import AddressesDoor
from tests import desks
from tests.api import Api
from tests.orders.market import ADDRESS, CODED_ADDRESS, IDENTITY, Market

SignIn = Callable[[User], Api]
ALMATY = {
    "recipient": "Әсел Нұрланқызы",
    "phone": "8 (701) 123-45-67",
    "country": "KZ",
    "district_code": "751110000",
    "street": "Ғабит Мүсірепов көшесі, 10-үй, һ І",
    "postcode": "A05E5T1",
}


@pytest.fixture
def buyer(shop_today: Market, signed_in: SignIn) -> Api:
    """A signed-in buyer without an address."""
    return signed_in(shop_today.user("wang"))


def errors_of(answer: Any) -> list[str]:
    assert answer.status_code == 400
    return [each["pointer"] for each in answer.json()["errors"]]


def test_a_buyer_keeps_as_many_addresses_as_the_document_says_and_no_more(buyer: Api) -> None:
    for _ in range(MAX_ADDRESSES):
        assert buyer.post("/me/addresses", CODED_ADDRESS).status_code == 201
    answer = buyer.post("/me/addresses", CODED_ADDRESS)
    assert (answer.status_code, answer.json()["code"]) == (422, "orders.too_many_addresses")
    declared: Operation = AddressesDoor.post.operation  # type: ignore[attr-defined]
    assert TooManyAddresses in declared.problems


def test_a_chinese_address_is_completed_by_its_district(buyer: Api) -> None:
    answer = buyer.post("/me/addresses", CODED_ADDRESS)
    assert answer.status_code == 201
    kept = answer.json()
    assert (kept["province"], kept["city"], kept["district"]) == ("CN-JS", "连云港市", "海州区")
    assert kept["phone"] == "+8613800000000"
    assert kept["latin"]["district"] == "Haizhou Qu"
    assert buyer.get(answer.headers["Location"].removeprefix("/api/v1")).json() == kept


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("zh-CN", ["江苏省", "连云港市", "海州区"]),
        ("ru", ["Цзянсу", "Lianyungang Shi", "Haizhou Qu"]),
        ("en", ["Jiangsu", "Lianyungang Shi", "Haizhou Qu"]),
    ],
)
def test_the_divisions_of_an_address_are_named_in_the_readers_language(
    buyer: Api, language: str, names: list[str]
) -> None:
    buyer.post("/me/addresses", CODED_ADDRESS)
    answer = buyer.with_headers(**{"Accept-Language": language}).get("/me/addresses")
    assert [each["name"] for each in answer.json()["items"][0]["divisions"]] == names
    assert "Accept-Language" in answer.headers["Vary"]


def test_a_kazakh_address_is_kept_as_written_and_shown_in_both_scripts(buyer: Api) -> None:
    kept = buyer.post("/me/addresses", ALMATY).json()
    assert {name: kept[name] for name in ("recipient", "street")} == {
        name: ALMATY[name] for name in ("recipient", "street")
    }
    assert kept["phone"] == "+77011234567"
    assert kept["latin"] == {
        "recipient": "Äsel Nūrlanqyzy",
        "city": "Almaty",
        "district": "Almaly audany",
        "street": "Ğabit Müsırepov köşesı, 10-üi, h I",
    }


@pytest.mark.parametrize(
    ("base", "changed", "pointers"),
    [
        (CODED_ADDRESS, {"district_code": "320700"}, ["/district_code"]),
        (CODED_ADDRESS, {"district_code": "999999"}, ["/district_code"]),
        (CODED_ADDRESS, {"phone": "+85291234567", "postcode": "510000"}, ["/phone", "/postcode"]),
        (CODED_ADDRESS, {"phone": "0518-85412345"}, ["/phone"]),
        (CODED_ADDRESS, {"recipient": "Li Wei"}, ["/real_name"]),
        (CODED_ADDRESS, {"city": "上海市"}, ["/city"]),
        (ALMATY, {"phone": "+79161234567"}, ["/phone"]),
        (ALMATY, {"postcode": "5"}, ["/postcode"]),
        (ADDRESS, {"province": "", "city": ""}, ["/province", "/city"]),
    ],
)
def test_every_field_that_is_wrong_is_named(
    buyer: Api, base: dict[str, str], changed: dict[str, str], pointers: list[str]
) -> None:
    assert errors_of(buyer.post("/me/addresses", {**base, **changed})) == pointers
    assert not Address.objects.exists()


def test_an_address_in_words_alone_is_still_taken(buyer: Api) -> None:
    kept = buyer.post("/me/addresses", ADDRESS).json()
    assert {name: kept[name] for name in ADDRESS} == ADDRESS
    assert (kept["district_code"], kept["divisions"]) == ("", [])


def test_an_address_from_before_these_rules_changes_street_by_street(buyer: Api) -> None:
    path = f"/me/addresses/{buyer.post('/me/addresses', ADDRESS).json()['id']}"
    Address.objects.update(phone="+861065529988", postcode="510000")
    assert buyer.patch(path, {"street": "2 Haitang North Road"}, if_match="*").status_code == 200
    assert errors_of(buyer.patch(path, {"phone": "+861065529988"}, if_match="*")) == ["/phone"]
    coded = {"district_code": "320706", "recipient": "王芳", "postcode": "222000"}
    moved = buyer.patch(path, coded, if_match="*").json()
    assert (moved["city"], moved["district"], moved["version"]) == ("连云港市", "海州区", 3)


def test_an_order_keeps_the_coded_address_and_its_seller_reads_it_in_both_scripts(
    shop_today: Market, buyer: Api, signed_in: SignIn
) -> None:
    mill = shop_today.seller()
    packer, accountant = shop_today.user("packer"), shop_today.user("accountant")
    for user, role in ((packer, "warehouse"), (accountant, "finance")):
        Membership.objects.create(
            user=user, organisation=mill.organisation, role=role, created_at=shop_today.at
        )
    listing = shop_today.listing(mill)
    address_id = buyer.post("/me/addresses", CODED_ADDRESS).json()["id"]
    buyer.post("/me/identities", IDENTITY)
    cart = buyer.post("/carts", {"market": "CN"}).json()
    buyer.post(f"/carts/{cart['id']}/lines", {"listing_id": str(listing.pk), "quantity": 1})
    quote = buyer.post(f"/carts/{cart['id']}/quote", {"address_id": address_id}).json()
    group = buyer.post(f"/carts/{cart['id']}/checkout", {"quote_id": quote["id"]}, key="key-00000001").json()
    buyer.patch(f"/me/addresses/{address_id}", {"street": "别处"}, if_match="*")
    assert group["address"] == OrderGroup.objects.get().address
    assert (group["address"]["district_code"], group["address"]["district"]) == ("320706", "海州区")
    path = f"/seller/orders/{group['orders'][0]['id']}"
    seen = signed_in(packer).get(path).json()
    assert seen["address"]["street"] == CODED_ADDRESS["street"]
    assert seen["address_latin"]["city"] == "Lianyungang Shi"
    assert signed_in(accountant).get(path).json()["address_latin"] is None
    desk = Client()
    desks.sign_in(desk, User.objects.create_superuser("boss@example.com"))
    where = reverse("admin:orders_ordergroup_change", args=(group["id"],))
    page = desk.get(where).content.decode()
    assert "王芳, +8613800000000, CN, CN-JS, 连云港市, 海州区, 320706, 海棠北路 1 号, 222000" in page
    assert "王芳, Lianyungang Shi, Haizhou Qu, 海棠北路 1 号" in page


def test_regions_lead_from_the_country_to_its_districts(db: None) -> None:
    anybody = Api().with_headers(**{"Accept-Language": "zh-CN"})
    provinces = anybody.get("/regions?country=CN").json()
    assert provinces["parent"] is None
    assert len(provinces["items"]) == 31
    zhejiang = next(each for each in provinces["items"] if each["province"] == "CN-ZJ")
    cities = anybody.get(f"/regions?country=CN&parent={zhejiang['code']}").json()
    assert cities["parent"] == zhejiang
    assert [each["name"] for each in cities["items"]][:2] == ["杭州市", "宁波市"]
    districts = anybody.get("/regions?country=CN&parent=330100").json()["items"]
    assert {each["name"] for each in districts} >= {"西湖区", "临平区", "钱塘区", "桐庐县"}
    assert not any(each["has_children"] for each in districts)


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("kk", ["Абай облысы", "Алматы"]),
        ("ru", ["область Абай", "Алматы"]),
        ("zh-CN", ["阿拜州", "阿拉木图市"]),
        ("en", ["Abai Region", "Almaty"]),
    ],
)
def test_kazakh_regions_are_named_in_four_languages(db: None, language: str, names: list[str]) -> None:
    items = Api().with_headers(**{"Accept-Language": language}).get("/regions?country=KZ").json()["items"]
    shown = {each["province"]: each["name"] for each in items}
    assert [shown["KZ-10"], shown["KZ-75"]] == names


@pytest.mark.parametrize(
    ("code", "name"),
    [("110000", "Бейжің"), ("150000", "Ішкі Моңғолия"), ("320000", "Цзянсу"), ("650000", "Шыңжаң")],
)
def test_chinas_provinces_are_named_in_kazakh(db: None, code: str, name: str) -> None:
    items = Api().with_headers(**{"Accept-Language": "kk"}).get("/regions?country=CN").json()["items"]
    assert {each["code"]: each["name"] for each in items}[code] == name
    assert all(unit.names["kk"] for unit in children("CN"))


def test_regions_may_be_kept_by_caches_and_asked_for_anew(
    db: None, django_assert_num_queries: Callable[[int], Any]
) -> None:
    with django_assert_num_queries(0):
        first = Api().get("/regions?country=KZ&parent=750000000")
    assert first.headers["Cache-Control"].startswith("public, max-age=")
    assert "Authorization" not in first.headers["Vary"]
    again = Api().get("/regions?country=KZ&parent=750000000", if_none_match=first.headers["ETag"])
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    ("query", "pointers"),
    [
        ("", ["/country"]),
        ("?country=RU", ["/country"]),
        ("?country=CN&parent=999999", ["/parent"]),
        ("?country=KZ&parent=330000", ["/parent"]),
        ("?country=CN&parent=3300001234", ["/parent"]),
        ("?country=CN&limit=5", ["/limit"]),
    ],
)
def test_regions_of_nowhere_are_refused_by_the_parameter(db: None, query: str, pointers: list[str]) -> None:
    assert errors_of(Api().get(f"/regions{query}")) == pointers


def test_staff_see_the_codes_with_their_names_and_both_scripts(buyer: Api) -> None:
    buyer.post("/me/addresses", CODED_ADDRESS)
    buyer.post("/me/addresses", ALMATY)
    desk = Client()
    desks.sign_in(desk, User.objects.create_superuser("boss@example.com"))
    pages = {
        each.country: desk.get(reverse("admin:orders_address_change", args=(each.pk,))).content.decode()
        for each in Address.objects.all()
    }
    assert (
        "江苏省 Jiangsu (320000) › 连云港市 Lianyungang Shi (320700) › 海州区 Haizhou Qu (320706)"
        in pages["CN"]
    )
    assert ALMATY["street"] in pages["KZ"]
    assert "Äsel Nūrlanqyzy, Almaty, Almaly audany, Ğabit Müsırepov köşesı, 10-üi, h I" in pages["KZ"]
    found = desk.get(reverse("admin:orders_address_changelist"), {"q": "320706"}).content.decode()
    assert "王芳" in found
    assert "Әсел" not in found


def test_an_abolished_code_is_still_shown_as_it_was_given(buyer: Api) -> None:
    path = f"/me/addresses/{buyer.post('/me/addresses', CODED_ADDRESS).json()['id']}"
    Address.objects.update(district_code="500105")
    assert buyer.get(path).json()["divisions"] == []
    desk = Client()
    desks.sign_in(desk, User.objects.create_superuser("boss@example.com"))
    page = desk.get(reverse("admin:orders_address_change", args=(Address.objects.get().pk,)))
    assert "500105" in page.content.decode()
