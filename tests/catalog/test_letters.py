"""Do the people of a seller hear of their firm, their goods, their papers and their stock, once?"""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from django.db import transaction

from accounts.models import Membership, User
from catalog.models import (
    Certificate,
    Listing,
    ListingChange,
    LowStock,
    Product,
    Seller,
    StockLevel,
    StockReservation,
)
from catalog.operations import moderating, verifying
from catalog.operations.certifying import reject_certificate
from catalog.operations.deciding import decline_change
from catalog.operations.reminding import remind_of_papers, remind_of_stock, step_of
from catalog.queries.writing import CLERKS
from catalog.wording import PAPERS
from kit.actors import Actor
from kit.ids import uuid7
from kit.moves import move
from kit.transactions import owns_transaction
from news.telling import Happened
from tests.catalog.conftest import AT
from tests.letters import GOODS, LANGUAGES, Letterbox, foreign_words, text_of, written
from tests.orders.market import Market

STAFF = Actor(kind="staff", user_id=uuid7(), roles=frozenset({"onboarding"}))
DAY = timedelta(days=1)


@pytest.fixture
def mill(shop: Market) -> Seller:
    """A seller with a person for each role."""
    seller = shop.seller()
    for role in ("owner", "catalogue", "warehouse", "finance"):
        join(shop, seller, role)
    return seller


def join(shop: Market, seller: Seller, role: str) -> User:
    user = shop.user(f"{role}.{seller.code.lower()}")
    Membership.objects.create(user=user, organisation=seller.organisation, role=role, created_at=AT)
    return user


def readers(letterbox: Letterbox, kind: str) -> list[str]:
    ids = [each.user_id for each in letterbox.letters if each.kind == kind and each.user_id]
    return sorted(User.objects.filter(pk__in=ids).values_list("email", flat=True))


def flour(shop: Market, seller: Seller, sku: str = "FLR-2KG", **more: Any) -> Listing:
    listing = shop.listing(seller, sku, **more)
    Product.objects.update(names=GOODS)
    return listing


def paper(seller: Seller, valid_to: date, **more: Any) -> Certificate:
    return Certificate.objects.create(
        seller=seller,
        kind="halal",
        number=f"H-{valid_to}",
        issuer="Халал Даму",
        valid_from=date(2025, 1, 1),
        valid_to=valid_to,
        status="verified",
        submitted_at=AT,
        verified_at=AT,
        created_at=AT,
        **more,
    )


def test_what_is_decided_about_a_firm_is_told_to_its_owner_with_the_reason(
    shop: Market, mill: Seller, letterbox: Letterbox
) -> None:
    owns_transaction(verifying.suspend_seller)(seller=mill, reason="мыши", at=AT, by=STAFF)
    mill.refresh_from_db()
    owns_transaction(verifying.reinstate_seller)(seller=mill, at=AT + DAY, by=STAFF)
    assert letterbox.hand_on(AT) == ["seller.verified", "seller.suspended"]
    assert readers(letterbox, "seller.suspended") == ["owner.kz01@example.com"]
    assert "мыши" in text_of(written(letterbox.last("seller.suspended")))
    assert written(letterbox.last("seller.verified")).subject == "You may sell again"


def test_goods_that_were_approved_together_are_one_letter_to_each_who_keeps_them(
    shop: Market, mill: Seller, letterbox: Letterbox
) -> None:
    rival = shop.seller("KZ02", "490440000271")
    join(shop, rival, "owner")
    listings = [flour(shop, mill, f"FLR-{number}") for number in range(3)] + [flour(shop, rival, "RIVAL")]
    Listing.objects.update(status="submitted", submitted_at=AT, approved_at=None, live_at=None)
    for listing in listings:
        listing.refresh_from_db()
        _approve(listing)
    letterbox.hand_on(AT)
    assert readers(letterbox, "listing.approved") == [
        "catalogue.kz01@example.com",
        "owner.kz01@example.com",
        "owner.kz02@example.com",
    ]
    told = {len(written(each).goods) for each in letterbox.letters}
    assert told == {3, 1}
    assert "FLR-0: Мука пшеничная (Китай)" in text_of(written(letterbox.letters[0], "ru"))


def _approve(listing: Listing) -> None:
    # Whether it is complete is not this test's business.
    with transaction.atomic():
        move(listing, to="approved", at=AT, by=STAFF, approved_at=AT)


def test_goods_sent_back_and_taken_off_sale_are_told_with_why(
    shop: Market, mill: Seller, letterbox: Letterbox
) -> None:
    sent_back, gone = flour(shop, mill, "A"), flour(shop, mill, "B")
    Listing.objects.filter(pk=sent_back.pk).update(status="submitted", submitted_at=AT)
    sent_back.refresh_from_db()
    owns_transaction(moderating.request_changes)(listing=sent_back, reason="нет фото", at=AT, by=STAFF)
    owns_transaction(moderating.block)(listing=gone, reason="жалоба", at=AT, by=STAFF)
    letterbox.hand_on(AT)
    for kind, why in (("listing.changes_requested", "нет фото"), ("listing.blocked", "жалоба")):
        assert len(readers(letterbox, kind)) == 2
        assert why in text_of(written(letterbox.last(kind)))


def test_a_change_that_was_declined_and_a_paper_that_was_refused_are_told_with_why(
    shop: Market, mill: Seller, letterbox: Letterbox
) -> None:
    listing = flour(shop, mill)
    change = ListingChange.objects.create(
        product=listing.variant.product, variant=listing.variant, facts={}, asked_at=AT, created_at=AT
    )
    owns_transaction(decline_change)(change=change, reason="не та масса", at=AT, by=STAFF)
    refused = paper(mill, AT.date() + 100 * DAY)
    owns_transaction(reject_certificate)(certificate=refused, reason="нет печати", at=AT, by=STAFF)
    assert letterbox.hand_on(AT) == ["change.declined"] * 2 + ["paper.rejected"] * 2
    for kind, why in (("change.declined", "не та масса"), ("paper.rejected", "нет печати")):
        assert readers(letterbox, kind) == ["catalogue.kz01@example.com", "owner.kz01@example.com"]
        for language in LANGUAGES:
            content = written(letterbox.last(kind), language)
            assert why in text_of(content)
            if language != "en":
                assert foreign_words(content) == []
    assert written(letterbox.last("change.declined")).goods == ["FLR-2KG: Wheat flour"]


@pytest.mark.parametrize(
    ("left", "step"),
    [(30, 30), (15, 30), (14, 14), (8, 14), (7, 7), (2, 7), (1, 1), (0, 1), (-1, 0), (-7, 0)],
)
def test_a_paper_is_told_at_the_last_step_reached(left: int, step: int) -> None:
    assert step_of(AT.date() + left * DAY, AT.date()) == step


def test_a_paper_that_ends_is_told_once_at_each_step(
    shop: Market, mill: Seller, letterbox: Letterbox
) -> None:
    paper(mill, AT.date() + 31 * DAY)
    remind = owns_transaction(remind_of_papers)
    told = []
    for day in range(40):
        before = len(letterbox.letters)
        remind(at=AT + day * DAY)
        if len(letterbox.letters) > before:
            told.append(31 - day)
    assert told == [30, 14, 7, 1, -1]
    assert readers(letterbox, "paper.lapsing") == ["catalogue.kz01@example.com", "owner.kz01@example.com"]


def test_only_papers_that_count_are_told_of(shop: Market, mill: Seller, letterbox: Letterbox) -> None:
    paper(mill, AT.date() + 100 * DAY)
    paper(mill, AT.date() - 30 * DAY)
    withdrawn = paper(mill, AT.date() + DAY)
    Certificate.objects.filter(pk=withdrawn.pk).update(status="withdrawn")
    owns_transaction(remind_of_papers)(at=AT)
    assert letterbox.letters == []


def test_papers_are_looked_at_in_batches(
    shop: Market, mill: Seller, letterbox: Letterbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("catalog.operations.reminding.REMIND_BATCH", 2)
    for left in range(3, 6):
        paper(mill, AT.date() + left * DAY)
    remind = owns_transaction(remind_of_papers)
    after = remind(at=AT)
    assert after is not None
    assert remind(at=AT, after=after) is None
    assert len({each.key for each in letterbox.letters}) == 3


def test_goods_that_run_low_are_one_letter_to_whoever_keeps_the_stock(
    shop: Market, mill: Seller, letterbox: Letterbox
) -> None:
    rival = shop.seller("KZ02", "490440000271")
    join(shop, rival, "owner")
    for sku, units in (("A", 5), ("B", 6), ("C", 0)):
        listing = flour(shop, mill, sku, units=max(units, 1))
        StockLevel.objects.filter(lot__variant=listing.variant).update(on_hand=units)
    flour(shop, rival, "RIVAL", units=900)
    assert owns_transaction(remind_of_stock)(at=AT) == 2
    assert readers(letterbox, "stock.low") == ["owner.kz01@example.com", "warehouse.kz01@example.com"]
    assert written(letterbox.last("stock.low")).goods == [
        "A: Wheat flour — 5 left",
        "C: Wheat flour — 0 left",
    ]


def test_low_stock_is_told_again_only_after_there_was_enough(
    shop: Market, mill: Seller, letterbox: Letterbox
) -> None:
    flour(shop, mill, units=20)
    look = owns_transaction(remind_of_stock)
    told = []
    for hour, units in enumerate((20, 5, 4, 20, 5, 5)):
        StockLevel.objects.update(on_hand=units)
        told.append(look(at=AT + timedelta(hours=hour)))
    assert told == [0, 1, 0, 0, 1, 0]
    assert LowStock.objects.count() == 1


def test_what_sells_fast_runs_low_sooner(shop: Market, mill: Seller, letterbox: Letterbox) -> None:
    flour(shop, mill, units=1_000)
    level = StockLevel.objects.get()
    # What was given back never was sold.
    for reference, quantity, status in (("SC-1", 100, "consumed"), ("SC-2", 500, "released")):
        StockReservation.objects.create(
            level=level,
            reference=reference,
            quantity=quantity,
            status=status,
            reserved_at=AT - DAY,
            ended_at=AT,
            created_at=AT,
        )
    # A hundred in thirty days are 24 in seven.
    told = []
    for units in (25, 24):
        StockLevel.objects.update(on_hand=units)
        told.append(owns_transaction(remind_of_stock)(at=AT))
    assert told == [0, 1]


def test_goods_that_are_not_on_sale_run_low_in_silence(
    shop: Market, mill: Seller, letterbox: Letterbox
) -> None:
    flour(shop, mill, units=1)
    Listing.objects.update(status="paused")
    assert owns_transaction(remind_of_stock)(at=AT) == 0
    Listing.objects.update(status="live")
    Seller.objects.update(status="suspended", suspended_at=AT)
    assert owns_transaction(remind_of_stock)(at=AT) == 0


def test_a_long_list_is_cut_and_says_so(
    shop: Market, mill: Seller, letterbox: Letterbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("catalog.operations.reminding.LOW_STOCK_SHOWN", 2)
    for sku in "ABCDE":
        flour(shop, mill, sku, units=1)
    owns_transaction(remind_of_stock)(at=AT)
    content = written(letterbox.last("stock.low"), "ru")
    assert (content.subject, len(content.goods)) == ("Заканчиваются: 5 артикулов", 2)
    assert "И ещё 3 артикула." in content.after


def test_every_letter_is_told_in_every_language(shop: Market, mill: Seller, letterbox: Letterbox) -> None:
    Seller.objects.update(legal_name="Костанайская мельница")
    one, two = flour(shop, mill, "A", units=1), flour(shop, mill, "B", units=1)
    paper(mill, AT.date() + DAY)
    paper(mill, AT.date() - DAY, product=one.variant.product)
    owns_transaction(remind_of_papers)(at=AT)
    owns_transaction(remind_of_stock)(at=AT)
    owns_transaction(moderating.block)(listing=two, reason="жалоба", at=AT, by=STAFF)
    Listing.objects.filter(pk=one.pk).update(status="submitted", submitted_at=AT)
    one.refresh_from_db()
    owns_transaction(moderating.request_changes)(listing=one, reason="нет фото", at=AT, by=STAFF)
    one.refresh_from_db()
    _approve(one)
    mill.refresh_from_db()
    owns_transaction(verifying.suspend_seller)(seller=mill, reason="жалоба", at=AT, by=STAFF)
    letterbox.hand_on(AT)
    facts: dict[str, object] = {"firm": "Мельница", "reason": "", "is_again": False}
    first = letterbox.last("seller.suspended")
    letterbox.letters += [
        first._replace(kind=kind, facts=facts) for kind in ("seller.verified", "seller.rejected")
    ]
    assert len({each.kind for each in letterbox.letters}) == 9
    for letter in letterbox.letters:
        for language in set(LANGUAGES) - {"en"}:
            assert foreign_words(written(letter, language)) == [], (letter.kind, language)


def test_letters_know_every_kind_of_paper() -> None:
    assert set(PAPERS) == set(Certificate.Kind.values)


@pytest.mark.parametrize("kind", sorted(CLERKS))
def test_a_batch_is_answered_in_three_queries_however_large(
    shop: Market, mill: Seller, kind: str, django_assert_max_num_queries: Any
) -> None:
    if kind.startswith("listing."):
        ids = [flour(shop, mill, f"S{number}").pk for number in range(30)]
    elif kind == "listing_change.declined":
        products = [flour(shop, mill, f"S{number}").variant.product for number in range(30)]
        ids = [
            ListingChange.objects.create(product=each, facts={}, asked_at=AT, created_at=AT).pk
            for each in products
        ]
    elif kind == "certificate.rejected":
        ids = [paper(mill, AT.date() + number * DAY).pk for number in range(30)]
    else:
        ids = [mill.pk]
    events = [Happened(uuid7(), kind.partition(".")[0], pk, 1, kind, {}, AT) for pk in ids]
    for batch in (events[:1], events):
        with django_assert_max_num_queries(3):
            letters = CLERKS[kind](batch)
        assert letters


def test_two_who_look_at_once_tell_of_low_stock_once(
    at_once: Callable[[list[Callable[[], Any]]], list[Any]],
) -> None:
    shop = Market(at=AT)
    shop.open()
    flour(shop, shop.seller(), units=2)
    look = owns_transaction(remind_of_stock)
    told = at_once([partial(look, at=AT + timedelta(seconds=number)) for number in range(4)])
    assert sorted(told) == [0, 0, 0, 1]
