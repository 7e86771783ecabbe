"""How is the same question asked again without its statement being made again?"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.backends.utils import CursorWrapper
from django.db.models import Expression, Field, Model, QuerySet
from django.db.models.base import ModelState

M = TypeVar("M", bound=Model)

# A row as `values_list` gives it.
Row = Sequence[Any]


# By place in the row what makes Python's values of a column's, and the column.
_Converters = Mapping[int, tuple[Sequence[Callable[[Any, Any, Any], Any]], Any]]


def prepared_cursor() -> CursorWrapper:
    """A cursor for statements that are sent again and again, word by word: PostgreSQL plans them once."""
    wrapper: Any = connection
    cursor: CursorWrapper = wrapper.prepared_cursor()
    return cursor


class Given(Expression):
    """A value that is told each time: `filter(closes_at__gt=Given("at", DateTimeField()))`."""

    def __init__(self, name: str, output_field: "Field[Any, Any]") -> None:
        super().__init__(output_field=output_field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        """A place, and in place of its value itself."""
        return "%s", [self]


class Compiled:
    """
    A QuerySet of `values_list` whose statement is made once.

    Django takes longer to make most statements of a quote than PostgreSQL takes to answer them. `make` is
    called once in each process, at the first question, and PostgreSQL plans it once for each connection;
    whatever differs from one question to the next is a `Given`.
    """

    def __init__(self, make: "Callable[[], QuerySet[Any, Any]]") -> None:
        self._make = make

    def rows(self, **given: object) -> Iterable[Row]:
        """The rows with these values. One query."""
        sql, params, converters = self._made
        told: list[Any] = [given[each.name] if isinstance(each, Given) else each for each in params]
        with prepared_cursor() as cursor:
            cursor.execute(sql, told)
            found: list[Row] = cursor.fetchall()
        return [_converted(row, converters) for row in found] if converters else found

    @cached_property
    def _made(self) -> tuple[str, Sequence[Any], _Converters]:
        # The compiler is let go: it holds the connection of whichever thread asked first.
        compiler = self._make().query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        columns = [each for each, *_ in compiler.select]
        return sql, tuple(params), compiler.get_converters(columns)


def _converted(row: Row, converters: _Converters) -> Row:
    values = list(row)
    for place, (steps, column) in converters.items():
        for step in steps:
            values[place] = step(values[place], column, connection)
    return values


class CompiledModels(Generic[M]):
    """The same of a QuerySet of a model: instances with some of their own columns, named as attributes."""

    def __init__(self, model: type[M], columns: Collection[str], make: "Callable[[], QuerySet[M]]") -> None:
        # `from_db` takes them in the order of the model.
        self._columns = [each.attname for each in model._meta.concrete_fields if each.attname in columns]
        self._model, self._question = model, Compiled(lambda: make().values_list(*self._columns))

    def instances(self, **given: object) -> list[M]:
        """Instances with these values, whose other columns are asked for one by one. One query."""
        return [self._instance(row) for row in self._question.rows(**given)]

    def _instance(self, row: Row) -> M:
        # What `from_db` comes to, without a look at each column that wasn't asked for.
        found, state = self._model.__new__(self._model), ModelState()
        state.adding, state.db = False, DEFAULT_DB_ALIAS
        found.__dict__.update(zip(self._columns, row, strict=True), _state=state)
        return found
