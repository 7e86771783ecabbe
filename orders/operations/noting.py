"""How do our own people write something down about an order?"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from kit.actors import Actor
from kit.errors import FieldProblem, Invalid
from kit.transactions import inside_transaction
from orders.models import Attachment, Note
from orders.operations.attaching import Kept, forget, store
from orders.policy import LARGEST_ATTACHMENT_B, LONGEST_NOTE, MOST_ATTACHMENTS, NOTE_WRITERS

# What doors above need to know of it.
__all__ = ["LARGEST_ATTACHMENT_B", "LONGEST_NOTE", "MOST_ATTACHMENTS", "NOTE_WRITERS", "write_note"]


@inside_transaction
def write_note(*, order_id: UUID, text: str, files: Sequence[Kept] = (), at: datetime, by: Actor) -> Note:
    """
    Write a note, for our own people alone, with what came out of `attaching.cleaned`.

    Files are stored before the rows that name them: a lost transaction leaves at
    most a file that no row names and no door leads to.

    :raises Invalid: if the text is empty or too long, or there are too many files.
    """
    said = text.replace("\r\n", "\n").strip()
    if not said or len(said) > LONGEST_NOTE:
        raise _invalid("/text", f"write something, in at most {LONGEST_NOTE} characters")
    if len(files) > MOST_ATTACHMENTS:
        raise _invalid("/files", f"at most {MOST_ATTACHMENTS} files go with one note")
    note = Note.objects.create(
        order_id=order_id, text=said, written_at=at, created_at=at, by_kind=by.kind, by_id=by.id
    )
    _attach(note, files, at)
    return note


def _attach(note: Note, files: Sequence[Kept], at: datetime) -> None:
    stored: list[str] = []
    try:
        for kept in files:
            key, digest = store(kept)
            stored.append(key)
            Attachment.objects.create(
                note=note,
                kind=kept.kind,
                file=key,
                name=kept.name,
                size_b=len(kept.data),
                sha256=digest,
                created_at=at,
            )
    except BaseException:
        for key in stored:
            forget(key)
        raise


def _invalid(pointer: str, message: str) -> Invalid:
    return Invalid(message, fields=[FieldProblem(pointer, "field.invalid", message)])
