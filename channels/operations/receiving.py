"""How does a file of 1C come in, piece by piece?"""

import hashlib
from tempfile import TemporaryFile
from typing import IO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db.models import Sum

from catalog.operations.importing import MOST_BYTES
from channels import policy
from channels.errors import Failed
from channels.models import Exchange, ExchangeFile, ExchangePiece
from channels.naming import ARCHIVE, is_name, kind_of
from channels.operations.exchanging import held_open
from kit.ids import uuid7
from kit.transactions import inside_transaction, owns_transaction

FOLDER = "exchanges"


def receive(*, exchange: Exchange, name: str, data: bytes) -> bool:
    """
    Take the next piece of a file; whether it is kept: pictures are not, nor what came twice in a row.

    A piece is kept in the storage before its row, so that a lost one is swept, not missed. One that is not
    taken is dropped at once: whoever sends it again and again fills no disk.

    :raises Failed: naming what is wrong with the file.
    """
    check_name(name)
    if not data:
        raise Failed("exchange.empty", name=name)
    if not kind_of(name):
        return False
    key = keep(data)
    try:
        is_kept = owns_transaction(add_piece)(exchange=exchange, name=name, key=key, data=data)
    except Failed:
        drop(key)
        raise
    if not is_kept:
        drop(key)
    return is_kept


def check_name(name: str) -> None:
    """
    See that a name is nothing but a name.

    :raises Failed: if it might lead elsewhere.
    """
    if not is_name(name):
        raise Failed("exchange.bad_name", name=name[:80])


def keep(data: bytes) -> str:
    """Keep some bytes under a key of ours."""
    key = uuid7().hex
    default_storage.save(f"{FOLDER}/{key}", ContentFile(data))
    return key


def drop(key: str) -> None:
    """Throw away what was kept under a key that no row names."""
    default_storage.delete(f"{FOLDER}/{key}")


@inside_transaction
def add_piece(*, exchange: Exchange, name: str, key: str, data: bytes) -> bool:
    """
    Append a piece that is kept under a key; False if it is the last one, sent once more.

    1C sends a piece again whose answer got lost, and says nothing of places: no two pieces of one file that
    follow each other are the same.

    :raises Failed: if the exchange is over, the file is being taken in already, or it is too much.
    """
    held = held_open(exchange)
    file, made = ExchangeFile.objects.get_or_create(exchange=held, name=name)
    # Somebody may be reading it.
    file = ExchangeFile.objects.select_for_update(of=("self",)).get(pk=file.pk)
    last, sha256 = file.pieces.order_by("number").last(), hashlib.sha256(data).hexdigest()
    is_again = last is not None and (last.sha256, last.size_bytes) == (sha256, len(data))
    if is_again and file.read_at is not None:
        return False
    if file.job_id is not None or file.is_unpacked or file.read_at is not None:
        raise Failed("exchange.begun", name=name)
    if made and held.files.count() > policy.MAX_EXCHANGE_FILES:
        raise Failed("exchange.too_many_files", most=policy.MAX_EXCHANGE_FILES)
    if is_again:
        return False
    number = last.number + 1 if last else 1
    _check_sizes(held, file, len(data))
    ExchangePiece.objects.create(file=file, number=number, key=key, size_bytes=len(data), sha256=sha256)
    file.size_bytes += len(data)
    file.awaits_reading = held.kind == Exchange.Kind.SALE
    file.attempts = 0
    file.save(update_fields=["size_bytes", "awaits_reading", "attempts"])
    return True


def open_whole(file: ExchangeFile) -> IO[bytes]:
    """All pieces of a file in their order, as one that can be sought; the caller closes it."""
    whole: IO[bytes] = TemporaryFile()  # noqa: SIM115 the caller closes it
    for key in file.pieces.order_by("number").values_list("key", flat=True):
        with default_storage.open(f"{FOLDER}/{key}") as piece:
            for part in piece.chunks():
                whole.write(part)
    whole.seek(0)
    return whole


def _check_sizes(exchange: Exchange, file: ExchangeFile, size: int) -> None:
    # An archive is bounded by what an exchange may bring, not by what one file may have.
    if kind_of(file.name) != ARCHIVE and file.size_bytes + size > MOST_BYTES:
        raise Failed("exchange.file_too_large", name=file.name, most=MOST_BYTES)
    brought = exchange.files.aggregate(bytes=Sum("size_bytes"))["bytes"] or 0
    pieces = ExchangePiece.objects.filter(file__exchange=exchange).count()
    if brought + size > policy.MAX_EXCHANGE_BYTES or pieces >= policy.MAX_PIECES:
        raise Failed("exchange.too_much", most=policy.MAX_EXCHANGE_BYTES)
