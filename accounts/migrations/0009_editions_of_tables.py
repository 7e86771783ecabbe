"""Where is the edition of a table whose rows are held?"""

from django.db import migrations

from kit.schema import MakeEditions


class Migration(migrations.Migration):
    """What it is for is told in docs/decisions/0030-reference-rows-are-held-by-edition.md."""

    dependencies = [("accounts", "0008_second_factors")]
    operations = [MakeEditions()]
