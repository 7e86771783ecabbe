"""How is an archive of 1C unpacked, whatever somebody has put into it?"""

import hashlib
import struct
import zipfile
import zlib
from typing import IO, NamedTuple

from django.db.models import Sum

from catalog.operations.importing import MOST_BYTES
from channels import policy
from channels.errors import Failed
from channels.models import Exchange, ExchangeAccess, ExchangeFile, ExchangePiece
from channels.naming import GOODS, is_name, kind_of
from channels.operations.exchanging import held_open
from channels.operations.receiving import drop, keep, open_whole
from kit.transactions import inside_transaction, owns_transaction

# The last record of an archive without a comment: its mark, six numbers, the length of the comment.
_END = struct.Struct("<4s4H2LH")
_END_MARK, _LARGE_MARK = b"PK\x05\x06", b"PK\x06\x07"
_LARGE_SIZE = 20
# Other ways of packing may ask for any memory.
_PACKED = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, ValueError, KeyError, OSError, EOFError, IndexError),
    # A password is asked for, or a way of packing that nobody knows.
    *(NotImplementedError, RuntimeError, struct.error),
)


class _Member(NamedTuple):
    """A file out of an archive, kept."""

    name: str
    key: str
    data_size: int
    sha256: str


def unpack_all(*, exchange: Exchange, name: str = "") -> None:
    """
    Unpack archives of an exchange that are not unpacked yet, or that of a name; XML alone is taken out.

    :raises Failed: naming the archive, and what is wrong with it; none of its files counts then.
    """
    rows = ExchangeFile.objects.filter(exchange=exchange, name__iendswith=".zip", is_unpacked=False)
    for archive in (rows.filter(name=name) if name else rows).exclude(size_bytes=0):
        members: list[_Member] = []
        brought = ExchangeFile.objects.filter(exchange=exchange).exclude(name__iendswith=".zip")
        room = policy.MAX_EXCHANGE_BYTES - (brought.aggregate(bytes=Sum("size_bytes"))["bytes"] or 0)
        try:
            with open_whole(archive) as stream:
                _take_out(archive.name, stream, members, room=room)
            counts = owns_transaction(add_members)(archive=archive, members=members)
        except Failed:
            _drop_all(members)
            raise
        if not counts:
            _drop_all(members)


@inside_transaction
def add_members(*, archive: ExchangeFile, members: "list[_Member]") -> bool:
    """
    Let the files of an archive count as if each had been sent; False if nothing is to come of it any more.

    :raises Failed: if the exchange is over, there are too many, or one came by itself as well.
    """
    claim = ExchangeFile.objects.filter(pk=archive.pk, is_unpacked=False)
    is_sale = archive.exchange.kind == Exchange.Kind.SALE
    if is_sale:
        # Whoever locks 1C out meanwhile drops what waits to be read: that the archive still does is known
        # only while nobody can, and its files would be new ones.
        ExchangeAccess.objects.select_for_update(no_key=True).get(pk=archive.exchange.access_id)
        claim = claim.filter(awaits_reading=True)
    held = held_open(archive.exchange, or_over=is_sale)
    if not claim.update(is_unpacked=True):
        return False
    if held.files.count() + len(members) > policy.MAX_EXCHANGE_FILES:
        raise Failed("exchange.too_many_files", most=policy.MAX_EXCHANGE_FILES)
    for member in members:
        file, made = ExchangeFile.objects.get_or_create(
            exchange=held,
            name=member.name,
            defaults={
                "size_bytes": member.data_size,
                "awaits_reading": is_sale,
            },
        )
        if not made:
            raise Failed("exchange.begun", name=member.name)
        ExchangePiece.objects.create(
            file=file, number=1, key=member.key, size_bytes=member.data_size, sha256=member.sha256
        )
    return True


def _drop_all(members: "list[_Member]") -> None:
    """Whoever asks again and again fills no disk."""
    for member in members:
        drop(member.key)


def _take_out(name: str, stream: IO[bytes], members: "list[_Member]", *, room: int) -> None:
    _check_list(name, stream)
    try:
        with zipfile.ZipFile(stream) as archive:
            for info in archive.infolist():
                inner = info.filename
                if not is_name(inner.rstrip("/")):
                    raise Failed("exchange.bad_name", name=inner[:80])
                if info.is_dir() or kind_of(inner) != GOODS:
                    continue
                # Before anything is written: a small archive may have very many small files.
                if len(members) >= policy.MAX_EXCHANGE_FILES:
                    raise Failed("exchange.too_many_files", most=policy.MAX_EXCHANGE_FILES)
                if info.compress_type not in _PACKED:
                    raise Failed("exchange.bad_archive", name=name)
                most = min(MOST_BYTES, room)
                with archive.open(info) as member:
                    # What an archive says of sizes may be wrong: no more is ever unpacked.
                    data = member.read(most + 1)
                if len(data) > most:
                    raise Failed("exchange.archive_too_large", name=name, most=most)
                room -= len(data)
                if data:
                    members.append(_Member(inner, keep(data), len(data), hashlib.sha256(data).hexdigest()))
    except _BROKEN as error:
        raise Failed("exchange.bad_archive", name=name) from error


def _check_list(name: str, stream: IO[bytes]) -> None:
    """See that the list of contents is small before anybody reads it into memory."""
    size = stream.seek(0, 2)
    stream.seek(max(0, size - _END.size - _LARGE_SIZE))
    tail = stream.read()
    stream.seek(0)
    end = tail[-_END.size :]
    # No comment follows, and no record of a larger list: whoever reads the archive reads by this one.
    if len(end) < _END.size or end[:4] != _END_MARK or end[-2:] != b"\0\0":
        raise Failed("exchange.bad_archive", name=name)
    if tail[: -_END.size].startswith(_LARGE_MARK) or _END.unpack(end)[5] > policy.MAX_ARCHIVE_LIST_BYTES:
        raise Failed("exchange.archive_too_large", name=name, most=policy.MAX_ARCHIVE_LIST_BYTES)
