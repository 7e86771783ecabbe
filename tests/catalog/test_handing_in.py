"""Does a seller hand in at once what a file has made, and hear why some of it has to wait?"""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.models import ImportJob, Listing, ListingMove, Seller
from catalog.operations import handing_in
from catalog.operations.handing_in import hand_in_new
from catalog.operations.listing import missing_facts
from kit.clock import now
from kit.transactions import owns_transaction
from tests.api import Api
from tests.catalog import files
from tests.catalog.files import row
from tests.catalog.trade import Trade

ENGLISH = {"ru": "Мука", "en": "Flour"}


@pytest.fixture
def trade(db: None) -> Trade:
    """Two sellers."""
    trade = Trade()
    files.mapped(trade.mill, at=now())
    return trade


@pytest.fixture
def keeper(trade: Trade) -> Api:
    """Who keeps the mill's catalogue."""
    return trade.member(trade.mill, "catalogue")


def complete(key: str, **said: Any) -> Any:
    return row(key, **{"price": "5", "names": ENGLISH, **said})


def applied(trade: Trade, *rows: Any) -> ImportJob:
    return files.applied(trade.mill, rows, at=now())


def statuses(job: ImportJob) -> dict[str, str]:
    found = Listing.objects.filter(variant__seller=job.seller_id)
    return dict(found.order_by("variant__sku").values_list("variant__sku", "status"))


def path(job: ImportJob) -> str:
    return f"/seller/imports/{job.pk}/submit-listings"


def test_what_is_complete_is_handed_in_and_the_rest_is_told_by_reason(trade: Trade, keeper: Api) -> None:
    job = applied(
        trade,
        complete("A"),
        row("B", price="5"),
        row("C"),
        complete("D"),
    )
    answer = keeper.post(path(job)).json()
    assert (answer["handed_in"], answer["next"]) == (2, None)
    told = [(each["field"], each["listings"], each["first_sku"]) for each in answer["refused"]]
    assert told == [("/product/names/en", 2, "B"), ("/prices", 1, "C")]
    assert answer["refused"][0]["message"] == "The goods need an English name."
    assert statuses(job) == {"A": "submitted", "B": "draft", "C": "draft", "D": "submitted"}
    moves = ListingMove.objects.values_list("row__variant__sku", "was", "became", "by_kind")
    assert sorted(moves) == [(sku, "draft", "submitted", "seller") for sku in "AD"]
    # Each lacks what it would lack if it was handed in alone.
    assert [each.pointer for each in missing_facts(Listing.objects.get(variant__sku="C"))] == [
        "/product/names/en",
        "/prices",
    ]


def test_only_new_listings_of_this_file_that_are_drafts_are_handed_in(trade: Trade, keeper: Api) -> None:
    before = applied(trade, complete("OLD"))
    job = applied(trade, complete("OLD", price="6"), complete("NEW"), complete("GONE"))
    Listing.objects.filter(variant__sku="GONE").update(status="retired", retired_at=now())
    assert keeper.post(path(job)).json()["handed_in"] == 1
    assert statuses(job) == {"GONE": "retired", "NEW": "submitted", "OLD": "draft"}
    assert keeper.post(path(job)).json()["handed_in"] == 0
    assert keeper.post(path(before)).json()["handed_in"] == 1


def test_many_are_looked_at_in_turns_each_of_few_statements(
    trade: Trade, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handing_in, "LISTINGS_AT_ONCE", 2)
    job = applied(trade, *(row(f"A{number}", price="5") for number in range(3)), complete("B"), complete("C"))
    counts, seen, after = [], 0, 0
    while True:
        with CaptureQueriesContext(connection) as asked:
            done = owns_transaction(hand_in_new)(job=job, after=after, at=now(), by=files.BY)
        counts.append(len(asked))
        seen += done.count + sum(each.listings for each in done.refused)
        if done.next is None:
            break
        after = done.next
    assert (seen, len(counts)) == (5, 3)
    assert statuses(job) == {"A0": "draft", "A1": "draft", "A2": "draft", "B": "submitted", "C": "submitted"}
    monkeypatch.setattr(handing_in, "LISTINGS_AT_ONCE", 100)
    Listing.objects.update(status="draft", submitted_at=None)
    with CaptureQueriesContext(connection) as asked:
        assert owns_transaction(hand_in_new)(job=job, at=now(), by=files.BY).count == 2
    assert len(asked) <= max(counts)


def test_who_may_not_sell_hands_nothing_in(trade: Trade, keeper: Api) -> None:
    job = applied(trade, complete("A"))
    Seller.objects.filter(pk=trade.mill.pk).update(status="suspended", suspended_at=now())
    assert keeper.post(path(job)).json()["code"] == "catalog.seller_not_verified"
    assert statuses(job) == {"A": "draft"}


def test_others_hand_nothing_in(trade: Trade, keeper: Api) -> None:
    job = applied(trade, complete("A"))
    answers = [
        trade.member(trade.mill, "warehouse").post(path(job)),
        trade.member(trade.farm, "owner").post(path(job)),
        trade.buyer().post(path(job)),
    ]
    assert [answer.status_code for answer in answers] == [403, 404, 403]
    assert statuses(job) == {"A": "draft"}


def test_it_is_offered_while_a_file_has_made_goods(trade: Trade, keeper: Api) -> None:
    shown = keeper.get(f"/seller/imports/{applied(trade, complete('A')).pk}").json()
    assert shown["allowed_actions"] == ["submit_listings", "undo"]
    again = keeper.get(f"/seller/imports/{applied(trade, complete('A')).pk}").json()
    assert "submit_listings" not in again["allowed_actions"]
