"""Do buyer and seller hear of a return or claim when it is their turn, in their words?"""

from datetime import timedelta
from typing import Any

import pytest

from accounts.models import Membership, User
from kit.letters import Letter
from kit.transactions import owns_transaction
from orders.models import Order
from orders.operations import answering, bringing_back, resolving
from orders.policy import CLAIM_SEND_WITHIN
from payments.models import Refund
from tests.conftest import Jobs
from tests.letters import LANGUAGES, Letterbox, foreign_words, text_of, written
from tests.orders.claims import NOW, SELLER, delivered, opened
from tests.orders.market import STAFF, Market, Shopper

# What nobody wrote in the reader's language: names, and what the sides said.
KNOWN = ("Wheat flour", "FLR-2KG", "two are torn", "it was whole", "SF 1", "SCR", "SC")


@pytest.fixture
def order(market: Market, wang: Shopper, jobs: Jobs) -> Order:
    return delivered(market, wang, jobs)


@pytest.fixture
def owner(market: Market, order: Order) -> User:
    user = market.user("mill")
    Membership.objects.create(
        user=user, organisation=order.seller.organisation, role="owner", created_at=market.at
    )
    return user


def do(verb: Any, claim: Any, **facts: Any) -> None:
    owns_transaction(verb)(claim_id=claim.pk, **{"at": NOW, "by": SELLER, **facts})


def in_all_languages(letter: Letter) -> None:
    for language in LANGUAGES:
        content = written(letter, language)
        assert language == "en" or foreign_words(content, KNOWN) == [], (letter.kind, language)


def test_a_return_is_told_of_in_turns(order: Order, owner: User, wang: Shopper, letterbox: Letterbox) -> None:
    claim = opened(order)
    letterbox.hand_on(NOW)
    letter = letterbox.last("claim.new")
    assert letter.user_id == owner.pk
    assert "two are torn" in text_of(written(letter))
    in_all_languages(letter)
    do(answering.approve_claim, claim)
    do(bringing_back.send_back, claim, sent_with="SF 1", by=wang.actor)
    letterbox.hand_on(NOW)
    to_buyer, to_seller = letterbox.last("claim.approved"), letterbox.last("claim.sent_back")
    assert (to_buyer.user_id, to_seller.user_id) == (wang.actor.user_id, owner.pk)
    assert "SF 1" in text_of(written(to_seller))
    for each in (to_buyer, to_seller):
        in_all_languages(each)


def test_a_decision_tells_what_goes_back(order: Order, wang: Shopper, letterbox: Letterbox) -> None:
    claim = opened(order, kind="claim")
    do(answering.decline_claim, claim, reason="it was whole")
    do(resolving.refund_claim, claim, liability="platform", sums={order.lines.get().pk: 12_34}, by=STAFF)
    letterbox.hand_on(NOW)
    letter = letterbox.last("claim.resolved")
    assert letter.user_id == wang.actor.user_id
    assert "12.34" in text_of(written(letter))
    in_all_languages(letter)


def test_a_rejection_tells_why(order: Order, letterbox: Letterbox) -> None:
    claim = opened(order, kind="claim")
    do(answering.decline_claim, claim, reason="it was whole")
    do(resolving.reject_claim, claim, reason="it was whole", by=STAFF)
    letterbox.hand_on(NOW)
    letter = letterbox.last("claim.resolved")
    text = text_of(written(letter))
    assert "no money goes back" in text
    assert "it was whole" in text
    assert not Refund.objects.exists()
    in_all_languages(letter)


def test_goods_that_were_not_sent_back_are_told_of_in_the_readers_words(
    order: Order, letterbox: Letterbox
) -> None:
    claim = opened(order)
    do(answering.approve_claim, claim)
    due = NOW + CLAIM_SEND_WITHIN
    owns_transaction(answering.escalate_overdue)(at=due, by=STAFF)
    letterbox.hand_on(due)
    letter = letterbox.last("claim.declined")
    assert "not sent back in time" in text_of(written(letter))
    in_all_languages(letter)


def test_what_happened_on_the_way_is_no_sellers_turn(owner: User, order: Order, letterbox: Letterbox) -> None:
    Order.objects.filter(pk=order.pk).update(promised_at=NOW - timedelta(hours=1))
    order.refresh_from_db()
    opened(order, kind="claim", reason="late", at=NOW.replace(hour=10))
    letterbox.hand_on(NOW)
    assert "claim.new" not in {letter.kind for letter in letterbox.letters}
