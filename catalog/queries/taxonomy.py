"""Into which categories are goods sorted, what is asked of each, and what of that is law?"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from catalog.attributes import Spec
from catalog.models import Attribute, Category, CategoryAttribute, Listing

# How a fact that is an attribute is named beside the columns: `attributes.moisture`.
OF_ATTRIBUTES = "attributes."


@dataclass(frozen=True, slots=True)
class Asked:
    """
    What goods of one category are asked.

    `attributes` by code in the order in which they are shown; `origins` says at
    which category, itself or above, each is asked; `required` are those that
    must be told.
    """

    attributes: dict[str, Attribute]
    origins: dict[str, str]
    required: frozenset[str]

    @property
    def specs(self) -> dict[str, Spec]:
        """The attributes as a checker knows them."""
        return {code: spec_of(attribute) for code, attribute in self.attributes.items()}


NOTHING_ASKED = Asked({}, {}, frozenset())


def in_tree_order(rows: Iterable[Category]) -> list[Category]:
    """Each category before those below it, siblings by position, then by code."""
    below: dict[object, list[Category]] = defaultdict(list)
    for row in sorted(rows, key=lambda each: (each.position, each.code)):
        below[row.parent_id].append(row)
    ordered: list[Category] = []
    waiting = below[None][::-1]
    while waiting:
        row = waiting.pop()
        ordered.append(row)
        waiting += below[row.pk][::-1]
    return ordered


def tree() -> list[Category]:
    """All categories in the order of the tree, each with its parent; one query."""
    return in_tree_order(Category.objects.select_related("parent"))


def kinds_of(*, listing_ids: Collection[UUID]) -> dict[UUID, tuple[str, ...]]:
    """The codes from the root down to the category of each listing that is in one. One query."""
    rows = Listing.objects.filter(pk__in=listing_ids, variant__product__category__isnull=False).order_by()
    paths = rows.values_list("pk", "variant__product__category__path")
    return {pk: tuple(path.split("/")) for pk, path in paths}


def known_categories(codes: Collection[str]) -> frozenset[str]:
    """Those of some codes that are categories. One query."""
    return frozenset(Category.objects.filter(code__in=codes).values_list("code", flat=True))


def kinds_above(code: str) -> tuple[str, ...]:
    """The codes from the root down to a category; none where there is no such one."""
    path = Category.objects.filter(code=code).values_list("path", flat=True).first()
    return tuple(path.split("/")) if path else ()


def branch(path: str) -> Q:
    """The condition that a category is the one of this path, or below it."""
    return Q(path=path) | Q(path__startswith=f"{path}/")


def asked_of(category: Category | None) -> Asked:
    """What goods of a category are asked, by itself and by all above it; two queries."""
    return NOTHING_ASKED if category is None else asked_of_many([category])[category.code]


def asked_of_many(categories: Collection[Category]) -> dict[str, Asked]:
    """What goods of each category are asked, by the category's code; two queries for all of them."""
    codes = {code for category in categories for code in category.path.split("/")}
    rows = (
        CategoryAttribute.objects.filter(category__code__in=codes)
        .select_related("category", "attribute__unit")
        .prefetch_related("attribute__options")
        .order_by("attribute__position", "attribute__code", "category__depth")
    )
    by_category: dict[str, list[CategoryAttribute]] = defaultdict(list)
    for row in rows:
        by_category[row.category.code].append(row)
    return {
        category.code: _gathered([row for code in category.path.split("/") for row in by_category[code]])
        for category in categories
    }


def attributes_known(codes: Collection[str]) -> dict[str, Attribute]:
    """Attributes by their code, with their options; two queries."""
    rows = Attribute.objects.filter(code__in=codes).prefetch_related("options")
    return {row.code: row for row in rows}


def attributes_with_options() -> QuerySet[Attribute]:
    """All attributes with their options and units; in two queries."""
    return Attribute.objects.select_related("unit").prefetch_related("options")


def spec_of(attribute: Attribute) -> Spec:
    """An attribute, its options loaded, as a checker knows it."""
    return Spec(
        code=attribute.code,
        kind=attribute.kind,
        level=attribute.level,
        decimals=attribute.decimals,
        least=attribute.least,
        most=attribute.most,
        options={option.code: option.is_open for option in attribute.options.all()},
    )


def _gathered(rows: Iterable[CategoryAttribute]) -> Asked:
    attributes: dict[str, Attribute] = {}
    origins: dict[str, str] = {}
    required = set()
    for row in rows:
        attributes.setdefault(row.attribute.code, row.attribute)
        origins.setdefault(row.attribute.code, row.category.code)
        if row.is_required:
            required.add(row.attribute.code)
    ordered = sorted(attributes.values(), key=lambda each: (each.position, each.code))
    return Asked({each.code: each for each in ordered}, origins, frozenset(required))
