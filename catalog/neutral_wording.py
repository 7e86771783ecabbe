"""How is a seller told what is wrong with a row of a file, or with the whole of it?"""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from catalog.neutral import Fault
from kit.words import Told, Words

# By code. What refuses a row and what is only to be known of it stand side by side.
FAULTS: Mapping[str, Words] = {
    "barcode.check_digit": _("The check digit of the barcode %(found)s should be %(expected)s."),
    "barcode.in_store": _("The barcode %(found)s is for use inside a shop, so it is not published."),
    "barcode.length": _(
        "The barcode %(found)s has %(digits)s digits; it should have 8, 12, 13 or 14. Spreadsheets take "
        "noughts away at the beginning: keep barcodes as text."
    ),
    "barcode.not_digits": _("The barcode “%(found)s” doesn't consist of digits only."),
    "barcode.scientific": _(
        "A spreadsheet has rounded the barcode to %(found)s: format the column as text and enter it again."
    ),
    "currency.unknown": _("The shop doesn't count in “%(found)s”."),
    "dimensions.invalid": _("“%(found)s” is no length, width and height parted by slashes."),
    "flag.invalid": _("“%(found)s” is neither yes nor no."),
    "hs.leading_zero": _(
        "The customs code %(found)s has %(digits)s digits; it should have 6, 8 or 10. Spreadsheets take "
        "noughts away at the beginning: keep codes as text."
    ),
    "hs.length": _("The customs code %(found)s has %(digits)s digits; it should have 6, 8 or 10."),
    "hs.not_digits": _("The customs code “%(found)s” doesn't consist of digits only."),
    "key.doubled": _("“%(found)s” stands in the file already, at line %(line)s."),
    "key.missing": _("The row has neither a key, an SKU nor a barcode by which goods are known."),
    "measure.negative": _("“%(found)s” is less than nothing."),
    "measure.unit": _("“%(unit)s” is no unit in which this is measured."),
    "number.ambiguous": _(
        "“%(found)s” may mean a whole number or three decimals: leave the comma out, or give two decimals."
    ),
    "number.invalid": _("“%(found)s” is no number."),
    "number.scientific": _("“%(found)s” is written with an exponent: write the number in full."),
    "number.too_large": _("“%(found)s” is too large."),
    "origin.unknown": _("“%(found)s” is no country that we know."),
    "price.not_positive": _("A price is more than nothing, not “%(found)s”."),
    "price.starts_from": _("“From %(found)s” is no price: give the one that buyers pay."),
    "price.type_missing": _("There is no price of the price list %(found)s here."),
    "price.type_not_chosen": _(
        "The file has several price lists (%(found)s): choose the one that buyers pay by."
    ),
    "property.answer_unknown": _(
        "What “%(name)s” says (%(found)s) is explained in no file that was sent: send the catalogue first."
    ),
    "property.unknown": _(
        "The property %(found)s is named in no file that was sent: send the catalogue first."
    ),
    "row.moved": _("“%(found)s” can't stand under “%(column)s”: the cells of this row have moved."),
    "row.not_ended": _("The last line has no end: the file may have been cut off within it."),
    "row.ragged": _("The row has %(cells)s cells, and there are %(columns)s columns."),
    "row.too_large": _("This piece of the file has more than %(most)s characters."),
    "shopify.no_title": _("The first row of this product has no title."),
    "stock.negative": _("A stock of %(found)s was read as none."),
    "stock.rounded_down": _("A stock of %(found)s was read as %(units)s whole units."),
    "text.control_characters": _("The text has characters that nobody can read."),
    "text.doubly_encoded": _("“%(found)s” was encoded twice: save the file as UTF-8 once."),
    "text.too_long": _("The text “%(found)s…” has %(length)s characters; at most %(most)s are kept."),
    "unit.unknown": _("We know no unit “%(found)s”: choose which of ours it is."),
}
# Why a whole file can't be read, or not to its end.
UNREADABLE: Mapping[str, Words] = {
    "file.archive": _("The file is an archive: send the files in it, one after the other."),
    "file.bad_csv": _("Line %(line)s: the quotes of this row don't match."),
    "file.cut_off": _("The file ends in the middle, at line %(line)s: it was cut off."),
    "file.empty": _("The file is empty."),
    "file.encoding": _("The file names an encoding that is not read here (%(found)s)."),
    "file.entity": _(
        "Line %(line)s: entities such as “%(found)s” are not read, for they may stand for anything."
    ),
    "file.line_too_long": _("Line %(line)s has more than %(most)s characters."),
    "file.macros": _("Workbooks with macros are not read: save it as XLSX without them."),
    "file.no_text": _("The file is no text."),
    "file.no_workbook": _("The file is no XLSX workbook, or is locked by a password."),
    "file.no_xml": _("Line %(line)s: this is no XML (%(why)s)."),
    "file.not_in_encoding": _("Line %(line)s is not in %(encoding)s, as the lines before are."),
    "file.old_workbook": _(
        "Old workbooks (XLS) and locked ones are not read: save it as XLSX without a password."
    ),
    "file.other_document": _("The document is “%(found)s”, which is not read here."),
    "file.other_format": _("The file is of no format that is read here."),
    "file.token_too_long": _("Line %(line)s: a tag has more than %(most)s characters."),
    "file.too_deep": _("Line %(line)s: more than %(most)s elements in one another."),
    "file.too_many_keys": _("The file has more than %(most)s keys of one kind."),
    "file.too_many_parts": _("The workbook has more than %(most)s parts."),
    "file.too_many_rows": _("The file has more than %(most)s rows: send it in parts."),
    "file.unpacks_to_too_much": _(
        "The workbook unpacks to more than %(most)s MB, or hides far more than it shows."
    ),
    "shopify.too_many_rows": _("Line %(line)s: one product has more than %(most)s rows."),
    "table.no_header": _(
        "None of the first %(most)s rows names columns that we know: name them, or map them."
    ),
}


def fault_said(fault: Fault) -> Told:
    """What is wrong, in the language that is spoken now; which field it is of stands beside it."""
    return Told(str(FAULTS[fault.code]) % fault.facts)


def unreadable_said(code: str, facts: Mapping[str, str | int]) -> Told:
    """Why a whole file can't be read, given what its reader raised."""
    return Told(str(UNREADABLE[code]) % facts)
