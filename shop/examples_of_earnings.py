"""Which examples does a seller's money show in the API document?"""

from collections.abc import Mapping

OF_EARNINGS: Mapping[str, object] = {
    "account_end": "0100",
    "account_number": "KZ98999DEMO000000001",
    "bank": "Demo Bank, Almaty",
    "bic": "DEMOKZKA",
    "commission_vat_percent": "16.00",
    "holder": "TOO Aqdala Un Zauyty",
    "kbe": "17",
    "month": "2026-11",
    "part": "pending",
    "purpose": "goods",
    "waits_for": ["minimum"],
    "PayoutAccount.tax_id": "940140000385",
    "SellerPayout.number": "SCP-26-00000012-4",
    "SellerPayout.rate": "70.00000000",
    "SellerPayout.status": "scheduled",
    "StatementLine.kind": "sale",
    "StatementLine.reference": "SC-26-00000123-5",
    "StatementLine.serial": 4182,
}
