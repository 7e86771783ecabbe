"""For which reasons does the catalogue say no?"""

from kit.errors import Conflict, Invalid, NotFound, Refused


class SellerNotFound(NotFound):
    code = "catalog.seller_not_found"
    title = "There is no such seller."


class ListingNotFound(NotFound):
    code = "catalog.listing_not_found"
    title = "There is no such listing."


class ListingIncomplete(Refused):
    code = "catalog.listing_incomplete"
    title = "The listing lacks what a buyer or customs must know."


class GateClosed(Refused):
    code = "catalog.gate_closed"
    title = "The papers or the law don't allow this sale yet."


class DomesticSale(Refused):
    code = "catalog.domestic_sale"
    title = "Goods are sold over the border, not in their seller's own country."


class WarehouseAbroad(Refused):
    code = "catalog.warehouse_abroad"
    title = "Goods wait for their train in their seller's own country."


class SellerNotVerified(Refused):
    code = "catalog.seller_not_verified"
    title = "Only a verified seller may do this."


class AlreadySeller(Conflict):
    code = "catalog.already_seller"
    title = "This organisation or number is registered as a seller already."


class CodeTaken(Conflict):
    code = "catalog.code_taken"
    title = "There is another one of this code."


class TooManyPictures(Refused):
    code = "catalog.too_many_pictures"
    title = "The product has as many pictures as it may have."


class OutOfStock(Conflict):
    code = "catalog.out_of_stock"
    title = "Not enough units are left."


class StockTooLow(Conflict):
    code = "catalog.stock_too_low"
    title = "The stock cannot fall below what is reserved."


class LotQuarantined(Conflict):
    code = "catalog.lot_quarantined"
    title = "This lot is in quarantine already."


class LotNotQuarantined(Conflict):
    code = "catalog.lot_not_quarantined"
    title = "This lot isn't in quarantine."


class CountOpen(Conflict):
    code = "catalog.count_open"
    title = "A count of this warehouse is open already."


class CountBelowReserved(Conflict):
    code = "catalog.count_below_reserved"
    title = "Orders hold more units than were counted."


class StockMoved(Conflict):
    code = "catalog.stock_moved"
    title = "The stock has moved since these units were counted."


class ScanAmbiguous(Conflict):
    code = "catalog.scan_ambiguous"
    title = "Several lots are meant by this code."


class TooManyLines(Refused):
    code = "catalog.too_many_lines"
    title = "There are as many lots in it as there may be."


class TransferEmpty(Refused):
    code = "catalog.transfer_empty"
    title = "There is nothing in this transfer."


class UnitsNotFree(Conflict):
    code = "catalog.units_not_free"
    title = "Not so many units are free to be sent."


class SameWarehouse(Invalid):
    code = "catalog.same_warehouse"
    title = "Goods are sent to another warehouse than they lie in."


class DifferenceUnexplained(Invalid):
    code = "catalog.difference_unexplained"
    title = "More or fewer units arrived than were sent: say why."


class ChangeOutdated(Conflict):
    code = "catalog.change_outdated"
    title = "The goods have changed since this change was asked for."


class ReviewOutdated(Conflict):
    code = "catalog.review_outdated"
    title = "What was judged is no longer as it was seen."


class BadQuantity(Invalid):
    code = "catalog.bad_quantity"
    title = "This number of units cannot be booked."


class BadCertificateDates(Invalid):
    code = "catalog.bad_certificate_dates"
    title = "The days of the certificate don't let it vouch for anything."


class BadCertificateScope(Invalid):
    code = "catalog.bad_certificate_scope"
    title = "The certificate doesn't tell for which goods it is."


class BadAwayDays(Invalid):
    code = "catalog.bad_away_days"
    title = "The days of this holiday can't be."


class BadLotDates(Invalid):
    code = "catalog.bad_lot_dates"
    title = "The days of the lot contradict each other."


class BadSizes(Invalid):
    code = "catalog.bad_sizes"
    title = "The sizes or masses contradict each other."


class WrongIdentifier(Invalid):
    code = "catalog.wrong_identifier"
    title = "The number does not pass its check."


class BadAttributes(Invalid):
    code = "catalog.bad_attributes"
    title = "What is told of the goods cannot be right."


class BadTree(Invalid):
    code = "catalog.bad_tree"
    title = "The categories would be no tree any more, or too deep a one."


class CategoryClosed(Refused):
    code = "catalog.category_closed"
    title = "No goods may be put into this category."


class WrongCurrency(Invalid):
    code = "catalog.wrong_currency"
    title = "The market sells in another currency."


class BadOrderQuantities(Invalid):
    code = "catalog.bad_order_quantities"
    title = "The quantities that an order may take contradict each other."


class BadPrices(Invalid):
    code = "catalog.bad_prices"
    title = "The prices contradict each other or name what isn't there."


class TooManyToPrice(Refused):
    code = "catalog.too_many_to_price"
    title = "These are too many listings to change at once: choose fewer."


class NothingToPrice(Refused):
    code = "catalog.nothing_to_price"
    title = "No listing of yours is chosen by this."


class PreviewTooOld(Conflict):
    code = "catalog.preview_too_old"
    title = "It was shown too long ago: look at the new prices again."


class NotRepriced(Conflict):
    code = "catalog.not_repriced"
    title = "These prices have not been set."


class TooLateToUndo(Conflict):
    code = "catalog.too_late_to_undo"
    title = "It was set too long ago to be taken back at once."


class UnknownReference(Invalid):
    code = "catalog.unknown_reference"
    title = "The body names something that is not there."


class BadLaw(Invalid):
    code = "catalog.bad_law"
    title = "The rule can't be written down so."


class ImportNotReady(Conflict):
    code = "catalog.import_not_ready"
    title = "The import isn't where this can be done."


class ImportRunning(Conflict):
    code = "catalog.import_running"
    title = "Another import of this seller runs."


class UndoTooLate(Conflict):
    code = "catalog.undo_too_late"
    title = "The import can't be taken back any more."


class TooManyImports(Conflict):
    code = "catalog.too_many_imports"
    title = "So many imports aren't finished yet."


class BadMapping(Invalid):
    code = "catalog.bad_mapping"
    title = "The file can't be read so."
