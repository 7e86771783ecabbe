"""How do templates tell codes of the books in the reader's words?"""

from django import template

from kit.words import in_words

register = template.Library()


@register.filter(name="in_words")
def words_of(code: object) -> str:
    """`{{ train.status|in_words }}`: "at border" for `at_border`, in the reader's language."""
    return in_words(str(code or ""))
