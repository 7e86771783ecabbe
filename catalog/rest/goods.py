"""What does a seller make, in which sizes?"""

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import ANYONE, Door
from catalog.errors import BadSizes, CodeTaken, SellerNotFound, UnknownReference, WrongIdentifier
from catalog.models import Product, TariffCode, Variant
from catalog.operations import describing
from catalog.policy import (
    CATALOGUERS,
    MAX_SHELF_LIFE_DAYS,
    MAX_UNIT_CM3,
    MAX_UNIT_G,
    MAX_UNIT_MM,
    OVERSEERS,
    PACKAGE_KINDS,
    SEGREGATION_CLASSES,
    TEMPERATURE_CLASSES,
)
from catalog.queries import selling
from catalog.rest.shapes import NamesField
from kit.clock import now
from kit.errors import FieldProblem, NotFound
from kit.openapi import operation, page_of
from kit.paging import PageQuery
from kit.rest import In, TextField, WholeField, found

_ID = "019e0000-0000-7000-8000-000000000001"
PRODUCT_BODY = {
    "code": "FLR-PRM",
    "names": {"en": "Wheat flour, premium grade", "ru": "Мука пшеничная, высший сорт"},
    "standard": "ГОСТ 26574-2017",
    "origin_country": "KZ",
    "hs6": "110100",
    "cn10": "1101000090",
    "temperature_class": "AMBIENT_DRY",
    "segregation_class": "DRY_FOOD",
    "shelf_life_days": 365,
    "gacc_registration_no": "CKAZ00000000000001",
}
PRODUCT_EXAMPLE = {
    "id": _ID,
    "version": 1,
    "seller_id": _ID,
    **PRODUCT_BODY,
    "created_at": "2026-12-05T09:00:00Z",
}
VARIANT_BODY = {
    "product_id": _ID,
    "sku": "FLR-PRM-2KG",
    "names": {"en": "2 kg", "ru": "2 кг"},
    "gtin13": "9521000000018",
    "net_g": 2000,
    "gross_g": 2044,
    "length_mm": 295,
    "width_mm": 185,
    "height_mm": 60,
    "volume_cm3": 3275,
    "package_kind": "bag",
}
VARIANT_EXAMPLE = {
    "id": _ID,
    "version": 1,
    "seller_id": _ID,
    **VARIANT_BODY,
    "created_at": "2026-12-05T09:00:00Z",
}


class SellerProductIn(In):
    """What is sold; a change of what law goes by sends its listings back to review."""

    code = TextField(max_length=64, help_text="Yours, unique among your products.")
    names = NamesField(allow_empty=False)
    standard = TextField(max_length=80, required=False, allow_blank=True)
    origin_country = serializers.RegexField(r"^[A-Z]{2}$", max_length=2, help_text="ISO 3166-1.")
    hs6 = serializers.RegexField(r"^[0-9]{6}$", max_length=6, help_text="One of listTariffCodes.")
    cn10 = serializers.RegexField(r"^[0-9]{10}$", max_length=10, required=False, allow_blank=True)
    temperature_class = serializers.ChoiceField(choices=TEMPERATURE_CLASSES)
    segregation_class = serializers.ChoiceField(choices=SEGREGATION_CLASSES)
    shelf_life_days = WholeField(min_value=1, max_value=MAX_SHELF_LIFE_DAYS, required=False, allow_null=True)
    gacc_registration_no = TextField(max_length=18, required=False, allow_blank=True)


class SellerProductOut(serializers.Serializer[Any]):
    """A product of a seller, in all its languages."""

    id = serializers.UUIDField()
    version = serializers.IntegerField()
    seller_id = serializers.UUIDField()
    code = serializers.CharField()
    names = serializers.DictField(child=serializers.CharField())
    standard = serializers.CharField(allow_blank=True)
    origin_country = serializers.CharField()
    hs6 = serializers.CharField(source="tariff_code.hs6")
    cn10 = serializers.CharField(allow_blank=True)
    temperature_class = serializers.CharField()
    segregation_class = serializers.CharField()
    shelf_life_days = serializers.IntegerField(allow_null=True)
    gacc_registration_no = serializers.CharField(allow_blank=True)
    created_at = serializers.DateTimeField()


class SizeIn(In):
    """One size of a product: grams, millimetres, cubic centimetres, its package included in gross."""

    sku = TextField(max_length=64, help_text="Yours, unique among your variants.")
    names = NamesField(required=False, help_text="What tells it from its siblings.")
    gtin13 = TextField(max_length=13, required=False, allow_blank=True, help_text="With its check digit.")
    net_g = WholeField(min_value=1, max_value=MAX_UNIT_G)
    gross_g = WholeField(min_value=1, max_value=MAX_UNIT_G)
    length_mm = WholeField(min_value=1, max_value=MAX_UNIT_MM)
    width_mm = WholeField(min_value=1, max_value=MAX_UNIT_MM)
    height_mm = WholeField(min_value=1, max_value=MAX_UNIT_MM)
    volume_cm3 = WholeField(min_value=1, max_value=MAX_UNIT_CM3)
    package_kind = serializers.ChoiceField(choices=PACKAGE_KINDS)


class VariantIn(SizeIn):
    """A new size of a product."""

    product_id = serializers.UUIDField()


class VariantOut(serializers.Serializer[Any]):
    """One size of a product, as its seller sees it."""

    id = serializers.UUIDField()
    version = serializers.IntegerField()
    seller_id = serializers.UUIDField()
    product_id = serializers.UUIDField()
    sku = serializers.CharField()
    names = serializers.DictField(child=serializers.CharField())
    gtin13 = serializers.CharField(allow_blank=True)
    net_g = serializers.IntegerField()
    gross_g = serializers.IntegerField()
    length_mm = serializers.IntegerField()
    width_mm = serializers.IntegerField()
    height_mm = serializers.IntegerField()
    volume_cm3 = serializers.IntegerField()
    package_kind = serializers.CharField()
    created_at = serializers.DateTimeField()


class SellerProductQuery(PageQuery):
    """Which products."""

    code = TextField(max_length=64, required=False)
    seller_id = serializers.UUIDField(required=False, help_text="For staff; others have one seller.")


class VariantQuery(PageQuery):
    """Which variants."""

    sku = TextField(max_length=64, required=False)
    product_id = serializers.UUIDField(required=False)


class GoodsDoorBase(Door):
    """Goods are written by those who keep the catalogue, read by all of the firm and by staff."""

    resource = "products"
    readers: ClassVar[Mapping[str, frozenset[str]]] = {"seller": ANYONE, "staff": OVERSEERS}
    writers: ClassVar[Mapping[str, frozenset[str]]] = {"seller": CATALOGUERS}


class SellerProductsDoor(GoodsDoorBase):
    """All products of a seller."""

    @operation(
        id="listSellerProducts",
        summary="Your products, the newest first",
        query=SellerProductQuery,
        response=page_of(SellerProductOut),
        problems=[NotFound],
        response_example={"items": [PRODUCT_EXAMPLE], "next": None, "previous": None},
    )
    def get(self, request: Request) -> Response:
        rows = selling.products_of(self.actor)
        if "seller_id" in self.query:
            rows = rows.filter(seller=found(selling.sellers_of(self.actor), pk=self.query["seller_id"]))
        if "code" in self.query:
            rows = rows.filter(code=self.query["code"])
        return self.page(rows, SellerProductOut, order=("-id",))

    @operation(
        id="createProduct",
        summary="Describe a product",
        request=SellerProductIn,
        response=SellerProductOut,
        status=201,
        problems=[CodeTaken, UnknownReference, SellerNotFound],
        request_example=PRODUCT_BODY,
        response_example=PRODUCT_EXAMPLE,
    )
    def post(self, request: Request) -> Response:
        facts = _legal(self.body(SellerProductIn))
        seller = selling.own_seller(self.actor)
        product = describing.create_product(seller=seller, facts=facts, at=now(), by=self.actor)
        location = f"/api/v1/seller/products/{product.pk}"
        return self.created(SellerProductOut(product), row=product, location=location)


class SellerProductDoor(GoodsDoorBase):
    """One of them."""

    @operation(
        id="showSellerProduct",
        summary="One of your products",
        response=SellerProductOut,
        response_example=PRODUCT_EXAMPLE,
    )
    def get(self, request: Request, product_id: UUID) -> Response:
        product = found(selling.products_of(self.actor), pk=product_id)
        return self.answer(SellerProductOut(product), row=product)

    @operation(
        id="changeProduct",
        summary="Change a product; legal facts send its listings back to review",
        request=SellerProductIn,
        response=SellerProductOut,
        problems=[CodeTaken, UnknownReference],
        request_example={"names": PRODUCT_BODY["names"], "shelf_life_days": 540},
        response_example=PRODUCT_EXAMPLE,
    )
    def patch(self, request: Request, product_id: UUID) -> Response:
        rows = selling.products_of(self.actor).select_for_update(of=("self",))
        product = self.matched(found(rows, pk=product_id))
        facts = _legal(self.body(SellerProductIn, partial=True))
        product = describing.change_product(product=product, facts=facts, at=now(), by=self.actor)
        return self.answer(SellerProductOut(product), row=product)


class VariantsDoor(GoodsDoorBase):
    """All sizes of all products of a seller."""

    @operation(
        id="listVariants",
        summary="Your variants, the newest first",
        query=VariantQuery,
        response=page_of(VariantOut),
        problems=[NotFound],
        response_example={"items": [VARIANT_EXAMPLE], "next": None, "previous": None},
    )
    def get(self, request: Request) -> Response:
        rows: QuerySet[Variant] = selling.variants_of(self.actor)
        if "product_id" in self.query:
            rows = rows.filter(product=self._product(self.query["product_id"]))
        if "sku" in self.query:
            rows = rows.filter(sku=self.query["sku"])
        return self.page(rows, VariantOut, order=("-id",))

    @operation(
        id="createVariant",
        summary="Describe one size of a product",
        request=VariantIn,
        response=VariantOut,
        status=201,
        problems=[CodeTaken, BadSizes, WrongIdentifier, NotFound],
        request_example=VARIANT_BODY,
        response_example=VARIANT_EXAMPLE,
    )
    def post(self, request: Request) -> Response:
        facts = self.body(VariantIn)
        product = self._product(facts.pop("product_id"))
        variant = describing.create_variant(product=product, facts=facts, at=now(), by=self.actor)
        location = f"/api/v1/seller/variants/{variant.pk}"
        return self.created(VariantOut(variant), row=variant, location=location)

    def _product(self, product_id: UUID) -> Product:
        return found(selling.products_of(self.actor), pk=product_id)


class VariantDoor(GoodsDoorBase):
    """One of them."""

    @operation(
        id="showVariant",
        summary="One of your variants",
        response=VariantOut,
        response_example=VARIANT_EXAMPLE,
    )
    def get(self, request: Request, variant_id: UUID) -> Response:
        variant = found(selling.variants_of(self.actor), pk=variant_id)
        return self.answer(VariantOut(variant), row=variant)

    @operation(
        id="changeVariant",
        summary="Change a variant; sizes and masses send its listings back to review",
        request=SizeIn,
        response=VariantOut,
        problems=[CodeTaken, BadSizes, WrongIdentifier],
        request_example={"gross_g": 2050, "volume_cm3": 3300},
        response_example=VARIANT_EXAMPLE,
    )
    def patch(self, request: Request, variant_id: UUID) -> Response:
        rows = selling.variants_of(self.actor).select_for_update(of=("self",))
        variant = self.matched(found(rows, pk=variant_id))
        facts = self.body(SizeIn, partial=True)
        variant = describing.change_variant(variant=variant, facts=facts, at=now(), by=self.actor)
        return self.answer(VariantOut(variant), row=variant)


def _legal(given: dict[str, Any]) -> dict[str, Any]:
    """
    The columns that a body stands for.

    :raises UnknownReference: if nobody has tariffs for the kind of goods.
    """
    if "hs6" not in given:
        return given
    code = TariffCode.objects.filter(hs6=given["hs6"]).first()
    if code is None:
        problem = FieldProblem("/hs6", "field.unknown_reference", "no tariff code of ours")
        raise UnknownReference(f"we have no tariffs for {given['hs6']}", fields=[problem])
    rest = {name: value for name, value in given.items() if name != "hs6"}
    return {**rest, "tariff_code_id": code.pk}
