"""What is an amount of money, to the last minor unit?"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Self

from kit.shares import largest_remainder

# Decimal places by ISO 4217. Shops leave the tiyn away, banks book it; the won has nothing smaller.
EXPONENTS = {"CNY": 2, "KZT": 2, "USD": 2, "EUR": 2, "RUB": 2, "KRW": 0}
CURRENCIES = tuple(EXPONENTS)
LARGEST_MAJOR = 10**12

_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]{0,12})(?:\.([0-9]{1,2}))?", re.ASCII)


class BadMoney(ValueError):
    """The text is no amount of a known currency."""


class CurrencyMismatch(ValueError):
    """Two amounts of different currencies met."""


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in minor units (cents, fen, tiyn) of one known currency."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if self.currency not in EXPONENTS:
            raise BadMoney(f"unknown currency {self.currency!r}")
        if type(self.minor) is not int:
            raise BadMoney("minor units are whole numbers")

    @classmethod
    def parse(cls, amount: str, currency: str) -> Self:
        """
        Read a plain decimal such as "12.30".

        :raises BadMoney: if it has an exponent, a sign other than "-", more
            digits than the currency, a size above 10^12 or isn't a number.
        """
        exponent = _exponent(currency)
        found = _DECIMAL.fullmatch(amount)
        if found is None or len(found[1] or "") > exponent:
            raise BadMoney(f"not a plain decimal amount with at most {exponent} places")
        minor = int(Decimal(amount).scaleb(exponent))
        if abs(minor) > LARGEST_MAJOR * 10**exponent:
            raise BadMoney("amount is larger than 10^12")
        return cls(minor, currency)

    @classmethod
    def zero(cls, currency: str) -> Self:
        """Nothing, in `currency`."""
        return cls(0, currency)

    def as_json(self) -> dict[str, str]:
        """{"amount": "12.30", "currency": "CNY"}"""
        return {"amount": self.amount, "currency": self.currency}

    @property
    def amount(self) -> str:
        """The decimal text, always with the currency's own number of places."""
        exponent = EXPONENTS[self.currency]
        whole, rest = divmod(abs(self.minor), 10**exponent)
        return f"{'-' if self.minor < 0 else ''}{whole}{f'.{rest:0{exponent}d}' if exponent else ''}"

    def convert(self, rate: Decimal, to: str) -> "Money":
        """
        The same worth in `to`, half a minor unit rounded away from zero.

        `rate` is how many major units of `to` one major unit of ours buys.
        """
        with localcontext(prec=60):
            exact = Decimal(self.minor) * rate
            exact = exact.scaleb(_exponent(to) - EXPONENTS[self.currency])
            return Money(int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP)), to)

    def share_by(self, weights: Sequence[int]) -> "list[Money]":
        """Split by largest remainders; the parts sum to the whole."""
        return [Money(part, self.currency) for part in largest_remainder(self.minor, weights)]

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"

    def __bool__(self) -> bool:
        return self.minor != 0

    def __neg__(self) -> "Money":
        return Money(-self.minor, self.currency)

    def __add__(self, other: "Money") -> "Money":
        return Money(self.minor + self._same(other), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.minor - self._same(other), self.currency)

    def __mul__(self, times: int) -> "Money":
        if type(times) is not int:
            return NotImplemented
        return Money(self.minor * times, self.currency)

    __rmul__ = __mul__

    def __lt__(self, other: "Money") -> bool:
        return self.minor < self._same(other)

    def __le__(self, other: "Money") -> bool:
        return self.minor <= self._same(other)

    def __gt__(self, other: "Money") -> bool:
        return self.minor > self._same(other)

    def __ge__(self, other: "Money") -> bool:
        return self.minor >= self._same(other)

    def _same(self, other: "Money") -> int:
        if self.currency != other.currency:
            raise CurrencyMismatch(f"{self.currency} and {other.currency} don't mix")
        return other.minor


def _exponent(currency: str) -> int:
    if currency not in EXPONENTS:
        raise BadMoney(f"unknown currency {currency!r}")
    return EXPONENTS[currency]
