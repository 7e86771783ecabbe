"""Does what a seller chooses for files of goods name what there is?"""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from catalog.errors import BadMapping
from catalog.identifiers import country_error
from catalog.models import Attribute, Category, TariffCode, Unit
from catalog.neutral import ATTRIBUTE, FIELDS
from catalog.policy import LANGUAGES, PACKAGE_KINDS, SEGREGATION_CLASSES, TEMPERATURE_CLASSES
from kit.errors import FieldProblem, step
from kit.money import CURRENCIES


def check_choices(choices: Mapping[str, Any], *, sheets: Collection[str]) -> None:
    """
    Refuse fields, units, a currency or a language that we don't have, and a sheet that the file hasn't.

    :raises BadMapping: naming each.
    """
    fields = choices.get("fields", {})
    codes = {target.removeprefix(ATTRIBUTE) for target in fields.values() if target.startswith(ATTRIBUTE)}
    found = Attribute.objects.filter(code__in=codes).values_list("code", flat=True)
    targets = {"", *FIELDS, *(f"{ATTRIBUTE}{code}" for code in found)}
    units = choices.get("units", {})
    known = set(Unit.objects.filter(code__in=units.values()).values_list("code", flat=True))
    problems = [
        *(
            _unknown(f"/columns{step(name)}", "no field or attribute of ours")
            for name, target in fields.items()
            if target not in targets
        ),
        *(
            _unknown(f"/units{step(name)}", "no unit of ours")
            for name, code in units.items()
            if code not in known
        ),
        *_strange("/currency", choices.get("currency"), CURRENCIES),
        *_strange("/language", choices.get("language"), LANGUAGES),
        *_strange("/sheet", choices.get("sheet"), sheets, "no sheet of this file"),
    ]
    _refuse(problems)


def check_defaults(defaults: Mapping[str, Any]) -> None:
    """
    Refuse what can't hold of new goods, be it of all or of those of one of the seller's categories.

    :raises BadMapping: naming each.
    """
    groups = {"": defaults}
    groups |= {f"/categories{step(name)}": each for name, each in defaults.get("categories", {}).items()}
    categories = _known(Category, "code", {each.get("category") for each in groups.values()})
    codes = _known(TariffCode, "hs6", {each.get("hs6") for each in groups.values()})
    problems = []
    for pointer, each in groups.items():
        problems += [
            *_strange(f"{pointer}/category", each.get("category"), categories),
            *_strange(f"{pointer}/hs6", each.get("hs6"), codes),
            *_strange(f"{pointer}/package_kind", each.get("package_kind"), PACKAGE_KINDS),
            *_strange(f"{pointer}/temperature_class", each.get("temperature_class"), TEMPERATURE_CLASSES),
            *_strange(f"{pointer}/segregation_class", each.get("segregation_class"), SEGREGATION_CLASSES),
        ]
        if (origin := each.get("origin")) and (error := country_error(origin)):
            problems.append(FieldProblem(f"{pointer}/origin", "field.invalid", error))
    _refuse([problem._replace(pointer=f"/defaults{problem.pointer}") for problem in problems])


def _known(model: Any, column: str, values: Collection[Any]) -> set[str]:
    wanted = {value for value in values if value}
    return set(model.objects.filter(**{f"{column}__in": wanted}).values_list(column, flat=True))


def _strange(
    pointer: str, value: Any, known: Collection[str], why: str = "none of ours"
) -> Iterator[FieldProblem]:
    if value and value not in known:
        yield _unknown(pointer, why)


def _unknown(pointer: str, why: str) -> FieldProblem:
    return FieldProblem(pointer, "field.unknown_reference", why)


def _refuse(problems: list[FieldProblem]) -> None:
    if problems:
        raise BadMapping(f"{problems[0].pointer}: {problems[0].message}", fields=problems)
