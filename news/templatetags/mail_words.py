"""How do templates of mails write labels, and numbers that people read to each other?"""

import re

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from kit.saying import leading_said, pair_said

register = template.Library()

register.filter("of_what", pair_said)
register.filter("leading", leading_said)

# Numbers of orders, accounts, trains, articles: capitals, digits, hyphens. Longer ones may not fit a phone.
_NUMBER = re.compile(r"(?<![\w/.@=?&-])((?=[A-Z-]*\d)[A-Z0-9]+(?:-[A-Z0-9]+)*)(?![\w/@=-])", re.ASCII)
_SHORTEST, _LONGEST = 6, 24


@register.filter
def unbroken(text: object) -> SafeString:
    """Text whose numbers stand on one line each, wherever it is narrow."""
    pieces = _NUMBER.split(str(text))
    return format_html_join(
        "", "{}", ((_kept(each) if nth % 2 else each,) for nth, each in enumerate(pieces))
    )


def _kept(number: str) -> str:
    if not _SHORTEST <= len(number) <= _LONGEST:
        return number
    return format_html('<span style="white-space:nowrap;">{}</span>', number)
