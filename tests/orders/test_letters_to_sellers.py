"""Do the people of a seller hear of their orders, once, and of nobody else's?"""

from datetime import timedelta

import pytest

from accounts.models import Membership, User
from catalog.models import Product, Seller
from kit.actors import SYSTEM
from kit.transactions import owns_transaction
from orders.models import Order
from orders.operations import accepting, cancelling, expiring
from orders.operations.reminding import remind_sellers
from orders.policy import REMIND_BEFORE
from orders.queries.writing_to_sellers import TO_SELLERS
from tests.conftest import Jobs
from tests.letters import GOODS, LANGUAGES, Letterbox, foreign_words, text_of, written
from tests.orders.market import Market, Shopper

MINUTE = timedelta(minutes=1)


def member(market: Market, seller: Seller, role: str, name: str = "") -> User:
    user = market.user(name or f"{role}.{seller.code.lower()}")
    Membership.objects.create(user=user, organisation=seller.organisation, role=role, created_at=market.at)
    return user


def mill() -> Seller:
    return Seller.objects.get(code="KZ01")


@pytest.fixture
def owner(market: Market) -> User:
    return member(market, market.seller(), "owner")


def bought(market: Market, wang: Shopper, jobs: Jobs) -> Order:
    listing = market.listing(mill())
    Product.objects.update(names=GOODS)
    return wang.buy_and_pay(jobs.drain, (listing, 2))


def to(user: User, letterbox: Letterbox) -> list[str]:
    return letterbox.to(user.pk)


def test_a_paid_order_is_told_to_whoever_packs_and_whoever_answers_for_it(
    market: Market, wang: Shopper, owner: User, jobs: Jobs, letterbox: Letterbox
) -> None:
    others = ("warehouse", "finance", "catalogue")
    people = {"owner": owner, **{role: member(market, mill(), role) for role in others}}
    rival = member(market, market.seller("KZ02", "490440000271"), "owner")
    order = bought(market, wang, jobs)
    letterbox.hand_on(market.at)
    told = {role: to(user, letterbox) for role, user in people.items()}
    assert told == {"owner": ["sale.new"], "warehouse": ["sale.new"], "finance": [], "catalogue": []}
    assert to(rival, letterbox) == []
    letter = letterbox.last("sale.new")
    assert order.accept_by_at is not None
    assert letter.facts["accept_by_at"] == order.accept_by_at.isoformat()
    assert written(letter).goods == ["FLR-2KG: 2 × Wheat flour"]


def test_an_unpaid_order_is_no_news_to_its_seller(
    market: Market, wang: Shopper, owner: User, letterbox: Letterbox
) -> None:
    group = wang.buy((market.listing(mill()), 1))
    owns_transaction(cancelling.cancel_order)(
        order=group.orders.get(), reason="", at=market.at, by=wang.actor
    )
    other = wang.buy((market.listing(mill(), "OTHER"), 1))
    owns_transaction(expiring.expire_group)(group=other, at=market.at + timedelta(days=9), by=SYSTEM)
    letterbox.hand_on(market.at)
    assert to(owner, letterbox) == []


def test_a_silent_seller_is_reminded_once_a_day_before(
    market: Market, wang: Shopper, owner: User, jobs: Jobs, letterbox: Letterbox
) -> None:
    order = bought(market, wang, jobs)
    assert order.accept_by_at is not None
    day_before = order.accept_by_at - REMIND_BEFORE
    remind = owns_transaction(remind_sellers)
    assert [remind(at=day_before + step * MINUTE) for step in (-1, 0, 1)] == [0, 1, 0]
    assert to(owner, letterbox) == ["sale.waits"]


def test_whoever_has_answered_is_not_reminded(
    market: Market, wang: Shopper, owner: User, jobs: Jobs, letterbox: Letterbox
) -> None:
    order = bought(market, wang, jobs)
    assert order.accept_by_at is not None
    owns_transaction(accepting.accept)(order=order, at=market.at, by=SYSTEM)
    assert owns_transaction(remind_sellers)(at=order.accept_by_at - MINUTE) == 0


def test_only_what_was_declined_by_itself_is_told(
    market: Market, wang: Shopper, owner: User, jobs: Jobs, letterbox: Letterbox
) -> None:
    listing = market.listing(mill())
    own = wang.buy_and_pay(jobs.drain, (listing, 1))
    owns_transaction(accepting.decline)(order=own, reason="no flour", at=market.at, by=SYSTEM)
    silent = wang.buy_and_pay(jobs.drain, (listing, 1))
    owns_transaction(accepting.decline_overdue)(at=market.at + timedelta(days=9), by=SYSTEM)
    letterbox.hand_on(market.at)
    assert to(owner, letterbox) == ["sale.new", "sale.new", "sale.lapsed"]
    assert letterbox.last("sale.lapsed").key == str(silent.pk)


def test_nobody_packs_what_was_cancelled(
    market: Market, wang: Shopper, owner: User, jobs: Jobs, letterbox: Letterbox
) -> None:
    order = bought(market, wang, jobs)
    owns_transaction(cancelling.cancel_order)(order=order, reason="too much", at=market.at, by=wang.actor)
    letterbox.hand_on(market.at)
    assert "“too much”" in text_of(written(letterbox.last("sale.cancelled")))


def test_whoever_left_the_firm_hears_nothing(
    market: Market, wang: Shopper, owner: User, jobs: Jobs, letterbox: Letterbox
) -> None:
    User.objects.filter(pk=owner.pk).update(is_active=False)
    bought(market, wang, jobs)
    letterbox.hand_on(market.at)
    assert to(owner, letterbox) == []


def test_every_letter_is_told_in_every_language(
    market: Market, wang: Shopper, owner: User, jobs: Jobs, letterbox: Letterbox
) -> None:
    listing = market.listing(mill())
    Product.objects.update(names=GOODS)
    cancelled = wang.buy_and_pay(jobs.drain, (listing, 1))
    owns_transaction(cancelling.cancel_order)(order=cancelled, reason="много", at=market.at, by=wang.actor)
    order = wang.buy_and_pay(jobs.drain, (listing, 1))
    assert order.accept_by_at is not None
    owns_transaction(remind_sellers)(at=order.accept_by_at - MINUTE)
    owns_transaction(accepting.decline_overdue)(at=order.accept_by_at, by=SYSTEM)
    letterbox.hand_on(market.at)
    assert {*to(owner, letterbox)} == {"sale.new", "sale.waits", "sale.lapsed", "sale.cancelled"}
    for letter in letterbox.letters:
        for language in LANGUAGES if letter.user_id == owner.pk else ():
            content = written(letter, language)
            assert GOODS[language] in content.goods[0]
            if language != "en":
                assert foreign_words(content) == [], (letter.kind, language)


def test_no_clerk_of_sellers_tells_who_bought(
    market: Market, wang: Shopper, owner: User, jobs: Jobs, letterbox: Letterbox
) -> None:
    bought(market, wang, jobs)
    letterbox.hand_on(market.at)
    told = str(letterbox.last("sale.new").facts)
    assert not any(word in told for word in (wang.address.recipient, wang.address.phone, "wang@example.com"))
    assert set(TO_SELLERS) == {"order.paid", "order.declined", "order.cancelled"}
