"""Which VAT do goods pay in Kazakhstan?"""

from decimal import Decimal

from orders.duties.lawbook import Lawbook, newest_on
from orders.duties.terms import ImportLine, ImportOrder


def vat_percents(order: ImportOrder, lawbook: Lawbook) -> list[Decimal | None]:
    """
    The percentage of each line, that of its own code where it has one, else the national one of the day.

    None if neither is known.
    """
    national = newest_on(order.day, lawbook.kz_vat)
    return [_own(line, national.percent if national else None) for line in order.lines]


def _own(line: ImportLine, usual: Decimal | None) -> Decimal | None:
    return usual if line.percents.vat is None else line.percents.vat
