"""Which base of 1C exchanges with the shop in its tests, and with which goods?"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.test import Client

from catalog.models import ImportJob, Listing, Seller
from channels.operations.keying import NewAccess, make_access
from kit.clock import now
from kit.transactions import owns_transaction
from tests.catalog import files as goods
from tests.channels import files
from tests.channels.files import FLOUR, RETAIL
from tests.exchange_1c import OneC

SITE = "http://testserver"
REQUISITES = {"Вес нетто": "2", "Вес брутто": "2.1", "Код ТН ВЭД": "110100", "Длина": "300"}
WHOLE, CHANGES = 'СодержитТолькоИзменения="false"', 'СодержитТолькоИзменения="true"'


def wire(method: str, address: str, body: bytes | None, headers: Mapping[str, str]) -> tuple[int, bytes]:
    """A request through everything that stands before our doors, without a network."""
    split = urlsplit(address)
    client: Any = Client(raise_request_exception=False)
    answer = client.generic(
        method,
        f"{split.path}?{split.query}",
        body or b"",
        content_type=headers.get("Content-Type", ""),
        headers={name: text for name, text in headers.items() if name not in {"Content-Type", "Cookie"}},
        HTTP_COOKIE=headers.get("Cookie", ""),
    )
    return answer.status_code, answer.content


def keyed(seller: Seller, *, encoding: str = "utf-8") -> NewAccess:
    """An access for a seller's 1C."""
    return owns_transaction(make_access)(seller_id=seller.pk, encoding=encoding, at=now())


def base_of(made: NewAccess, *, site: str = SITE, **how: Any) -> OneC:
    """A base of 1C in which that access is typed in."""
    row = made.row
    carried = {} if site != SITE else {"carry": wire}
    return OneC(
        address=f"{site}/channels/1c/{row.public_id}/",
        login=row.public_id,
        password=made.password,
        encoding=row.encoding,
        **{**carried, **how},
    )


def prepared(seller: Seller) -> None:
    """A seller who has said what holds of new goods of 1C."""
    goods.mapped(seller, format="commerceml", at=now(), length_mm=300, width_mm=200, height_mm=60)


def import_xml(*keys: str, changes: str = WHOLE) -> bytes:
    """A catalogue of flour."""
    listed = [files.product(files.requisites(REQUISITES), key=key, name=f"Мука {key[:8]}") for key in keys]
    return files.commerce(files.catalogue(*listed, changes=changes)).encode()


def offers_xml(prices: Mapping[str, str], *, changes: str = WHOLE) -> bytes:
    """Offers by key and price."""
    lists = files.price_list((RETAIL, "Розничная", "CNY"))
    offered = [
        files.offer(files.prices((RETAIL, price)), "<Количество>5</Количество>", key=key)
        for key, price in prices.items()
    ]
    return files.commerce(files.package(*offered, lists=lists, changes=changes)).encode()


def full(*keys: str, price: str = "17.50") -> dict[str, bytes]:
    """What 1C sends of some goods."""
    return {
        "import.xml": import_xml(*(keys or (FLOUR,))),
        "offers.xml": offers_xml(dict.fromkeys(keys or (FLOUR,), price)),
    }


def prices_now() -> dict[str, int]:
    """The prices of listings by the code of their product, in minor units."""
    return dict(Listing.objects.values_list("variant__product__code", "prices__amount_minor"))


def jobs() -> list[tuple[str, str]]:
    """Name and status of the jobs of files, in their order."""
    return list(ImportJob.objects.order_by("id").values_list("file_name", "status"))
