"""How are goods narrowed down by what class they are, and how cool they are kept?"""

from accounts.filters import CodesFilter
from catalog.wording import carried_in_words


class CarriedFilter(CodesFilter):
    """Segregation and temperature classes, in words."""

    @staticmethod
    def told(code: str) -> str:
        """Such as "milk powder"."""
        return carried_in_words(code)
