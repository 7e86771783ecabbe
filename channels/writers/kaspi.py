"""How does Kaspi.kz want its sellers' prices and stock?"""

from decimal import ROUND_HALF_UP, Decimal
from xml.sax.saxutils import escape, quoteattr

from channels.feed_facts import Facts
from channels.writers.port import About, Shop, clean, element, written

_NO_BRAND = "Без бренда"


class KaspiWriter:
    """
    The XML that Kaspi fetches: model, brand, availability at one point of pick-up, price in whole tenge.

    What isn't in it is taken from sale there, so what is withdrawn stays, as not available. Prices are
    rounded half up, for Kaspi takes no tiyn. Sources: Kaspi's guide for partners, and feeds in use.
    """

    format = "kaspi"
    media_type = "application/xml"
    extension = "xml"
    currencies = ("KZT",)
    needs = ("merchant_id",)
    takes_changes = False

    def head(self, about: About) -> str:
        """The root with its date, the company and its number at Kaspi."""
        return (
            '<?xml version="1.0" encoding="utf-8"?>\n'
            f"<kaspi_catalog date={quoteattr(about.changed_at.strftime('%Y-%m-%dT%H:%M:%SZ'))} "
            'xmlns="kaspiShopping" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
            'xsi:schemaLocation="kaspiShopping http://kaspi.kz/kaspishopping.xsd">\n'
            f"<company>{escape(clean(about.company))}</company>\n"
            f"<merchantid>{escape(about.merchant_id)}</merchantid>\n<offers>\n"
        )

    def item(self, facts: Facts, about: Shop, *, is_sold: bool) -> str:
        """One offer."""
        is_there = is_sold and facts.is_there
        stock = element(
            "availability",
            available="yes" if is_there else "no",
            storeId=about.store_id,
            stockCount=str(facts.units if is_there else 0),
        )
        whole = facts.price.quantize(Decimal(1), ROUND_HALF_UP)
        children = (
            element("model", facts.name),
            element("brand", facts.brand or _NO_BRAND),
            element("availabilities", children=(stock,)),
            element("price", f"{max(whole, Decimal(1)):f}"),
        )
        return written(element("offer", children=children, sku=facts.sku))

    def tail(self) -> str:
        """The end of the root."""
        return "</offers>\n</kaspi_catalog>\n"
