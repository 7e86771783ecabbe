"""How many units of an offer may one order take, at which price each?"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """What each unit costs, in minor units, once an order takes `from_quantity` or more."""

    from_quantity: int
    unit_minor: int


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one step: its place among the steps, the guilty member, why."""

    place: int
    member: str
    why: str


def unit_price(steps: Sequence[Step], quantity: int) -> int:
    """What each of `quantity` units costs; the first of `steps` holds for whatever they don't reach."""
    reached = [step for step in steps if step.from_quantity <= quantity]
    return max(reached, key=lambda step: step.from_quantity, default=steps[0]).unit_minor


def fault_in(base_minor: int, steps: Sequence[Step], *, least: int) -> Fault | None:
    """
    The first fault of the steps that follow the price of one unit, if there is any.

    They must rise in quantity above `least`, the fewest units that an order takes, and
    each must be cheaper than what came before it: else nobody would ever pay it.
    """
    quantity, price = least, base_minor
    for place, step in enumerate(steps):
        if step.from_quantity <= quantity:
            return Fault(place, "from_quantity", f"must be more than {quantity}")
        if step.unit_minor >= price:
            return Fault(place, "price", "must be less than the price of fewer units")
        quantity, price = step.from_quantity, step.unit_minor
    return None


def is_allowed(quantity: int, *, least: int, multiple: int) -> bool:
    """Whether an order may take so many units."""
    return quantity >= least and quantity % multiple == 0


def buyable(free: int, *, least: int, multiple: int) -> int:
    """The most units that one order may take where so many are free; none where the fewest are more."""
    return free - free % multiple if free >= least else 0


def nearest(quantity: int, *, least: int, multiple: int, most: int) -> tuple[int, int]:
    """
    The most that an order may take up to `quantity` units, the fewest from them on.

    Both are `least` below it, and the largest allowed where nothing more goes into `most`.
    """
    if quantity <= least:
        return least, least
    below = min(quantity, most)
    below -= below % multiple
    above = below if below == quantity else below + multiple
    return below, above if above <= most else below


def in_words(*, least: int, multiple: int) -> str:
    """What is allowed, said to whoever asked for something else."""
    return f"at least {least}" if multiple == 1 else f"at least {least}, in multiples of {multiple}"
