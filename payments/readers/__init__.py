"""How is a bank statement read, whichever of its formats a bank writes?"""

from payments.readers import camt053, one_c
from payments.readers.entries import MOST_ENTRIES, Entry, Statement, Unreadable

__all__ = ["MOST_ENTRIES", "Entry", "Statement", "Unreadable", "read"]


def read(data: bytes) -> Statement:
    """
    The lines of a statement by what it begins with, not by what the file is called.

    :raises Unreadable: naming the place and the reason, if it is none that is read here.
    """
    if one_c.is_one(data):
        return one_c.read(data)
    if data.lstrip(b"\xef\xbb\xbf\r\n\t ").startswith(b"<"):
        return camt053.read(data)
    raise Unreadable("other_format")
