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
    "QuoteSuggestion.code": "fewer_units",
    "QuoteSuggestion.fewer": 1,
    "QuoteSuggestion.limit": "order",
    "QuoteSuggestion.limit_g": 2_000,
    "QuoteSuggestion.orders": 2,
    "QuoteSuggestion.quantity": 8,
    "QuoteSuggestion.texts": {
        "en": "8 instead of 9 of Wheat flour, 2 kg: then it stays within ¥5,000.00, the limit of one order.",
        "ru": "8 вместо 9: «Мука, 2 кг». Тогда заказ укладывается в 5 000,00 ¥, предел одного заказа.",
    },
    "regime": "cn_retail_import",
    "regime_label": "",
    "regime_labels": ["DEMO ASSUMPTION, NOT LAW"],
    "regime_reasons": ["within_limits"],
    "TariffCode.name": "Wheat flour",
    "TariffCode.source": "htshub.com/cn-hs",
    "TariffCodeDetail.name": "Wheat flour",
    "TariffCodeDetail.source": "htshub.com/cn-hs",
    "TariffRate.kind": "vat",
    "TariffRate.source": "htshub.com/cn-hs",
}
