"""What does Kazakhstan take from goods that a business imports?"""

from orders.duties.lawbook import Lawbook
from orders.duties.reckoning import Due, tax_lines
from orders.duties.terms import Assessment, ImportOrder, Refusal
from orders.duties.vat import vat_percents

EAEU = "eaeu_duty"
ORDINARY = "ordinary_import"


class KazakhstanGeneralImport:
    """
    Ordinary import into Kazakhstan: the EAEU's duty, and VAT on value and duty.

    VAT is that of the goods where they have one of their own, else the national one of the day: 12 % until
    2025, 16 % from 2026-01-01 on. Source: regfollower.com, signumlaw.com.
    """

    name = "kz_general_import"

    def assess(self, order: ImportOrder, lawbook: Lawbook) -> Assessment | Refusal:
        """Tax the order or refuse it; amounts are tiyn, half-up per line and tax."""
        vats = vat_percents(order, lawbook)
        dues = [Due(line.percents.eaeu_duty, EAEU, vat) for line, vat in zip(order.lines, vats, strict=True)]
        lines = tax_lines(order, dues)
        if isinstance(lines, Refusal):
            return lines
        return Assessment(
            regime=self.name,
            lines=lines,
            value_minor=order.value_minor,
            labels=(),
            reasons=(ORDINARY,),
            facts={"value_minor": order.value_minor},
        )
