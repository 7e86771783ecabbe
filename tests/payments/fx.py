"""How do tests lay and forget exchange rates, of which rows are only added?"""

import pgtrigger

from payments.models import FxRate


def forget_rates(**which: object) -> None:
    """As if they had never been published."""
    with pgtrigger.ignore("payments.FxRate:rates_stay"):
        FxRate.objects.filter(**which).delete()
