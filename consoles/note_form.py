"""What does the form for a note on an order take?"""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from orders.errors import AttachmentRefused
from orders.operations.attaching import Kept, Upload, cleaned
from orders.operations.noting import LARGEST_ATTACHMENT_B, LONGEST_NOTE, MOST_ATTACHMENTS, NOTE_WRITERS

__all__ = ["LARGEST_FORM_B", "LONGEST_NOTE", "MOST_ATTACHMENTS", "NOTE_WRITERS", "TYPES", "NoteForm"]

# What a browser offers to choose; what comes is judged by its contents.
TYPES = ("image/jpeg", "image/png", "image/webp", "application/pdf")
# Three large files at once, or as many as may come that are smaller.
LARGEST_FORM_B = 3 * LARGEST_ATTACHMENT_B


class _Files(forms.ClearableFileInput):
    allow_multiple_selected = True


class _FilesField(forms.FileField):
    """Several files, none is fine too."""

    def clean(self, data: Any, initial: Any = None) -> "list[UploadedFile[Any]]":
        """Each as it came."""
        given = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(_FilesField, self).clean(each, initial) for each in given]


class NoteForm(forms.Form):
    """A text, and files that come out clean or are refused with the reason."""

    text = forms.CharField(max_length=LONGEST_NOTE)
    attached = _FilesField(required=False, allow_empty_file=True, widget=_Files(), max_length=500)

    def clean_attached(self) -> Sequence[Kept]:
        """What is kept of each file."""
        uploads: list[UploadedFile[Any]] = self.cleaned_data["attached"]
        if len(uploads) > MOST_ATTACHMENTS:
            raise forms.ValidationError(
                _("At most %(most)s files go with one note.") % {"most": MOST_ATTACHMENTS}
            )
        return [_kept(upload) for upload in uploads]


def _kept(upload: "UploadedFile[Any]") -> Kept:
    name = upload.name or ""
    # Never more in memory than is allowed, whatever came.
    data = upload.read(LARGEST_ATTACHMENT_B + 1)
    try:
        return cleaned(Upload(name, data))
    except AttachmentRefused as refusal:
        words = _reasons()[str(refusal.facts["reason"])]
        raise forms.ValidationError(f"{name}: {words}") from None


def _reasons() -> dict[str, str]:
    return {
        "empty": _("the file is empty."),
        "too_large": _("the file is larger than %(most)s MB.") % {"most": LARGEST_ATTACHMENT_B // 1024**2},
        "no_picture": _(
            "it is neither a PDF nor a photo (JPEG, PNG, WebP) of a usual size, or it is damaged."
        ),
        "broken": _("it can't be read to its end: is it damaged?"),
    }
