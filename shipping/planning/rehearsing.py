"""Which small book has everything in it that compiled code must have seen once?"""

from shipping.planning.improving import Improver
from shipping.planning.instance import Box, Costs, Instance, Shipment, Train, Way
from shipping.planning.laying import lay

_BOX = Box("40HC", 2, 26_500.0, 60.0, 3_900.0, frozenset({"AMB"}), 0, True)
_WAY = Way("A", "B", 100.0)
_COSTS = Costs({"1": 0.01}, 240.0, 0.6, {"1": 2.0}, 2.0, 0.03)


def rehearse() -> None:
    """Plan a few parcels and full loads on two trains, through every step."""
    trains = [_train("T1", 24.0), _train("T2", 48.0)]
    shipments = [_goods(each, box="40HC" if each % 4 == 0 else None) for each in range(12)]
    book, _ = lay(Instance({_BOX.name: _BOX}, trains, shipments, _COSTS))
    Improver(book, (), seconds=0.2, seed=0, tell=lambda found: None).run()


def _train(name: str, departs_h: float) -> Train:
    return Train(name, departs_h, departs_h - 12, 8, 100_000.0, 2, {_BOX.name: 3_200.0}, (_WAY,))


def _goods(number: int, box: str | None) -> Shipment:
    revenue = 4_000.0 if box else 900.0
    return Shipment(number, "A", "B", 0.0, 300.0, "1", "AMB", "GEN", 2_000.0, 12.0, box, revenue)
