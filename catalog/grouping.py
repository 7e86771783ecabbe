"""Which articles are sizes of one product?"""

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

_SEPARATORS = {"en": ", ", "ru": ", ", "kk": ", ", "zh-Hans": "，"}


@dataclass(frozen=True, slots=True)
class Article:
    """One SKU with its full names by language; `facts` are what all sizes of a product share."""

    sku: str
    names: Mapping[str, str]
    facts: Hashable


@dataclass(frozen=True, slots=True)
class Group:
    """A product: its code and names, and of each SKU the words that tell it from its siblings."""

    code: str
    names: Mapping[str, str]
    sizes: Mapping[str, Mapping[str, str]]


def group(articles: Sequence[Article]) -> list[Group]:
    """
    Articles whose SKUs differ in their last part are sizes of one product.

    Only if they share their facts and, in every language, the name before its
    last comma; otherwise each article is a product of its own.
    """
    families: dict[str, list[Article]] = defaultdict(list)
    for article in articles:
        families[article.sku.rpartition("-")[0] or article.sku].append(article)
    return [found for code, family in families.items() for found in _groups(code, family)]


def _groups(code: str, family: Sequence[Article]) -> list[Group]:
    bases = [_base_names(article) for article in family]
    agree = all(base == bases[0] and all(base.values()) for base in bases)
    if agree and len({article.facts for article in family}) == 1:
        return [Group(code, bases[0], {article.sku: _size_names(article) for article in family})]
    return [Group(article.sku, article.names, {article.sku: {}}) for article in family]


def _base_names(article: Article) -> dict[str, str]:
    return {language: name.rpartition(_SEPARATORS[language])[0] for language, name in article.names.items()}


def _size_names(article: Article) -> dict[str, str]:
    return {language: name.rpartition(_SEPARATORS[language])[2] for language, name in article.names.items()}
