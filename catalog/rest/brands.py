"""Which brands may sellers name?"""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.errors import CodeTaken, WrongIdentifier
from catalog.models import Brand
from catalog.operations import branding
from catalog.rest.kinds import KindDoorBase, KindOut, KindPageQuery, KindQuery
from catalog.rest.shapes import CodeField, KindNamesField
from kit.clock import now
from kit.openapi import operation, page_of
from kit.rest import In, found

_ID = "019e0000-0000-7000-8000-000000000001"
BRAND_BODY = {"code": "aqdala", "names": {"en": "Aqdala", "ru": "Ақдала"}, "country": "KZ"}
BRAND_EXAMPLE = {"id": _ID, "version": 1, "code": "aqdala", "name": "Aqdala", "country": "KZ"}


class BrandQuery(KindPageQuery):
    """Which brands."""

    country = serializers.RegexField(r"^[A-Z]{2}\Z", max_length=2, required=False)


class BrandIn(In):
    """What staff say of a brand, once it is there."""

    names = KindNamesField()
    country = serializers.RegexField(r"^[A-Z]{2}\Z", max_length=2, required=False, allow_blank=True)


class NewBrandIn(BrandIn):
    """A brand that any seller may name."""

    code = CodeField(help_text="For ever.")


class BrandOut(KindOut):
    """A brand that any seller may name."""

    id = serializers.UUIDField()
    version = serializers.IntegerField()
    code = serializers.CharField()
    country = serializers.CharField(allow_blank=True)


class BrandDoorBase(KindDoorBase):
    """Brands."""

    def view(self, row: Brand) -> dict[str, Any]:
        """A brand as JSON values for this reader."""
        columns = {name: getattr(row, name) for name in ("id", "version", "code", "country")}
        shown: dict[str, Any] = BrandOut({**self.named(row), **columns}).data
        return shown


class BrandsDoor(BrandDoorBase):
    """All of them."""

    @operation(
        id="listBrands",
        summary="Brands that sellers may name, by code",
        query=BrandQuery,
        response=page_of(BrandOut),
        response_example={"items": [BRAND_EXAMPLE], "next": None, "previous": None},
    )
    def get(self, request: Request) -> Response:
        plain = {name: self.query[name] for name in ("country",) if name in self.query}
        return self.public(self.page(Brand.objects.filter(**plain), self.view, order=("code", "id")))

    @operation(
        id="createBrand",
        summary="Make a brand that any seller may name",
        request=NewBrandIn,
        response=BrandOut,
        status=201,
        problems=[CodeTaken, WrongIdentifier],
        request_example=BRAND_BODY,
        response_example=BRAND_EXAMPLE,
    )
    def post(self, request: Request) -> Response:
        given = self.body(NewBrandIn)
        row = branding.create_brand(code=given.pop("code"), facts=given, at=now(), by=self.actor)
        return self.created(self.view(row), row=row, location=f"/api/v1/brands/{row.code}")


class BrandDoor(BrandDoorBase):
    """One of them."""

    @operation(
        id="showBrand",
        summary="One brand",
        query=KindQuery,
        response=BrandOut,
        response_example=BRAND_EXAMPLE,
    )
    def get(self, request: Request, code: str) -> Response:
        row = found(Brand.objects.all(), code=code)
        return self.public(self.answer(self.view(row), row=row))

    @operation(
        id="changeBrand",
        summary="Rename a brand",
        request=BrandIn,
        response=BrandOut,
        problems=[WrongIdentifier],
        request_example={"names": BRAND_BODY["names"]},
        response_example=BRAND_EXAMPLE,
    )
    def patch(self, request: Request, code: str) -> Response:
        row = self.matched(found(Brand.objects.select_for_update(), code=code))
        facts = self.body(BrandIn, partial=True)
        row = branding.change_brand(brand=row, facts=facts, at=now(), by=self.actor)
        return self.answer(self.view(row), row=row)
