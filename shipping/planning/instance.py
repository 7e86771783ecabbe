"""What is there to be planned: which boxes, trains, shipments, costs, and what stands already?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from shipping.planning.reading import Fields, Malformed
from shipping.planning.rules import (
    USUALLY_APART,
    Allotment,
    BorderLimit,
    Crossing,
    Embargo,
    Fixed,
    Stage,
    read_allotments,
    read_border_limits,
    read_crossing,
    read_embargoes,
    read_fixed,
    read_payloads,
    read_segregation,
    read_stages,
    read_stages_of_way,
    read_standing,
)

T = TypeVar("T", "Train", "Shipment")


@dataclass(frozen=True, slots=True)
class Box:
    """
    A type of container: places in TEU, kg, m³, metres of a train.

    `takes_groupage` if parcels of several may share it; those that go in `pairs` take
    their places two by two, an odd one as many as two.
    """

    name: str
    teu: int
    payload_kg: float
    usable_m3: float
    tare_kg: float
    temperatures: frozenset[str]
    plugs: int
    takes_groupage: bool
    length_m: float = 0.0
    pairs: bool = False


@dataclass(frozen=True, slots=True)
class Way:
    """From where to where a train carries, how long after its departure it is there, over which stages."""

    origin: str
    destination: str
    transit_h: float
    stages: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Train:
    """
    One departure; hours since the beginning of the plan, money in the currency of the instance.

    `payload_kg` is what it allows in a container of a type, where it allows less than the type does.
    """

    id: str
    departs_h: float
    cut_off_h: float
    teu: int
    gross_kg: float
    plugs: int
    cost: Mapping[str, float]
    ways: tuple[Way, ...]
    stages: tuple[Stage, ...] = ()
    crosses: Crossing | None = None
    payload_kg: Mapping[str, float] = field(default_factory=dict)
    allotments: tuple[Allotment, ...] = ()


@dataclass(frozen=True, slots=True)
class Shipment:
    """
    Goods that go together; `box` is the type that they fill alone, or None for groupage.

    They arrive by `arrive_by_h` or not at all, and may ride on what is kept for their `holder`.
    """

    id: int
    origin: str
    destination: str
    ready_h: float
    due_h: float
    priority: str
    temperature: str
    segregation: str
    kg: float
    m3: float
    box: str | None
    revenue: float
    arrive_by_h: float | None = None
    holder: str | None = None


@dataclass(frozen=True, slots=True)
class Costs:
    """
    What is paid besides containers.

    Lateness costs `late_per_day` of the revenue by priority, and none is later than
    `most_late_h`; waiting `storage_per_m3_day`; refusal `refusal_times` the revenue; another
    train than before `change_fixed` and `change_share` of the revenue.
    """

    late_per_day: Mapping[str, float]
    most_late_h: float
    storage_per_m3_day: float
    refusal_times: Mapping[str, float]
    change_fixed: float
    change_share: float


@dataclass(frozen=True, slots=True)
class Instance:
    """
    All of it. `previous` is the train that a shipment was told of; who is `frozen` keeps it.

    `standing` is the plan in effect: a planner may begin there, and nothing binds it.

    Rows keep the order in which they were read.
    """

    boxes: Mapping[str, Box]
    trains: Sequence[Train]
    shipments: Sequence[Shipment]
    costs: Costs
    previous: Mapping[int, str] = field(default_factory=dict)
    frozen: frozenset[int] = frozenset()
    segregation: frozenset[tuple[str, str]] = USUALLY_APART
    border_limits: tuple[BorderLimit, ...] = ()
    embargoes: tuple[Embargo, ...] = ()
    fixed: tuple[Fixed, ...] = ()
    standing: tuple[Fixed, ...] = ()


def read_instance(document: object) -> Instance:
    """
    An instance from parsed JSON.

    :raises Malformed: naming the field and its row.
    """
    fields = Fields(document)
    boxes = fields.inside("types").each(lambda types, name: _box(name, types.inside(name)))
    _check(fields, boxes)
    costs = _costs(fields.inside("cost"))
    trains = _once([_train(row, boxes) for row in fields.rows("departures")], "departures")
    shipments = _once([_shipment(row, boxes, costs) for row in fields.rows("shipments")], "shipments")
    ids = {each.id for each in shipments}
    previous = _previous(fields, {each.id for each in trains}, ids)
    ways, taken = _ways(trains), {each.id: each.cost for each in trains}
    frozen, fixed = _frozen(fields, previous), read_fixed(fields, ways, taken, ids)
    for place, each in enumerate(fixed):
        for one in each.shipments:
            if one in frozen and previous[one] != each.train:
                raise fields.fail(f"fixed[{place}]", f"shipment {one} is frozen on {previous[one]}")
    return Instance(
        boxes=boxes,
        trains=trains,
        shipments=shipments,
        costs=costs,
        previous=previous,
        frozen=frozen,
        segregation=read_segregation(fields),
        border_limits=read_border_limits(fields),
        embargoes=read_embargoes(fields),
        fixed=fixed,
        standing=read_standing(fields, ways, taken),
    )


def _check(fields: Fields, boxes: Mapping[str, Box]) -> None:
    if not boxes:
        raise fields.fail("types", "must have at least one type")
    if len({each.teu for each in boxes.values() if each.pairs}) > 1:
        raise fields.fail("types", "all that go in pairs must have the same teu")


def _ways(trains: Sequence[Train]) -> dict[str, set[tuple[str, str]]]:
    return {train.id: {(way.origin, way.destination) for way in train.ways} for train in trains}


def _box(name: str, row: Fields) -> Box:
    return Box(
        name=name,
        teu=row.whole("teu", least=1),
        payload_kg=row.number("payload_kg", above=0),
        usable_m3=row.number("usable_m3", above=0),
        tare_kg=row.number("tare_kg"),
        temperatures=frozenset(row.names("temps")),
        plugs=row.whole("plug"),
        takes_groupage=row.flag("lcl"),
        length_m=row.number("length_m") if row.has("length_m") else 0.0,
        pairs=row.flag("pairs") if row.has("pairs") else False,
    )


def _train(row: Fields, boxes: Mapping[str, Box]) -> Train:
    prices = row.inside("cost")
    accepted = row.names("types")
    for name in accepted:
        if name not in boxes:
            raise row.fail("types", f"there is no type {name!r}")
    departs_h, cut_off_h = row.number("dep_h", least=-1e9), row.number("cutoff_h", least=-1e9)
    if cut_off_h > departs_h:
        raise row.fail("cutoff_h", "must not be after dep_h")
    stages = read_stages(row)
    ways = tuple(_way(each, stages) for each in row.rows("legs"))
    if len({(way.origin, way.destination) for way in ways}) != len(ways):
        raise row.fail("legs", "one way stands there twice")
    teu = row.whole("teu")
    return Train(
        id=row.text("id"),
        departs_h=departs_h,
        cut_off_h=cut_off_h,
        teu=teu,
        gross_kg=row.number("gross_kg"),
        plugs=row.whole("plugs"),
        cost={name: prices.number(name) for name in accepted},
        ways=ways,
        stages=stages,
        crosses=read_crossing(row, departs_h),
        payload_kg=read_payloads(row, boxes),
        allotments=read_allotments(row, teu),
    )


def _way(row: Fields, stages: tuple[Stage, ...]) -> Way:
    return Way(
        origin=row.text("o"),
        destination=row.text("d"),
        transit_h=row.number("transit_h", above=0),
        stages=read_stages_of_way(row, stages),
    )


def _shipment(row: Fields, boxes: Mapping[str, Box], costs: Costs) -> Shipment:
    priority = str(row.whole("prio"))
    if priority not in costs.late_per_day or priority not in costs.refusal_times:
        raise row.fail("prio", f"there are no costs of priority {priority}")
    return Shipment(
        id=row.whole("id"),
        origin=row.text("o"),
        destination=row.text("d"),
        ready_h=row.number("ready_h", least=-1e9),
        due_h=row.number("due_h", least=-1e9),
        priority=priority,
        temperature=row.text("temp"),
        segregation=row.text("seg"),
        kg=row.number("kg", above=0),
        m3=row.number("m3", above=0),
        box=row.one_of("fcl", boxes, "type") if row.has("fcl") else None,
        revenue=row.number("revenue"),
        arrive_by_h=row.number("arrive_by_h", least=-1e9) if row.has("arrive_by_h") else None,
        holder=row.text("holder") if row.has("holder") else None,
    )


def _costs(row: Fields) -> Costs:
    return Costs(
        late_per_day=row.inside("late_per_day").each(Fields.number),
        most_late_h=row.number("max_late_h"),
        storage_per_m3_day=row.number("storage_per_m3_day"),
        refusal_times=row.inside("unassigned_mult").each(Fields.number),
        change_fixed=row.number("change_fixed") if row.has("change_fixed") else 0.0,
        change_share=row.number("change_frac") if row.has("change_frac") else 0.0,
    )


def _once(rows: list[T], what: str) -> list[T]:
    seen: set[object] = set()
    for place, row in enumerate(rows):
        if row.id in seen:
            raise Malformed(f"{what}[{place}].id", f"{row.id!r} stands there twice")
        seen.add(row.id)
    return rows


def _previous(fields: Fields, trains: set[str], shipments: set[int]) -> dict[int, str]:
    if not fields.has("previous"):
        return {}
    told = fields.inside("previous")
    found: dict[int, str] = {}
    for key, train in told.each(lambda row, name: row.one_of(name, trains, "departure")).items():
        if not key.isdecimal() or str(int(key)) != key or int(key) not in shipments:
            raise told.fail(key, "there is no such shipment")
        found[int(key)] = train
    return found


def _frozen(fields: Fields, previous: Mapping[int, str]) -> frozenset[int]:
    if not fields.has("frozen"):
        return frozenset()
    ids = fields.wholes("frozen")
    for place, each in enumerate(ids):
        if each not in previous:
            raise fields.fail(f"frozen[{place}]", f"shipment {each} has no train in previous")
    return frozenset(ids)
