"""Which seller and which buyers do the tests of the way into Kazakhstan start from?"""

from datetime import date
from decimal import Decimal

from catalog.models import Listing, Seller, TariffCode, TaxRate
from tests.orders.market import Market, Shopper

LAMP = "940521"
ALMATY = {
    "recipient": "Әсел Нұрланқызы",
    "phone": "8 (701) 123-45-67",
    "country": "KZ",
    "district_code": "751110000",
    "street": "Ғабит Мүсірепов көшесі, 10-үй",
    "postcode": "A05E5T1",
}


def trader(market: Market) -> Seller:
    """A verified seller in Lianyungang."""
    seller = market.seller("CN77", "91320700WXY0000132")
    place = {"country": "CN", "city": "Lianyungang", "origin_code": "CN-LYG-BASE", "tax_id_kind": "USCC"}
    Seller.objects.filter(pk=seller.pk).update(**place)
    return Seller.objects.get(pk=seller.pk)


def lamp(
    market: Market, seller: Seller, sku: str = "LAMP", *, price_minor: int = 1_000_000, hs6: str = LAMP
) -> Listing:
    """A lamp of 10,000 tenge and 2.044 kg on sale in Kazakhstan, in stock in Lianyungang."""
    return market.listing(
        seller,
        sku,
        price_minor=price_minor,
        hs6=hs6,
        shelf_life_days=None,
        market="KZ",
        warehouse="CN-LYG-CFS",
    )


def asel(market: Market) -> Shopper:
    """A buyer in Almaty."""
    return market.buyer("asel", ALMATY)


def taxed_code(market: Market, hs6: str, percent: int = 16) -> str:
    """A kind of goods that the tariff table has with its VAT; its code."""
    code = TariffCode.objects.create(
        hs6=hs6,
        eaeu10=f"{hs6}0000",
        names={"en": "Goods"},
        direction="CN-KZ",
        temperature_class="AMBIENT_DRY",
        segregation_class="ELECTRONICS",
        source="made for tests",
        confidence="high",
        created_at=market.at,
    )
    TaxRate.objects.create(
        tariff_code=code,
        country="KZ",
        kind=TaxRate.Kind.VAT,
        percent=Decimal(percent),
        valid_from=date(2026, 1, 1),
        source="made for tests",
        confidence="high",
        created_at=market.at,
    )
    return hs6
