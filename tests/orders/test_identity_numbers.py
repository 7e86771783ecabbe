"""Is a number of a card told apart from one that can't be?"""

from datetime import date

import pytest
from stdnum.iso7064 import mod_11_2

from orders.identity_numbers import compact_number, is_called, problem_of_name, problem_of_number, tidy_name
from shop.made_up import identity_number

TODAY = date(2026, 11, 30)
# Printed in GB 11643-1999 itself.
SAMPLE, OLD_SAMPLE = "11010519491231002X", "440524188001010014"


def judged(number: str) -> str:
    return problem_of_number(number, today=TODAY)


def numbered(digits: str) -> str:
    """With its right check digit."""
    return digits + str(mod_11_2.calc_check_digit(digits))


def test_the_sample_of_the_standard_is_a_number() -> None:
    assert judged(SAMPLE) == ""


def test_the_standards_second_sample_has_a_right_check_digit_and_nobody_of_1880_orders() -> None:
    assert mod_11_2.is_valid(OLD_SAMPLE)
    assert judged(OLD_SAMPLE) == "holds no day of birth (digits 7 to 14)"


@pytest.mark.parametrize("last", "0123456789")
def test_every_other_last_digit_is_wrong(last: str) -> None:
    assert judged(SAMPLE[:-1] + last) == "has another check digit"


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        ("", "is not 17 digits and a last digit or X"),
        (SAMPLE[:-1], "is not 17 digits and a last digit or X"),
        ("X" + SAMPLE[1:], "is not 17 digits and a last digit or X"),
        (numbered("16010519491231002"), "begins with no province"),
        (numbered("00010519491231002"), "begins with no province"),
        (numbered("11010519490230002"), "holds no day of birth (digits 7 to 14)"),
        (numbered("11010520261201002"), "holds no day of birth (digits 7 to 14)"),
    ],
)
def test_what_is_no_number_is_told_why(number: str, reason: str) -> None:
    assert judged(number) == reason


def test_whoever_was_born_today_has_a_number() -> None:
    assert judged(numbered("11010520261130002")) == ""


def test_a_residence_permit_of_hong_kong_is_a_number() -> None:
    assert judged(numbered("81000019900101001")) == ""


@pytest.mark.parametrize(
    "written", ["110105 19491231 002x", "110105-19491231-002X", "１１０１０５19491231002Ｘ"]
)
def test_however_it_is_written_it_is_the_same_number(written: str) -> None:
    assert compact_number(written) == SAMPLE


@pytest.mark.parametrize("name", ["王芳", "买买提·吐尔逊", "欧阳娜娜"])
def test_names_on_cards_are_names(name: str) -> None:
    assert problem_of_name(tidy_name(name)) == ""


@pytest.mark.parametrize("name", ["", "王", "Wang Fang", "王芳2", "王" * 51])
def test_what_stands_on_no_card_is_no_name(name: str) -> None:
    assert problem_of_name(tidy_name(name)) != ""


def test_dots_and_blanks_make_no_other_person() -> None:
    assert tidy_name(" 买买提 • 吐尔逊 ") == "买买提·吐尔逊"
    assert is_called("买买提·吐尔逊", "买买提吐尔逊")
    assert not is_called("王芳", "王方")
    assert not is_called("王芳", "")


def test_made_up_numbers_are_right_and_nobodys() -> None:
    numbers = [identity_number(which) for which in range(1_100)]
    assert len(set(numbers)) == 1_100
    assert {judged(each) for each in numbers} == {""}
    # Cards are given out by counties, and this is none.
    assert {each[:6] for each in numbers} == {"110000"}
