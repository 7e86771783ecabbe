"""By which costs are trains planned today?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from uuid import UUID

from shipping import policy
from shipping.booked import Rates
from shipping.marginal import MICRO, Worth, freight
from shipping.models import ContainerType, HaulCost, PlanningCosts, TrainService

# The columns of `PlanningCosts`, each with what holds while nobody has said otherwise.
DEFAULTS = {
    "freight_cents_per_m3": policy.FREIGHT_CENTS_PER_M3,
    "freight_cooled_percent": policy.FREIGHT_COOLED_PERCENT,
    "freight_least_cents": policy.FREIGHT_LEAST_CENTS,
    "chargeable_kg_per_m3": policy.CHARGEABLE_KG_PER_M3,
    "late_per_mille": policy.LATE_PER_MILLE,
    "late_cooled_per_mille": policy.LATE_COOLED_PER_MILLE,
    "late_spoiling_per_mille": policy.LATE_SPOILING_PER_MILLE,
    "storage_cents_per_m3_day": policy.STORAGE_CENTS_PER_M3_DAY,
    "refusal_percent": policy.REFUSAL_PERCENT,
    "change_cents": policy.CHANGE_CENTS,
    "change_per_mille": policy.CHANGE_PER_MILLE,
}


@dataclass(frozen=True, slots=True)
class Costs:
    """What staff have entered, and the defaults of the policy for the rest; cents of the US dollar."""

    values: PlanningCosts
    hauls: Mapping[tuple[UUID, UUID], int]

    @property
    def rates(self) -> Rates:
        """What is paid besides containers."""
        values = self.values
        return Rates(
            late_per_day={
                "1": values.late_per_mille / 1000,
                "2": values.late_cooled_per_mille / 1000,
                "3": values.late_spoiling_per_mille / 1000,
            },
            storage_cents_per_m3_day=values.storage_cents_per_m3_day,
            refusal_times=values.refusal_percent / 100,
            refusal_least_cents=policy.REFUSAL_LEAST_CENTS,
            change_cents=values.change_cents,
            change_share=values.change_per_mille / 1000,
        )

    def freight_cents(self, gross_g: int, volume_cm3: int, *, is_cooled: bool) -> int:
        """What goods are worth to the railway: by volume, or by mass where that is more."""
        return freight(gross_g, volume_cm3, is_cooled=is_cooled, worth=worth_by(self.values)) // MICRO

    def of_train(self, service: TrainService, boxes: Iterable[ContainerType]) -> dict[str, int]:
        """What a container of each type costs on a train of a service."""
        return {box.iso_code: self.haul_cents(service, box) for box in boxes}

    def haul_cents(self, service: TrainService, box: ContainerType) -> int:
        """What staff entered, else the default of the type, by crossing and direction."""
        entered = self.hauls.get((service.pk, box.pk))
        if entered is not None:
            return entered
        return haul_by_default(box, service.crossing, service.direction)


def haul_by_default(box: ContainerType, crossing: str, direction: str) -> int:
    """What a container is carried for where staff entered nothing, in cents."""
    by_size = policy.HAUL_CENTS_PER_TEU * box.mteu // 1_000
    cents = policy.HAUL_CENTS.get(box.iso_code, by_size)
    return cents * policy.HAUL_PERCENT.get((crossing, direction), 100) // 100


def worth_by(values: PlanningCosts) -> Worth:
    """What goods are worth, by what staff entered or the defaults."""
    return Worth(*(getattr(values, field.name) for field in fields(Worth)))


def values_now() -> PlanningCosts:
    """What staff entered, else the defaults. One query."""
    return PlanningCosts.objects.first() or PlanningCosts(**DEFAULTS)


def costs_now() -> Costs:
    """The costs that hold. Two queries."""
    hauls = HaulCost.objects.values_list("service_id", "container_type_id", "cents")
    return Costs(
        values_now(),
        {(service, box): cents for service, box, cents in hauls},
    )
