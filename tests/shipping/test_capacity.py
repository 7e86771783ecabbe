"""Does a small train ever hold more, or less, than simple counting says?"""

from datetime import datetime
from typing import Any

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shipping.models import DepartureLeg, Slot
from shipping.operations import booking
from tests.shipping.railway import FLOUR, KUMYS, NOW, SHAMPOO, STAFF, assign, book, broken, make_train

CLASSES = (FLOUR, SHAMPOO, KUMYS)
# What one box of a class holds, and takes of the train: rule 8, by hand.
PAYLOAD = (21_000_000, 21_000_000, 20_400_000)
ROOM = (60_750_000, 60_750_000, 60_750_000)
GROSS = (24_900_000, 24_900_000, 25_000_000)
PLUGS = (0, 0, 1)

goods = st.tuples(st.integers(0, 2), st.integers(1, 20_400_000), st.integers(1, 60_750_000), st.booleans())


class Counting:
    """The train as a child would count it: boxes as lists of what is in them."""

    def __init__(self, places: int, gross_cap_g: int, plugs: int) -> None:
        self.places, self.gross_cap_g, self.plugs = places, gross_cap_g, plugs
        self.boxes: list[tuple[int, list[tuple[int, int]]]] = []

    def takes(self, kind: int, gross_g: int, volume_cm3: int) -> bool:
        fitting = [box for box in self.boxes if box[0] == kind and self._fits(box, gross_g, volume_cm3)]
        if fitting:
            min(fitting, key=lambda box: self._left(box, gross_g, volume_cm3))[1].append(
                (gross_g, volume_cm3)
            )
            return True
        kinds = [box[0] for box in self.boxes] + [kind]
        bears = (
            len(kinds) <= self.places
            and sum(GROSS[each] for each in kinds) <= self.gross_cap_g
            and sum(PLUGS[each] for each in kinds) <= self.plugs
        )
        if bears:
            self.boxes.append((kind, [(gross_g, volume_cm3)]))
        return bears

    def _fits(self, box: tuple[int, list[tuple[int, int]]], gross_g: int, volume_cm3: int) -> bool:
        kind, inside = box
        return (
            sum(each[0] for each in inside) + gross_g <= PAYLOAD[kind]
            and sum(each[1] for each in inside) + volume_cm3 <= ROOM[kind]
        )

    def _left(self, box: tuple[int, list[tuple[int, int]]], gross_g: int, volume_cm3: int) -> int:
        kind, inside = box
        left_g = PAYLOAD[kind] - sum(each[0] for each in inside) - gross_g
        left_cm3 = ROOM[kind] - sum(each[1] for each in inside) - volume_cm3
        return min(left_g * 10**9 // PAYLOAD[kind], left_cm3 * 10**9 // ROOM[kind])


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    wishes=st.lists(goods, min_size=1, max_size=10),
    limits=st.tuples(st.integers(1, 4), st.integers(24_900_000, 100_000_000), st.integers(0, 2)),
)
def test_a_train_takes_what_counting_says_and_is_never_over(
    rails: datetime, wishes: list[Any], limits: tuple[int, int, int]
) -> None:
    before = transaction.savepoint()
    try:
        compare(wishes, *limits)
    finally:
        transaction.savepoint_rollback(before)


def compare(wishes: list[Any], places: int, gross_cap_g: int, plugs: int) -> None:
    train = make_train(places=places, gross_cap_g=gross_cap_g, plugs=plugs)
    counting = Counting(places, gross_cap_g, plugs)
    for kind, gross_g, volume_cm3, gives_up in wishes:
        shipment = book(**CLASSES[kind], gross_g=gross_g, volume_cm3=volume_cm3)
        status = assign(shipment).status
        if gives_up:
            booking.cancel_shipment(shipment_id=shipment.pk, reason="", at=NOW, by=STAFF)
            continue
        assert (status == "assigned") == counting.takes(kind, gross_g, volume_cm3)
    assert Slot.objects.filter(departure=train).exclude(status="done").count() == len(counting.boxes)
    taken = sum(GROSS[kind] for kind, _ in counting.boxes)
    legs = DepartureLeg.objects.filter(departure=train)
    assert {leg.free_gross_g for leg in legs} == {gross_cap_g - taken}
    assert broken() == []
