"""Do papers come before buyers only after staff have checked them, and while they are valid?"""

from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from accounts.models import User
from catalog.models import Certificate, ListingTouch
from catalog.policy import MAX_CERTIFICATES_SHOWN
from catalog.queries.certifying import Papers, Shown, lapsed, lapsing, shown_on
from kit.clock import now
from kit.ids import uuid7
from news.models import Event
from tests import desks
from tests.api import Api
from tests.catalog.trade import Trade, made, pointers
from tests.pictures import HOSTILE, png

TODAY = now().date()
PAPER = {
    "kind": "halal",
    "number": "Қ-417/简",
    "issuer": "Halal Damu, Астана",
    "valid_from": str(TODAY - timedelta(days=30)),
    "valid_to": str(TODAY + timedelta(days=20)),
}
REASON = {"reason": "The scan can't be read."}
DOOR = "/seller/certificates"


@pytest.fixture
def trade(db: None) -> Trade:
    """Two sellers who have no papers yet."""
    trade = Trade()
    Certificate.objects.all().delete()
    return trade


@pytest.fixture
def keeper(trade: Trade) -> Api:
    """Who keeps the mill's catalogue."""
    return trade.member(trade.mill, "catalogue")


def hand_in(keeper: Api, **facts: Any) -> dict[str, Any]:
    return made(keeper.post_form(DOOR, {**PAPER, **facts}))


def verified(trade: Trade, keeper: Api, **facts: Any) -> dict[str, Any]:
    paper = hand_in(keeper, **facts)
    answer = trade.staff("onboarding").post(f"{DOOR}/{paper['id']}/verify")
    assert answer.status_code == 200
    shown: dict[str, Any] = answer.json()
    return shown


def seen_by_buyers(trade: Trade) -> list[str]:
    """The numbers of the papers on the mill's page."""
    page = Api().get(f"/sellers/{trade.mill.pk}").json()
    return [paper["number"] for paper in page["certificates"]]


def events(paper: dict[str, Any]) -> list[str]:
    rows = Event.objects.filter(aggregate_id=paper["id"]).order_by("seq")
    return list(rows.values_list("type", flat=True))


def test_a_paper_is_handed_in_checked_and_shown(trade: Trade, keeper: Api) -> None:
    paper = hand_in(keeper, scan=png())
    assert (paper["status"], paper["allowed_actions"], paper["product_id"]) == (
        "submitted",
        ["withdraw"],
        None,
    )
    assert {name: paper[name] for name in PAPER} == PAPER
    assert keeper.get(f"{DOOR}/{paper['id']}").json() == paper
    assert keeper.get(DOOR).json()["items"] == [paper]
    assert seen_by_buyers(trade) == []
    staff = trade.staff("onboarding")
    assert staff.get(f"{DOOR}/{paper['id']}").json()["allowed_actions"] == ["verify", "reject"]
    assert staff.post(f"{DOOR}/{paper['id']}/verify").json()["status"] == "verified"
    (shown,) = Api().get(f"/sellers/{trade.mill.pk}").json()["certificates"]
    assert shown == {**PAPER, "scan": paper["scan"]}
    assert Client().get(shown["scan"]["320"].partition("8000")[2]).status_code == 200
    assert events(paper) == ["certificate.handed_in", "certificate.verified"]


def test_a_refused_paper_says_why_and_comes_again(trade: Trade, keeper: Api) -> None:
    paper, staff = hand_in(keeper), trade.staff("onboarding")
    assert staff.post(f"{DOOR}/{paper['id']}/reject", {}).status_code == 400
    answer = staff.post(f"{DOOR}/{paper['id']}/reject", REASON)
    assert (answer.json()["status"], answer.json()["status_reason"]) == ("rejected", REASON["reason"])
    again = hand_in(keeper)
    twice = keeper.post_form(DOOR, PAPER).json()
    assert (twice["code"], twice["errors"][0]["pointer"]) == ("catalog.code_taken", "/number")
    assert again["id"] != paper["id"]


def test_a_withdrawn_paper_is_shown_no_longer(trade: Trade, keeper: Api) -> None:
    paper = verified(trade, keeper)
    assert seen_by_buyers(trade) == [PAPER["number"]]
    assert keeper.post(f"{DOOR}/{paper['id']}/withdraw").json()["status"] == "withdrawn"
    assert seen_by_buyers(trade) == []
    assert keeper.post(f"{DOOR}/{paper['id']}/withdraw").json()["code"] == "lifecycle.illegal_move"
    staff = trade.staff("onboarding")
    assert staff.post(f"{DOOR}/{paper['id']}/verify").json()["code"] == "lifecycle.illegal_move"


def test_staff_take_back_what_they_verified(trade: Trade, keeper: Api) -> None:
    paper = verified(trade, keeper)
    assert trade.staff("onboarding").post(f"{DOOR}/{paper['id']}/reject", REASON).status_code == 200
    assert seen_by_buyers(trade) == []


def test_a_paper_is_shown_on_the_days_on_which_it_is_valid(trade: Trade, keeper: Api) -> None:
    verified(trade, keeper)
    endless = {name: value for name, value in PAPER.items() if name != "valid_to"} | {"number": "ENDLESS"}
    paper = made(keeper.post_form(DOOR, endless))
    trade.staff("onboarding").post(f"{DOOR}/{paper['id']}/verify")
    first, last = (date.fromisoformat(str(PAPER[name])) for name in ("valid_from", "valid_to"))
    one = timedelta(days=1)

    def numbers(day: date) -> set[str]:
        return {
            each.number for each in shown_on([], [trade.mill.pk], on=day).of_sellers.get(trade.mill.pk, [])
        }

    assert numbers(first - one) == set()
    assert numbers(first) == numbers(last) == {PAPER["number"], "ENDLESS"}
    assert numbers(last + one) == {"ENDLESS"}


def test_papers_of_many_goods_are_read_in_one_query(
    trade: Trade, keeper: Api, django_assert_num_queries: Any
) -> None:
    product = trade.listing(trade.mill).variant.product
    verified(trade, keeper, product_id=str(product.pk), number="OF-FLOUR")
    verified(trade, keeper, number="OF-ALL")
    hand_in(keeper, number="WAITS")
    with django_assert_num_queries(1):
        papers = shown_on([product.pk], [trade.mill.pk, trade.farm.pk], on=TODAY)
    of_flour = papers.of(product_id=product.pk, seller_id=trade.mill.pk)
    assert [paper.number for paper in of_flour] == ["OF-FLOUR", "OF-ALL"]
    assert papers.of(product_id=trade.mill.pk, seller_id=trade.farm.pk) == []
    assert seen_by_buyers(trade) == ["OF-ALL"]


def test_listings_are_shown_anew_when_a_paper_is_checked(trade: Trade, keeper: Api) -> None:
    listing, paper = trade.listing(trade.mill), hand_in(keeper)
    ListingTouch.objects.all().delete()
    trade.staff("onboarding").post(f"{DOOR}/{paper['id']}/verify")
    assert set(ListingTouch.objects.values_list("listing_id", flat=True)) == {listing.pk}


def test_what_lapses_soon_and_what_has_lapsed_is_known(trade: Trade, keeper: Api) -> None:
    verified(trade, keeper)
    waiting = hand_in(keeper, number="WAITS")
    last = date.fromisoformat(str(PAPER["valid_to"]))

    def among(rows: Any) -> list[str]:
        return [row.number for row in rows]

    assert among(lapsing(on=TODAY, within_days=20)) == [PAPER["number"]]
    assert among(lapsing(on=TODAY, within_days=19)) == []
    assert among(lapsing(on=last, within_days=0)) == [PAPER["number"]]
    assert among(lapsed(on=last)) == []
    assert among(lapsed(on=last + timedelta(days=1))) == [PAPER["number"]]
    assert Certificate.objects.get(pk=waiting["id"]).status == "submitted"


def test_no_page_shows_more_papers_than_somebody_reads() -> None:
    goods, mill = uuid7(), uuid7()
    paper = Shown("halal", "KZ-1", "Halal Damu", TODAY, None, None)
    papers = Papers({goods: [paper] * 40}, {mill: [paper] * 40})
    assert len(papers.of(product_id=goods, seller_id=mill)) == MAX_CERTIFICATES_SHOWN


def test_a_paper_may_be_of_any_year_that_people_live_to_see(keeper: Api) -> None:
    days = {"valid_from": f"{TODAY.year - 50}-01-01", "valid_to": f"{TODAY.year + 50}-12-31"}
    assert keeper.post_form(DOOR, {**PAPER, **days}).status_code == 201


@pytest.mark.parametrize(
    ("facts", "guilty"),
    [
        ({"valid_to": str(TODAY - timedelta(days=31))}, "/valid_to"),
        ({"valid_to": str(TODAY - timedelta(days=1))}, "/valid_to"),
        (
            {"valid_from": str(TODAY + timedelta(days=9)), "valid_to": str(TODAY + timedelta(days=8))},
            "/valid_to",
        ),
        ({"valid_from": "yesterday"}, "/valid_from"),
        ({"valid_from": "0001-01-01", "valid_to": "9999-12-31"}, "/valid_from"),
        ({"valid_from": f"{TODAY.year - 51}-12-31"}, "/valid_from"),
        ({"valid_to": f"{TODAY.year + 51}-01-01"}, "/valid_to"),
        ({"number": "KZ\u202e1"}, "/number"),
        ({"issuer": "Halal\u200b"}, "/issuer"),
        ({"kind": "charm"}, "/kind"),
        ({"number": "x" * 65}, "/number"),
        ({"scan": "text"}, "/scan"),
        ({"file": b"x"}, "/file"),
        ({"status": "verified"}, "/status"),
    ],
)
def test_a_guilty_part_of_the_form_is_named(keeper: Api, facts: dict[str, Any], guilty: str) -> None:
    assert pointers(keeper.post_form(DOOR, {**PAPER, **facts})) == [guilty]
    assert not Certificate.objects.exists()


@pytest.mark.parametrize("name", ["an SVG with a script", "144 million pixels", "a page called .jpg"])
def test_a_scan_that_is_no_picture_is_refused(keeper: Api, name: str) -> None:
    assert pointers(keeper.post_form(DOOR, {**PAPER, "scan": HOSTILE[name]()})) == ["/scan"]


def test_who_hands_papers_in_and_who_checks_them(trade: Trade, keeper: Api) -> None:
    paper = hand_in(keeper)
    for role, status in (("warehouse", 403), ("finance", 403), ("owner", 201)):
        member = trade.member(trade.mill, role)
        assert member.post_form(DOOR, {**PAPER, "number": role}).status_code == status
        assert member.get(DOOR).status_code == 200
    checkers = {"owner": trade.member(trade.mill), "buyer": trade.buyer()}
    checkers |= {name: trade.staff(name) for name in ("viewer", "support", "dispatch", "finance")}
    for api in checkers.values():
        assert api.post(f"{DOOR}/{paper['id']}/verify").status_code == 403
        assert api.post(f"{DOOR}/{paper['id']}/reject", REASON).status_code == 403
    assert trade.staff("onboarding").post(f"{DOOR}/{paper['id']}/withdraw").status_code == 403


def test_another_sellers_paper_and_goods_are_not_there(trade: Trade, keeper: Api) -> None:
    paper, stranger = hand_in(keeper), trade.member(trade.farm)
    product = trade.listing(trade.mill).variant.product_id
    assert stranger.get(f"{DOOR}/{paper['id']}").status_code == 404
    assert stranger.post(f"{DOOR}/{paper['id']}/withdraw").status_code == 404
    assert stranger.get(f"{DOOR}?product_id={product}").status_code == 404
    assert stranger.post_form(DOOR, {**PAPER, "product_id": str(product)}).status_code == 404
    assert stranger.get(DOOR).json()["items"] == []


def test_a_list_takes_as_many_queries_however_long(
    trade: Trade, keeper: Api, django_assert_num_queries: Any
) -> None:
    for number in range(4):
        hand_in(keeper, number=f"N{number}")
    for limit in (1, 4):
        with django_assert_num_queries(2):
            assert len(keeper.get(f"{DOOR}?limit={limit}").json()["items"]) == limit


# ---- staff, at their desks --------------------------------------------------------------


def desk(group: str) -> Client:
    user = User.objects.create_user(f"{group}@example.com", is_staff=True)
    user.groups.add(Group.objects.get_or_create(name=group)[0])
    client = Client()
    desks.sign_in(client, user)
    return client


def use(client: Client, paper: dict[str, Any], verb: str, **fields: str) -> str:
    address = reverse("admin:catalog_certificate_changelist")
    given = {"action": verb, "_selected_action": paper["id"], "index": "0", **fields}
    assert client.post(address, given).status_code in (200, 302)
    return Certificate.objects.get(pk=paper["id"]).status


def test_onboarding_sees_the_scan_and_checks_the_paper(trade: Trade, keeper: Api) -> None:
    paper, client = hand_in(keeper, scan=png()), desk("onboarding")
    page = client.get(reverse("admin:catalog_certificate_change", args=[paper["id"]])).content.decode()
    key = Certificate.objects.get().scan_key
    assert f'src="/images/{key[:2]}/{key}-1600.webp"' in page
    assert PAPER["number"] in page
    assert use(client, paper, "verify") == "verified"
    assert use(client, paper, "reject") == "verified"
    assert use(client, paper, "reject", reason="Not theirs.") == "rejected"


def test_other_staff_look_at_papers_and_check_none(trade: Trade, keeper: Api) -> None:
    paper, client = hand_in(keeper), desk("viewer")
    assert client.get(reverse("admin:catalog_certificate_change", args=[paper["id"]])).status_code == 200
    assert use(client, paper, "verify") == "submitted"


@pytest.mark.parametrize(
    ("end", "listed"), [("soon", ["SOON"]), ("lapsed", ["GONE"]), ("", ["GONE", "SOON"])]
)
def test_staff_list_what_ends(trade: Trade, keeper: Api, end: str, listed: list[str]) -> None:
    for number in ("SOON", "GONE"):
        verified(trade, keeper, number=number)
    Certificate.objects.filter(number="GONE").update(valid_to=TODAY - timedelta(days=1))
    query = {"end": end} if end else {}
    answer = desk("viewer").get(reverse("admin:catalog_certificate_changelist"), query)
    assert sorted(row.number for row in answer.context["cl"].result_list) == listed
