"""Which sellers, trains and buyers do the tests of orders start from?"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from accounts.models import Organisation, User
from accounts.operations.registering import register
from catalog.gate_wording import CATEGORIES
from catalog.models import (
    Certificate,
    Listing,
    Lot,
    Price,
    Product,
    Seller,
    StockLevel,
    TariffCode,
    Variant,
    Warehouse,
)
from catalog.operations.loading import load_reference as load_catalog
from catalog.operations.loading_law import load_positive_list
from catalog.operations.receiving import open_lot, receive
from kit.actors import SYSTEM, Actor
from kit.transactions import owns_transaction
from orders.models import Address, Cart, ImportIdentity, Order, OrderGroup
from orders.operations import addressing, filling, identifying, paying, placing, quoting
from orders.operations.loading import load_reference as load_orders
from payments.models import Payment
from payments.operations.confirming import confirm_transfer
from payments.operations.loading import relay_rates
from shipping.operations.loading import load_reference as load_railway
from shipping.operations.timetabling import extend
from shop.made_up import identity_number

FLOUR_HS6 = "110100"
ADDRESS = {
    "recipient": "Wang Fang",
    "real_name": "王芳",
    "phone": "+8613800000000",
    "country": "CN",
    "province": "CN-JS",
    "city": "Lianyungang",
    "street": "1 Haitang North Road",
    "postcode": "222000",
}
# As the pickers of an address form make it.
CODED_ADDRESS = {
    "recipient": "王芳",
    "phone": "138 0000 0000",
    "country": "CN",
    "district_code": "320706",
    "street": "海棠北路 1 号",
    "postcode": "222000",
}
# The number that GB 11643-1999 prints as its sample.
IDENTITY = {"name": "王芳", "number": "11010519491231002X"}
STAFF = Actor(kind="staff", roles=frozenset({"finance", "dispatch", "support"}))


@dataclass
class Market:
    """A shop with its trains, in which tests list goods and buy them at `at`."""

    at: datetime

    def open(self) -> "Market":
        """Load the law, the railway, tariffs and rates."""
        for load in (load_catalog, load_orders):
            owns_transaction(load)(at=self.at, by=SYSTEM)
        owns_transaction(load_positive_list)(at=self.at)
        owns_transaction(load_railway)(at=self.at)
        owns_transaction(relay_rates)(at=self.at)
        owns_transaction(extend)(at=self.at, by=SYSTEM)
        return self

    def seller(self, code: str = "KZ01", tax_id: str = "490340000119") -> Seller:
        """A verified seller in Kostanay, whose papers let it sell any food to China."""
        firm = Organisation.objects.create(kind="seller", name=f"Mill {code}", created_at=self.at)
        seller = Seller.objects.create(
            organisation=firm,
            code=code,
            legal_name=f"Mill {code}",
            country="KZ",
            city="Kostanay",
            origin_code="KZ-KOSTANAY",
            tax_id=tax_id,
            tax_id_kind="BIN",
            status="verified",
            applied_at=self.at,
            verified_at=self.at,
            created_at=self.at,
        )
        self.registration(seller)
        return seller

    def registration(self, seller: Seller) -> Certificate:
        """That China's customs know a seller as a producer of any food, until the end of next year."""
        return Certificate.objects.create(
            seller=seller,
            kind="gacc",
            categories=sorted(CATEGORIES),
            number=f"CKAZ-{seller.code}",
            issuer="China Customs",
            valid_from=self.at.date() - timedelta(days=300),
            valid_to=date(self.at.year + 1, 12, 31),
            status="verified",
            submitted_at=self.at,
            verified_at=self.at,
            created_at=self.at,
        )

    def conformity(self, seller: Seller) -> Certificate:
        """That all goods of a seller conform to the technical regulations of the Customs Union."""
        days = {
            "valid_from": self.at.date() - timedelta(days=300),
            "valid_to": date(self.at.year + 1, 12, 31),
        }
        facts = {
            **days,
            "issuer": "Certification body",
            "status": "verified",
            "submitted_at": self.at,
            "verified_at": self.at,
            "created_at": self.at,
        }
        number = f"EAEU-{seller.code}"
        paper, _ = Certificate.objects.get_or_create(
            seller=seller, kind="conformity", number=number, defaults=facts
        )
        return paper

    def listing(
        self,
        seller: Seller,
        sku: str = "FLR-2KG",
        *,
        price_minor: int = 1750,
        units: int = 100,
        gross_g: int = 2044,
        volume_cm3: int = 3275,
        hs6: str = FLOUR_HS6,
        shelf_life_days: int | None = 365,
        market: str = "CN",
        warehouse: str = "KZ-KOSTANAY-WH",
    ) -> Listing:
        """Flour on sale in China, with one fresh lot in Kostanay."""
        if seller.sandbox and not seller.certificates.exists():
            # A twin is made by the shop itself, without papers.
            self.registration(seller)
        names = {"en": f"Wheat flour {sku}", "zh-Hans": f"小麦粉 {sku}"}
        if market == "KZ":
            # The gate asks for a label in both languages of the country, and for conformity.
            names |= {"kk": f"Бидай ұны {sku}", "ru": f"Мука пшеничная {sku}"}
            self.conformity(seller)
        code = TariffCode.objects.get(hs6=hs6)
        product = Product.objects.create(
            seller=seller,
            code=sku,
            names=names,
            origin_country="KZ",
            tariff_code=code,
            temperature_class=code.temperature_class,
            segregation_class=code.segregation_class,
            shelf_life_days=shelf_life_days,
            created_at=self.at,
        )
        variant = Variant.objects.create(
            product=product,
            seller=seller,
            sku=sku,
            net_g=gross_g - 44,
            gross_g=gross_g,
            length_mm=300,
            width_mm=200,
            height_mm=60,
            volume_cm3=volume_cm3,
            package_kind="bag",
            created_at=self.at,
        )
        listing = Listing.objects.create(
            variant=variant,
            market=market,
            status="live",
            approved_at=self.at,
            live_at=self.at,
            created_at=self.at,
        )
        currency = {"CN": "CNY", "KZ": "KZT"}[market]
        Price.objects.create(listing=listing, currency=currency, amount_minor=price_minor, created_at=self.at)
        self.stock(variant, units, warehouse=warehouse)
        return listing

    def stock(
        self, variant: Variant, units: int, *, age_days: int = 10, warehouse: str = "KZ-KOSTANAY-WH"
    ) -> Lot:
        """A lot made some days ago."""
        made = self.at.date() - timedelta(days=age_days)
        days = variant.product.shelf_life_days
        lot = owns_transaction(open_lot)(
            variant=variant,
            code=f"{variant.sku}-{age_days}-{warehouse}",
            made_date=made,
            best_before_date=made + timedelta(days=days) if days else None,
            certificate_ref="",
            at=self.at,
            by=SYSTEM,
        )
        owns_transaction(receive)(
            lot=lot, warehouse=Warehouse.objects.get(code=warehouse), quantity=units, at=self.at, by=SYSTEM
        )
        return lot

    def user(self, name: str = "wang") -> User:
        """A confirmed person."""
        return owns_transaction(register)(
            email=f"{name}@example.com", password=None, confirmed=True, at=self.at
        )

    def buyer(self, name: str = "wang", given: Mapping[str, str] = ADDRESS) -> "Shopper":
        """A buyer with an address, in Jiangsu unless another is given."""
        actor = Actor(kind="buyer", user_id=self.user(name).pk)
        address = owns_transaction(addressing.add_address)(given=given, at=self.at, by=actor)
        return Shopper(self, actor, address, self.identity(actor, address))

    def identity(self, actor: Actor, address: Address) -> ImportIdentity | None:
        """The receiver in China, by a number that is nobody else's in this test."""
        if address.country != "CN":
            return None
        number = identity_number(ImportIdentity.objects.values("person").distinct().count())
        return owns_transaction(identifying.add_identity)(
            name=address.real_name or address.recipient, number=number, at=self.at, by=actor
        )


@dataclass
class Shopper:
    """A buyer in a market."""

    market: Market
    actor: Actor
    address: Address
    identity: ImportIdentity | None

    def fill(self, *wanted: tuple[Listing, int]) -> Cart:
        """A cart with these lines."""
        cart, _ = owns_transaction(filling.open_cart)(
            market=self.address.country, buyer=self.address.buyer, at=self.market.at
        )
        for listing, quantity in wanted:
            owns_transaction(filling.put)(
                cart=cart, listing_id=listing.pk, quantity=quantity, at=self.market.at
            )
        return cart

    def quote(self, cart: Cart, coupon_code: str = "") -> Any:
        """The cart's landed cost, with a coupon perhaps."""
        return owns_transaction(quoting.quote_cart)(
            cart=cart,
            address=self.address,
            identity=self.identity,
            coupon_code=coupon_code,
            at=self.market.at,
        )

    def checkout(self, cart: Cart) -> OrderGroup:
        """The cart, quoted and placed."""
        return self.place(cart, self.quote(cart))

    def place(self, cart: Cart, quote: Any, *, at: datetime | None = None) -> OrderGroup:
        """A quoted cart placed."""
        return owns_transaction(placing.place_order)(
            buyer=self.address.buyer, cart=cart, quote_id=quote.pk, at=at or self.market.at, by=self.actor
        )

    def buy(self, *wanted: tuple[Listing, int]) -> OrderGroup:
        """A group placed and not yet paid."""
        return self.checkout(self.fill(*wanted))

    def start_payment(self, group: OrderGroup, provider: str = "bank_transfer") -> Payment:
        """A payment just started."""
        facts = owns_transaction(paying.pay)(group=group, provider=provider, at=self.market.at, by=self.actor)
        return Payment.objects.get(pk=facts.id)

    def pay(self, group: OrderGroup) -> None:
        """The whole transfer has come; the jobs that follow are queued."""
        capture(self.start_payment(group), at=self.market.at)

    def buy_and_pay(self, drain: Callable[[], object], *wanted: tuple[Listing, int]) -> Order:
        """One paid order whose shipments have been asked for."""
        group = self.buy(*wanted)
        self.pay(group)
        drain()
        return group.orders.get()


def capture(payment: Payment, *, at: datetime) -> None:
    """Staff book the transfer that was asked for."""
    owns_transaction(confirm_transfer)(
        payment_id=payment.pk,
        received_minor=payment.amount_minor,
        statement_line=f"line of {payment.provider_ref}",
        at=at,
        by=STAFF,
    )


def reserved_units(listing: Listing) -> int:
    """How many units of a listing are promised to orders."""
    return sum(level.reserved for level in StockLevel.objects.filter(lot__variant=listing.variant))


def on_hand(listing: Listing) -> int:
    """How many units of a listing lie in warehouses."""
    return sum(level.on_hand for level in StockLevel.objects.filter(lot__variant=listing.variant))
