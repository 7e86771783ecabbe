"""What was a list of the staff site asked for, in the words of whoever reads it?"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from django.contrib.admin import SimpleListFilter
from django.contrib.admin.utils import label_for_field
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import BooleanField, Field, Model, QuerySet
from django.http import HttpRequest, QueryDict
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from accounts.filters import CodesFilter
from kit.languages import language_of, name_in

if TYPE_CHECKING:
    from accounts.desk import StaffAdmin

# What an address may say besides: the page that is shown, an error, marks of the site itself.
_SILENT = {"p", "e", "all", "format"}
_MOST_NAMED = 20
_MOST_ROWS = 1000
# How a field is compared, by the end of a parameter's name; dates come as a day and a time.
_ENDS = {
    **dict.fromkeys(("_from", "_from_0", "_from_1", "__gte"), "from"),
    **dict.fromkeys(("_to", "_to_0", "_to_1", "__lte"), "until"),
    "__gt": "after",
    "__lt": "before",
    "__isnull": "empty",
    "__isempty": "empty",
    **dict.fromkeys(("__exact", "__in", "__contains", "__icontains"), "is"),
}

Rows = Mapping[type[Model], Mapping[str, Model]]


class Asked(NamedTuple):
    """A list, with what its address said."""

    admin: "StaffAdmin"
    query: QueryDict


class _Part(NamedTuple):
    """One condition: its title, how values are told, and the table whose rows the values name."""

    title: str
    values: list[str]
    tell: Callable[[str], str]
    model: type[Model] | None


def asked_in_words(
    lists: Sequence[tuple[HttpRequest, Asked]], *, seen: Callable[[type[Model]], "QuerySet[Any] | None"]
) -> list[list[tuple[str, str]]]:
    """
    Filters, search and order of each list as pairs of a title and a value, in the reader's language.

    Each list comes with a request of whoever asked. Rows that a filter names by their ids are told as they
    are called: one query for each table of such rows, however many lists. `seen` gives the rows of a table
    that the reader may know; others stay ids.
    """
    parts = [_merged(_parts(request, each)) for request, each in lists]
    wanted: dict[type[Model], set[str]] = defaultdict(set)
    for part in chain.from_iterable(parts):
        if part.model is not None:
            wanted[part.model] |= set(part.values)
    rows = {model: _rows(seen(model), values) for model, values in wanted.items()}
    return [[(part.title, _told(part, rows)) for part in some] for some in parts]


def _parts(request: HttpRequest, asked: Asked) -> Iterator[_Part]:
    ready = _ready_made(asked.admin)
    for name, given in asked.query.lists():
        values = [value for value in given if value]
        if not values or name in _SILENT or name.startswith("_"):
            continue
        if name == "q":
            yield _Part(_("Search"), values, str, None)
        elif name == "o":
            columns = _columns(request, asked.admin)
            yield _Part(
                pgettext("of a list", "Order"),
                values[0].split("."),
                lambda place, columns=columns: _column(columns, place),  # type: ignore[misc]
                None,
            )
        elif name in ready:
            yield _ready_part(request, asked, ready[name], values)
        else:
            part = _field_part(asked.admin.model, name, values)
            told = _tellers(asked.admin).get(name)
            yield part._replace(tell=told) if told else part


def _merged(parts: Iterable[_Part]) -> list[_Part]:
    """A day and its time of day, which come as two, told as one."""
    found: dict[str, _Part] = {}
    for part in parts:
        before = found.get(part.title)
        values = [" ".join([*before.values, *part.values])] if before else part.values
        found[part.title] = part._replace(values=values)
    return list(found.values())


def _ready_made(admin: "StaffAdmin") -> dict[str, type[SimpleListFilter]]:
    """Filters of our own making, by their parameter."""
    return {
        str(each.parameter_name): each
        for each in admin.list_filter
        if isinstance(each, type) and issubclass(each, SimpleListFilter)
    }


def _tellers(admin: "StaffAdmin") -> dict[str, Callable[[str], str]]:
    """How the codes of some columns are told, by column."""
    pairs = (each for each in admin.list_filter if isinstance(each, tuple))
    return {str(name): kind.told for name, kind in pairs if issubclass(kind, CodesFilter)}


def _ready_part(request: HttpRequest, asked: Asked, kind: type[SimpleListFilter], values: list[str]) -> _Part:
    made = kind(request, {str(kind.parameter_name): values}, asked.admin.model, asked.admin)
    choices = {str(value): str(words) for value, words in made.lookup_choices}
    return _Part(str(made.title), values, lambda value: choices.get(value, value), None)


def _columns(request: HttpRequest, admin: "StaffAdmin") -> list[str]:
    """The titles of the columns as an address counts them: the boxes that choose rows are one."""
    names = list(admin.get_list_display(request))
    titles = [str(label_for_field(name, admin.model, model_admin=admin)) for name in names]
    return ["", *titles] if admin.get_actions(request) else titles


def _column(titles: Sequence[str], place: str) -> str:
    number = place.removeprefix("-")
    if not number.isdigit() or int(number) >= len(titles):
        return place
    return f"{_capital(titles[int(number)])} {'↓' if place.startswith('-') else '↑'}"


def _field_part(model: type[Model], name: str, values: list[str]) -> _Part:
    end = next((each for each in sorted(_ENDS, key=len, reverse=True) if name.endswith(each)), "")
    how = _ENDS.get(end, "is")
    field, related = _at_the_end(model, name.removesuffix(end))
    if field is None:
        return _Part(name, values, str, None)
    title = _capital(str(field.verbose_name))
    if how == "is":
        several = [each for value in values for each in value.split(",")] if related else values
        return _Part(title, several[:_MOST_NAMED], lambda value: _value(field, value), related)
    if how == "empty":
        return _Part(title, values, lambda value: _("none") if value in ("1", "True") else _("any"), None)
    words = {
        "from": _("%(field)s, from"),
        "until": _("%(field)s, until"),
        "after": _("%(field)s, after"),
        "before": _("%(field)s, before"),
    }
    return _Part(words[how] % {"field": title}, values, str, None)


def _at_the_end(model: type[Model], path: str) -> "tuple[Field[Any, Any] | None, type[Model] | None]":
    """The field to which a path leads, and the table whose rows it names where that is a key."""
    field: Any = None
    found: Any = model
    related: Any = None
    try:
        for step in path.split("__"):
            if step in ("id", "pk") and field is not None:
                return field, related
            field = found._meta.get_field(step)
            related = field.related_model
            found = related
    except (FieldDoesNotExist, AttributeError):
        return None, None
    return (field, related) if isinstance(field, Field) else (None, None)


def _value(field: "Field[Any, Any]", value: str) -> str:
    if isinstance(field, BooleanField):
        return _("yes") if value in ("1", "True", "true") else _("no")
    return str(dict(field.flatchoices).get(value, value))


def _rows(seen: "QuerySet[Any] | None", values: Iterable[str]) -> Mapping[str, Model]:
    """Rows by their keys as an address has them; what is no key names none."""
    if seen is None:
        return {}
    keys = [key for key in values if _is_key(seen.model, key)]
    return {str(row.pk): row for row in seen.filter(pk__in=keys[:_MOST_ROWS])} if keys else {}


def _is_key(model: type[Model], key: str) -> bool:
    try:
        model._meta.pk.to_python(key)
    except (ValidationError, ValueError, TypeError):
        return False
    return True


def _told(part: _Part, rows: Rows) -> str:
    known = rows.get(part.model, {}) if part.model else {}
    return ", ".join(
        _name(known[_key(value)]) if _key(value) in known else part.tell(value) for value in part.values
    )


def _key(value: str) -> str:
    try:
        return str(UUID(value))
    except ValueError:
        return value


def _name(row: Model) -> str:
    names = getattr(row, "names", None)
    if isinstance(names, dict) and (name := name_in(names, language_of(get_language() or "en"))):
        return name
    return str(row)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
