"""Which requests of sellers are wrong, and which field is to blame?"""

from typing import Any

from tests.faults.bad_requests import NOBODY, Bad, Scene

FIRM = {
    "code": "BAD1",
    "legal_name": "Wrong Number Mill",
    "country": "KZ",
    "city": "Kostanay",
    "origin_code": "KZ-KOSTANAY",
    "tax_id": "490340000119",
    "tax_id_kind": "BIN",
}
SIZE = {
    "sku": "BAD-1KG",
    "net_g": 1000,
    "gross_g": 1020,
    "length_mm": 200,
    "width_mm": 100,
    "height_mm": 60,
    "volume_cm3": 1200,
    "package_kind": "bag",
}
GOODS = {
    "code": "BAD",
    "names": {"en": "Flour"},
    "origin_country": "KZ",
    "hs6": "110100",
    "temperature_class": "AMBIENT_DRY",
    "segregation_class": "DRY_FOOD",
}


def bad_goods(scene: Scene) -> list[Bad]:
    """All of them."""
    return [*_firms(), *_sizes(scene), *_products(), *_prices(scene), *_stock(scene)]


def _firms() -> list[Bad]:
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"tax_id": "490340000118"}, "/tax_id"),
        ({"tax_id": "49034000011"}, "/tax_id"),
        ({"tax_id": "４９０３４００００１１９"}, "/tax_id"),
        ({"tax_id": 490340000119}, "/tax_id"),
        ({"tax_id": "91350100M000100Y44", "tax_id_kind": "USCC", "country": "CN"}, "/tax_id"),
        ({"tax_id_kind": "VAT"}, "/tax_id_kind"),
        ({"country": "US"}, "/country"),
        ({"code": "lower case"}, "/code"),
        ({"handling_days": -1}, "/handling_days"),
        ({"status": "verified"}, "/status"),
        ({"verified_at": "2026-01-01T00:00:00Z"}, "/verified_at"),
    ]
    return [Bad("/sellers", {**FIRM, **change}, pointer) for change, pointer in wrong]


def _sizes(scene: Scene) -> list[Bad]:
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"gtin13": "9521000000019"}, "/gtin13"),
        ({"gtin13": "952100000001"}, "/gtin13"),
        ({"net_g": -1}, "/net_g"),
        ({"net_g": 10**12}, "/net_g"),
        ({"gross_g": 1.5}, "/gross_g"),
        ({"volume_cm3": float("nan")}, "/volume_cm3"),
        ({"height_mm": float("inf")}, "/height_mm"),
        ({"package_kind": "submarine"}, "/package_kind"),
        ({"seller_id": NOBODY}, "/seller_id"),
    ]
    given = {**SIZE, "product_id": scene.product_id}
    return [Bad("/seller/variants", {**given, **change}, pointer, who="seller") for change, pointer in wrong]


def _products() -> list[Bad]:
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"names": {"tlh": "tIr"}}, "/names/tlh"),
        ({"names": {}}, "/names"),
        ({"names": {"en": "a" * 201}}, "/names/en"),
        ({"hs6": "11010"}, "/hs6"),
        ({"shelf_life_days": 0}, "/shelf_life_days"),
        ({"segregation_class": "ANYTHING"}, "/segregation_class"),
    ]
    return [Bad("/seller/products", {**GOODS, **change}, pointer, who="seller") for change, pointer in wrong]


def _prices(scene: Scene) -> list[Bad]:
    wrong: list[tuple[Any, str]] = [
        ({"amount": "17.50", "currency": "USD"}, "/price"),
        ({"amount": "17.50", "currency": "KZT"}, "/price/currency"),
        ({"amount": "17.50", "currency": "cny"}, "/price"),
        ({"amount": "-17.50", "currency": "CNY"}, "/price"),
        ({"amount": "0", "currency": "CNY"}, "/price"),
        ({"amount": "NaN", "currency": "CNY"}, "/price"),
        ({"amount": "1e400", "currency": "CNY"}, "/price"),
        ({"amount": "17.505", "currency": "CNY"}, "/price"),
        ({"amount": "9" * 100, "currency": "CNY"}, "/price"),
        ({"amount": "１７", "currency": "CNY"}, "/price"),
        ({"amount": 17.5, "currency": "CNY"}, "/price"),
        ({"amount": "17.50", "currency": "CNY", "vat": "0"}, "/price"),
        ("17.50", "/price"),
    ]
    path = f"/seller/listings/{scene.listing_id}/price"
    return [Bad(path, {"price": price}, pointer, who="seller") for price, pointer in wrong]


def _stock(scene: Scene) -> list[Bad]:
    received = {"lot_id": scene.lot_id, "warehouse": "KZ-KOSTANAY-WH", "quantity": 1}
    lot = {"variant_id": scene.variant_id, "code": "BAD", "made_date": "2026-10-01"}
    receipts: list[tuple[dict[str, Any], str]] = [
        ({"quantity": -1}, "/quantity"),
        ({"quantity": 10**15}, "/quantity"),
        ({"quantity": 10**400}, "/quantity"),
        ({"on_hand": 7}, "/on_hand"),
    ]
    lots: list[tuple[dict[str, Any], str]] = [
        ({"made_date": "2026-02-30"}, "/made_date"),
        ({"best_before_date": "2026-09-01"}, "/best_before_date"),
        ({"made_date": "99999-01-01"}, "/made_date"),
    ]
    return [
        *(
            Bad("/seller/stock/receive", {**received, **change}, pointer, who="seller", keyed=True)
            for change, pointer in receipts
        ),
        *(Bad("/seller/lots", {**lot, **change}, pointer, who="seller") for change, pointer in lots),
    ]
