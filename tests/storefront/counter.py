"""Which goods do the tests of search stand in the window?"""

from typing import Any

from catalog.models import Listing
from kit.clock import now
from kit.transactions import owns_transaction
from storefront.operations.paraphrasing import load_reference
from tests.api import Api
from tests.orders.market import Market
from tests.storefront.window import follow

GOODS: dict[str, dict[str, str]] = {
    "FLR-2KG": {
        "en": "Wheat baking flour, premium grade, 2 kg",
        "ru": "Мука пшеничная хлебопекарная, высший сорт, 2 кг",
        "kk": "Нан пісіретін бидай ұны, жоғары сорт, 2 кг",
        "zh-Hans": "烘焙用小麦粉（特等），2千克",
    },
    "FLR-5KG": {
        "en": "Wheat baking flour, premium grade, 5 kg",
        "ru": "Мука пшеничная хлебопекарная, высший сорт, 5 кг",
        "kk": "Нан пісіретін бидай ұны, жоғары сорт, 5 кг",
        "zh-Hans": "烘焙用小麦粉（特等），5千克",
    },
    "CML-200G": {
        "en": "Camel milk powder, whole, 200 g",
        "ru": "Верблюжье молоко сухое цельное, 200 г",
        "kk": "Құрғақ түйе сүті, 200 г",
        "zh-Hans": "全脂骆驼奶粉，200克",
    },
    "HNY-500G": {
        "en": "Mountain honey <b>raw</b>, 500 g",
        "ru": "Мёд горный, 500 г",
        "kk": "Тау балы, 500 г",
        "zh-Hans": "高山蜂蜜，500克",
    },
}


def stand(shop: Market) -> dict[str, Listing]:
    """The goods, found by their words, with the synonyms that search knows from the start."""
    owns_transaction(load_reference)(at=now())
    seller = shop.seller()
    listings = {}
    for sku, names in GOODS.items():
        listings[sku] = shop.listing(seller, sku)
        product = listings[sku].variant.product
        product.names, product.standard = names, "ГОСТ 26574-2017" if sku.startswith("FLR") else ""
        product.save()
    follow()
    return listings


def found(api: Api, q: str, **params: Any) -> list[str]:
    """The SKUs of the hits, in order."""
    return [item["sku"] for item in answered(api, q, **params)["items"]]


def answered(api: Api, q: str, **params: Any) -> Any:
    """The whole answer to a search."""
    answer = api.client.get("/api/v1/products", {"q": q, **params})
    assert answer.status_code == 200, answer.content
    return answer.json()
