"""Which reader understands a file of a seller's, and what does it say?"""

from channels.readers.commerceml import CommerceMlReader
from channels.readers.kaspi import KaspiReader
from channels.readers.port import HEAD_BYTES, Reader, Reading, Unreadable
from channels.readers.shopify import ShopifyReader
from channels.readers.tables import TableReader
from channels.readers.yml import YmlReader

__all__ = [
    "HEAD_BYTES",
    "READERS",
    "Reader",
    "Reading",
    "Unreadable",
    "reader_for",
]

READERS: tuple[Reader, ...] = (CommerceMlReader(), KaspiReader(), YmlReader(), ShopifyReader(), TableReader())


def reader_for(head: bytes, name: str) -> Reader:
    """
    The reader that is surest of a file by how it begins; what it is called only breaks a tie.

    `head` are the first `HEAD_BYTES` of it, or all of it.

    :raises Unreadable: if none is.
    """
    if not head:
        raise Unreadable("file.empty")
    sure = {reader.format: reader.detect(head, name) for reader in READERS}
    best = max(READERS, key=lambda reader: sure[reader.format])
    if not sure[best.format]:
        raise Unreadable("file.other_format")
    return best
