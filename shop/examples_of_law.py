"""Which examples does the law of an import show in the API document?"""

from collections.abc import Mapping

OF_LAW: Mapping[str, object] = {
    "Estimated.amounts": ["duty", "vat", "consumption"],
    "Estimated.day": "2026-12-13",
    "Estimated.why": "declaration_day",
    "Fx.used_for": "freight",
    "Payable.amounts": ["freight", "insurance"],
    "Payable.collected_by": "shop",
    "Payable.payee": "shop",
    "Payable.payer": "buyer",
    "QuoteLine.duty_basis": "retail_import",
    "QuoteOrder.declared_on": "2026-12-13",
    "QuoteOrder.regime_procedure": "9610",
    "Suggestion.code": "fewer_units",
    "Suggestion.fewer": 1,
    "Suggestion.limit": "order",
    "Suggestion.limit_g": None,
    "Suggestion.orders": None,
    "Suggestion.quantity": 8,
    "Suggestion.texts": {
        "en": "8 instead of 9 of Wheat flour, 2 kg: then it stays within ¥5,000.00, the limit of one order.",
        "ru": "8 вместо 9: «Мука пшеничная, 2 кг». Тогда заказ укладывается в 5 000,00 ¥, предел одного заказа.",
    },
}
