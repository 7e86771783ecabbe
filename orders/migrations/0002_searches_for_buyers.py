import django.contrib.postgres.fields
import django.db.models.fields.json
import django.db.models.functions.text
from django.db import migrations, models

import kit.ids
from kit.schema import ProtectHistory


class Migration(migrations.Migration):
    dependencies = [("orders", "0001_carts_quotes_orders")]

    operations = [
        migrations.CreateModel(
            name="ContactSearch",
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
                    "asked_by",
                    models.CharField(
                        choices=[("email", "E-mail"), ("phone", "Telephone")],
                        max_length=8,
                        verbose_name="asked by",
                    ),
                ),
                (
                    "buyers",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(), default=list, size=None, verbose_name="buyers shown"
                    ),
                ),
                ("searched_at", models.DateTimeField(verbose_name="searched at")),
                ("by_kind", models.CharField(max_length=12)),
                ("by_id", models.UUIDField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "search for a buyer",
                "verbose_name_plural": "searches for buyers",
                "ordering": ("-id",),
            },
        ),
        migrations.AddIndex(
            model_name="address",
            index=models.Index(
                django.db.models.functions.text.Right(
                    models.Func(
                        models.F("phone"),
                        models.Value("[^0-9]"),
                        models.Value(""),
                        models.Value("g"),
                        function="regexp_replace",
                        output_field=models.CharField(),
                    ),
                    10,
                ),
                name="address_by_phone",
            ),
        ),
        migrations.AddIndex(
            model_name="ordergroup",
            index=models.Index(
                django.db.models.functions.text.Right(
                    models.Func(
                        django.db.models.fields.json.KeyTextTransform("phone", "address"),
                        models.Value("[^0-9]"),
                        models.Value(""),
                        models.Value("g"),
                        function="regexp_replace",
                        output_field=models.CharField(),
                    ),
                    10,
                ),
                name="group_by_phone",
            ),
        ),
        ProtectHistory("orders_contactsearch"),
    ]
