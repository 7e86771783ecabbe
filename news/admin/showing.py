"""How is what machines read laid out for staff?"""

import json

from django.utils.html import format_html

# Its own style: long words break, so that a phone needn't be pushed sideways.
_BLOCK = '<pre class="text-xs" style="white-space:pre-wrap;overflow-wrap:anywhere;max-width:32rem">{}</pre>'


def as_block(words: str) -> str:
    """Text as it is, line by line."""
    return format_html(_BLOCK, words)


def as_json(value: object) -> str:
    """A value spread out."""
    return as_block(json.dumps(value, ensure_ascii=False, indent=2))
