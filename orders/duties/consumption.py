"""Which consumption tax do goods pay in China?"""

from datetime import date
from decimal import Decimal

from orders.duties.lawbook import DearGoodsTax, Lawbook, holding_on
from orders.duties.terms import ImportLine


def consumption_percent(line: ImportLine, day: date, lawbook: Lawbook) -> Decimal | None:
    """
    The percentage of one line: that of its code, or of dear goods where its price reaches theirs (rule 2).

    None if that of its code isn't known.
    """
    own = line.percents.consumption
    if own is None:
        return None
    dear = [tax.percent for tax in holding_on(day, lawbook.dear_goods) if _is_dear(line, tax)]
    return max([own, *dear])


def _is_dear(line: ImportLine, tax: DearGoodsTax) -> bool:
    if not line.hs6.startswith(tax.prefixes):
        return False
    if line.sheets and not line.content_ml:
        return line.value_minor >= tax.least_minor_per_sheet * line.sheets
    return line.value_minor >= tax.least_minor_per_ml_or_g * (line.content_ml or line.net_g)
