"""Which words of a listing can be looked for, and how heavy is each?"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal, NamedTuple

from storefront.words.folding import is_cyrillic, is_han, is_kazakh
from storefront.words.measures import unit_of
from storefront.words.stems import KAZAKH_STOPS, kazakh
from storefront.words.tokens import Kind, Token, code_parts, joined_code, tokens_of

Weight = Literal["A", "B", "C", "D"]
Config = Literal["english", "russian", "simple"]
WEIGHTS: tuple[Weight, ...] = ("A", "B", "C", "D")
CONFIGS: tuple[Config, ...] = ("english", "russian", "simple")

# PostgreSQL knows two of our languages; of the other two we hand it stems and pairs of characters.
_CONFIG_OF: dict[str, Config] = {"en": "english", "ru": "russian", "kk": "simple", "zh-Hans": "simple"}
_LONGEST_DESCRIPTION = 2000

Words = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True, eq=False)
class Texts:
    """
    What a listing says, by language and weight.

    `names` weigh A, `labels` (brand, categories) B, `facts` (attributes, standard) C, `descriptions` D.
    `proper` are names of firms and brands in whatever script they have (B); `codes` are SKU, GTIN and
    tariff codes, found whole (D).
    """

    names: Words
    labels: Words = field(default_factory=dict)
    facts: Words = field(default_factory=dict)
    descriptions: Words = field(default_factory=dict)
    proper: Sequence[str] = ()
    codes: Sequence[str] = ()


class Part(NamedTuple):
    """A text that `setweight(to_tsvector(config, text), weight)` takes as it is."""

    config: Config
    weight: Weight
    text: str


def document_parts(texts: Texts) -> list[Part]:
    """What the `tsvector` of a listing is made of: at most one part per configuration and weight."""
    heaps: dict[tuple[Config, Weight], list[str]] = {}
    for weight, by_language in zip(
        WEIGHTS, (texts.names, texts.labels, texts.facts, texts.descriptions), strict=True
    ):
        for language, words in by_language.items():
            for text in words:
                if text:
                    heaps.setdefault((_CONFIG_OF[language], weight), []).append(prepared(text, language))
    for text in texts.proper:
        for language in scripts_languages(text):
            heaps.setdefault((_CONFIG_OF[language], "B"), []).append(prepared(text, language))
    heaps.setdefault(("simple", "D"), []).extend(prepared_code(code) for code in texts.codes if code)
    return [Part(config, weight, " ".join(heap)) for (config, weight), heap in heaps.items() if heap]


def scripts_languages(text: str) -> tuple[str, ...]:
    """The languages whose rules a proper name is indexed by."""
    tokens = tokens_of(text)
    if any(token.kind is Kind.HAN for token in tokens):
        return ("zh-Hans",)
    if any(is_cyrillic(token.text) for token in tokens):
        return ("kk", "ru")
    return ("en",)


@lru_cache(maxsize=16_384)
def prepared(text: str, language: str) -> str:
    """A text as its configuration shall see it: sizes in one form, Kazakh stems, pairs of characters."""
    tokens = tokens_of(text[:_LONGEST_DESCRIPTION])
    words = [word for token in tokens for word in _lexemes(token, language)]
    # What would tear phrases apart comes last: single characters, the number of a size.
    return " ".join([*words, *dict.fromkeys(_besides(tokens))])


@lru_cache(maxsize=8_192)
def prepared_code(code: str) -> str:
    """A code whole and in its parts: kz01flrprm2kg kz01 flr prm 2kg."""
    plain = code.lower()
    return " ".join(dict.fromkeys((joined_code(plain), *code_parts(plain))))


def _lexemes(token: Token, language: str) -> Iterable[str]:
    if token.kind is Kind.HAN:
        return pairs_of(token.text)
    if token.kind is Kind.CODE:
        return (joined_code(token.text), *code_parts(token.text))
    if token.kind is Kind.WORD and language == "kk":
        return (kazakh(token.text),)
    return (token.text,)


def _besides(tokens: Iterable[Token]) -> Iterator[str]:
    for token in tokens:
        if token.kind is Kind.HAN and len(token.text) > 1:
            yield from token.text
        elif token.unit:
            yield from (token.amount, unit_of(token.unit))


def pairs_of(run: str) -> list[str]:
    """小麦粉 → 小麦, 麦粉; one character alone is itself."""
    if len(run) == 1:
        return [run]
    return [run[place : place + 2] for place in range(len(run) - 1)]


class Spoken(NamedTuple):
    """A word of the catalogue as it stands there, in a language."""

    text: str
    language: str


# Parts of Chinese runs are no language's words, but what people type of longer ones.
PART_OF_RUN = "zh"
_LONGEST_GRAM = 4


def spoken_in(texts: Texts) -> Iterator[tuple[Spoken, ...]]:
    """The words of each text of a listing that the table of known terms keeps; descriptions say too much."""
    for by_language in (texts.names, texts.labels, texts.facts):
        for language, words in by_language.items():
            for text in words:
                yield spoken_words(text, language)
    for text in texts.proper:
        yield spoken_words(text, scripts_languages(text)[0])


@lru_cache(maxsize=16_384)
def spoken_words(text: str, language: str) -> tuple[Spoken, ...]:
    """The words of a text that the table of known terms keeps, each once: no codes, those are endless."""
    words: dict[Spoken, None] = {}
    for token in tokens_of(text):
        if token.kind is Kind.HAN:
            words[Spoken(token.text, "zh-Hans")] = None
            words.update((Spoken(each, PART_OF_RUN), None) for each in _grams(token.text))
        elif token.kind is Kind.WORD:
            spoken = Spoken(token.text, _language_of(token.text, language))
            if spoken.language != "kk" or spoken.text not in KAZAKH_STOPS:
                words[spoken] = None
        elif token.kind is not Kind.CODE:
            words[Spoken(token.text, "")] = None
            if token.unit:
                unit_language = "zh-Hans" if is_han(token.unit[0]) else _language_of(token.unit, language)
                words[Spoken(token.unit, unit_language)] = None
    return tuple(words)


def _language_of(word: str, language: str) -> str:
    """Latin words in Kazakh or Chinese names are nobody's Kazakh or Chinese."""
    if is_kazakh(word):
        return "kk"
    if is_cyrillic(word):
        return language if language in ("kk", "ru") else "ru"
    return "en"


def _grams(run: str) -> Iterator[str]:
    for length in range(1, min(_LONGEST_GRAM, len(run) - 1) + 1):
        yield from (run[place : place + length] for place in range(len(run) - length + 1))
