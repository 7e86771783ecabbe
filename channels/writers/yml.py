"""How do price comparison sites and shops of the Russian-speaking web want goods?"""

from collections.abc import Iterator
from decimal import Decimal
from hashlib import blake2b
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape, quoteattr

from channels.feed_facts import Facts
from channels.writers.port import About, Shop, clean, element, written
from kit.countries import country_in

_LONGEST_NAME = 150
_LONGEST_DESCRIPTION = 3_000
_KG = Decimal(1000)
_CM = Decimal(10)


class YmlWriter:
    """
    Yandex Market Language, offers of the simplified kind (with `name`); sizes of one product share a group.

    Weight is in kilograms with the packaging, sizes in centimetres. Source: Yandex's description of the
    format, and feeds in use.
    """

    format = "yml"
    media_type = "application/xml"
    extension = "yml"
    currencies = ("KZT",)
    needs = ("link_template",)
    takes_changes = False

    def head(self, about: About) -> str:
        """The root with its date, the shop, its currency and all categories, those above first."""
        categories = "".join(
            f'<category id="{_number(path)}"'
            + (f' parentId="{_number(above)}"' if (above := path.rpartition("/")[0]) else "")
            + f">{escape(clean(name))}</category>\n"
            for path, name in sorted(about.categories.items())
        )
        return (
            '<?xml version="1.0" encoding="utf-8"?>\n'
            f"<yml_catalog date={quoteattr(about.changed_at.strftime('%Y-%m-%d %H:%M'))}>\n<shop>\n"
            f"<name>{escape(clean(about.company))}</name>\n<company>{escape(clean(about.company))}</company>\n"
            f"<url>{escape(about.shop_url)}</url>\n"
            f'<currencies><currency id="{about.currency}" rate="1"/></currencies>\n'
            f"<categories>\n{categories}</categories>\n<offers>\n"
        )

    def item(self, facts: Facts, about: Shop, *, is_sold: bool) -> str:
        """One offer."""
        is_there = is_sold and facts.is_there
        return written(
            element(
                "offer",
                children=_children(facts, is_there=is_there),
                id=facts.sku,
                available="true" if is_there else "false",
                group_id=facts.group,
            )
        )

    def tail(self) -> str:
        """The end of the root."""
        return "</offers>\n</shop>\n</yml_catalog>\n"


def _number(path: str) -> int:
    """The number of a category, which stays the same in every edition: the format knows no other codes."""
    return int.from_bytes(blake2b(path.encode(), digest_size=6).digest())


def _children(facts: Facts, *, is_there: bool) -> Iterator[ET.Element]:
    yield element("name", facts.name[:_LONGEST_NAME])
    if facts.brand:
        yield element("vendor", facts.brand)
    yield element("vendorCode", facts.sku)
    yield element("url", facts.link)
    yield element("price", f"{facts.price:f}")
    yield element("currencyId", facts.currency)
    if facts.categories:
        yield element("categoryId", str(_number(facts.categories[-1][0])))
    for image in facts.images:
        yield element("picture", image)
    if facts.description:
        yield element("description", facts.description[:_LONGEST_DESCRIPTION])
    for parameter in facts.parameters:
        made = element("param", parameter.value, name=parameter.name)
        if parameter.unit:
            made.set("unit", clean(parameter.unit))
        yield made
    if facts.origin_country:
        yield element("country_of_origin", country_in(facts.origin_country, "ru"))
    if facts.gtin:
        yield element("barcode", facts.gtin)
    yield from _measures(facts)
    yield element("count", str(facts.units if is_there else 0))


def _measures(facts: Facts) -> Iterator[ET.Element]:
    yield element("weight", f"{Decimal(facts.gross_g) / _KG:f}")
    if facts.length_mm and facts.width_mm and facts.height_mm:
        sides = (facts.length_mm, facts.width_mm, facts.height_mm)
        yield element("dimensions", "/".join(f"{Decimal(side) / _CM:f}" for side in sides))
    if facts.min_quantity > 1:
        yield element("min-quantity", str(facts.min_quantity))
    if facts.multiple > 1:
        yield element("step-quantity", str(facts.multiple))
