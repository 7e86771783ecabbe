"""What do staff see of the goods themselves?"""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import AutocompleteSelectFilter

from accounts.desk import StaffAdmin, StaffInline, link, link_to_list
from accounts.sites import staff_site
from catalog.models import Product, Variant


class VariantInline(StaffInline):
    model = Variant
    fields = readonly_fields = ("sku", "gtin13", "net_g", "gross_g", "volume_cm3", "package_kind")


@admin.register(Product, site=staff_site)
class ProductAdmin(StaffAdmin):
    """Goods with what customs and carriage must know."""

    list_display = ("code", "name", "sold_by", "tariff", "temperature_class", "segregation_class")
    list_filter = (("seller", AutocompleteSelectFilter), "temperature_class", "segregation_class")
    search_fields = ("code", "names", "seller__code", "tariff_code__hs6")
    list_select_related = ("seller", "tariff_code")
    fields = readonly_fields = (
        *("code", "name", "sold_by", "standard", "origin_country", "tariff", "cn10"),
        *("temperature_class", "segregation_class", "shelf_life_days", "gacc_registration_no"),
    )
    inlines = (VariantInline,)

    @admin.display(description=_("Name"))
    def name(self, product: Product) -> str:
        return " · ".join(product.names.values())

    @admin.display(description=_("Seller"), ordering="seller__code")
    def sold_by(self, product: Product) -> str:
        return link(product.seller)

    @admin.display(description=_("Tariff code"), ordering="tariff_code__hs6")
    def tariff(self, product: Product) -> str:
        return link(product.tariff_code, product.tariff_code.hs6)


@admin.register(Variant, site=staff_site)
class VariantAdmin(StaffAdmin):
    """Sizes and masses of goods, by which they are sold and carried."""

    list_display = ("sku", "of", "sold_by", "gtin13", "kg", "litres")
    list_filter = (("seller", AutocompleteSelectFilter), "package_kind")
    search_fields = ("sku", "gtin13", "product__code", "product__names")
    list_select_related = ("product", "seller")
    fields = readonly_fields = (
        *("sku", "of", "sold_by", "gtin13", "net_g", "gross_g", "length_mm", "width_mm", "height_mm"),
        *("volume_cm3", "package_kind", "listings", "lots"),
    )

    @admin.display(description=_("Product"), ordering="product__code")
    def of(self, variant: Variant) -> str:
        return link(variant.product)

    @admin.display(description=_("Seller"), ordering="seller__code")
    def sold_by(self, variant: Variant) -> str:
        return link(variant.seller, variant.seller.code)

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
