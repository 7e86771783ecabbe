"""Which app answers which train carries a shipment, where the shipment is now."""

from django.apps import AppConfig


class ShippingConfig(AppConfig):
    default_auto_field = "django.db.models.BigAutoField"
    name = "shipping"
