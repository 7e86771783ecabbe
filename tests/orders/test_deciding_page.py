"""Do finance decide a return or claim with all that was said and all sums before their eyes?"""

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from kit.transactions import owns_transaction
from orders.models import Claim, Order
from orders.operations import answering, corresponding
from payments.models import Refund
from tests.conftest import Jobs
from tests.orders.claims import NOW, SOAP_HS6, broken, delivered, opened
from tests.orders.market import STAFF, Market, Shopper
from tests.orders.test_admin import desk_of
from tests.orders.test_claims import came_back, do
from tests.orders.test_refund_page import seen_in


@pytest.fixture
def order(market: Market, wang: Shopper, jobs: Jobs) -> Order:
    """Five bags at 17.50 that came."""
    return delivered(market, wang, jobs)


@pytest.fixture
def claim(order: Order) -> Claim:
    """Two of them are torn, says the buyer; they were whole, says the seller."""
    return do(answering.decline_claim, opened(order, kind="claim"), reason="they were whole")


@pytest.fixture
def desk(order: Order) -> Client:
    return desk_of("finance")


def page_of(claim: Claim) -> str:
    return f"/admin/claims/{claim.pk}/decide/"


def decide(desk: Client, claim: Claim, **said: Any) -> Any:
    given = {"liability": "carrier", "what": "whole", "reason": "the photo shows it", **said}
    return desk.post(page_of(claim), given)


def goods(claim: Claim) -> str:
    return f"goods-{claim.lines.get().line_id}"


def test_its_page_leads_finance_there_and_nobody_else(desk: Client, claim: Claim) -> None:
    address = f"/admin/orders/claim/{claim.pk}/change/"
    shown = desk.get(address).content.decode()
    assert page_of(claim) in shown
    assert "at_sellers_cost" not in shown
    User.objects.filter(email="staff@example.com").update(email="deciding@example.com")
    support = desk_of("support")
    assert page_of(claim) not in support.get(address).content.decode()
    assert support.get(page_of(claim)).status_code == 403


def test_what_was_said_and_what_would_go_back_stand_on_one_page(desk: Client, claim: Claim) -> None:
    owns_transaction(corresponding.write_message)(
        claim_id=claim.pk, text="rain came in", is_internal=True, at=NOW, by=STAFF
    )
    shown = desk.get(page_of(claim)).content.decode()
    for words in ("two are torn", "rain came in", "for staff alone", "2 × FLR-2KG", "goods 35.00 CNY"):
        assert words in shown
    assert not Refund.objects.exists()


def test_all_of_it_goes_back_as_it_was_shown(desk: Client, claim: Claim) -> None:
    looked = desk.get(page_of(claim))
    answer = decide(desk, claim, seen=seen_in(looked))
    assert answer.headers["Location"] == f"/admin/orders/claim/{claim.pk}/change/"
    claim.refresh_from_db()
    refund, item = Refund.objects.get(), Refund.objects.get().items.get()
    assert (claim.liability, claim.end_reason, claim.refund_id) == (
        "carrier",
        "the photo shows it",
        refund.pk,
    )
    assert (item.units, item.goods_minor, refund.status) == (2, 35_00, "requested")
    assert f"all of it is {refund.amount}" in looked.content.decode()
    assert broken() == []


def test_a_sum_of_the_goods_goes_back(desk: Client, claim: Claim) -> None:
    assert decide(desk, claim, what="sums", **{goods(claim): "4.40"}).status_code == 302
    assert Refund.objects.get().items.get().parts == (4_40, 0, 0, 0, 0, 0)
    assert broken() == []


def test_nothing_goes_back_where_its_buyer_is_liable(desk: Client, claim: Claim) -> None:
    assert decide(desk, claim, liability="buyer", what="").status_code == 302
    claim.refresh_from_db()
    assert (claim.status, claim.liability, claim.refund_id) == ("resolved", "buyer", None)


def test_of_a_changed_mind_the_goods_alone_are_shown(desk: Client, order: Order) -> None:
    order.lines.update(hs6=SOAP_HS6)
    claim = came_back(order, 1, reason="changed_mind")
    assert "The goods alone, as of a changed mind: 17.50 CNY" in desk.get(page_of(claim)).content.decode()


@pytest.mark.parametrize(
    ("said", "where"),
    [
        ({"reason": ""}, "reason"),
        ({"liability": ""}, "liability"),
        ({"what": ""}, "what"),
        ({"what": "sums"}, "what"),
    ],
)
def test_what_is_missing_stands_at_its_field(
    desk: Client, claim: Claim, said: dict[str, str], where: str
) -> None:
    answer = decide(desk, claim, seen=seen_in(desk.get(page_of(claim))), **said)
    assert (answer.status_code, list(answer.context["form"].errors)) == (400, [where])
    assert not Refund.objects.exists()


def test_no_more_goes_back_than_is_left_of_the_goods(desk: Client, claim: Claim) -> None:
    answer = decide(desk, claim, what="sums", **{goods(claim): "87.51"})
    assert [str(each) for each in answer.context["form"].errors[goods(claim)]] == [
        "At most 87.50 CNY of it is left to refund."
    ]


def test_what_would_go_back_otherwise_by_now_is_looked_at_again(
    desk: Client, claim: Claim, order: Order
) -> None:
    seen = seen_in(desk.get(page_of(claim)))
    other = do(answering.decline_claim, opened(order, 3, kind="claim"), reason="no")
    decide(desk, other, what="sums", **{goods(other): "80.00"})
    answer = decide(desk, claim, seen=seen)
    assert answer.context["form"].non_field_errors()
    assert Refund.objects.count() == 1
    assert decide(desk, claim, seen=seen_in(answer)).status_code == 302


def test_what_is_decided_is_not_decided_twice(desk: Client, claim: Claim) -> None:
    seen = seen_in(desk.get(page_of(claim)))
    assert decide(desk, claim, seen=seen).status_code == 302
    assert decide(desk, claim, seen=seen).status_code == 400
    assert "It can't be decided" in desk.get(page_of(claim)).content.decode()
    assert Refund.objects.count() == 1
