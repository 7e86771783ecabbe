"""Which rows of the network are held?"""

from django.db import migrations

from kit.schema import CountEditions


class Migration(migrations.Migration):
    """What it is for is told in docs/decisions/0030-reference-rows-are-held-by-edition.md."""

    dependencies = [("shipping", "0016_what_a_plan_calls_late"), ("accounts", "0009_editions_of_tables")]
    operations = [
        CountEditions(
            "shipping_location",
            "shipping_leg",
            "shipping_containertype",
            "shipping_trainservice",
            "shipping_crossing",
            "shipping_embargo",
        )
    ]
