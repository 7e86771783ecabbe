"""What a refund was asked for, and what a publisher told of rates, is never rewritten or taken away."""

from django.db import migrations

from kit.schema import KeepRows


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0014_editions_of_rates"),
    ]

    operations = [
        KeepRows("payments_refund", changing=("status", "approved_by_id", "done_at", "version")),
        KeepRows(
            "payments_ratedocument",
            changing=("state", "note", "decided_at", "decided_by_id", "version"),
        ),
    ]
