"""Which provinces, cities and districts can an address name?"""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import EVERYONE, Door
from kit.errors import FieldProblem, Invalid
from kit.languages import language_of, name_in
from kit.openapi import operation
from kit.rest import In, TextField
from orders.divisions import COUNTRIES, LONGEST_CODE, Division, children, division

EXAMPLE = {
    "parent": {
        "code": "320700",
        "level": "city",
        "name": "Lianyungang Shi",
        "own_name": "连云港市",
        "province": "CN-JS",
        "has_children": True,
    },
    "items": [
        {
            "code": "320706",
            "level": "district",
            "name": "Haizhou Qu",
            "own_name": "海州区",
            "province": "CN-JS",
            "has_children": False,
        }
    ],
}


class RegionsQuery(In):
    """Of which country, in which division."""

    country = serializers.ChoiceField(choices=COUNTRIES)
    parent = TextField(  # type: ignore[assignment]
        max_length=LONGEST_CODE,
        required=False,
        help_text="The code of a division; without one the provinces are listed.",
    )


class RegionOut(serializers.Serializer[Any]):
    """A province, city or district as of now; one without children is the `district_code` of an address."""

    code = serializers.CharField(help_text="GB/T 2260 in China, KATO in Kazakhstan.")
    level = serializers.ChoiceField(choices=["province", "city", "district"])
    name = serializers.CharField(help_text="In the reader's language.")
    own_name = serializers.CharField(help_text="As its own people write it.")
    province = serializers.CharField(help_text="ISO 3166-2 code.")
    has_children = serializers.BooleanField()


class RegionListOut(serializers.Serializer[Any]):
    """All divisions that lie directly in another, fewer than a hundred."""

    parent = RegionOut(allow_null=True)
    items = RegionOut(many=True)


class RegionsDoor(Door):
    """Everybody may read; a release of ours is the only thing that changes it."""

    readers = EVERYONE
    cache_control = "public, max-age=3600, stale-while-revalidate=86400"
    vary = ("Accept-Language",)

    @operation(
        id="listRegions",
        summary="Provinces, cities and districts, for the pickers of an address form",
        description=(
            "Ask without `parent` for the provinces, then with the code of each choice until `has_children` "
            "is false: that code is the `district_code` of an address, which implies its city and province. "
            "Kazakhstan's codes reach cities and their districts; villages are written in words."
        ),
        query=RegionsQuery,
        response=RegionListOut,
        response_example=EXAMPLE,
    )
    def get(self, request: Request) -> Response:
        country, code = self.query["country"], self.query.get("parent", "")
        parent = division(country, code) if code else None
        if code and parent is None:
            raise Invalid(fields=[FieldProblem("/parent", "field.unknown_reference", "no division of today")])
        language = language_of(request.headers.get("Accept-Language", ""))
        return self.answer(
            {
                "parent": region_view(parent, language) if parent else None,
                "items": [region_view(each, language) for each in children(country, code)],
            }
        )


def region_view(unit: Division, language: str) -> dict[str, Any]:
    """What `RegionOut` shows of a division to a reader of `language`."""
    return {
        "code": unit.code,
        "level": unit.level,
        "name": name_in(unit.names, language),
        "own_name": unit.own_name,
        "province": unit.iso,
        "has_children": bool(children(unit.country, unit.code)),
    }
