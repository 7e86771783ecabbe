"""Does a seller learn which words lack in which language?"""

from catalog.completeness import completeness, lacking

LANGUAGES = ("en", "ru", "kk", "zh-Hans")
TEXTS = {
    "/names": {"en": "Flour", "ru": "Мука", "kk": "Ұн", "zh-Hans": "面粉"},
    "/descriptions": {"en": "Fine.", "ru": ""},
    "/variants/FLR-2KG/names": {"en": "2 kg", "ru": "2 кг", "zh-Hans": "2千克"},
}


def test_what_lacks_is_named_field_by_field() -> None:
    assert lacking(TEXTS, LANGUAGES) == [
        "/descriptions/ru",
        "/descriptions/kk",
        "/descriptions/zh-Hans",
        "/variants/FLR-2KG/names/kk",
    ]


def test_a_language_is_complete_only_when_nothing_lacks() -> None:
    assert completeness(TEXTS, LANGUAGES) == {"en": 100, "ru": 66, "kk": 33, "zh-Hans": 66}
    assert completeness({}, LANGUAGES) == dict.fromkeys(LANGUAGES, 100)
