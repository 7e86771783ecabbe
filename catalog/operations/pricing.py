"""What does a seller ask for one unit?"""

from datetime import datetime

from catalog.errors import WrongCurrency
from catalog.models import Listing, Price
from catalog.policy import MARKET_CURRENCY, MAX_PRICE_MINOR
from kit.actors import Actor
from kit.errors import FieldProblem, Invalid
from kit.money import Money
from kit.transactions import inside_transaction
from kit.upserts import settle


@inside_transaction
def set_price(*, listing: Listing, price: Money, at: datetime, by: Actor) -> Price:
    """
    Set the price of one unit on the listing's market, from now on.

    Orders and unexpired quotes keep the price they were made with.

    :raises WrongCurrency: if the market sells in another one.
    :raises Invalid: if it isn't positive, or beyond any real price.
    """
    currency = MARKET_CURRENCY[listing.market]
    if price.currency != currency:
        problem = FieldProblem("/price/currency", "field.invalid", f"send this in {currency}")
        raise WrongCurrency(f"{listing.market} sells in {currency}", fields=[problem])
    if not 0 < price.minor <= MAX_PRICE_MINOR:
        most = Money(MAX_PRICE_MINOR, currency)
        problem = FieldProblem("/price/amount", "field.invalid", f"must be more than 0 and at most {most}")
        raise Invalid(problem.message, fields=[problem])
    key = (listing.pk, currency)
    wanted = {key: {"amount_minor": price.minor}}
    return settle(Price, wanted, key=("listing_id", "currency"), at=at).rows[key]
