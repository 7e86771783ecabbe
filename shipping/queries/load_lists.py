"""Which container stands where on one train, what speaks against it?"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet, Sum
from django.utils.translation import gettext

from shipping.models import Container, ContainerLeg, DepartureLeg, LoadList, SlotAssignment, WagonPlace
from shipping.policy import PLACE_MTEU
from shipping.wagons import LoadedBox, TrainLimits, Wagon, marshal, train_errors, wagon_errors

_COLUMNS = (
    *("wagon", "position", "container", "type", "seal", "gross_kg", "wagon_gross_kg"),
    *("beside", "plug", "departure", "slot"),
)


@dataclass(frozen=True, slots=True)
class Standing:
    """One line of a load list: which container, on which wagon, at which position, with its neighbour."""

    wagon: int
    position: int
    container_id: UUID
    name: str
    number: str
    iso_code: str
    seal_no: str
    gross_g: int
    wagon_gross_g: int
    beside: str
    departure: str
    slot_number: int
    needs_plug: bool


@dataclass(frozen=True, slots=True)
class LoadListView:
    """A train's load list, with everything that is wrong with it and has changed since it was drawn."""

    leg: DepartureLeg
    row: LoadList | None
    standing: tuple[Standing, ...]
    problems: tuple[str, ...]
    changes: tuple[str, ...]

    @property
    def status(self) -> str:
        """Whether it is proposed only, drawn, or confirmed."""
        if self.row is None:
            return "proposed"
        return "drawn" if self.row.confirmed_at is None else "confirmed"

    @property
    def wagons(self) -> int:
        """How many wagons the train has."""
        return len({line.wagon for line in self.standing})

    @property
    def gross_g(self) -> int:
        """What all its containers weigh."""
        return sum(line.gross_g for line in self.standing)


def train_legs() -> "QuerySet[DepartureLeg]":
    """Legs with all that a load list shows of them."""
    return DepartureLeg.objects.select_related("departure__service", "origin", "destination")


def boxes_on(leg: DepartureLeg) -> dict[UUID, LoadedBox]:
    """The containers that ride a train now, whichever departure they were sold on. Two queries."""
    return {place.container_id: box for place, box in _present(leg)}


def load_list_of(leg: DepartureLeg, *, at: datetime) -> LoadListView:
    """The load list of one train, proposed while none is drawn. At most six queries, be it ever so long."""
    row = LoadList.objects.filter(departure_leg=leg).first()
    present = _present(leg)
    boxes = {place.container_id: box for place, box in present}
    places = _places(row) if row else []
    wagons = _drawn(places, boxes) if row else marshal(boxes.values())
    containers = {place.container_id: place.container for place, _ in present}
    known = {place.container_id: place.container for place in places} | containers
    drawn = {place.container_id: place for place in places}
    is_off = leg.cancelled_at is not None or leg.departure.cancelled_at is not None
    problems = [
        *([gettext("The train does not run.")] if is_off else []),
        *_readiness(containers.values(), boxes, closes_at=terminal_closes_at(leg), at=at),
        *wagon_errors(_still_there(wagons, boxes), gauge_mm=leg.gauge_mm or 0),
        *train_errors(_still_there(wagons, boxes), limits=limits_of(leg)),
    ]
    return LoadListView(
        leg=leg,
        row=row,
        standing=tuple(_lines(wagons, known, drawn)),
        problems=tuple(problems),
        changes=tuple(_changes(leg, places, boxes)) if row else (),
    )


def changed_lists(leg_ids: Collection[UUID]) -> set[UUID]:
    """Of some trains those whose list isn't what stands on them any more. Two queries."""
    riding: dict[UUID, set[UUID]] = {}
    taken = ContainerLeg.objects.filter(departure_leg__in=leg_ids, released_at__isnull=True)
    for leg_id, container_id in taken.values_list("departure_leg_id", "container_id"):
        riding.setdefault(leg_id, set()).add(container_id)
    listed: dict[UUID, list[WagonPlace]] = {}
    places = WagonPlace.objects.filter(load_list__departure_leg__in=leg_ids)
    for place in places.select_related("container", "load_list"):
        listed.setdefault(place.load_list.departure_leg_id, []).append(place)
    return {
        leg_id
        for leg_id, drawn in listed.items()
        if {place.container_id for place in drawn} != riding.get(leg_id, set())
        or any(next(_changes_of_box(place), None) for place in drawn)
    }


def sheet_of(view: LoadListView) -> tuple[Sequence[str], list[Sequence[str | int]]]:
    """The load list as a sheet: its header, a row for each container."""
    return _COLUMNS, [
        (
            line.wagon,
            line.position,
            line.number,
            line.iso_code,
            line.seal_no,
            -(-line.gross_g // 1000),
            -(-line.wagon_gross_g // 1000),
            line.beside,
            "yes" if line.needs_plug else "",
            line.departure,
            line.slot_number,
        )
        for line in view.standing
    ]


def limits_of(leg: DepartureLeg) -> TrainLimits:
    """What the train of a leg bears."""
    return TrainLimits(wagons=leg.cap_mteu // PLACE_MTEU, gross_g=leg.cap_gross_g, plugs=leg.cap_plugs)


def terminal_closes_at(leg: DepartureLeg) -> datetime:
    """Until when containers come: the terminal's cut-off; further on, the train's departure."""
    return leg.departure.cy_cutoff_at if leg.position == 1 else leg.departs_at


def _present(leg: DepartureLeg) -> list[tuple[ContainerLeg, LoadedBox]]:
    places = list(
        ContainerLeg.objects.filter(departure_leg=leg, released_at__isnull=True)
        .select_related("container__container_type", "container__slot__departure__service")
        .order_by("container_id")
    )
    sold = SlotAssignment.objects.filter(
        slot__container__in=[place.container_id for place in places], released_at__isnull=True
    )
    rows = sold.values("slot__container_id").annotate(sum=Sum("gross_g")).order_by()
    goods_g = {row["slot__container_id"]: row["sum"] for row in rows}
    return [
        (place, _box(place.container, goods_g.get(place.container_id, 0), needs_plug=place.plugs > 0))
        for place in places
    ]


def _box(container: Container, goods_g: int, *, needs_plug: bool, was: WagonPlace | None = None) -> LoadedBox:
    """A container as it is now, as weighed, or what its goods make it weigh; or as it was drawn."""
    kind = container.container_type
    return LoadedBox(
        key=container.pk,
        name=_name(container, was),
        nominal_ft=kind.nominal_ft,
        gross_g=was.gross_g if was else container.weighed_gross_g or kind.tare_g + goods_g,
        limit_g=kind.rail_max_gross_g,
        needs_plug=needs_plug,
    )


def _name(container: Container, was: WagonPlace | None = None) -> str:
    number = was.number if was else container.number
    return number or gettext("The box of slot %(slot)s of %(departure)s") % {
        "slot": container.slot.number,
        "departure": container.slot.departure,
    }


def _places(row: LoadList) -> list[WagonPlace]:
    places = WagonPlace.objects.filter(load_list=row).select_related(
        "container__container_type", "container__slot__departure__service"
    )
    return list(places.order_by("wagon", "position"))


def _drawn(places: Sequence[WagonPlace], boxes: Mapping[UUID, LoadedBox]) -> list[Wagon]:
    """The wagons as they were drawn, what is still on them weighing what it weighs now."""
    wagons: dict[int, list[LoadedBox]] = {}
    for place in places:
        box = boxes.get(place.container_id)
        was = _box(place.container, 0, needs_plug=False, was=place)
        wagons.setdefault(place.wagon, []).append(box or was)
    return [Wagon(order, tuple(load)) for order, load in sorted(wagons.items())]


def _still_there(wagons: Sequence[Wagon], boxes: Mapping[UUID, LoadedBox]) -> list[Wagon]:
    """The wagons without what has left them since: what is left must keep the rules by itself."""
    left = [Wagon(wagon.order, tuple(box for box in wagon.boxes if box.key in boxes)) for wagon in wagons]
    return [wagon for wagon in left if wagon.boxes]


def _readiness(
    containers: Collection[Container], boxes: Mapping[UUID, LoadedBox], *, closes_at: datetime, at: datetime
) -> Iterator[str]:
    """Which containers can't go on a train as they are."""
    for container in containers:
        told = {"box": boxes[container.pk].name, "at": f"{closes_at:%Y-%m-%d %H:%M}"}
        if container.stuffed_at is None and at >= closes_at:
            yield gettext("%(box)s is not stuffed, though the terminal closed at %(at)s UTC.") % told
        elif container.stuffed_at is None:
            yield gettext("%(box)s is not stuffed yet; the terminal closes at %(at)s UTC.") % told
        elif container.weighed_gross_g is None:
            yield gettext("%(box)s was opened again: stuff and weigh it anew.") % told
        elif container.sealed_at is None and container.stripped_at is None:
            yield gettext("%(box)s is not sealed.") % told


def _lines(
    wagons: Sequence[Wagon], known: Mapping[UUID, Container], drawn: Mapping[UUID, WagonPlace]
) -> Iterator[Standing]:
    for wagon in wagons:
        for position, box in enumerate(wagon.boxes, start=1):
            container, was = known[box.key], drawn.get(box.key)
            yield Standing(
                wagon=wagon.order,
                position=position,
                container_id=box.key,
                name=box.name,
                number=container.number or (was.number if was else ""),
                iso_code=container.container_type.iso_code,
                seal_no=container.seal_no,
                gross_g=box.gross_g,
                wagon_gross_g=wagon.gross_g,
                beside=", ".join(each.name for each in wagon.boxes if each.key != box.key),
                departure=str(container.slot.departure),
                slot_number=container.slot.number,
                needs_plug=box.needs_plug,
            )


def _changes(
    leg: DepartureLeg, places: Sequence[WagonPlace], boxes: Mapping[UUID, LoadedBox]
) -> Iterator[str]:
    gone = {place.container_id: place for place in places if place.container_id not in boxes}
    trains = _trains_of(gone, leg) if gone else {}
    for pk, place in gone.items():
        train = trains.get(pk)
        told = (
            gettext("%(box)s has left for train %(train)s.")
            if train
            else gettext("%(box)s has left the train.")
        )
        yield told % {"box": _name(place.container, place), "train": train}
    for place in places:
        box = boxes.get(place.container_id)
        if box is not None:
            yield from _changes_of_box(place)
        if box is not None and box.gross_g != place.gross_g:
            masses = {"now": f"{box.gross_g / 1000:,.1f}", "listed": f"{place.gross_g / 1000:,.1f}"}
            told = gettext("%(box)s weighs %(now)s kg now, %(listed)s kg in the list.")
            yield told % {"box": box.name, **masses}
    listed = {place.container_id for place in places}
    for pk, box in boxes.items():
        if pk not in listed:
            yield gettext("%(box)s has come on.") % {"box": box.name}


def _changes_of_box(place: WagonPlace) -> Iterator[str]:
    """What was known of a container when it was drawn, and isn't so any more."""
    container = place.container
    if place.number and place.number != container.number:
        told = gettext("The box that was %(was)s is empty again.")
        if container.number:
            told = gettext("The box that was %(was)s is now %(now)s.")
        yield told % {"was": place.number, "now": container.number}
    elif place.seal_no and place.seal_no != container.seal_no:
        told = gettext("%(box)s, under seal %(was)s before, is now open.")
        if container.seal_no:
            told = gettext("%(box)s, under seal %(was)s before, is now under %(now)s.")
        yield told % {"box": place.number, "was": place.seal_no, "now": container.seal_no}


def _trains_of(container_ids: Collection[UUID], leg: DepartureLeg) -> dict[UUID, str]:
    """With which train of the same stretch each container rides now."""
    rows = ContainerLeg.objects.filter(
        container__in=container_ids, released_at__isnull=True, departure_leg__origin=leg.origin_id
    ).select_related("departure_leg__departure__service")
    return {
        row.container_id: gettext("%(train)s of %(departure)s")
        % {"train": row.departure_leg, "departure": row.departure_leg.departure}
        for row in rows
    }
