"""What do staff see of the goods themselves?"""

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import AutocompleteSelectFilter

from accounts.desk import NOTHING, StaffAdmin, StaffInline, badge, link, link_to_list, picture
from accounts.sites import staff_site
from catalog.admin.carried_filter import CarriedFilter
from catalog.admin.kind_forms import named
from catalog.completeness import completeness, lacking
from catalog.filing import own_address
from catalog.models import Attribute, Image, Product, Variant
from catalog.policy import LANGUAGES
from catalog.queries.taxonomy import attributes_known
from catalog.queries.wording import codes_lacking, incomplete_in, texts_of, with_words
from catalog.wording import class_in_words


class VariantInline(StaffInline):
    model = Variant
    fields = readonly_fields = ("sku", "gtin13", "net_g", "gross_g", "volume_cm3", "package_kind")


class IncompleteFilter(admin.SimpleListFilter):
    """Products of which some words lack in a language."""

    title = _("Incomplete in")
    parameter_name = "incomplete_in"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The languages of readers."""
        return [(language, language) for language in LANGUAGES]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Product]) -> QuerySet[Product]:
        """Narrowed to what lacks there."""
        value = self.value()
        return incomplete_in(queryset, value) if value in LANGUAGES else queryset


class ImageInline(StaffInline):
    model = Image
    fields = readonly_fields = ("thumbnail", "words", "position", "variant")
    show_change_link = False

    @admin.display(description=_("Picture"))
    def thumbnail(self, image: Image) -> str:
        return picture(own_address(image.key, 320), named(image.alt))

    @admin.display(description=_("What it shows"))
    def words(self, image: Image) -> str:
        return " · ".join(image.alt.values()) or NOTHING

    def get_queryset(self, request: HttpRequest) -> QuerySet[Image]:
        """With their variants, in one query however many."""
        rows: QuerySet[Image] = super().get_queryset(request).select_related("variant")
        return rows.order_by("position", "id")


@admin.register(Product, site=staff_site)
class ProductAdmin(StaffAdmin):
    """Goods with what customs and carriage must know."""

    test_rows = Q(seller__sandbox=True)
    list_display = ("code", "name", "sold_by", "kind", "brand", "tariff", "words", "goods_class")
    list_filter = (
        ("seller", AutocompleteSelectFilter),
        ("category", AutocompleteSelectFilter),
        ("brand", AutocompleteSelectFilter),
        IncompleteFilter,
        ("temperature_class", CarriedFilter),
        ("segregation_class", CarriedFilter),
    )
    search_fields = ("code", "names", "seller__code", "tariff_code__hs6", "category__code", "brand__code")
    list_select_related = ("seller", "tariff_code", "category", "brand")
    nothing = _("There are no goods: sellers describe theirs over REST once they are verified.")
    fields = readonly_fields = (
        *("code", "name", "sold_by", "kind", "brand", "facts", "description", "words", "untold"),
        *("standard", "origin_country", "tariff", "cn10", "eaeu10"),
        *("temperature_class", "goods_class", "shelf_life_days", "gacc_registration_no"),
    )
    inlines = (VariantInline, ImageInline)

    @admin.display(description=_("Name"))
    def name(self, product: Product) -> str:
        return " · ".join(product.names.values())

    @admin.display(description=_("Seller"), ordering="seller__code")
    def sold_by(self, product: Product) -> str:
        return link(product.seller)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Product]:
        """With the words of variants and pictures."""
        rows: QuerySet[Product] = super().get_queryset(request)
        return with_words(rows)

    @admin.display(description=_("Category"), ordering="category__path")
    def kind(self, product: Product) -> str:
        return link(product.category, named(product.category.names)) if product.category else NOTHING

    @admin.display(description=_("Typed facts"))
    def facts(self, product: Product) -> str:
        return facts_in_words(product.attributes)

    @admin.display(description=_("Description"))
    def description(self, product: Product) -> str:
        return format_html_join(
            "", '<p class="mb-2">{}</p>', ((each,) for each in product.descriptions.values())
        )

    @admin.display(description=_("Complete, per cent"))
    def words(self, product: Product) -> str:
        told = completeness(texts_of(product), LANGUAGES)
        shown = (
            (badge(f"{language} {share}", "good" if share == 100 else "late"),)
            for language, share in told.items()
        )
        return format_html_join(" ", "{}", shown)

    @admin.display(description=_("Segregation class"), ordering="segregation_class")
    def goods_class(self, product: Product) -> str:
        return class_in_words(product.segregation_class)

    @admin.display(description=_("Lacking"))
    def untold(self, product: Product) -> str:
        codes = [f"/{column}" for column in codes_lacking(product)]
        return ", ".join([*codes, *lacking(texts_of(product), LANGUAGES)]) or NOTHING

    @admin.display(description=_("Tariff code"), ordering="tariff_code__hs6")
    def tariff(self, product: Product) -> str:
        return link(product.tariff_code, product.tariff_code.hs6)


@admin.register(Variant, site=staff_site)
class VariantAdmin(StaffAdmin):
    """Sizes and masses of goods, by which they are sold and carried."""

    test_rows = Q(seller__sandbox=True)
    nothing = _("Nothing can be bought in any size: sellers add variants to their products over REST.")
    list_display = ("sku", "of", "sold_by", "gtin13", "kg", "litres")
    list_filter = (("seller", AutocompleteSelectFilter), "package_kind")
    search_fields = ("sku", "gtin13", "product__code", "product__names")
    list_select_related = ("product", "seller", "unit")
    fields = readonly_fields = (
        *(
            "sku",
            "of",
            "sold_by",
            "facts",
            "content_shown",
            "gtin13",
            "net_g",
            "gross_g",
            "length_mm",
            "width_mm",
            "height_mm",
        ),
        *("volume_cm3", "package_kind", "listings", "lots"),
    )

    @admin.display(description=_("Product"), ordering="product__code")
    def of(self, variant: Variant) -> str:
        return link(variant.product)

    @admin.display(description=_("Seller"), ordering="seller__code")
    def sold_by(self, variant: Variant) -> str:
        return link(variant.seller, variant.seller.code)

    @admin.display(description=_("Typed facts"))
    def facts(self, variant: Variant) -> str:
        return facts_in_words(variant.attributes)

    @admin.display(description=_("Content"))
    def content_shown(self, variant: Variant) -> str:
        if variant.content is None or variant.unit is None:
            return NOTHING
        return f"{variant.content:f}".rstrip("0").rstrip(".") + f" {named(variant.unit.symbols)}"

    @admin.display(description=_("Gross kg"), ordering="gross_g")
    def kg(self, variant: Variant) -> str:
        return f"{variant.gross_g / 1000:,.3f}"

    @admin.display(description=_("Litres"), ordering="volume_cm3")
    def litres(self, variant: Variant) -> str:
        return f"{variant.volume_cm3 / 1000:,.1f}"

    @admin.display(description=_("Listings"))
    def listings(self, variant: Variant) -> str:
        return link_to_list("catalog.listing", _("show"), variant__id__exact=variant.pk)

    @admin.display(description=_("Lots"))
    def lots(self, variant: Variant) -> str:
        return link_to_list("catalog.lot", _("show"), variant__id__exact=variant.pk)


def facts_in_words(facts: dict[str, Any]) -> str:
    """Typed facts by the names of their attributes and options, in the language of the page."""
    known = attributes_known(list(facts))
    rows = [
        (named(known[code].names), _answer(known[code], fact))
        for code, fact in facts.items()
        if code in known
    ]
    return format_html_join("", "<div>{}: {}</div>", rows) or NOTHING


def _answer(attribute: Attribute, fact: object) -> str:
    if attribute.kind == Attribute.Kind.FLAG:
        return str(_("yes") if fact else _("no"))
    if attribute.kind == Attribute.Kind.CHOICE:
        return next((named(each.names) for each in attribute.options.all() if each.code == fact), str(fact))
    return f"{fact} {named(attribute.unit.symbols)}" if attribute.unit else str(fact)
