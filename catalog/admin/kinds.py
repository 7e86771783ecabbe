"""How do staff keep categories, brands, attributes and see units?"""

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import AutocompleteSelectFilter

from accounts.bare import leaving
from accounts.desk import NOTHING, StaffAdmin, StaffInline, badge, link, link_to_list
from accounts.sites import staff_site
from catalog.admin.kind_forms import (
    NAME_FIELDS,
    AskForm,
    AttributeForm,
    AttributeOptionForm,
    BrandForm,
    CategoryForm,
    KindAdmin,
    named,
)
from catalog.models import Attribute, AttributeOption, Brand, Category, CategoryAttribute, Unit
from catalog.operations import sorting
from catalog.policy import MODERATORS
from kit.clock import now


class CategoryAttributeInline(StaffInline):
    model = CategoryAttribute
    fk_name = "category"
    verbose_name_plural = _("What its goods are asked")
    fields = readonly_fields = ("attribute", "is_required")

    def get_queryset(self, request: HttpRequest) -> QuerySet[CategoryAttribute]:
        """With the attributes."""
        rows: QuerySet[CategoryAttribute] = super().get_queryset(request)
        return rows.select_related("attribute").order_by("attribute__position", "attribute__code")


class AttributeOptionInline(StaffInline):
    model = AttributeOption
    verbose_name_plural = _("Options")
    fields = readonly_fields = ("code", "in_words", "position", "is_open")

    @admin.display(description=_("Name"))
    def in_words(self, option: AttributeOption) -> str:
        return named(option.names)


@admin.register(Category, site=staff_site)
class CategoryAdmin(KindAdmin):
    """The tree, each branch indented below the one that it hangs from."""

    keeping = CategoryForm
    typed = ("parent", *NAME_FIELDS, "position", "is_open")
    shown = ("path", "goods", "ask_more")
    list_display = ("indented", "code", "asked", "goods", "open_for_goods", "complete")
    list_display_links = ("indented",)
    list_filter = ("is_open", "depth")
    search_fields = ("code", "path", "names")
    ordering = ("path",)
    # The whole tree on one page, as long as it is read at a glance.
    list_per_page = 200
    nothing = _("No categories yet: load the reference data, or add the first one.")
    autocomplete_fields = ("parent",)
    inlines = (CategoryAttributeInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Category]:
        """With how much each asks and holds."""
        rows: QuerySet[Category] = super().get_queryset(request)
        return rows.annotate(
            asks_own=Count("asks", distinct=True), products_own=Count("products", distinct=True)
        )

    @admin.display(description=_("Category"), ordering="path")
    def indented(self, category: Category) -> str:
        indent = 1.5 * (category.depth - 1)
        return format_html('<span style="padding-left:{}rem">{}</span>', indent, named(category.names))

    @admin.display(description=_("Asks"), ordering="asks_own")
    def asked(self, category: Any) -> int:
        return int(category.asks_own)

    @admin.display(description=_("Products"), ordering="products_own")
    def goods(self, category: Any) -> str:
        if not category.products_own:
            return NOTHING
        return link_to_list("catalog.product", category.products_own, category__id__exact=category.pk)

    @admin.display(description=_("Takes goods"), boolean=True, ordering="is_open")
    def open_for_goods(self, category: Category) -> bool:
        return category.is_open

    @admin.display(description=_("Names"))
    def complete(self, category: Category) -> str:
        return languages_badge(category.names)

    @admin.display(description=_("Ask for more"))
    def ask_more(self, category: Category) -> str:
        return _adding("categoryattribute", "category", category.pk, gettext("Ask for an attribute"))


@admin.register(Brand, site=staff_site)
class BrandAdmin(KindAdmin):
    """Brands that sellers name by code."""

    keeping = BrandForm
    typed = (*NAME_FIELDS, "country")
    shown = ("goods",)
    list_display = ("code", "in_words", "country", "goods", "complete")
    list_filter = ("country",)
    search_fields = ("code", "names")
    nothing = _("No brands yet: sellers may name only those that stand here.")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Brand]:
        """With how many products bear it."""
        rows: QuerySet[Brand] = super().get_queryset(request)
        return rows.annotate(products_own=Count("products"))

    @admin.display(description=_("Name"))
    def in_words(self, brand: Brand) -> str:
        return named(brand.names)

    @admin.display(description=_("Products"), ordering="products_own")
    def goods(self, brand: Any) -> str:
        if not brand.products_own:
            return NOTHING
        return link_to_list("catalog.product", brand.products_own, brand__id__exact=brand.pk)

    @admin.display(description=_("Names"))
    def complete(self, brand: Brand) -> str:
        return languages_badge(brand.names)


@admin.register(Attribute, site=staff_site)
class AttributeAdmin(KindAdmin):
    """Typed facts with their options, and who asks for them."""

    keeping = AttributeForm
    typed_once = ("code", "kind", "level")
    typed = (*NAME_FIELDS, "unit", "decimals", "least", "most", "is_filter", "is_legal", "position")
    shown = ("asked", "add_option")
    list_display = ("code", "in_words", "kind", "level", "unit", "is_filter", "is_legal", "answers", "asked")
    list_filter = ("kind", "level", "is_filter", "is_legal")
    search_fields = ("code", "names")
    list_select_related = ("unit",)
    nothing = _("No attributes yet: load the reference data, or add the first one.")
    inlines = (AttributeOptionInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Attribute]:
        """With how many options it has, and how many categories ask for it."""
        rows: QuerySet[Attribute] = super().get_queryset(request)
        return rows.annotate(
            options_own=Count("options", distinct=True), asked_own=Count("asked_by", distinct=True)
        )

    @admin.display(description=_("Name"))
    def in_words(self, attribute: Attribute) -> str:
        return named(attribute.names)

    @admin.display(description=_("Options"), ordering="options_own")
    @leaving("number")
    def answers(self, attribute: Any) -> str:
        return str(attribute.options_own or NOTHING)

    @admin.display(description=_("Asked by"), ordering="asked_own")
    def asked(self, attribute: Any) -> str:
        if not attribute.asked_own:
            return NOTHING
        said = ngettext("%(count)d category", "%(count)d categories", attribute.asked_own)
        words = said % {"count": attribute.asked_own}
        return link_to_list("catalog.categoryattribute", words, attribute__id__exact=attribute.pk)

    @admin.display(description=_("Add an option"))
    def add_option(self, attribute: Attribute) -> str:
        if attribute.kind != Attribute.Kind.CHOICE:
            return NOTHING
        return _adding("attributeoption", "attribute", attribute.pk, gettext("Add an option"))


@admin.register(AttributeOption, site=staff_site)
class AttributeOptionAdmin(KindAdmin):
    """Answers to choices; what nobody may choose any more is closed."""

    keeping = AttributeOptionForm
    typed_once = ("attribute", "code")
    typed = (*NAME_FIELDS, "position", "is_open")
    list_display = ("code", "of", "in_words", "position", "is_open", "complete")
    list_filter = (("attribute", AutocompleteSelectFilter), "is_open")
    search_fields = ("code", "names", "attribute__code")
    list_select_related = ("attribute",)
    ordering = ("attribute__position", "attribute__code", "position", "code")
    nothing = _("No options yet: only attributes that are a choice have them.")
    autocomplete_fields = ("attribute",)

    @admin.display(description=_("Attribute"), ordering="attribute__code")
    def of(self, option: AttributeOption) -> str:
        return link(option.attribute)

    @admin.display(description=_("Name"))
    def in_words(self, option: AttributeOption) -> str:
        return named(option.names)

    @admin.display(description=_("Names"))
    def complete(self, option: AttributeOption) -> str:
        return languages_badge(option.names)


@admin.register(CategoryAttribute, site=staff_site)
class CategoryAttributeAdmin(KindAdmin):
    """What goods of which category are asked; all below it are asked too."""

    keeping = AskForm
    typed_once = ("category", "attribute")
    typed = ("is_required",)
    list_display = ("where", "of", "is_required")
    list_filter = (
        ("category", AutocompleteSelectFilter),
        ("attribute", AutocompleteSelectFilter),
        "is_required",
    )
    search_fields = ("category__code", "category__names", "attribute__code", "attribute__names")
    list_select_related = ("category", "attribute")
    ordering = ("category__path", "attribute__position")
    nothing = _("No category asks for anything yet.")
    autocomplete_fields = ("category", "attribute")
    actions = ("stop_asking",)
    verbs = {"stop_asking": MODERATORS}

    @admin.display(description=_("Category"), ordering="category__path")
    def where(self, row: CategoryAttribute) -> str:
        return row.category.path

    @admin.display(description=_("Attribute"), ordering="attribute__code")
    def of(self, row: CategoryAttribute) -> str:
        return link(row.attribute, f"{row.attribute.code}: {named(row.attribute.names)}")

    @admin.action(description=_("Ask no more"))
    def stop_asking(self, request: HttpRequest, queryset: QuerySet[CategoryAttribute]) -> None:
        def verb(row: CategoryAttribute) -> object:
            return sorting.stop_asking(
                category=row.category, attribute=row.attribute, at=now(), by=self.actor(request)
            )

        self.perform(request, queryset, verb, done=gettext("asked no more"))


@admin.register(Unit, site=staff_site)
class UnitAdmin(StaffAdmin):
    """Units of measure, as the file has them."""

    list_display = ("code", "in_words", "symbol", "dimension", "factor", "unece", "okei", "cn_customs")
    list_filter = ("dimension",)
    search_fields = ("code", "names", "unece", "okei", "cn_customs")
    nothing = _("No units yet: load the reference data.")
    fields = readonly_fields = (
        *("code", "in_words", "symbol", "dimension", "factor", "unece", "okei", "cn_customs", "source"),
    )

    @admin.display(description=_("Name"))
    def in_words(self, unit: Unit) -> str:
        return " · ".join(unit.names.values())

    @admin.display(description=_("Short form"))
    def symbol(self, unit: Unit) -> str:
        return named(unit.symbols)


def languages_badge(names: dict[str, str]) -> str:
    """In how many languages something is named, in colour when it isn't in all."""
    there = len([name for name in names.values() if name])
    return badge(f"{there}/{len(NAME_FIELDS)}", "good" if there >= len(NAME_FIELDS) else "late")


def _adding(model: str, field: str, pk: object, words: str) -> str:
    address = f"{reverse(f'admin:catalog_{model}_add')}?{field}={pk}"
    return format_html('<a class="text-link" href="{}">{}</a>', address, words)
