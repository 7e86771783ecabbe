import django.db.models.deletion
import kit.ids
from django.db import migrations, models
from kit.schema import ProtectHistory


class Migration(migrations.Migration):
    dependencies = [
        ("shipping", "0004_work_out_changes"),
    ]

    operations = [
        migrations.CreateModel(
            name="SealChange",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=kit.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(editable=False)),
                (
                    "kind",
                    models.CharField(choices=[("sealed", "Sealed"), ("broken", "Broken")], max_length=8),
                ),
                ("seal_no", models.CharField(max_length=32)),
                ("reason", models.CharField(blank=True, max_length=200)),
                ("changed_at", models.DateTimeField()),
                ("by_kind", models.CharField(max_length=12)),
                ("by_id", models.UUIDField(blank=True, null=True)),
            ],
            options={
                "ordering": ("-changed_at", "-id"),
            },
        ),
        migrations.AlterModelOptions(
            name="discrepancy",
            options={"ordering": ("-found_at", "-id"), "verbose_name_plural": "discrepancies"},
        ),
        migrations.AddField(
            model_name="discrepancy",
            name="settled_by_id",
            field=models.UUIDField(blank=True, null=True),
        ),
        migrations.AddConstraint(
            model_name="discrepancy",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("settled_at__isnull", True), ("settled_note", "")),
                    models.Q(("settled_at__isnull", False), models.Q(("settled_note", ""), _negated=True)),
                    _connector="OR",
                ),
                name="discrepancy_settled_has_note",
            ),
        ),
        migrations.AddField(
            model_name="sealchange",
            name="container",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="seal_changes",
                to="shipping.container",
            ),
        ),
        ProtectHistory("shipping_sealchange"),
    ]
