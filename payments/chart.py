"""Which accounts do the books of money have, and on which side of them does each stand?"""

from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

BANK_TRANSFER = "bank_transfer"


class Kind(StrEnum):
    """What an account is of; `docs/ledger.md` tells each in a sentence."""

    PROVIDER = "provider"
    BANK = "bank"
    DEPOSITS = "deposits"
    UNMATCHED = "unmatched"
    REFUNDS_DUE = "refunds_due"
    SELLER_PENDING = "seller_pending"
    SELLER_PAYABLE = "seller_payable"
    PAYOUTS = "payouts"
    FREIGHT = "freight"
    INSURANCE = "insurance"
    DUTY = "duty"
    IMPORT_TAX = "import_tax"
    COMMISSION = "commission"
    COMMISSION_VAT = "commission_vat"
    PROVIDER_FEES = "provider_fees"
    CHARGEBACKS = "chargebacks"
    DISCOUNTS = "discounts"
    CLAIMS_ON_CARRIER = "claims_on_carrier"
    CLAIMS_ON_CUSTOMS = "claims_on_customs"
    CLAIMS_COSTS = "claims_costs"
    EXCHANGE = "exchange"
    EXCHANGE_DIFFERENCE = "exchange_difference"


# Debits are positive: what we have and what we spend. What we owe and what we earn is negative.
ASSETS = frozenset({Kind.PROVIDER, Kind.BANK, Kind.CLAIMS_ON_CARRIER, Kind.CLAIMS_ON_CUSTOMS})
EXPENSES = frozenset({Kind.PROVIDER_FEES, Kind.CHARGEBACKS, Kind.DISCOUNTS, Kind.CLAIMS_COSTS})
REVENUE = frozenset({Kind.COMMISSION})
# These stand now on one side, now on the other.
EITHER = frozenset({Kind.EXCHANGE, Kind.EXCHANGE_DIFFERENCE})
# An account of these is one seller's, of those one provider's, of the last one pair of currencies'.
OF_SELLERS = frozenset({Kind.SELLER_PENDING, Kind.SELLER_PAYABLE})
# Who may bear what goes back of a sale: those who shared it, these accounts of claims, we of a chargeback.
OF_CLAIMS = frozenset({Kind.CLAIMS_ON_CARRIER, Kind.CLAIMS_ON_CUSTOMS, Kind.CLAIMS_COSTS})
BEARING = (
    OF_SELLERS
    | OF_CLAIMS
    | {
        Kind.COMMISSION,
        Kind.COMMISSION_VAT,
        Kind.CHARGEBACKS,
        Kind.DISCOUNTS,
        Kind.FREIGHT,
        Kind.INSURANCE,
        Kind.DUTY,
        Kind.IMPORT_TAX,
    }
)
OF_PROVIDERS = frozenset({Kind.PROVIDER, Kind.PROVIDER_FEES})
OF_PAIRS = frozenset({Kind.EXCHANGE})


class Purpose(StrEnum):
    """For what an entry is made, where the account alone doesn't say it."""

    PAYMENT = "payment"
    SURPLUS = "surplus"
    GOODS = "goods"
    COMMISSION = "commission"
    COMMISSION_VAT = "commission_vat"
    CARRIAGE = "carriage"
    IMPORT = "import"
    RELEASE = "release"
    REFUND = "refund"
    CLAIM = "claim"
    CHARGEBACK = "chargeback"
    PAYOUT = "payout"
    FEE = "fee"
    SETTLEMENT = "settlement"
    EXCHANGE = "exchange"


class Place(NamedTuple):
    """One account of any currency: `owner_id` is a seller's organisation, `party` a provider or a pair."""

    kind: Kind
    owner_id: UUID | None = None
    party: str = ""


class Entry(NamedTuple):
    """
    One line of a transaction, in minor units: positive is a debit, negative a credit.

    `reference` is the opaque number of what it is about, such as an order's.
    """

    place: Place
    minor: int
    currency: str
    purpose: Purpose
    reference: str


def cash(provider: str) -> Place:
    """Where money lies that came by a provider: transfers come to our own account at the bank."""
    return Place(Kind.BANK) if provider == BANK_TRANSFER else Place(Kind.PROVIDER, party=provider)
