"""Which runs of the planner do tests of its rows and pages start from?"""

from datetime import datetime, timedelta
from typing import Any

from shipping.models import (
    ContainerType,
    Departure,
    HaulCost,
    PlanMove,
    PlanningCosts,
    PlanRun,
    PlanScenario,
    PlanTrain,
    Shipment,
    TrainPrice,
    TrainService,
)
from shipping.queries.planning_costs import DEFAULTS

COSTS = {"container": 640_000, "late": 1_200, "storage": 340, "refused": 0, "change": 230}


def an_applied_run(at: datetime, **said: Any) -> PlanRun:
    """A run that took a minute and saved 100 dollars."""
    after = sum(COSTS.values())
    return PlanRun.objects.create(
        **{
            "trigger": PlanRun.Trigger.SCHEDULE,
            "state": PlanRun.State.APPLIED,
            "started_at": at,
            "leased_until": at + timedelta(minutes=5),
            "ended_at": at + timedelta(minutes=1),
            "seed": 1,
            "seconds": 30,
            "book": "0" * 64,
            "before_cents": after + 10_000,
            "after_cents": after,
            "costs_before": {**COSTS, "late": 11_200},
            "costs_after": COSTS,
            "by_kind": "system",
            "created_at": at,
            **said,
        }
    )


def a_planned_train(run: PlanRun, departure: Departure, **said: Any) -> PlanTrain:
    """A train on which three containers became two."""
    return PlanTrain.objects.create(
        **{
            "run": run,
            "departure": departure,
            "cost_before_cents": 960_000,
            "cost_cents": 640_000,
            "containers_before": 3,
            "containers": 2,
            "mteu_before": 6_000,
            "mteu": 4_000,
            "cap_mteu": 110_000,
            "goods_before_cm3": 90_000_000,
            "goods_cm3": 90_000_000,
            "usable_before_cm3": 180_000_000,
            "usable_cm3": 120_000_000,
            "at": run.started_at,
            "created_at": run.started_at,
            **said,
        }
    )


def a_planned_move(run: PlanRun, shipment: Shipment, to: Departure, **said: Any) -> PlanMove:
    """A shipment that waited and got a place."""
    return PlanMove.objects.create(
        **{
            "run": run,
            "shipment": shipment,
            "kind": PlanMove.Kind.PLACED,
            "to_departure": to,
            "to_slot": run.pk,
            "saved_cents": 4_200,
            "new_eta_at": to.arrives_at,
            "applied": True,
            "at": run.started_at,
            "created_at": run.started_at,
            **said,
        }
    )


def a_price(run: PlanRun, departure: Departure, **said: Any) -> TrainPrice:
    """What a place on a full train is worth."""
    return TrainPrice.objects.create(
        **{
            "run": run,
            "departure": departure,
            "cents_per_teu": 45_000,
            "cents_per_tonne": 0,
            "cents_per_plug": 12_000,
            "priced_at": run.started_at,
            "created_at": run.started_at,
            **said,
        }
    )


def a_haul_cost(service: TrainService, box: ContainerType, cents: int, at: datetime) -> HaulCost:
    """What staff entered of one service."""
    return HaulCost.objects.create(service=service, container_type=box, cents=cents, created_at=at)


def planning_costs(at: datetime, **said: int) -> PlanningCosts:
    """What staff entered of all others, at the defaults unless said otherwise."""
    return PlanningCosts.objects.create(**{**DEFAULTS, **said}, created_at=at)


def a_scenario(departure: Departure, at: datetime, **said: Any) -> PlanScenario:
    """A question about one more train, which waits."""
    return PlanScenario.objects.create(
        **{
            "kind": PlanScenario.Kind.ADD_TRAIN,
            "departure": departure,
            "days_later": 1,
            "seconds": 20,
            "by_kind": "staff",
            "created_at": at,
            **said,
        }
    )
