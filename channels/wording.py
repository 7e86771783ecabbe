"""In which words is the user of 1C told what becomes of an exchange?"""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

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
    "exchange.no_file": _("No file %(name)s has come in this exchange: begin anew."),
    "exchange.not_all": _(
        "%(name)s was not taken in, so nothing is taken off sale that this exchange does not name."
    ),
    "exchange.not_taken_in": _("%(name)s is not taken in: %(why)s"),
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


def said(code: str, **facts: str | int) -> Told:
    """The sentence for a code, in the language that is spoken now."""
    return say(str(WORDS[code]), **facts)
