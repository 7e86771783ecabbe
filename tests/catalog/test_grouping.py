"""Do sizes of one product come together, and only they?"""

from collections.abc import Mapping

from catalog.grouping import Article, group

WHEAT = {"en": "Wheat flour, premium", "zh-Hans": "小麦粉（特等）"}


def flour(sku: str, size: str, *, names: Mapping[str, str] = WHEAT, facts: object = "110100") -> Article:
    named = {"en": f"{names['en']}, {size}", "zh-Hans": f"{names['zh-Hans']}，{size}"}
    return Article(sku, named, str(facts))


def test_sizes_of_one_product_are_told_apart_by_their_last_words() -> None:
    [product] = group([flour("FLR-PRM-2KG", "2 kg"), flour("FLR-PRM-5KG", "5 kg")])
    assert (product.code, product.names) == ("FLR-PRM", WHEAT)
    assert product.sizes == {
        "FLR-PRM-2KG": {"en": "2 kg", "zh-Hans": "2 kg"},
        "FLR-PRM-5KG": {"en": "5 kg", "zh-Hans": "5 kg"},
    }


def test_other_skus_are_other_products() -> None:
    found = group([flour("FLR-PRM-2KG", "2 kg"), flour("FLR-EXT-2KG", "2 kg")])
    assert [each.code for each in found] == ["FLR-PRM", "FLR-EXT"]


def test_articles_of_different_law_are_products_of_their_own() -> None:
    found = group([flour("FLR-PRM-2KG", "2 kg"), flour("FLR-PRM-5KG", "5 kg", facts="110290")])
    assert [(each.code, dict(each.sizes)) for each in found] == [
        ("FLR-PRM-2KG", {"FLR-PRM-2KG": {}}),
        ("FLR-PRM-5KG", {"FLR-PRM-5KG": {}}),
    ]


def test_articles_named_differently_in_one_language_are_products_of_their_own() -> None:
    other = {**WHEAT, "zh-Hans": "小麦粉"}
    found = group([flour("FLR-PRM-2KG", "2 kg"), flour("FLR-PRM-5KG", "5 kg", names=other)])
    assert [each.names["en"] for each in found] == [
        "Wheat flour, premium, 2 kg",
        "Wheat flour, premium, 5 kg",
    ]


def test_a_name_without_a_size_stays_whole() -> None:
    [product] = group([Article("SALT", {"en": "Salt"}, "250100")])
    assert (product.code, product.names, product.sizes) == ("SALT", {"en": "Salt"}, {"SALT": {}})
