from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from catalog.models import Listing, Lot
from kit.clock import now
from orders.models import Order, OrderLine
from payments.models import FxRate
from shipping.models import SlotAssignment
from shop.buying import PATIENCE, Crowd, NothingToBuy
from shop.tasks import refresh_demo
from shop.verification import INVARIANTS, broken_rows
from tests.payments.fx import forget_rates


def test_a_crowd_buys_and_every_order_gets_its_slot(demo: Path) -> None:
    said = StringIO()
    call_command("demo_load", orders=8, buyers=3, stdout=said)
    orders = Order.objects.all()
    assert orders.count() >= 8
    assert orders.filter(shipments_requested_at=None).count() == 0
    assert SlotAssignment.objects.filter(status="confirmed").count() == orders.count()
    assert OrderLine.objects.count() > orders.count()
    assert f"{orders.count()} orders in " in said.getvalue()
    assert "orders/s" in said.getvalue()
    assert [rule.name for rule in INVARIANTS if broken_rows(rule)] == []


def test_empty_shelves_end_the_crowds_patience(demo: Path) -> None:
    crowd = Crowd(buyers=1, seed=1)
    Listing.objects.filter(status="live").update(status="paused")
    with pytest.raises(NothingToBuy, match=f"{PATIENCE} tries in a row were refused"):
        crowd.buy(1)
    assert crowd.bought.refusals == {"orders.listing_not_found": PATIENCE}
    assert Order.objects.count() == 0


def test_a_shop_that_is_no_demonstration_is_not_bought_from(settings: Settings) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError, match="This is not a demonstration"):
        call_command("demo_load", orders=1)


def test_the_demonstration_moves_with_the_days(demo: Path) -> None:
    today = now().date()
    forget_rates(date__gt=today - timedelta(days=3))
    made = Lot.objects.get(code="KZ01-001-A").made_date
    Lot.objects.update(made_date=made - timedelta(days=30), best_before_date=made)
    refresh_demo()
    assert FxRate.objects.filter(date=today).exists()
    assert Lot.objects.get(code="KZ01-001-A").made_date == made


def test_a_real_shop_is_left_as_it_is(demo: Path, settings: Settings) -> None:
    forget_rates()
    settings.DEMO = False
    refresh_demo()
    assert not FxRate.objects.exists()
