"""In which units are goods told and sold?"""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.models import Unit
from catalog.naming import name_in
from catalog.rest.kinds import KindDoorBase, KindOut, KindPageQuery
from kit.openapi import operation, page_of

UNIT_EXAMPLE = {
    "code": "kg",
    "name": "kilogram",
    "symbol": "kg",
    "dimension": "mass",
    "factor": "1.000000000",
    "unece": "KGM",
    "okei": "166",
    "cn_customs": "035",
}


class UnitQuery(KindPageQuery):
    """Which units."""

    dimension = serializers.ChoiceField(choices=Unit.Dimension.choices, required=False)


class UnitOut(KindOut):
    """A unit of measure with its code in each book of codes."""

    code = serializers.CharField()
    symbol = serializers.CharField(help_text="In the reader's language.")
    dimension = serializers.CharField()
    factor = serializers.DecimalField(
        max_digits=18, decimal_places=9, help_text="How much of the dimension's base unit it is."
    )
    unece = serializers.CharField(allow_blank=True)
    okei = serializers.CharField(allow_blank=True)
    cn_customs = serializers.CharField(allow_blank=True)


class UnitsDoor(KindDoorBase):
    """Units of measure, which come from a file."""

    writers: ClassVar[Mapping[str, frozenset[str]]] = {}

    @operation(
        id="listUnits",
        summary="Units of measure, by code",
        query=UnitQuery,
        response=page_of(UnitOut),
        response_example={"items": [UNIT_EXAMPLE], "next": None, "previous": None},
    )
    def get(self, request: Request) -> Response:
        plain = {name: self.query[name] for name in ("dimension",) if name in self.query}
        rows: QuerySet[Unit] = Unit.objects.filter(**plain)
        return self.public(self.page(rows, self._view, order=("code", "id")))

    def _view(self, row: Unit) -> dict[str, Any]:
        columns = ("code", "dimension", "factor", "unece", "okei", "cn_customs")
        told = {name: getattr(row, name) for name in columns}
        symbol = name_in(row.symbols, self.language)
        shown: dict[str, Any] = UnitOut({**self.named(row), **told, "symbol": symbol}).data
        return shown
