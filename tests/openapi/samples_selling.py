"""With which request does each operation of the catalogue succeed, on behalf of one side?"""

from typing import Any

from catalog.models import Listing, Lot, Seller, StockLevel
from kit.clock import now
from tests.api import Api
from tests.openapi.sample import REASON, Recipe, Sample
from tests.openapi.world import Side, caller, good, new_key
from tests.pictures import png

PRODUCT = {
    "code": "FLR-PRM",
    "names": {"en": "Wheat flour, premium grade", "zh-Hans": "小麦粉"},
    "origin_country": "KZ",
    "hs6": "110100",
    "temperature_class": "AMBIENT_DRY",
    "segregation_class": "DRY_FOOD",
    "shelf_life_days": 365,
}
SIZE = {
    "sku": "FLR-PRM-5KG",
    "net_g": 5000,
    "gross_g": 5060,
    "length_mm": 400,
    "width_mm": 250,
    "height_mm": 90,
    "volume_cm3": 9000,
    "package_kind": "bag",
}
PRICE = {
    "price": {"amount": "41.00", "currency": "CNY"},
    "steps": [{"from_quantity": 20, "price": {"amount": "39.00", "currency": "CNY"}}],
}
WAREHOUSE = "KZ-KOSTANAY-WH"
# Numbers of the demonstration whose sellers these tests leave out.
SPARE_TAX_IDS = {"east": "490540000334", "west": "490640000487"}


def _product(side: Side) -> str:
    return str(side.flour.variant.product_id)


def _variant(side: Side, sku: str = "FLR-PRM-5KG") -> dict[str, Any]:
    return good(side.seller.post("/seller/variants", {**SIZE, "sku": sku, "product_id": _product(side)}))


def _draft(side: Side) -> str:
    """The path of a listing with its price, not yet shown to staff."""
    body = {"variant_id": _variant(side)["id"], "market": "CN"}
    path = f"/seller/listings/{good(side.seller.post('/seller/listings', body))['id']}"
    good(side.seller.post(f"{path}/price", PRICE))
    return path


def _seen_by_staff(side: Side, *verbs: str) -> str:
    """The path of a listing handed in, on which staff have done some verbs."""
    path = _draft(side)
    good(side.seller.post(f"{path}/submit"))
    # Nobody waits for them in the test world.
    for verb in () if side.sandbox else verbs:
        good(side.world.staff.post(f"{path}/{verb}"))
    return path


def offering(verb: str, *before: str) -> Recipe:
    """A verb of the seller on an approved listing after those before it."""

    def sample(side: Side) -> Sample:
        path = _seen_by_staff(side, "approve")
        for each in before:
            good(side.seller.post(f"{path}/{each}"))
        return Sample(side.seller, f"{path}/{verb}")

    return sample


def judging(verb: str, status: str, body: Any = None) -> Recipe:
    """A verb of staff on a listing of some status."""

    def sample(side: Side) -> Sample:
        Listing.objects.filter(pk=side.flour.pk).update(status=status)
        return Sample(side.world.staff, f"/seller/listings/{side.flour.pk}/{verb}", body)

    return sample


def admitting(verb: str, status: str, body: Any = None) -> Recipe:
    """A verb of staff on a seller of some status."""

    def sample(side: Side) -> Sample:
        stamps = {"verified_at": now(), "suspended_at": now() if status == "suspended" else None}
        Seller.objects.filter(pk=side.seller_row.pk).update(status=status, **stamps)
        return Sample(side.world.staff, f"/sellers/{side.seller_row.pk}/{verb}", body)

    return sample


def apply_as_seller(side: Side) -> Sample:
    body = {
        "code": f"NEW-{side.name}".upper(),
        "legal_name": f"New mill {side.name}",
        "country": "KZ",
        "city": "Kostanay",
        "origin_code": "KZ-KOSTANAY",
        "tax_id": SPARE_TAX_IDS[side.name],
        "tax_id_kind": "BIN",
    }
    return Sample(side.buyer, "/sellers", body)


def create_product(side: Side) -> Sample:
    return Sample(side.seller, "/seller/products", PRODUCT)


def add_image(side: Side) -> Sample:
    body = {"file": png(), "variant_id": str(side.flour.variant_id), "alt": {"zh-Hans": "面粉"}}
    return Sample(side.seller, f"/seller/products/{_product(side)}/images", body)


def _image(side: Side) -> str:
    """The path of a picture."""
    sample = add_image(side)
    image = good(side.seller.post_form(sample.path, sample.body))
    return f"{sample.path}/{image['id']}"


def submit_certificate(side: Side) -> Sample:
    body = {
        "kind": "halal",
        "number": f"HAL-{new_key()}",
        "issuer": "Halal Damu",
        "valid_from": "2026-01-15",
        "product_id": str(side.flour.variant.product_id),
        "lot_id": str(_lot(side).pk),
        "scan": png(),
    }
    return Sample(side.seller, "/seller/certificates", body)


def _certificate(side: Side) -> str:
    """The path of a paper that waits for staff."""
    sample = submit_certificate(side)
    return f"{sample.path}/{good(side.seller.post_form(sample.path, sample.body))['id']}"


def list_certificates(side: Side) -> Sample:
    for _ in range(2):
        _certificate(side)
    return Sample(side.seller, "/seller/certificates")


def create_variant(side: Side) -> Sample:
    return Sample(side.seller, "/seller/variants", {**SIZE, "product_id": _product(side)})


def create_listing(side: Side) -> Sample:
    return Sample(side.seller, "/seller/listings", {"variant_id": _variant(side)["id"], "market": "CN"})


def _lot(side: Side) -> Lot:
    return Lot.objects.filter(variant=side.flour.variant)[0]


def open_lot(side: Side) -> Sample:
    body = {"variant_id": str(side.flour.variant_id), "code": "B", "made_date": str(now().date())}
    return Sample(side.seller, "/seller/lots", body)


def receive(side: Side) -> Sample:
    body = {"lot_id": str(_lot(side).pk), "warehouse": WAREHOUSE, "quantity": 10}
    return Sample(side.seller, "/seller/stock/receive", body)


def level_of(side: Side) -> str:
    """The id of the side's stock of flour."""
    return str(StockLevel.objects.get(lot=_lot(side)).pk)


def adjust(side: Side) -> Sample:
    body = {"quantity": -3, "reason": "Torn bags."}
    return Sample(side.seller, f"/seller/stock/{level_of(side)}/adjust", body)


def stock_moves(side: Side) -> Sample:
    sample = adjust(side)
    good(side.seller.post(sample.path, sample.body, key=new_key()))
    return Sample(side.seller, "/seller/stock-moves")


def price_changes(side: Side) -> Sample:
    path = f"/seller/listings/{side.flour.pk}/price"
    good(side.seller.post(path, PRICE))
    return Sample(side.seller, f"{path}-changes")


def _repricing(side: Side) -> str:
    """The path of a change of many prices that was looked at."""
    sample = preview_prices(side)
    return f"{sample.path}/{good(side.seller.post(sample.path, sample.body))['id']}"


def preview_prices(side: Side) -> Sample:
    return Sample(side.seller, "/seller/repricings", {"market": "CN", "percent": "5.00"})


def undo_repricing(side: Side) -> Sample:
    path = _repricing(side)
    good(side.seller.post(f"{path}/apply"))
    return Sample(side.seller, f"{path}/undo")


def _waiting_change(side: Side) -> str:
    """The path of a change of goods on sale that waits for staff."""
    path = f"/seller/variants/{side.flour.variant_id}"
    shown = side.seller.patch(path, {"gross_g": 2050}, if_match="*").json()
    return f"/seller/listing-changes/{shown['pending_change']['id']}"


def reading(path: str, *, by: str = "seller") -> Recipe:
    """A list."""

    def sample(side: Side) -> Sample:
        callers: dict[str, Api] = {"anonymous": caller(), **side.kinds()}
        return Sample(callers[by], path)

    return sample


SELLING: dict[str, Recipe] = {
    "listSellers": reading("/sellers", by="anonymous"),
    "applyAsSeller": apply_as_seller,
    "showSeller": lambda side: Sample(caller(), f"/sellers/{side.seller_row.pk}"),
    "changeSeller": lambda side: Sample(
        side.seller, f"/sellers/{side.seller_row.pk}", {"city": "Rudny", "handling_days": 2}
    ),
    "reviewSeller": admitting("review", "applied"),
    "approveSeller": admitting("approve", "in_review"),
    "rejectSeller": admitting("reject", "in_review", REASON),
    "suspendSeller": admitting("suspend", "verified", REASON),
    "reinstateSeller": admitting("reinstate", "suspended"),
    "listSellerProducts": reading("/seller/products"),
    "createProduct": create_product,
    "showSellerProduct": lambda side: Sample(side.seller, f"/seller/products/{_product(side)}"),
    "changeProduct": lambda side: Sample(
        side.seller, f"/seller/products/{_product(side)}", {"shelf_life_days": 540}
    ),
    "listProductImages": lambda side: Sample(side.seller, _image(side).rpartition("/")[0]),
    "addProductImage": add_image,
    "showProductImage": lambda side: Sample(side.seller, _image(side)),
    "changeProductImage": lambda side: Sample(
        side.seller, _image(side), {"alt": {"en": "Flour"}, "variant_id": str(side.flour.variant_id)}
    ),
    "removeProductImage": lambda side: Sample(side.seller, _image(side)),
    "listCertificates": list_certificates,
    "submitCertificate": submit_certificate,
    "showCertificate": lambda side: Sample(side.seller, _certificate(side)),
    "withdrawCertificate": lambda side: Sample(side.seller, f"{_certificate(side)}/withdraw"),
    "verifyCertificate": lambda side: Sample(side.world.staff, f"{_certificate(side)}/verify"),
    "rejectCertificate": lambda side: Sample(side.world.staff, f"{_certificate(side)}/reject", REASON),
    "listVariants": reading("/seller/variants"),
    "createVariant": create_variant,
    "showVariant": lambda side: Sample(side.seller, f"/seller/variants/{side.flour.variant_id}"),
    "changeVariant": lambda side: Sample(
        side.seller, f"/seller/variants/{side.flour.variant_id}", {"gross_g": 2050}
    ),
    "listListings": reading("/seller/listings"),
    "createListing": create_listing,
    "showListing": lambda side: Sample(side.seller, f"/seller/listings/{side.flour.pk}"),
    "showListingGate": lambda side: Sample(side.seller, f"/seller/listings/{side.flour.pk}/gate"),
    "setPrice": lambda side: Sample(side.seller, f"/seller/listings/{side.flour.pk}/price", PRICE),
    "changeListing": lambda side: Sample(
        side.seller, f"/seller/listings/{side.flour.pk}", {"min_quantity": 4, "multiple": 2}
    ),
    "setPrices": lambda side: Sample(
        side.seller, "/seller/prices", {"prices": [{"listing_id": str(side.flour.pk), **PRICE}]}
    ),
    "listPriceChanges": price_changes,
    "listRepricings": lambda side: Sample(side.seller, _repricing(side).rpartition("/")[0]),
    "previewPrices": preview_prices,
    "showRepricing": lambda side: Sample(side.seller, _repricing(side)),
    "applyRepricing": lambda side: Sample(side.seller, f"{_repricing(side)}/apply"),
    "undoRepricing": undo_repricing,
    "submitListing": lambda side: Sample(side.seller, f"{_draft(side)}/submit"),
    "publishListing": offering("publish"),
    "pauseListing": offering("pause", "publish"),
    "resumeListing": offering("resume", "publish", "pause"),
    "retireListing": offering("retire"),
    "approveListing": judging("approve", "submitted"),
    "requestListingChanges": judging("request-changes", "submitted", REASON),
    "blockListing": judging("block", "live", REASON),
    "unblockListing": judging("unblock", "blocked"),
    "listListingChanges": lambda side: Sample(side.seller, _waiting_change(side).rpartition("/")[0]),
    "showListingChange": lambda side: Sample(side.seller, _waiting_change(side)),
    "withdrawListingChange": lambda side: Sample(side.seller, f"{_waiting_change(side)}/withdraw"),
    "approveListingChange": lambda side: Sample(side.world.staff, f"{_waiting_change(side)}/approve"),
    "declineListingChange": lambda side: Sample(side.world.staff, f"{_waiting_change(side)}/decline", REASON),
    "listLots": reading("/seller/lots"),
    "openLot": open_lot,
    "showLot": lambda side: Sample(side.seller, f"/seller/lots/{_lot(side).pk}"),
    "listStock": reading("/seller/stock"),
    "receiveStock": receive,
    "adjustStock": adjust,
    "setShelf": lambda side: Sample(side.seller, f"/seller/stock/{level_of(side)}/shelf", {"shelf": "A-1"}),
    "listStockMoves": stock_moves,
    "listMarkets": reading("/markets", by="anonymous"),
    "listTariffCodes": reading("/tariff-codes", by="anonymous"),
    "showTariffCode": reading("/tariff-codes/110100", by="anonymous"),
    "listWarehouses": reading("/warehouses", by="anonymous"),
}
