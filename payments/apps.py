"""Which app answers what money came, went, is owed?"""

from django.apps import AppConfig
from django.core.checks import register


class PaymentsConfig(AppConfig):
    default_auto_field = "django.db.models.BigAutoField"
    name = "payments"

    def ready(self) -> None:
        """Let complete and half settings be told apart when the shop starts."""
        # Providers know models, which are there only now.
        from payments.checks import check_providers  # noqa: PLC0415

        register(check_providers)
