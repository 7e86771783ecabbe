"""What do staff see of tariff codes, rates, the retail-import list?"""

from typing import Any

from django.contrib import admin
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from accounts.desk import NOTHING, StaffAdmin, StaffInline, badge, link, when
from accounts.filters import CodesFilter, coded
from accounts.sites import staff_site
from catalog.admin.carried_filter import CarriedFilter
from catalog.gate_wording import CATEGORIES
from catalog.models import PaperRule, PositiveListEntry, TariffCode, TaxRate
from catalog.wording import PAPERS

_CONFIDENCE = coded("confidence", _("confidence"))
_DANGEROUS = coded("dangerous_goods", _("dangerous goods"))


class TaxRateInline(StaffInline):
    model = TaxRate
    fields = readonly_fields = ("country", "kind", "percent", "valid_from", "valid_to", "source")


class LawAdmin(StaffAdmin):
    """Rows that are changed on pages of their own, which show first what that changes."""

    @admin.display(description=_("Pages"))
    def pages(self, row: Any) -> str:
        """What else can be seen of it, and done to it."""
        links = ((address, words) for words, address in staff_site.row_pages(self.opts.label_lower, row.pk))
        return format_html_join(" · ", '<a class="text-link" href="{}">{}</a>', links)


@admin.register(TariffCode, site=staff_site)
class TariffCodeAdmin(LawAdmin):
    """Kinds of goods in customs' words."""

    nothing = _("No tariff code is known: they come with the reference data (load_reference).")
    list_display = ("hs6", "name", "direction", "cn10", "eaeu10", "temperature_class", "segregation_class")
    list_filter = (
        "direction",
        ("temperature_class", CarriedFilter),
        ("segregation_class", CarriedFilter),
        ("confidence", CodesFilter),
    )
    search_fields = ("hs6", "cn10", "eaeu10", "names")
    fields = readonly_fields = (
        *("hs6", "name", "direction", "cn10", "eaeu10", "temperature_class", "segregation_class"),
        *(_DANGEROUS, "required_documents", "source", _CONFIDENCE, "pages"),
    )
    inlines = (TaxRateInline,)

    @admin.display(description=_("Name"))
    def name(self, code: TariffCode) -> str:
        return str(code.names.get("en", ""))


@admin.register(TaxRate, site=staff_site)
class TaxRateAdmin(LawAdmin):
    """Dated rates with their sources."""

    nothing = _("No rate is known: they come with the reference data (load_reference).")
    list_display = ("of", "country", "kind", "percent", "valid_from", "valid_to", _CONFIDENCE)
    list_display_links = ("country",)
    list_filter = ("country", "kind", ("confidence", CodesFilter))
    search_fields = ("tariff_code__hs6", "source")
    list_select_related = ("tariff_code",)
    fields = readonly_fields = (
        *("of", "country", "kind", "percent", "valid_from", "valid_to", "source", _CONFIDENCE),
        *("amended", "pages"),
    )

    @admin.display(description=_("Tariff code"), ordering="tariff_code__hs6")
    def of(self, rate: TaxRate) -> str:
        return link(rate.tariff_code)

    @admin.display(description=_("Written by staff"))
    def amended(self, rate: TaxRate) -> str:
        return when(rate.amended_at)


@admin.register(PositiveListEntry, site=staff_site)
class PositiveListEntryAdmin(LawAdmin):
    """What retail import may bring in, by which edition."""

    nothing = _("Nothing may be imported retail: the list comes with the reference data (load_reference).")
    list_display = ("hs6", "shown_edition", "limit", "valid_from", "valid_to")
    list_filter = ("edition", "is_assumption")
    search_fields = ("hs6", "edition", "source")
    fields = readonly_fields = (
        *("hs6", "shown_edition", "is_assumption", "limit", "valid_from", "valid_to", "source", _CONFIDENCE),
        "pages",
    )

    @admin.display(description=_("Edition"), ordering="edition")
    def shown_edition(self, entry: PositiveListEntry) -> str:
        return badge(entry.edition, "late") if entry.is_assumption else entry.edition

    @admin.display(description=_("Kg a person a year"))
    def limit(self, entry: PositiveListEntry) -> str:
        grams = entry.per_person_g_limit
        return NOTHING if grams is None else f"{grams / 1000:g}"


@admin.register(PaperRule, site=staff_site)
class PaperRuleAdmin(StaffAdmin):
    """Which papers goods need on which market, by which act; they come with the reference data."""

    nothing = _("No paper is asked for: rules come with the reference data (load_reference).")
    list_display = ("hs_prefix", "market", "paper", "of", "act", "valid_from", "valid_to", _CONFIDENCE)
    list_filter = ("market", ("confidence", CodesFilter))
    search_fields = ("hs_prefix", "act", "source")
    fields = readonly_fields = (
        *("market", "hs_prefix", "paper", "of", "act", "valid_from", "valid_to", "source", _CONFIDENCE),
    )

    @admin.display(description=_("Paper"), ordering="kind")
    def paper(self, rule: PaperRule) -> str:
        return str(PAPERS.get(rule.kind, rule.kind))

    @admin.display(description=_("Category"), ordering="category")
    def of(self, rule: PaperRule) -> str:
        return str(CATEGORIES.get(rule.category, rule.category)) or NOTHING
