import django.contrib.postgres.fields
import django.db.models.deletion
import kit.ids
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models
from kit.schema import ProtectHistory


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0002_people_and_credentials"),
    ]

    operations = [
        migrations.CreateModel(
            name="Listing",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=kit.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(editable=False)),
                ("market", models.CharField(choices=[("CN", "China"), ("KZ", "Kazakhstan")], max_length=2)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("submitted", "Submitted"),
                            ("changes_requested", "Changes requested"),
                            ("approved", "Approved"),
                            ("live", "Live"),
                            ("paused", "Paused"),
                            ("blocked", "Blocked"),
                            ("retired", "Retired"),
                        ],
                        default="draft",
                        max_length=20,
                    ),
                ),
                ("submitted_at", models.DateTimeField(blank=True, null=True)),
                ("approved_at", models.DateTimeField(blank=True, null=True)),
                ("live_at", models.DateTimeField(blank=True, null=True)),
                ("retired_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ("-id",),
            },
        ),
        migrations.CreateModel(
            name="Lot",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=kit.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(editable=False)),
                ("code", models.CharField(max_length=64)),
                ("made_date", models.DateField()),
                ("best_before_date", models.DateField(blank=True, null=True)),
                ("certificate_ref", models.CharField(blank=True, max_length=64)),
            ],
            options={
                "ordering": ("variant", "best_before_date", "code"),
            },
        ),
        migrations.CreateModel(
            name="TariffCode",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=kit.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(editable=False)),
                ("hs6", models.CharField(max_length=6, unique=True)),
                ("cn10", models.CharField(blank=True, max_length=10)),
                ("eaeu10", models.CharField(blank=True, max_length=10)),
                ("names", models.JSONField(default=dict, help_text="Description by language.")),
                (
                    "direction",
                    models.CharField(choices=[("KZ-CN", "KZ to CN"), ("CN-KZ", "CN to KZ")], max_length=5),
                ),
                (
                    "required_documents",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=64), blank=True, default=list, size=None
                    ),
                ),
                ("temperature_class", models.CharField(max_length=32)),
                ("segregation_class", models.CharField(max_length=32)),
                ("dangerous_goods", models.CharField(default="none", max_length=120)),
                ("source", models.TextField()),
                ("confidence", models.CharField(max_length=40)),
            ],
            options={
                "ordering": ("hs6",),
            },
        ),
        migrations.CreateModel(
            name="Warehouse",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=kit.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(editable=False)),
                ("code", models.CharField(max_length=32, unique=True)),
                ("names", models.JSONField(default=dict)),
                ("country", models.CharField(max_length=2)),
                ("location_code", models.CharField(help_text="Where the first mile starts.", max_length=32)),
            ],
            options={
                "ordering": ("code",),
            },
        ),
        migrations.CreateModel(
            name="ListingMove",
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="moves",
                        to="catalog.listing",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PositiveListEntry",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=kit.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(editable=False)),
                ("hs6", models.CharField(max_length=6)),
                ("edition", models.CharField(max_length=80)),
                (
                    "is_assumption",
                    models.BooleanField(
                        default=False,
                        help_text="Laid down for demonstration, not taken from law; shown wherever it is used.",
                    ),
                ),
                ("per_person_g_limit", models.PositiveIntegerField(blank=True, null=True)),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(blank=True, null=True)),
                ("source", models.TextField()),
                ("confidence", models.CharField(max_length=40)),
            ],
            options={
                "verbose_name_plural": "positive list entries",
                "ordering": ("hs6", "-valid_from"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("hs6", "edition", "valid_from"), name="positive_list_one_a_day_of_start"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Price",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=kit.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(editable=False)),
                ("currency", models.CharField(max_length=3)),
                ("amount_minor", models.BigIntegerField()),
                (
                    "listing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="prices",
                        to="catalog.listing",
                    ),
                ),
            ],
            options={
                "ordering": ("listing", "currency"),
            },
        ),
        migrations.CreateModel(
            name="PriceAudit",
            fields=[
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.UUIDField(default=kit.ids.uuid7, editable=False, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(editable=False)),
                ("currency", models.CharField(max_length=3)),
                ("amount_minor", models.BigIntegerField()),
                (
                    "listing",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="catalog.listing",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="audit",
                        related_query_name="+",
                        to="catalog.price",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Seller",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=kit.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(editable=False)),
                ("code", models.CharField(max_length=16, unique=True)),
                ("legal_name", models.CharField(max_length=200)),
                ("local_name", models.CharField(blank=True, max_length=200)),
                ("country", models.CharField(max_length=2)),
                ("city", models.CharField(max_length=100)),
                (
                    "origin_code",
                    models.CharField(help_text="Location code where the goods start.", max_length=32),
                ),
                ("tax_id", models.CharField(max_length=18, unique=True)),
                (
                    "tax_id_kind",
                    models.CharField(
                        choices=[("BIN", "BIN (Kazakhstan)"), ("USCC", "USCC (China)")], max_length=4
                    ),
                ),
                ("handling_days", models.PositiveSmallIntegerField(default=1)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("applied", "Applied"),
                            ("in_review", "In review"),
                            ("verified", "Verified"),
                            ("suspended", "Suspended"),
                            ("rejected", "Rejected"),
                            ("closed", "Closed"),
                        ],
                        default="applied",
                        max_length=16,
                    ),
                ),
                ("applied_at", models.DateTimeField()),
                ("verified_at", models.DateTimeField(blank=True, null=True)),
                ("suspended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "organisation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="seller",
                        to="accounts.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ("code",),
            },
        ),
        migrations.CreateModel(
            name="SellerAudit",
            fields=[
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.UUIDField(default=kit.ids.uuid7, editable=False, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(editable=False)),
                ("code", models.CharField(max_length=16)),
                ("legal_name", models.CharField(max_length=200)),
                ("local_name", models.CharField(blank=True, max_length=200)),
                ("country", models.CharField(max_length=2)),
                ("city", models.CharField(max_length=100)),
                (
                    "origin_code",
                    models.CharField(help_text="Location code where the goods start.", max_length=32),
                ),
                ("tax_id", models.CharField(max_length=18)),
                (
                    "tax_id_kind",
                    models.CharField(
                        choices=[("BIN", "BIN (Kazakhstan)"), ("USCC", "USCC (China)")], max_length=4
                    ),
                ),
                ("handling_days", models.PositiveSmallIntegerField(default=1)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("applied", "Applied"),
                            ("in_review", "In review"),
                            ("verified", "Verified"),
                            ("suspended", "Suspended"),
                            ("rejected", "Rejected"),
                            ("closed", "Closed"),
                        ],
                        default="applied",
                        max_length=16,
                    ),
                ),
                ("applied_at", models.DateTimeField()),
                ("verified_at", models.DateTimeField(blank=True, null=True)),
                ("suspended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="audit",
                        related_query_name="+",
                        to="catalog.seller",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="SellerMove",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="moves", to="catalog.seller"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="StockLevel",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=kit.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(editable=False)),
                ("on_hand", models.IntegerField(default=0)),
                ("reserved", models.IntegerField(default=0)),
                (
                    "lot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="levels", to="catalog.lot"
                    ),
                ),
                (
                    "warehouse",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="levels",
                        to="catalog.warehouse",
                    ),
                ),
            ],
            options={
                "ordering": ("lot", "warehouse"),
            },
        ),
        migrations.CreateModel(
            name="StockMove",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[("received", "Received"), ("adjusted", "Adjusted"), ("shipped", "Shipped")],
                        max_length=12,
                    ),
                ),
                ("quantity", models.IntegerField()),
                ("reason", models.CharField(blank=True, max_length=200)),
                ("reference", models.CharField(blank=True, max_length=64)),
                ("at", models.DateTimeField()),
                ("by_kind", models.CharField(max_length=12)),
                ("by_id", models.UUIDField(blank=True, null=True)),
                (
                    "level",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stock_moves",
                        to="catalog.stocklevel",
                    ),
                ),
            ],
            options={
                "ordering": ("-id",),
            },
        ),
        migrations.CreateModel(
            name="StockMoveAudit",
            fields=[
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.BigIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[("received", "Received"), ("adjusted", "Adjusted"), ("shipped", "Shipped")],
                        max_length=12,
                    ),
                ),
                ("quantity", models.IntegerField()),
                ("reason", models.CharField(blank=True, max_length=200)),
                ("reference", models.CharField(blank=True, max_length=64)),
                ("at", models.DateTimeField()),
                ("by_kind", models.CharField(max_length=12)),
                ("by_id", models.UUIDField(blank=True, null=True)),
                (
                    "level",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="catalog.stocklevel",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="audit",
                        related_query_name="+",
                        to="catalog.stockmove",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="StockReservation",
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
                    "reference",
                    models.CharField(help_text="Number of the order that holds the units.", max_length=64),
                ),
                ("quantity", models.PositiveIntegerField()),
                (
                    "status",
                    models.CharField(
                        choices=[("active", "Active"), ("released", "Released"), ("consumed", "Consumed")],
                        default="active",
                        max_length=12,
                    ),
                ),
                ("reserved_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "level",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reservations",
                        to="catalog.stocklevel",
                    ),
                ),
            ],
            options={
                "ordering": ("-id",),
            },
        ),
        migrations.CreateModel(
            name="ReservationMove",
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="moves",
                        to="catalog.stockreservation",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="StockReservationAudit",
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
                    "reference",
                    models.CharField(help_text="Number of the order that holds the units.", max_length=64),
                ),
                ("quantity", models.PositiveIntegerField()),
                (
                    "status",
                    models.CharField(
                        choices=[("active", "Active"), ("released", "Released"), ("consumed", "Consumed")],
                        default="active",
                        max_length=12,
                    ),
                ),
                ("reserved_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "level",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="catalog.stocklevel",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="audit",
                        related_query_name="+",
                        to="catalog.stockreservation",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Product",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=kit.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(editable=False)),
                ("code", models.CharField(max_length=64)),
                ("names", models.JSONField(help_text="Name by language.")),
                ("standard", models.CharField(blank=True, max_length=80)),
                ("origin_country", models.CharField(max_length=2)),
                ("cn10", models.CharField(blank=True, max_length=10)),
                ("temperature_class", models.CharField(max_length=32)),
                ("segregation_class", models.CharField(max_length=32)),
                ("shelf_life_days", models.PositiveIntegerField(blank=True, null=True)),
                ("gacc_registration_no", models.CharField(blank=True, max_length=18)),
                (
                    "seller",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="products",
                        to="catalog.seller",
                    ),
                ),
                (
                    "tariff_code",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="products",
                        to="catalog.tariffcode",
                    ),
                ),
            ],
            options={
                "ordering": ("seller", "code"),
            },
        ),
        migrations.CreateModel(
            name="TaxRate",
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
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("mfn", "Duty, most favoured nation"),
                            ("provisional", "Duty, provisional"),
                            ("vat", "VAT"),
                            ("consumption", "Consumption tax"),
                        ],
                        max_length=12,
                    ),
                ),
                ("percent", models.DecimalField(decimal_places=3, max_digits=6)),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(blank=True, null=True)),
                ("source", models.TextField()),
                ("confidence", models.CharField(max_length=40)),
                (
                    "tariff_code",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rates",
                        to="catalog.tariffcode",
                    ),
                ),
            ],
            options={
                "ordering": ("tariff_code", "country", "kind", "-valid_from"),
            },
        ),
        migrations.CreateModel(
            name="TaxRateAudit",
            fields=[
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.UUIDField(default=kit.ids.uuid7, editable=False, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(editable=False)),
                ("country", models.CharField(max_length=2)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("mfn", "Duty, most favoured nation"),
                            ("provisional", "Duty, provisional"),
                            ("vat", "VAT"),
                            ("consumption", "Consumption tax"),
                        ],
                        max_length=12,
                    ),
                ),
                ("percent", models.DecimalField(decimal_places=3, max_digits=6)),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(blank=True, null=True)),
                ("source", models.TextField()),
                ("confidence", models.CharField(max_length=40)),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="audit",
                        related_query_name="+",
                        to="catalog.taxrate",
                    ),
                ),
                (
                    "tariff_code",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="catalog.tariffcode",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Variant",
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
                (
                    "names",
                    models.JSONField(
                        blank=True, default=dict, help_text="What tells it from its siblings, by language."
                    ),
                ),
                ("gtin13", models.CharField(blank=True, max_length=13)),
                ("net_g", models.PositiveIntegerField()),
                ("gross_g", models.PositiveIntegerField()),
                ("length_mm", models.PositiveIntegerField()),
                ("width_mm", models.PositiveIntegerField()),
                ("height_mm", models.PositiveIntegerField()),
                ("volume_cm3", models.PositiveIntegerField()),
                ("package_kind", models.CharField(max_length=32)),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="variants",
                        to="catalog.product",
                    ),
                ),
                (
                    "seller",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="variants",
                        to="catalog.seller",
                    ),
                ),
            ],
            options={
                "ordering": ("seller", "sku"),
            },
        ),
        migrations.CreateModel(
            name="LotAudit",
            fields=[
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.UUIDField(default=kit.ids.uuid7, editable=False, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(editable=False)),
                ("code", models.CharField(max_length=64)),
                ("made_date", models.DateField()),
                ("best_before_date", models.DateField(blank=True, null=True)),
                ("certificate_ref", models.CharField(blank=True, max_length=64)),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="audit",
                        related_query_name="+",
                        to="catalog.lot",
                    ),
                ),
                (
                    "variant",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="catalog.variant",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="lot",
            name="variant",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="lots", to="catalog.variant"
            ),
        ),
        migrations.CreateModel(
            name="ListingAudit",
            fields=[
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.UUIDField(default=kit.ids.uuid7, editable=False, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(editable=False)),
                ("market", models.CharField(choices=[("CN", "China"), ("KZ", "Kazakhstan")], max_length=2)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("submitted", "Submitted"),
                            ("changes_requested", "Changes requested"),
                            ("approved", "Approved"),
                            ("live", "Live"),
                            ("paused", "Paused"),
                            ("blocked", "Blocked"),
                            ("retired", "Retired"),
                        ],
                        default="draft",
                        max_length=20,
                    ),
                ),
                ("submitted_at", models.DateTimeField(blank=True, null=True)),
                ("approved_at", models.DateTimeField(blank=True, null=True)),
                ("live_at", models.DateTimeField(blank=True, null=True)),
                ("retired_at", models.DateTimeField(blank=True, null=True)),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="audit",
                        related_query_name="+",
                        to="catalog.listing",
                    ),
                ),
                (
                    "variant",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="catalog.variant",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="listing",
            name="variant",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="listings", to="catalog.variant"
            ),
        ),
        migrations.CreateModel(
            name="StockLevelAudit",
            fields=[
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.UUIDField(default=kit.ids.uuid7, editable=False, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(editable=False)),
                ("on_hand", models.IntegerField(default=0)),
                ("reserved", models.IntegerField(default=0)),
                (
                    "lot",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="catalog.lot",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="audit",
                        related_query_name="+",
                        to="catalog.stocklevel",
                    ),
                ),
                (
                    "warehouse",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="catalog.warehouse",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddConstraint(
            model_name="price",
            constraint=models.UniqueConstraint(fields=("listing", "currency"), name="price_one_per_currency"),
        ),
        migrations.AddConstraint(
            model_name="price",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_minor__gt", 0)), name="price_is_positive"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="price",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "catalog_priceaudit" ("amount_minor", "created_at", "currency", "id", "listing_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "version") VALUES (NEW."amount_minor", NEW."created_at", NEW."currency", NEW."id", NEW."listing_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."version"); RETURN NULL;',
                    hash="d10756bdf185fef12bd4f626bc084e1370c326c7",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_e6258",
                    table="catalog_price",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="price",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "catalog_priceaudit" ("amount_minor", "created_at", "currency", "id", "listing_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "version") VALUES (NEW."amount_minor", NEW."created_at", NEW."currency", NEW."id", NEW."listing_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."version"); RETURN NULL;',
                    hash="a84ba12f77188c5964a55f43deaa68c9504de1e5",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_5a6c7",
                    table="catalog_price",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="price",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "catalog_priceaudit" ("amount_minor", "created_at", "currency", "id", "listing_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "version") VALUES (OLD."amount_minor", OLD."created_at", OLD."currency", OLD."id", OLD."listing_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."version"); RETURN NULL;',
                    hash="b4585a2e740b710958fa7838172865669a45dcd8",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_d273e",
                    table="catalog_price",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="seller",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status__in", ("verified", "suspended")), _negated=True),
                    ("verified_at__isnull", False),
                    _connector="OR",
                ),
                name="seller_verified_has_stamp",
            ),
        ),
        migrations.AddConstraint(
            model_name="seller",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "suspended"), _negated=True),
                    ("suspended_at__isnull", False),
                    _connector="OR",
                ),
                name="seller_suspended_has_stamp",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="seller",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "catalog_selleraudit" ("applied_at", "city", "code", "country", "created_at", "handling_days", "id", "legal_name", "local_name", "organisation_id", "origin_code", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "status", "suspended_at", "tax_id", "tax_id_kind", "verified_at", "version") VALUES (NEW."applied_at", NEW."city", NEW."code", NEW."country", NEW."created_at", NEW."handling_days", NEW."id", NEW."legal_name", NEW."local_name", NEW."organisation_id", NEW."origin_code", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."status", NEW."suspended_at", NEW."tax_id", NEW."tax_id_kind", NEW."verified_at", NEW."version"); RETURN NULL;',
                    hash="356780f98ffab9032df58dbacbe9ea4b9111a12b",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_b6a8b",
                    table="catalog_seller",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="seller",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "catalog_selleraudit" ("applied_at", "city", "code", "country", "created_at", "handling_days", "id", "legal_name", "local_name", "organisation_id", "origin_code", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "status", "suspended_at", "tax_id", "tax_id_kind", "verified_at", "version") VALUES (NEW."applied_at", NEW."city", NEW."code", NEW."country", NEW."created_at", NEW."handling_days", NEW."id", NEW."legal_name", NEW."local_name", NEW."organisation_id", NEW."origin_code", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."status", NEW."suspended_at", NEW."tax_id", NEW."tax_id_kind", NEW."verified_at", NEW."version"); RETURN NULL;',
                    hash="b82aea335fd016868bc3972eefb15a8c7399bf6b",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_64110",
                    table="catalog_seller",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="seller",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "catalog_selleraudit" ("applied_at", "city", "code", "country", "created_at", "handling_days", "id", "legal_name", "local_name", "organisation_id", "origin_code", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "status", "suspended_at", "tax_id", "tax_id_kind", "verified_at", "version") VALUES (OLD."applied_at", OLD."city", OLD."code", OLD."country", OLD."created_at", OLD."handling_days", OLD."id", OLD."legal_name", OLD."local_name", OLD."organisation_id", OLD."origin_code", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."status", OLD."suspended_at", OLD."tax_id", OLD."tax_id_kind", OLD."verified_at", OLD."version"); RETURN NULL;',
                    hash="460abcf343110aaa7d6c683cd7a1ad0bffcd71f0",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_dbc56",
                    table="catalog_seller",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="stockmove",
            constraint=models.CheckConstraint(
                condition=models.Q(("quantity", 0), _negated=True), name="stock_move_moves"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="stockmove",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "catalog_stockmoveaudit" ("at", "by_id", "by_kind", "id", "kind", "level_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "quantity", "reason", "reference") VALUES (NEW."at", NEW."by_id", NEW."by_kind", NEW."id", NEW."kind", NEW."level_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."quantity", NEW."reason", NEW."reference"); RETURN NULL;',
                    hash="a83c039ae8db0348d5caf2647187033d410d3e5f",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_2e128",
                    table="catalog_stockmove",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="stockmove",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "catalog_stockmoveaudit" ("at", "by_id", "by_kind", "id", "kind", "level_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "quantity", "reason", "reference") VALUES (NEW."at", NEW."by_id", NEW."by_kind", NEW."id", NEW."kind", NEW."level_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."quantity", NEW."reason", NEW."reference"); RETURN NULL;',
                    hash="3a063916e6c815c09d0418d5e2b1d7361d55d620",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_31e8f",
                    table="catalog_stockmove",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="stockmove",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "catalog_stockmoveaudit" ("at", "by_id", "by_kind", "id", "kind", "level_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "quantity", "reason", "reference") VALUES (OLD."at", OLD."by_id", OLD."by_kind", OLD."id", OLD."kind", OLD."level_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."quantity", OLD."reason", OLD."reference"); RETURN NULL;',
                    hash="309e8666e78e09b15829b2cc7f7fe77b3b776233",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_48a3e",
                    table="catalog_stockmove",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="stockreservation",
            index=models.Index(fields=["reference"], name="reservation_by_reference"),
        ),
        migrations.AddConstraint(
            model_name="stockreservation",
            constraint=models.UniqueConstraint(
                fields=("reference", "level"), name="reservation_once_per_level"
            ),
        ),
        migrations.AddConstraint(
            model_name="stockreservation",
            constraint=models.CheckConstraint(
                condition=models.Q(("quantity__gt", 0)), name="reservation_holds_units"
            ),
        ),
        migrations.AddConstraint(
            model_name="stockreservation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at__isnull", True), ("status", "active")),
                    models.Q(models.Q(("status", "active"), _negated=True), ("ended_at__isnull", False)),
                    _connector="OR",
                ),
                name="reservation_end_has_stamp",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="stockreservation",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "catalog_stockreservationaudit" ("created_at", "ended_at", "id", "level_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "quantity", "reference", "reserved_at", "status", "version") VALUES (NEW."created_at", NEW."ended_at", NEW."id", NEW."level_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."quantity", NEW."reference", NEW."reserved_at", NEW."status", NEW."version"); RETURN NULL;',
                    hash="621959532bb23ceb5f08a2543cc952f26ca8126e",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_bb263",
                    table="catalog_stockreservation",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="stockreservation",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "catalog_stockreservationaudit" ("created_at", "ended_at", "id", "level_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "quantity", "reference", "reserved_at", "status", "version") VALUES (NEW."created_at", NEW."ended_at", NEW."id", NEW."level_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."quantity", NEW."reference", NEW."reserved_at", NEW."status", NEW."version"); RETURN NULL;',
                    hash="c7e8223b42da94e471bf17fc4524060ff7833103",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_d8cab",
                    table="catalog_stockreservation",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="stockreservation",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "catalog_stockreservationaudit" ("created_at", "ended_at", "id", "level_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "quantity", "reference", "reserved_at", "status", "version") VALUES (OLD."created_at", OLD."ended_at", OLD."id", OLD."level_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."quantity", OLD."reference", OLD."reserved_at", OLD."status", OLD."version"); RETURN NULL;',
                    hash="1eaf88ec662239e59eedaf42383bd6e243a3ebbc",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_72345",
                    table="catalog_stockreservation",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="product",
            constraint=models.UniqueConstraint(fields=("seller", "code"), name="product_code_per_seller"),
        ),
        migrations.AddConstraint(
            model_name="taxrate",
            constraint=models.UniqueConstraint(
                fields=("tariff_code", "country", "kind", "valid_from"), name="tax_rate_one_a_day_of_start"
            ),
        ),
        migrations.AddConstraint(
            model_name="taxrate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                ),
                name="tax_rate_dates_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="taxrate",
            constraint=models.CheckConstraint(
                condition=models.Q(("percent__gte", 0), ("percent__lte", 300)),
                name="tax_rate_percent_in_range",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="taxrate",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "catalog_taxrateaudit" ("confidence", "country", "created_at", "id", "kind", "percent", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "tariff_code_id", "valid_from", "valid_to", "version") VALUES (NEW."confidence", NEW."country", NEW."created_at", NEW."id", NEW."kind", NEW."percent", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."source", NEW."tariff_code_id", NEW."valid_from", NEW."valid_to", NEW."version"); RETURN NULL;',
                    hash="5c61c96149f4be372eb3add1d1379dd8a4289de3",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_a8630",
                    table="catalog_taxrate",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="taxrate",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "catalog_taxrateaudit" ("confidence", "country", "created_at", "id", "kind", "percent", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "tariff_code_id", "valid_from", "valid_to", "version") VALUES (NEW."confidence", NEW."country", NEW."created_at", NEW."id", NEW."kind", NEW."percent", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."source", NEW."tariff_code_id", NEW."valid_from", NEW."valid_to", NEW."version"); RETURN NULL;',
                    hash="1d5a3df4ff342a4999aa8bbb4f25eabe33c6c93d",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_b93d8",
                    table="catalog_taxrate",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="taxrate",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "catalog_taxrateaudit" ("confidence", "country", "created_at", "id", "kind", "percent", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "tariff_code_id", "valid_from", "valid_to", "version") VALUES (OLD."confidence", OLD."country", OLD."created_at", OLD."id", OLD."kind", OLD."percent", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."source", OLD."tariff_code_id", OLD."valid_from", OLD."valid_to", OLD."version"); RETURN NULL;',
                    hash="8e4e5c94c6f68690787851ed0b55ddc4282273a1",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_98d51",
                    table="catalog_taxrate",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="variant",
            constraint=models.UniqueConstraint(fields=("seller", "sku"), name="variant_sku_per_seller"),
        ),
        migrations.AddConstraint(
            model_name="variant",
            constraint=models.CheckConstraint(
                condition=models.Q(("net_g__gt", 0), ("gross_g__gte", models.F("net_g"))),
                name="variant_masses_make_sense",
            ),
        ),
        migrations.AddConstraint(
            model_name="variant",
            constraint=models.CheckConstraint(
                condition=models.Q(("volume_cm3__gt", 0)), name="variant_has_volume"
            ),
        ),
        migrations.AddConstraint(
            model_name="lot",
            constraint=models.UniqueConstraint(fields=("variant", "code"), name="lot_code_per_variant"),
        ),
        migrations.AddConstraint(
            model_name="lot",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("best_before_date__isnull", True),
                    ("best_before_date__gt", models.F("made_date")),
                    _connector="OR",
                ),
                name="lot_dates_in_order",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="lot",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "catalog_lotaudit" ("best_before_date", "certificate_ref", "code", "created_at", "id", "made_date", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "variant_id", "version") VALUES (NEW."best_before_date", NEW."certificate_ref", NEW."code", NEW."created_at", NEW."id", NEW."made_date", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."variant_id", NEW."version"); RETURN NULL;',
                    hash="e7ec493597b79fe811eaddf8c4c3f1b200fd3f65",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_17fcb",
                    table="catalog_lot",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="lot",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "catalog_lotaudit" ("best_before_date", "certificate_ref", "code", "created_at", "id", "made_date", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "variant_id", "version") VALUES (NEW."best_before_date", NEW."certificate_ref", NEW."code", NEW."created_at", NEW."id", NEW."made_date", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."variant_id", NEW."version"); RETURN NULL;',
                    hash="31b51a09d1cd9721c1cab1300f5eb3b8e281096e",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_aa519",
                    table="catalog_lot",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="lot",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "catalog_lotaudit" ("best_before_date", "certificate_ref", "code", "created_at", "id", "made_date", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "variant_id", "version") VALUES (OLD."best_before_date", OLD."certificate_ref", OLD."code", OLD."created_at", OLD."id", OLD."made_date", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."variant_id", OLD."version"); RETURN NULL;',
                    hash="c073c187b839b966f7b296fb74c2012119966121",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_2c316",
                    table="catalog_lot",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="listing",
            index=models.Index(
                condition=models.Q(("status", "live")),
                fields=["market", "-id"],
                name="listing_live_by_market",
            ),
        ),
        migrations.AddConstraint(
            model_name="listing",
            constraint=models.UniqueConstraint(fields=("variant", "market"), name="listing_once_per_market"),
        ),
        migrations.AddConstraint(
            model_name="listing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status__in", ("live", "paused", "blocked")), _negated=True),
                    models.Q(("approved_at__isnull", False), ("live_at__isnull", False)),
                    _connector="OR",
                ),
                name="listing_live_was_approved",
            ),
        ),
        migrations.AddConstraint(
            model_name="listing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("retired_at__isnull", False), ("status", "retired")),
                    models.Q(models.Q(("status", "retired"), _negated=True), ("retired_at__isnull", True)),
                    _connector="OR",
                ),
                name="listing_retired_has_stamp",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="listing",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "catalog_listingaudit" ("approved_at", "created_at", "id", "live_at", "market", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "retired_at", "status", "submitted_at", "variant_id", "version") VALUES (NEW."approved_at", NEW."created_at", NEW."id", NEW."live_at", NEW."market", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."retired_at", NEW."status", NEW."submitted_at", NEW."variant_id", NEW."version"); RETURN NULL;',
                    hash="b1c9db2bc95cadc13364fa18c08f91a34422121f",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_bf7df",
                    table="catalog_listing",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="listing",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "catalog_listingaudit" ("approved_at", "created_at", "id", "live_at", "market", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "retired_at", "status", "submitted_at", "variant_id", "version") VALUES (NEW."approved_at", NEW."created_at", NEW."id", NEW."live_at", NEW."market", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."retired_at", NEW."status", NEW."submitted_at", NEW."variant_id", NEW."version"); RETURN NULL;',
                    hash="667383e12e8b797451e161a48e3764462bd76b43",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_127ff",
                    table="catalog_listing",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="listing",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "catalog_listingaudit" ("approved_at", "created_at", "id", "live_at", "market", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "retired_at", "status", "submitted_at", "variant_id", "version") VALUES (OLD."approved_at", OLD."created_at", OLD."id", OLD."live_at", OLD."market", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."retired_at", OLD."status", OLD."submitted_at", OLD."variant_id", OLD."version"); RETURN NULL;',
                    hash="76ae00094e2c569179ec9c549c398a4c31ff36a5",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_77e93",
                    table="catalog_listing",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="stocklevel",
            constraint=models.UniqueConstraint(fields=("lot", "warehouse"), name="stock_level_one_per_place"),
        ),
        migrations.AddConstraint(
            model_name="stocklevel",
            constraint=models.CheckConstraint(
                condition=models.Q(("reserved__gte", 0), ("reserved__lte", models.F("on_hand"))),
                name="stock_never_oversold",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="stocklevel",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "catalog_stocklevelaudit" ("created_at", "id", "lot_id", "on_hand", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reserved", "version", "warehouse_id") VALUES (NEW."created_at", NEW."id", NEW."lot_id", NEW."on_hand", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."reserved", NEW."version", NEW."warehouse_id"); RETURN NULL;',
                    hash="14950e6a365b41c555df5586d958fff5ab37bde6",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_ef966",
                    table="catalog_stocklevel",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="stocklevel",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "catalog_stocklevelaudit" ("created_at", "id", "lot_id", "on_hand", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reserved", "version", "warehouse_id") VALUES (NEW."created_at", NEW."id", NEW."lot_id", NEW."on_hand", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."reserved", NEW."version", NEW."warehouse_id"); RETURN NULL;',
                    hash="2b27124abf6b1ce535a6980daf0e2dcb4deea07c",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_cc9f9",
                    table="catalog_stocklevel",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="stocklevel",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "catalog_stocklevelaudit" ("created_at", "id", "lot_id", "on_hand", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reserved", "version", "warehouse_id") VALUES (OLD."created_at", OLD."id", OLD."lot_id", OLD."on_hand", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."reserved", OLD."version", OLD."warehouse_id"); RETURN NULL;',
                    hash="397db390e3e821328b4a4f0723084af137e40c2d",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_8ddb8",
                    table="catalog_stocklevel",
                    when="AFTER",
                ),
            ),
        ),
        ProtectHistory(
            "catalog_listingaudit",
            "catalog_listingmove",
            "catalog_lotaudit",
            "catalog_priceaudit",
            "catalog_reservationmove",
            "catalog_selleraudit",
            "catalog_sellermove",
            "catalog_stocklevelaudit",
            "catalog_stockmove",
            "catalog_stockmoveaudit",
            "catalog_stockreservationaudit",
            "catalog_taxrateaudit",
        ),
    ]
