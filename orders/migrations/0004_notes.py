import django.db.models.deletion
import django.db.models.functions.text
import django.db.models.lookups
from django.db import migrations, models

import kit.ids
from kit.schema import ProtectHistory


class Migration(migrations.Migration):
    dependencies = [("orders", "0003_coded_addresses")]

    operations = [
        migrations.CreateModel(
            name="Note",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=kit.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(editable=False)),
                ("text", models.TextField(max_length=2000, verbose_name="text")),
                ("written_at", models.DateTimeField(verbose_name="written at")),
                ("by_kind", models.CharField(max_length=12)),
                ("by_id", models.UUIDField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "note",
                "verbose_name_plural": "notes",
                "ordering": ("-id",),
            },
        ),
        migrations.CreateModel(
            name="Attachment",
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
                    models.CharField(
                        choices=[("photo", "Photo"), ("pdf", "PDF")], max_length=8, verbose_name="kind"
                    ),
                ),
                ("file", models.FileField(upload_to="", verbose_name="file")),
                (
                    "name",
                    models.CharField(
                        help_text="As its writer called it.", max_length=120, verbose_name="name"
                    ),
                ),
                ("size_b", models.PositiveIntegerField(help_text="Bytes.", verbose_name="size")),
                ("sha256", models.CharField(max_length=64)),
            ],
            options={
                "verbose_name": "attachment",
                "verbose_name_plural": "attachments",
                "ordering": ("id",),
            },
        ),
        migrations.AddField(
            model_name="note",
            name="order",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="notes",
                to="orders.order",
                verbose_name="order",
            ),
        ),
        migrations.AddField(
            model_name="attachment",
            name="note",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="attachments",
                to="orders.note",
                verbose_name="note",
            ),
        ),
        migrations.AddConstraint(
            model_name="note",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("text", ""), _negated=True),
                    django.db.models.lookups.LessThanOrEqual(
                        django.db.models.functions.text.Length("text"), 2000
                    ),
                ),
                name="note_says_something",
            ),
        ),
        ProtectHistory("orders_note", "orders_attachment"),
    ]
