"""In which words is a thing shown to a reader of some language?"""

from collections.abc import Mapping

from kit.languages import language_of, name_in

__all__ = ["full_names", "language_of", "name_in"]


def full_names(product: Mapping[str, str], variant: Mapping[str, str]) -> dict[str, str]:
    """The product's name by language, followed by what tells the variant from its siblings."""
    return {
        language: _joined(language, name, name_in(variant, language)) for language, name in product.items()
    }


def _joined(language: str, product: str, variant: str) -> str:
    if not variant:
        return product
    return f"{product}，{variant}" if language == "zh-Hans" else f"{product}, {variant}"
