from typing import Any

from cryptography.fernet import InvalidToken
from django.db import migrations, models

from kit import sealing
from orders.policy import IDENTITY_NAME_SEALED_AS

_SOME = 500


def seal_names(apps: Any, _schema_editor: Any) -> None:
    """Encrypt the names that are kept, some at a time."""
    identities = apps.get_model("orders", "ImportIdentity").objects
    rows = identities.exclude(name="").filter(name_sealed="").order_by("pk")
    while some := list(rows.only("name")[:_SOME]):
        for each in some:
            each.name_sealed = sealing.seal(each.name, purpose=IDENTITY_NAME_SEALED_AS)
        identities.bulk_update(some, ["name_sealed"])


def open_names(apps: Any, _schema_editor: Any) -> None:
    """Have them in clear text again, for the shop as it was."""
    identities = apps.get_model("orders", "ImportIdentity").objects
    rows = identities.exclude(name_sealed="").filter(name="").order_by("pk")
    while some := list(rows.only("name_sealed")[:_SOME]):
        for each in some:
            each.name = _name_of(each.name_sealed)
        identities.bulk_update(some, ["name"])


def _name_of(sealed: str) -> str:
    try:
        return sealing.unseal(sealed, purpose=IDENTITY_NAME_SEALED_AS)
    except InvalidToken:
        # No key of ours reads it any more, and none may be empty.
        return "?"


class Migration(migrations.Migration):
    dependencies = [("orders", "0020_orders_that_wait_for_sellers")]

    operations = [
        migrations.AddField(
            model_name="importidentity",
            name="name_sealed",
            field=models.TextField(blank=True, default="", editable=False),
            preserve_default=False,
        ),
        # Whatever holds of a name in clear text holds no more once it is sealed.
        migrations.RemoveConstraint(model_name="importidentity", name="identity_is_forgotten_whole"),
        migrations.RunPython(seal_names, open_names),
    ]
