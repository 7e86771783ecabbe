from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.allocation import LotOffer, Pick, Shortage, allocate

TODAY = date(2026, 11, 23)
ARRIVAL = TODAY + timedelta(days=12)


def lot(number: int, free: int, *, made_days_ago: int = 10, life: int | None = 180) -> LotOffer:
    made = TODAY - timedelta(days=made_days_ago)
    return LotOffer(UUID(int=number), free, made, None if life is None else made + timedelta(life))


def test_what_expires_first_goes_first() -> None:
    lots = [lot(1, 5, made_days_ago=10), lot(2, 5, made_days_ago=50)]
    assert allocate(wanted=7, lots=lots, arrival=ARRIVAL) == [
        Pick(UUID(int=2), 5),
        Pick(UUID(int=1), 2),
    ]


def test_a_lot_without_an_end_goes_last() -> None:
    lots = [lot(1, 5, life=None), lot(2, 5)]
    assert allocate(wanted=6, lots=lots, arrival=ARRIVAL) == [
        Pick(UUID(int=2), 5),
        Pick(UUID(int=1), 1),
    ]


def test_of_two_that_expire_together_the_older_goes_first_then_the_lower_id() -> None:
    lots = [
        lot(3, 1, made_days_ago=20, life=190),
        lot(2, 1, made_days_ago=20, life=190),
        lot(1, 1, made_days_ago=10, life=180),
    ]
    picks = allocate(wanted=3, lots=lots, arrival=ARRIVAL)
    assert picks == [Pick(UUID(int=number), 1) for number in (2, 3, 1)]


def test_a_lot_too_old_on_arrival_is_left() -> None:
    lots = [lot(1, 5, made_days_ago=90), lot(2, 5, made_days_ago=60)]
    assert allocate(wanted=5, lots=lots, arrival=ARRIVAL) == [Pick(UUID(int=2), 5)]


def test_a_shortage_tells_what_is_there_but_too_old() -> None:
    lots = [lot(1, 5, made_days_ago=90), lot(2, 4, made_days_ago=60), lot(3, 0)]
    shortage = allocate(wanted=6, lots=lots, arrival=ARRIVAL)
    assert shortage == Shortage(wanted=6, fresh=4, stale=5)


def test_a_smaller_share_lets_older_lots_in() -> None:
    lots = [lot(1, 5, made_days_ago=90)]
    assert allocate(wanted=5, lots=lots, arrival=ARRIVAL, share=0.4) == [Pick(UUID(int=1), 5)]


@pytest.mark.parametrize("wanted", [0, -1])
def test_wanting_nothing_is_refused(wanted: int) -> None:
    with pytest.raises(ValueError, match="at least one"):
        allocate(wanted=wanted, lots=[lot(1, 5)], arrival=ARRIVAL)


OFFERS = st.lists(
    st.builds(
        lot,
        st.integers(1, 10**6),
        st.integers(-1, 20),
        made_days_ago=st.integers(0, 120),
        life=st.none() | st.integers(20, 400),
    ),
    max_size=8,
    unique_by=lambda offer: offer.lot_id,
)


@given(st.integers(1, 60), OFFERS)
def test_all_is_given_or_nothing_and_never_more_than_a_lot_has(wanted: int, lots: list[LotOffer]) -> None:
    answer = allocate(wanted=wanted, lots=lots, arrival=ARRIVAL)
    free = {offer.lot_id: offer.free for offer in lots}
    if isinstance(answer, Shortage):
        assert answer.fresh < wanted
        assert answer.fresh + answer.stale == sum(max(0, units) for units in free.values())
    else:
        assert sum(pick.quantity for pick in answer) == wanted
        assert all(0 < pick.quantity <= free[pick.lot_id] for pick in answer)
        assert len({pick.lot_id for pick in answer}) == len(answer)


@given(st.integers(1, 60), OFFERS)
def test_the_order_of_the_offers_makes_no_difference(wanted: int, lots: list[LotOffer]) -> None:
    assert allocate(wanted=wanted, lots=lots, arrival=ARRIVAL) == allocate(
        wanted=wanted, lots=lots[::-1], arrival=ARRIVAL
    )
