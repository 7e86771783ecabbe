"""Which rules may an instance add, that a railway has and the plainest instance doesn't?"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from shipping.planning.reading import Fields

# Groups of goods that never share a container, where an instance names none.
USUALLY_APART = frozenset({("CHEM", "FOOD")})


@dataclass(frozen=True, slots=True)
class Stage:
    """Limits of one part of a train's run: the one gauge, the transshipment, the other; None is no limit."""

    teu: int | None = None
    gross_kg: float | None = None
    length_m: float | None = None
    plugs: int | None = None


@dataclass(frozen=True, slots=True)
class Crossing:
    """Where a train crosses the border, and at which hour."""

    border: str
    at_h: float


@dataclass(frozen=True, slots=True)
class Allotment:
    """Places of a train, in TEU, that are kept for one holder."""

    holder: str
    teu: int


@dataclass(frozen=True, slots=True)
class BorderLimit:
    """How much may cross a border at `from_h` or later and before `until_h`, all trains together."""

    border: str
    from_h: float
    until_h: float
    teu: int | None
    containers: int | None


@dataclass(frozen=True, slots=True)
class Embargo:
    """
    What rides no train that departs, or crosses a border, at `from_h` or later and before `until_h`.

    It means what matches all that is named: None is any. Trains that cross no border are
    met by none that names a border or goes by the crossing.
    """

    border: str | None
    origin: str | None
    destination: str | None
    segregation: str | None
    temperature: str | None
    from_h: float
    until_h: float
    by_crossing: bool


@dataclass(frozen=True, slots=True)
class Fixed:
    """A container that stands already: a plan has it with these shipments, and more if it `takes_more`."""

    train: str
    box: str
    origin: str
    destination: str
    shipments: tuple[int, ...]
    takes_more: bool


def read_stages(row: Fields) -> tuple[Stage, ...]:
    """The stages of a train; none if it names none."""
    if not row.has("stages"):
        return ()
    return tuple(
        Stage(
            teu=each.whole("teu") if each.has("teu") else None,
            gross_kg=each.number("gross_kg") if each.has("gross_kg") else None,
            length_m=each.number("length_m") if each.has("length_m") else None,
            plugs=each.whole("plugs") if each.has("plugs") else None,
        )
        for each in row.rows("stages")
    )


def read_stages_of_way(row: Fields, stages: Collection[Stage]) -> tuple[int, ...]:
    """Which stages a way rides over, in their order; all if it doesn't say."""
    if not row.has("stages"):
        return tuple(range(len(stages)))
    places = row.wholes("stages")
    for place in places:
        if not 0 <= place < len(stages):
            raise row.fail("stages", f"the train has no stage {place}")
    if not places or len(set(places)) != len(places):
        raise row.fail("stages", "must name at least one stage, each once")
    return tuple(sorted(places))


def read_crossing(row: Fields, departs_h: float) -> Crossing | None:
    """Where and when a train crosses the border, or None."""
    if not row.has("crosses"):
        return None
    crosses = row.inside("crosses")
    at_h = crosses.number("at_h", least=-1e9)
    if at_h < departs_h:
        raise crosses.fail("at_h", "must not be before dep_h")
    return Crossing(crosses.text("border"), at_h)


def read_payloads(row: Fields, types: Collection[str]) -> dict[str, float]:
    """Kilograms of cargo that a train allows by type, where it names any."""
    if not row.has("payload_kg"):
        return {}
    named = row.inside("payload_kg")

    def most_kg(caps: Fields, name: str) -> float:
        if name not in types:
            raise caps.fail(name, "there is no such type")
        return caps.number(name, above=0)

    return named.each(most_kg)


def read_allotments(row: Fields, teu: int) -> tuple[Allotment, ...]:
    """What is kept for whom; at most what the train has."""
    if not row.has("allotments"):
        return ()
    kept = tuple(Allotment(each.text("holder"), each.whole("teu")) for each in row.rows("allotments"))
    if len({each.holder for each in kept}) != len(kept):
        raise row.fail("allotments", "one holder stands there twice")
    total = sum(each.teu for each in kept)
    if total > teu:
        raise row.fail("allotments", f"{total} TEU are kept of {teu}")
    return kept


def read_segregation(fields: Fields) -> frozenset[tuple[str, str]]:
    """Pairs of groups that never share a container, each in the order of the alphabet."""
    if not fields.has("segregation"):
        return USUALLY_APART
    pairs = fields.lists_of_names("segregation")
    for place, pair in enumerate(pairs):
        if len(pair) != 2:
            raise fields.fail(f"segregation[{place}]", "must be two groups")
    return frozenset((min(pair), max(pair)) for pair in pairs)


def read_border_limits(fields: Fields) -> tuple[BorderLimit, ...]:
    """Limits by border and hours, each on TEU, containers, or both."""
    if not fields.has("border_limits"):
        return ()
    limits = []
    for row in fields.rows("border_limits"):
        if not row.has("teu") and not row.has("containers"):
            raise row.fail("teu", "must be there, or containers")
        from_h, until_h = _hours(row)
        limits.append(
            BorderLimit(
                border=row.text("border"),
                from_h=from_h,
                until_h=until_h,
                teu=row.whole("teu") if row.has("teu") else None,
                containers=row.whole("containers") if row.has("containers") else None,
            )
        )
    return tuple(limits)


def read_embargoes(fields: Fields) -> tuple[Embargo, ...]:
    """Embargoes, in the order in which they stand."""
    if not fields.has("embargoes"):
        return ()
    return tuple(_embargo(row) for row in fields.rows("embargoes"))


def read_fixed(
    fields: Fields,
    ways: Mapping[str, Collection[tuple[str, str]]],
    boxes: Mapping[str, Collection[str]],
    shipments: Collection[int],
) -> tuple[Fixed, ...]:
    """
    Containers that stand already, in the order in which they stand.

    :param ways: by train, between which ends it carries.
    :param boxes: by train, which types it takes.
    """
    if not fields.has("fixed"):
        return ()
    standing: list[Fixed] = []
    taken: set[int] = set()
    for row in fields.rows("fixed"):
        train = row.one_of("departure", ways, "departure")
        ends = row.text("o"), row.text("d")
        if ends not in ways[train]:
            raise row.fail("o", f"{train} doesn't go from {ends[0]} to {ends[1]}")
        inside = row.wholes("shipments")
        for place, each in enumerate(inside):
            if each not in shipments:
                raise row.fail(f"shipments[{place}]", f"there is no shipment {each}")
            if each in taken:
                raise row.fail(f"shipments[{place}]", f"shipment {each} stands there twice")
            taken.add(each)
        box = row.one_of("type", boxes[train], f"type of {train},")
        takes_more = row.flag("takes_more") if row.has("takes_more") else False
        standing.append(Fixed(train, box, *ends, inside, takes_more))
    return tuple(standing)


def read_standing(
    fields: Fields, ways: Mapping[str, Collection[tuple[str, str]]], boxes: Mapping[str, Collection[str]]
) -> tuple[Fixed, ...]:
    """
    The plan that stands, in the format of a plan: from there a planner may begin, nothing binds it.

    What isn't of this instance any more, trains or shipments, is passed over.
    """
    if not fields.has("standing"):
        return ()
    plan = fields.inside("standing")
    inside: dict[str, list[int]] = {}
    for key, container in plan.inside("assign").each(lambda row, name: row.text(name)).items():
        if key.isdecimal():
            inside.setdefault(container, []).append(int(key))
    found = []
    for row in plan.rows("containers"):
        train, box, ends = row.text("departure"), row.text("type"), (row.text("o"), row.text("d"))
        if ends in ways.get(train, ()) and box in boxes.get(train, ()):
            found.append(Fixed(train, box, *ends, tuple(inside.get(row.text("id"), ())), True))
    return tuple(found)


def _embargo(row: Fields) -> Embargo:
    from_h, until_h = _hours(row)

    def named(name: str) -> str | None:
        return row.text(name) if row.has(name) else None

    return Embargo(
        border=named("border"),
        origin=named("o"),
        destination=named("d"),
        segregation=named("seg"),
        temperature=named("temp"),
        from_h=from_h,
        until_h=until_h,
        by_crossing=row.one_of("by", ("departure", "crossing"), "such instant:") == "crossing",
    )


def _hours(row: Fields) -> tuple[float, float]:
    from_h, until_h = row.number("from_h", least=-1e9), row.number("until_h", least=-1e9)
    if until_h <= from_h:
        raise row.fail("until_h", "must be after from_h")
    return from_h, until_h
