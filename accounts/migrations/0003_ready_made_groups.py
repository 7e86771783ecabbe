from typing import Any

from django.db import migrations

GROUPS = ("onboarding", "dispatch", "finance", "customs", "support", "viewer")


def make(apps: Any, schema_editor: Any) -> None:
    """People can be put into them from the first day on."""
    group = apps.get_model("auth", "Group")
    for name in GROUPS:
        group.objects.get_or_create(name=name)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_people_and_credentials"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
