"""What has somebody typed or scanned who keeps a store?"""

from django.contrib import messages
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.visits import Visit
from consoles.policy import SELLER_MOST_UNITS
from consoles.seller.parts import Field

_LONGEST_CODE = 64
_LONGEST_NUMBER = 10
# A scanner types the code and ends it by Enter, which posts the form.
CODE = Field("code", _("Number of the lot, GTIN or SKU"), longest=_LONGEST_CODE, is_first=True)
LOT = Field("code", _("Number of the lot, GTIN or SKU"), longest=_LONGEST_CODE)
ONE = Field("units", _("Units"), kind="number", value="1", least=1, most=SELLER_MOST_UNITS)
UNITS = Field("units", _("Units"), kind="number", least=0, most=SELLER_MOST_UNITS)


def code_typed(visit: Visit) -> str:
    """The code as it was scanned."""
    return visit.typed("code", longest=_LONGEST_CODE)


def units_typed(visit: Visit, name: str = "units") -> int | None:
    """How many; None where that is no number, which is said."""
    text = visit.typed(name, longest=_LONGEST_NUMBER + 1)
    if text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER:
        return int(text)
    messages.error(visit.request, gettext("“%(text)s” is no number of units.") % {"text": text[:20]})
    return None
