"""Which cells does a list of the staff site have, as columns and values that programs understand?"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from html import unescape
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

from django.contrib.admin.utils import label_for_field, lookup_field
from django.core.exceptions import FieldDoesNotExist
from django.db.models import DecimalField, Field, FloatField, IntegerField, Model, QuerySet
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from accounts.bare import NOTHING, bare
from accounts.policy import EXPORT_CHUNK
from kit.money import Money
from kit.sheets import Cell

if TYPE_CHECKING:
    from accounts.desk import StaffAdmin

_MONEY = re.compile(r"(-?\d+\.\d\d) ([A-Z]{3})", re.ASCII)
_NUMBER = re.compile(r"-?\d{1,3}(,\d{3})*(\.\d+)?|-?\d+(\.\d+)?", re.ASCII)


class Column(NamedTuple):
    """One column of a list; money leaves as two, amount and currency, and so does a part with its whole."""

    name: Any
    title: str
    is_money: bool
    is_number: bool
    is_part: bool = False

    @property
    def is_two(self) -> bool:
        """Whether it leaves as two columns."""
        return self.is_money or self.is_part


def columns_of(admin: "StaffAdmin", names: Iterable[Any]) -> list[Column]:
    """The columns of a list by the names that its `get_list_display` gives; mere links to elsewhere stay."""
    return [_column(admin, name) for name in names if _leaves(admin, name) != "nowhere"]


def header_of(columns: Sequence[Column]) -> list[str]:
    """What stands above them."""
    return list(chain.from_iterable(_titles(column) for column in columns))


def cells_of(admin: "StaffAdmin", rows: QuerySet[Any], columns: Sequence[Column]) -> Iterator[list[Cell]]:
    """
    The cells of each row, read from the database some at a time, however many there are.

    Instants come with their zone, numbers and amounts as such, everything else as the list's words.
    """
    for some in _some(rows.iterator(chunk_size=EXPORT_CHUNK)):
        admin.gather(some)
        with bare():
            made = [list(chain.from_iterable(_cells(admin, row, each) for each in columns)) for row in some]
        yield from made


def _some(rows: Iterable[Any]) -> Iterator[list[Any]]:
    some: list[Any] = []
    for row in rows:
        some.append(row)
        if len(some) == EXPORT_CHUNK:
            yield some
            some = []
    if some:
        yield some


def _column(admin: "StaffAdmin", name: Any) -> Column:
    label = str(label_for_field(name, admin.model, model_admin=admin)) or str(name).replace("_", " ")
    sorted_by, leaves = str(getattr(_shown(admin, name), "admin_order_field", "") or ""), _leaves(admin, name)
    counted = isinstance(_field(admin.model, sorted_by), IntegerField | DecimalField | FloatField)
    return Column(
        name,
        label[:1].upper() + label[1:],
        is_money=leaves == "money" or sorted_by.endswith("_minor"),
        is_number=leaves == "number" or counted,
        is_part=leaves == "part",
    )


def _shown(admin: "StaffAdmin", name: Any) -> Any:
    return getattr(admin, name, None) if isinstance(name, str) else name


def _leaves(admin: "StaffAdmin", name: Any) -> str:
    return str(getattr(_shown(admin, name), "leaves", ""))


def _titles(column: Column) -> list[str]:
    if column.is_part:
        return [column.title, _("%(title)s, of all") % {"title": column.title}]
    return [column.title, f"{column.title}, {_('currency')}"] if column.is_money else [column.title]


def _field(model: type[Model], path: str) -> "Field[Any, Any] | None":
    """The field at the end of a path such as `variant__product__code`, if there is one."""
    *relations, last = path.lstrip("-").split("__")
    found: Any = model
    try:
        for relation in relations:
            found = found._meta.get_field(relation).related_model
        field: Field[Any, Any] = found._meta.get_field(last)
    except (FieldDoesNotExist, AttributeError):
        return None
    return field


def _cells(admin: "StaffAdmin", row: Any, column: Column) -> list[Cell]:
    field, _attribute, value = lookup_field(column.name, row, admin)
    if field is not None and getattr(field, "flatchoices", None):
        value = dict(field.flatchoices).get(value, value)
    if column.is_money:
        return _amount(value)
    if column.is_part:
        return _two(value)
    return [_cell(value, is_number=column.is_number)]


def _amount(value: Any) -> list[Cell]:
    if isinstance(value, Money):
        return [Decimal(value.amount), value.currency]
    told = _MONEY.fullmatch(str(value))
    return [Decimal(told[1]), told[2]] if told else [_cell(value, is_number=False), None]


def _two(value: Any) -> list[Cell]:
    """A part and its whole, as `accounts.desk.out_of` gives them."""
    pair = value if isinstance(value, tuple) else (value, None)
    return [_cell(each, is_number=True) for each in pair]


def _cell(value: Any, *, is_number: bool) -> Cell:
    if value is None or value == NOTHING:
        return None
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int | Decimal | date | time | datetime):
        return value
    if isinstance(value, float):
        return Decimal(str(value))
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    words = str(value)
    if hasattr(value, "__html__"):
        words = unescape(strip_tags(words))
    if is_number and _NUMBER.fullmatch(words):
        return Decimal(words.replace(",", ""))
    return words
