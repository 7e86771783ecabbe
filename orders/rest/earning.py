"""What does a seller get for a price, to which account?"""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import Door
from catalog.errors import SellerNotFound
from catalog.queries.asking_price import asking, currency_of
from catalog.queries.selling import listings_of, own_seller
from catalog.queries.taxonomy import kinds_above
from kit.clock import now
from kit.errors import FieldProblem, NotFound
from kit.money import BadMoney, Money
from kit.moves import LostRace
from kit.openapi import operation
from kit.rest import In, MoneyField, TextField, WholeField, found
from orders.errors import PriceUnclear
from orders.policy import MARKET_TIMEZONE, MAX_LINE_UNITS
from orders.queries.price_helping import PriceHelp, help_with_price
from payments.errors import BadBankData, PayoutAccountMissing
from payments.operations import banking
from payments.queries.payouts import current_account

_TREASURERS = {"owner", "finance"}
_PRICERS = {"owner", "catalogue", "finance"}
_ALONE = ("category", "market", "price")


class PriceHelpQuery(In):
    """A listing, or a kind of goods on a market at a price; of some units."""

    listing_id = serializers.UUIDField(required=False)
    category = TextField(required=False, max_length=40, help_text="Code of a category.")
    market = serializers.ChoiceField(required=False, choices=sorted(MARKET_TIMEZONE))
    price = TextField(required=False, max_length=20, help_text="Of one unit, in the market's currency.")
    quantity = WholeField(min_value=1, max_value=MAX_LINE_UNITS, default=1)


class PriceHelpOut(serializers.Serializer[PriceHelp]):
    """
    The buyer pays …, you receive …

    Carriage, insurance, duty and import taxes come on top of what the buyer pays for the goods.
    """

    quantity = serializers.IntegerField()
    unit_price = MoneyField()
    buyer_pays = MoneyField(help_text="For the goods alone: at least this.")
    commission = MoneyField(help_text="What our service costs you.")
    commission_vat = MoneyField(help_text="The VAT on it.")
    commission_vat_percent = serializers.DecimalField(max_digits=5, decimal_places=2)
    you_receive = MoneyField()


class PayoutAccountIn(In):
    """Bank data of your own firm; its name, tax number and country are those of the seller."""

    account_number = TextField(max_length=40, help_text="An IBAN in Kazakhstan, digits in China.")
    bic = TextField(max_length=11)
    bank = TextField(max_length=140, help_text="What the bank is called.")
    kbe = TextField(
        max_length=2,
        required=False,
        allow_blank=True,
        default="",
        help_text="In Kazakhstan alone, such as 17.",
    )


class PayoutAccountOut(serializers.Serializer[Any]):
    """Where money goes; of its number nobody is shown more than the end."""

    id = serializers.UUIDField()
    version = serializers.IntegerField()
    holder = serializers.CharField()
    tax_id = serializers.CharField()
    country = serializers.CharField()
    currency = serializers.CharField()
    account_end = serializers.CharField(source="number_end")
    bic = serializers.CharField()
    bank = serializers.CharField()
    kbe = serializers.CharField(allow_blank=True)
    usable_from = serializers.DateTimeField(help_text="Nothing is paid there before.")


class PayoutAccountDoor(Door):
    """The bank data of a seller."""

    resource = "payouts"
    readers = {"seller": _TREASURERS}
    writers = {"seller": _TREASURERS}
    idempotency = "required"
    needs_factor = needs_confirmation = needs_person = True

    @operation(
        id="showPayoutAccount",
        summary="The account that you are paid to",
        response=PayoutAccountOut,
        problems=[PayoutAccountMissing],
    )
    def get(self, request: Request) -> Response:
        account = current_account(self.actor.firm_id)
        if account is None:
            raise PayoutAccountMissing
        return self.answer(PayoutAccountOut(account), row=account)

    @operation(
        id="changePayoutAccount",
        summary="Be paid to another account, which rests for some days first",
        request=PayoutAccountIn,
        response=PayoutAccountOut,
        status=201,
        problems=[BadBankData, SellerNotFound, LostRace],
        request_example={
            "account_number": "KZ98999DEMO000000001",
            "bic": "DEMOKZKA",
            "bank": "Demo Bank, Almaty",
            "kbe": "17",
        },
    )
    def post(self, request: Request) -> Response:
        given = self.body(PayoutAccountIn)
        seller = own_seller(self.actor)
        account = banking.put_account(
            organisation_id=seller.organisation_id,
            holder=seller.legal_name,
            tax_id=seller.tax_id,
            country=seller.country,
            sandbox=seller.sandbox,
            at=now(),
            by=self.actor,
            **given,
        )
        return self.created(PayoutAccountOut(account), row=account, location="/api/v1/seller/payout-account")


class PriceHelperDoor(Door):
    """Before a price is set."""

    resource = "listings"
    readers = {"seller": _PRICERS}

    @operation(
        id="showPriceHelp",
        summary="The buyer pays …, you receive …",
        query=PriceHelpQuery,
        response=PriceHelpOut,
        problems=[PriceUnclear, NotFound],
        description="Name a listing of yours, or a category, a market and a price.",
    )
    def get(self, request: Request) -> Response:
        asked = self.query
        kinds, market, price = self._of_listing() if "listing_id" in asked else self._as_typed()
        helped = help_with_price(
            organisation_id=self.actor.firm_id,
            kinds=kinds,
            market=market,
            unit_price=price,
            quantity=asked["quantity"],
            at=now(),
        )
        return self.answer(PriceHelpOut(helped))

    def _of_listing(self) -> tuple[tuple[str, ...], str, Money]:
        both = [name for name in _ALONE if name in self.query]
        if both:
            raise PriceUnclear(fields=[_wrong(name, "not beside a listing") for name in both])
        known = asking(found(listings_of(self.actor), pk=self.query["listing_id"]))
        if not known.steps:
            raise PriceUnclear(fields=[_wrong("listing_id", "it has no price yet")])
        unit = known.unit_price_for(self.query["quantity"])
        return known.kinds, known.market, Money(unit, known.currency)

    def _as_typed(self) -> tuple[tuple[str, ...], str, Money]:
        lacking = [name for name in _ALONE if name not in self.query]
        if lacking:
            raise PriceUnclear(fields=[_wrong(name, "is needed without a listing") for name in lacking])
        kinds, market = kinds_above(self.query["category"]), self.query["market"]
        if not kinds:
            raise PriceUnclear(fields=[_wrong("category", "there is no such category")])
        try:
            price = Money.parse(self.query["price"], currency_of(market))
        except BadMoney as error:
            raise PriceUnclear(fields=[_wrong("price", str(error))]) from None
        if price.minor <= 0:
            raise PriceUnclear(fields=[_wrong("price", "must be more than nothing")])
        return kinds, market, price


def _wrong(name: str, why: str) -> FieldProblem:
    return FieldProblem(f"/{name}", "price.unclear", why)
