"""Which of our units of measure does a seller's file mean?"""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from catalog.neutral import UnitSaid
from kit.rows import read_rows

_FILE = Path(__file__).resolve().parents[2] / "catalog" / "data" / "units.csv"
_NAMES = ("name_en", "name_ru", "name_kk", "name_zh", "symbol_en", "symbol_ru", "symbol_kk", "symbol_zh")
_BOOKS = ("okei_code", "unece_rec20_21", "cn_customs_unit")
# Older codes and what people type: UN/ECE had PCE and NMB for a piece before H87.
_CALLED = {
    **dict.fromkeys(("pce", "nmb", "c62", "шт", "штук", "штуки", "ea", "each", "pc", "件", "只"), "pcs"),
    **dict.fromkeys(("кило", "kgs", "公斤"), "kg"),
    **dict.fromkeys(("гр", "gr"), "g"),
    **dict.fromkeys(("тн", "тонн"), "t"),
    **dict.fromkeys(("литр", "литров", "ltr"), "l"),
    **dict.fromkeys(("компл", "комплектов", "к-т", "套装"), "set"),
    **dict.fromkeys(("мешков", "меш"), "bag"),
    **dict.fromkeys(("коробка", "короб", "кор"), "carton"),
    **dict.fromkeys(("бут", "бутылок"), "bottle"),
    **dict.fromkeys(("пог м", "пог.м", "п.м"), "m"),
    **dict.fromkeys(("кв.м", "кв м", "м2"), "m2"),
    **dict.fromkeys(("куб.м", "куб м", "м3"), "m3"),
}


def unit_said(
    *, codes: tuple[str, ...], words: tuple[str, ...], mapped: Mapping[str, str]
) -> UnitSaid | None:
    """
    The unit behind codes (OKEI, UN/ECE, China Customs), else behind words; None if nothing is said.

    Codes come with blanks ("796 ") or without their noughts, and are wrong at times while the word is right.
    What a seller has `mapped` goes before all.
    """
    written = [text.strip() for text in (*codes, *words) if text.strip()]
    if not written:
        return None
    chosen = next((mapped[text] for text in written if text in mapped), "")
    known = chosen or next(filter(None, map(_code_of, written)), "")
    words_first = [text.strip() for text in (*words, *codes) if text.strip()]
    return UnitSaid(words_first[0][:60], known)


def _code_of(text: str) -> str:
    folded = text.lower().strip(" .")
    return _codes().get(folded) or (
        _codes().get(folded.zfill(3), "") if folded.isdigit() and len(folded) > 1 else ""
    )


@lru_cache
def _codes() -> dict[str, str]:
    """Codes of OKEI go before those of China Customs where both books have a number."""
    rows = list(read_rows(_FILE, ("code", *_BOOKS, *_NAMES)))
    found: dict[str, str] = {}
    for column in (*_BOOKS, *_NAMES, "code"):
        for row in rows:
            if row.has(column):
                found.setdefault(row.text(column).lower().strip(" ."), row.text("code"))
    return found | {word: code for word, code in _CALLED.items() if word not in found}
