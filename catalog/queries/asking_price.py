"""What does a seller ask for something, on which market?"""

from dataclasses import dataclass

from catalog.models import Listing, Price
from catalog.policy import MARKET_CURRENCY
from catalog.quantities import Step, unit_price
from catalog.queries.taxonomy import kinds_of


@dataclass(frozen=True, slots=True)
class Asking:
    """A listing as its seller prices it, on sale or not; no `steps` is no price yet."""

    market: str
    currency: str
    kinds: tuple[str, ...]
    steps: tuple[Step, ...]

    def unit_price_for(self, quantity: int) -> int:
        """What each of so many units costs, in minor units."""
        return unit_price(self.steps, quantity)


def asking(listing: Listing) -> Asking:
    """What is asked for one listing. Two queries."""
    currency = MARKET_CURRENCY[listing.market]
    prices = Price.objects.filter(listing=listing, currency=currency).order_by("from_quantity")
    return Asking(
        market=listing.market,
        currency=currency,
        kinds=kinds_of(listing_ids=[listing.pk]).get(listing.pk, ()),
        steps=tuple(Step(*step) for step in prices.values_list("from_quantity", "amount_minor")),
    )


def currency_of(market: str) -> str:
    """In which currency buyers of a market pay."""
    return MARKET_CURRENCY[market]
