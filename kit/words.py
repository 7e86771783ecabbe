"""How is text told in the language of whoever reads it?"""

import re
from functools import reduce
from typing import TYPE_CHECKING

from django.utils.translation import gettext

from kit.saying import pair_said

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    # Text, or a promise of text that is kept when the page is made, in its reader's language.
    Words = StrOrPromise
else:
    Words = str

_CODES = re.compile(r"[a-z_]+(\.[a-z_]+)+", re.ASCII)

__all__ = ["Told", "Words", "all_told", "in_words", "say"]


class Told(str):
    """A sentence that is in its reader's language already: nobody translates it once more."""

    __slots__ = ()


def say(text: str, /, **facts: object) -> Told:
    """
    A sentence with facts in it, in the language that is spoken now: the API's English, or a page's reader's.

    `text` is in English, with its facts as `%(name)s`; the catalogues hold it.
    """
    return Told(gettext(text) % facts)


def all_told(*sentences: str) -> Told:
    """Several such sentences, one after the other."""
    return Told(" ".join(sentences))


def in_words(code: str) -> str:
    """
    A code of the books, such as `at_border`, in the reader's words.

    Of a code with dots, such as `order.placed`, each part is told. `shop.words` lists the codes whose words
    stand in the catalogues; any other is told as it is.
    """
    parts = code.split(".") if _CODES.fullmatch(code) else [code]
    return reduce(pair_said, (gettext(part.replace("_", " ")) if part else "" for part in parts))
