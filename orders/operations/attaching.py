"""What of an upload is kept, and where?"""

import hashlib
import secrets
import unicodedata
from dataclasses import dataclass
from pathlib import PurePosixPath

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage

from kit.pictures import BadPicture, clean
from orders.errors import AttachmentRefused
from orders.models import Attachment, ClaimPhoto
from orders.policy import LARGEST_ATTACHMENT_B, PHOTO_SIDE_PX

FOLDER = "notes"
_LONGEST_NAME = 120
_PDF_BEGINS, _PDF_ENDS, _PDF_TAIL_B = b"%PDF-", b"%%EOF", 1_024


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came: its name is only shown, its contents say what it is."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of it: a photo drawn anew without what a camera wrote into it, or the PDF as it came."""

    kind: str
    suffix: str
    name: str
    data: bytes


def cleaned(upload: Upload) -> Kept:
    """
    What may be kept of an upload.

    :raises AttachmentRefused: if it is empty, too large, neither a photo nor a
        PDF by its contents, or can't be read to its end; `reason` (empty, too_large,
        broken, no_picture) says which.
    """
    if not upload.data:
        raise AttachmentRefused("the file is empty", reason="empty")
    if len(upload.data) > LARGEST_ATTACHMENT_B:
        raise AttachmentRefused("the file is too large", reason="too_large", limit_bytes=LARGEST_ATTACHMENT_B)
    if upload.data.startswith(_PDF_BEGINS):
        if _PDF_ENDS not in upload.data[-_PDF_TAIL_B:]:
            raise AttachmentRefused("the PDF has no end", reason="broken")
        return Kept("pdf", ".pdf", _shown_name(upload.name, ".pdf"), upload.data)
    return Kept("photo", ".webp", _shown_name(upload.name, ".webp"), _drawn_anew(upload.data))


def store(kept: Kept, *, folder: str = FOLDER) -> tuple[str, str]:
    """Put it where files are kept, under a random name; that key, and the SHA-256 of the contents."""
    key = f"{folder}/{secrets.token_hex(16)}{kept.suffix}"
    return default_storage.save(key, ContentFile(kept.data)), hashlib.sha256(kept.data).hexdigest()


def forget(key: str) -> None:
    """Take a stored file away that no row came to name."""
    default_storage.delete(key)


def opened(attachment: Attachment | ClaimPhoto) -> "File[bytes]":
    """
    The file of an attachment, for whoever closes it.

    :raises FileNotFoundError: if the storage has lost it.
    """
    file: File[bytes] = default_storage.open(str(attachment.file), "rb")
    return file


def _drawn_anew(data: bytes) -> bytes:
    try:
        return clean(data, sides=(PHOTO_SIDE_PX,)).files[PHOTO_SIDE_PX]
    except BadPicture as refusal:
        raise AttachmentRefused(
            f"It is no PDF, and as a picture: {refusal.detail}", reason="no_picture"
        ) from None


def _shown_name(name: str, suffix: str) -> str:
    """Its last step without what nobody sees, or what turns the words around it; with our own suffix."""
    visible = "".join(char for char in name if unicodedata.category(char)[0] != "C")
    stem = PurePosixPath(visible.replace("\\", "/")).stem.strip(" .")
    return f"{stem[: _LONGEST_NAME - len(suffix)] or 'file'}{suffix}"
