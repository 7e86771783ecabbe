"""In which order do names stand that are written in four scripts?"""

# Kazakh letters come behind those that they resemble, not behind the whole Cyrillic alphabet.
_BEHIND = "\uffff"
_ALPHABET = str.maketrans(
    {
        "ё": "е" + _BEHIND,
        "ә": "а" + _BEHIND,
        "ғ": "г" + _BEHIND,
        "қ": "к" + _BEHIND,
        "ң": "н" + _BEHIND,
        "ө": "о" + _BEHIND,
        "ұ": "у" + _BEHIND,
        "ү": "у" + _BEHIND * 2,
        "һ": "х" + _BEHIND,
        "і": "ы" + _BEHIND,
    }
)


def sort_key(name: str) -> str:
    """By what names are sorted as people of all four languages expect; Chinese ones by their characters."""
    return name.lower().translate(_ALPHABET)[:500]
