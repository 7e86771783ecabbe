"""Do the clock, buyers and sellers get in each other's way at the gate?"""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from threading import Event as Signal
from typing import Any

import pytest
from django.db import transaction

from catalog import tasks
from catalog.models import Certificate, GateNote, Listing, ListingMove
from catalog.operations import gating
from catalog.operations import listing as verbs
from catalog.operations.gating import Looked
from catalog.operations.vouching import hold_on_sale
from kit.actors import SYSTEM
from kit.transactions import owns_transaction
from shop.schedule import beat_schedule
from tests.catalog.conftest import AT, catalogue
from tests.orders.market import Market

PATIENCE_S = 20
MIDNIGHT = datetime(2027, 12, 31, 16, tzinfo=UTC)


def look() -> Looked:
    return owns_transaction(gating.look_at_due)(at=AT)._replace(settled=0)


def lapse() -> None:
    """All papers ended yesterday."""
    Certificate.objects.update(valid_to=date(2026, 11, 30))


def test_the_clock_does_not_wait_for_a_buyer_and_comes_back_for_what_he_bought(at_once: Any) -> None:
    shop = catalogue()
    flour = shop.listing(shop.seller())
    held, looked = Signal(), Signal()

    def buy() -> None:
        with transaction.atomic():
            assert hold_on_sale(listing_ids=[flour.pk], market="CN", at=AT) == {flour.pk}
            held.set()
            assert looked.wait(PATIENCE_S)

    def tick() -> Looked:
        assert held.wait(PATIENCE_S)
        found = look()
        looked.set()
        return found

    assert at_once([buy, tick]) == [None, Looked(0, 0, 0)]
    lapse()
    assert look() == Looked(1, 1, 0)
    assert not GateNote.objects.exists()


def test_many_clocks_and_sellers_at_once_withhold_each_listing_once(at_once: Any) -> None:
    shop = catalogue()
    seller = shop.seller()
    goods = [shop.listing(seller, f"G{number}") for number in range(6)]
    lapse()

    def pause(listing: Listing) -> Callable[[], object]:
        def verb() -> None:
            with transaction.atomic():
                row = Listing.objects.select_for_update().get(pk=listing.pk)
                verbs.pause(listing=row, at=AT, by=SYSTEM)

        return verb

    calls = [each for listing in goods[:3] for each in (look, pause(listing), look)]
    assert [each for each in at_once(calls) if isinstance(each, Exception)] == []
    while look().judged:
        pass
    rest = {listing.pk for listing in goods[3:]}
    assert set(Listing.objects.filter(status="withheld").values_list("pk", flat=True)) == rest
    assert ListingMove.objects.filter(row__in=rest, became="withheld").count() == len(rest)
    assert Listing.objects.filter(status="paused").count() == 3


def test_the_job_comes_often_enough_for_a_minute_and_does_it_all(
    shop: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    flour = shop.listing(shop.seller())
    planned = beat_schedule(demo=False)["catalog.watch_gate"]
    assert planned["schedule"] <= timedelta(seconds=30)
    tasks.watch_gate()
    monkeypatch.setattr(tasks, "now", lambda: MIDNIGHT - timedelta(seconds=1))
    tasks.watch_gate()
    assert Listing.objects.get(pk=flour.pk).status == "live"
    monkeypatch.setattr(tasks, "now", lambda: MIDNIGHT)
    tasks.watch_gate()
    assert Listing.objects.get(pk=flour.pk).status == "withheld"
