"""In which row of a table do its columns have names, and what do they mean?"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from catalog.neutral import SellerMapping
from channels.readers.aliases import Meaning, chosen, folded, meaning_of, rank_of

ROWS_SEARCHED = 20
_KEYS = {"product_key", "variant_key", "sku", "barcode"}
_TELLING = {*_KEYS, "name"}
# Several columns may tell these; of any other field one column counts.
_MANY = {"barcode", "image", "category", "attribute"}
_NUMBER = re.compile(r"[\d\s.,]+")
_PICK_UP_POINT = re.compile(r"pp[1-9][0-9]?")
_KASPI = {
    "sku": Meaning("sku"),
    "model": Meaning("name"),
    "brand": Meaning("brand"),
    "price": Meaning("price", currency="KZT"),
}
KASPI_FORMAT, TABLE_FORMAT = "kaspi_sheet", "table"


@dataclass(frozen=True, slots=True)
class Columns:
    """
    What each column means, None where it isn't read; the row of their names, from 0, and the rows it takes.

    `names` are those of all columns; `score` says how many of them are understood.
    """

    row: int
    height: int
    names: tuple[str, ...]
    meanings: tuple[Meaning | None, ...]
    format: str = TABLE_FORMAT

    @property
    def score(self) -> int:
        """How many fields are told, nought where no row could be told from another."""
        fields = {
            (each.field, each.language, each.warehouse) for each in self.meanings if each and each.field
        }
        tells = any(each.field in _TELLING for each in self.meanings if each)
        return len(fields) if tells and len(fields) > 1 else 0

    @property
    def read_as(self) -> Mapping[str, str]:
        """The field of each column that is read, by its name."""
        return {
            name: each.field
            for name, each in zip(self.names, self.meanings, strict=True)
            if name and each and each.field
        }


def find_columns(rows: Sequence[Sequence[str]], mapping: SellerMapping) -> Columns | None:
    """The row among the first that names most fields, the first of equals; None if none names two."""
    found = [_columns(rows, place, mapping) for place in range(min(len(rows), ROWS_SEARCHED))]
    best = max(found, key=lambda each: each.score, default=None)
    return best if best and best.score else None


def _columns(rows: Sequence[Sequence[str]], place: int, mapping: SellerMapping) -> Columns:
    names = [name[:200] for name in rows[place]]
    columns = Columns(place, 1, tuple(names), _meanings(names, mapping))
    if _is_kaspi(names):
        return _kaspi(columns)
    below = rows[place + 1] if place + 1 < len(rows) else ()
    if columns.score and _is_second_line(columns, below):
        both = _joined(names, below)
        return Columns(place, 2, tuple(both), _meanings(both, mapping))
    return columns


def _meanings(names: Sequence[str], mapping: SellerMapping) -> tuple[Meaning | None, ...]:
    meanings: list[Meaning | None] = []
    for name in names:
        wanted = chosen(name, mapping.fields) if name else None
        meanings.append(wanted or (meaning_of(name) if name else None))
    best: dict[Meaning, int] = {}
    for place, meaning in enumerate(meanings):
        if meaning is None or meaning.field in _MANY:
            continue
        key = replace(meaning, unit="", currency="", book="")
        before = best.get(key)
        if before is None or _place_of(names[place], mapping) < _place_of(names[before], mapping):
            best[key] = place
    counted = set(best.values())
    return tuple(
        each if each and (each.field in _MANY or place in counted) else None
        for place, each in enumerate(meanings)
    )


def _place_of(name: str, mapping: SellerMapping) -> int:
    """What a seller has chosen goes first, then the usual names of a field before the rarer ones."""
    return -1 if chosen(name, mapping.fields) else rank_of(name)


def _is_second_line(columns: Columns, below: Sequence[str]) -> bool:
    """Whether the row under the names goes on with them: it tells no goods, has words where no name is."""
    cells = list(zip(columns.names, columns.meanings, below, strict=False))
    tells = any(cell for _, meaning, cell in cells if meaning and meaning.field in _TELLING)
    goes_on = any(cell and not name for name, _, cell in cells)
    return goes_on and not tells and not any(_NUMBER.fullmatch(cell) for _, _, cell in cells if cell)


def _joined(names: Sequence[str], below: Sequence[str]) -> list[str]:
    """The names over merged cells, each with what stands under it."""
    joined, carried = [], ""
    for place, name in enumerate(names):
        under = below[place] if place < len(below) else ""
        carried = name or carried
        joined.append(f"{carried} {under}" if under else name)
    return joined


def _is_kaspi(names: Sequence[str]) -> bool:
    plain = {folded(name) for name in names}
    return {"sku", "model", "price"} <= plain and any(_PICK_UP_POINT.fullmatch(name) for name in plain)


def _kaspi(columns: Columns) -> Columns:
    """The twin of Kaspi's feed: `model` is what goods are called, each pick-up point has a column."""
    meanings: list[Meaning | None] = []
    for name in map(folded, columns.names):
        if _PICK_UP_POINT.fullmatch(name):
            meanings.append(Meaning("stock", warehouse=name.upper()))
        else:
            meanings.append(_KASPI.get(name))
    return replace(columns, meanings=tuple(meanings), format=KASPI_FORMAT)
