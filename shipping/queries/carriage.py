"""May goods ride, in which box, in how many parts?"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from kit.editions import Editions, Held
from kit.words import say
from shipping.containers import Box
from shipping.errors import NotCarried
from shipping.models import ContainerType
from shipping.segregation import CargoClass, ClassRefusal, cargo_class
from shipping.splitting import GoodsLine, TooBig, split


@dataclass(frozen=True, slots=True)
class GoodsToCarry:
    """`quantity` equal units of one line; mass and volume are those of one."""

    line_id: str
    gross_g: int
    volume_cm3: int
    quantity: int
    temperature_class: str
    segregation_class: str


@dataclass(frozen=True, slots=True)
class Parcel:
    """What rides as one shipment: units by line, and their mass and volume together."""

    units: tuple[tuple[str, int], ...]
    gross_g: int
    volume_cm3: int
    temperature_class: str
    segregation_class: str


def split_goods(
    *, lines: Sequence[GoodsToCarry], among: Mapping[str, ContainerType] | None = None
) -> list[Parcel]:
    """
    Part an order's goods so that each part fits one container of its class.

    One query, or none where the size-types are at hand.

    The same lines always fall into the same parts.

    :raises NotCarried: if a class isn't carried or one unit is larger than a container.
    """
    segregation = {line.line_id: line.segregation_class for line in lines}
    goods = [
        GoodsLine(
            line_id=line.line_id,
            gross_g=line.gross_g,
            volume_cm3=line.volume_cm3,
            quantity=line.quantity,
            cargo=carried_class(temperature=line.temperature_class, segregation=line.segregation_class),
        )
        for line in lines
    ]
    types = container_types() if among is None else among
    parts = split(lines=goods, boxes={code: box_of(each) for code, each in types.items()})
    if isinstance(parts, TooBig):
        raise NotCarried(say("One unit is larger than a container."), line_id=parts.line_id)
    return [
        Parcel(
            units=part.units,
            gross_g=part.gross_g,
            volume_cm3=part.volume_cm3,
            temperature_class=part.cargo.temperature.value,
            segregation_class=segregation[part.units[0][0]],
        )
        for part in parts
    ]


def carried_class(*, temperature: str, segregation: str) -> CargoClass:
    """
    The class that goods ride in (rules 15 and 16).

    :raises NotCarried: if they ride in no container at all.
    """
    cargo = cargo_class(temperature=temperature, segregation=segregation)
    if isinstance(cargo, ClassRefusal):
        raise NotCarried(reason=cargo.value, temperature_class=temperature, segregation_class=segregation)
    return cargo


def container_types() -> dict[str, ContainerType]:
    """All size-types by their code. One query."""
    return {each.iso_code: each for each in ContainerType.objects.all()}


_TYPES = Held(container_types, "shipping_containertype")


def container_types_of(editions: Editions) -> Mapping[str, ContainerType]:
    """The same of these editions, held. One query, or none."""
    return _TYPES.at(editions)


def container_type_for(
    cargo: CargoClass, *, among: Mapping[str, ContainerType] | None = None
) -> ContainerType:
    """
    The size-type that slots of a class are opened as, `among` those that are at hand. One query, or none.

    :raises NotCarried: if the reference data has no such type.
    """
    if among is None:
        found = ContainerType.objects.filter(iso_code=cargo.container_type).first()
    else:
        found = among.get(cargo.container_type)
    if found is None:
        raise NotCarried(say("The container type is not known."), container_type=cargo.container_type)
    return found


def container_types_for(cargoes: Collection[CargoClass]) -> dict[CargoClass, ContainerType]:
    """
    The same for many classes. One query.

    :raises NotCarried: if the reference data lacks one.
    """
    codes = {cargo.container_type for cargo in cargoes}
    known = {each.iso_code: each for each in ContainerType.objects.filter(iso_code__in=codes)}
    if missing := codes - known.keys():
        raise NotCarried(say("The container type is not known."), container_type=min(missing))
    return {cargo: known[cargo.container_type] for cargo in cargoes}


def box_of(container_type: ContainerType) -> Box:
    """A container type in the words of the loading rules (rule 8)."""
    return Box(
        iso_code=container_type.iso_code,
        nominal_ft=container_type.nominal_ft,
        volume_cm3=container_type.volume_cm3,
        tare_g=container_type.tare_g,
        max_gross_g=container_type.max_gross_g,
        rail_max_gross_g=container_type.rail_max_gross_g,
    )


def check_fits(*, box: Box, gross_g: int, volume_cm3: int) -> None:
    """
    Refuse what is larger than one whole container.

    :raises NotCarried: if it is.
    """
    if gross_g > box.payload_g or volume_cm3 > box.usable_cm3:
        raise NotCarried(
            say(
                "The shipment is larger than a container: it weighs %(kg)s kg and fills %(m3)s m³, a %(box)s"
                " bears %(most_kg)s kg and holds %(most_m3)s m³.",
                kg=f"{gross_g / 1000:,.1f}",
                m3=f"{volume_cm3 / 1e6:,.1f}",
                box=box.iso_code,
                most_kg=f"{box.payload_g / 1000:,.1f}",
                most_m3=f"{box.usable_cm3 / 1e6:,.1f}",
            ),
            payload_g=box.payload_g,
            usable_cm3=box.usable_cm3,
        )
