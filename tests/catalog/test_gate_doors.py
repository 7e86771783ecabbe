"""What sellers and staff read of the gate, over REST and on pages."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from accounts.models import User
from catalog.models import Certificate, Listing, Lot
from kit.clock import now
from tests import desks
from tests.api import Api
from tests.catalog.trade import Trade, made, pointers

TODAY = now().date()
REGISTRATION = {
    "kind": "gacc",
    "number": "CKAZ-7",
    "issuer": "China Customs",
    "categories": "milled_grain, dairy",
    "valid_from": str(TODAY - timedelta(days=30)),
    "valid_to": str(TODAY + timedelta(days=400)),
}
PAPERS = "/seller/certificates"


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


def desk(group: str) -> Client:
    """A browser in which a member of staff is signed in."""
    user = User.objects.create_user(f"{group}@example.com", is_staff=True)
    user.groups.add(Group.objects.get_or_create(name=group)[0])
    return desks.sign_in(Client(), user)


def steps(api: Api) -> dict[str, dict[str, Any]]:
    """The checklist by the codes of its lines."""
    return {step["code"]: step for step in api.get("/seller/onboarding").json()["steps"]}


def test_publishing_is_refused_with_all_reasons_at_once_and_goes_on_once_they_are_mended(
    trade: Trade, keeper: Api
) -> None:
    listing = trade.listing(status="approved")
    product = listing.variant.product
    type(product).objects.filter(pk=product.pk).update(names={"en": "Flour"})
    refused = keeper.post(f"/seller/listings/{listing.pk}/publish")
    assert refused.status_code == 422
    problem = refused.json()
    assert problem["code"] == "catalog.gate_closed"
    assert [(each["code"], each["pointer"]) for each in problem["errors"]] == [
        ("gate.label_language_missing", "/product/names/zh-Hans"),
        ("gate.paper_missing", "/certificates"),
    ]
    gate = keeper.get(f"/seller/listings/{listing.pk}/gate").json()
    assert gate["is_open"] is False
    assert [each["code"] for each in gate["reasons"]] == [each["code"] for each in problem["errors"]]
    assert gate["reasons"][1]["to_do"] == "Hand it in; it counts once staff have checked it."

    type(product).objects.filter(pk=product.pk).update(names={"en": "Flour", "zh-Hans": "面粉"})
    paper = made(keeper.post_form(PAPERS, REGISTRATION))
    assert paper["categories"] == ["dairy", "milled_grain"]
    assert trade.staff("onboarding").post(f"{PAPERS}/{paper['id']}/verify").status_code == 200
    published = keeper.post(f"/seller/listings/{listing.pk}/publish")
    assert published.json()["status"] == "live"
    assert keeper.get(f"/seller/listings/{listing.pk}/gate").json()["is_open"] is True


@pytest.mark.parametrize(
    ("changed", "pointer"),
    [
        ({"categories": ""}, "/categories"),
        ({"categories": "dairy,gold"}, "/categories"),
        ({"kind": "halal"}, "/categories"),
    ],
)
def test_a_registration_tells_its_categories_and_no_other_paper_has_any(
    keeper: Api, changed: dict[str, str], pointer: str
) -> None:
    given = {name: value for name, value in {**REGISTRATION, **changed}.items() if value}
    assert pointers(keeper.post_form(PAPERS, given)) == [pointer]


def test_a_paper_may_be_for_one_lot_and_names_its_product(trade: Trade, keeper: Api) -> None:
    listing = trade.listing()
    lot = Lot.objects.get(variant=listing.variant)
    paper = made(keeper.post_form(PAPERS, {**REGISTRATION, "lot_id": str(lot.pk)}))
    assert (paper["lot_id"], paper["product_id"]) == (str(lot.pk), str(listing.variant.product_id))
    assert keeper.post_form(PAPERS, {**REGISTRATION, "lot_id": str(listing.pk)}).status_code == 404


def test_nobody_else_reads_a_listings_gate(trade: Trade) -> None:
    door = f"/seller/listings/{trade.listing().pk}/gate"
    assert trade.member(trade.farm).get(door).status_code == 404
    assert trade.buyer().get(door).status_code == 403


def test_the_checklist_says_what_is_done_and_what_to_do(trade: Trade, keeper: Api) -> None:
    assert steps(keeper)["goods"]["detail"] == "Nothing is offered yet."
    trade.listing()
    found = steps(keeper)
    assert {code: step["state"] for code, step in found.items()} == {
        "identity": "done",
        "bank_account": "to_do",
        "paper.gacc": "to_do",
        "goods": "to_do",
    }
    assert found["paper.gacc"]["act"] == "GACC Decree 280"
    assert found["goods"]["detail"].startswith("0 of 1 listings may be sold.")

    paper = made(keeper.post_form(PAPERS, REGISTRATION))
    assert steps(keeper)["paper.gacc"]["state"] == "waiting"
    trade.staff("onboarding").post(f"{PAPERS}/{paper['id']}/verify")
    found = steps(keeper)
    assert (found["paper.gacc"]["state"], found["goods"]["state"]) == ("done", "done")
    assert found["paper.gacc"]["valid_to"] == REGISTRATION["valid_to"]
    Certificate.objects.update(valid_from=now().date() + timedelta(days=3))
    assert steps(keeper)["paper.gacc"]["state"] == "waiting"


def test_staff_read_the_checklist_and_the_reasons_on_the_pages(trade: Trade) -> None:
    listing = trade.listing(status="submitted")
    Listing.objects.filter(pk=listing.pk).update(submitted_at=now())
    client: Client = desk("onboarding")
    words = "There is no paper that GACC Decree 280 asks for"
    for name, *args in (
        ("catalog_listing_change", listing.pk),
        ("to_review_one", "listing", listing.pk),
        ("seller_onboarding", trade.mill.pk),
    ):
        page = client.get(reverse(f"admin:{name}", args=args))
        assert words in page.content.decode(), name
    seller = client.get(reverse("admin:catalog_seller_change", args=[trade.mill.pk]))
    assert reverse("admin:seller_onboarding", args=[trade.mill.pk]) in seller.content.decode()


def test_a_withheld_listing_may_be_paused_or_retired_by_its_seller(trade: Trade, keeper: Api) -> None:
    listing = trade.listing(status="withheld")
    door = f"/seller/listings/{listing.pk}"
    assert keeper.get(door).json()["allowed_actions"] == ["pause", "retire"]
    assert keeper.post(f"{door}/pause").json()["status"] == "paused"
