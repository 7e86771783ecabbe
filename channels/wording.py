"""In which words is the user of 1C told what becomes of an exchange?"""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from catalog.import_wording import why_said as unreadable_said
from kit.words import Told, Words, say

WORDS: Mapping[str, Words] = {
    "exchange.all_faulty": _(
        "Of %(name)s nothing can be taken in, most often because of %(field)s: %(why)s "
        "Say in your list of files how such files are read, and exchange anew."
    ),
    "exchange.archive_too_large": _("%(name)s unpacks to more than %(most)s bytes."),
    "exchange.bad_archive": _("%(name)s is no archive that can be unpacked: send it anew."),
    "exchange.bad_name": _("A file can't be called %(name)s."),
    "exchange.begun": _("%(name)s is being taken in already: send it in another exchange."),
    "exchange.body_broken": _("The piece of %(name)s has not come whole: send it anew."),
    "exchange.denied": _("The login or the password is wrong, or the access was revoked."),
    "exchange.done": _(
        "%(name)s: %(good)s rows are taken in, %(faulty)s are faulty, see your list of files."
    ),
    "exchange.empty": _("%(name)s is empty."),
    "exchange.file_too_large": _("%(name)s has more than %(most)s bytes."),
    "exchange.files_wait": _(
        "So many of your files wait already: start or cancel them in your list of files."
    ),
    "exchange.names_nothing": _(
        "%(name)s says that it is whole, but names no goods: nothing is taken off sale. "
        "If that is meant, start it in your list of files."
    ),
    "exchange.locked_out": _("The access was revoked, or got another password, before it was read."),
    "exchange.no_orders": _(
        "Orders are not exchanged: the seller's owner has to switch that on in the settings of the exchange."
    ),
    "exchange.no_file": _("No file %(name)s has come in this exchange: begin anew."),
    "exchange.not_all": _(
        "%(name)s was not taken in, so nothing is taken off sale that this exchange does not name."
    ),
    "exchange.not_taken_in": _("%(name)s is not taken in: %(why)s"),
    "exchange.not_whole": _("%(name)s has not come whole: send it anew."),
    "exchange.orders_done": _(
        "%(name)s: %(taken)s orders are taken over, %(same)s have nothing new, %(untaken)s are not taken "
        "over, see the list of reports of your 1C."
    ),
    "exchange.orders_told": _("%(count)s orders were told."),
    "exchange.over": _("This exchange is over, or another one has begun: begin anew."),
    "exchange.piece_too_large": _("A piece may have %(most)s bytes."),
    "exchange.progress": _("%(name)s: %(done)s of %(total)s rows."),
    "exchange.throttled": _("Too many tries: wait %(seconds)s seconds."),
    "exchange.too_many_files": _("An exchange may have %(most)s files."),
    "exchange.too_much": _("An exchange may have %(most)s bytes."),
    "exchange.unknown": _("This is not served here: type=%(type)s, mode=%(mode)s."),
    "exchange.waits": _("%(name)s waits for its turn."),
    "exchange.withdrawn": _("What this exchange does not name is being taken off sale."),
}


# Why a file of orders can't be read, which files of goods have no word for.
UNREADABLE: Mapping[str, Words] = {
    "orders.too_many": _("It has more than %(most)s documents."),
}

# Why what a document of 1C's says of an order is not taken over.
REPORTS: Mapping[str, Words] = {
    "report.accepted_already": _(
        "It is called off in 1C, but you have accepted the order. Decline the lines that you don't have, "
        "or ask the shop's support."
    ),
    "report.contradicts": _("It is called off in 1C and goes on there at once: nobody knows which counts."),
    "report.deleted": _(
        "It is marked for deletion in 1C, so nothing is done. If it is to be called off, take that mark away "
        "and mark it as called off."
    ),
    "report.goods_differ": _(
        "%(sku)s: 1C has %(there)s, the order has %(here)s. Nothing of the order was changed: decline lines "
        "that you don't have, or correct 1C."
    ),
    "report.not_posted": _("It is not posted in 1C, so nothing is done: post it there."),
    "report.order_ended": _("The order has ended: it goes on no more."),
    "report.order_unknown": _("You have no order %(number)s here."),
    "report.other_document": _("It is no order, but: %(operation)s. Such documents are not read."),
    "report.refused": _("The order could not be changed so: %(code)s."),
    "report.rows_differ": _(
        "%(sku)s: 1C has it in %(rows)s rows, %(there)s together; the order has %(here)s. Nothing of the "
        "order was changed: decline lines that you don't have, or correct 1C."
    ),
    "report.too_large": _("It is too large to be an order."),
    "report.unpaid": _("The order is not paid here: a payment that 1C reports counts for nothing."),
    "report.word_unknown": _(
        "Nobody has said what the state “%(word)s” of 1C means: say it in the settings of the exchange."
    ),
}


def report_said(code: str, facts: Mapping[str, str]) -> Told:
    """Why a report was not taken over; nothing if it was."""
    return say(str(REPORTS[code]), **facts) if code else Told()


def why_said(code: str, facts: Mapping[str, str | int]) -> Told:
    """Why a file of orders is not read; nothing if it was, or will be."""
    for words in (UNREADABLE, WORDS):
        if code in words:
            return say(str(words[code]), **facts)
    return unreadable_said({"code": code, "facts": facts} if code else {})


def said(code: str, **facts: str | int) -> Told:
    """The sentence for a code, in the language that is spoken now."""
    return say(str(WORDS[code]), **facts)
