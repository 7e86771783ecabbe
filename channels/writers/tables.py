"""How do goods stand in a table that any program opens?"""

from channels.feed_facts import Facts
from channels.writers.port import About, Shop
from kit.sheets import csv_line

_COLUMNS = (
    *("sku", "product_key", "name", "description", "brand", "category", "barcode", "price", "currency"),
    *("stock", "available", "min_quantity", "multiple", "net_weight_g", "gross_weight_g", "length_mm"),
    *("width_mm", "height_mm", "country_of_origin", "images", "link"),
)


class TableWriter:
    """CSV in UTF-8 with a byte order mark, with commas; cells that a program would run are made inert."""

    format = "csv"
    media_type = "text/csv"
    extension = "csv"
    currencies = ("KZT", "CNY")
    needs = ()
    takes_changes = True

    def head(self, about: About) -> str:
        """The row of names."""
        return "\ufeff" + csv_line(_COLUMNS)

    def item(self, facts: Facts, about: Shop, *, is_sold: bool) -> str:
        """One row."""
        is_there = is_sold and facts.is_there
        return csv_line(
            (
                *(facts.sku, facts.group, facts.name, facts.description, facts.brand),
                " > ".join(name for _, name in facts.categories),
                *(facts.gtin, facts.price, facts.currency, facts.units if is_there else 0),
                "yes" if is_there else "no",
                *(facts.min_quantity, facts.multiple, facts.net_g, facts.gross_g),
                *(facts.length_mm, facts.width_mm, facts.height_mm, facts.origin_country),
                " ".join(facts.images),
                facts.link,
            )
        )

    def tail(self) -> str:
        """A table ends with its last row."""
        return ""
