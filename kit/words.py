"""How is text told in the language of whoever reads it?"""

from typing import TYPE_CHECKING

from django.utils.translation import gettext

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    # Text, or a promise of text that is kept when the page is made, in its reader's language.
    Words = StrOrPromise
else:
    Words = str

__all__ = ["Words", "in_words"]


def in_words(code: str) -> str:
    """
    A code of the books, such as `at_border`, in the reader's words.

    Of a code with dots, such as `order.placed`, each part is told. `shop.words` lists the codes whose words
    stand in the catalogues; any other is told as it is.
    """
    return ": ".join(gettext(part.replace("_", " ")) for part in code.split(".")) if code else ""
