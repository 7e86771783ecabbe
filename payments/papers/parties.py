"""How is somebody named on a paper about money?"""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from kit.countries import country_in
from kit.saying import pair_said, spoken
from kit.typesetting import Block
from payments.documents import Party

AUTHOR = "Steel Camel"
# A longer name stands at the head, and would break the line at the foot.
_LONGEST_IN_FOOT = 60


def block_of(heading: str, party: Party) -> Block:
    """A party with all that was known of it."""
    return Block(heading, party.name, [line for line in _lines(party) if line])


def foot_of(*words: str) -> str:
    """What stands at the foot of every page."""
    return " · ".join(word for word in (AUTHOR, *words) if 0 < len(word) <= _LONGEST_IN_FOOT)


def pages_said() -> str:
    """With the names of two numbers in braces, which the drawing fills in."""
    return _("Page {page} of {pages}")


def _lines(party: Party) -> Sequence[str]:
    number = pair_said(_tax_number(party.tax_id_kind), party.tax_id) if party.tax_id else ""
    local = party.local_name if party.local_name != party.name else ""
    return local, number, party.address, country_in(party.country, spoken())


def _tax_number(kind: str) -> str:
    return {"BIN": _("BIN"), "USCC": _("USCC")}.get(kind, kind)
