"""A hit's name comes in pieces, so that whoever shows it can mark them without trusting them."""

import pytest

from storefront.words.highlighting import highlighted
from tests.storefront.shelf import understood


def marked(query: str, name: str) -> str:
    """The name with brackets round its hits."""
    segments = highlighted(name, understood(query).lexemes)
    assert "".join(segment.text for segment in segments) == name
    return "".join(f"[{segment.text}]" if segment.hit else segment.text for segment in segments)


@pytest.mark.parametrize(
    ("query", "name", "shown"),
    [
        ("flour", "Wheat Flours, 2 kg", "Wheat [Flours], 2 kg"),
        ("мука", "Wheat flour", "Wheat [flour]"),
        ("flour", "Бидай ұнын", "Бидай [ұнын]"),
        ("мука", "Мёд и Мука́", "Мёд и [Мука́]"),
        ("骆驼 200克", "全脂骆驼奶粉，200克", "全脂[骆驼]奶粉，[200克]"),
        ("2公斤", "Flour（2 kg）", "Flour（[2 kg]）"),
        ("flo", "Camel flower", "Camel [flower]"),
        ("camle", "Camel wool", "[Camel] wool"),
        ("nothing", "<b>Flour</b>", "<b>Flour</b>"),
        ("flour", "<b>Flour</b>", "<b>[Flour]</b>"),
        ("flour", "", ""),
    ],
)
def test_the_words_looked_for_are_marked(query: str, name: str, shown: str) -> None:
    assert marked(query, name) == shown
