"""What do the papers of somebody say who picks and packs orders?"""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kit.barcodes import sscc_bars, text_bars
from kit.countries import country_in
from kit.saying import day_said, name_said, spoken
from kit.typesetting import Block, Column, Label, Print, Sheet, Table
from orders.postal import latin_lines, one_line

if TYPE_CHECKING:
    from orders.queries.packing import Parcel, Pick, ToPack

_Cells = list[str | tuple[str, str]]

AUTHOR = "Steel Camel"
# A slip is read by whoever opens the parcel, and by whoever sent it.
_SENDERS = "ru"
NOTHING = "—"
# What stands on lines of its own, or on no label.
_OF_PERSON = ("recipient", "real_name", "phone", "country", "district_code")


def pick_list(packed: "Sequence[ToPack]", walk: "Sequence[tuple[Pick, str]]") -> Sheet:
    """What to fetch from where: all orders together, shelf by shelf, then order by order."""
    rows: list[_Cells] = [
        [*_place(pick), (name, pick.sku), _ends(pick.best_before_date), str(pick.quantity)]
        for pick, name in walk
    ]
    columns = [
        *_where(),
        Column(_("Goods"), wide=True),
        Column(_("Best before")),
        Column(_("Units"), "right"),
    ]
    together = Table(columns, rows, title=_("All orders together"))
    return Sheet(
        title=_("Pick list"),
        subtitle=_("Orders: %(count)d") % {"count": len(packed)},
        language=spoken(),
        tables=[together, *(_of_order(each) for each in packed)],
        foot=AUTHOR,
    )


def packing_slip(packed: "ToPack") -> Sheet:
    """What lies in the parcels of an order, in its buyer's language and in Russian; it tells no price."""
    order = packed.order
    columns = [
        Column(_twice(lambda: _("Goods"), packed), wide=True),
        Column(_twice(lambda: _("Lot"), packed)),
        Column(_twice(lambda: _("Best before"), packed)),
        Column(_twice(lambda: _("Units"), packed), "right"),
    ]
    rows = [_slip_row(packed, pick) for pick in packed.picks]
    return Sheet(
        title=_twice(lambda: _("Packing slip"), packed),
        subtitle=order.number,
        bars=text_bars(order.number),
        language=packed.language,
        blocks=[
            Block(_twice(lambda: pgettext("of a parcel", "From"), packed), order.seller.legal_name),
            Block(
                _twice(lambda: pgettext("of a parcel", "To"), packed),
                order.group.address.get("recipient", ""),
            ),
        ],
        tables=[Table(columns, rows)],
        foot=f"{AUTHOR} · {order.number}",
    )


def parcel_labels(packed: "ToPack") -> list[Label]:
    """One for each parcel, in English; the address as its buyer wrote it, and in Latin letters."""
    return [_label(packed, parcel) for parcel in packed.parcels]


def printed(sheets: Sequence[Sheet], labels: Sequence[Label], *, at: datetime) -> Print:
    """All of them at once."""
    return Print(_("Papers for packing"), spoken(), at, AUTHOR, sheets, labels)


def _label(packed: "ToPack", parcel: "Parcel") -> Label:
    order, address = packed.order, packed.order.group.address
    country = country_in(address.get("country", ""), "en")
    latin = one_line(latin_lines(address))
    written = one_line({name: text for name, text in address.items() if name not in _OF_PERSON})
    with translation.override("en"):
        return Label(
            title=f"{AUTHOR} · {order.number}",
            language="en",
            blocks=[
                Block(pgettext("of a parcel", "From"), order.seller.legal_name),
                Block(
                    pgettext("of a parcel", "To"),
                    address.get("recipient", ""),
                    [each for each in (address.get("phone"), written, latin, country) if each],
                ),
            ],
            facts=[
                (_("Shipment"), parcel.shipment_number),
                (_("Parcel"), _("%(place)d of %(of)d") % {"place": parcel.place, "of": parcel.of}),
                (_("Gross mass"), f"{parcel.label.gross_g / 1000:.3f} kg"),
            ],
            bars=sscc_bars(parcel.label.sscc),
            digits=f"(00) {parcel.label.sscc}",
        )


def _slip_row(packed: "ToPack", pick: "Pick") -> _Cells:
    names = packed.names_of(pick)
    ends = pick.best_before_date.isoformat() if pick.best_before_date else NOTHING
    return [(_twice(lambda: name_said(names), packed), pick.sku), pick.lot_code, ends, str(pick.quantity)]


def _of_order(packed: "ToPack") -> Table:
    rows: list[_Cells] = [
        [*_place(pick), (name_said(packed.names_of(pick)), pick.sku), str(pick.quantity)]
        for pick in packed.picks
    ]
    columns = [*_where(), Column(_("Goods"), wide=True), Column(_("Units"), "right")]
    return Table(columns, rows, title=packed.order.number)


def _where() -> list[Column]:
    return [Column(_("Warehouse")), Column(_("Shelf")), Column(_("Lot"))]


def _place(pick: "Pick") -> list[str]:
    return [pick.warehouse_code, pick.shelf or NOTHING, pick.lot_code]


def _ends(day: date | None) -> str:
    return day_said(day) if day else NOTHING


def _twice(words: Callable[[], str], packed: "ToPack") -> str:
    """In the buyer's language and in Russian, once where both say the same."""
    said = []
    for language in (packed.language, _SENDERS):
        with translation.override(language.lower()):
            said.append(words())
    return " / ".join(dict.fromkeys(said))
