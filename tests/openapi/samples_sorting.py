"""With which request does each operation on the kinds of goods succeed?"""

from typing import Any

from tests.openapi.sample import Recipe, Sample
from tests.openapi.world import Side, caller, good

NAMES = {"en": "Camel hair", "ru": "Верблюжий волос", "kk": "Түйе жүні", "zh-Hans": "驼毛"}


def by_staff(path: str, body: Any = None) -> Recipe:
    """What onboarding does."""
    return lambda side: Sample(side.world.staff, path, body)


def by_anybody(path: str) -> Recipe:
    """What strangers read."""
    return lambda _: Sample(caller(), path)


def list_brands(side: Side) -> Sample:
    for number in range(2):
        good(side.world.staff.post("/brands", {"code": f"brand-{side.name}-{number}", "names": NAMES}))
    return Sample(caller(), "/brands")


def _brand(side: Side) -> str:
    return str(good(side.world.staff.post("/brands", {"code": f"mill-{side.name}", "names": NAMES}))["code"])


SORTING: dict[str, Recipe] = {
    "listCategories": by_anybody("/categories"),
    "createCategory": by_staff("/categories", {"code": "camel-hair", "parent": "home", "names": NAMES}),
    "showCategory": by_anybody("/categories/wheat-flour"),
    "changeCategory": by_staff("/categories/wheat-flour", {"is_open": False}),
    "moveCategory": by_staff("/categories/honey/move", {"parent": "dairy"}),
    "askAttribute": by_staff("/categories/honey/ask", {"attribute": "moisture", "is_required": True}),
    "stopAskingAttribute": by_staff("/categories/honey/stop-asking", {"attribute": "blossom"}),
    "listBrands": list_brands,
    "createBrand": by_staff("/brands", {"code": "aq-tuye", "names": NAMES, "country": "KZ"}),
    "showBrand": lambda side: Sample(caller(), f"/brands/{_brand(side)}"),
    "changeBrand": lambda side: Sample(side.world.staff, f"/brands/{_brand(side)}", {"country": "CN"}),
    "listAttributes": by_anybody("/attributes"),
    "createAttribute": by_staff(
        "/attributes", {"code": "fineness", "names": NAMES, "kind": "number", "decimals": 1, "least": "0"}
    ),
    "showAttribute": by_anybody("/attributes/grade"),
    "changeAttribute": by_staff("/attributes/moisture", {"most": "60.0", "is_filter": True}),
    "putAttributeOption": by_staff("/attributes/grade/options", {"code": "third", "names": NAMES}),
    "listUnits": by_anybody("/units"),
}
