"""Which words about goods are there in which language?"""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    BooleanField,
    Exists,
    ExpressionWrapper,
    F,
    Func,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    TextField,
    Value,
)
from django.db.models.functions import Concat

from catalog.completeness import Texts
from catalog.customs import codes_missing
from catalog.models import Attribute, CategoryAttribute, Image, Listing, Product, Variant


def with_words(rows: QuerySet[Product]) -> QuerySet[Product]:
    """Products with all their words: of themselves, of variants and pictures; in two queries more."""
    offered = Listing.objects.filter(variant__product=OuterRef("pk")).exclude(status=Listing.Status.RETIRED)
    sizes = Variant.objects.only("sku", "names", "product_id").order_by("sku")
    pictures = Image.objects.order_by("position", "id")
    return rows.annotate(
        untold=ArraySubquery(_untold().values("attribute__code")),
        offered_in=ArraySubquery(offered.order_by("market").values("market").distinct()),
    ).prefetch_related(
        Prefetch("variants", sizes, to_attr="told_variants"),
        Prefetch("images", pictures, to_attr="told_images"),
    )


def pictures_of(product: Any) -> list[Image]:
    """The pictures of a product of `with_words`, in their order."""
    found: list[Image] = product.told_images
    return found


def texts_of(product: Any) -> Texts:
    """
    The words of a product, of `with_words`, by the pointer of their field.

    A variant that says nothing needs no words to tell it from its siblings. A
    text that its category requires has no language: when it is missing, it
    lacks in all.
    """
    return {
        "/names": product.names,
        "/descriptions": product.descriptions,
        **{f"/variants/{row.sku}/names": row.names for row in product.told_variants if row.names},
        **{f"/images/{row.pk}/alt": row.alt for row in product.told_images},
        **{f"/attributes/{code}": {} for code in sorted(set(product.untold))},
    }


def codes_lacking(product: Any) -> list[str]:
    """Which customs codes nobody knows of a product of `with_words`, for the markets it is offered on."""
    return codes_missing(product.offered_in, product, product.tariff_code)


def incomplete_in(rows: QuerySet[Product], language: str) -> QuerySet[Product]:
    """Products of which some words lack in a language, just as `texts_of` would find."""
    here = OuterRef("pk")
    sizes = Variant.objects.filter(product=here).exclude(names={}).exclude(names__has_key=language)
    pictures = Image.objects.filter(product=here).exclude(alt__has_key=language)
    return rows.filter(
        ~Q(names__has_key=language)
        | ~Q(descriptions__has_key=language)
        | Exists(sizes)
        | Exists(pictures)
        | Exists(_untold())
    )


def _untold() -> QuerySet[CategoryAttribute]:
    """The texts that the category of a product, or one above it, requires and that it doesn't tell."""
    path = ExpressionWrapper(OuterRef("category__path"), output_field=TextField())
    return (
        CategoryAttribute.objects.filter(
            is_required=True, attribute__kind=Attribute.Kind.TEXT, attribute__level=Attribute.Level.PRODUCT
        )
        .annotate(
            told=Func(
                OuterRef("attributes"),
                F("attribute__code"),
                function="jsonb_exists",
                output_field=BooleanField(),
            ),
            below=Concat(path, Value("/"), output_field=TextField()),
        )
        .filter(told=False, below__startswith=Concat(F("category__path"), Value("/")))
        .order_by("attribute__code")
    )
