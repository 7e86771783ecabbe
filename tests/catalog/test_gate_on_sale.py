"""What happens to goods on sale when their papers end, or the law changes."""

from collections.abc import Callable, Collection
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.db import transaction

from catalog import tasks
from catalog.errors import CodeTaken, GateClosed
from catalog.models import (
    Certificate,
    GateNote,
    GateTurn,
    Listing,
    ListingMove,
    PaperRule,
    PositiveListEntry,
    Seller,
)
from catalog.operations import certifying, gating, moderating, quarantining, vouching
from catalog.operations import listing as verbs
from catalog.operations.gating import Looked
from catalog.operations.loading_law import load_paper_rules
from catalog.queries.gating import Judged, judged, kept_off
from kit.actors import SYSTEM, Actor
from kit.ids import uuid7
from kit.letters import Letter
from kit.moves import IllegalMove
from kit.transactions import owns_transaction
from news.models import Event, Mail
from orders.errors import ListingUnknown
from orders.rest.carts import cart_view
from tests.letters import LANGUAGES, foreign_words, written
from tests.orders.market import Market

AT = datetime(2026, 12, 1, 6, tzinfo=UTC)
# The registration of the tests ends with 2027, in Shanghai.
LAST_SECOND = datetime(2027, 12, 31, 15, 59, 59, tzinfo=UTC)
MIDNIGHT = LAST_SECOND + timedelta(seconds=1)
STAFF = Actor(kind="staff", roles=frozenset({"onboarding"}))


@pytest.fixture
def market(db: None) -> Market:
    return Market(at=AT).open()


@pytest.fixture
def flour(market: Market) -> Listing:
    listing = market.listing(market.seller())
    assert look(AT) == Looked(1, 0, 0)
    return listing


def look(at: datetime) -> Looked:
    """As the clock asks for every twenty seconds."""
    return owns_transaction(gating.look_at_due)(at=at)._replace(settled=0)


def status(listing: Listing) -> str:
    return Listing.objects.get(pk=listing.pk).status


def renew(
    listing: Listing, *, at: datetime, ends: date = date(2030, 1, 1), number: str = "CKAZ-NEW"
) -> Certificate:
    seller = listing.variant.seller
    facts = {
        "kind": "gacc",
        "number": number,
        "issuer": "China Customs",
        "categories": ["milled_grain"],
        "valid_from": at.date() - timedelta(days=2),
        "valid_to": ends,
    }
    return owns_transaction(certifying.submit_certificate)(
        seller=seller, product=None, facts=facts, scan=None, at=at, by=SYSTEM
    )


def verify(paper: Certificate, at: datetime) -> None:
    owns_transaction(certifying.verify_certificate)(certificate=paper, at=at, by=STAFF)


def test_goods_leave_the_sale_when_their_paper_ends_and_come_back_with_the_new_one(flour: Listing) -> None:
    assert look(LAST_SECOND) == Looked(1, 0, 0)
    assert look(LAST_SECOND) == Looked(0, 0, 0)
    assert look(MIDNIGHT) == Looked(1, 1, 0)
    assert status(flour) == "withheld"
    moved = ListingMove.objects.get(row=flour, became="withheld")
    assert moved.by_kind == "system"
    assert "GACC Decree 280" in moved.reason
    assert "CKAZ-KZ01" in moved.reason
    assert Event.objects.filter(type="listing.withheld", aggregate_id=flour.pk).count() == 1

    paper = renew(flour, at=MIDNIGHT)
    assert look(MIDNIGHT) == Looked(1, 0, 0)
    assert status(flour) == "withheld"
    verify(paper, MIDNIGHT)
    assert look(MIDNIGHT) == Looked(1, 0, 1)
    assert status(flour) == "live"


def test_a_registration_is_renewed_under_its_number_before_it_ends_and_the_sale_never_stops(
    flour: Listing,
) -> None:
    old = Certificate.objects.get(kind="gacc")
    type(flour.variant.product).objects.update(gacc_registration_no=old.number)
    paper = renew(flour, at=AT, number=old.number)
    look(AT)
    assert status(flour) == "live"
    verify(paper, AT)
    for at in (AT, LAST_SECOND, MIDNIGHT):
        assert look(at).withheld == 0
        assert (status(flour), kept_off(listing_ids=[flour.pk], at=at)) == ("live", {})
    with pytest.raises(CodeTaken):
        renew(flour, at=AT, number=old.number)


def test_nothing_is_judged_twice_for_nothing(flour: Listing) -> None:
    assert look(AT) == Looked(0, 0, 0)
    assert GateTurn.objects.get().on == date(2026, 12, 2)
    assert not GateNote.objects.exists()


def test_without_any_rule_nothing_is_sold_until_they_are_loaded(market: Market, flour: Listing) -> None:
    slippers = market.listing(flour.variant.seller, "SLIP", hs6="640520", shelf_life_days=None)
    PaperRule.objects.all().delete()
    look(AT)
    assert [each.code for each in kept_off(listing_ids=[flour.pk], at=AT)[flour.pk]] == ["gate.rules_unknown"]
    assert (status(flour), status(slippers)) == ("withheld", "withheld")
    owns_transaction(load_paper_rules)(at=AT)
    look(AT)
    assert (status(flour), status(slippers)) == ("live", "live")


def test_a_note_that_was_lost_is_made_good_by_the_next_day(flour: Listing) -> None:
    Certificate.objects.update(status="withdrawn")
    GateNote.objects.all().delete()
    assert look(AT) == Looked(0, 0, 0)
    assert look(AT + timedelta(days=1)) == Looked(1, 1, 0)


def test_papers_that_nobody_ever_found_true_are_not_looked_at(flour: Listing) -> None:
    Certificate.objects.update(status="rejected", verified_at=None)
    [reason] = kept_off(listing_ids=[flour.pk], at=AT)[flour.pk]
    assert reason.code == "gate.paper_missing"


def test_one_listing_that_fails_does_not_hold_up_the_others(
    market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    seller = market.seller()
    bad, good = market.listing(seller, "BAD"), market.listing(seller, "GOOD")
    Certificate.objects.update(valid_to=date(2026, 11, 30))

    def judge(*, listing_ids: Collection[UUID], at: datetime) -> dict[UUID, Judged]:
        if bad.pk in listing_ids:
            raise RuntimeError("bad")
        return judged(listing_ids=listing_ids, at=at)

    monkeypatch.setattr(gating, "judged", judge)
    monkeypatch.setattr(tasks, "now", lambda: AT)
    monkeypatch.setattr(tasks, "owns_transaction", within)
    tasks.watch_gate()
    assert (status(bad), status(good)) == ("live", "withheld")
    assert set(GateNote.objects.values_list("listing_id", flat=True)) == {bad.pk}


def within(verb: Callable[..., Any]) -> Callable[..., Any]:
    """A verb in a transaction of its own inside that of the test."""

    def run(**facts: object) -> object:
        with transaction.atomic():
            return verb(**facts)

    return run


def test_notes_of_what_is_on_sale_no_more_do_not_stop_the_job(
    flour: Listing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "now", lambda: AT)
    monkeypatch.setattr(tasks, "GATE_BATCH", 1)
    Certificate.objects.update(valid_to=date(2026, 11, 30))
    GateNote.objects.all().delete()
    GateNote.objects.create(listing_id=Listing(pk=uuid7()).pk)
    GateNote.objects.create(listing_id=flour.pk)
    tasks.watch_gate()
    assert status(flour) == "withheld"


def test_a_suspended_firm_is_not_told_that_its_goods_are_on_sale_again(market: Market) -> None:
    seller = market.seller()
    apps.get_model("accounts", "Membership").objects.create(
        user=market.user("owner"), organisation=seller.organisation, role="owner", created_at=AT
    )
    flour = market.listing(seller)
    look(MIDNIGHT)
    Seller.objects.filter(pk=seller.pk).update(status="suspended", suspended_at=MIDNIGHT)
    verify(renew(flour, at=MIDNIGHT), MIDNIGHT)
    assert look(MIDNIGHT) == Looked(1, 0, 1)
    assert [mail.kind for mail in Mail.objects.filter(kind__startswith="listing.")] == ["listing.withheld"]


def test_a_lot_past_its_last_day_needs_no_paper(flour: Listing) -> None:
    Certificate.objects.update(product=flour.variant.product, lot=flour.variant.lots.get())
    old = Market(at=AT).stock(flour.variant, 5, age_days=365)
    assert kept_off(listing_ids=[flour.pk], at=AT).keys() == {flour.pk}
    assert old.best_before_date == date(2026, 12, 1)
    assert kept_off(listing_ids=[flour.pk], at=AT + timedelta(days=1)) == {}


def test_a_paper_that_staff_take_back_counts_no_longer(flour: Listing) -> None:
    paper = Certificate.objects.get()
    owns_transaction(certifying.reject_certificate)(certificate=paper, reason="forged", at=AT, by=STAFF)
    look(AT)
    assert status(flour) == "withheld"
    assert [reason.code for reason in kept_off(listing_ids=[flour.pk], at=AT)[flour.pk]] == [
        "gate.paper_revoked"
    ]


def test_what_its_seller_paused_or_staff_blocked_is_not_restored(market: Market) -> None:
    seller = market.seller()
    paused, blocked = market.listing(seller, "A"), market.listing(seller, "B")
    look(AT)
    look(MIDNIGHT)
    for each in (paused, blocked):
        each.refresh_from_db()
        assert each.status == "withheld"
    owns_transaction(verbs.pause)(listing=paused, at=MIDNIGHT, by=SYSTEM)
    owns_transaction(moderating.block)(listing=blocked, reason="x", at=MIDNIGHT, by=STAFF)
    verify(renew(paused, at=MIDNIGHT), MIDNIGHT)
    look(MIDNIGHT)
    assert (status(paused), status(blocked)) == ("paused", "blocked")


def test_nobody_resumes_or_unblocks_what_the_gate_keeps_off(flour: Listing) -> None:
    owns_transaction(verbs.pause)(listing=flour, at=AT, by=SYSTEM)
    with pytest.raises(GateClosed) as refusal:
        owns_transaction(verbs.resume)(listing=flour, at=MIDNIGHT, by=SYSTEM)
    assert [field.code for field in refusal.value.fields] == ["gate.paper_expired"]
    owns_transaction(moderating.block)(listing=flour, reason="x", at=MIDNIGHT, by=STAFF)
    with pytest.raises(GateClosed):
        owns_transaction(moderating.unblock)(listing=flour, at=MIDNIGHT, by=STAFF)


def test_a_seller_does_not_resume_what_is_withheld(flour: Listing) -> None:
    look(MIDNIGHT)
    flour.refresh_from_db()
    with pytest.raises(IllegalMove):
        owns_transaction(verbs.resume)(listing=flour, at=AT, by=SYSTEM)


@pytest.mark.parametrize("when", ["rule", "list", "code", "name", "lot"])
def test_whatever_the_gate_asks_has_the_goods_judged_anew_when_it_changes(flour: Listing, when: str) -> None:
    product = flour.variant.product
    if when == "rule":
        PaperRule.objects.create(
            market="CN",
            hs_prefix="1101",
            kind="halal",
            act="An act",
            valid_from=AT.date(),
            source="made for the test",
            confidence="none",
            created_at=AT,
        )
    elif when == "list":
        PositiveListEntry.objects.filter(hs6="110100").update(valid_to=date(2026, 11, 30))
    elif when == "code":
        product.cn10 = ""
        product.save()
        type(product.tariff_code).objects.filter(pk=product.tariff_code_id).update(cn10="")
    elif when == "name":
        type(product).objects.filter(pk=product.pk).update(names={"en": "Flour"})
    else:
        lot = flour.variant.lots.get()
        Certificate.objects.update(product=product, lot=lot)
        assert look(AT) == Looked(1, 0, 0)
        Market(at=AT).stock(flour.variant, 5, age_days=3)
    assert look(AT) == Looked(1, 1, 0)
    assert status(flour) == "withheld"


def test_a_lot_without_its_paper_that_goes_into_quarantine_frees_the_others(flour: Listing) -> None:
    Certificate.objects.update(product=flour.variant.product, lot=flour.variant.lots.get())
    bare = Market(at=AT).stock(flour.variant, 5, age_days=3)
    look(AT)
    [reason] = kept_off(listing_ids=[flour.pk], at=AT)[flour.pk]
    assert (reason.code, reason.facts["lots"]) == ("gate.lot_without_paper", bare.code)
    owns_transaction(quarantining.quarantine)(lot=bare, reason="no paper", at=AT, by=STAFF)
    assert look(AT) == Looked(1, 0, 1)


def test_nothing_is_sold_between_the_end_of_a_paper_and_the_clock(market: Market, flour: Listing) -> None:
    wang = market.buyer()
    cart = wang.fill((flour, 2))
    quote = wang.quote(cart)
    Certificate.objects.update(valid_to=date(2026, 11, 30))
    assert status(flour) == "live"
    with pytest.raises(ListingUnknown) as refusal:
        wang.place(cart, quote)
    assert refusal.value.facts["reasons"] == [
        {
            "listing_id": str(flour.pk),
            "code": "gate.paper_expired",
            "detail": "A paper that they need does not hold now: Registration with China Customs.",
        }
    ]
    with pytest.raises(ListingUnknown) as refusal:
        wang.quote(cart)
    assert "gate.paper_expired" in str(refusal.value.facts["reasons"])


def test_a_lot_without_its_paper_that_comes_during_the_checkout_is_not_sold(
    market: Market, flour: Listing, monkeypatch: pytest.MonkeyPatch
) -> None:
    Certificate.objects.update(product=flour.variant.product, lot=flour.variant.lots.get())
    wang = market.buyer()
    cart = wang.fill((flour, 2))
    quote = wang.quote(cart)
    hold = vouching.hold_on_sale

    def and_then_it_comes(**facts: Any) -> set[UUID]:
        held = hold(**facts)
        market.stock(flour.variant, 5, age_days=30)
        return held

    monkeypatch.setattr(vouching, "hold_on_sale", and_then_it_comes)
    monkeypatch.setattr("tests.orders.market.owns_transaction", within)
    with pytest.raises(ListingUnknown) as refusal:
        wang.place(cart, quote)
    reasons: Any = refusal.value.facts["reasons"]
    assert [(each["listing_id"], each["code"]) for each in reasons] == [
        (str(flour.pk), "gate.lot_without_paper")
    ]
    # Of the lot that has its paper it is sold.
    monkeypatch.setattr(vouching, "hold_on_sale", hold)
    assert wang.place(cart, quote).orders.count() == 1


def test_a_quote_says_of_goods_that_left_the_list_why_they_are_gone(market: Market, flour: Listing) -> None:
    wang = market.buyer()
    cart = wang.fill((flour, 2))
    PositiveListEntry.objects.filter(hs6="110100").update(valid_to=date(2026, 11, 30))
    look(AT)
    with pytest.raises(ListingUnknown) as refusal:
        wang.quote(cart)
    reasons: Any = refusal.value.facts["reasons"]
    assert [each["code"] for each in reasons] == ["gate.regime_not_allowed"]


@pytest.mark.parametrize("has_looked", [False, True])
def test_an_open_cart_says_why_its_goods_are_off_sale(
    market: Market, flour: Listing, has_looked: bool
) -> None:
    cart = market.buyer().fill((flour, 2))
    [line] = cart_view(cart)["lines"]
    assert (line["on_sale"], line["off_sale_reasons"]) == (True, [])
    Certificate.objects.update(valid_to=date(2026, 11, 30))
    if has_looked:
        look(AT)
    view = cart_view(cart)
    [line] = view["lines"]
    assert (line["on_sale"], line["sku"]) == (False, "FLR-2KG")
    assert [reason["code"] for reason in line["off_sale_reasons"]] == ["gate.paper_expired"]
    assert view["allowed_actions"] == ["add-line"]


def test_a_firm_gets_one_letter_of_all_that_left_the_sale_and_one_when_it_is_back(market: Market) -> None:
    seller = market.seller()
    owner = market.user("owner")
    apps.get_model("accounts", "Membership").objects.create(
        user=owner, organisation=seller.organisation, role="owner", created_at=AT
    )
    goods = [market.listing(seller, sku) for sku in ("A", "B")]
    look(AT)
    look(MIDNIGHT)
    verify(renew(goods[0], at=MIDNIGHT), MIDNIGHT)
    look(MIDNIGHT)
    mails: list[Any] = list(Mail.objects.filter(kind__startswith="listing.").order_by("pk"))
    assert [mail.kind for mail in mails] == ["listing.withheld", "listing.restored"]
    assert [each["sku"] for each in mails[0].facts["goods"]] == ["A", "B"]
    for mail in mails:
        letter = Letter(mail.kind, "", mail.facts)
        for language in set(LANGUAGES) - {"en"}:
            names = ["GACC Decree", "CKAZ-KZ01", "Wheat flour", "GACC"]
            assert foreign_words(written(letter, language), names) == [], (mail.kind, language)
    first = written(Letter(mails[0].kind, "", mails[0].facts), "ru").goods[0]
    assert "GACC Decree 280" in first
    assert "31 декабря 2027" in first
