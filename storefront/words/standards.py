"""Where does a number begin that stands right behind the name of who publishes a standard?"""

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
