"""How does the catalogue get the rows that it starts with?"""

from datetime import datetime

from catalog.operations.loading_facts import load_facts, load_seller_words
from catalog.operations.loading_goods import load_goods, load_sellers, sellers_there
from catalog.operations.loading_kinds import load_attributes, load_brands, load_categories, load_units
from catalog.operations.loading_law import load_paper_rules, load_positive_list, load_tariffs, load_warehouses
from catalog.operations.loading_papers import load_papers
from catalog.operations.loading_stock import load_stock, relay_lots
from kit.actors import Actor
from kit.transactions import inside_transaction
from kit.upserts import Tally

__all__ = ["load_demo", "load_reference", "relay_lots"]


@inside_transaction
def load_reference(*, at: datetime, by: Actor) -> dict[str, Tally]:
    """
    Load tariff codes, tax rates, rules of papers, warehouses, units, categories and attributes.

    A second run changes nothing.

    :raises BadReferenceRow: naming file, row and column.
    """
    return {
        **load_tariffs(at=at),
        **load_paper_rules(at=at),
        **load_warehouses(at=at),
        **load_units(at=at),
        **load_categories(at=at),
        **load_attributes(at=at),
    }


@inside_transaction
def load_demo(*, at: datetime, by: Actor) -> dict[str, Tally]:
    """
    Load the demonstration's positive list, brands, sellers, papers, goods and stock, laid relative to today.

    The reference data must be loaded. It is loaded once: where one of its sellers is there, all of it stays
    as its sellers and staff have made it since, what they took away stays away, and only the days
    of its lots are laid anew. Sellers of before there were papers get theirs.

    :raises BadReferenceRow: naming file, row and column.
    """
    if there := sellers_there():
        lots = relay_lots(at=at, by=by)
        return {"sellers": Tally(unchanged=there), **load_papers(at=at, by=by), "lots": lots}
    return {
        **load_positive_list(at=at),
        **load_brands(at=at),
        **load_sellers(at=at, by=by),
        **load_seller_words(at=at),
        **load_papers(at=at, by=by),
        **load_goods(at=at, by=by),
        **load_facts(at=at),
        **load_stock(at=at, by=by),
    }
