"""How do ads and shopping services want goods that read the vocabulary of Google's product data?"""

from collections.abc import Iterator
from decimal import Decimal
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape

from channels.feed_facts import Facts
from channels.writers.port import About, Shop, clean, element, written

_LONGEST_TITLE = 150
_LONGEST_DESCRIPTION = 5_000
_LONGEST_TYPE = 750
_GRAMS = Decimal(1000)


class GoogleWriter:
    """
    RSS 2.0 with the elements of `http://base.google.com/ns/1.0`, which many others read as well.

    Weights are in kilograms with the packaging. Source: Google's specification of product data.
    """

    format = "google"
    media_type = "application/xml"
    extension = "xml"
    currencies = ("KZT", "CNY")
    needs = ("link_template",)
    takes_changes = True

    def head(self, about: About) -> str:
        """The channel, with whose goods these are."""
        return (
            '<?xml version="1.0" encoding="utf-8"?>\n'
            '<rss version="2.0" xmlns:g="http://base.google.com/ns/1.0">\n<channel>\n'
            f"<title>{escape(clean(about.company))}</title>\n<link>{escape(about.shop_url)}</link>\n"
            f"<description>{escape(clean(about.company))}</description>\n"
            f"<lastBuildDate>{about.changed_at:%a, %d %b %Y %H:%M:%S} +0000</lastBuildDate>\n"
        )

    def item(self, facts: Facts, about: Shop, *, is_sold: bool) -> str:
        """One item."""
        return written(element("item", children=_children(facts, is_there=is_sold and facts.is_there)))

    def tail(self) -> str:
        """The end of the channel."""
        return "</channel>\n</rss>\n"


def _children(facts: Facts, *, is_there: bool) -> Iterator[ET.Element]:
    yield element("g:id", facts.sku)
    yield element("g:title", facts.name[:_LONGEST_TITLE])
    yield element("g:description", (facts.description or facts.name)[:_LONGEST_DESCRIPTION])
    yield element("g:link", facts.link)
    for place, image in enumerate(facts.images):
        yield element("g:additional_image_link" if place else "g:image_link", image)
    yield element("g:availability", "in_stock" if is_there else "out_of_stock")
    yield element("g:price", f"{facts.price:f} {facts.currency}")
    yield element("g:condition", "new")
    if facts.brand:
        yield element("g:brand", facts.brand)
    if facts.gtin:
        yield element("g:gtin", facts.gtin)
    else:
        yield element("g:identifier_exists", "no")
    if facts.categories:
        yield element("g:product_type", " > ".join(name for _, name in facts.categories)[:_LONGEST_TYPE])
    yield element("g:item_group_id", facts.group)
    yield element("g:shipping_weight", f"{Decimal(facts.gross_g) / _GRAMS:f} kg")
    yield element("g:unit_pricing_measure", f"{facts.net_g} g")
