"""By which attributes are goods told, and which category asks for them?"""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.errors import BadAttributes, CodeTaken, UnknownReference
from catalog.models import Attribute, Category, Unit
from catalog.naming import name_in
from catalog.operations import asking, sorting
from catalog.policy import MAX_ATTRIBUTE_DECIMALS
from catalog.queries import taxonomy
from catalog.rest.kinds import (
    CATEGORY_EXAMPLE,
    AskIn,
    CategoryDoorBase,
    CategoryOut,
    KindDoorBase,
    KindOut,
    KindPageQuery,
    KindQuery,
    StopAskingIn,
)
from catalog.rest.shapes import CodeField, KindNamesField
from catalog.rest.telling import row_of
from kit.clock import now
from kit.openapi import operation, page_of
from kit.rest import In, TextField, WholeField, found

_ID = "019e0000-0000-7000-8000-000000000001"
NAMES = {"en": "Moisture", "ru": "Влажность", "kk": "Ылғалдылығы", "zh-Hans": "水分"}
OPTION_BODY = {
    "code": "premium",
    "names": {"en": "Premium", "ru": "Высший", "zh-Hans": "特等"},
    "position": 20,
}
ATTRIBUTE_BODY = {
    "code": "moisture",
    "names": NAMES,
    "kind": "number",
    "level": "product",
    "unit": "percent",
    "decimals": 1,
    "least": "0.0000",
    "most": "100.0000",
    "is_filter": False,
    "is_legal": True,
    "position": 30,
}
ATTRIBUTE_EXAMPLE = {
    "id": _ID,
    "version": 1,
    **{name: value for name, value in ATTRIBUTE_BODY.items() if name != "names"},
    "name": "Moisture",
    "symbol": "%",
    "options": [],
}
CHOICE_EXAMPLE = {
    **ATTRIBUTE_EXAMPLE,
    "code": "grade",
    "name": "Grade",
    "kind": "choice",
    "unit": None,
    "symbol": "",
    "decimals": 0,
    "least": None,
    "most": None,
    "options": [{"code": "premium", "name": "Premium", "position": 20, "is_open": True}],
}


class AttributeQuery(KindPageQuery):
    """Which attributes."""

    category = TextField(max_length=40, required=False, help_text="Only what goods of this one are asked.")


class GoodsAttributeIn(In):
    """What staff say of an attribute, once it is there."""

    names = KindNamesField()
    unit = TextField(max_length=16, required=False, allow_null=True, help_text="Of a number; see listUnits.")
    decimals = WholeField(min_value=0, max_value=MAX_ATTRIBUTE_DECIMALS, required=False)
    least = serializers.DecimalField(max_digits=14, decimal_places=4, required=False, allow_null=True)
    most = serializers.DecimalField(max_digits=14, decimal_places=4, required=False, allow_null=True)
    is_filter = serializers.BooleanField(required=False, help_text="Whether buyers filter by it.")
    is_legal = serializers.BooleanField(
        required=False, help_text="Whether a change of it on a live listing goes through review."
    )
    position = WholeField(min_value=0, max_value=100_000, required=False)


class NewGoodsAttributeIn(GoodsAttributeIn):
    """An attribute; its code, kind and level stay for ever."""

    code = CodeField()
    kind = serializers.ChoiceField(choices=Attribute.Kind.choices)
    level = serializers.ChoiceField(choices=Attribute.Level.choices, required=False)


class AttributeOptionIn(In):
    """One answer to a choice; what nobody may choose any more is closed."""

    code = CodeField()
    names = KindNamesField()
    position = WholeField(min_value=0, max_value=100_000, required=False)
    is_open = serializers.BooleanField(required=False)


class AttributeOptionOut(KindOut):
    """One answer to a choice."""

    code = serializers.CharField()
    position = serializers.IntegerField()
    is_open = serializers.BooleanField(help_text="Whether it may still be chosen.")


class GoodsAttributeOut(KindOut):
    """A typed fact that goods of some categories have."""

    id = serializers.UUIDField()
    version = serializers.IntegerField()
    code = serializers.CharField()
    kind = serializers.CharField()
    level = serializers.CharField(help_text="Whether products or their variants tell it.")
    unit = serializers.CharField(allow_null=True)
    symbol = serializers.CharField(allow_blank=True, help_text="Of the unit, in the reader's language.")
    decimals = serializers.IntegerField()
    least = serializers.DecimalField(max_digits=14, decimal_places=4, allow_null=True)
    most = serializers.DecimalField(max_digits=14, decimal_places=4, allow_null=True)
    is_filter = serializers.BooleanField()
    is_legal = serializers.BooleanField()
    position = serializers.IntegerField()
    options = AttributeOptionOut(many=True)


class AttributeDoorBase(KindDoorBase):
    """Attributes with their options."""

    def view(self, row: Attribute) -> dict[str, Any]:
        """An attribute as JSON values for this reader."""
        columns = ("id", "version", "code", "kind", "level", "decimals", "least", "most")
        marks = ("is_filter", "is_legal", "position")
        shown: dict[str, Any] = GoodsAttributeOut(
            {
                **self.named(row),
                **{name: getattr(row, name) for name in (*columns, *marks)},
                "unit": row.unit.code if row.unit else None,
                "symbol": name_in(row.unit.symbols, self.language) if row.unit else "",
                "options": [
                    {
                        **self.named(option),
                        **{name: getattr(option, name) for name in ("code", "position", "is_open")},
                    }
                    for option in row.options.all()
                ],
            }
        ).data
        return shown

    def answered(self, code: str) -> Response:
        """Answer with one attribute as it is now."""
        row = found(taxonomy.attributes_with_options(), code=code)
        return self.answer(self.view(row), row=row)

    def locked(self, code: str) -> Attribute:
        """One attribute, which nobody else changes meanwhile."""
        return found(Attribute.objects.select_for_update(), code=code)


class AttributesDoor(AttributeDoorBase):
    """All of them."""

    @operation(
        id="listAttributes",
        summary="Attributes with their options, by code",
        query=AttributeQuery,
        response=page_of(GoodsAttributeOut),
        problems=[UnknownReference],
        response_example={"items": [CHOICE_EXAMPLE, ATTRIBUTE_EXAMPLE], "next": None, "previous": None},
    )
    def get(self, request: Request) -> Response:
        rows = taxonomy.attributes_with_options()
        if "category" in self.query:
            category = row_of(Category, self.query["category"], "category")
            rows = rows.filter(code__in=taxonomy.asked_of(category).attributes)
        return self.public(self.page(rows, self.view, order=("code", "id")))

    @operation(
        id="createAttribute",
        summary="Make an attribute, which categories may then ask for",
        request=NewGoodsAttributeIn,
        response=GoodsAttributeOut,
        status=201,
        problems=[BadAttributes, CodeTaken, UnknownReference],
        request_example=ATTRIBUTE_BODY,
        response_example=ATTRIBUTE_EXAMPLE,
    )
    def post(self, request: Request) -> Response:
        facts = _columns(self.body(NewGoodsAttributeIn))
        row = asking.create_attribute(code=facts.pop("code"), facts=facts, at=now(), by=self.actor)
        return self.created(self.view(row), row=row, location=f"/api/v1/attributes/{row.code}")


class AttributeDoor(AttributeDoorBase):
    """One of them."""

    @operation(
        id="showAttribute",
        summary="One attribute with its options",
        query=KindQuery,
        response=GoodsAttributeOut,
        response_example=CHOICE_EXAMPLE,
    )
    def get(self, request: Request, code: str) -> Response:
        return self.public(self.answered(code))

    @operation(
        id="changeAttribute",
        summary="Change an attribute; goods are judged by it when they change next",
        request=GoodsAttributeIn,
        response=GoodsAttributeOut,
        problems=[BadAttributes, UnknownReference],
        request_example={"most": "60.0000", "is_filter": True},
        response_example={**ATTRIBUTE_EXAMPLE, "most": "60.0000", "is_filter": True},
    )
    def patch(self, request: Request, code: str) -> Response:
        row = self.matched(self.locked(code))
        facts = _columns(self.body(GoodsAttributeIn, partial=True))
        asking.change_attribute(attribute=row, facts=facts, at=now(), by=self.actor)
        return self.answered(code)


class PutOptionDoor(AttributeDoorBase):
    """Its answers."""

    @operation(
        id="putAttributeOption",
        summary="Give a choice one more option, or rename, reorder, close one",
        request=AttributeOptionIn,
        response=GoodsAttributeOut,
        problems=[BadAttributes],
        request_example=OPTION_BODY,
        response_example=CHOICE_EXAMPLE,
    )
    def post(self, request: Request, code: str) -> Response:
        given = self.body(AttributeOptionIn)
        row = self.locked(code)
        asking.put_option(attribute=row, code=given.pop("code"), facts=given, at=now(), by=self.actor)
        return self.answered(code)


class AskDoor(CategoryDoorBase):
    """What goods are asked."""

    @operation(
        id="askAttribute",
        summary="Let goods of a category, and of those below it, be told by an attribute",
        request=AskIn,
        response=CategoryOut,
        problems=[UnknownReference],
        request_example={"attribute": "grade", "is_required": True},
        response_example=CATEGORY_EXAMPLE,
    )
    def post(self, request: Request, code: str) -> Response:
        given = self.body(AskIn)
        attribute = row_of(Attribute, given["attribute"], "attribute")
        sorting.ask(
            category=self.locked(code),
            attribute=attribute,
            is_required=given["is_required"],
            at=now(),
            by=self.actor,
        )
        return self.answered(code)


class StopAskingDoor(CategoryDoorBase):
    """What goods are asked no more."""

    @operation(
        id="stopAskingAttribute",
        summary="Ask for an attribute no more; goods keep what they say until they change",
        request=StopAskingIn,
        response=CategoryOut,
        problems=[UnknownReference],
        request_example={"attribute": "grade"},
        response_example={**CATEGORY_EXAMPLE, "attributes": []},
    )
    def post(self, request: Request, code: str) -> Response:
        attribute = row_of(Attribute, self.body(StopAskingIn)["attribute"], "attribute")
        sorting.stop_asking(category=self.locked(code), attribute=attribute, at=now(), by=self.actor)
        return self.answered(code)


def _columns(given: dict[str, Any]) -> dict[str, Any]:
    """The columns that a body stands for: the unit's code becomes its row."""
    if "unit" not in given:
        return given
    unit = None if given["unit"] is None else row_of(Unit, given["unit"], "unit")
    return {**{name: value for name, value in given.items() if name != "unit"}, "unit": unit}
