"""Do firms become sellers over REST, judged by the right staff, and does everybody read the law?"""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from accounts.models import Membership, Organisation
from catalog.models import Seller, SellerMove, TariffCode, TaxRate
from catalog.policy import MAX_AWAY_DAYS
from kit.clock import now
from tests.api import Api
from tests.catalog.trade import PRODUCT, Trade, made, pointers
from tests.storefront.window import follow

# Numbers published as examples of their kind.
BIN, USCC = "940140000385", "91110000600037341L"
FIRM = {
    "code": "KZ77",
    "legal_name": "TOO Dala Nan",
    "country": "KZ",
    "city": "Kostanay",
    "origin_code": "KZ-KOSTANAY",
    "tax_id": BIN,
    "tax_id_kind": "BIN",
}
REASON = {"reason": "The number belongs to another firm."}
VERBS = ("review", "approve", "reject", "suspend", "reinstate")
STATUSES = Seller.Status.values


@pytest.fixture
def trade(db: None) -> Trade:
    """Two verified sellers."""
    return Trade()


def do(api: Api, seller_id: object, verb: str) -> Any:
    """One verb with the body that it takes."""
    return api.post(f"/sellers/{seller_id}/{verb}", REASON if verb in ("reject", "suspend") else {})


def put(seller: Seller, status: str) -> None:
    """A seller at some point of its life."""
    at = seller.created_at
    stamps = {"verified_at": at, "suspended_at": at if status == "suspended" else None}
    Seller.objects.filter(pk=seller.pk).update(status=status, **stamps)


def test_a_buyer_applies_and_sells_once_verified(trade: Trade) -> None:
    person, staff = trade.buyer(), trade.staff("onboarding")
    seller = made(person.post("/sellers", FIRM))
    assert (seller["status"], seller["handling_days"], seller["allowed_actions"]) == ("applied", 1, [])
    assert person.get("/seller/products").status_code == 200
    made(person.post("/seller/products", PRODUCT))
    assert do(staff, seller["id"], "review").json()["status"] == "in_review"
    assert do(staff, seller["id"], "approve").json()["status"] == "verified"
    [mine] = person.get("/sellers?mine=true").json()["items"]
    assert (mine["id"], mine["status"]) == (seller["id"], "verified")
    assert Membership.objects.get(organisation__seller=seller["id"]).role == "owner"


def test_a_repeated_application_is_answered_as_before(trade: Trade) -> None:
    person = trade.buyer()
    first, again = (person.post("/sellers", FIRM, key="apply-once-01") for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.headers["Idempotent-Replayed"] == "true"
    assert again.json() == first.json()


def test_a_person_founds_one_firm(trade: Trade) -> None:
    person = trade.buyer()
    made(person.post("/sellers", FIRM))
    second = person.post("/sellers", {**FIRM, "code": "KZ78", "tax_id": "990140004654"})
    assert (second.status_code, second.json()["code"]) == (409, "catalog.already_seller")
    assert Organisation.objects.filter(name=FIRM["legal_name"]).count() == 1


@pytest.mark.parametrize("change", [{"tax_id": "490340000119"}, {"code": "KZ01"}])
def test_a_number_or_code_sells_once_and_no_firm_is_left_behind(trade: Trade, change: dict[str, str]) -> None:
    answer = trade.buyer().post("/sellers", {**FIRM, **change})
    assert (answer.status_code, answer.json()["code"]) == (409, "catalog.already_seller")
    assert not Organisation.objects.filter(name=FIRM["legal_name"]).exists()


def test_a_code_that_a_tester_took_keeps_no_live_firm_out(trade: Trade) -> None:
    Seller.objects.filter(pk=trade.mill.pk).update(code=FIRM["code"], sandbox=True)
    seller = made(trade.buyer().post("/sellers", FIRM))
    assert Seller.objects.get(code=FIRM["code"]).pk == UUID(seller["id"])
    version = trade.mill.version
    trade.mill.refresh_from_db()
    assert (trade.mill.code[:2], trade.mill.version) == ("T-", version + 1)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"tax_id": "940140000384"}, "check digit of this BIN should be 5"),
        ({"tax_id": "941340000385"}, "month"),
        ({"tax_id": "94014000038"}, "12 digits"),
        ({"tax_id_kind": "USCC", "country": "CN", "tax_id": "91110000600037341M"}, "check character"),
        ({"tax_id_kind": "USCC", "tax_id": USCC}, "issued in CN, not in KZ"),
        ({"country": "CN"}, "issued in KZ, not in CN"),
    ],
)
def test_a_wrong_tax_number_is_told_with_its_reason(trade: Trade, change: dict[str, str], says: str) -> None:
    answer = trade.buyer().post("/sellers", {**FIRM, **change})
    assert pointers(answer) == ["/tax_id"]
    assert answer.json()["code"] == "catalog.wrong_identifier"
    assert says in answer.json()["errors"][0]["message"]
    assert Seller.objects.count() == 2


def test_a_chinese_firm_applies_with_its_own_number(trade: Trade) -> None:
    change = {"country": "CN", "tax_id_kind": "USCC", "tax_id": USCC, "code": "CN77"}
    assert made(trade.buyer().post("/sellers", {**FIRM, **change}))["tax_id"] == USCC


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"status": "verified"}, "/status"),
        ({"organisation_id": "00000000-0000-7000-8000-000000000007"}, "/organisation_id"),
        ({"code": "kz 77"}, "/code"),
        ({"country": "US"}, "/country"),
        ({"handling_days": -1}, "/handling_days"),
        ({"handling_days": 10**9}, "/handling_days"),
        ({"tax_id": 940140000385}, "/tax_id"),
        ({"tax_id_kind": "VAT"}, "/tax_id_kind"),
        ({"legal_name": ""}, "/legal_name"),
    ],
)
def test_a_bad_application_names_the_field(trade: Trade, change: dict[str, Any], pointer: str) -> None:
    assert pointers(trade.buyer().post("/sellers", {**FIRM, **change})) == [pointer]
    assert Seller.objects.count() == 2


def test_only_those_who_may_found_or_own_a_firm_apply(trade: Trade, api: Api) -> None:
    assert api.post("/sellers", FIRM).status_code == 401
    for stranger in (trade.staff("onboarding"), trade.member(trade.mill, "catalogue")):
        assert stranger.post("/sellers", FIRM).status_code == 403
    assert trade.member(trade.mill).post("/sellers", FIRM).status_code == 409


def test_an_owner_whose_firm_does_not_sell_yet_applies_for_it(trade: Trade) -> None:
    firm = trade.mill.organisation
    owner = trade.member(trade.mill)
    trade.mill.certificates.all().delete()
    Seller.objects.filter(pk=trade.mill.pk).delete()
    made(owner.post("/sellers", FIRM))
    assert Seller.objects.get(code="KZ77").organisation_id == firm.pk


# ---- staff --------------------------------------------------------------------------------


@pytest.mark.parametrize("status", STATUSES)
def test_staff_may_do_what_is_listed_and_nothing_else(trade: Trade, status: str) -> None:
    staff = trade.staff("onboarding")
    put(trade.mill, status)
    allowed = staff.get(f"/sellers/{trade.mill.pk}").json()["allowed_actions"]
    for verb in VERBS:
        put(trade.mill, status)
        assert do(staff, trade.mill.pk, verb).status_code == (200 if verb in allowed else 409), verb


def test_a_suspended_seller_is_off_sale_until_reinstated(trade: Trade) -> None:
    listing, staff = trade.listing(), trade.staff("onboarding")
    shown = do(staff, trade.mill.pk, "suspend").json()
    assert (shown["status"], shown["status_reason"]) == ("suspended", REASON["reason"])
    follow()
    assert staff.get(f"/products/{listing.pk}").status_code == 404
    assert do(staff, trade.mill.pk, "reinstate").json()["suspended_at"] is None
    follow()
    assert staff.get(f"/products/{listing.pk}").status_code == 200


def test_every_judgement_stands_in_the_history(trade: Trade) -> None:
    do(trade.staff("onboarding"), trade.mill.pk, "suspend")
    moved = SellerMove.objects.get()
    assert (moved.was, moved.became, moved.reason, moved.by_kind) == (
        *("verified", "suspended"),
        *(REASON["reason"], "staff"),
    )


def test_nobody_else_judges_sellers(trade: Trade) -> None:
    others = [
        trade.member(trade.mill),
        trade.member(trade.farm),
        trade.buyer(),
        trade.staff("support"),
        trade.staff(),
    ]
    for other in others:
        assert {do(other, trade.mill.pk, verb).status_code for verb in VERBS} == {403}
        assert other.get(f"/sellers/{trade.mill.pk}").json()["allowed_actions"] == []


# ---- reading and changing -------------------------------------------------------------------


def test_only_the_firm_and_staff_know_a_seller_who_is_not_verified(trade: Trade, api: Api) -> None:
    put(trade.mill, "in_review")
    path = f"/sellers/{trade.mill.pk}"
    outside = [api, trade.buyer(), trade.member(trade.farm), trade.staff(), trade.staff("finance")]
    inside = [trade.member(trade.mill, "finance"), trade.staff("viewer"), trade.staff("onboarding")]
    assert [each.get(path).status_code for each in outside + inside] == [404] * 5 + [200] * 3
    codes = [[row["code"] for row in each.get("/sellers").json()["items"]] for each in outside + inside]
    assert codes == [["KZ02"]] * 5 + [["KZ02", "KZ01"]] * 3


def test_lists_of_sellers_are_narrowed(trade: Trade) -> None:
    put(trade.mill, "applied")
    owner = trade.member(trade.mill)
    found = {
        query: [row["code"] for row in owner.get(f"/sellers?{query}").json()["items"]]
        for query in ("mine=true", "mine=false", "status=applied", "country=CN")
    }
    assert found == {
        "mine=true": ["KZ01"],
        "mine=false": ["KZ02"],
        "status=applied": ["KZ01"],
        "country=CN": [],
    }
    assert trade.buyer().get("/sellers?mine=true").json()["items"] == []


def test_caches_keep_what_strangers_see_and_nothing_else(trade: Trade, api: Api) -> None:
    for path in ("/sellers", f"/sellers/{trade.mill.pk}"):
        first = api.get(path)
        assert first.headers["Cache-Control"].startswith("public")
        assert "Authorization" in first.headers["Vary"]
        assert api.get(path, if_none_match=first.headers["ETag"]).status_code == 304
        assert trade.buyer().get(path).headers["Cache-Control"] == "private, no-store"


def test_a_firm_changes_its_profile_at_the_version_that_was_read(trade: Trade) -> None:
    owner, path = trade.member(trade.mill), f"/sellers/{trade.mill.pk}"
    change = {"handling_days": 3, "local_name": "Диірмен"}
    etag = owner.get(path).headers["ETag"]
    assert owner.patch(path, change).status_code == 428
    changed = owner.patch(path, change, if_match=etag)
    assert (changed.status_code, changed.json()["version"]) == (200, 2)
    assert {name: owner.get(path).json()[name] for name in change} == change
    assert owner.patch(path, change, if_match=etag).status_code == 412


def test_a_firm_tells_of_its_holiday_and_takes_it_back(trade: Trade) -> None:
    owner, path = trade.member(trade.mill), f"/sellers/{trade.mill.pk}"
    first, last = (str(now().date() + timedelta(days=count)) for count in (3, 10))
    told = owner.patch(path, {"away_from": first, "away_until": last}, if_match="*").json()
    assert (told["away_from"], told["away_until"]) == (first, last)
    over = owner.patch(path, {"away_from": None, "away_until": None}, if_match="*").json()
    assert (over["away_from"], over["away_until"]) == (None, None)


@pytest.mark.parametrize(
    ("first", "last", "pointer"),
    [
        (3, None, "/away_until"),
        (None, 3, "/away_from"),
        (10, 3, "/away_until"),
        (-9, -1, "/away_until"),
        (3, 3 + MAX_AWAY_DAYS, "/away_until"),
    ],
)
def test_a_holiday_that_cannot_be_names_the_field(
    trade: Trade, first: int | None, last: int | None, pointer: str
) -> None:
    days = [None if count is None else str(now().date() + timedelta(days=count)) for count in (first, last)]
    change = dict(zip(("away_from", "away_until"), days, strict=True))
    answer = trade.member(trade.mill).patch(f"/sellers/{trade.mill.pk}", change, if_match="*")
    assert (answer.json()["code"], pointers(answer)) == ("catalog.bad_away_days", [pointer])
    assert Seller.objects.get(pk=trade.mill.pk).away is None


@pytest.mark.parametrize("field", ["tax_id", "legal_name", "code", "country", "status", "origin_code"])
def test_a_firm_does_not_change_what_was_verified(trade: Trade, field: str) -> None:
    answer = trade.member(trade.mill).patch(f"/sellers/{trade.mill.pk}", {field: "X"}, if_match="*")
    assert pointers(answer) == [f"/{field}"]


def test_only_its_owner_changes_a_profile(trade: Trade) -> None:
    path, change = f"/sellers/{trade.mill.pk}", {"city": "Almaty"}
    assert trade.member(trade.farm).patch(path, change, if_match="*").status_code == 404
    for other in (trade.member(trade.mill, "warehouse"), trade.staff("onboarding"), trade.buyer()):
        assert other.patch(path, change, if_match="*").status_code == 403
    assert Seller.objects.get(pk=trade.mill.pk).city == "Kostanay"


# ---- what everybody may read ------------------------------------------------------------------


def test_markets_tell_their_currency(trade: Trade, api: Api) -> None:
    items = api.get("/markets").json()["items"]
    assert [(item["code"], item["currency"], item["retail_import_regime"]) for item in items] == [
        ("CN", "CNY", "cn_retail_import"),
        ("KZ", "KZT", "kz_ecommerce_goods"),
    ]


def test_tariffs_are_shown_with_their_dates(trade: Trade, api: Api) -> None:
    code = TariffCode.objects.get(hs6="110100")
    TaxRate.objects.filter(tariff_code=code).delete()
    spans = {"9.000": (date(2026, 1, 1), date(2026, 6, 30)), "10.000": (date(2026, 7, 1), None)}
    for percent, (first, last) in spans.items():
        TaxRate.objects.create(
            tariff_code=code,
            country="CN",
            kind="vat",
            percent=percent,
            valid_from=first,
            valid_to=last,
            created_at=trade.market.at,
        )
    percents = {
        query: sorted(rate["percent"] for rate in api.get(f"/tariff-codes/110100{query}").json()["rates"])
        for query in ("", "?on=2026-06-30", "?on=2026-07-01", "?on=2025-12-31")
    }
    assert percents == {
        "": ["10.000", "9.000"],
        "?on=2026-06-30": ["9.000"],
        "?on=2026-07-01": ["10.000"],
        "?on=2025-12-31": [],
    }


def test_tariff_codes_are_found_by_their_first_digits_in_the_readers_language(trade: Trade, api: Api) -> None:
    answer = api.get("/tariff-codes?hs6=1101", accept_language="ru")
    assert [(item["hs6"], item["name"]) for item in answer.json()["items"]] == [
        ("110100", TariffCode.objects.get(hs6="110100").names["ru"])
    ]
    ways = {item["direction"] for item in api.get("/tariff-codes?direction=CN-KZ").json()["items"]}
    assert ways == {"CN-KZ"}


@pytest.mark.parametrize("code", ["999999", "11010", "flour", "110100%20"])
def test_a_code_that_nobody_has_is_not_there(trade: Trade, api: Api, code: str) -> None:
    assert api.get(f"/tariff-codes/{code}").status_code == 404


def test_warehouses_are_listed_by_country(trade: Trade, api: Api) -> None:
    rows = api.get("/warehouses?country=KZ&limit=100").json()["items"]
    assert "KZ-KOSTANAY-WH" in {row["code"] for row in rows}
    assert {row["country"] for row in rows} == {"KZ"}


@pytest.mark.parametrize("path", ["/markets", "/tariff-codes", "/tariff-codes/110100", "/warehouses"])
def test_reference_data_may_be_kept_and_asked_again(trade: Trade, api: Api, path: str) -> None:
    first = api.get(path)
    assert first.headers["Cache-Control"].startswith("public, max-age=")
    assert "Accept-Language" in first.headers["Vary"]
    assert api.get(path, if_none_match=first.headers["ETag"]).status_code == 304
    assert pointers(api.get(f"{path}?colour=red")) == ["/colour"]
