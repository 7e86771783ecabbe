"""Are typed facts read by their kind, and refused with their place and a reason?"""

from decimal import Decimal
from typing import Any

import pytest

from catalog.attributes import Spec, check, missing, number_as_kept

KNOWN = {
    "grade": Spec("grade", "choice", options={"premium": True, "first": True, "krupchatka": False}),
    "moisture": Spec("moisture", "number", decimals=1, least=Decimal(0), most=Decimal(100)),
    "spf": Spec("spf", "number"),
    "organic": Spec("organic", "flag"),
    "ingredients": Spec("ingredients", "text"),
    "volume": Spec("volume", "number", level="variant", decimals=3),
    "power": Spec("power", "number"),
}
ASKED = set(KNOWN) - {"power"}


def told(given: dict[str, object], level: str = "product", **more: Any) -> Any:
    return check(given, level=level, known=KNOWN, asked=ASKED, **more)


@pytest.mark.parametrize(
    ("code", "given", "kept"),
    [
        ("grade", "premium", "premium"),
        ("moisture", "14.5", "14.5"),
        ("moisture", "14", "14.0"),
        ("moisture", 14, "14.0"),
        ("moisture", 14.5, "14.5"),
        ("moisture", "14.500", "14.5"),
        ("moisture", "-0", "0.0"),
        ("moisture", "0", "0.0"),
        ("moisture", "100.0", "100.0"),
        ("spf", "50", "50"),
        ("spf", "50.0", "50"),
        ("organic", True, True),
        ("organic", False, False),
        ("ingredients", "  Бидай ұны, су, 盐 ", "Бидай ұны, су, 盐"),
    ],
)
def test_a_fact_is_kept_in_one_form(code: str, given: object, kept: object) -> None:
    checked = told({code: given})
    assert (checked.facts, checked.problems) == ({code: kept}, ())
    assert told(checked.facts).facts == checked.facts


@pytest.mark.parametrize(
    ("code", "given", "why", "said"),
    [
        ("colour", "red", "field.unknown_attribute", "no such attribute"),
        ("power", "5", "field.not_asked", "category doesn't ask"),
        ("volume", "1.7", "field.wrong_level", "of a variant, not of a product"),
        ("grade", "best", "field.unknown_option", "one of premium, first"),
        ("grade", 1, "field.unknown_option", "one of premium, first"),
        ("grade", None, "field.unknown_option", "one of premium, first"),
        ("grade", "krupchatka", "field.closed_option", "no longer"),
        ("moisture", "14,5", "field.invalid", "decimal point"),
        ("moisture", "14.55", "field.invalid", "1 decimal places at most"),
        ("moisture", "1e1", "field.invalid", "decimal point"),
        ("moisture", "NaN", "field.invalid", "decimal point"),
        ("moisture", "١٤", "field.invalid", "decimal point"),
        ("moisture", float("inf"), "field.invalid", "decimal point"),
        ("moisture", 1e30, "field.invalid", "decimal point"),
        ("moisture", True, "field.invalid", "decimal point"),
        ("moisture", [14], "field.invalid", "decimal point"),
        ("moisture", "-0.1", "field.out_of_range", "not be less than 0"),
        ("moisture", "100.1", "field.out_of_range", "not be more than 100"),
        ("spf", "49.5", "field.invalid", "no decimal places"),
        ("organic", "true", "field.invalid", "true or false"),
        ("organic", 1, "field.invalid", "true or false"),
        ("ingredients", "", "field.invalid", "must not be empty"),
        ("ingredients", "a\u0000b", "field.invalid", "control character"),
        ("ingredients", "x" * 201, "field.invalid", "200 characters"),
        ("ingredients", {"en": "flour"}, "field.invalid", "must be words"),
    ],
)
def test_a_wrong_fact_is_named_with_its_reason(code: str, given: object, why: str, said: str) -> None:
    checked = told({code: given})
    [problem] = checked.problems
    assert (problem.pointer, problem.code, checked.facts) == (f"/attributes/{code}", why, {})
    assert said in problem.message


def test_every_wrong_fact_is_named_at_once_and_pointers_are_escaped() -> None:
    checked = told({"a/b": 1, "c~d": 2, "organic": True})
    assert [each.pointer for each in checked.problems] == ["/attributes/a~1b", "/attributes/c~0d"]
    assert checked.facts == {"organic": True}


def test_a_closed_option_stays_where_it_was_chosen() -> None:
    assert told({"grade": "krupchatka"}, kept={"grade": "krupchatka"}).problems == ()
    assert told({"grade": "krupchatka"}, kept={"grade": "first"}).problems != ()


def test_a_variant_is_told_by_its_own_attributes() -> None:
    assert told({"volume": "1.7"}, level="variant").facts == {"volume": "1.700"}
    assert told({"grade": "first"}, level="variant").problems[0].code == "field.wrong_level"


def test_facts_without_end_are_refused() -> None:
    [problem] = told({f"a{number}": 1 for number in range(61)}).problems
    assert problem.pointer == "/attributes"


def test_what_is_required_is_missing_until_it_is_told() -> None:
    required = {"grade", "moisture", "volume"}
    lacking = missing({"moisture": "0.0"}, level="product", known=KNOWN, required=required)
    assert list(lacking) == ["grade"]
    assert list(missing({}, level="variant", known=KNOWN, required=required)) == ["volume"]


@pytest.mark.parametrize(
    ("written", "kept"),
    [("14", "14.0"), ("14.500", "14.5"), ("-0", "0.0"), ("14.55", "14.55"), ("soft", "soft"), ("NaN", "NaN")],
)
def test_a_number_is_written_as_it_is_kept_unless_something_would_be_lost(written: str, kept: str) -> None:
    assert number_as_kept(written, KNOWN["moisture"]) == kept
