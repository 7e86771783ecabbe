"""How are shipments and slots narrowed down by how cool they ride?"""

from accounts.filters import CodesFilter
from kit.words import in_words
from shipping.refusals import CLIMATES
from shipping.segregation import Temperature


class ClimateFilter(CodesFilter):
    """Temperature classes, in words."""

    @staticmethod
    def told(code: str) -> str:
        """Such as "at 2 to 6 °C"."""
        return in_words(CLIMATES[Temperature(code)]) if code in {*Temperature} else code
