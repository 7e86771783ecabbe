"""What would stand in the book, if one more train ran, one did not, or a lane had twice its bookings?"""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID, uuid5

from shipping.booked import Book, BookedLeg, BookedTrain, BoxType
from shipping.limits import TrainLoad, length_needed_mm


class NothingToSuppose(ValueError):
    """The train or the lane is not in the book."""


def with_train_like(book: Book, *, train: UUID, days_later: int) -> Book:
    """
    The book with one more train like one of its own, so many days later, on which nothing stands.

    What is kept for sellers on the first is kept on it too.

    :raises NothingToSuppose: if the train isn't in the book.
    """
    like, later = _train(book, train), timedelta(days=days_later)
    aboard = [book.boxes[slot.box] for slot in book.slots_of(train)]
    added = replace(
        like,
        id=uuid5(train, f"+{days_later}"),
        name=_name_on(like, days_later),
        departs_at=like.departs_at + later,
        closes_at=like.closes_at + later,
        arrives_at=like.arrives_at + later,
        is_fixed=False,
        legs=[_emptied(leg, aboard) for leg in like.legs],
    )
    return replace(book, trains={**book.trains, added.id: added})


def without_train(book: Book, *, train: UUID) -> Book:
    """
    The book in which a train doesn't run: what stood on it waits, and nothing keeps it from any other.

    :raises NothingToSuppose: if the train isn't in the book.
    """
    _train(book, train)
    gone = {slot.id for slot in book.slots_of(train)}
    return replace(
        book,
        trains={pk: each for pk, each in book.trains.items() if pk != train},
        slots={pk: slot for pk, slot in book.slots.items() if pk not in gone},
        goods={
            pk: replace(goods, slot=None, assignment=None, fixed=False, lost_train=True)
            if goods.slot in gone
            else goods
            for pk, goods in book.goods.items()
        },
        stops=frozenset(stop for stop in book.stops if stop[0] != train),
    )


def with_lane_doubled(book: Book, *, origin: UUID, destination: UUID) -> Book:
    """
    The book in which all goods of a lane come twice; the second ones wait for a place.

    :raises NothingToSuppose: if nothing goes there.
    """
    again = [
        replace(goods, id=uuid5(pk, "again"), slot=None, assignment=None, eta_at=None, fixed=False)
        for pk, goods in book.goods.items()
        if (goods.origin, goods.destination) == (origin, destination)
    ]
    if not again:
        raise NothingToSuppose("no goods go there")
    return replace(book, goods={**book.goods, **{goods.id: goods for goods in again}})


def _name_on(train: BookedTrain, days_later: int) -> str:
    """Its name with the day on which it would run, marked as one that doesn't."""
    code, _, day = train.name.rpartition(" ")
    return f"{code} {date.fromisoformat(day) + timedelta(days=days_later)} (+)"


def _train(book: Book, pk: UUID) -> BookedTrain:
    if pk not in book.trains:
        raise NothingToSuppose("the train is not planned any more")
    return book.trains[pk]


def _emptied(leg: BookedLeg, aboard: list[BoxType]) -> BookedLeg:
    """A leg on which none of these stands any more."""
    free = TrainLoad(
        leg.free.mteu + sum(box.mteu for box in aboard),
        leg.free.gross_g + sum(box.permitted_gross_g for box in aboard),
        leg.free.plugs + sum(box.is_cooled for box in aboard),
        leg.free.length_mm + sum(length_needed_mm(mteu=box.mteu, gauge_mm=leg.gauge_mm) for box in aboard),
    )
    return replace(leg, free=free)
