"""What does a seller see of their lots, of what runs low, and of papers that end?"""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from accounts.desk import NOTHING
from accounts.visits import Visit
from catalog.naming import full_names
from catalog.operations.putting import put_on_shelf
from catalog.queries.certifying import ending
from catalog.queries.running_low import called, low_of
from catalog.queries.selling import levels_of
from catalog.wording import PAPERS
from consoles.policy import SELLER_COUNTED
from consoles.seller.parts import Field, Line, Search, Table, Verb
from consoles.seller.showing import address, named, page_of, show_list, show_one, status, word
from kit.clock import now
from kit.reading import day_told
from kit.rest import found
from kit.words import Words

VERBS = {"shelf": "setShelf"}
_LONGEST_SHELF = 32


def lots(visit: Visit) -> HttpResponse:
    """Lots by warehouse, the newest first, or those of one SKU."""
    sku = word(visit.request, "q")
    rows = levels_of(visit.actor).select_related("lot__variant__product")
    page = page_of(visit, rows.filter(lot__variant__sku=sku) if sku else rows)
    table = Table(
        (
            *(_("Lot"), _("Goods"), _("SKU"), _("Warehouse"), _("Shelf"), _("Best before")),
            *(_("On hand"), _("Reserved"), _("Free"), _("Quarantine")),
        ),
        [Line(_level(row), address("level", row.pk)) for row in page.rows],
        _("Nothing of it is in stock.")
        if sku
        else _("Nothing is in stock: open a lot over REST, or send a file."),
    )
    return show_list(visit, table, title=_("Lots"), page=page, search=Search(_("SKU"), sku))


def level(visit: Visit, level_id: UUID) -> HttpResponse:
    """Units of one lot in one warehouse; a post notes on which shelf they lie."""
    row = found(levels_of(visit.actor).select_related("lot__variant__product"), pk=level_id)
    if visit.request.method == "POST":
        shelf = visit.typed("shelf", longest=_LONGEST_SHELF)
        visit.perform(
            lambda: put_on_shelf(level=row, shelf=shelf, at=now(), by=visit.actor), done=_("It is noted.")
        )
        return visit.go("level", row.pk)
    heads = (
        *(_("Lot"), _("Goods"), _("SKU"), _("Warehouse"), _("Shelf"), _("Best before")),
        *(_("On hand"), _("Reserved"), _("Free"), _("Quarantine")),
    )
    shelf_field = Field("shelf", _("Shelf"), value=row.shelf, required=False, longest=_LONGEST_SHELF)
    note = Verb(
        "shelf",
        _("Note it"),
        title=_("On which shelf does it lie?"),
        help=_("Pick lists go from shelf to shelf."),
        fields=(shelf_field,),
    )
    return show_one(
        visit,
        title=_("Lot %(code)s") % {"code": row.lot.code},
        facts=zip(heads, _level(row), strict=True),
        verbs=[note] if visit.does("setShelf") else [],
        back=(_("Lots"), "lots"),
    )


def low_stock(visit: Visit) -> HttpResponse:
    """Goods on sale of which little is left, as a mail tells it too."""
    units = low_of(organisation_id=visit.actor.firm_id, most=SELLER_COUNTED, at=now())
    table = Table(
        (_("Goods"), _("SKU"), _("Free units")),
        [Line((named(low.names), low.sku, str(low.units))) for low in called(units, list(units))],
        _("There is enough of everything on sale."),
    )
    return show_list(visit, table, title=_("Low stock"))


def papers(visit: Visit) -> HttpResponse:
    """Verified papers that have just ended or do soon: whose goods are to stay on sale hands in new ones."""
    page = page_of(visit, ending(visit.actor, on=now().date()), order=("valid_to", "id"))
    table = Table(
        (_("Paper"), _("Number"), _("For"), _("Holds until")),
        [Line(_paper(row)) for row in page.rows],
        _("No paper ends within thirty days, or has ended in the last seven."),
    )
    return show_list(visit, table, title=_("Papers that end soon"), page=page)


def _level(row: Any) -> tuple[Words, ...]:
    lot = row.lot
    quarantine: Words = NOTHING
    if row.is_quarantined:
        quarantine = lot.quarantine_reason or _("yes")
    return (
        lot.code,
        named(full_names(lot.variant.product.names, lot.variant.names)),
        lot.variant.sku,
        row.warehouse.code,
        row.shelf or NOTHING,
        day_told(lot.best_before_date) if lot.best_before_date else NOTHING,
        str(row.on_hand),
        str(row.reserved),
        str(row.free),
        status("on_hold", quarantine) if row.is_quarantined else quarantine,
    )


def _paper(row: Any) -> tuple[Words, ...]:
    goods = named(row.product.names) if row.product else _("all of your goods")
    return (PAPERS.get(row.kind, row.kind), row.number, goods, day_told(row.valid_to))
