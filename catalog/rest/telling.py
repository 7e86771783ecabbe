"""For which rows do the codes stand that a seller sends, and what does a seller learn of the words?"""

from collections.abc import Mapping
from typing import Any, TypeVar

from django.db.models import Model

from catalog.completeness import completeness, lacking
from catalog.errors import UnknownReference
from catalog.models import Brand, Category, Product, TariffCode, Unit
from catalog.policy import LANGUAGES
from catalog.queries.wording import codes_lacking, texts_of
from kit.errors import FieldProblem

M = TypeVar("M", bound=Model)

_ROWS: Mapping[str, tuple[type[Model], str, str, str]] = {
    "hs6": (TariffCode, "hs6", "tariff_code_id", "no tariff code of ours"),
    "category": (Category, "code", "category_id", "no category of ours; see listCategories"),
    "brand": (Brand, "code", "brand_id", "no brand of ours; see listBrands"),
    "unit": (Unit, "code", "unit_id", "no unit of ours; see listUnits"),
}


def columns(given: Mapping[str, Any]) -> dict[str, Any]:
    """
    The columns that a body stands for: codes become the ids of their rows.

    :raises UnknownReference: naming each code that stands for nothing.
    """
    found = {name: value for name, value in given.items() if name not in _ROWS}
    problems = []
    for name in given.keys() & _ROWS.keys():
        model, key, column, reason = _ROWS[name]
        code = given[name]
        pk = model._default_manager.filter(**{key: code}).values_list("pk", flat=True).first()
        if code is not None and pk is None:
            problems.append(FieldProblem(f"/{name}", "field.unknown_reference", reason))
        found[column] = pk
    if problems:
        raise UnknownReference(problems[0].message, fields=sorted(problems))
    return found


def row_of(model: type[M], code: str, field: str) -> M:
    """
    The row of a code that a body or a filter names.

    :raises UnknownReference: if there is none.
    """
    row = model._default_manager.filter(code=code).first()
    if row is None:
        problem = FieldProblem(f"/{field}", "field.unknown_reference", "there is none of this code")
        raise UnknownReference(f"there is no {field} {code!r}", fields=[problem])
    return row


def wording(product: Product) -> dict[str, Any]:
    """In which languages a product is complete, and the pointers of what lacks."""
    texts = texts_of(product)
    lacks = [*(f"/{column}" for column in codes_lacking(product)), *lacking(texts, LANGUAGES)]
    return {"completeness": completeness(texts, LANGUAGES), "lacking": lacks}
