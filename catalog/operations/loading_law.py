"""What do the reference files say about tariffs and warehouses?"""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

from catalog.gate_wording import CATEGORIES
from catalog.models import (
    Certificate,
    GateNote,
    Listing,
    PaperRule,
    PositiveListEntry,
    TariffCode,
    TaxRate,
    Warehouse,
)
from catalog.policy import MARKETS, MOST_PERCENT, SEGREGATION_CLASSES, TEMPERATURE_CLASSES
from kit.rows import RefRow, read_rows
from kit.transactions import inside_transaction
from kit.upserts import Tally, settle

DATA = Path(__file__).parent.parent / "data"

# The file gives no day; its readme asks for an effective date.
RATES_VALID_FROM = date(2026, 1, 1)

_DIRECTIONS = ("KZ-CN", "CN-KZ")
_TARIFF_COLUMNS = (
    *("hs6", "cn10", "eaeu10", "description_en", "description_ru", "description_zh", "direction"),
    *("cn_mfn_pct", "cn_provisional_pct", "cn_trq_in_quota_pct", "cn_trq_out_quota_pct"),
    *("cn_vat_pct", "cn_ct_pct", "eaeu_duty_pct", "kz_import_vat_pct"),
    *("required_documents", "temperature_class", "segregation_class", "dg_status", "source", "confidence"),
)
# Which column holds the rate of which kind, in the country that the goods go to.
_RATE_COLUMNS = {
    "KZ-CN": (
        ("CN", TaxRate.Kind.MFN, "cn_mfn_pct"),
        ("CN", TaxRate.Kind.PROVISIONAL, "cn_provisional_pct"),
        ("CN", TaxRate.Kind.QUOTA_IN, "cn_trq_in_quota_pct"),
        ("CN", TaxRate.Kind.QUOTA_OUT, "cn_trq_out_quota_pct"),
        ("CN", TaxRate.Kind.VAT, "cn_vat_pct"),
        ("CN", TaxRate.Kind.CONSUMPTION, "cn_ct_pct"),
    ),
    "CN-KZ": (
        ("KZ", TaxRate.Kind.EAEU_DUTY, "eaeu_duty_pct"),
        ("KZ", TaxRate.Kind.VAT, "kz_import_vat_pct"),
    ),
}


@inside_transaction
def load_tariffs(*, at: datetime, folder: Path = DATA) -> dict[str, Tally]:
    """
    Load tariff codes with their dated rates; a rate that staff have amended stays as they wrote it.

    :raises BadReferenceRow: naming file, row and column.
    """
    rows = list(read_rows(folder / "hs_codes.csv", _TARIFF_COLUMNS))
    codes = settle(TariffCode, {(_hs6(row),): _tariff(row) for row in rows}, key=("hs6",), at=at)
    rates = {
        (codes.rows[(_hs6(row),)].pk, country, kind, RATES_VALID_FROM): {
            "percent": row.decimal(column, most=MOST_PERCENT),
            "source": row.text("source"),
            "confidence": row.text("confidence"),
        }
        for row in rows
        for country, kind, column in _RATE_COLUMNS[row.choices("direction", _DIRECTIONS)]
        if row.has(column)
    }
    # What staff wrote since is the law until they write something else.
    amended = TaxRate.objects.filter(amended_at__isnull=False)
    for pk, country, kind, valid_from in amended.values_list(
        "tariff_code_id", "country", "kind", "valid_from"
    ):
        rates.pop((pk, country, TaxRate.Kind(kind), valid_from), None)
    settled = settle(TaxRate, rates, key=("tariff_code_id", "country", "kind", "valid_from"), at=at)
    return {"tariff codes": codes.tally, "tax rates": settled.tally}


@inside_transaction
def load_warehouses(*, at: datetime, folder: Path = DATA) -> dict[str, Tally]:
    """
    Load the places where goods are kept.

    :raises BadReferenceRow: naming file, row and column.
    """
    columns = ("code", "name_en", "name_ru", "name_kk", "name_zh", "country", "location_code")
    wanted = {
        (row.text("code"),): {
            "names": names_of(row, "name"),
            "country": row.choices("country", ("KZ", "CN")),
            "location_code": row.text("location_code"),
        }
        for row in read_rows(folder / "warehouses.csv", columns)
    }
    return {"warehouses": settle(Warehouse, wanted, key=("code",), at=at).tally}


@inside_transaction
def load_paper_rules(*, at: datetime, folder: Path = DATA) -> dict[str, Tally]:
    """
    Load which papers goods need on which market, by which act, from day to day.

    With the first rules of a market all that was withheld for want of them is judged anew, also goods that
    need no paper.

    :raises BadReferenceRow: naming file, row and column.
    """
    columns = (
        "market",
        "hs_prefix",
        "kind",
        "category",
        "act",
        "valid_from",
        "valid_to",
        "source",
        "confidence",
    )
    wanted = {
        (
            row.choices("market", MARKETS),
            _prefix(row),
            row.choices("kind", Certificate.Kind.values),
            row.date("valid_from"),
        ): {
            "category": row.choices("category", CATEGORIES) if row.has("category") else "",
            "act": row.text("act"),
            "valid_to": row.date("valid_to") if row.has("valid_to") else None,
            "source": row.text("source"),
            "confidence": row.text("confidence"),
        }
        for row in read_rows(folder / "paper_rules.csv", columns)
    }
    known = set(PaperRule.objects.order_by().values_list("market", flat=True).distinct())
    settled = settle(PaperRule, wanted, key=("market", "hs_prefix", "kind", "valid_from"), at=at)
    withheld = Listing.objects.filter(status=Listing.Status.WITHHELD).exclude(market__in=known)
    GateNote.objects.bulk_create(GateNote(listing_id=pk) for pk in withheld.values_list("pk", flat=True))
    return {"paper rules": settled.tally}


@inside_transaction
def load_positive_list(*, at: datetime, folder: Path = DATA) -> dict[str, Tally]:
    """
    Load the demonstration's edition of the retail-import list, marked as an assumption.

    :raises BadReferenceRow: naming file, row and column.
    """
    columns = ("hs6", "per_person_kg_limit", "edition", "valid_from", "source", "confidence")
    wanted = {
        (_hs6(row), row.text("edition"), row.date("valid_from")): {
            "is_assumption": True,
            "per_person_g_limit": row.grams_from_kg("per_person_kg_limit")
            if row.has("per_person_kg_limit")
            else None,
            "source": row.text("source"),
            "confidence": row.text("confidence"),
        }
        for row in read_rows(folder / "sample_positive_list.csv", columns)
    }
    settled = settle(PositiveListEntry, wanted, key=("hs6", "edition", "valid_from"), at=at)
    return {"positive list entries": settled.tally}


def names_of(row: RefRow, prefix: str) -> dict[str, str]:
    """The names of a row by language; English must be there."""
    row.text(f"{prefix}_en")
    return dict(_names(row, prefix))


def _names(row: RefRow, prefix: str) -> Iterator[tuple[str, str]]:
    for language, suffix in (("en", "en"), ("ru", "ru"), ("kk", "kk"), ("zh-Hans", "zh")):
        if row.cells.get(f"{prefix}_{suffix}"):
            yield language, row.text(f"{prefix}_{suffix}")


def _hs6(row: RefRow) -> str:
    code = row.text("hs6")
    if len(code) != 6 or not (code.isascii() and code.isdigit()):
        raise row.wrong("hs6", f"{code!r} is not six digits")
    return code


def _prefix(row: RefRow) -> str:
    digits = row.text("hs_prefix")
    if not 2 <= len(digits) <= 6 or not (digits.isascii() and digits.isdigit()):
        raise row.wrong("hs_prefix", f"{digits!r} is not two to six digits")
    return digits


def _tariff(row: RefRow) -> dict[str, object]:
    return {
        "cn10": row.optional("cn10"),
        "eaeu10": row.optional("eaeu10"),
        "names": names_of(row, "description"),
        "direction": row.choices("direction", _DIRECTIONS),
        "required_documents": row.items("required_documents"),
        "temperature_class": row.choices("temperature_class", TEMPERATURE_CLASSES),
        "segregation_class": row.choices("segregation_class", SEGREGATION_CLASSES),
        "dangerous_goods": row.text("dg_status"),
        "source": row.text("source"),
        "confidence": row.text("confidence"),
    }
