import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.expressions
import kit.ids
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models
from kit.schema import CreateSerial, ProtectHistory


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("catalog", "0001_sellers_products_stock"),
        ("shipping", "0001_network_timetable_shipments"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="FreightTariffAudit",
            fields=[
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.UUIDField(default=kit.ids.uuid7, editable=False, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(editable=False)),
                ("service_code", models.CharField(max_length=16)),
                (
                    "load_type",
                    models.CharField(
                        choices=[
                            ("LCL", "Groupage"),
                            ("FCL20", "20-foot container"),
                            ("FCL40", "40-foot container"),
                            ("FCL40R", "40-foot cooled container"),
                        ],
                        max_length=8,
                    ),
                ),
                ("currency", models.CharField(max_length=3)),
                (
                    "per_chargeable_kg",
                    models.DecimalField(blank=True, decimal_places=4, max_digits=10, null=True),
                ),
                (
                    "per_container",
                    models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True),
                ),
                ("minimum", models.DecimalField(decimal_places=2, max_digits=12)),
                ("insurance_percent", models.DecimalField(decimal_places=3, max_digits=6)),
                ("fuel_percent", models.DecimalField(decimal_places=3, max_digits=6)),
                ("winter_percent", models.DecimalField(decimal_places=3, max_digits=6)),
                (
                    "winter_months",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveSmallIntegerField(), blank=True, default=list, size=None
                    ),
                ),
                ("first_mile_per_kg", models.DecimalField(decimal_places=4, max_digits=10)),
                ("last_mile_per_kg", models.DecimalField(decimal_places=4, max_digits=10)),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(blank=True, null=True)),
                ("source", models.TextField()),
                ("confidence", models.CharField(max_length=40)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Order",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=kit.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(editable=False)),
                ("number", models.CharField(max_length=24, unique=True)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("placed", "Placed"),
                            ("accepted", "Accepted"),
                            ("completed", "Completed"),
                            ("declined", "Declined"),
                            ("expired", "Expired"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="placed",
                        max_length=12,
                    ),
                ),
                ("currency", models.CharField(max_length=3)),
                ("goods_minor", models.BigIntegerField()),
                ("freight_minor", models.BigIntegerField()),
                ("insurance_minor", models.BigIntegerField()),
                ("duty_minor", models.BigIntegerField()),
                ("vat_minor", models.BigIntegerField()),
                ("consumption_minor", models.BigIntegerField()),
                ("total_minor", models.BigIntegerField()),
                ("regime", models.CharField(max_length=32)),
                ("regime_label", models.CharField(blank=True, max_length=120)),
                (
                    "promised_at",
                    models.DateTimeField(help_text="When the goods are to be there at the latest."),
                ),
                ("placed_at", models.DateTimeField()),
                ("shipments_requested_at", models.DateTimeField(blank=True, null=True)),
                ("accept_by_at", models.DateTimeField(blank=True, null=True)),
                ("accepted_at", models.DateTimeField(blank=True, null=True)),
                ("packed_at", models.DateTimeField(blank=True, null=True)),
                ("handed_in_at", models.DateTimeField(blank=True, null=True)),
                (
                    "followed_at",
                    models.DateTimeField(
                        blank=True, help_text="When the railway was last asked about it.", null=True
                    ),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("end_reason", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "ordering": ("-id",),
            },
        ),
        migrations.CreateModel(
            name="OrderAudit",
            fields=[
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.UUIDField(default=kit.ids.uuid7, editable=False, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(editable=False)),
                ("number", models.CharField(max_length=24)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("placed", "Placed"),
                            ("accepted", "Accepted"),
                            ("completed", "Completed"),
                            ("declined", "Declined"),
                            ("expired", "Expired"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="placed",
                        max_length=12,
                    ),
                ),
                ("currency", models.CharField(max_length=3)),
                ("goods_minor", models.BigIntegerField()),
                ("freight_minor", models.BigIntegerField()),
                ("insurance_minor", models.BigIntegerField()),
                ("duty_minor", models.BigIntegerField()),
                ("vat_minor", models.BigIntegerField()),
                ("consumption_minor", models.BigIntegerField()),
                ("total_minor", models.BigIntegerField()),
                ("regime", models.CharField(max_length=32)),
                ("regime_label", models.CharField(blank=True, max_length=120)),
                (
                    "promised_at",
                    models.DateTimeField(help_text="When the goods are to be there at the latest."),
                ),
                ("placed_at", models.DateTimeField()),
                ("shipments_requested_at", models.DateTimeField(blank=True, null=True)),
                ("accept_by_at", models.DateTimeField(blank=True, null=True)),
                ("accepted_at", models.DateTimeField(blank=True, null=True)),
                ("packed_at", models.DateTimeField(blank=True, null=True)),
                ("handed_in_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("end_reason", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="OrderGroup",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=kit.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(editable=False)),
                ("number", models.CharField(max_length=24, unique=True)),
                ("market", models.CharField(max_length=2)),
                ("currency", models.CharField(max_length=3)),
                ("total_minor", models.BigIntegerField()),
                ("address", models.JSONField(help_text="As it was at checkout.")),
                ("destination_code", models.CharField(max_length=32)),
                ("placed_at", models.DateTimeField()),
                (
                    "expires_at",
                    models.DateTimeField(
                        help_text="Unpaid orders end here; a started payment sets its own time."
                    ),
                ),
            ],
            options={
                "ordering": ("-id",),
            },
        ),
        migrations.CreateModel(
            name="OrderGroupAudit",
            fields=[
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.UUIDField(default=kit.ids.uuid7, editable=False, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(editable=False)),
                ("number", models.CharField(max_length=24)),
                ("market", models.CharField(max_length=2)),
                ("currency", models.CharField(max_length=3)),
                ("total_minor", models.BigIntegerField()),
                ("address", models.JSONField(help_text="As it was at checkout.")),
                ("destination_code", models.CharField(max_length=32)),
                ("placed_at", models.DateTimeField()),
                (
                    "expires_at",
                    models.DateTimeField(
                        help_text="Unpaid orders end here; a started payment sets its own time."
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="OrderLine",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=kit.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(editable=False)),
                ("sku", models.CharField(max_length=64)),
                ("names", models.JSONField(help_text="As it was called at checkout, by language.")),
                ("hs6", models.CharField(max_length=6)),
                ("quantity", models.PositiveIntegerField()),
                ("unit_price_minor", models.BigIntegerField()),
                ("goods_minor", models.BigIntegerField()),
                ("freight_minor", models.BigIntegerField()),
                ("insurance_minor", models.BigIntegerField()),
                ("duty_minor", models.BigIntegerField()),
                ("vat_minor", models.BigIntegerField()),
                ("consumption_minor", models.BigIntegerField()),
                ("gross_g", models.BigIntegerField()),
                ("volume_cm3", models.BigIntegerField()),
                ("temperature_class", models.CharField(max_length=32)),
                ("segregation_class", models.CharField(max_length=32)),
            ],
            options={
                "ordering": ("order", "id"),
            },
        ),
        migrations.CreateModel(
            name="OrderLineAudit",
            fields=[
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.UUIDField(default=kit.ids.uuid7, editable=False, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(editable=False)),
                ("sku", models.CharField(max_length=64)),
                ("names", models.JSONField(help_text="As it was called at checkout, by language.")),
                ("hs6", models.CharField(max_length=6)),
                ("quantity", models.PositiveIntegerField()),
                ("unit_price_minor", models.BigIntegerField()),
                ("goods_minor", models.BigIntegerField()),
                ("freight_minor", models.BigIntegerField()),
                ("insurance_minor", models.BigIntegerField()),
                ("duty_minor", models.BigIntegerField()),
                ("vat_minor", models.BigIntegerField()),
                ("consumption_minor", models.BigIntegerField()),
                ("gross_g", models.BigIntegerField()),
                ("volume_cm3", models.BigIntegerField()),
                ("temperature_class", models.CharField(max_length=32)),
                ("segregation_class", models.CharField(max_length=32)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="OrderMove",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("was", models.CharField(max_length=32)),
                ("became", models.CharField(max_length=32)),
                ("at", models.DateTimeField()),
                ("by_kind", models.CharField(max_length=16)),
                ("by_id", models.UUIDField(blank=True, null=True)),
                ("reason", models.TextField(blank=True, default="")),
            ],
            options={
                "ordering": ["id"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="OrderShipment",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=kit.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(editable=False)),
            ],
            options={
                "ordering": ("order", "id"),
            },
        ),
        migrations.CreateModel(
            name="Quote",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=kit.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(editable=False)),
                ("cart_version", models.IntegerField(help_text="The cart as it was priced.")),
                ("currency", models.CharField(max_length=3)),
                ("total_minor", models.BigIntegerField()),
                ("document", models.JSONField()),
                ("quoted_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
            ],
            options={
                "ordering": ("-id",),
            },
        ),
        migrations.CreateModel(
            name="QuoteAudit",
            fields=[
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.UUIDField(default=kit.ids.uuid7, editable=False, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(editable=False)),
                ("cart_version", models.IntegerField(help_text="The cart as it was priced.")),
                ("currency", models.CharField(max_length=3)),
                ("total_minor", models.BigIntegerField()),
                ("quoted_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Buyer",
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
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="buyer",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("-id",),
            },
        ),
        migrations.CreateModel(
            name="Address",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=kit.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(editable=False)),
                ("recipient", models.CharField(max_length=100)),
                ("phone", models.CharField(max_length=20)),
                ("country", models.CharField(max_length=2)),
                ("province", models.CharField(help_text="ISO 3166-2 code, such as CN-JS.", max_length=16)),
                ("city", models.CharField(max_length=100)),
                ("street", models.CharField(max_length=200)),
                ("postcode", models.CharField(blank=True, max_length=10)),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "buyer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="addresses",
                        to="orders.buyer",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "addresses",
                "ordering": ("-id",),
            },
        ),
        migrations.CreateModel(
            name="Cart",
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
                    "token_hash",
                    models.CharField(blank=True, help_text="Of an anonymous cart's token.", max_length=64),
                ),
                ("market", models.CharField(max_length=2)),
                (
                    "status",
                    models.CharField(
                        choices=[("open", "Open"), ("checked_out", "Checked out"), ("expired", "Expired")],
                        default="open",
                        max_length=12,
                    ),
                ),
                ("expires_at", models.DateTimeField()),
                (
                    "buyer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="carts",
                        to="orders.buyer",
                    ),
                ),
            ],
            options={
                "ordering": ("-id",),
            },
        ),
        migrations.CreateModel(
            name="CartAudit",
            fields=[
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.UUIDField(default=kit.ids.uuid7, editable=False, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(editable=False)),
                (
                    "token_hash",
                    models.CharField(blank=True, help_text="Of an anonymous cart's token.", max_length=64),
                ),
                ("market", models.CharField(max_length=2)),
                (
                    "status",
                    models.CharField(
                        choices=[("open", "Open"), ("checked_out", "Checked out"), ("expired", "Expired")],
                        default="open",
                        max_length=12,
                    ),
                ),
                ("expires_at", models.DateTimeField()),
                (
                    "buyer",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="orders.buyer",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="audit",
                        related_query_name="+",
                        to="orders.cart",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="CartLine",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=kit.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(editable=False)),
                ("quantity", models.PositiveIntegerField()),
                (
                    "cart",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="orders.cart"
                    ),
                ),
                (
                    "listing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalog.listing"
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
            },
        ),
        migrations.CreateModel(
            name="CartMove",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("was", models.CharField(max_length=32)),
                ("became", models.CharField(max_length=32)),
                ("at", models.DateTimeField()),
                ("by_kind", models.CharField(max_length=16)),
                ("by_id", models.UUIDField(blank=True, null=True)),
                ("reason", models.TextField(blank=True, default="")),
                (
                    "row",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="moves", to="orders.cart"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="DeliveryZone",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=kit.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(editable=False)),
                ("country", models.CharField(max_length=2)),
                ("province", models.CharField(help_text="ISO 3166-2 code.", max_length=16)),
                ("name", models.CharField(max_length=80)),
                ("destination_code", models.CharField(max_length=32)),
            ],
            options={
                "ordering": ("country", "province"),
                "constraints": [
                    models.UniqueConstraint(fields=("country", "province"), name="delivery_zone_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="FreightTariff",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=kit.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(editable=False)),
                ("service_code", models.CharField(max_length=16)),
                (
                    "load_type",
                    models.CharField(
                        choices=[
                            ("LCL", "Groupage"),
                            ("FCL20", "20-foot container"),
                            ("FCL40", "40-foot container"),
                            ("FCL40R", "40-foot cooled container"),
                        ],
                        max_length=8,
                    ),
                ),
                ("currency", models.CharField(max_length=3)),
                (
                    "per_chargeable_kg",
                    models.DecimalField(blank=True, decimal_places=4, max_digits=10, null=True),
                ),
                (
                    "per_container",
                    models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True),
                ),
                ("minimum", models.DecimalField(decimal_places=2, max_digits=12)),
                ("insurance_percent", models.DecimalField(decimal_places=3, max_digits=6)),
                ("fuel_percent", models.DecimalField(decimal_places=3, max_digits=6)),
                ("winter_percent", models.DecimalField(decimal_places=3, max_digits=6)),
                (
                    "winter_months",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveSmallIntegerField(), blank=True, default=list, size=None
                    ),
                ),
                ("first_mile_per_kg", models.DecimalField(decimal_places=4, max_digits=10)),
                ("last_mile_per_kg", models.DecimalField(decimal_places=4, max_digits=10)),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(blank=True, null=True)),
                ("source", models.TextField()),
                ("confidence", models.CharField(max_length=40)),
            ],
            options={
                "ordering": ("service_code", "load_type", "-valid_from"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("service_code", "load_type", "valid_from"),
                        name="freight_tariff_one_a_day_of_start",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("per_chargeable_kg__isnull", False),
                            ("per_container__isnull", False),
                            _connector="OR",
                        ),
                        name="freight_tariff_has_a_price",
                    ),
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="freighttariff",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "orders_freighttariffaudit" ("confidence", "created_at", "currency", "first_mile_per_kg", "fuel_percent", "id", "insurance_percent", "last_mile_per_kg", "load_type", "minimum", "per_chargeable_kg", "per_container", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "service_code", "source", "valid_from", "valid_to", "version", "winter_months", "winter_percent") VALUES (NEW."confidence", NEW."created_at", NEW."currency", NEW."first_mile_per_kg", NEW."fuel_percent", NEW."id", NEW."insurance_percent", NEW."last_mile_per_kg", NEW."load_type", NEW."minimum", NEW."per_chargeable_kg", NEW."per_container", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."service_code", NEW."source", NEW."valid_from", NEW."valid_to", NEW."version", NEW."winter_months", NEW."winter_percent"); RETURN NULL;',
                    hash="9b0ea20ecd5909b2b97709c9f014474eefa74627",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_2f3d1",
                    table="orders_freighttariff",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="freighttariff",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "orders_freighttariffaudit" ("confidence", "created_at", "currency", "first_mile_per_kg", "fuel_percent", "id", "insurance_percent", "last_mile_per_kg", "load_type", "minimum", "per_chargeable_kg", "per_container", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "service_code", "source", "valid_from", "valid_to", "version", "winter_months", "winter_percent") VALUES (NEW."confidence", NEW."created_at", NEW."currency", NEW."first_mile_per_kg", NEW."fuel_percent", NEW."id", NEW."insurance_percent", NEW."last_mile_per_kg", NEW."load_type", NEW."minimum", NEW."per_chargeable_kg", NEW."per_container", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."service_code", NEW."source", NEW."valid_from", NEW."valid_to", NEW."version", NEW."winter_months", NEW."winter_percent"); RETURN NULL;',
                    hash="0cbda0a308e1ec4856394390b4b145bcb7f4ead1",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_29765",
                    table="orders_freighttariff",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="freighttariff",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "orders_freighttariffaudit" ("confidence", "created_at", "currency", "first_mile_per_kg", "fuel_percent", "id", "insurance_percent", "last_mile_per_kg", "load_type", "minimum", "per_chargeable_kg", "per_container", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "service_code", "source", "valid_from", "valid_to", "version", "winter_months", "winter_percent") VALUES (OLD."confidence", OLD."created_at", OLD."currency", OLD."first_mile_per_kg", OLD."fuel_percent", OLD."id", OLD."insurance_percent", OLD."last_mile_per_kg", OLD."load_type", OLD."minimum", OLD."per_chargeable_kg", OLD."per_container", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."service_code", OLD."source", OLD."valid_from", OLD."valid_to", OLD."version", OLD."winter_months", OLD."winter_percent"); RETURN NULL;',
                    hash="301a4a0c5dac782dc7ec3c1885970ff9709c5e81",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_79b91",
                    table="orders_freighttariff",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddField(
            model_name="freighttariffaudit",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="audit",
                related_query_name="+",
                to="orders.freighttariff",
            ),
        ),
        migrations.AddField(
            model_name="order",
            name="seller",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalog.seller"
            ),
        ),
        migrations.AddField(
            model_name="orderaudit",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="audit",
                related_query_name="+",
                to="orders.order",
            ),
        ),
        migrations.AddField(
            model_name="orderaudit",
            name="seller",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="catalog.seller",
            ),
        ),
        migrations.AddField(
            model_name="ordergroup",
            name="buyer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="order_groups", to="orders.buyer"
            ),
        ),
        migrations.AddField(
            model_name="orderaudit",
            name="group",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="orders.ordergroup",
            ),
        ),
        migrations.AddField(
            model_name="order",
            name="group",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="orders", to="orders.ordergroup"
            ),
        ),
        migrations.AddField(
            model_name="ordergroupaudit",
            name="buyer",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="orders.buyer",
            ),
        ),
        migrations.AddField(
            model_name="ordergroupaudit",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="audit",
                related_query_name="+",
                to="orders.ordergroup",
            ),
        ),
        migrations.AddField(
            model_name="orderline",
            name="listing",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalog.listing"
            ),
        ),
        migrations.AddField(
            model_name="orderline",
            name="order",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="orders.order"
            ),
        ),
        migrations.AddField(
            model_name="orderline",
            name="variant",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalog.variant"
            ),
        ),
        migrations.AddField(
            model_name="orderlineaudit",
            name="listing",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="catalog.listing",
            ),
        ),
        migrations.AddField(
            model_name="orderlineaudit",
            name="order",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="orders.order",
            ),
        ),
        migrations.AddField(
            model_name="orderlineaudit",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="audit",
                related_query_name="+",
                to="orders.orderline",
            ),
        ),
        migrations.AddField(
            model_name="orderlineaudit",
            name="variant",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="catalog.variant",
            ),
        ),
        migrations.AddField(
            model_name="ordermove",
            name="row",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="moves", to="orders.order"
            ),
        ),
        migrations.AddField(
            model_name="ordershipment",
            name="order",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="shipments", to="orders.order"
            ),
        ),
        migrations.AddField(
            model_name="ordershipment",
            name="shipment",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="shipping.shipment"
            ),
        ),
        migrations.AddField(
            model_name="quote",
            name="address",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="orders.address"
            ),
        ),
        migrations.AddField(
            model_name="quote",
            name="cart",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="quotes", to="orders.cart"
            ),
        ),
        migrations.AddField(
            model_name="ordergroupaudit",
            name="quote",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="orders.quote",
            ),
        ),
        migrations.AddField(
            model_name="ordergroup",
            name="quote",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="order_group", to="orders.quote"
            ),
        ),
        migrations.AddField(
            model_name="quoteaudit",
            name="address",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="orders.address",
            ),
        ),
        migrations.AddField(
            model_name="quoteaudit",
            name="cart",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="orders.cart",
            ),
        ),
        migrations.AddField(
            model_name="quoteaudit",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="audit",
                related_query_name="+",
                to="orders.quote",
            ),
        ),
        migrations.AddConstraint(
            model_name="cart",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("buyer__isnull", False), models.Q(("token_hash", ""), _negated=True), _connector="OR"
                ),
                name="cart_has_one_owner",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="cart",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "orders_cartaudit" ("buyer_id", "created_at", "expires_at", "id", "market", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "status", "token_hash", "version") VALUES (NEW."buyer_id", NEW."created_at", NEW."expires_at", NEW."id", NEW."market", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."status", NEW."token_hash", NEW."version"); RETURN NULL;',
                    hash="2237efef1f88f1f0ea09c319e9aed6e2f32e34bd",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_4fd2e",
                    table="orders_cart",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="cart",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "orders_cartaudit" ("buyer_id", "created_at", "expires_at", "id", "market", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "status", "token_hash", "version") VALUES (NEW."buyer_id", NEW."created_at", NEW."expires_at", NEW."id", NEW."market", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."status", NEW."token_hash", NEW."version"); RETURN NULL;',
                    hash="778038b77ac5dbee995b3a00eb1bfc4753b7350e",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_8b601",
                    table="orders_cart",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="cart",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "orders_cartaudit" ("buyer_id", "created_at", "expires_at", "id", "market", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "status", "token_hash", "version") VALUES (OLD."buyer_id", OLD."created_at", OLD."expires_at", OLD."id", OLD."market", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."status", OLD."token_hash", OLD."version"); RETURN NULL;',
                    hash="39d647e6c52c19b7ff25973760041f0834e75e81",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_aac3d",
                    table="orders_cart",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="cartline",
            constraint=models.UniqueConstraint(fields=("cart", "listing"), name="cart_line_one_per_listing"),
        ),
        migrations.AddConstraint(
            model_name="cartline",
            constraint=models.CheckConstraint(
                condition=models.Q(("quantity__gt", 0)), name="cart_line_has_units"
            ),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(fields=["seller", "-id"], name="order_of_seller"),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(
                condition=models.Q(("shipments_requested_at__isnull", True), ("status", "placed")),
                fields=["placed_at"],
                name="order_open_unshipped",
            ),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(
                condition=models.Q(("status", "accepted")),
                fields=["followed_at", "id"],
                name="order_accepted_to_follow",
            ),
        ),
        migrations.AddConstraint(
            model_name="order",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "total_minor",
                        django.db.models.expressions.CombinedExpression(
                            django.db.models.expressions.CombinedExpression(
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        django.db.models.expressions.CombinedExpression(
                                            models.F("goods_minor"), "+", models.F("freight_minor")
                                        ),
                                        "+",
                                        models.F("insurance_minor"),
                                    ),
                                    "+",
                                    models.F("duty_minor"),
                                ),
                                "+",
                                models.F("vat_minor"),
                            ),
                            "+",
                            models.F("consumption_minor"),
                        ),
                    )
                ),
                name="order_adds_up",
            ),
        ),
        migrations.AddConstraint(
            model_name="order",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status__in", ("accepted", "completed")), _negated=True),
                    ("accepted_at__isnull", False),
                    _connector="OR",
                ),
                name="order_accepted_has_stamp",
            ),
        ),
        migrations.AddConstraint(
            model_name="order",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at__isnull", True), ("status__in", ("placed", "accepted"))),
                    models.Q(
                        models.Q(("status__in", ("placed", "accepted")), _negated=True),
                        ("ended_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="order_end_has_stamp",
            ),
        ),
        migrations.AddConstraint(
            model_name="order",
            constraint=models.UniqueConstraint(fields=("group", "seller"), name="order_one_per_seller"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="order",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "orders_orderaudit" ("accept_by_at", "accepted_at", "consumption_minor", "created_at", "currency", "duty_minor", "end_reason", "ended_at", "freight_minor", "goods_minor", "group_id", "handed_in_at", "id", "insurance_minor", "number", "packed_at", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "placed_at", "promised_at", "regime", "regime_label", "seller_id", "shipments_requested_at", "status", "total_minor", "vat_minor", "version") VALUES (NEW."accept_by_at", NEW."accepted_at", NEW."consumption_minor", NEW."created_at", NEW."currency", NEW."duty_minor", NEW."end_reason", NEW."ended_at", NEW."freight_minor", NEW."goods_minor", NEW."group_id", NEW."handed_in_at", NEW."id", NEW."insurance_minor", NEW."number", NEW."packed_at", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."placed_at", NEW."promised_at", NEW."regime", NEW."regime_label", NEW."seller_id", NEW."shipments_requested_at", NEW."status", NEW."total_minor", NEW."vat_minor", NEW."version"); RETURN NULL;',
                    hash="24f211859654d24baa77f2e1593b0b608be47353",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_eb763",
                    table="orders_order",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="order",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."accept_by_at" IS DISTINCT FROM (NEW."accept_by_at") OR OLD."accepted_at" IS DISTINCT FROM (NEW."accepted_at") OR OLD."consumption_minor" IS DISTINCT FROM (NEW."consumption_minor") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."currency" IS DISTINCT FROM (NEW."currency") OR OLD."duty_minor" IS DISTINCT FROM (NEW."duty_minor") OR OLD."end_reason" IS DISTINCT FROM (NEW."end_reason") OR OLD."ended_at" IS DISTINCT FROM (NEW."ended_at") OR OLD."freight_minor" IS DISTINCT FROM (NEW."freight_minor") OR OLD."goods_minor" IS DISTINCT FROM (NEW."goods_minor") OR OLD."group_id" IS DISTINCT FROM (NEW."group_id") OR OLD."handed_in_at" IS DISTINCT FROM (NEW."handed_in_at") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."insurance_minor" IS DISTINCT FROM (NEW."insurance_minor") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."packed_at" IS DISTINCT FROM (NEW."packed_at") OR OLD."placed_at" IS DISTINCT FROM (NEW."placed_at") OR OLD."promised_at" IS DISTINCT FROM (NEW."promised_at") OR OLD."regime" IS DISTINCT FROM (NEW."regime") OR OLD."regime_label" IS DISTINCT FROM (NEW."regime_label") OR OLD."seller_id" IS DISTINCT FROM (NEW."seller_id") OR OLD."shipments_requested_at" IS DISTINCT FROM (NEW."shipments_requested_at") OR OLD."status" IS DISTINCT FROM (NEW."status") OR OLD."total_minor" IS DISTINCT FROM (NEW."total_minor") OR OLD."vat_minor" IS DISTINCT FROM (NEW."vat_minor") OR OLD."version" IS DISTINCT FROM (NEW."version"))',
                    func='INSERT INTO "orders_orderaudit" ("accept_by_at", "accepted_at", "consumption_minor", "created_at", "currency", "duty_minor", "end_reason", "ended_at", "freight_minor", "goods_minor", "group_id", "handed_in_at", "id", "insurance_minor", "number", "packed_at", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "placed_at", "promised_at", "regime", "regime_label", "seller_id", "shipments_requested_at", "status", "total_minor", "vat_minor", "version") VALUES (NEW."accept_by_at", NEW."accepted_at", NEW."consumption_minor", NEW."created_at", NEW."currency", NEW."duty_minor", NEW."end_reason", NEW."ended_at", NEW."freight_minor", NEW."goods_minor", NEW."group_id", NEW."handed_in_at", NEW."id", NEW."insurance_minor", NEW."number", NEW."packed_at", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."placed_at", NEW."promised_at", NEW."regime", NEW."regime_label", NEW."seller_id", NEW."shipments_requested_at", NEW."status", NEW."total_minor", NEW."vat_minor", NEW."version"); RETURN NULL;',
                    hash="9f19fb6aa23cae39028539fa26bf153e70c9dab0",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_d4b84",
                    table="orders_order",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="order",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "orders_orderaudit" ("accept_by_at", "accepted_at", "consumption_minor", "created_at", "currency", "duty_minor", "end_reason", "ended_at", "freight_minor", "goods_minor", "group_id", "handed_in_at", "id", "insurance_minor", "number", "packed_at", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "placed_at", "promised_at", "regime", "regime_label", "seller_id", "shipments_requested_at", "status", "total_minor", "vat_minor", "version") VALUES (OLD."accept_by_at", OLD."accepted_at", OLD."consumption_minor", OLD."created_at", OLD."currency", OLD."duty_minor", OLD."end_reason", OLD."ended_at", OLD."freight_minor", OLD."goods_minor", OLD."group_id", OLD."handed_in_at", OLD."id", OLD."insurance_minor", OLD."number", OLD."packed_at", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."placed_at", OLD."promised_at", OLD."regime", OLD."regime_label", OLD."seller_id", OLD."shipments_requested_at", OLD."status", OLD."total_minor", OLD."vat_minor", OLD."version"); RETURN NULL;',
                    hash="95e5c9de5f1583e05392d215ad61064147f1d40c",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_709b4",
                    table="orders_order",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="orderline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "goods_minor",
                        django.db.models.expressions.CombinedExpression(
                            models.F("unit_price_minor"), "*", models.F("quantity")
                        ),
                    )
                ),
                name="order_line_price_adds_up",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="orderline",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "orders_orderlineaudit" ("consumption_minor", "created_at", "duty_minor", "freight_minor", "goods_minor", "gross_g", "hs6", "id", "insurance_minor", "listing_id", "names", "order_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "quantity", "segregation_class", "sku", "temperature_class", "unit_price_minor", "variant_id", "vat_minor", "version", "volume_cm3") VALUES (NEW."consumption_minor", NEW."created_at", NEW."duty_minor", NEW."freight_minor", NEW."goods_minor", NEW."gross_g", NEW."hs6", NEW."id", NEW."insurance_minor", NEW."listing_id", NEW."names", NEW."order_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."quantity", NEW."segregation_class", NEW."sku", NEW."temperature_class", NEW."unit_price_minor", NEW."variant_id", NEW."vat_minor", NEW."version", NEW."volume_cm3"); RETURN NULL;',
                    hash="159f00a87e6d53a94ffbd3677736581914024036",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_353b8",
                    table="orders_orderline",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="orderline",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "orders_orderlineaudit" ("consumption_minor", "created_at", "duty_minor", "freight_minor", "goods_minor", "gross_g", "hs6", "id", "insurance_minor", "listing_id", "names", "order_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "quantity", "segregation_class", "sku", "temperature_class", "unit_price_minor", "variant_id", "vat_minor", "version", "volume_cm3") VALUES (NEW."consumption_minor", NEW."created_at", NEW."duty_minor", NEW."freight_minor", NEW."goods_minor", NEW."gross_g", NEW."hs6", NEW."id", NEW."insurance_minor", NEW."listing_id", NEW."names", NEW."order_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."quantity", NEW."segregation_class", NEW."sku", NEW."temperature_class", NEW."unit_price_minor", NEW."variant_id", NEW."vat_minor", NEW."version", NEW."volume_cm3"); RETURN NULL;',
                    hash="dc49b7e29a9c26d9278c6e9f95fa021f5e86c300",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_e67df",
                    table="orders_orderline",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="orderline",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "orders_orderlineaudit" ("consumption_minor", "created_at", "duty_minor", "freight_minor", "goods_minor", "gross_g", "hs6", "id", "insurance_minor", "listing_id", "names", "order_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "quantity", "segregation_class", "sku", "temperature_class", "unit_price_minor", "variant_id", "vat_minor", "version", "volume_cm3") VALUES (OLD."consumption_minor", OLD."created_at", OLD."duty_minor", OLD."freight_minor", OLD."goods_minor", OLD."gross_g", OLD."hs6", OLD."id", OLD."insurance_minor", OLD."listing_id", OLD."names", OLD."order_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."quantity", OLD."segregation_class", OLD."sku", OLD."temperature_class", OLD."unit_price_minor", OLD."variant_id", OLD."vat_minor", OLD."version", OLD."volume_cm3"); RETURN NULL;',
                    hash="bcb128ca12885687ee52218734cfd8eebff674cb",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_dfb51",
                    table="orders_orderline",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="quote",
            constraint=models.CheckConstraint(
                condition=models.Q(("total_minor__gt", 0)), name="quote_total_is_positive"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="quote",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "orders_quoteaudit" ("address_id", "cart_id", "cart_version", "created_at", "currency", "expires_at", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "quoted_at", "total_minor", "version") VALUES (NEW."address_id", NEW."cart_id", NEW."cart_version", NEW."created_at", NEW."currency", NEW."expires_at", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."quoted_at", NEW."total_minor", NEW."version"); RETURN NULL;',
                    hash="313919f80bf2cd0df6ca6abaee625a5028b237ad",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_6ffe9",
                    table="orders_quote",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="quote",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."address_id" IS DISTINCT FROM (NEW."address_id") OR OLD."cart_id" IS DISTINCT FROM (NEW."cart_id") OR OLD."cart_version" IS DISTINCT FROM (NEW."cart_version") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."currency" IS DISTINCT FROM (NEW."currency") OR OLD."expires_at" IS DISTINCT FROM (NEW."expires_at") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."quoted_at" IS DISTINCT FROM (NEW."quoted_at") OR OLD."total_minor" IS DISTINCT FROM (NEW."total_minor") OR OLD."version" IS DISTINCT FROM (NEW."version"))',
                    func='INSERT INTO "orders_quoteaudit" ("address_id", "cart_id", "cart_version", "created_at", "currency", "expires_at", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "quoted_at", "total_minor", "version") VALUES (NEW."address_id", NEW."cart_id", NEW."cart_version", NEW."created_at", NEW."currency", NEW."expires_at", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."quoted_at", NEW."total_minor", NEW."version"); RETURN NULL;',
                    hash="1bb9be9488bef8b475d29b3669c4726c56412605",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_3c15a",
                    table="orders_quote",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="quote",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "orders_quoteaudit" ("address_id", "cart_id", "cart_version", "created_at", "currency", "expires_at", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "quoted_at", "total_minor", "version") VALUES (OLD."address_id", OLD."cart_id", OLD."cart_version", OLD."created_at", OLD."currency", OLD."expires_at", OLD."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."quoted_at", OLD."total_minor", OLD."version"); RETURN NULL;',
                    hash="2b167e6259dc66f863a418b270c107d18192ce08",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_f2de4",
                    table="orders_quote",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="ordergroup",
            constraint=models.CheckConstraint(
                condition=models.Q(("total_minor__gt", 0)), name="group_total_is_positive"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="ordergroup",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "orders_ordergroupaudit" ("address", "buyer_id", "created_at", "currency", "destination_code", "expires_at", "id", "market", "number", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "placed_at", "quote_id", "total_minor", "version") VALUES (NEW."address", NEW."buyer_id", NEW."created_at", NEW."currency", NEW."destination_code", NEW."expires_at", NEW."id", NEW."market", NEW."number", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."placed_at", NEW."quote_id", NEW."total_minor", NEW."version"); RETURN NULL;',
                    hash="5beafdb72d5f52d071b7421a61e16e3feb8cb8bb",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_0bb2e",
                    table="orders_ordergroup",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="ordergroup",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "orders_ordergroupaudit" ("address", "buyer_id", "created_at", "currency", "destination_code", "expires_at", "id", "market", "number", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "placed_at", "quote_id", "total_minor", "version") VALUES (NEW."address", NEW."buyer_id", NEW."created_at", NEW."currency", NEW."destination_code", NEW."expires_at", NEW."id", NEW."market", NEW."number", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."placed_at", NEW."quote_id", NEW."total_minor", NEW."version"); RETURN NULL;',
                    hash="dca768d0fdf1f3eb9d57511ad2ff80a01aac3a83",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_fba33",
                    table="orders_ordergroup",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="ordergroup",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "orders_ordergroupaudit" ("address", "buyer_id", "created_at", "currency", "destination_code", "expires_at", "id", "market", "number", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "placed_at", "quote_id", "total_minor", "version") VALUES (OLD."address", OLD."buyer_id", OLD."created_at", OLD."currency", OLD."destination_code", OLD."expires_at", OLD."id", OLD."market", OLD."number", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."placed_at", OLD."quote_id", OLD."total_minor", OLD."version"); RETURN NULL;',
                    hash="062a13a3dc49d5abcb48002c00437da0543c7423",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_a8997",
                    table="orders_ordergroup",
                    when="AFTER",
                ),
            ),
        ),
        CreateSerial("orders_group_serial"),
        CreateSerial("orders_order_serial"),
        ProtectHistory(
            "orders_cartaudit",
            "orders_cartmove",
            "orders_freighttariffaudit",
            "orders_orderaudit",
            "orders_ordergroupaudit",
            "orders_orderlineaudit",
            "orders_ordermove",
            "orders_quoteaudit",
        ),
    ]
