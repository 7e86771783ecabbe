"""Which rows of the law are held?"""

from django.db import migrations

from kit.schema import CountEditions


class Migration(migrations.Migration):
    """What it is for is told in docs/decisions/0030-reference-rows-are-held-by-edition.md."""

    dependencies = [("catalog", "0014_what_the_gate_asks"), ("accounts", "0009_editions_of_tables")]
    operations = [CountEditions("catalog_tariffcode", "catalog_taxrate", "catalog_positivelistentry")]
