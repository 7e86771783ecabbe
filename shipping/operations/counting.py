"""How does what legs have left change, all in one statement?"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import BigIntegerField, Case, F, Value, When

from kit.transactions import inside_transaction
from shipping.models import DepartureLeg
from shipping.queries.candidates import Needs

NOTHING = Needs(mteu=0, gross_g=0, plugs=0, length_mm=0)


@inside_transaction
def change_free(changes: Mapping[UUID, Needs]) -> None:
    """
    Add to what each leg has left; negative amounts take.

    The caller holds the legs' locks. The CHECK constraints are the referee.

    :raises IntegrityError: if a leg would have less than nothing left, or more than its limits.
    """
    won = DepartureLeg.objects.filter(pk__in=changes).update(
        free_mteu=_plus("free_mteu", {pk: change["mteu"] for pk, change in changes.items()}),
        free_gross_g=_plus("free_gross_g", {pk: change["gross_g"] for pk, change in changes.items()}),
        free_plugs=_plus("free_plugs", {pk: change["plugs"] for pk, change in changes.items()}),
        free_length_mm=_plus("free_length_mm", {pk: change["length_mm"] for pk, change in changes.items()}),
    )
    assert won == len(changes), "a leg that was locked has vanished"


def times(needs: Needs, count: int) -> Needs:
    """So many of the same; a negative count takes."""
    return Needs(
        mteu=needs["mteu"] * count,
        gross_g=needs["gross_g"] * count,
        plugs=needs["plugs"] * count,
        length_mm=needs["length_mm"] * count,
    )


def plus(first: Needs, second: Needs) -> Needs:
    """Both together."""
    return Needs(
        mteu=first["mteu"] + second["mteu"],
        gross_g=first["gross_g"] + second["gross_g"],
        plugs=first["plugs"] + second["plugs"],
        length_mm=first["length_mm"] + second["length_mm"],
    )


def _plus(column: str, amounts: Mapping[UUID, int]) -> Any:
    # A CASE by leg: gauges differ in the length of a wagon.
    by_leg = Case(
        *(When(pk=pk, then=Value(amount)) for pk, amount in amounts.items()),
        default=Value(0),
        output_field=BigIntegerField(),
    )
    return F(column) + by_leg
