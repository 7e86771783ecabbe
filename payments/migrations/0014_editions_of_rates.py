"""Which rates are held?"""

from django.db import migrations

from kit.schema import CountEditions


class Migration(migrations.Migration):
    """What it is for is told in docs/decisions/0030-reference-rows-are-held-by-edition.md."""

    dependencies = [("payments", "0013_rows_of_money_stay"), ("accounts", "0009_editions_of_tables")]
    operations = [CountEditions("payments_fxrate")]
