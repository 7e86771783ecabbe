"""Is an amount of money exact, of one currency, strictly read?"""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.money import CURRENCIES, EXPONENTS, BadMoney, CurrencyMismatch, Money

amounts = st.integers(min_value=-(10**14), max_value=10**14)


# Whatever the places, as many of the smallest units as the fewest places allow.
readable = st.integers(min_value=-(10**12), max_value=10**12)


@given(minor=readable, currency=st.sampled_from(CURRENCIES))
def test_what_is_written_is_read_again(minor: int, currency: str) -> None:
    money = Money(minor, currency)
    assert Money.parse(money.amount, currency) == money


@pytest.mark.parametrize(
    ("amount", "minor"), [("12.30", 1230), ("12.3", 1230), ("12", 1200), ("0.05", 5), ("-0.05", -5)]
)
def test_a_plain_decimal_is_read(amount: str, minor: int) -> None:
    assert Money.parse(amount, "CNY") == Money(minor, "CNY")


@pytest.mark.parametrize(
    "amount",
    [
        *("", "NaN", "Infinity", "1e3", "1E3", "+1", "1.234", "1.", ".5", "01", "1,5"),
        *(" 1", "1\n", "١", "1_0", "1000000000000.01", "99999999999999", "--1", "0x10"),
    ],
)
def test_anything_but_a_plain_decimal_is_refused(amount: str) -> None:
    with pytest.raises(BadMoney):
        Money.parse(amount, "CNY")


def test_ten_to_the_twelfth_is_the_largest_amount() -> None:
    assert Money.parse("1000000000000", "CNY").minor == 10**14


@pytest.mark.parametrize("currency", ["XXX", "cny", ""])
def test_a_currency_must_be_known(currency: str) -> None:
    with pytest.raises(BadMoney):
        Money(1, currency)
    with pytest.raises(BadMoney):
        Money.parse("1", currency)
    with pytest.raises(BadMoney):
        Money(1, "CNY").convert(Decimal(1), currency)


@pytest.mark.parametrize("minor", [1.0, True, "1"])
def test_minor_units_are_whole_numbers(minor: int) -> None:
    with pytest.raises(BadMoney):
        Money(minor, "CNY")


def test_currencies_never_mix() -> None:
    one, other = Money(1, "CNY"), Money(1, "KZT")
    for mix in (
        lambda: one + other,
        lambda: one - other,
        lambda: one < other,
        lambda: one <= other,
        lambda: one > other,
        lambda: one >= other,
    ):
        with pytest.raises(CurrencyMismatch):
            mix()
    assert one != other


def test_arithmetic_and_order() -> None:
    two, three = Money(2, "CNY"), Money(3, "CNY")
    assert two + three == Money(5, "CNY")
    assert two - three == -Money(1, "CNY")
    assert two * 3 == 3 * two == Money(6, "CNY")
    assert two < three
    assert two <= Money(2, "CNY")
    assert three > two
    assert three >= Money(3, "CNY")
    assert three
    assert not Money.zero("CNY")
    assert str(Money(-5, "KZT")) == "-0.05 KZT"


def test_money_is_not_multiplied_by_fractions() -> None:
    with pytest.raises(TypeError):
        Money(1, "CNY") * 1.5  # type: ignore[operator]


@pytest.mark.parametrize(
    ("minor", "rate", "expected"),
    [(1, "0.5", 1), (1, "0.49", 0), (-1, "0.5", -1), (100, "64.505", 6451), (100, "64.5049", 6450)],
)
def test_conversion_rounds_half_a_unit_away_from_zero(minor: int, rate: str, expected: int) -> None:
    assert Money(minor, "CNY").convert(Decimal(rate), "KZT") == Money(expected, "KZT")


def test_conversion_keeps_every_digit_of_large_amounts() -> None:
    large = Money(10**14 - 1, "CNY")
    assert large.convert(Decimal("64.123456"), "KZT").minor == 6412345599999936


@given(
    minor=amounts,
    rate=st.decimals(min_value="0.0000001", max_value="100000", places=8),
    one=st.sampled_from(CURRENCIES),
    other=st.sampled_from(CURRENCIES),
)
def test_what_is_converted_is_off_by_half_a_minor_unit_at_most(
    minor: int, rate: Decimal, one: str, other: str
) -> None:
    converted = Money(minor, one).convert(rate, other)
    exact = Fraction(minor, 10 ** EXPONENTS[one]) * Fraction(rate) * 10 ** EXPONENTS[other]
    assert abs(converted.minor - exact) <= Fraction(1, 2)
    assert Money(-minor, one).convert(rate, other) == -converted


@given(
    minor=amounts,
    currency=st.sampled_from(CURRENCIES),
    weights=st.lists(st.integers(min_value=0, max_value=10**6), min_size=1, max_size=9),
)
def test_shares_add_up_to_the_whole(minor: int, currency: str, weights: list[int]) -> None:
    shares = Money(minor, currency).share_by(weights)
    assert sum(shares, Money.zero(currency)) == Money(minor, currency)


def test_the_won_has_no_minor_units() -> None:
    assert Money.parse("35000", "KRW") == Money(35000, "KRW")
    assert str(Money(-35000, "KRW")) == "-35000 KRW"
    assert Money(100, "KRW").as_json() == {"amount": "100", "currency": "KRW"}
    # A thousand won are 5.234 yuan, and 5.23 yuan are 999 won.
    assert Money(1_000, "KRW").convert(Decimal("0.005234"), "CNY") == Money(523, "CNY")
    assert Money(523, "CNY").convert(Decimal("191.0583"), "KRW") == Money(999, "KRW")
    with pytest.raises(BadMoney, match="at most 0 places"):
        Money.parse("35000.0", "KRW")


def test_json_shows_both_places() -> None:
    assert Money(1230, "CNY").as_json() == {"amount": "12.30", "currency": "CNY"}
