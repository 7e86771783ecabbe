"""Does a form for a note take no more into memory than it may keep?"""

from typing import Any

import pytest
from django import forms

from consoles.note_form import _kept
from orders.operations.noting import LARGEST_ATTACHMENT_B


class _Endless:
    """A file that says how much of it was asked for."""

    name = "large.pdf"
    asked: int | None = None

    def read(self, size: int | None = None) -> bytes:
        self.asked = size
        return b"x" * (LARGEST_ATTACHMENT_B + 1)


def test_of_a_file_that_is_too_large_no_more_is_read_than_tells_so() -> None:
    upload: Any = _Endless()
    with pytest.raises(forms.ValidationError, match="larger than"):
        _kept(upload)
    assert upload.asked == LARGEST_ATTACHMENT_B + 1
