"""What does a price list of Kaspi.kz say, as XML?"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from catalog.neutral import Books, Header, NeutralRow, Place, PriceType, SellerMapping
from channels.readers.aliases import Meaning
from channels.readers.building import RowMaker, refused
from channels.readers.port import Reading, Source, begun, opened
from channels.readers.xml_pieces import LARGEST_PIECE, NAMED_AT_ONCE, Node, Opened, document

FORMAT = "kaspi"
CURRENCY = "KZT"
_ROOT = "kaspi_catalog"
_OFFER = f"{_ROOT}/offers/offer"
_MOST_CITIES = 1_000
_NO_BRAND = {"без бренда", "no brand"}


class KaspiReader:
    """
    Reads the feed that Kaspi fetches from its sellers.

    It has no barcode, mass, code of customs, nor picture: prices and stock of known goods. What isn't
    in it is taken from sale there; what is withdrawn stands in it as not available.
    """

    format = FORMAT

    def detect(self, head: bytes, name: str) -> int:
        """By the root's name, whatever its namespace."""
        return 100 if f"<{_ROOT}".encode() in head[:NAMED_AT_ONCE] else 0

    def read(self, source: Source, *, name: str, mapping: SellerMapping) -> Reading:
        """One row an offer; prices by city are price lists, named by the city's code."""
        header = Header(FORMAT, currency=CURRENCY, is_changes_only=False)
        return begun(header, lambda reading: _rows(source, name, mapping, reading))


def _rows(source: Source, name: str, mapping: SellerMapping, reading: Reading) -> Iterator[NeutralRow]:
    cities: dict[str, PriceType] = {}
    stores: dict[str, str] = {}
    with opened(source) as stream:
        for found in document(stream, ("offer",), _ROOT):
            if isinstance(found, Opened) and found.path == _ROOT:
                dated = found.attributes.get("date", "").strip()[:40]
                reading.header = replace(reading.header, dated=dated)
            if isinstance(found, Opened) or found.path != _OFFER:
                continue
            row = _row(found, name, mapping)
            known = len(cities), len(stores)
            _gather(row, cities, stores)
            if known != (len(cities), len(stores)):
                books = Books(price_types=dict(cities), warehouses=dict(stores))
                reading.header = replace(reading.header, books=books)
            yield row


def _row(offer: Node, name: str, mapping: SellerMapping) -> NeutralRow:
    place, key = Place(name, offer.line, "offers/offer"), offer.attributes.get("sku", "").strip()
    if offer.is_overgrown:
        return refused(place, "product_key", "row.too_large", key=key, most=LARGEST_PIECE)
    maker = RowMaker(place, mapping, currency=CURRENCY)
    maker.key(product=key, variant=key)
    maker.put(Meaning("sku"), key)
    maker.name(offer.said("model"))
    brand = offer.said("brand")
    if brand.lower() not in _NO_BRAND:
        maker.put(Meaning("brand"), brand)
    maker.price(offer.said("price"))
    for price in offer.all("cityprices", "cityprice"):
        maker.price(price.text, price_type=price.attributes.get("cityId", "").strip())
    # Some old programs write them straight into the offer.
    places = (*offer.all("availabilities", "availability"), *offer.all("availability"))
    put_availability(
        maker,
        (
            (
                each.attributes.get("storeId", "").strip(),
                each.attributes.get("available", ""),
                each.attributes.get("stockCount", ""),
            )
            for each in places
        ),
    )
    return maker.made()


def put_availability(maker: RowMaker, places: Iterable[tuple[str, str, str]]) -> None:
    """
    Stock by pick-up point: its name, whether there is any, how many if that is told.

    What is not available at any of them is withdrawn.
    """
    answers: list[bool] = []
    for store, available, count in places:
        is_there = available.strip().lower() in {"yes", "да", "true"}
        answers.append(is_there)
        # What isn't available isn't sold, whatever was counted.
        maker.stock(count if is_there else "0", warehouse=store or "PP1")
    if answers:
        maker.available("yes" if any(answers) else "no")
        if not any(answers):
            maker.withdrawn()


def _gather(row: NeutralRow, cities: dict[str, PriceType], stores: dict[str, str]) -> None:
    for price in row.prices:
        if price.price_type and len(cities) < _MOST_CITIES:
            cities.setdefault(price.price_type, PriceType(price.price_type, CURRENCY))
    for store in row.stock.by_warehouse if row.stock else ():
        if len(stores) < _MOST_CITIES:
            stores.setdefault(store, store)
