"""Are names unique, in order, checked?"""

import re
from datetime import UTC, datetime, timedelta

import pytest

from kit.ids import (
    check_number,
    human_number,
    next_serial,
    normal_tracking_code,
    tracking_code,
    uuid7,
)


def test_ids_are_version_seven_and_rise() -> None:
    ids = [uuid7() for _ in range(5000)]
    assert {each.version for each in ids} == {7}
    assert ids == sorted(set(ids))


def test_an_id_carries_its_instant() -> None:
    made = datetime.fromtimestamp((uuid7().int >> 80) / 1000, tz=UTC)
    assert abs(datetime.now(UTC) - made) < timedelta(seconds=5)


def test_a_human_number_has_the_right_shape_and_check_digit() -> None:
    number = human_number("SC", 2026, 123)
    assert re.fullmatch(r"SC-26-00000123-\d", number)
    assert check_number(number)


def test_every_single_wrong_digit_is_noticed() -> None:
    number = human_number("SCG", 2026, 90210)
    for place in [at for at, letter in enumerate(number) if letter.isdigit()]:
        for digit in set("0123456789") - {number[place]}:
            assert not check_number(number[:place] + digit + number[place + 1 :])


@pytest.mark.parametrize(
    "number", ["", "SC-26-123-5", "sc-26-00000123-5", "SC26000001235", "SC-26-0000012x-5"]
)
def test_what_is_no_number_has_no_check_digit(number: str) -> None:
    assert not check_number(number)


def test_tracking_codes_are_twelve_letters_that_cannot_be_misread() -> None:
    codes = {tracking_code() for _ in range(1000)}
    assert len(codes) == 1000
    assert all(re.fullmatch("[0-9A-HJKMNP-TV-Z]{12}", code) for code in codes)


def test_what_people_type_becomes_the_code() -> None:
    assert normal_tracking_code("oil0-abcd efgh") == "0110ABCDEFGH"


def test_serials_come_from_their_sequence(db: None) -> None:
    first = next_serial("orders_order_serial")
    assert next_serial("orders_order_serial") == first + 1
