"""In which language is a reader answered?"""

from collections.abc import Iterable, Mapping

# Readers of Kazakh usually read Russian; everybody else falls back to English.
_FALLBACKS = {
    "en": ("en",),
    "ru": ("ru", "en"),
    "kk": ("kk", "ru", "en"),
    "zh-Hans": ("zh-Hans", "en"),
}
_TAGS = {
    "en": "en",
    "ru": "ru",
    "kk": "kk",
    "zh": "zh-Hans",
    "zh-hans": "zh-Hans",
    "zh-cn": "zh-Hans",
    "zh-sg": "zh-Hans",
}


def said_in(words: Mapping[str, str], language: str) -> str:
    """The words in `language`, else in the next best that its readers know, else nothing."""
    return next((said for each in _FALLBACKS.get(language, ()) if (said := words.get(each))), "")


def name_in(names: Mapping[str, str], language: str) -> str:
    """The name in `language`, else in the next best: zh-Hans → en, kk → ru → en, then in any there is."""
    return said_in(names, language) or next((name for each in _FALLBACKS if (name := names.get(each))), "")


def language_of(accept_language: str) -> str:
    """The language to answer in, from an Accept-Language header; English when none of ours is asked."""
    ranked = sorted(_asked(accept_language), key=lambda pair: -pair[1])
    return next((_known(tag) for tag, weight in ranked if weight > 0 and _known(tag)), "en")


def _asked(header: str) -> Iterable[tuple[str, float]]:
    for part in header[:500].split(","):
        tag, _, parameter = part.partition(";")
        yield tag.strip().lower(), _weight(parameter)


def _weight(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0


def _known(tag: str) -> str:
    """`zh-Hans-CN` → `zh-Hans`, `ru-KZ` → `ru`, traditional Chinese and strangers → nothing."""
    if tag in _TAGS:
        return _TAGS[tag]
    language, _, rest = tag.partition("-")
    if language == "zh":
        return "zh-Hans" if rest.startswith("hans") else ""
    return _TAGS.get(language, "")
