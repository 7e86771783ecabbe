"""What has a person brought in this year, and what may they still?"""

from collections.abc import Mapping
from datetime import date

from django.db.models import QuerySet, Sum

from orders.duties import Assessment, YearSoFar
from orders.models import AllowanceTake, ImportIdentity, Order


class Years:
    """
    What one person has brought in, by the year of the day of declaration.

    What a checkout takes for one seller counts for the next one: `add` it. Of nobody nothing is known.
    """

    def __init__(self, identity: ImportIdentity | None) -> None:
        self._identity = identity
        self._known: dict[int, YearSoFar] = {}

    def of(self, day: date) -> YearSoFar:
        """The year of a day. One query for each year."""
        if day.year not in self._known:
            self._known[day.year] = self._booked(day.year)
        return self._known[day.year]

    def add(self, day: date, taken: Assessment) -> None:
        """Count an order that is declared on a day."""
        if taken.annual_limit_minor is None:
            return
        before = self.of(day)
        masses = dict(before.net_g)
        for hs6, net_g in _by_code(taken).items():
            masses[hs6] = masses.get(hs6, 0) + net_g
        self._known[day.year] = YearSoFar(before.value_minor + taken.value_minor, masses)

    def _booked(self, year: int) -> YearSoFar:
        if self._identity is None:
            return YearSoFar()
        return year_so_far(self._identity, year)


def year_so_far(identity: ImportIdentity, year: int) -> YearSoFar:
    """What standing orders take of a person's year, whoever's account ordered. One query."""
    takes = AllowanceTake.objects.filter(
        allowance__person=identity.person,
        allowance__sandbox=identity.sandbox,
        allowance__year=year,
        left__gt=0,
    )
    sums = takes.order_by().values_list("allowance__goods", "hs6").annotate(sum=Sum("left"))
    value, masses = 0, dict[str, int]()
    for goods, hs6, amount in sums:
        if not goods:
            value = amount
        else:
            # Goods of a code may count to two limits, and are there once.
            masses[hs6] = max(masses.get(hs6, 0), amount)
    return YearSoFar(value, masses)


def takes_of(order: Order) -> QuerySet[AllowanceTake]:
    """What an order took, and what of it still stands."""
    return AllowanceTake.objects.filter(order=order).select_related("allowance")


def _by_code(taken: Assessment) -> Mapping[str, int]:
    return {hs6: net_g for use in taken.masses for hs6, net_g in use.net_g.items()}
