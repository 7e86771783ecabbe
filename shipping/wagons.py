"""On which wagon does each container stand?"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

# Twenty-foot boxes ride Chinese scheduled trains in pairs alone (sinoeurorailway.com).
TWENTY_FOOT_MAX_G = 24_000_000
PAIR_DIFFERENCE_G = 5_000_000


@dataclass(frozen=True, slots=True)
class WagonKind:
    """What one wagon, its own mass included, may weigh."""

    tare_g: int
    max_gross_g: int


WAGONS: Mapping[int, WagonKind] = {
    # Axle load 18 t makes 72 t (sinoeurorailway.com); the tare of an X70 flat wagon is known, unsourced.
    1435: WagonKind(tare_g=22_400_000, max_gross_g=72_000_000),
    # A forty-foot fitting platform at 23.5 t an axle: known, unsourced.
    1520: WagonKind(tare_g=20_000_000, max_gross_g=94_000_000),
}


@dataclass(frozen=True, slots=True)
class LoadedBox:
    """One container as it would stand on the train; `limit_g` is what trains bear of its type."""

    key: UUID
    name: str
    nominal_ft: int
    gross_g: int
    limit_g: int
    needs_plug: bool = False


@dataclass(frozen=True, slots=True)
class Wagon:
    """One forty-foot position of the train: one box, or two of twenty feet."""

    order: int
    boxes: tuple[LoadedBox, ...]

    @property
    def gross_g(self) -> int:
        """What its containers weigh."""
        return sum(box.gross_g for box in self.boxes)

    @property
    def needs_plug(self) -> bool:
        """Whether a cooled box stands on it."""
        return any(box.needs_plug for box in self.boxes)


@dataclass(frozen=True, slots=True)
class TrainLimits:
    """What one leg's train has: wagons, mass of containers, plugs."""

    wagons: int
    gross_g: int
    plugs: int


def pair_error(first_g: int, second_g: int) -> str | None:
    """Why two twenty-foot boxes can't share a wagon, or None (rule 9)."""
    heavier_g = max(first_g, second_g)
    if heavier_g > TWENTY_FOOT_MAX_G:
        return f"A twenty-foot box weighs at most {_t(TWENTY_FOOT_MAX_G)}; this one weighs {_t(heavier_g)}."
    difference_g = abs(first_g - second_g)
    if difference_g >= PAIR_DIFFERENCE_G:
        return (
            f"Two twenty-foot boxes on one wagon differ by less than {_t(PAIR_DIFFERENCE_G)};"
            f" these differ by {_t(difference_g)}."
        )
    return None


def pair_up(boxes: Iterable[LoadedBox]) -> tuple[list[tuple[LoadedBox, LoadedBox]], list[LoadedBox]]:
    """
    As many pairs of twenty-foot boxes as there can be, and those left alone.

    Sorted by mass the lightest box, if it can be paired at all, can be paired
    with the next one, and no pairing of the others is worse for that.
    """
    waiting = sorted(boxes, key=lambda box: (box.gross_g, box.name))
    pairs, alone = [], []
    while waiting:
        first = waiting.pop(0)
        if waiting and pair_error(first.gross_g, waiting[0].gross_g) is None:
            pairs.append((waiting.pop(0), first))
        else:
            alone.append(first)
    return pairs, alone


def marshal(boxes: Iterable[LoadedBox]) -> list[Wagon]:
    """
    A train's wagons in order from the locomotive.

    Cooled boxes stand together at the head, where the cables of the genset
    wagon reach them; behind them the wagons become lighter towards the tail: a
    light wagon with heavy ones behind it is the first to be lifted off the
    rails when the train brakes.
    """
    given = list(boxes)
    pairs, alone = pair_up(box for box in given if box.nominal_ft == 20)
    loads: list[tuple[LoadedBox, ...]] = [*pairs, *((box,) for box in alone)]
    loads += [(box,) for box in given if box.nominal_ft != 20]
    wagons = [Wagon(0, load) for load in loads]
    ordered = sorted(wagons, key=lambda each: (not each.needs_plug, -each.gross_g, each.boxes[0].name))
    return [Wagon(order, each.boxes) for order, each in enumerate(ordered, start=1)]


def wagon_errors(wagons: Iterable[Wagon], *, gauge_mm: int) -> list[str]:
    """What is wrong wagon by wagon, in words (rule 9)."""
    found, given = [], list(wagons)
    alone = [wagon.boxes[0] for wagon in given if len(wagon.boxes) == 1 and wagon.boxes[0].nominal_ft == 20]
    for wagon in given:
        found += [
            f"{box.name} weighs {_t(box.gross_g)}; trains bear {_t(box.limit_g)} of its type."
            for box in wagon.boxes
            if box.gross_g > box.limit_g
        ]
        if (error := _sharing_error(wagon, alone)) is not None:
            found.append(error)
        kind = WAGONS[gauge_mm]
        if wagon.gross_g + kind.tare_g > kind.max_gross_g:
            found.append(
                f"Wagon {wagon.order} would weigh {_t(wagon.gross_g + kind.tare_g)} with its own mass;"
                f" it bears {_t(kind.max_gross_g)}."
            )
    return found


def train_errors(wagons: Sequence[Wagon], *, limits: TrainLimits) -> list[str]:
    """Which of the train's limits its wagons break together, in words (rule 10)."""
    gross_g = sum(wagon.gross_g for wagon in wagons)
    plugs = sum(box.needs_plug for wagon in wagons for box in wagon.boxes)
    checks = (
        (len(wagons) > limits.wagons, f"Wagons needed: {len(wagons)}; the train has {limits.wagons}."),
        (
            gross_g > limits.gross_g,
            f"The containers weigh {_t(gross_g)}, the train bears {_t(limits.gross_g)}.",
        ),
        (plugs > limits.plugs, f"Plugs needed: {plugs}; the train has {limits.plugs}."),
    )
    return [sentence for broken, sentence in checks if broken]


def _sharing_error(wagon: Wagon, alone: Sequence[LoadedBox]) -> str | None:
    names = " and ".join(box.name for box in wagon.boxes)
    small = [box for box in wagon.boxes if box.nominal_ft == 20]
    if len(wagon.boxes) == 1:
        if not small:
            return None
        sentence = f"{names} is alone on wagon {wagon.order}: a twenty-foot box rides only in a pair."
        return f"{sentence} {_why_alone(small[0], alone)}".rstrip()
    if len(small) != 2 or len(wagon.boxes) > 2:
        return f"{names} stand on wagon {wagon.order}, which has room for one box or two of twenty feet."
    error = pair_error(small[0].gross_g, small[1].gross_g)
    return None if error is None else f"Wagon {wagon.order}, {names}: {error}"


def _why_alone(box: LoadedBox, alone: Sequence[LoadedBox]) -> str:
    """Why it can't be paired with the one nearest to it in mass, of those that are alone, too."""
    others = [each for each in alone if each.key != box.key]
    if not others:
        return ""
    nearest = min(others, key=lambda each: (abs(each.gross_g - box.gross_g), each.name))
    error = pair_error(box.gross_g, nearest.gross_g)
    return f"Beside {nearest.name}: {error}" if error else f"It could stand beside {nearest.name}."


def _t(gross_g: int) -> str:
    return f"{gross_g / 1_000_000:,.1f} t".replace(".0 t", " t")
