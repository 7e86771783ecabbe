"""What do staff see of carriage prices, of the places that goods go to?"""

from django.contrib import admin
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.desk import StaffAdmin, link_to_list
from accounts.filters import CodesFilter, coded
from accounts.sites import staff_site
from orders.models import DeliveryZone, FreightTariff
from shipping.queries.finding import services_of_test_world

_CONFIDENCE = coded("confidence", _("confidence"))


@admin.register(FreightTariff, site=staff_site)
class FreightTariffAdmin(StaffAdmin):
    """Prices come from the reference data and by sheets; a new price is a new row with its own day."""

    nothing = _(
        "Carriage has no price: freight rates come with the reference data (load_reference), or by a sheet."
    )
    # The test world's services have prices of their own, like those of the services that they are like.
    test_rows = Q(service_code__in=services_of_test_world())
    list_display = (
        "service_code",
        "load_type",
        "currency",
        "per_chargeable_kg",
        "per_container",
        "minimum",
        "valid_from",
        "valid_to",
        _CONFIDENCE,
    )
    list_filter = ("load_type", "currency", ("confidence", CodesFilter), "valid_from", "service_code")
    search_fields = ("service_code", "source")
    readonly_fields = ("service",)

    @admin.display(description=_("Train service"))
    def service(self, tariff: FreightTariff) -> str:
        return link_to_list("shipping.trainservice", tariff.service_code, code=tariff.service_code)


@admin.register(DeliveryZone, site=staff_site)
class DeliveryZoneAdmin(StaffAdmin):
    """A province's parcels ride to one place on the railway."""

    nothing = _("Nothing is delivered anywhere: provinces come with the reference data (load_reference).")
    list_display = ("province", "name", "country", "destination")
    list_filter = ("country", "destination_code")
    search_fields = ("province", "name", "destination_code")
    fields = readonly_fields = ("country", "province", "name", "destination")

    @admin.display(description=_("Destination"), ordering="destination_code")
    def destination(self, zone: DeliveryZone) -> str:
        return link_to_list("shipping.location", zone.destination_code, code=zone.destination_code)
