import django.contrib.postgres.fields
import django.db.models.deletion
import kit.ids
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models
from kit.schema import CreateSerial, ProtectHistory


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0002_people_and_credentials"),
    ]

    operations = [
        migrations.CreateModel(
            name="Container",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=kit.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(editable=False)),
                ("number", models.CharField(blank=True, help_text="ISO 6346, once known.", max_length=11)),
            ],
            options={
                "ordering": ("-id",),
            },
        ),
        migrations.CreateModel(
            name="ContainerType",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=kit.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(editable=False)),
                ("iso_code", models.CharField(max_length=4, unique=True)),
                ("name", models.CharField(max_length=80)),
                ("nominal_ft", models.PositiveSmallIntegerField()),
                ("length_mm", models.PositiveIntegerField()),
                ("mteu", models.PositiveIntegerField(help_text="Thousandths of a TEU; one place is 2,000.")),
                ("volume_cm3", models.PositiveIntegerField()),
                ("tare_g", models.PositiveIntegerField()),
                ("max_gross_g", models.PositiveIntegerField()),
                (
                    "rail_max_gross_g",
                    models.PositiveIntegerField(help_text="0: refused on scheduled trains."),
                ),
                ("is_reefer", models.BooleanField(default=False)),
                ("source", models.TextField(blank=True)),
                ("confidence", models.CharField(blank=True, max_length=40)),
            ],
            options={
                "ordering": ("iso_code",),
            },
        ),
        migrations.CreateModel(
            name="Departure",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=kit.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(editable=False)),
                ("service_date", models.DateField(help_text="Day of departure at the origin.")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("planned", "Planned"),
                            ("open", "Open"),
                            ("closed", "Closed"),
                            ("loaded", "Loaded"),
                            ("departed", "Departed"),
                            ("at_border", "At the border"),
                            ("arrived", "Arrived"),
                            ("done", "Done"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="planned",
                        max_length=12,
                    ),
                ),
                ("departs_at", models.DateTimeField()),
                ("arrives_at", models.DateTimeField()),
                ("cfs_cutoff_at", models.DateTimeField()),
                ("doc_cutoff_at", models.DateTimeField()),
                ("cy_cutoff_at", models.DateTimeField()),
                ("cancelled_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ("departs_at", "id"),
            },
        ),
        migrations.CreateModel(
            name="Location",
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
                ("unlocode", models.CharField(blank=True, max_length=5)),
                ("names", models.JSONField(default=dict)),
                ("country", models.CharField(max_length=2)),
                ("latitude", models.DecimalField(decimal_places=5, max_digits=8)),
                ("longitude", models.DecimalField(decimal_places=5, max_digits=8)),
                (
                    "gauges_mm",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveSmallIntegerField(), blank=True, default=list, size=None
                    ),
                ),
                ("kind", models.CharField(max_length=24)),
                ("timezone", models.CharField(max_length=40)),
                ("esr_code", models.CharField(blank=True, max_length=6)),
                ("source", models.TextField(blank=True)),
                ("confidence", models.CharField(blank=True, max_length=40)),
            ],
            options={
                "ordering": ("code",),
            },
        ),
        migrations.CreateModel(
            name="Route",
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
            ],
            options={
                "ordering": ("code",),
            },
        ),
        migrations.CreateModel(
            name="ContainerLeg",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=kit.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(editable=False)),
                ("mteu", models.IntegerField()),
                ("gross_g", models.IntegerField()),
                ("plugs", models.IntegerField(default=0)),
                ("length_mm", models.IntegerField()),
                ("taken_at", models.DateTimeField()),
                ("released_at", models.DateTimeField(blank=True, null=True)),
                (
                    "container",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="container_legs",
                        to="shipping.container",
                    ),
                ),
            ],
            options={
                "ordering": ("-id",),
            },
        ),
        migrations.AddField(
            model_name="container",
            name="container_type",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="containers",
                to="shipping.containertype",
            ),
        ),
        migrations.CreateModel(
            name="DepartureLeg",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=kit.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(editable=False)),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[("train", "Train"), ("transshipment", "Transshipment")], max_length=14
                    ),
                ),
                ("gauge_mm", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("train_number", models.CharField(blank=True, max_length=40)),
                ("departs_at", models.DateTimeField()),
                ("arrives_at", models.DateTimeField()),
                ("cap_mteu", models.IntegerField()),
                ("free_mteu", models.IntegerField()),
                ("cap_gross_g", models.BigIntegerField()),
                ("free_gross_g", models.BigIntegerField()),
                ("cap_plugs", models.IntegerField()),
                ("free_plugs", models.IntegerField()),
                ("cap_length_mm", models.IntegerField()),
                ("free_length_mm", models.IntegerField()),
                (
                    "departure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="legs",
                        to="shipping.departure",
                    ),
                ),
                (
                    "destination",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="shipping.location"
                    ),
                ),
                (
                    "origin",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="shipping.location"
                    ),
                ),
            ],
            options={
                "ordering": ("departure", "position"),
            },
        ),
        migrations.CreateModel(
            name="ContainerLegAudit",
            fields=[
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.UUIDField(default=kit.ids.uuid7, editable=False, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(editable=False)),
                ("mteu", models.IntegerField()),
                ("gross_g", models.IntegerField()),
                ("plugs", models.IntegerField(default=0)),
                ("length_mm", models.IntegerField()),
                ("taken_at", models.DateTimeField()),
                ("released_at", models.DateTimeField(blank=True, null=True)),
                (
                    "container",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="shipping.container",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="audit",
                        related_query_name="+",
                        to="shipping.containerleg",
                    ),
                ),
                (
                    "departure_leg",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="shipping.departureleg",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="containerleg",
            name="departure_leg",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="container_legs",
                to="shipping.departureleg",
            ),
        ),
        migrations.CreateModel(
            name="DepartureMove",
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
                        to="shipping.departure",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Leg",
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
                ("mode", models.CharField(max_length=16)),
                (
                    "gauges_mm",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveSmallIntegerField(), blank=True, default=list, size=None
                    ),
                ),
                ("distance_km", models.PositiveIntegerField(blank=True, null=True)),
                ("typical_hours", models.PositiveIntegerField()),
                ("source", models.TextField(blank=True)),
                ("confidence", models.CharField(blank=True, max_length=40)),
                (
                    "destination",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="legs_in",
                        to="shipping.location",
                    ),
                ),
                (
                    "origin",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="legs_out",
                        to="shipping.location",
                    ),
                ),
            ],
            options={
                "ordering": ("code",),
            },
        ),
        migrations.CreateModel(
            name="DepartureLegAudit",
            fields=[
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.UUIDField(default=kit.ids.uuid7, editable=False, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(editable=False)),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[("train", "Train"), ("transshipment", "Transshipment")], max_length=14
                    ),
                ),
                ("gauge_mm", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("train_number", models.CharField(blank=True, max_length=40)),
                ("departs_at", models.DateTimeField()),
                ("arrives_at", models.DateTimeField()),
                ("cap_mteu", models.IntegerField()),
                ("free_mteu", models.IntegerField()),
                ("cap_gross_g", models.BigIntegerField()),
                ("free_gross_g", models.BigIntegerField()),
                ("cap_plugs", models.IntegerField()),
                ("free_plugs", models.IntegerField()),
                ("cap_length_mm", models.IntegerField()),
                ("free_length_mm", models.IntegerField()),
                (
                    "departure",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="shipping.departure",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="audit",
                        related_query_name="+",
                        to="shipping.departureleg",
                    ),
                ),
                (
                    "destination",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="shipping.location",
                    ),
                ),
                (
                    "origin",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="shipping.location",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="OrganisationLocation",
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
                    "location",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reporters",
                        to="shipping.location",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="report_locations",
                        to="accounts.organisation",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RouteLeg",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=kit.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(editable=False)),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "reversed",
                    models.BooleanField(default=False, help_text="The leg is run from its end to its start."),
                ),
                (
                    "leg",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="shipping.leg"
                    ),
                ),
                (
                    "route",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="route_legs",
                        to="shipping.route",
                    ),
                ),
            ],
            options={
                "ordering": ("route", "position"),
            },
        ),
        migrations.CreateModel(
            name="Shipment",
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
                ("tracking_code", models.CharField(max_length=12, unique=True)),
                (
                    "reference",
                    models.CharField(db_index=True, help_text="Opaque to the railway.", max_length=64),
                ),
                (
                    "first_mile_min",
                    models.PositiveIntegerField(
                        help_text="Minutes from the seller's warehouse to the origin."
                    ),
                ),
                ("gross_g", models.PositiveIntegerField()),
                ("volume_cm3", models.PositiveIntegerField()),
                ("temperature_class", models.CharField(max_length=32)),
                ("segregation_class", models.CharField(max_length=32)),
                ("segregation_group", models.CharField(max_length=32)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("planned", "Planned"),
                            ("waiting", "Waiting for a slot"),
                            ("assigned", "Assigned"),
                            ("rolled", "Rolled"),
                            ("handed_in", "Handed in"),
                            ("loaded", "Loaded"),
                            ("departed", "Departed"),
                            ("at_border", "At the border"),
                            ("transshipped", "Transshipped"),
                            ("arrived", "Arrived"),
                            ("out_for_delivery", "Out for delivery"),
                            ("delivered", "Delivered"),
                            ("on_hold", "On hold"),
                            ("customs_hold", "Held by customs"),
                            ("cancelled", "Cancelled"),
                            ("lost", "Lost"),
                            ("damaged", "Damaged"),
                            ("returned", "Returned"),
                        ],
                        default="planned",
                        max_length=20,
                    ),
                ),
                ("requested_at", models.DateTimeField()),
                ("planned_hand_in_at", models.DateTimeField()),
                ("handed_in_at", models.DateTimeField(blank=True, null=True)),
                (
                    "ready_at",
                    models.DateTimeField(
                        help_text="At the origin: hand-in, planned or real, and the first mile."
                    ),
                ),
                (
                    "hand_in_by_at",
                    models.DateTimeField(
                        blank=True, help_text="Latest hand-in for the assigned train.", null=True
                    ),
                ),
                (
                    "latest_arrival_at",
                    models.DateTimeField(
                        blank=True, help_text="Shelf life ends the journey here.", null=True
                    ),
                ),
                ("promised_at", models.DateTimeField(blank=True, null=True)),
                ("eta_at", models.DateTimeField(blank=True, null=True)),
                ("delivered_at", models.DateTimeField(blank=True, null=True)),
                ("waiting_reason", models.CharField(blank=True, max_length=40)),
                ("claims", models.PositiveSmallIntegerField(default=0)),
                ("failures", models.PositiveSmallIntegerField(default=0)),
                ("attention_at", models.DateTimeField(blank=True, null=True)),
                ("attention_reason", models.CharField(blank=True, max_length=200)),
                ("simulated", models.BooleanField(default=False, help_text="Moved by simulated reports.")),
                (
                    "destination",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="shipping.location"
                    ),
                ),
                (
                    "first_mile_from",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="shipping.location"
                    ),
                ),
                (
                    "origin",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="shipping.location"
                    ),
                ),
            ],
            options={
                "ordering": ("-id",),
            },
        ),
        migrations.CreateModel(
            name="Package",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=kit.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(editable=False)),
                ("sscc", models.CharField(max_length=18, unique=True)),
                ("gross_g", models.PositiveIntegerField()),
                ("volume_cm3", models.PositiveIntegerField()),
                ("packed_at", models.DateTimeField()),
                (
                    "shipment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="packages",
                        to="shipping.shipment",
                    ),
                ),
            ],
            options={
                "ordering": ("shipment", "sscc"),
            },
        ),
        migrations.CreateModel(
            name="ShipmentAudit",
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
                ("tracking_code", models.CharField(max_length=12)),
                ("reference", models.CharField(help_text="Opaque to the railway.", max_length=64)),
                (
                    "first_mile_min",
                    models.PositiveIntegerField(
                        help_text="Minutes from the seller's warehouse to the origin."
                    ),
                ),
                ("gross_g", models.PositiveIntegerField()),
                ("volume_cm3", models.PositiveIntegerField()),
                ("temperature_class", models.CharField(max_length=32)),
                ("segregation_class", models.CharField(max_length=32)),
                ("segregation_group", models.CharField(max_length=32)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("planned", "Planned"),
                            ("waiting", "Waiting for a slot"),
                            ("assigned", "Assigned"),
                            ("rolled", "Rolled"),
                            ("handed_in", "Handed in"),
                            ("loaded", "Loaded"),
                            ("departed", "Departed"),
                            ("at_border", "At the border"),
                            ("transshipped", "Transshipped"),
                            ("arrived", "Arrived"),
                            ("out_for_delivery", "Out for delivery"),
                            ("delivered", "Delivered"),
                            ("on_hold", "On hold"),
                            ("customs_hold", "Held by customs"),
                            ("cancelled", "Cancelled"),
                            ("lost", "Lost"),
                            ("damaged", "Damaged"),
                            ("returned", "Returned"),
                        ],
                        default="planned",
                        max_length=20,
                    ),
                ),
                ("requested_at", models.DateTimeField()),
                ("planned_hand_in_at", models.DateTimeField()),
                ("handed_in_at", models.DateTimeField(blank=True, null=True)),
                (
                    "ready_at",
                    models.DateTimeField(
                        help_text="At the origin: hand-in, planned or real, and the first mile."
                    ),
                ),
                (
                    "hand_in_by_at",
                    models.DateTimeField(
                        blank=True, help_text="Latest hand-in for the assigned train.", null=True
                    ),
                ),
                (
                    "latest_arrival_at",
                    models.DateTimeField(
                        blank=True, help_text="Shelf life ends the journey here.", null=True
                    ),
                ),
                ("promised_at", models.DateTimeField(blank=True, null=True)),
                ("eta_at", models.DateTimeField(blank=True, null=True)),
                ("delivered_at", models.DateTimeField(blank=True, null=True)),
                ("waiting_reason", models.CharField(blank=True, max_length=40)),
                ("attention_at", models.DateTimeField(blank=True, null=True)),
                ("attention_reason", models.CharField(blank=True, max_length=200)),
                ("simulated", models.BooleanField(default=False, help_text="Moved by simulated reports.")),
                (
                    "destination",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="shipping.location",
                    ),
                ),
                (
                    "first_mile_from",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="shipping.location",
                    ),
                ),
                (
                    "origin",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="shipping.location",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="audit",
                        related_query_name="+",
                        to="shipping.shipment",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ShipmentMove",
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
                        to="shipping.shipment",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Slot",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=kit.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(editable=False)),
                ("number", models.PositiveSmallIntegerField()),
                ("temperature_class", models.CharField(max_length=32)),
                ("segregation_group", models.CharField(max_length=32)),
                ("payload_g", models.IntegerField()),
                ("free_g", models.IntegerField()),
                ("volume_cm3", models.IntegerField()),
                ("free_cm3", models.IntegerField()),
                (
                    "status",
                    models.CharField(
                        choices=[("open", "Open"), ("closed", "Closed"), ("done", "Done")],
                        default="open",
                        max_length=8,
                    ),
                ),
                ("opened_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "container",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="slot",
                        to="shipping.container",
                    ),
                ),
                (
                    "container_type",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="shipping.containertype",
                    ),
                ),
                (
                    "departure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="slots",
                        to="shipping.departure",
                    ),
                ),
                (
                    "destination",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="shipping.location"
                    ),
                ),
                (
                    "origin",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="shipping.location"
                    ),
                ),
            ],
            options={
                "ordering": ("departure", "number"),
            },
        ),
        migrations.CreateModel(
            name="SlotAssignment",
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
                    "status",
                    models.CharField(
                        choices=[
                            ("held", "Held"),
                            ("confirmed", "Confirmed"),
                            ("locked", "Locked"),
                            ("used", "Used"),
                            ("expired", "Expired"),
                            ("released", "Released"),
                            ("rolled", "Rolled"),
                        ],
                        default="confirmed",
                        max_length=12,
                    ),
                ),
                ("gross_g", models.PositiveIntegerField()),
                ("volume_cm3", models.PositiveIntegerField()),
                ("assigned_at", models.DateTimeField()),
                ("released_at", models.DateTimeField(blank=True, null=True)),
                (
                    "shipment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assignments",
                        to="shipping.shipment",
                    ),
                ),
                (
                    "slot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assignments",
                        to="shipping.slot",
                    ),
                ),
            ],
            options={
                "ordering": ("-id",),
            },
        ),
        migrations.CreateModel(
            name="AssignmentMove",
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
                        to="shipping.slotassignment",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="SlotAssignmentAudit",
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
                    "status",
                    models.CharField(
                        choices=[
                            ("held", "Held"),
                            ("confirmed", "Confirmed"),
                            ("locked", "Locked"),
                            ("used", "Used"),
                            ("expired", "Expired"),
                            ("released", "Released"),
                            ("rolled", "Rolled"),
                        ],
                        default="confirmed",
                        max_length=12,
                    ),
                ),
                ("gross_g", models.PositiveIntegerField()),
                ("volume_cm3", models.PositiveIntegerField()),
                ("assigned_at", models.DateTimeField()),
                ("released_at", models.DateTimeField(blank=True, null=True)),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="audit",
                        related_query_name="+",
                        to="shipping.slotassignment",
                    ),
                ),
                (
                    "shipment",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="shipping.shipment",
                    ),
                ),
                (
                    "slot",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="shipping.slot",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="SlotAudit",
            fields=[
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.UUIDField(default=kit.ids.uuid7, editable=False, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(editable=False)),
                ("number", models.PositiveSmallIntegerField()),
                ("temperature_class", models.CharField(max_length=32)),
                ("segregation_group", models.CharField(max_length=32)),
                ("payload_g", models.IntegerField()),
                ("free_g", models.IntegerField()),
                ("volume_cm3", models.IntegerField()),
                ("free_cm3", models.IntegerField()),
                (
                    "status",
                    models.CharField(
                        choices=[("open", "Open"), ("closed", "Closed"), ("done", "Done")],
                        default="open",
                        max_length=8,
                    ),
                ),
                ("opened_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "container",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="shipping.container",
                    ),
                ),
                (
                    "container_type",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="shipping.containertype",
                    ),
                ),
                (
                    "departure",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="shipping.departure",
                    ),
                ),
                (
                    "destination",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="shipping.location",
                    ),
                ),
                (
                    "origin",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="shipping.location",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="audit",
                        related_query_name="+",
                        to="shipping.slot",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="SlotMove",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="moves", to="shipping.slot"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="TrainService",
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
                ("name", models.CharField(max_length=80)),
                ("crossing", models.CharField(max_length=16)),
                ("direction", models.CharField(max_length=5)),
                (
                    "weekdays",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveSmallIntegerField(),
                        help_text="1 is Monday, at the origin.",
                        size=None,
                    ),
                ),
                ("departs_local", models.TimeField()),
                ("transit_h", models.PositiveIntegerField()),
                ("places_1520", models.PositiveSmallIntegerField()),
                ("places_1435", models.PositiveSmallIntegerField()),
                ("gross_cap_g", models.BigIntegerField()),
                ("plugs", models.PositiveSmallIntegerField()),
                ("max_length_1520_mm", models.PositiveIntegerField()),
                ("max_length_1435_mm", models.PositiveIntegerField()),
                ("cfs_cutoff_h", models.PositiveSmallIntegerField()),
                ("doc_cutoff_h", models.PositiveSmallIntegerField()),
                ("cy_cutoff_h", models.PositiveSmallIntegerField()),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(blank=True, null=True)),
                ("source", models.TextField(blank=True)),
                ("confidence", models.CharField(blank=True, max_length=40)),
                (
                    "destination",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="services_in",
                        to="shipping.location",
                    ),
                ),
                (
                    "origin",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="services_out",
                        to="shipping.location",
                    ),
                ),
                (
                    "route",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="services",
                        to="shipping.route",
                    ),
                ),
            ],
            options={
                "ordering": ("code",),
            },
        ),
        migrations.CreateModel(
            name="DepartureAudit",
            fields=[
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.UUIDField(default=kit.ids.uuid7, editable=False, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(editable=False)),
                ("service_date", models.DateField(help_text="Day of departure at the origin.")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("planned", "Planned"),
                            ("open", "Open"),
                            ("closed", "Closed"),
                            ("loaded", "Loaded"),
                            ("departed", "Departed"),
                            ("at_border", "At the border"),
                            ("arrived", "Arrived"),
                            ("done", "Done"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="planned",
                        max_length=12,
                    ),
                ),
                ("departs_at", models.DateTimeField()),
                ("arrives_at", models.DateTimeField()),
                ("cfs_cutoff_at", models.DateTimeField()),
                ("doc_cutoff_at", models.DateTimeField()),
                ("cy_cutoff_at", models.DateTimeField()),
                ("cancelled_at", models.DateTimeField(blank=True, null=True)),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="audit",
                        related_query_name="+",
                        to="shipping.departure",
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="shipping.trainservice",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="departure",
            name="service",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="departures",
                to="shipping.trainservice",
            ),
        ),
        migrations.CreateModel(
            name="TransportEvent",
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
                    "source",
                    models.CharField(
                        help_text="Who numbers the reports: an organisation or the staff.", max_length=64
                    ),
                ),
                ("external_id", models.CharField(max_length=120)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("handed_in", "Handed in"),
                            ("loaded", "Loaded"),
                            ("departed", "Departed"),
                            ("at_border", "At the border"),
                            ("transshipped", "Transshipped"),
                            ("arrived", "Arrived"),
                            ("out_for_delivery", "Out for delivery"),
                            ("delivered", "Delivered"),
                        ],
                        max_length=20,
                    ),
                ),
                ("occurred_at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
                ("simulated", models.BooleanField(default=False)),
                ("note", models.CharField(blank=True, max_length=200)),
                ("by_kind", models.CharField(max_length=12)),
                ("by_id", models.UUIDField(blank=True, null=True)),
                (
                    "departure",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="shipping.departure",
                    ),
                ),
                (
                    "location",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="shipping.location",
                    ),
                ),
                (
                    "shipment",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="shipping.shipment",
                    ),
                ),
            ],
            options={
                "ordering": ("occurred_at", "id"),
            },
        ),
        migrations.AddConstraint(
            model_name="containerleg",
            constraint=models.UniqueConstraint(
                condition=models.Q(("released_at__isnull", True)),
                fields=("container", "departure_leg"),
                name="container_once_per_leg",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="containerleg",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "shipping_containerlegaudit" ("container_id", "created_at", "departure_leg_id", "gross_g", "id", "length_mm", "mteu", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plugs", "released_at", "taken_at", "version") VALUES (NEW."container_id", NEW."created_at", NEW."departure_leg_id", NEW."gross_g", NEW."id", NEW."length_mm", NEW."mteu", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."plugs", NEW."released_at", NEW."taken_at", NEW."version"); RETURN NULL;',
                    hash="964085f01b95cbf034a37eb0d6e4a48fe491196a",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_93937",
                    table="shipping_containerleg",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="containerleg",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "shipping_containerlegaudit" ("container_id", "created_at", "departure_leg_id", "gross_g", "id", "length_mm", "mteu", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plugs", "released_at", "taken_at", "version") VALUES (NEW."container_id", NEW."created_at", NEW."departure_leg_id", NEW."gross_g", NEW."id", NEW."length_mm", NEW."mteu", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."plugs", NEW."released_at", NEW."taken_at", NEW."version"); RETURN NULL;',
                    hash="4017bb5a8b47258d6f997bdb32ac8c2a081d8171",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_1ee90",
                    table="shipping_containerleg",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="containerleg",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "shipping_containerlegaudit" ("container_id", "created_at", "departure_leg_id", "gross_g", "id", "length_mm", "mteu", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plugs", "released_at", "taken_at", "version") VALUES (OLD."container_id", OLD."created_at", OLD."departure_leg_id", OLD."gross_g", OLD."id", OLD."length_mm", OLD."mteu", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."plugs", OLD."released_at", OLD."taken_at", OLD."version"); RETURN NULL;',
                    hash="44bdfda7c6ae843f6149495d729a34c24a70bd59",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_6b2d9",
                    table="shipping_containerleg",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="leg",
            constraint=models.CheckConstraint(
                condition=models.Q(("origin", models.F("destination")), _negated=True),
                name="leg_goes_somewhere",
            ),
        ),
        migrations.AddConstraint(
            model_name="departureleg",
            constraint=models.UniqueConstraint(
                fields=("departure", "position"), name="departure_leg_one_per_position"
            ),
        ),
        migrations.AddConstraint(
            model_name="departureleg",
            constraint=models.CheckConstraint(
                condition=models.Q(("free_mteu__gte", 0), ("free_mteu__lte", models.F("cap_mteu"))),
                name="departure_leg_places_not_oversold",
            ),
        ),
        migrations.AddConstraint(
            model_name="departureleg",
            constraint=models.CheckConstraint(
                condition=models.Q(("free_gross_g__gte", 0), ("free_gross_g__lte", models.F("cap_gross_g"))),
                name="departure_leg_mass_not_oversold",
            ),
        ),
        migrations.AddConstraint(
            model_name="departureleg",
            constraint=models.CheckConstraint(
                condition=models.Q(("free_plugs__gte", 0), ("free_plugs__lte", models.F("cap_plugs"))),
                name="departure_leg_plugs_not_oversold",
            ),
        ),
        migrations.AddConstraint(
            model_name="departureleg",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("free_length_mm__gte", 0), ("free_length_mm__lte", models.F("cap_length_mm"))
                ),
                name="departure_leg_length_not_oversold",
            ),
        ),
        migrations.AddConstraint(
            model_name="departureleg",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("gauge_mm__in", (1435, 1520)), ("kind", "train")),
                    models.Q(("gauge_mm__isnull", True), ("kind", "transshipment")),
                    _connector="OR",
                ),
                name="departure_leg_train_has_gauge",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="departureleg",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "shipping_departurelegaudit" ("arrives_at", "cap_gross_g", "cap_length_mm", "cap_mteu", "cap_plugs", "created_at", "departs_at", "departure_id", "destination_id", "free_gross_g", "free_length_mm", "free_mteu", "free_plugs", "gauge_mm", "id", "kind", "origin_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "train_number", "version") VALUES (NEW."arrives_at", NEW."cap_gross_g", NEW."cap_length_mm", NEW."cap_mteu", NEW."cap_plugs", NEW."created_at", NEW."departs_at", NEW."departure_id", NEW."destination_id", NEW."free_gross_g", NEW."free_length_mm", NEW."free_mteu", NEW."free_plugs", NEW."gauge_mm", NEW."id", NEW."kind", NEW."origin_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."position", NEW."train_number", NEW."version"); RETURN NULL;',
                    hash="5ac246df4b3d1f6acb6c941a445e2e10d224051b",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_61cb6",
                    table="shipping_departureleg",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="departureleg",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "shipping_departurelegaudit" ("arrives_at", "cap_gross_g", "cap_length_mm", "cap_mteu", "cap_plugs", "created_at", "departs_at", "departure_id", "destination_id", "free_gross_g", "free_length_mm", "free_mteu", "free_plugs", "gauge_mm", "id", "kind", "origin_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "train_number", "version") VALUES (NEW."arrives_at", NEW."cap_gross_g", NEW."cap_length_mm", NEW."cap_mteu", NEW."cap_plugs", NEW."created_at", NEW."departs_at", NEW."departure_id", NEW."destination_id", NEW."free_gross_g", NEW."free_length_mm", NEW."free_mteu", NEW."free_plugs", NEW."gauge_mm", NEW."id", NEW."kind", NEW."origin_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."position", NEW."train_number", NEW."version"); RETURN NULL;',
                    hash="55bd47fa8e9e74f5bd4eba7acdd94da03366fa22",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_de91f",
                    table="shipping_departureleg",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="departureleg",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "shipping_departurelegaudit" ("arrives_at", "cap_gross_g", "cap_length_mm", "cap_mteu", "cap_plugs", "created_at", "departs_at", "departure_id", "destination_id", "free_gross_g", "free_length_mm", "free_mteu", "free_plugs", "gauge_mm", "id", "kind", "origin_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "train_number", "version") VALUES (OLD."arrives_at", OLD."cap_gross_g", OLD."cap_length_mm", OLD."cap_mteu", OLD."cap_plugs", OLD."created_at", OLD."departs_at", OLD."departure_id", OLD."destination_id", OLD."free_gross_g", OLD."free_length_mm", OLD."free_mteu", OLD."free_plugs", OLD."gauge_mm", OLD."id", OLD."kind", OLD."origin_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."position", OLD."train_number", OLD."version"); RETURN NULL;',
                    hash="514e59a5df4dc00e1ec63ef341a05260b236ac7d",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_3feb1",
                    table="shipping_departureleg",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="organisationlocation",
            constraint=models.UniqueConstraint(
                fields=("organisation", "location"), name="organisation_location_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="routeleg",
            constraint=models.UniqueConstraint(
                fields=("route", "position"), name="route_leg_one_per_position"
            ),
        ),
        migrations.AddIndex(
            model_name="shipment",
            index=models.Index(
                condition=models.Q(("status", "waiting")), fields=["ready_at", "id"], name="shipment_waiting"
            ),
        ),
        migrations.AddConstraint(
            model_name="shipment",
            constraint=models.CheckConstraint(
                condition=models.Q(("gross_g__gt", 0), ("volume_cm3__gt", 0)),
                name="shipment_has_mass_and_volume",
            ),
        ),
        migrations.AddConstraint(
            model_name="shipment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status__in", ("planned", "waiting", "rolled", "on_hold", "cancelled")),
                    ("waiting_reason", ""),
                    _connector="OR",
                ),
                name="shipment_waits_for_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="shipment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("delivered_at__isnull", False), ("status", "delivered")),
                    models.Q(
                        models.Q(("status", "delivered"), _negated=True), ("delivered_at__isnull", True)
                    ),
                    _connector="OR",
                ),
                name="shipment_delivered_has_stamp",
            ),
        ),
        migrations.AddConstraint(
            model_name="shipment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("attention_at__isnull", True), ("attention_reason", "")),
                    models.Q(
                        ("attention_at__isnull", False), models.Q(("attention_reason", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="shipment_attention_has_reason",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="shipment",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "shipping_shipmentaudit" ("attention_at", "attention_reason", "created_at", "delivered_at", "destination_id", "eta_at", "first_mile_from_id", "first_mile_min", "gross_g", "hand_in_by_at", "handed_in_at", "id", "latest_arrival_at", "number", "origin_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "planned_hand_in_at", "promised_at", "ready_at", "reference", "requested_at", "segregation_class", "segregation_group", "simulated", "status", "temperature_class", "tracking_code", "version", "volume_cm3", "waiting_reason") VALUES (NEW."attention_at", NEW."attention_reason", NEW."created_at", NEW."delivered_at", NEW."destination_id", NEW."eta_at", NEW."first_mile_from_id", NEW."first_mile_min", NEW."gross_g", NEW."hand_in_by_at", NEW."handed_in_at", NEW."id", NEW."latest_arrival_at", NEW."number", NEW."origin_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."planned_hand_in_at", NEW."promised_at", NEW."ready_at", NEW."reference", NEW."requested_at", NEW."segregation_class", NEW."segregation_group", NEW."simulated", NEW."status", NEW."temperature_class", NEW."tracking_code", NEW."version", NEW."volume_cm3", NEW."waiting_reason"); RETURN NULL;',
                    hash="f19cdd048b90d1b15543e049980406ff3da3a827",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_d8957",
                    table="shipping_shipment",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="shipment",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."attention_at" IS DISTINCT FROM (NEW."attention_at") OR OLD."attention_reason" IS DISTINCT FROM (NEW."attention_reason") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."delivered_at" IS DISTINCT FROM (NEW."delivered_at") OR OLD."destination_id" IS DISTINCT FROM (NEW."destination_id") OR OLD."eta_at" IS DISTINCT FROM (NEW."eta_at") OR OLD."first_mile_from_id" IS DISTINCT FROM (NEW."first_mile_from_id") OR OLD."first_mile_min" IS DISTINCT FROM (NEW."first_mile_min") OR OLD."gross_g" IS DISTINCT FROM (NEW."gross_g") OR OLD."hand_in_by_at" IS DISTINCT FROM (NEW."hand_in_by_at") OR OLD."handed_in_at" IS DISTINCT FROM (NEW."handed_in_at") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."latest_arrival_at" IS DISTINCT FROM (NEW."latest_arrival_at") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."origin_id" IS DISTINCT FROM (NEW."origin_id") OR OLD."planned_hand_in_at" IS DISTINCT FROM (NEW."planned_hand_in_at") OR OLD."promised_at" IS DISTINCT FROM (NEW."promised_at") OR OLD."ready_at" IS DISTINCT FROM (NEW."ready_at") OR OLD."reference" IS DISTINCT FROM (NEW."reference") OR OLD."requested_at" IS DISTINCT FROM (NEW."requested_at") OR OLD."segregation_class" IS DISTINCT FROM (NEW."segregation_class") OR OLD."segregation_group" IS DISTINCT FROM (NEW."segregation_group") OR OLD."simulated" IS DISTINCT FROM (NEW."simulated") OR OLD."status" IS DISTINCT FROM (NEW."status") OR OLD."temperature_class" IS DISTINCT FROM (NEW."temperature_class") OR OLD."tracking_code" IS DISTINCT FROM (NEW."tracking_code") OR OLD."version" IS DISTINCT FROM (NEW."version") OR OLD."volume_cm3" IS DISTINCT FROM (NEW."volume_cm3") OR OLD."waiting_reason" IS DISTINCT FROM (NEW."waiting_reason"))',
                    func='INSERT INTO "shipping_shipmentaudit" ("attention_at", "attention_reason", "created_at", "delivered_at", "destination_id", "eta_at", "first_mile_from_id", "first_mile_min", "gross_g", "hand_in_by_at", "handed_in_at", "id", "latest_arrival_at", "number", "origin_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "planned_hand_in_at", "promised_at", "ready_at", "reference", "requested_at", "segregation_class", "segregation_group", "simulated", "status", "temperature_class", "tracking_code", "version", "volume_cm3", "waiting_reason") VALUES (NEW."attention_at", NEW."attention_reason", NEW."created_at", NEW."delivered_at", NEW."destination_id", NEW."eta_at", NEW."first_mile_from_id", NEW."first_mile_min", NEW."gross_g", NEW."hand_in_by_at", NEW."handed_in_at", NEW."id", NEW."latest_arrival_at", NEW."number", NEW."origin_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."planned_hand_in_at", NEW."promised_at", NEW."ready_at", NEW."reference", NEW."requested_at", NEW."segregation_class", NEW."segregation_group", NEW."simulated", NEW."status", NEW."temperature_class", NEW."tracking_code", NEW."version", NEW."volume_cm3", NEW."waiting_reason"); RETURN NULL;',
                    hash="7d3e5f0342a4142d476dbafa9c6f42ce3dd46ad0",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_384b8",
                    table="shipping_shipment",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="shipment",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "shipping_shipmentaudit" ("attention_at", "attention_reason", "created_at", "delivered_at", "destination_id", "eta_at", "first_mile_from_id", "first_mile_min", "gross_g", "hand_in_by_at", "handed_in_at", "id", "latest_arrival_at", "number", "origin_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "planned_hand_in_at", "promised_at", "ready_at", "reference", "requested_at", "segregation_class", "segregation_group", "simulated", "status", "temperature_class", "tracking_code", "version", "volume_cm3", "waiting_reason") VALUES (OLD."attention_at", OLD."attention_reason", OLD."created_at", OLD."delivered_at", OLD."destination_id", OLD."eta_at", OLD."first_mile_from_id", OLD."first_mile_min", OLD."gross_g", OLD."hand_in_by_at", OLD."handed_in_at", OLD."id", OLD."latest_arrival_at", OLD."number", OLD."origin_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."planned_hand_in_at", OLD."promised_at", OLD."ready_at", OLD."reference", OLD."requested_at", OLD."segregation_class", OLD."segregation_group", OLD."simulated", OLD."status", OLD."temperature_class", OLD."tracking_code", OLD."version", OLD."volume_cm3", OLD."waiting_reason"); RETURN NULL;',
                    hash="722714c12aac8a829a834d195d621195c0fca7d4",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_a6864",
                    table="shipping_shipment",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="slot",
            index=models.Index(
                condition=models.Q(("status", "open")),
                fields=["departure", "temperature_class", "segregation_group"],
                name="slot_open_by_class",
            ),
        ),
        migrations.AddConstraint(
            model_name="slot",
            constraint=models.UniqueConstraint(fields=("departure", "number"), name="slot_number_once"),
        ),
        migrations.AddConstraint(
            model_name="slot",
            constraint=models.CheckConstraint(
                condition=models.Q(("free_g__gte", 0), ("free_g__lte", models.F("payload_g"))),
                name="slot_mass_not_oversold",
            ),
        ),
        migrations.AddConstraint(
            model_name="slot",
            constraint=models.CheckConstraint(
                condition=models.Q(("free_cm3__gte", 0), ("free_cm3__lte", models.F("volume_cm3"))),
                name="slot_volume_not_oversold",
            ),
        ),
        migrations.AddConstraint(
            model_name="slot",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at__isnull", True), ("status", "open")),
                    models.Q(models.Q(("status", "open"), _negated=True), ("closed_at__isnull", False)),
                    _connector="OR",
                ),
                name="slot_closed_has_stamp",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="slot",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "shipping_slotaudit" ("closed_at", "container_id", "container_type_id", "created_at", "departure_id", "destination_id", "free_cm3", "free_g", "id", "number", "opened_at", "origin_id", "payload_g", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "segregation_group", "status", "temperature_class", "version", "volume_cm3") VALUES (NEW."closed_at", NEW."container_id", NEW."container_type_id", NEW."created_at", NEW."departure_id", NEW."destination_id", NEW."free_cm3", NEW."free_g", NEW."id", NEW."number", NEW."opened_at", NEW."origin_id", NEW."payload_g", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."segregation_group", NEW."status", NEW."temperature_class", NEW."version", NEW."volume_cm3"); RETURN NULL;',
                    hash="68f95087a787b7a9d1151bfc2d7f4a1430bc0734",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_f2a5a",
                    table="shipping_slot",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="slot",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "shipping_slotaudit" ("closed_at", "container_id", "container_type_id", "created_at", "departure_id", "destination_id", "free_cm3", "free_g", "id", "number", "opened_at", "origin_id", "payload_g", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "segregation_group", "status", "temperature_class", "version", "volume_cm3") VALUES (NEW."closed_at", NEW."container_id", NEW."container_type_id", NEW."created_at", NEW."departure_id", NEW."destination_id", NEW."free_cm3", NEW."free_g", NEW."id", NEW."number", NEW."opened_at", NEW."origin_id", NEW."payload_g", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."segregation_group", NEW."status", NEW."temperature_class", NEW."version", NEW."volume_cm3"); RETURN NULL;',
                    hash="3274caebd589abbb5ddbf136375efb7d721efa3a",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_2e176",
                    table="shipping_slot",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="slot",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "shipping_slotaudit" ("closed_at", "container_id", "container_type_id", "created_at", "departure_id", "destination_id", "free_cm3", "free_g", "id", "number", "opened_at", "origin_id", "payload_g", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "segregation_group", "status", "temperature_class", "version", "volume_cm3") VALUES (OLD."closed_at", OLD."container_id", OLD."container_type_id", OLD."created_at", OLD."departure_id", OLD."destination_id", OLD."free_cm3", OLD."free_g", OLD."id", OLD."number", OLD."opened_at", OLD."origin_id", OLD."payload_g", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."segregation_group", OLD."status", OLD."temperature_class", OLD."version", OLD."volume_cm3"); RETURN NULL;',
                    hash="632bac138332fb098c6e1047c4dc71d84c9a48aa",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_6af21",
                    table="shipping_slot",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="slotassignment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("released_at__isnull", True)),
                fields=("shipment",),
                name="shipment_on_one_slot",
            ),
        ),
        migrations.AddConstraint(
            model_name="slotassignment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("released_at__isnull", True), ("status__in", ("held", "confirmed", "locked", "used"))
                    ),
                    models.Q(
                        models.Q(("status__in", ("held", "confirmed", "locked", "used")), _negated=True),
                        ("released_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="assignment_end_has_stamp",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="slotassignment",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "shipping_slotassignmentaudit" ("assigned_at", "created_at", "gross_g", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "released_at", "shipment_id", "slot_id", "status", "version", "volume_cm3") VALUES (NEW."assigned_at", NEW."created_at", NEW."gross_g", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."released_at", NEW."shipment_id", NEW."slot_id", NEW."status", NEW."version", NEW."volume_cm3"); RETURN NULL;',
                    hash="44275e69c74c4335dad662de92cb0529f45d9922",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_08c14",
                    table="shipping_slotassignment",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="slotassignment",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "shipping_slotassignmentaudit" ("assigned_at", "created_at", "gross_g", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "released_at", "shipment_id", "slot_id", "status", "version", "volume_cm3") VALUES (NEW."assigned_at", NEW."created_at", NEW."gross_g", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."released_at", NEW."shipment_id", NEW."slot_id", NEW."status", NEW."version", NEW."volume_cm3"); RETURN NULL;',
                    hash="4aab97cb1988471ebe42c3c3f6ee6cf324e11583",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_f60d0",
                    table="shipping_slotassignment",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="slotassignment",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "shipping_slotassignmentaudit" ("assigned_at", "created_at", "gross_g", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "released_at", "shipment_id", "slot_id", "status", "version", "volume_cm3") VALUES (OLD."assigned_at", OLD."created_at", OLD."gross_g", OLD."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."released_at", OLD."shipment_id", OLD."slot_id", OLD."status", OLD."version", OLD."volume_cm3"); RETURN NULL;',
                    hash="91df9c0034c54f3ef98f06332431a445ab66810e",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_9f6f0",
                    table="shipping_slotassignment",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="departure",
            index=models.Index(
                condition=models.Q(("status", "open")),
                fields=["cfs_cutoff_at"],
                name="departure_open_by_cutoff",
            ),
        ),
        migrations.AddConstraint(
            model_name="departure",
            constraint=models.UniqueConstraint(
                fields=("service", "service_date"), name="departure_one_a_day"
            ),
        ),
        migrations.AddConstraint(
            model_name="departure",
            constraint=models.CheckConstraint(
                condition=models.Q(("arrives_at__gt", models.F("departs_at"))),
                name="departure_times_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="departure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("cfs_cutoff_at__lte", models.F("doc_cutoff_at")),
                    ("doc_cutoff_at__lte", models.F("cy_cutoff_at")),
                    ("cy_cutoff_at__lte", models.F("departs_at")),
                ),
                name="departure_cutoffs_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="departure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("cancelled_at__isnull", False), ("status", "cancelled")),
                    models.Q(
                        models.Q(("status", "cancelled"), _negated=True), ("cancelled_at__isnull", True)
                    ),
                    _connector="OR",
                ),
                name="departure_cancelled_has_stamp",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="departure",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "shipping_departureaudit" ("arrives_at", "cancelled_at", "cfs_cutoff_at", "created_at", "cy_cutoff_at", "departs_at", "doc_cutoff_at", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "service_date", "service_id", "status", "version") VALUES (NEW."arrives_at", NEW."cancelled_at", NEW."cfs_cutoff_at", NEW."created_at", NEW."cy_cutoff_at", NEW."departs_at", NEW."doc_cutoff_at", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."service_date", NEW."service_id", NEW."status", NEW."version"); RETURN NULL;',
                    hash="abd235ad8533c55a5d233cbac986c377f86317af",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_38957",
                    table="shipping_departure",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="departure",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "shipping_departureaudit" ("arrives_at", "cancelled_at", "cfs_cutoff_at", "created_at", "cy_cutoff_at", "departs_at", "doc_cutoff_at", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "service_date", "service_id", "status", "version") VALUES (NEW."arrives_at", NEW."cancelled_at", NEW."cfs_cutoff_at", NEW."created_at", NEW."cy_cutoff_at", NEW."departs_at", NEW."doc_cutoff_at", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."service_date", NEW."service_id", NEW."status", NEW."version"); RETURN NULL;',
                    hash="b6a6635a4cf3068ec8f060f54527a865b062762b",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_4e60e",
                    table="shipping_departure",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="departure",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "shipping_departureaudit" ("arrives_at", "cancelled_at", "cfs_cutoff_at", "created_at", "cy_cutoff_at", "departs_at", "doc_cutoff_at", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "service_date", "service_id", "status", "version") VALUES (OLD."arrives_at", OLD."cancelled_at", OLD."cfs_cutoff_at", OLD."created_at", OLD."cy_cutoff_at", OLD."departs_at", OLD."doc_cutoff_at", OLD."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."service_date", OLD."service_id", OLD."status", OLD."version"); RETURN NULL;',
                    hash="b6e1bb1781686b15ce408756dd5c65a1043cda7a",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_cc9c7",
                    table="shipping_departure",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="transportevent",
            constraint=models.UniqueConstraint(
                fields=("source", "external_id"), name="report_once_per_source"
            ),
        ),
        migrations.AddConstraint(
            model_name="transportevent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("departure__isnull", True), ("shipment__isnull", False)),
                    models.Q(("departure__isnull", False), ("shipment__isnull", True)),
                    _connector="OR",
                ),
                name="report_about_one_thing",
            ),
        ),
        CreateSerial("shipping_shipment_serial"),
        CreateSerial("shipping_package_serial"),
        ProtectHistory(
            "shipping_assignmentmove",
            "shipping_containerlegaudit",
            "shipping_departureaudit",
            "shipping_departurelegaudit",
            "shipping_departuremove",
            "shipping_shipmentaudit",
            "shipping_shipmentmove",
            "shipping_slotassignmentaudit",
            "shipping_slotaudit",
            "shipping_slotmove",
            # What was reported stays as it was reported: a status is computed from it.
            "shipping_transportevent",
        ),
    ]
