"""How is a seller told what becomes of the rows of a file, and why a whole file was refused?"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from catalog import neutral_wording
from catalog.neutral import Fault
from kit.words import Told, Words, say

# By code, with the facts of each. Whatever refuses a row and what is only noted of it stand side by side.
FAULTS: Mapping[str, Words] = {
    "import.changed_since": _("Somebody has changed this since: it stays as it is."),
    "import.closed_category": _("The category %(found)s takes no goods."),
    "import.currency_untold": _("Neither the file nor its mapping says the currency: it must be %(wanted)s."),
    "import.less_than_net": _("The gross mass is less than the net mass of %(net_g)s g."),
    "import.lighter_than_packaging": _(
        "The gross mass is no more than the %(packaging_g)s g of packaging that the mapping tells."
    ),
    "import.lot_in_quarantine": _(
        "The only lot is in quarantine: open another for the new units, and receive them there."
    ),
    "import.lot_nowhere": _("The only lot lies in no warehouse yet: receive it, then its units are counted."),
    "import.more_than_box": _("A box of these sides holds %(box_cm3)s cm³, which is less than the volume."),
    "import.no_lot": _("No lot is open: open one and receive the %(told)s units of it."),
    "import.on_its_way": _(
        "Units are on their way to another warehouse: the stock stays as it is until they arrive."
    ),
    "import.other_barcode": _("The barcode %(found)s has no 13 digits, so it is left out."),
    "import.other_code": _("The code %(found)s isn't %(known)s, the only one known of these goods."),
    "import.other_currency": _("The market sells in %(wanted)s, not in %(found)s."),
    "import.out_of_range": _("It must be from %(least)s to %(most)s."),
    "import.price_moves_far": _("The price moves from %(was)s to %(becomes)s, by %(percent)s %%."),
    "import.refused": _("It is refused: %(why)s."),
    "import.required": _("New goods need it: give it in the file, or in the mapping for all of them."),
    "import.several_lots": _("Units lie in several places: adjust them from %(there)s to %(told)s by hand."),
    "import.sku_taken": _("Other goods are called %(found)s in files of this format already."),
    "import.stock_is_reserved": _("Orders hold more units than that: the stock stays as it is."),
    "import.too_long": _("It has more than %(most)s characters."),
    "import.too_many_places": _("The price has more than %(most)s decimal places."),
    "import.unknown_attribute": _("There is no such attribute."),
    "import.unknown_brand": _("The brand %(found)s isn't known here, so it is left out."),
    "import.unknown_country": _("%(found)s is no country."),
    "import.unknown_hs_code": _("The customs code %(found)s isn't known here."),
    "import.unmapped_category": _("Nothing is said of the category %(found)s, so the goods are in none."),
    "import.unreadable": _("It has characters that nobody can read."),
    "import.wrong_barcode": _("The check digit of the barcode %(found)s is wrong."),
}
REASONS: Mapping[str, Words] = {
    "import.gave_up": _("The work on it has broken off %(attempts)s times."),
    "import.reader_died": _("Its reader ended without an answer."),
    "import.too_large_to_read": _("Reading it takes more memory than a file may take."),
    "import.too_long_to_read": _("Reading it takes longer than a file may take."),
    "import.too_many_rows": _("It has more than %(most)s rows."),
}


def fault_said(fault: Fault) -> Told:
    """What is wrong with a field, or to be known of it, in the language that is spoken now."""
    words = FAULTS.get(fault.code)
    return neutral_wording.fault_said(fault) if words is None else say(str(words), **fault.facts)


def why_said(why: Mapping[str, Any]) -> Told:
    """Why a whole file was rejected, or its import failed; nothing if it wasn't."""
    if not why:
        return Told()
    code, facts = why["code"], why.get("facts", {})
    words = REASONS.get(code)
    return neutral_wording.unreadable_said(code, facts) if words is None else say(str(words), **facts)
