"""In which terms are orders put to the law, and does it answer?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from orders.duties.lawbook import Lawbook


class Purpose(StrEnum):
    """For whom goods are brought in; the law asks this first."""

    HOUSEHOLD = "household"
    BUSINESS = "business"


class Reason(StrEnum):
    """Why an import is refused; the values are problem codes."""

    NOT_AVAILABLE = "regime.not_available"
    NOT_IMPORTABLE = "regime.not_importable"
    PERSON_LIMIT = "regime.person_limit"
    ORDER_LIMIT = "regime.order_limit"
    ANNUAL_LIMIT = "regime.annual_limit"
    RULE_UNKNOWN = "regime.rule_unknown"
    RATE_UNKNOWN = "regime.rate_unknown"
    GOODS_UNKNOWN = "regime.goods_unknown"
    EXCHANGE_RATE_UNKNOWN = "regime.exchange_rate_unknown"


@dataclass(frozen=True, slots=True)
class Percents:
    """
    What the country charges on one code on the day, in percent; None is not known, never nothing.

    In China a provisional duty beats that of most favoured nations, and goods under a tariff quota have two
    more; `eaeu_duty` is Kazakhstan's.
    """

    mfn: Decimal | None = None
    provisional: Decimal | None = None
    quota_in: Decimal | None = None
    quota_out: Decimal | None = None
    eaeu_duty: Decimal | None = None
    vat: Decimal | None = None
    consumption: Decimal | None = None

    @property
    def is_unknown(self) -> bool:
        """Whether nothing at all is known of the code."""
        return self == Percents()


@dataclass(frozen=True, slots=True)
class ImportLine:
    """
    One line of one seller's order.

    `value_minor` is goods + freight + insurance in minor units of the market's currency,
    `goods_minor` the goods alone; masses are those of all units. `content_ml` and `sheets`,
    where goods are sold by them, are of all units too.
    """

    line_id: str
    hs6: str
    quantity: int
    net_g: int
    gross_g: int
    goods_minor: int
    value_minor: int
    percents: Percents
    content_ml: int | None = None
    sheets: int | None = None


@dataclass(frozen=True, slots=True)
class ExchangeRate:
    """How many major units of the market's currency one euro costs, said on `day`."""

    rate: Decimal
    day: date


@dataclass(frozen=True, slots=True)
class YearSoFar:
    """What a person has imported since the year began: minor units, and net grams by six-digit code."""

    value_minor: int = 0
    net_g: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ImportOrder:
    """
    One seller's order, declared on `day`, with what the law asks about its buyer.

    What they have imported this year before it: `spent_this_year_minor`, and net grams by
    six-digit code. `quota_certificate_g` is what is left on their quota certificates, net
    grams by code. Goods from bonded stock lie in the buyer's country already.
    """

    lines: Sequence[ImportLine]
    day: date
    purpose: Purpose = Purpose.HOUSEHOLD
    spent_this_year_minor: int = 0
    imported_this_year_g: Mapping[str, int] = field(default_factory=dict)
    quota_certificate_g: Mapping[str, int] = field(default_factory=dict)
    from_bonded_stock: bool = False
    euro: ExchangeRate | None = None

    @property
    def value_minor(self) -> int:
        return sum(line.value_minor for line in self.lines)

    @property
    def goods_minor(self) -> int:
        return sum(line.goods_minor for line in self.lines)

    @property
    def gross_g(self) -> int:
        return sum(line.gross_g for line in self.lines)

    def net_g_of(self, hs6: str) -> int:
        """The net mass of all lines of a code."""
        return sum(line.net_g for line in self.lines if line.hs6 == hs6)


@dataclass(frozen=True, slots=True)
class LineTax:
    """What one line pays, in minor units of the market's currency; `duty_basis` says by which rate."""

    line_id: str
    duty_minor: int
    vat_minor: int
    consumption_tax_minor: int
    duty_basis: str

    @property
    def total_minor(self) -> int:
        return self.duty_minor + self.vat_minor + self.consumption_tax_minor


@dataclass(frozen=True, slots=True)
class MassUse:
    """What an order takes of a limit by mass: net grams by six-digit code, of `limit_g` a person and year."""

    goods: str
    limit_g: int
    net_g: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Assessment:
    """
    What the order pays, by which regime and why.

    `labels` name the editions and rules that the answer rests on and must be shown with it,
    `unsettled` those of them that aren't settled law. `procedure` is the customs' own code of
    how the goods come in, empty where it has none; `facts` are the numbers behind the
    reasons, as JSON values; `value_minor` counts to the buyer's year, of which `annual_limit_minor`
    is the limit, if there is one, and `masses` those of some goods.
    """

    regime: str
    lines: tuple[LineTax, ...]
    value_minor: int
    labels: tuple[str, ...]
    reasons: tuple[str, ...]
    unsettled: tuple[str, ...] = ()
    procedure: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)
    annual_limit_minor: int | None = None
    masses: tuple[MassUse, ...] = ()

    @property
    def total_minor(self) -> int:
        return sum(line.total_minor for line in self.lines)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why the order can't be imported, with facts that are JSON values."""

    reason: Reason
    facts: Mapping[str, object] = field(default_factory=dict)


class Regime(Protocol):
    """The law of one market for one purpose."""

    name: str

    def assess(self, order: ImportOrder, lawbook: "Lawbook") -> Assessment | Refusal:
        """Tax the order or refuse it."""


def rule_unknown(order: ImportOrder, rule: str) -> Refusal:
    """The refusal of an order on whose day no rule of a kind is known."""
    return Refusal(Reason.RULE_UNKNOWN, {"rule": rule, "day": order.day.isoformat()})
