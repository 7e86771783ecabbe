"""Which train would take goods the earliest, if they were booked now; which come before and after it?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import NotRequired, TypedDict, Unpack
from uuid import UUID

from shipping.choosing import Option, Wanted, rank
from shipping.models import ContainerType
from shipping.queries.carriage import box_of, carried_class, check_fits
from shipping.queries.lookouts import Lookout
from shipping.queries.routes import Journey


class Carried(TypedDict):
    """
    Goods to be carried: from a warehouse to a station, both location codes, once handed in as planned.

    Those of the sandbox ride its trains alone; places kept for the consignor are free for them.
    """

    first_mile_from: str
    destination: str
    planned_hand_in_at: datetime
    gross_g: int
    volume_cm3: int
    temperature_class: str
    segregation_class: str
    latest_arrival_at: datetime | None
    at: datetime
    consignor_id: NotRequired[UUID | None]
    sandbox: NotRequired[bool]


@dataclass(frozen=True, slots=True)
class FeasibleService:
    """A departure with room; `hand_in_by_at` is its warehouse cut-off less the first mile."""

    departure_id: UUID
    service_code: str
    departs_at: datetime
    arrives_at: datetime
    cfs_cutoff_at: datetime
    hand_in_by_at: datetime
    ready_at: datetime
    origin_code: str
    destination_code: str


@dataclass(frozen=True, slots=True)
class ServiceChoice:
    """
    The train that goods get, the last with room that arrives before it, the next that arrives after it.

    The earlier one takes them only if they are handed in sooner than planned, which
    can still be done; None says that there is no such train.
    """

    best: FeasibleService
    earlier: FeasibleService | None
    later: FeasibleService | None


def earliest_service(**goods: Unpack[Carried]) -> FeasibleService | None:
    """
    The best departure by the same ranking that will assign the slot, or None when none has room.

    Nothing is held. A departure that would meet an embargo with these goods is not
    promised. Nine queries while none stands.

    :raises NoRoute: if no service joins the places.
    :raises NotCarried: if the goods ride in no container, or are larger than one.
    """
    asked = _ask(goods)
    for options in asked.options():
        if ranked := rank(asked.wanted, options).options:
            return asked.service(ranked[0])
    return None


def services_around(*, lookout: Lookout | None = None, **goods: Unpack[Carried]) -> ServiceChoice | None:
    """
    The same with its neighbours in the order of arrival. No query more.

    With a `lookout` that has seen their way and class at this instant, one query.

    :raises NoRoute, NotCarried: as above.
    """
    asked = _ask(goods, lookout)
    hurried = replace(asked.wanted, ready_at=goods["at"] + asked.first_mile)
    seen: list[Option] = []
    ranked: Sequence[Option] = ()
    later: Option | None = None
    for options in asked.options():
        seen += options
        ranked = rank(asked.wanted, seen).options
        # Of several that arrive at once the better ranked one: min and max keep the first that they meet.
        after = [each for each in ranked if each.departure_id != ranked[0].departure_id]
        if later := min(after, key=_arrival, default=None):
            break
    if not ranked:
        return None
    best = ranked[0]
    sooner = [each for each in seen if each.arrives_at < best.arrives_at]
    earlier = max(rank(hurried, sooner).options, key=_arrival, default=None)
    return ServiceChoice(
        best=asked.service(best),
        earlier=asked.service(earlier) if earlier else None,
        later=asked.service(later) if later else None,
    )


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the goods ask of a slot, and between which stations."""

    wanted: Wanted
    way: Journey
    container_type: ContainerType
    lookout: Lookout

    @property
    def first_mile(self) -> timedelta:
        return timedelta(minutes=self.way.first_mile_min)

    def options(self) -> Iterator[Sequence[Option]]:
        return self.lookout.options(self.wanted, way=self.way, container_type=self.container_type)

    def service(self, option: Option) -> FeasibleService:
        train = self.lookout.train(option.departure_id)
        return FeasibleService(
            departure_id=train.pk,
            service_code=train.service.code,
            departs_at=train.departs_at,
            arrives_at=train.arrives_at,
            cfs_cutoff_at=train.cfs_cutoff_at,
            hand_in_by_at=train.cfs_cutoff_at - self.first_mile,
            ready_at=self.wanted.ready_at,
            origin_code=self.way.origin_code,
            destination_code=self.way.destination_code,
        )


def _ask(goods: Carried, lookout: Lookout | None = None) -> _Asked:
    seen = lookout or Lookout(goods["at"])
    cargo = carried_class(temperature=goods["temperature_class"], segregation=goods["segregation_class"])
    container_type = seen.container_type(cargo)
    check_fits(box=box_of(container_type), gross_g=goods["gross_g"], volume_cm3=goods["volume_cm3"])
    sandbox = goods.get("sandbox", False)
    way = seen.journey(
        first_mile_from=goods["first_mile_from"], destination=goods["destination"], sandbox=sandbox
    )
    wanted = Wanted(
        goods["gross_g"],
        goods["volume_cm3"],
        cargo,
        goods["planned_hand_in_at"] + timedelta(minutes=way.first_mile_min),
        goods["latest_arrival_at"],
        goods["segregation_class"],
        goods.get("consignor_id"),
        sandbox,
    )
    return _Asked(wanted, way, container_type, seen)


def _arrival(option: Option) -> datetime:
    return option.arrives_at
