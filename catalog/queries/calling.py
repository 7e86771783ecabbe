"""What are the kinds, attributes, answers and units called by which goods are told?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from catalog.models import Attribute, Brand, Category, Unit
from catalog.queries.taxonomy import OF_ATTRIBUTES

Names = Mapping[str, str]
_UNITS = ("unit", "package_kind")


@dataclass(frozen=True, slots=True)
class AttributeCalled:
    """One attribute: its names, those of its options by their code, the unit of its numbers; by language."""

    names: Names
    options: Mapping[str, Names]
    symbols: Names


@dataclass(frozen=True, slots=True)
class Called:
    """Names by language, of each thing by its code."""

    attributes: Mapping[str, AttributeCalled]
    categories: Mapping[str, Names]
    brands: Mapping[str, Names]
    units: Mapping[str, Names]


def called(facts: Iterable[tuple[str, object]]) -> Called:
    """
    What is called how of some facts, pairs of a name and a value such as a fact has; five queries at most.

    A fact is a column, or `attributes.<code>`; a category is told by its path.
    """
    told = list(facts)
    return Called(
        attributes={each.code: _attribute(each) for each in _attributes(told)},
        categories=_names(Category, {code for path in _values(told, "category") for code in path.split("/")}),
        brands=_names(Brand, _values(told, "brand")),
        units=_names(Unit, _values(told, *_UNITS)),
    )


def _attributes(told: list[tuple[str, object]]) -> list[Attribute]:
    codes = {name.removeprefix(OF_ATTRIBUTES) for name, _ in told if name.startswith(OF_ATTRIBUTES)}
    if not codes:
        return []
    rows = Attribute.objects.filter(code__in=codes).select_related("unit")
    return list(rows.prefetch_related("options"))


def _attribute(attribute: Attribute) -> AttributeCalled:
    return AttributeCalled(
        attribute.names,
        {each.code: each.names for each in attribute.options.all()},
        attribute.unit.symbols if attribute.unit else {},
    )


def _values(told: list[tuple[str, object]], *names: str) -> set[str]:
    return {str(value) for name, value in told if name in names and value}


def _names(model: type[Category] | type[Brand] | type[Unit], codes: set[str]) -> dict[str, Names]:
    if not codes:
        return {}
    return dict(model._default_manager.filter(code__in=codes).values_list("code", "names"))
