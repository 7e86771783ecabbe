import hashlib
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from kit.actors import Actor
from kit.errors import Invalid
from kit.transactions import owns_transaction
from orders.errors import AttachmentRefused
from orders.models import Attachment, Note, Order
from orders.operations import attaching, noting
from orders.operations.attaching import Kept, Upload, cleaned, opened
from orders.policy import LARGEST_ATTACHMENT_B, LONGEST_NOTE, MOST_ATTACHMENTS, PHOTO_SIDE_PX
from tests.orders.conftest import NOW
from tests.orders.market import Market, Shopper
from tests.orders.uploads import PDF, photo
from tests.orders.uploads import opened as seen

ANNA = Actor(kind="staff", user_id=UUID(int=7), roles=frozenset({"support"}))
FOUR_SCRIPTS = "Әже Ғани Қымыз Ң Ө Ұ Ү Һ І · щебень · 面粉 骆驼奶粉 · flour"


@pytest.fixture(autouse=True)
def _media(settings: Any, tmp_path: Path) -> None:
    """Files of a test lie in its own folder."""
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def order(market: Market, wang: Shopper) -> Order:
    return wang.buy((market.listing(market.seller()), 2)).orders.get()


def write(order: Order, text: str = "The buyer rang.", *files: Kept) -> Note:
    return owns_transaction(noting.write_note)(order_id=order.pk, text=text, files=files, at=NOW, by=ANNA)


def refusal(name: str, data: bytes) -> Any:
    """Why an upload is refused."""
    with pytest.raises(AttachmentRefused) as refused:
        cleaned(Upload(name, data))
    return refused.value.facts["reason"]


def png_that_says(width: int, height: int) -> bytes:
    """A small PNG that claims to be large."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\x00")) + chunk(b"IEND", b"")


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_photo_is_drawn_anew_without_what_the_camera_wrote(form: str) -> None:
    data = photo(form)
    assert b"Secret Camera" in data
    kept = cleaned(Upload(f"Қабырға.{form.lower()}", data))
    assert (kept.kind, kept.suffix, kept.name) == ("photo", ".webp", "Қабырға.webp")
    assert b"Secret Camera" not in kept.data
    picture = seen(kept.data)
    assert (picture.format, picture.size, dict(picture.getexif())) == ("WEBP", (40, 20), {})
    red, green, blue = picture.convert("RGB").getpixel((20, 10))  # type: ignore[misc]
    assert (red > 240, green < 15, blue < 15) == (True, True, True)


def test_a_photo_taken_on_its_side_stands_upright() -> None:
    assert seen(cleaned(Upload("a.jpg", photo(turned=True))).data).size == (20, 40)


def test_a_large_photo_is_made_smaller() -> None:
    kept = cleaned(Upload("a.jpg", photo(size=(PHOTO_SIDE_PX * 2, PHOTO_SIDE_PX))))
    assert seen(kept.data).size == (PHOTO_SIDE_PX, PHOTO_SIDE_PX // 2)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "L", "1"])
def test_pictures_of_every_kind_become_photos(mode: str) -> None:
    assert seen(cleaned(Upload("a.png", photo("PNG", mode=mode))).data).mode in ("RGB", "RGBA")


def test_a_pdf_stays_as_it_came() -> None:
    kept = cleaned(Upload("накладная.PDF", PDF))
    assert (kept.kind, kept.name, kept.data) == ("pdf", "накладная.pdf", PDF)


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.jpg", b"", "empty"),
        ("a.jpg", b"<html><script>alert(1)</script></html>", "no_picture"),
        ("a.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "no_picture"),
        ("a.pdf", b"MZ\x90\x00" + bytes(100), "no_picture"),
        ("a.gif", b"GIF89a/*" + bytes(20) + b"*/=1;alert(1)", "no_picture"),
        ("a.jpg", photo()[:200], "no_picture"),
        ("a.png", photo("PNG")[:-40], "no_picture"),
        ("a.pdf", b"%PDF-1.7 and then nothing", "broken"),
        ("a.png", png_that_says(12_000, 12_000), "no_picture"),
        ("a.png", png_that_says(60_000, 60_000), "no_picture"),
        ("a.pdf", b"%PDF-" + bytes(LARGEST_ATTACHMENT_B), "too_large"),
    ],
)
def test_what_is_no_photo_and_no_pdf_by_its_contents_is_refused(name: str, data: bytes, reason: str) -> None:
    assert refusal(name, data) == reason


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "passwd.webp"),
        ("C:\\Users\\anna\\фото.png", "фото.webp"),
        ("a\x00b\r\nc.jpg", "abc.webp"),
        ("\u202egpj.exe", "gpj.webp"),
        ("", "file.webp"),
        ("...", "file.webp"),
        ("面粉" * 200 + ".jpg", "面粉" * 57 + "面.webp"),
    ],
)
def test_a_name_is_only_shown_and_says_nothing_hidden(name: str, shown: str) -> None:
    assert cleaned(Upload(name, photo())).name == shown


@given(
    st.binary(max_size=300),
    st.sampled_from([b"", b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"RIFF\x00\x00\x00\x00WEBP"]),
)
def test_no_bytes_break_it(data: bytes, begin: bytes) -> None:
    try:
        cleaned(Upload("a", begin + data))
    except AttachmentRefused:
        return


def test_a_note_is_written_in_four_scripts(order: Order) -> None:
    note = write(order, f"  {FOUR_SCRIPTS}\r\nsecond line ")
    note.refresh_from_db()
    assert note.text == f"{FOUR_SCRIPTS}\nsecond line"
    assert (note.order, note.written_at, note.by_kind, note.by_id) == (order, NOW, "staff", UUID(int=7))


@pytest.mark.parametrize("text", ["", "  \n ", "x" * (LONGEST_NOTE + 1)])
def test_a_note_says_something_and_not_too_much(order: Order, text: str) -> None:
    with pytest.raises(Invalid) as refused:
        write(order, text)
    assert refused.value.fields[0].pointer == "/text"
    with pytest.raises(IntegrityError), transaction.atomic():
        Note.objects.create(order=order, text=text.strip(), written_at=NOW, created_at=NOW, by_kind="staff")


def test_files_lie_under_random_names_and_come_back_as_they_were(order: Order, tmp_path: Path) -> None:
    kept = cleaned(Upload("../seal.jpg", photo()))
    note = write(order, "Look.", kept, kept)
    first, second = note.attachments.all()
    assert first.file.name != second.file.name
    for attachment in (first, second):
        key = str(attachment.file)
        assert key.startswith("notes/")
        assert "seal" not in key
        assert (tmp_path / key).read_bytes() == kept.data
        with opened(attachment) as file:
            assert hashlib.sha256(file.read()).hexdigest() == attachment.sha256
        assert (attachment.name, attachment.size_b, attachment.kind) == ("seal.webp", len(kept.data), "photo")


def test_no_more_files_go_with_a_note_than_are_read(order: Order) -> None:
    kept = cleaned(Upload("a.pdf", PDF))
    write(order, "All.", *[kept] * MOST_ATTACHMENTS)
    with pytest.raises(Invalid) as refused:
        write(order, "More.", *[kept] * (MOST_ATTACHMENTS + 1))
    assert refused.value.fields[0].pointer == "/files"


def test_a_note_that_fails_leaves_no_file(
    order: Order, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = cleaned(Upload("a.pdf", PDF))
    store: Callable[[Kept], tuple[str, str]] = attaching.store
    calls: list[Kept] = []

    def full_disk(file: Kept) -> tuple[str, str]:
        calls.append(file)
        if len(calls) > 1:
            raise OSError("no space left")
        return store(file)

    monkeypatch.setattr(noting, "store", full_disk)
    with pytest.raises(OSError, match="no space"):
        write(order, "Look.", kept, kept)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert Note.objects.count() == 0


@pytest.mark.parametrize("model", [Note, Attachment])
def test_what_was_written_stays(order: Order, model: type[Note | Attachment]) -> None:
    write(order, "Look.", cleaned(Upload("a.pdf", PDF)))
    rows: Any = model._default_manager
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(version=2)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.all()._raw_delete("default")
