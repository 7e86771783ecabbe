"""By which costs are trains planned today?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from shipping import policy
from shipping.booked import Rates
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
        values = self.values
        # In millionths of a m³.
        by_mass = gross_g * 1_000 // values.chargeable_kg_per_m3
        cents = max(volume_cm3, by_mass) * values.freight_cents_per_m3 // 1_000_000
        if is_cooled:
            cents = cents * values.freight_cooled_percent // 100
        return max(cents, values.freight_least_cents)

    def of_train(self, service: TrainService, boxes: Iterable[ContainerType]) -> dict[str, int]:
        """What a container of each type costs on a train of a service."""
        return {box.iso_code: self.haul_cents(service, box) for box in boxes}

    def haul_cents(self, service: TrainService, box: ContainerType) -> int:
        """What staff entered, else the default of the type, by crossing and direction."""
        entered = self.hauls.get((service.pk, box.pk))
        if entered is not None:
            return entered
        usual = policy.HAUL_CENTS.get(box.iso_code, box.mteu * policy.HAUL_CENTS_PER_TEU // 1_000)
        return usual * policy.HAUL_PERCENT.get((service.crossing, service.direction), 100) // 100


def costs_now() -> Costs:
    """The costs that hold. Two queries."""
    hauls = HaulCost.objects.values_list("service_id", "container_type_id", "cents")
    return Costs(
        PlanningCosts.objects.first() or PlanningCosts(**DEFAULTS),
        {(service, box): cents for service, box, cents in hauls},
    )
