"""Which words about goods are there in which language?"""

from collections.abc import Iterable
from typing import Any

from django.db.models import BooleanField, Exists, F, Func, OuterRef, Prefetch, Q, QuerySet, Value
from django.db.models.functions import Concat

from catalog.completeness import Texts
from catalog.models import Attribute, CategoryAttribute, Image, Product, Variant

# A path of categories with the code of a text that all goods on it must have.
Required = list[tuple[str, str]]


def with_words(rows: QuerySet[Product]) -> QuerySet[Product]:
    """Products with the words of their variants and pictures, in two queries more."""
    sizes = Variant.objects.only("sku", "names", "product_id").order_by("sku")
    pictures = Image.objects.only("alt", "product_id").order_by("position", "id")
    return rows.prefetch_related(
        Prefetch("variants", sizes, to_attr="told_variants"),
        Prefetch("images", pictures, to_attr="told_images"),
    )


def required_texts() -> Required:
    """Which texts of products are required, by the path of the category that asks; one query."""
    return list(_texts_asked().values_list("category__path", "attribute__code"))


def texts_of(product: Any, required: Required) -> Texts:
    """
    The words of a product, of `with_words`, by the pointer of their field.

    A variant that says nothing needs no words to tell it from its siblings. A
    required text has no language: when it is missing, it lacks in all.
    """
    path = f"{product.category.path}/" if product.category else ""
    lacking: Iterable[str] = (
        code for above, code in required if path.startswith(f"{above}/") and code not in product.attributes
    )
    return {
        "/names": product.names,
        "/descriptions": product.descriptions,
        **{f"/variants/{row.sku}/names": row.names for row in product.told_variants if row.names},
        **{f"/images/{row.pk}/alt": row.alt for row in product.told_images},
        **{f"/attributes/{code}": {} for code in lacking},
    }


def incomplete_in(rows: QuerySet[Product], language: str) -> QuerySet[Product]:
    """Products of which some words lack in a language, just as `texts_of` would find."""
    here = OuterRef("pk")
    sizes = Variant.objects.filter(product=here).exclude(names={}).exclude(names__has_key=language)
    pictures = Image.objects.filter(product=here).exclude(alt__has_key=language)
    untold = (
        _texts_asked()
        .annotate(
            told=Func(
                OuterRef("attributes"),
                F("attribute__code"),
                function="jsonb_exists",
                output_field=BooleanField(),
            ),
            below=Concat(OuterRef("category__path"), Value("/")),
        )
        .filter(told=False, below__startswith=Concat(F("category__path"), Value("/")))
    )
    return rows.filter(
        ~Q(names__has_key=language)
        | ~Q(descriptions__has_key=language)
        | Exists(sizes)
        | Exists(pictures)
        | Exists(untold)
    )


def _texts_asked() -> QuerySet[CategoryAttribute]:
    return CategoryAttribute.objects.filter(
        is_required=True, attribute__kind=Attribute.Kind.TEXT, attribute__level=Attribute.Level.PRODUCT
    )
