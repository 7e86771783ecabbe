"""How do a listing's words become what search finds it by?"""

# Kazakh has no configuration of its own, Chinese no spaces.
_CONFIGURATIONS = {"en": "english", "ru": "russian", "kk": "simple", "zh-Hans": "simple"}

Texts = tuple[str, str, str, str]


def prepared(language: str, texts: Texts) -> tuple[str, Texts]:
    """The text search configuration of a language, and the texts of weight A to D as it should read them."""
    return _CONFIGURATIONS[language], texts
