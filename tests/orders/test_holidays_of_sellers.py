"""Do promises and deadlines count the days on which a seller is away?"""

from datetime import date, datetime, timedelta

from catalog.models import Listing, Seller
from kit.clock import now
from orders.models import Order
from orders.queries.costing import planned_hand_in
from shipping.models import Shipment
from storefront.models import DeliveryEstimate
from tests.conftest import Jobs
from tests.orders.claims import NOW
from tests.orders.market import Market
from tests.storefront.window import estimate, follow

# From the day after orders are paid, a Monday, for two weeks.
AWAY = (date(2026, 11, 24), date(2026, 12, 7))


def go_away(first: date, last: date) -> None:
    Seller.objects.update(away_from=first, away_until=last)


def bought(market: Market, who: str, listing: Listing, jobs: Jobs) -> Order:
    return market.buyer(who).buy_and_pay(jobs.drain, (Listing.objects.get(pk=listing.pk), 2))


def test_hand_in_waits_until_the_seller_is_back() -> None:
    usual = planned_hand_in(country="KZ", handling_days=1, at=NOW)
    later = planned_hand_in(country="KZ", handling_days=1, at=NOW, away=AWAY)
    # Two working days to answer and one to pack after Monday: Thursday, or the third day after the holiday.
    assert (usual.date(), later.date()) == (date(2026, 11, 26), date(2026, 12, 10))


def test_a_later_train_is_quoted_and_promised(market: Market, jobs: Jobs) -> None:
    flour = market.listing(market.seller())
    before = bought(market, "wang", flour, jobs)
    go_away(*AWAY)
    after = bought(market, "zhao", flour, jobs)
    assert after.promised_at - before.promised_at >= timedelta(days=7)
    hand_ins = [each.planned_hand_in_at.date() for each in Shipment.objects.order_by("id")]
    assert hand_ins == [date(2026, 11, 26), date(2026, 12, 10)]


def test_the_seller_need_not_answer_on_days_off(market: Market, jobs: Jobs) -> None:
    flour = market.listing(market.seller())
    before = bought(market, "wang", flour, jobs)
    go_away(*AWAY)
    after = bought(market, "zhao", flour, jobs)
    for order in (before, after):
        order.refresh_from_db()
    assert before.accept_by_at is not None
    assert after.accept_by_at is not None
    # Two working days after Monday, or the second one after the holiday.
    assert before.accept_by_at.date() == date(2026, 11, 25)
    assert after.accept_by_at.date() == date(2026, 12, 9)


def test_the_window_shows_the_later_arrival(shop_today: Market) -> None:
    shop_today.listing(shop_today.seller())
    follow()
    estimate()
    usual = departure()
    go_away(now().date(), now().date() + timedelta(days=10))
    follow()
    estimate()
    assert departure() - usual >= timedelta(days=5)


def departure() -> datetime:
    """When the only lane's train leaves."""
    [departs_at] = DeliveryEstimate.objects.values_list("departs_at", flat=True)
    assert departs_at is not None
    return departs_at
