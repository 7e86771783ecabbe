"""What does China take from goods that a business imports?"""

from orders.duties.consumption import consumption_percent
from orders.duties.lawbook import Lawbook
from orders.duties.reckoning import Due, tax_lines
from orders.duties.tariff import QUOTA_IN, QUOTA_OUT, tariff_of
from orders.duties.terms import Assessment, ImportOrder, Refusal

# Customs' code of it; known, unsourced.
GENERAL_TRADE = "0110"
WITHIN_QUOTA, OUT_OF_QUOTA = "within_quota", "out_of_quota"
ORDINARY = "ordinary_import"


class ChinaGeneralTrade:
    """
    Ordinary import into China, rule 6: duty, consumption tax and VAT in full, without limits or lists.

    Duty = CIF x rate, CT = (CIF + duty) / (1 - CT rate) x CT rate, VAT = (CIF + duty + CT) x rate.
    Source: htshub.com 1101000090; formulas musicbyscottsmith.com, 17251.cn.
    """

    name = "cn_general_trade"

    def assess(self, order: ImportOrder, lawbook: Lawbook) -> Assessment | Refusal:
        """Tax the order or refuse it; amounts are fen, half-up per line and tax."""
        dues = [
            Due(*tariff_of(line, order), line.percents.vat, consumption_percent(line, order.day, lawbook))
            for line in order.lines
        ]
        lines = tax_lines(order, dues)
        if isinstance(lines, Refusal):
            return lines
        said = {QUOTA_IN: WITHIN_QUOTA, QUOTA_OUT: OUT_OF_QUOTA}
        bases = dict.fromkeys(due.basis for due in dues)
        return Assessment(
            regime=self.name,
            lines=lines,
            value_minor=order.value_minor,
            labels=(),
            reasons=(ORDINARY, *(said[basis] for basis in bases if basis in said)),
            procedure=GENERAL_TRADE,
            facts={"value_minor": order.value_minor},
        )
