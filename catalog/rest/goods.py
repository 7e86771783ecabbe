"""What does a seller make, in which sizes?"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import ANYONE, Door
from catalog.errors import (
    BadAttributes,
    BadSizes,
    CategoryClosed,
    CodeTaken,
    ListingIncomplete,
    SellerNotFound,
    UnknownReference,
    WrongIdentifier,
)
from catalog.models import Product, Variant
from catalog.operations import describing
from catalog.policy import (
    CATALOGUERS,
    LANGUAGES,
    LONGEST_STANDARD,
    MAX_SHELF_LIFE_DAYS,
    MAX_UNIT_CM3,
    MAX_UNIT_G,
    MAX_UNIT_MM,
    OVERSEERS,
    PACKAGE_KINDS,
    SEGREGATION_CLASSES,
    TEMPERATURE_CLASSES,
)
from catalog.queries import selling, wording
from catalog.rest.examples import PRODUCT_BODY, PRODUCT_EXAMPLE, VARIANT_BODY, VARIANT_EXAMPLE
from catalog.rest.pending import PendingChangeField, pending_of
from catalog.rest.shapes import DescriptionsField, FactsField, ImageOut, NamesField, WordsField
from catalog.rest.telling import columns
from catalog.rest.telling import wording as told_of
from kit.clock import now
from kit.errors import NotFound
from kit.moves import LostRace
from kit.openapi import operation, page_of
from kit.paging import PageQuery
from kit.rest import In, TextField, WholeField, found


class SellerProductIn(In):
    """What is sold; while it is on sale, a change of what law goes by waits for staff."""

    code = WordsField(max_length=64, help_text="Yours, unique among your products.")
    category = TextField(max_length=40, required=False, allow_null=True, help_text="One of listCategories.")
    brand = TextField(max_length=40, required=False, allow_null=True, help_text="One of listBrands.")
    names = NamesField(allow_empty=False)
    descriptions = DescriptionsField(required=False)
    attributes = FactsField(required=False)
    standard = TextField(
        max_length=LONGEST_STANDARD,
        required=False,
        allow_blank=True,
        help_text="ГОСТ, СТ РК, GB, ISO, ТР ТС …, kept as its body writes it; others stay as they are.",
    )
    origin_country = serializers.RegexField(r"^[A-Z]{2}$", max_length=2, help_text="A country of ISO 3166-1.")
    hs6 = serializers.RegexField(r"^[0-9]{6}$", max_length=6, help_text="One of listTariffCodes.")
    cn10 = serializers.RegexField(
        r"^[0-9]{10}\Z",
        max_length=10,
        required=False,
        allow_blank=True,
        help_text="For import into China: begins with hs6, and is what listTariffCodes names, if it does;"
        " if it doesn't, goods are listed in China only with it.",
    )
    eaeu10 = serializers.RegexField(
        r"^[0-9]{10}\Z",
        max_length=10,
        required=False,
        allow_blank=True,
        help_text="For import into the EAEU, likewise for Kazakhstan; it goes on otherwise than cn10.",
    )
    temperature_class = serializers.ChoiceField(choices=TEMPERATURE_CLASSES)
    segregation_class = serializers.ChoiceField(choices=SEGREGATION_CLASSES)
    shelf_life_days = WholeField(min_value=1, max_value=MAX_SHELF_LIFE_DAYS, required=False, allow_null=True)
    gacc_registration_no = WordsField(max_length=18, required=False, allow_blank=True)


class SellerProductOut(serializers.Serializer[Any]):
    """A product of a seller, in all its languages."""

    id = serializers.UUIDField()
    version = serializers.IntegerField()
    seller_id = serializers.UUIDField()
    code = serializers.CharField()
    category = serializers.CharField(allow_null=True)
    brand = serializers.CharField(allow_null=True)
    names = serializers.DictField(child=serializers.CharField())
    descriptions = serializers.DictField(child=serializers.CharField())
    attributes = FactsField()
    standard = serializers.CharField(allow_blank=True)
    origin_country = serializers.CharField()
    hs6 = serializers.CharField()
    cn10 = serializers.CharField(allow_blank=True)
    eaeu10 = serializers.CharField(allow_blank=True)
    temperature_class = serializers.CharField()
    segregation_class = serializers.CharField()
    shelf_life_days = serializers.IntegerField(allow_null=True)
    gacc_registration_no = serializers.CharField(allow_blank=True)
    completeness = serializers.DictField(
        child=serializers.IntegerField(), help_text="Hundredths of the words that are there, by language."
    )
    lacking = serializers.ListField(
        child=serializers.CharField(),
        help_text="Pointers of the words that are not, after those of customs codes that a market takes.",
    )
    images = ImageOut(many=True)
    created_at = serializers.DateTimeField()
    pending_change = PendingChangeField()


class SizeIn(In):
    """One size of a product: grams, millimetres, cubic centimetres, its package included in gross."""

    sku = WordsField(max_length=64, help_text="Yours, unique among your variants.")
    names = NamesField(required=False, help_text="What tells it from its siblings.")
    attributes = FactsField(required=False)
    unit = TextField(max_length=16, required=False, allow_null=True, help_text="One of listUnits.")
    content = serializers.DecimalField(
        max_digits=12,
        decimal_places=3,
        min_value=Decimal("0.001"),
        required=False,
        allow_null=True,
        help_text="How much of the unit one package holds, for prices per kg or litre; a mass is net_g.",
    )
    gtin13 = TextField(max_length=13, required=False, allow_blank=True, help_text="With its check digit.")
    net_g = WholeField(min_value=1, max_value=MAX_UNIT_G)
    gross_g = WholeField(min_value=1, max_value=MAX_UNIT_G)
    length_mm = WholeField(min_value=1, max_value=MAX_UNIT_MM)
    width_mm = WholeField(min_value=1, max_value=MAX_UNIT_MM)
    height_mm = WholeField(min_value=1, max_value=MAX_UNIT_MM)
    volume_cm3 = WholeField(
        min_value=1, max_value=MAX_UNIT_CM3, help_text="No more than a box of these sides holds."
    )
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
    attributes = FactsField()
    unit = serializers.CharField(source="unit.code", default=None, allow_null=True)
    content = serializers.DecimalField(max_digits=12, decimal_places=3, allow_null=True)
    gtin13 = serializers.CharField(allow_blank=True)
    net_g = serializers.IntegerField()
    gross_g = serializers.IntegerField()
    length_mm = serializers.IntegerField()
    width_mm = serializers.IntegerField()
    height_mm = serializers.IntegerField()
    volume_cm3 = serializers.IntegerField()
    package_kind = serializers.CharField()
    created_at = serializers.DateTimeField()
    pending_change = PendingChangeField()


class SellerProductQuery(PageQuery):
    """Which products."""

    code = TextField(max_length=64, required=False)
    incomplete_in = serializers.ChoiceField(
        choices=LANGUAGES, required=False, help_text="Only products of which words lack in this language."
    )
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


class ProductDoorBase(GoodsDoorBase):
    """Products with what is known of their words."""

    def view(self, row: Product) -> dict[str, Any]:
        """A product, with its words, as JSON values."""
        told = {
            "category": row.category.code if row.category else None,
            "brand": row.brand.code if row.brand else None,
            "hs6": row.tariff_code.hs6,
            "pending_change": pending_of(row),
            "images": wording.pictures_of(row),
            **told_of(row),
        }
        rest = {name: getattr(row, name) for name in SellerProductOut().fields.keys() - told.keys()}
        shown: dict[str, Any] = SellerProductOut({**rest, **told}).data
        return shown

    def one(self, product_id: UUID) -> Product:
        """One product of the caller's as it is now, with its words."""
        return found(wording.with_words(selling.products_of(self.actor)), pk=product_id)


class SellerProductsDoor(ProductDoorBase):
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
        if "incomplete_in" in self.query:
            rows = wording.incomplete_in(rows, self.query["incomplete_in"])
        return self.page(wording.with_words(rows), self.view, order=("-id",))

    @operation(
        id="createProduct",
        summary="Describe a product",
        request=SellerProductIn,
        response=SellerProductOut,
        status=201,
        problems=[
            *(BadAttributes, CategoryClosed, CodeTaken, SellerNotFound, UnknownReference, WrongIdentifier),
        ],
        request_example=PRODUCT_BODY,
        response_example=PRODUCT_EXAMPLE,
    )
    def post(self, request: Request) -> Response:
        facts = columns(self.body(SellerProductIn))
        seller = selling.own_seller(self.actor)
        made = describing.create_product(seller=seller, facts=facts, at=now(), by=self.actor)
        product = self.one(made.pk)
        location = f"/api/v1/seller/products/{product.pk}"
        return self.created(self.view(product), row=product, location=location)


class SellerProductDoor(ProductDoorBase):
    """One of them."""

    @operation(
        id="showSellerProduct",
        summary="One of your products",
        response=SellerProductOut,
        response_example=PRODUCT_EXAMPLE,
    )
    def get(self, request: Request, product_id: UUID) -> Response:
        product = self.one(product_id)
        return self.answer(self.view(product), row=product)

    @operation(
        id="changeProduct",
        summary="Change a product; while it is on sale, legal facts wait for staff",
        request=SellerProductIn,
        response=SellerProductOut,
        problems=[
            *(BadAttributes, CategoryClosed, CodeTaken, ListingIncomplete, UnknownReference),
            *(WrongIdentifier, LostRace),
        ],
        request_example={"names": PRODUCT_BODY["names"], "shelf_life_days": 540},
        response_example=PRODUCT_EXAMPLE,
    )
    def patch(self, request: Request, product_id: UUID) -> Response:
        rows = selling.products_of(self.actor).select_for_update(of=("self",))
        product = self.matched(found(rows, pk=product_id))
        facts = columns(self.body(SellerProductIn, partial=True))
        describing.change_product(product=product, facts=facts, at=now(), by=self.actor)
        product = self.one(product_id)
        return self.answer(self.view(product), row=product)


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
        problems=[BadAttributes, BadSizes, CodeTaken, NotFound, UnknownReference, WrongIdentifier],
        request_example=VARIANT_BODY,
        response_example=VARIANT_EXAMPLE,
    )
    def post(self, request: Request) -> Response:
        facts = columns(self.body(VariantIn))
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
        summary="Change a variant; while it is on sale, sizes and masses wait for staff",
        request=SizeIn,
        response=VariantOut,
        problems=[
            *(BadAttributes, BadSizes, CodeTaken, ListingIncomplete, UnknownReference),
            *(WrongIdentifier, LostRace),
        ],
        request_example={"gross_g": 2050, "height_mm": 61, "volume_cm3": 3300},
        response_example=VARIANT_EXAMPLE,
    )
    def patch(self, request: Request, variant_id: UUID) -> Response:
        rows = selling.variants_of(self.actor).select_for_update(of=("self",))
        variant = self.matched(found(rows, pk=variant_id))
        facts = columns(self.body(SizeIn, partial=True))
        describing.change_variant(variant=variant, facts=facts, at=now(), by=self.actor)
        variant = found(selling.variants_of(self.actor), pk=variant_id)
        return self.answer(VariantOut(variant), row=variant)
