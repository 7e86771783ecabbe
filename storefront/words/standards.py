"""Which ways are there to write the name of a standard?"""

import re

# Publishers whose names stand before a number, with or without a space: GB/T 1355-2021, ГОСТ26574-2017.
_CHINESE = "gb|qb|ny|sb|ls|sn|hg|jb|yy|fz|wm|bb|gh|dl|nb"
_OTHERS = "гост|мемст|ост|gost|iso|iec|en|gb|(?<=гост )р|(?<=ст )рк|(?<=тр )тс"
_LETTER = "[a-zа-яё0-9]"
_NUMBER = rf"\d{{2,}}(?:[-.:/]\d+)*(?!{_LETTER}|[/_-])"
# Behind the last letter of a publisher's name, where the number follows at once; of a folded text.
PUBLISHER = (
    rf"(?<!{_LETTER})(?:(?:{_CHINESE})(?=/[tz]{_NUMBER})|(?:{_OTHERS})(?={_NUMBER}))"
    rf"|(?<=(?<!{_LETTER})[a-z]{{2}}/)[tz](?={_NUMBER})"
)
_NAME = rf"(?<!{_LETTER})((?:{_CHINESE})/[tz]|{_OTHERS})"
_JOINED, _APART = (re.compile(rf"{_NAME}{gap}(?={_NUMBER})", re.IGNORECASE) for gap in ("", r"\s+"))


def ways_to_write(standard: str) -> list[str]:
    """The name of a standard as it was given, with a space before the number and without, each once."""
    ways = (standard, _JOINED.sub(r"\1 ", standard), _APART.sub(r"\1", standard))
    return list(dict.fromkeys(ways))
