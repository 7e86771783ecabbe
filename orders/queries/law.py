"""What does the law of a market say about goods on a day?"""

import json
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from catalog import queries as catalog
from kit.editions import Editions
from kit.money import Money
from orders.duties import (
    DearGoodsTax,
    EcommerceGoodsRules,
    Lawbook,
    ListEntry,
    NationalVat,
    Percents,
    PersonalGoodsRules,
    QuantityLimit,
    RetailImportRules,
)

RULES_FILE = Path(__file__).parent.parent / "data" / "cbec_rules.json"
# The market whose retail import rests on a list of codes.
_LISTED = "CN"
_G_PER_KG = 1000


def lawbook(*, market: str, hs6s: Collection[str], on: date, editions: Editions | None = None) -> Lawbook:
    """The rules of the data file, with the positive list's entries for these codes. One query, or none."""
    listed = catalog.positive_list(hs6s=hs6s, on=on, editions=editions) if market == _LISTED else {}
    entries = [
        ListEntry(
            hs6=hs6,
            edition=entry.edition,
            valid_from=on,
            valid_to=on,
            per_person_limit_g=entry.per_person_g_limit,
            is_assumption=entry.is_assumption,
        )
        for hs6, entry in listed.items()
    ]
    return Lawbook(
        retail_rules=retail_rules(),
        positive_list=entries,
        quantity_limits=quantity_limits(),
        dear_goods=dear_goods(),
        parcel_rules=parcel_rules(),
        kz_vat=kz_vat(),
    )


def percents_of(
    *, market: str, hs6s: Collection[str], on: date, editions: Editions | None = None
) -> dict[str, Percents]:
    """What `market` charges on these codes on a day there, as far as it is known. One query, or none."""
    rates = catalog.tax_rates(hs6s=hs6s, country=market, on=on, editions=editions)
    return {hs6: _percents(rates[hs6]) if hs6 in rates else Percents() for hs6 in hs6s}


@cache
def retail_rules() -> tuple[RetailImportRules, ...]:
    """China's retail-import limits by the day from which they hold, as the data file gives them."""
    return tuple(
        RetailImportRules(
            **_days(rule),
            single_order_limit_minor=_fen(rule["single_order_limit_cny"]),
            annual_limit_minor=_fen(rule["annual_limit_cny"]),
            tariff_percent=Decimal(rule["tariff_pct_within_limits"]),
            share_percent=Decimal(rule["vat_ct_share_pct_within_limits"]),
        )
        for rule in _rules("cn_cbec_retail_import", "limits")
    )


@cache
def quantity_limits() -> tuple[QuantityLimit, ...]:
    """How much of some goods one person may import into China in a year."""
    return tuple(
        QuantityLimit(
            **_days(rule),
            group=each["group"],
            prefixes=tuple(each["hs_prefixes"]),
            limit_g=int(Decimal(each["kg"]) * _G_PER_KG),
        )
        for rule in _rules("cn_cbec_retail_import", "annual_quantity_limits")
        for each in rule["per_person_per_year"]
    )


@cache
def dear_goods() -> tuple[DearGoodsTax, ...]:
    """From which price on China takes consumption tax on cosmetics."""
    return tuple(
        DearGoodsTax(
            **_days(rule),
            prefixes=tuple(rule["hs_prefixes"]),
            percent=Decimal(rule["ct_pct"]),
            least_minor_per_ml_or_g=_fen(rule["least_cny_per_ml_or_g"]),
            least_minor_per_sheet=_fen(rule["least_cny_per_sheet"]),
        )
        for rule in _rules("cn_cbec_retail_import", "high_end_cosmetics_ct")
    )


@cache
def parcel_rules() -> tuple[PersonalGoodsRules | EcommerceGoodsRules, ...]:
    """The EAEU's rules for what individuals have sent to them, the old one and the new."""
    group = "eaeu_individual_import"
    return (
        *map(_personal_goods, _rules(group, "personal_use_goods")),
        *map(_ecommerce_goods, _rules(group, "ecommerce_goods")),
    )


@cache
def kz_vat() -> tuple[NationalVat, ...]:
    """Kazakhstan's VAT by the day from which it holds."""
    return tuple(
        NationalVat(**_days(rule), percent=Decimal(rule["standard_pct"])) for rule in _file()["kz_vat"]
    )


def _personal_goods(rule: Mapping[str, Any]) -> PersonalGoodsRules:
    return PersonalGoodsRules(
        **_days(rule),
        value_limit_eur=Decimal(rule["value_threshold_eur"]),
        mass_limit_g=int(Decimal(rule["weight_threshold_kg"]) * _G_PER_KG),
        percent_of_excess=Decimal(rule["rate_pct_of_excess"]),
        least_eur_per_excess_kg=Decimal(rule["min_eur_per_excess_kg"]),
        value_includes_carriage=rule["value_includes_carriage"],
    )


def _ecommerce_goods(rule: Mapping[str, Any]) -> EcommerceGoodsRules:
    return EcommerceGoodsRules(
        **_days(rule),
        value_limit_eur=Decimal(rule["value_threshold_eur"]),
        percent_of_value=Decimal(rule["duty_pct_of_full_value"]),
        least_eur_per_kg=Decimal(rule["min_eur_per_kg"]),
        value_includes_carriage=rule["value_includes_carriage"],
        not_eligible={kind: tuple(codes) for kind, codes in rule["not_eligible_hs"].items()},
        label=rule["label"],
    )


@cache
def _file() -> Mapping[str, Any]:
    return json.loads(RULES_FILE.read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def _rules(group: str, name: str) -> Iterator[Mapping[str, Any]]:
    return (rule for rule in _file()[group] if rule["rule"] == name)


def _days(rule: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "valid_from": date.fromisoformat(rule["valid_from"]),
        "valid_to": date.fromisoformat(rule["valid_to"]) if rule["valid_to"] else None,
    }


def _fen(amount: str) -> int:
    return Money.parse(amount, "CNY").minor


def _percents(rates: catalog.Rates) -> Percents:
    return Percents(
        mfn=rates.mfn_percent,
        provisional=rates.provisional_percent,
        quota_in=rates.quota_in_percent,
        quota_out=rates.quota_out_percent,
        eaeu_duty=rates.eaeu_duty_percent,
        vat=rates.vat_percent,
        consumption=rates.consumption_percent,
    )
