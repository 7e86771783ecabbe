"""What do the files say about units, categories, attributes and brands?"""

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

from catalog.models import Attribute, AttributeOption, Brand, Category, CategoryAttribute, Unit
from catalog.operations.loading_law import DATA, names_of
from catalog.policy import MAX_ATTRIBUTE_DECIMALS, MAX_CATEGORY_DEPTH
from kit.models import Row
from kit.rows import RefRow, read_rows
from kit.transactions import inside_transaction
from kit.upserts import Tally, settle

R = TypeVar("R", bound=Row)

_NAMES = ("name_en", "name_ru", "name_kk", "name_zh")
_YES = {"yes": True, "no": False}
# A package holds what it holds: nobody converts it.
_NO_FACTOR = Decimal(1)
_MOST = 10**10


@inside_transaction
def load_units(*, at: datetime, folder: Path = DATA) -> dict[str, Tally]:
    """
    Load units of measure as the file has them, with their codes and short forms.

    :raises BadReferenceRow: naming file, row and column.
    """
    columns = ("code", "unece_rec20_21", "okei_code", "cn_customs_unit", "dimension", "factor_to_base")
    rows = read_rows(folder / "units.csv", (*columns, *_NAMES, "symbol_en", "source"))
    wanted = {
        (row.text("code"),): {
            "names": names_of(row, "name"),
            "symbols": names_of(row, "symbol"),
            "unece": row.optional("unece_rec20_21"),
            "okei": row.optional("okei_code"),
            "cn_customs": row.optional("cn_customs_unit"),
            "dimension": row.choices("dimension", Unit.Dimension.values),
            "factor": row.decimal("factor_to_base") if row.has("factor_to_base") else _NO_FACTOR,
            "source": row.text("source"),
        }
        for row in rows
    }
    return {"units": settle(Unit, wanted, key=("code",), at=at).tally}


@inside_transaction
def load_categories(*, at: datetime, folder: Path = DATA) -> dict[str, Tally]:
    """
    Load the categories that aren't there yet; what staff renamed, moved or closed stays so.

    :raises BadReferenceRow: naming file, row and column.
    """
    there = {row.code: row for row in Category.objects.all()}
    made = []
    total = 0
    for row in read_rows(folder / "categories.csv", ("code", "parent", "position", *_NAMES)):
        total += 1
        if row.text("code") in there:
            continue
        parent = there[row.choices("parent", there)] if row.has("parent") else None
        depth = parent.depth + 1 if parent else 1
        if depth > MAX_CATEGORY_DEPTH:
            raise row.wrong("parent", f"the tree would be {depth} deep")
        code = row.text("code")
        there[code] = Category(
            code=code,
            parent=parent,
            path=f"{parent.path}/{code}" if parent else code,
            depth=depth,
            names=names_of(row, "name"),
            position=row.integer("position"),
            created_at=at,
        )
        made.append(there[code])
    Category.objects.bulk_create(made)
    return {"categories": Tally(created=len(made), unchanged=total - len(made))}


@inside_transaction
def load_attributes(*, at: datetime, folder: Path = DATA) -> dict[str, Tally]:
    """
    Load attributes, their options, and which categories ask for them, where they aren't there yet.

    What staff changed stays; an attribute that a category asks no longer isn't asked again.

    :raises BadReferenceRow: naming file, row and column.
    """
    units = dict(Unit.objects.values_list("code", "pk"))
    columns = ("code", "kind", "level", "unit", "decimals", "least", "most", "is_filter", "is_legal")
    attributes, fresh, told = _made(
        Attribute,
        folder / "attributes.csv",
        (*columns, "position", *_NAMES),
        lambda row: row.text("code"),
        lambda row: Attribute(code=row.text("code"), **_attribute(row, units), created_at=at),
    )
    _, _, options = _made(
        AttributeOption,
        folder / "attribute_options.csv",
        ("attribute", "code", "position", *_NAMES),
        lambda row: f"{attributes[row.choices('attribute', attributes)].pk}={row.text('code')}",
        lambda row: AttributeOption(
            attribute=attributes[row.text("attribute")],
            code=row.text("code"),
            names=names_of(row, "name"),
            position=row.integer("position"),
            created_at=at,
        ),
    )
    return {
        "attributes": told,
        "options": options,
        "asked attributes": _load_asks(attributes, fresh, at, folder),
    }


@inside_transaction
def load_brands(*, at: datetime, folder: Path = DATA) -> dict[str, Tally]:
    """
    Load the demonstration's brands that aren't there yet.

    :raises BadReferenceRow: naming file, row and column.
    """
    _, _, tally = _made(
        Brand,
        folder / "brands.csv",
        ("code", "country", *_NAMES),
        lambda row: row.text("code"),
        lambda row: Brand(
            code=row.text("code"), country=row.optional("country"), names=names_of(row, "name"), created_at=at
        ),
    )
    return {"brands": tally}


def _made(
    model: type[R],
    path: Path,
    columns: tuple[str, ...],
    key: Callable[[RefRow], str],
    make: Callable[[RefRow], R],
) -> tuple[dict[str, R], set[str], Tally]:
    """Rows by their key, the keys of those just made, and the tally."""
    there = {_key(row): row for row in model._default_manager.all()}
    fresh: dict[str, R] = {}
    total = 0
    for row in read_rows(path, columns):
        total += 1
        if (name := key(row)) not in there:
            fresh[name] = make(row)
    model._default_manager.bulk_create(fresh.values())
    return {**there, **fresh}, set(fresh), Tally(created=len(fresh), unchanged=total - len(fresh))


def _key(row: Row) -> str:
    if isinstance(row, AttributeOption):
        return f"{row.attribute_id}={row.code}"
    return str(getattr(row, "code"))  # noqa: B009 every other kind of row here has one


def _attribute(row: RefRow, units: Mapping[str, object]) -> dict[str, object]:
    numeric = row.choices("kind", Attribute.Kind.values) == Attribute.Kind.NUMBER
    for column in ("unit", "decimals", "least", "most"):
        if row.has(column) and not numeric:
            raise row.wrong(column, "only a number has one")
    return {
        "names": names_of(row, "name"),
        "kind": row.text("kind"),
        "level": row.choices("level", Attribute.Level.values),
        "unit_id": units[row.choices("unit", units)] if row.has("unit") else None,
        "decimals": row.integer("decimals", most=MAX_ATTRIBUTE_DECIMALS) if row.has("decimals") else 0,
        "least": row.decimal("least", least=-_MOST, most=_MOST) if row.has("least") else None,
        "most": row.decimal("most", least=-_MOST, most=_MOST) if row.has("most") else None,
        "is_filter": _YES[row.choices("is_filter", _YES)],
        "is_legal": _YES[row.choices("is_legal", _YES)],
        "position": row.integer("position"),
    }


def _load_asks(attributes: Mapping[str, Attribute], fresh: set[str], at: datetime, folder: Path) -> Tally:
    categories = {row.code: row for row in Category.objects.all()}
    rows = list(read_rows(folder / "category_attributes.csv", ("category", "attribute", "is_required")))
    made = [
        CategoryAttribute(
            category=categories[row.choices("category", categories)],
            attribute=attributes[row.choices("attribute", attributes)],
            is_required=_YES[row.choices("is_required", _YES)],
            created_at=at,
        )
        for row in rows
        if row.choices("attribute", attributes) in fresh
    ]
    CategoryAttribute.objects.bulk_create(made)
    return Tally(created=len(made), unchanged=len(rows) - len(made))
