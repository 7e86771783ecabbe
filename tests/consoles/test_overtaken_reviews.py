"""Do staff judge nothing that has changed under their eyes, by no paper that is another's?"""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from accounts.models import User
from catalog.models import Certificate, Seller
from catalog.operations import listing as selling
from kit.actors import SYSTEM
from kit.clock import now
from kit.transactions import owns_transaction
from tests import desks
from tests.catalog.trade import Trade
from tests.consoles.test_reviewing import address, changed, decide, page, resize, said, shown_token, submitted


@pytest.fixture
def trade(db: None) -> Trade:
    """Two sellers."""
    return Trade()


@pytest.fixture
def desk(make_user: Callable[..., User]) -> Client:
    """The browser of somebody who judges goods."""
    user = make_user(staff=True)
    user.groups.add(Group.objects.get_or_create(name="onboarding")[0])
    client = Client()
    desks.sign_in(client, user)
    return client


def test_goods_that_changed_beside_what_waits_are_looked_at_again(trade: Trade, desk: Client) -> None:
    change = changed(trade, "A", gross_g=3000)
    seen = shown_token(page(desk, change))
    resize(change.variant_id, names={"en": "Twice as large"})
    answer = decide(desk, change, "approve", seen=seen)
    assert answer.headers["Location"] == address(change)
    assert "changed it meanwhile" in said(desk, answer)
    change.refresh_from_db()
    assert change.status == "waiting"


def test_what_has_left_the_shop_meanwhile_can_no_longer_be_taken_off_sale(trade: Trade, desk: Client) -> None:
    change = changed(trade, "A", gross_g=3000)
    owns_transaction(selling.retire)(listing=change.listings.get(), at=now(), by=SYSTEM)
    answer = decide(desk, change, "block", reason="The mass is wrong.")
    assert answer.headers["Location"] == address(change)
    assert "none of it is on sale any more" in said(desk, answer)


def hand_in(seller: Seller, number: str, status: str) -> None:
    Certificate.objects.create(
        seller=seller,
        kind="halal",
        number=number,
        issuer="QMDB",
        status=status,
        valid_from=now().date(),
        submitted_at=now(),
        verified_at=now() if status == "verified" else None,
        created_at=now(),
    )


def test_goods_are_judged_by_their_own_sellers_papers_that_still_count(trade: Trade, desk: Client) -> None:
    row = submitted(trade, "A")
    hand_in(trade.mill, "H-ours", "verified")
    hand_in(trade.mill, "H-taken-back", "withdrawn")
    hand_in(Seller.objects.exclude(pk=trade.mill.pk).get(), "H-theirs", "verified")
    text = page(desk, row)
    assert "H-ours" in text
    assert "H-taken-back" not in text
    assert "H-theirs" not in text
