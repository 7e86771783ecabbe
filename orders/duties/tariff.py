"""Which of China's duties does a line take?"""

from decimal import Decimal

from orders.duties.terms import ImportLine, ImportOrder

MFN, PROVISIONAL, QUOTA_IN, QUOTA_OUT = "mfn", "provisional", "quota_in", "quota_out"


def tariff_of(line: ImportLine, order: ImportOrder) -> tuple[Decimal | None, str]:
    """
    The percentage, None if it isn't known, and which duty it is (rule 6).

    Goods under a tariff quota pay the duty within it if the buyer's certificate covers all of their code in
    the order, else the one out of it. Otherwise a provisional duty, where there is one, beats that of most
    favoured nations. Source: htshub.com 1101000090, 1204000090.
    """
    percents = line.percents
    if percents.quota_in is not None or percents.quota_out is not None:
        if order.net_g_of(line.hs6) <= order.quota_certificate_g.get(line.hs6, 0):
            return percents.quota_in, QUOTA_IN
        return percents.mfn if percents.quota_out is None else percents.quota_out, QUOTA_OUT
    if percents.provisional is not None:
        return percents.provisional, PROVISIONAL
    return percents.mfn, MFN
