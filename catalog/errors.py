"""For which reasons does the catalogue say no."""

from kit.errors import Conflict, Invalid, NotFound, Refused


class SellerNotFound(NotFound):
    code = "catalog.seller_not_found"
    title = "There is no such seller."


class ListingNotFound(NotFound):
    code = "catalog.listing_not_found"
    title = "There is no such listing."


class ListingNotOnSale(Conflict):
    code = "catalog.not_on_sale"
    title = "The listing is not on sale."


class ListingIncomplete(Refused):
    code = "catalog.listing_incomplete"
    title = "The listing lacks what a buyer or customs must know."


class SellerNotVerified(Refused):
    code = "catalog.seller_not_verified"
    title = "Only a verified seller may do this."


class OutOfStock(Conflict):
    code = "catalog.out_of_stock"
    title = "Not enough units are left."


class StockTooLow(Conflict):
    code = "catalog.stock_too_low"
    title = "The stock cannot fall below what is reserved."


class ReservationNotFound(NotFound):
    code = "catalog.reservation_not_found"
    title = "Nothing is reserved under this reference."


class WrongIdentifier(Invalid):
    code = "catalog.wrong_identifier"
    title = "The number does not pass its check."


class WrongCurrency(Invalid):
    code = "catalog.wrong_currency"
    title = "The market sells in another currency."
