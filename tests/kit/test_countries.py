"""Which country does somebody mean who writes its name?"""

import pycountry
import pytest

from kit.countries import code_of_country, country_in


@pytest.mark.parametrize("language", ["en", "ru", "kk", "zh-Hans"])
def test_every_country_is_known_by_what_we_call_it(language: str) -> None:
    codes = [country.alpha_2 for country in pycountry.countries]
    told = {code: code_of_country(country_in(code, language)) for code in codes}
    assert {code: known for code, known in told.items() if known != code} == {}


@pytest.mark.parametrize(
    ("name", "code"),
    [("  КАЗАХСТАН ", "KZ"), ("КОРЕЯ, РЕСПУБЛИКА", "KR"), ("kaz", "KZ"), ("156", "CN"), ("Россия", "RU")],
)
def test_a_country_is_known_by_what_programs_call_it(name: str, code: str) -> None:
    assert code_of_country(name) == code


@pytest.mark.parametrize("name", ["", " ", "Атлантида", "Корея, Атлантида", ", "])
def test_what_is_no_country_has_no_code(name: str) -> None:
    assert code_of_country(name) == ""
