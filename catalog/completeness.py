"""In which languages is something said of goods, and what is still lacking in which?"""

from collections.abc import Collection, Mapping

# Words by language, by the pointer of the field that holds them.
Texts = Mapping[str, Mapping[str, str]]


def lacking(texts: Texts, languages: Collection[str]) -> list[str]:
    """The pointers of words that are not there, such as `/descriptions/kk`, field by field."""
    return [
        f"{pointer}/{language}"
        for pointer, words in texts.items()
        for language in languages
        if not words.get(language)
    ]


def completeness(texts: Texts, languages: Collection[str]) -> dict[str, int]:
    """How many hundredths of the fields each language has; 100 only when nothing lacks."""
    total = len(texts)
    return {
        language: 100 * sum(1 for words in texts.values() if words.get(language)) // total if total else 100
        for language in languages
    }
