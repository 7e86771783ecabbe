"""Which pictures show a product?"""

from collections import defaultdict
from collections.abc import Collection
from typing import NamedTuple
from uuid import UUID

from django.db.models import F

from catalog.filing import urls_of
from catalog.models import Certificate, Image
from kit.database import Among

_AT_ONCE = 1000


class Shown(NamedTuple):
    """One picture as buyers get it; of the whole product when it names no variant."""

    id: UUID
    variant_id: UUID | None
    # What it shows, by language.
    alt: dict[str, str]
    # Of the largest file, in pixels.
    width: int
    height: int
    # Where each size is, by its longest side in pixels: "320", "800", "1600".
    urls: dict[str, str]


def images_of(product_ids: Collection[UUID]) -> dict[UUID, list[Shown]]:
    """The pictures of many products in their order, in one query; products without any are left out."""
    rows = Image.objects.filter(Among(F("product_id"), product_ids)).order_by("product_id", "position", "id")
    found: defaultdict[UUID, list[Shown]] = defaultdict(list)
    columns = ("product_id", "id", "variant_id", "alt", "width", "height", "key")
    for product_id, image_id, variant_id, alt, width, height, key in rows.values_list(*columns):
        found[product_id].append(Shown(image_id, variant_id, alt, width, height, urls_of(key)))
    return dict(found)


def keys_in_use(keys: Collection[str]) -> set[str]:
    """Those of some keys that a picture or the scan of a paper has."""
    wanted, used = sorted(keys), set[str]()
    for start in range(0, len(wanted), _AT_ONCE):
        some = wanted[start : start + _AT_ONCE]
        used.update(Image.objects.filter(key__in=some).values_list("key", flat=True))
        used.update(Certificate.objects.filter(scan_key__in=some).values_list("scan_key", flat=True))
    return used
