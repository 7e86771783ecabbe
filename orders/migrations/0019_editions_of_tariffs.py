"""Which tariffs are held?"""

from django.db import migrations

from kit.schema import CountEditions


class Migration(migrations.Migration):
    """What it is for is told in docs/decisions/0030-reference-rows-are-held-by-edition.md."""

    dependencies = [("orders", "0018_recalls"), ("accounts", "0009_editions_of_tables")]
    operations = [CountEditions("orders_freighttariff", "orders_deliveryzone")]
