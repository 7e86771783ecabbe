"""How is the railway's book written for the planner, in the format of docs/planning.md?"""

import hashlib
import json
import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations
from typing import Any
from uuid import UUID

from shipping.booked import Book, BookedSlot, BookedTrain, BoxType, Goods, size_of, times_refused
from shipping.limits import length_needed_mm
from shipping.policy import PROMISE_MARGIN
from shipping.segregation import carried_classes, climates_of, group_of

# None is planned to be later than this, so that what missed its promise long ago still gets a place.
MOST_LATE_H = 24 * 90
# A cut-off closes at the instant itself: what is ready then is too late.
_JUST_BEFORE = timedelta(seconds=1)
_A_SECOND_H = 1 / 3600
_TEU = 1_000
# More than there are costs of lateness.
_RANKS = 10

Document = dict[str, Any]
Ways = Mapping[tuple[UUID, UUID], Sequence[BookedTrain]]


@dataclass(frozen=True, slots=True)
class Export:
    """
    The book as JSON for the planner, and what stands now as a plan of the same format.

    Shipments are numbered in the order of `ids`; departures are named by their ids.
    """

    document: Document
    standing: Document
    ids: Sequence[UUID]

    @property
    def digest(self) -> str:
        """SHA-256 of the document: the version of the book."""
        return hashlib.sha256(json.dumps(self.document, sort_keys=True).encode()).hexdigest()


def export(book: Book) -> Export:
    """
    The book in the planner's format: hours since the full hour before `book.at`, kg, m³, US dollars.

    What a leg bears is told in TEU: what stands there and what is free of places, length
    and permitted mass, whichever is least, so that a plan opens no container that the
    legs would refuse. Places kept for sellers are taken.
    """
    ids = sorted(book.goods, key=lambda pk: (book.goods[pk].ready_at, pk))
    numbers = {pk: number for number, pk in enumerate(ids)}
    clock = Clock(book.at)
    trains = sorted(book.trains.values(), key=lambda train: (train.departs_at, train.id))
    used = {train.id: [book.boxes[slot.box] for slot in book.slots_of(train.id)] for train in trains}
    ways = _ways(book)
    document: Document = {
        "meta": {
            "epoch": clock.epoch.isoformat(),
            "at": book.at.isoformat(),
            "until": book.horizon_at.isoformat(),
            "money": "USD",
            "shipments": {str(numbers[pk]): str(pk) for pk in ids},
            "departures": {str(train.id): train.name for train in trains},
        },
        "types": {code: _type(box) for code, box in sorted(book.boxes.items())},
        "departures": [_departure(train, used[train.id], book, clock) for train in trains],
        "shipments": [_shipment(numbers[pk], book.goods[pk], book, clock, ways) for pk in ids],
        "cost": _cost(book),
        "segregation": _apart(),
        "embargoes": list(_embargoes(book, clock)),
        "fixed": list(_fixed(book, numbers)),
        "previous": {
            str(numbers[pk]): str(train.id)
            for pk in ids
            if (train := book.train_of(book.goods[pk])) is not None
        },
        "frozen": [numbers[pk] for pk in ids if book.goods[pk].fixed],
    }
    standing = _standing(book, numbers, document)
    # From where a planner may begin; one that doesn't know of it passes it over.
    document["standing"] = {name: standing[name] for name in ("containers", "assign")}
    return Export(document, standing, ids)


class Clock:
    """Hours since the full hour before an instant."""

    def __init__(self, at: datetime) -> None:
        self.epoch = at.replace(minute=0, second=0, microsecond=0)

    def hours(self, at: datetime) -> float:
        """How many until another instant."""
        return round((at - self.epoch).total_seconds() / 3600, 5)


def _type(box: BoxType) -> Document:
    return {
        "teu": math.ceil(box.mteu / _TEU),
        "payload_kg": box.payload_g / 1000,
        "usable_m3": box.usable_cm3 / 1e6,
        "tare_kg": box.tare_g / 1000,
        "temps": climates_of(is_cooled=box.is_cooled),
        "plug": int(box.is_cooled),
        "lcl": True,
        **({"pairs": True} if box.is_twenty else {}),
    }


def _departure(train: BookedTrain, used: Sequence[BoxType], book: Book, clock: Clock) -> Document:
    stages = _stages(train, used, book)
    gross_g = sum(box.permitted_gross_g for box in used) + min(leg.free.gross_g for leg in train.legs)
    transit_h = round(clock.hours(train.arrives_at) - clock.hours(train.departs_at), 5)
    return {
        "id": str(train.id),
        "dep_h": clock.hours(train.departs_at),
        "cutoff_h": clock.hours(train.closes_at - _JUST_BEFORE),
        "teu": min(stage["teu"] for stage in stages),
        "gross_kg": gross_g / 1000,
        "plugs": min(stage["plugs"] for stage in stages),
        "types": sorted(train.cost_cents),
        "cost": {code: cents / 100 for code, cents in sorted(train.cost_cents.items())},
        "legs": [
            {"o": book.places[train.origin], "d": book.places[train.destination], "transit_h": transit_h}
        ],
        "stages": stages,
        "crosses": {"border": train.crossing, "at_h": clock.hours(train.departs_at)},
    }


def _stages(train: BookedTrain, used: Sequence[BoxType], book: Book) -> list[Document]:
    """
    What each leg bears of our own containers.

    A container takes its permitted mass of a leg, however full it gets, so mass is a
    number of containers, reckoned by the heaviest for its size.
    """
    a_teu_g = max(
        math.ceil(book.boxes[code].permitted_gross_g * _TEU / book.boxes[code].mteu)
        for code in train.cost_cents
    )
    own = sum(math.ceil(box.mteu / _TEU) for box in used)
    plugs = sum(box.is_cooled for box in used)
    stages = []
    for leg in train.legs:
        free = leg.free
        a_teu_mm = length_needed_mm(mteu=_TEU, gauge_mm=leg.gauge_mm)
        teu = min(free.mteu // _TEU, free.gross_g // a_teu_g, free.length_mm // a_teu_mm)
        stages.append({"teu": own + teu, "plugs": plugs + free.plugs})
    return stages


def _shipment(number: int, goods: Goods, book: Book, clock: Clock, ways: Ways) -> Document:
    train = book.train_of(goods)
    ready_h, due_h = clock.hours(goods.ready_at), clock.hours(goods.due_at)
    row: Document = {
        "id": number,
        "o": book.places[goods.origin],
        "d": book.places[goods.destination],
        "prio": _rank(goods),
        "temp": goods.cargo.temperature.value,
        "seg": goods.segregation,
        "kg": goods.gross_g / 1000,
        "m3": goods.volume_cm3 / 1e6,
        "fcl": None,
        "revenue": goods.freight_cents / 100,
    }
    if goods.fixed and train is not None:
        # Whatever brought it there, it stands there: rules for newcomers are not asked.
        ready_h = min(ready_h, clock.hours(train.closes_at - _JUST_BEFORE))
        due_h = max(due_h, clock.hours(train.arrives_at) - MOST_LATE_H)
    elif (limit := latest_arrival(goods, book, ways)) is not None:
        row["arrive_by_h"] = clock.hours(limit)
    return {**row, "ready_h": ready_h, "due_h": due_h}


def latest_arrival(goods: Goods, book: Book, ways: Ways) -> datetime | None:
    """
    What an arrival may never pass: the shelf life; a promise that the present place keeps, or another could.

    So no plan breaks a promise which staying would keep, nor takes the days away that are left for delays
    as long as staying leaves them. What has no place is bound likewise, by the trains that it could ride.
    """
    limits = [goods.spoils_at] if goods.spoils_at is not None else []
    if goods.promised_at is not None:
        train = book.train_of(goods)
        arrives_at = train.arrives_at if train is not None else _first_arrival(goods, book, ways)
        if arrives_at is not None and arrives_at <= goods.promised_at:
            # Without a place it may take any train that keeps the promise: those that leave more days may
            # be full. What it costs to leave fewer is reckoned as lateness. What lost its train had a place
            # at once, on the first that has room, and would be bound by that.
            in_time_at = goods.promised_at - PROMISE_MARGIN
            had_place = train is not None or goods.lost_train
            limits.append(max(in_time_at, arrives_at) if had_place else goods.promised_at)
    return min(limits, default=None)


def _first_arrival(goods: Goods, book: Book, ways: Ways) -> datetime | None:
    """When the first train arrives that goods could ride by time, class and climate; full ones count."""
    climate = goods.cargo.temperature.value
    for train in ways.get((goods.origin, goods.destination), ()):
        in_time = goods.ready_at < train.closes_at and train.id not in goods.missed
        if not in_time or (train.id, goods.segregation) in book.stops:
            continue
        if any(climate in climates_of(is_cooled=book.boxes[code].is_cooled) for code in train.cost_cents):
            return train.arrives_at
    return None


def _ways(book: Book) -> Ways:
    """The trains between two places, in the order in which they arrive."""
    found: dict[tuple[UUID, UUID], list[BookedTrain]] = defaultdict(list)
    for train in sorted(book.trains.values(), key=lambda each: each.arrives_at):
        found[train.origin, train.destination].append(train)
    return found


def _rank(goods: Goods) -> int:
    """
    What the planner calls a priority: by which cost lateness counts, and how large the goods are.

    Its cost of refusal is a number of times the freight; ours is that of a container at
    least, so the small ones need a larger number.
    """
    return size_of(goods.freight_cents) * _RANKS + int(goods.priority)


def _cost(book: Book) -> Document:
    rates = book.rates
    ranks = {_rank(goods): goods for goods in book.goods.values()}
    return {
        "late_per_day": {
            str(rank): rates.late_per_day[goods.priority] for rank, goods in sorted(ranks.items())
        },
        "max_late_h": MOST_LATE_H,
        "storage_per_m3_day": rates.storage_cents_per_m3_day / 100,
        "unassigned_mult": {str(rank): times_refused(rank // _RANKS, rates) for rank in sorted(ranks)},
        "change_fixed": rates.change_cents / 100,
        "change_frac": rates.change_share,
    }


def _apart() -> list[list[str]]:
    """Classes of two groups never share a container; whatever they ask of its climate."""
    return [
        [one, other]
        for one, other in combinations(sorted(carried_classes()), 2)
        if group_of(one) is not group_of(other)
    ]


def _embargoes(book: Book, clock: Clock) -> Iterator[Document]:
    """One line for each train and class that an embargo parts; not of what stands there and stays."""
    standing = {
        (train.id, goods.segregation)
        for goods in book.goods.values()
        if goods.fixed and (train := book.train_of(goods)) is not None
    }
    for train_id, segregation in sorted(book.stops - standing):
        train = book.trains[train_id]
        from_h = clock.hours(train.departs_at)
        yield {
            "border": train.crossing,
            "o": book.places[train.origin],
            "d": book.places[train.destination],
            "seg": segregation,
            "from_h": from_h,
            "until_h": round(from_h + _A_SECOND_H, 5),
            "by": "departure",
        }


def _fixed(book: Book, numbers: Mapping[UUID, int]) -> Iterator[Document]:
    """Containers in which something stays."""
    for pk, inside in sorted(book.inside().items()):
        if stays := sorted(numbers[goods.id] for goods in inside if goods.fixed):
            yield {
                **_place(book.slots[pk], book),
                "shipments": stays,
                "takes_more": book.slots[pk].takes_more,
            }


def _standing(book: Book, numbers: Mapping[UUID, int], document: Document) -> Document:
    """What stands now, as a plan that nobody moved in."""
    containers = [{"id": str(pk), **_place(slot, book)} for pk, slot in sorted(book.slots.items())]
    assign = {
        str(numbers[goods.id]): str(goods.slot) for goods in book.goods.values() if goods.slot is not None
    }
    return {
        "containers": containers,
        "assign": assign,
        "previous": document["previous"],
        "frozen": document["frozen"],
    }


def _place(slot: BookedSlot, book: Book) -> Document:
    return {
        "departure": str(slot.train),
        "type": slot.box,
        "o": book.places[slot.origin],
        "d": book.places[slot.destination],
    }
