"""Is whoever waited for goods or a price told of it, in their words?"""

from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import User
from catalog.models import Listing, Price, Product, StockLevel
from kit.clock import now
from kit.ids import uuid7
from kit.transactions import owns_transaction
from news.telling import Happened
from storefront.models import Notice
from storefront.operations import noticing
from storefront.queries.writing import of_due
from tests.api import Api
from tests.letters import GOODS, LANGUAGES, Letterbox, foreign_words, text_of, written
from tests.orders.market import Market
from tests.storefront.window import follow

DEARER = {"kind": "price", "price": {"amount": "15.00", "currency": "CNY"}}


@pytest.fixture
def listing(shop: Market) -> Listing:
    """Flour at 17.50 yuan, all of it sold."""
    made = shop.listing(shop.seller(), units=5)
    Product.objects.update(names=GOODS)
    StockLevel.objects.update(reserved=5)
    follow()
    return made


@pytest.fixture
def wang(shop: Market) -> User:
    return shop.user("wang")


def come_true(listing: Listing, api: Api, letterbox: Letterbox) -> list[str]:
    """Two wishes about a listing, and what is told once both came true."""
    for what in ({"kind": "back_in_stock"}, DEARER):
        assert api.post("/me/notices", {"listing_id": str(listing.pk), **what}).status_code == 201
    StockLevel.objects.update(reserved=0)
    Price.objects.update(amount_minor=1_400)
    follow()
    assert owns_transaction(noticing.find_due)(at=now()) == 2
    return letterbox.hand_on(now())


def test_wishes_that_came_true_are_told_once_in_each_language(
    listing: Listing, wang: User, signed_in: Callable[[User], Api], letterbox: Letterbox
) -> None:
    assert come_true(listing, signed_in(wang), letterbox) == ["notice.back_in_stock", "notice.price"]
    assert {letter.user_id for letter in letterbox.letters} == {wang.pk}
    for letter in letterbox.letters:
        for language in LANGUAGES:
            content = written(letter, language)
            assert GOODS[language] in content.subject
            assert "14" in text_of(content)
            if language != "en":
                assert foreign_words(content) == []
    assert "¥15.00" in text_of(written(letterbox.last("notice.price")))


def test_what_the_window_no_longer_shows_is_not_told(listing: Listing, wang: User, shop: Market) -> None:
    notice = Notice.objects.create(
        user=wang, listing=listing, kind="back_in_stock", status="due", created_at=now(), ended_at=now()
    )
    event = Happened(uuid7(), "notice", notice.pk, 1, "notice.due", {}, now())
    assert len(of_due([event])) == 1
    Listing.objects.update(status="retired", retired_at=now())
    follow()
    assert of_due([event]) == []


def test_a_batch_is_answered_in_three_queries_however_large(
    listing: Listing, shop: Market, django_assert_num_queries: Any
) -> None:
    notices = [
        Notice.objects.create(
            user=shop.user(f"buyer{number}"),
            listing=listing,
            kind="back_in_stock",
            created_at=now(),
        )
        for number in range(30)
    ]
    events = [Happened(uuid7(), "notice", each.pk, 1, "notice.due", {}, now()) for each in notices]
    for batch in (events[:1], events):
        with django_assert_num_queries(3):
            assert len(of_due(batch)) == len(batch)
