"""What does a payment company on this machine keep in its own books?"""

from dataclasses import dataclass, field
from threading import RLock
from typing import Literal


@dataclass(frozen=True, slots=True)
class Entry:
    """One line that is only ever added."""

    what: Literal["charge", "capture", "close", "refund"]
    ref: str
    minor: int
    currency: str


@dataclass(slots=True)
class Charge:
    """What was asked for under one number of the merchant's; `number` is the company's own."""

    ref: str
    minor: int
    currency: str
    number: str
    state: Literal["open", "paid", "closed"] = "open"
    paid_minor: int = 0
    paid_currency: str = ""
    # How much of what went back, by the merchant's number of each.
    refunds: dict[str, int] = field(default_factory=dict)

    @property
    def left(self) -> int:
        """How much may still go back."""
        return self.paid_minor - sum(self.refunds.values())


class Refused(Exception):
    """The company says no; its code is the message."""


class Books:
    """Charges by number, and every line ever written."""

    def __init__(self) -> None:
        self.lock = RLock()
        self.charges: dict[str, Charge] = {}
        self.entries: list[Entry] = []

    def charge(self, ref: str, minor: int, currency: str, number: str) -> Charge:
        """Ask for money; the same number again is the same charge."""
        with self.lock:
            known = self.charges.get(ref)
            if known is None:
                known = self.charges[ref] = Charge(ref, minor, currency, number)
                self.entries.append(Entry("charge", ref, minor, currency))
            elif (known.minor, known.currency) != (minor, currency):
                raise Refused("OUT_TRADE_NO_USED")
            return known

    def pay(self, ref: str, minor: int | None = None, currency: str = "") -> Charge:
        """The buyer pays, what is asked or something else."""
        with self.lock:
            charge = self.charges[ref]
            assert charge.state == "open", f"{ref} is {charge.state}"
            charge.state = "paid"
            charge.paid_minor = charge.minor if minor is None else minor
            charge.paid_currency = currency or charge.currency
            self.entries.append(Entry("capture", ref, charge.paid_minor, charge.paid_currency))
            return charge

    def close(self, ref: str) -> Charge:
        """Let nobody pay it any more."""
        with self.lock:
            charge = self.charges[ref]
            if charge.state == "paid":
                raise Refused("ORDERPAID")
            if charge.state == "open":
                charge.state = "closed"
                self.entries.append(Entry("close", ref, charge.minor, charge.currency))
            return charge

    def refund(self, ref: str, refund_ref: str, minor: int) -> bool:
        """Send money back; under the same number no more than once. Whether money moved now."""
        with self.lock:
            charge = self.charges[ref]
            if refund_ref in charge.refunds:
                return False
            if charge.state != "paid" or not 0 < minor <= charge.left:
                raise Refused("REFUND_TOO_LARGE")
            charge.refunds[refund_ref] = minor
            self.entries.append(Entry("refund", ref, minor, charge.paid_currency))
            return True

    def count(self, what: str, ref: str = "") -> int:
        """How many lines of a kind there are, of all charges or one."""
        with self.lock:
            return sum(each.what == what and (not ref or each.ref == ref) for each in self.entries)

    def total(self, what: str, ref: str = "") -> int:
        """Their sum in minor units."""
        with self.lock:
            return sum(
                each.minor for each in self.entries if each.what == what and (not ref or each.ref == ref)
            )
