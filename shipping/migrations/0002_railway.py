import datetime as dt
import django.contrib.postgres.fields
import django.db.models.deletion
import kit.ids
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models
from kit.schema import ProtectHistory


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_people_and_credentials"),
        ("shipping", "0001_network_timetable_shipments"),
    ]

    operations = [
        migrations.CreateModel(
            name="Allotment",
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
                    "places",
                    models.PositiveSmallIntegerField(help_text="Forty-foot positions on each departure."),
                ),
                (
                    "release_h",
                    models.PositiveSmallIntegerField(
                        help_text="Hours before the warehouse cut-off at which unused places are given up."
                    ),
                ),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ("service", "organisation", "id"),
            },
        ),
        migrations.CreateModel(
            name="AllotmentAudit",
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
                    "places",
                    models.PositiveSmallIntegerField(help_text="Forty-foot positions on each departure."),
                ),
                (
                    "release_h",
                    models.PositiveSmallIntegerField(
                        help_text="Hours before the warehouse cut-off at which unused places are given up."
                    ),
                ),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="AllottedLeg",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=kit.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(editable=False)),
                ("mteu", models.IntegerField(help_text="Of one place, as are the others.")),
                ("gross_g", models.IntegerField()),
                ("plugs", models.IntegerField(default=0)),
                ("length_mm", models.IntegerField()),
            ],
            options={
                "ordering": ("allotted", "departure_leg"),
            },
        ),
        migrations.CreateModel(
            name="AllottedPlaces",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=kit.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(editable=False)),
                ("places_kept", models.PositiveSmallIntegerField()),
                ("places_left", models.PositiveSmallIntegerField()),
                ("release_at", models.DateTimeField()),
                ("released_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name_plural": "allotted places",
                "ordering": ("departure", "id"),
            },
        ),
        migrations.CreateModel(
            name="AllottedPlacesAudit",
            fields=[
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.UUIDField(default=kit.ids.uuid7, editable=False, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(editable=False)),
                ("places_kept", models.PositiveSmallIntegerField()),
                ("places_left", models.PositiveSmallIntegerField()),
                ("release_at", models.DateTimeField()),
                ("released_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Closure",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=kit.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(editable=False)),
                ("first_date", models.DateField()),
                ("last_date", models.DateField()),
                (
                    "effect",
                    models.CharField(
                        choices=[
                            ("runs", "Runs all the same"),
                            ("shifts", "Runs on the next free day"),
                            ("cancels", "Does not run"),
                        ],
                        max_length=8,
                    ),
                ),
                ("reason", models.CharField(max_length=200)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ("first_date", "id"),
            },
        ),
        migrations.CreateModel(
            name="ClosureAudit",
            fields=[
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.UUIDField(default=kit.ids.uuid7, editable=False, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(editable=False)),
                ("first_date", models.DateField()),
                ("last_date", models.DateField()),
                (
                    "effect",
                    models.CharField(
                        choices=[
                            ("runs", "Runs all the same"),
                            ("shifts", "Runs on the next free day"),
                            ("cancels", "Does not run"),
                        ],
                        max_length=8,
                    ),
                ),
                ("reason", models.CharField(max_length=200)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ContainerAudit",
            fields=[
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.UUIDField(default=kit.ids.uuid7, editable=False, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(editable=False)),
                ("number", models.CharField(blank=True, help_text="ISO 6346, once known.", max_length=11)),
                ("seal_no", models.CharField(blank=True, max_length=32)),
                ("stuffed_at", models.DateTimeField(blank=True, null=True)),
                ("sealed_at", models.DateTimeField(blank=True, null=True)),
                ("stripped_at", models.DateTimeField(blank=True, null=True)),
                (
                    "weighed_gross_g",
                    models.PositiveIntegerField(
                        blank=True, help_text="The whole box as declared or weighed.", null=True
                    ),
                ),
                (
                    "stranded_at",
                    models.DateTimeField(
                        blank=True, help_text="Since when it has no train for the rest of its way.", null=True
                    ),
                ),
                ("stranded_reason", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Crossing",
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
                (
                    "daily_trains",
                    models.PositiveSmallIntegerField(help_text="Trains a day in each direction."),
                ),
                ("source", models.TextField(blank=True)),
                ("confidence", models.CharField(blank=True, max_length=40)),
            ],
            options={
                "ordering": ("code",),
            },
        ),
        migrations.CreateModel(
            name="CrossingAudit",
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
                ("name", models.CharField(max_length=80)),
                (
                    "daily_trains",
                    models.PositiveSmallIntegerField(help_text="Trains a day in each direction."),
                ),
                ("source", models.TextField(blank=True)),
                ("confidence", models.CharField(blank=True, max_length=40)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="DepartureChange",
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
                        choices=[
                            ("delayed", "Delayed"),
                            ("cut", "Cut"),
                            ("cancelled", "Cancelled"),
                            ("restored", "Restored"),
                            ("extended", "Cut-off extended"),
                            ("edited", "Edited"),
                            ("shifted", "Shifted"),
                        ],
                        max_length=12,
                    ),
                ),
                ("facts", models.JSONField(default=dict, help_text="What was, what became.")),
                ("reason", models.CharField(max_length=200)),
                ("changed_at", models.DateTimeField()),
                ("by_kind", models.CharField(max_length=12)),
                ("by_id", models.UUIDField(blank=True, null=True)),
            ],
            options={
                "ordering": ("-changed_at", "-id"),
            },
        ),
        migrations.CreateModel(
            name="Discrepancy",
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
                    "stage",
                    models.CharField(
                        choices=[("stuffing", "Stuffing"), ("stripping", "Stripping")], max_length=10
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("missing", "Missing"),
                            ("extra", "Too many"),
                            ("mass", "Mass differs"),
                            ("overweight", "Over the cap: unloaded"),
                        ],
                        max_length=10,
                    ),
                ),
                ("sscc", models.CharField(blank=True, max_length=18)),
                ("expected_g", models.BigIntegerField(blank=True, null=True)),
                ("found_g", models.BigIntegerField(blank=True, null=True)),
                ("note", models.CharField(blank=True, max_length=200)),
                ("found_at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                ("settled_note", models.CharField(blank=True, max_length=200)),
                ("by_kind", models.CharField(max_length=12)),
                ("by_id", models.UUIDField(blank=True, null=True)),
            ],
            options={
                "ordering": ("-found_at", "-id"),
            },
        ),
        migrations.CreateModel(
            name="Embargo",
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
                    "direction",
                    models.CharField(
                        blank=True,
                        choices=[("KZ-CN", "Kazakhstan – China"), ("CN-KZ", "China – Kazakhstan")],
                        max_length=5,
                    ),
                ),
                (
                    "segregation_classes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=32),
                        blank=True,
                        default=list,
                        help_text="Empty: all goods.",
                        size=None,
                    ),
                ),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField(blank=True, help_text="Empty: until lifted.", null=True)),
                ("reason", models.CharField(max_length=200)),
                ("lifted_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name_plural": "embargoes",
                "ordering": ("-starts_at", "-id"),
            },
        ),
        migrations.CreateModel(
            name="EmbargoAudit",
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
                    "direction",
                    models.CharField(
                        blank=True,
                        choices=[("KZ-CN", "Kazakhstan – China"), ("CN-KZ", "China – Kazakhstan")],
                        max_length=5,
                    ),
                ),
                (
                    "segregation_classes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=32),
                        blank=True,
                        default=list,
                        help_text="Empty: all goods.",
                        size=None,
                    ),
                ),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField(blank=True, help_text="Empty: until lifted.", null=True)),
                ("reason", models.CharField(max_length=200)),
                ("lifted_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="HolidayRule",
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
                ("holiday", models.CharField(help_text="Part of the holiday's English name.", max_length=80)),
                (
                    "effect",
                    models.CharField(
                        choices=[
                            ("runs", "Runs all the same"),
                            ("shifts", "Runs on the next free day"),
                            ("cancels", "Does not run"),
                        ],
                        max_length=8,
                    ),
                ),
                ("source", models.TextField(blank=True)),
                ("confidence", models.CharField(blank=True, max_length=40)),
            ],
            options={
                "ordering": ("country", "holiday"),
            },
        ),
        migrations.CreateModel(
            name="HolidayRuleAudit",
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
                ("holiday", models.CharField(help_text="Part of the holiday's English name.", max_length=80)),
                (
                    "effect",
                    models.CharField(
                        choices=[
                            ("runs", "Runs all the same"),
                            ("shifts", "Runs on the next free day"),
                            ("cancels", "Does not run"),
                        ],
                        max_length=8,
                    ),
                ),
                ("source", models.TextField(blank=True)),
                ("confidence", models.CharField(blank=True, max_length=40)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="LegObservation",
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
                        choices=[("train", "Train"), ("transshipment", "Transshipment")], max_length=14
                    ),
                ),
                ("minutes", models.PositiveIntegerField()),
                ("observed_at", models.DateTimeField()),
            ],
            options={
                "ordering": ("-observed_at", "-id"),
            },
        ),
        migrations.CreateModel(
            name="LoadList",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=kit.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(editable=False)),
                ("drawn_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                ("by_kind", models.CharField(max_length=12)),
                ("by_id", models.UUIDField(blank=True, null=True)),
            ],
            options={
                "ordering": ("-drawn_at", "-id"),
            },
        ),
        migrations.CreateModel(
            name="LoadListAudit",
            fields=[
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.UUIDField(default=kit.ids.uuid7, editable=False, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(editable=False)),
                ("drawn_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                ("by_kind", models.CharField(max_length=12)),
                ("by_id", models.UUIDField(blank=True, null=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="LoadUnit",
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
                (
                    "kind",
                    models.CharField(choices=[("carton", "Carton"), ("pallet", "Pallet")], max_length=8),
                ),
                ("tare_g", models.PositiveIntegerField(default=0)),
                ("stuffing_position", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("packed_at", models.DateTimeField()),
            ],
            options={
                "ordering": ("sscc",),
            },
        ),
        migrations.CreateModel(
            name="Roll",
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
                    "cause",
                    models.CharField(
                        choices=[
                            ("cancelled", "Train cancelled"),
                            ("leg_cancelled", "Leg cancelled"),
                            ("cut", "Train cut"),
                            ("delayed", "Train delayed"),
                            ("embargo", "Embargo"),
                            ("hand_in", "Not handed in by the cut-off"),
                            ("documents", "Papers missing at the cut-off"),
                            ("overweight", "Unloaded: over the cap"),
                            ("staff", "Moved by staff"),
                        ],
                        max_length=14,
                    ),
                ),
                (
                    "fault",
                    models.CharField(
                        choices=[
                            ("seller", "Seller"),
                            ("carrier", "Railway"),
                            ("terminal", "Terminal"),
                            ("customs", "Customs"),
                            ("platform", "Platform"),
                        ],
                        max_length=10,
                    ),
                ),
                ("reason", models.CharField(max_length=200)),
                ("why_not", models.CharField(blank=True, help_text="Why it found no place.", max_length=40)),
                ("old_eta_at", models.DateTimeField(blank=True, null=True)),
                ("new_eta_at", models.DateTimeField(blank=True, null=True)),
                (
                    "keeps_promise",
                    models.BooleanField(blank=True, help_text="Empty: no promise, or no new ETA.", null=True),
                ),
                ("rolled_at", models.DateTimeField()),
                ("by_kind", models.CharField(max_length=12)),
                ("by_id", models.UUIDField(blank=True, null=True)),
            ],
            options={
                "ordering": ("-rolled_at", "-id"),
            },
        ),
        migrations.CreateModel(
            name="ServiceLeg",
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
                (
                    "departs_after_min",
                    models.PositiveIntegerField(help_text="Minutes after the service's departure."),
                ),
                (
                    "arrives_after_min",
                    models.PositiveIntegerField(help_text="Minutes after the service's departure."),
                ),
                ("places", models.PositiveSmallIntegerField(help_text="Forty-foot positions.")),
                ("gross_cap_g", models.BigIntegerField()),
                ("plugs", models.PositiveSmallIntegerField()),
                ("max_length_mm", models.PositiveIntegerField()),
            ],
            options={
                "ordering": ("service", "position"),
            },
        ),
        migrations.CreateModel(
            name="ServiceLegAudit",
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
                (
                    "departs_after_min",
                    models.PositiveIntegerField(help_text="Minutes after the service's departure."),
                ),
                (
                    "arrives_after_min",
                    models.PositiveIntegerField(help_text="Minutes after the service's departure."),
                ),
                ("places", models.PositiveSmallIntegerField(help_text="Forty-foot positions.")),
                ("gross_cap_g", models.BigIntegerField()),
                ("plugs", models.PositiveSmallIntegerField()),
                ("max_length_mm", models.PositiveIntegerField()),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="TrainServiceAudit",
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
                ("cfs_cutoff_h", models.PositiveSmallIntegerField()),
                ("doc_cutoff_h", models.PositiveSmallIntegerField()),
                ("cy_cutoff_h", models.PositiveSmallIntegerField()),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(blank=True, null=True)),
                ("source", models.TextField(blank=True)),
                ("confidence", models.CharField(blank=True, max_length=40)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="WagonPlace",
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
                    "wagon",
                    models.PositiveSmallIntegerField(help_text="Order in the train, from the locomotive."),
                ),
                ("position", models.PositiveSmallIntegerField(help_text="On the wagon, from the front.")),
                ("gross_g", models.PositiveIntegerField()),
            ],
            options={
                "ordering": ("load_list", "wagon", "position"),
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="departure",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="departure",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="departure",
            name="delete_delete",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="departureleg",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="departureleg",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="departureleg",
            name="delete_delete",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="shipment",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="shipment",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="shipment",
            name="delete_delete",
        ),
        migrations.RemoveField(
            model_name="trainservice",
            name="gross_cap_g",
        ),
        migrations.RemoveField(
            model_name="trainservice",
            name="max_length_1435_mm",
        ),
        migrations.RemoveField(
            model_name="trainservice",
            name="max_length_1520_mm",
        ),
        migrations.RemoveField(
            model_name="trainservice",
            name="places_1435",
        ),
        migrations.RemoveField(
            model_name="trainservice",
            name="places_1520",
        ),
        migrations.RemoveField(
            model_name="trainservice",
            name="plugs",
        ),
        migrations.AddField(
            model_name="container",
            name="seal_no",
            field=models.CharField(blank=True, max_length=32),
        ),
        migrations.AddField(
            model_name="container",
            name="sealed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="container",
            name="stranded_at",
            field=models.DateTimeField(
                blank=True, help_text="Since when it has no train for the rest of its way.", null=True
            ),
        ),
        migrations.AddField(
            model_name="container",
            name="stranded_reason",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name="container",
            name="stripped_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="container",
            name="stuffed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="container",
            name="weighed_gross_g",
            field=models.PositiveIntegerField(
                blank=True, help_text="The whole box as declared or weighed.", null=True
            ),
        ),
        migrations.AddField(
            model_name="departure",
            name="documents_closed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="departure",
            name="edited_at",
            field=models.DateTimeField(
                blank=True, help_text="Edited by hand since: the timetable leaves it as it is.", null=True
            ),
        ),
        migrations.AddField(
            model_name="departure",
            name="note",
            field=models.CharField(
                blank=True,
                help_text="Why it differs from its service: holiday, closure, delay.",
                max_length=200,
            ),
        ),
        migrations.AddField(
            model_name="departure",
            name="planned_arrives_at",
            field=models.DateTimeField(default=dt.datetime(2026, 1, 1, 0, 0, tzinfo=dt.UTC)),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="departure",
            name="planned_departs_at",
            field=models.DateTimeField(
                default=dt.datetime(2026, 1, 1, 0, 0, tzinfo=dt.UTC),
                help_text="As the timetable had it, before any delay.",
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="departure",
            name="runs_through",
            field=models.BooleanField(
                default=True, help_text="Every leg runs; without it no new container is taken."
            ),
        ),
        migrations.AddField(
            model_name="departure",
            name="terminal_closed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="departureaudit",
            name="documents_closed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="departureaudit",
            name="edited_at",
            field=models.DateTimeField(
                blank=True, help_text="Edited by hand since: the timetable leaves it as it is.", null=True
            ),
        ),
        migrations.AddField(
            model_name="departureaudit",
            name="note",
            field=models.CharField(
                blank=True,
                help_text="Why it differs from its service: holiday, closure, delay.",
                max_length=200,
            ),
        ),
        migrations.AddField(
            model_name="departureaudit",
            name="planned_arrives_at",
            field=models.DateTimeField(default=dt.datetime(2026, 1, 1, 0, 0, tzinfo=dt.UTC)),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="departureaudit",
            name="planned_departs_at",
            field=models.DateTimeField(
                default=dt.datetime(2026, 1, 1, 0, 0, tzinfo=dt.UTC),
                help_text="As the timetable had it, before any delay.",
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="departureaudit",
            name="runs_through",
            field=models.BooleanField(
                default=True, help_text="Every leg runs; without it no new container is taken."
            ),
        ),
        migrations.AddField(
            model_name="departureaudit",
            name="terminal_closed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="departureleg",
            name="actual_arrived_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="departureleg",
            name="actual_departed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="departureleg",
            name="cancelled_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="departureleg",
            name="full_gross_g",
            field=models.BigIntegerField(default=0, help_text="The mass before any cut."),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="departureleg",
            name="full_mteu",
            field=models.IntegerField(default=0, help_text="The places before any cut."),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="departureleg",
            name="planned_arrives_at",
            field=models.DateTimeField(default=dt.datetime(2026, 1, 1, 0, 0, tzinfo=dt.UTC)),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="departureleg",
            name="planned_departs_at",
            field=models.DateTimeField(default=dt.datetime(2026, 1, 1, 0, 0, tzinfo=dt.UTC)),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="departurelegaudit",
            name="actual_arrived_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="departurelegaudit",
            name="actual_departed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="departurelegaudit",
            name="cancelled_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="departurelegaudit",
            name="full_gross_g",
            field=models.BigIntegerField(default=0, help_text="The mass before any cut."),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="departurelegaudit",
            name="full_mteu",
            field=models.IntegerField(default=0, help_text="The places before any cut."),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="departurelegaudit",
            name="planned_arrives_at",
            field=models.DateTimeField(default=dt.datetime(2026, 1, 1, 0, 0, tzinfo=dt.UTC)),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="departurelegaudit",
            name="planned_departs_at",
            field=models.DateTimeField(default=dt.datetime(2026, 1, 1, 0, 0, tzinfo=dt.UTC)),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="package",
            name="container",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="packages",
                to="shipping.container",
            ),
        ),
        migrations.AddField(
            model_name="package",
            name="stuffing_position",
            field=models.PositiveSmallIntegerField(
                blank=True, help_text="Order of stowing; 1 stands on the floor.", null=True
            ),
        ),
        migrations.AddField(
            model_name="shipment",
            name="consignor",
            field=models.ForeignKey(
                blank=True,
                help_text="Whose goods they are: slots held for them are theirs to use.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.organisation",
            ),
        ),
        migrations.AddField(
            model_name="shipment",
            name="documents_missing",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=64),
                blank=True,
                default=list,
                help_text="Papers without which it does not load.",
                size=None,
            ),
        ),
        migrations.AddField(
            model_name="shipment",
            name="eta_basis",
            field=models.CharField(
                blank=True,
                choices=[("timetable", "Timetable only"), ("history", "Observed times")],
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="shipment",
            name="eta_late_at",
            field=models.DateTimeField(
                blank=True, help_text="By when it is there nine times out of ten.", null=True
            ),
        ),
        migrations.AddField(
            model_name="shipmentaudit",
            name="consignor",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                help_text="Whose goods they are: slots held for them are theirs to use.",
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="accounts.organisation",
            ),
        ),
        migrations.AddField(
            model_name="shipmentaudit",
            name="documents_missing",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=64),
                blank=True,
                default=list,
                help_text="Papers without which it does not load.",
                size=None,
            ),
        ),
        migrations.AddField(
            model_name="shipmentaudit",
            name="eta_basis",
            field=models.CharField(
                blank=True,
                choices=[("timetable", "Timetable only"), ("history", "Observed times")],
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="shipmentaudit",
            name="eta_late_at",
            field=models.DateTimeField(
                blank=True, help_text="By when it is there nine times out of ten.", null=True
            ),
        ),
        migrations.AlterField(
            model_name="departure",
            name="service_date",
            field=models.DateField(
                help_text="The timetable's day at the origin; a shifted or delayed train keeps it."
            ),
        ),
        migrations.AlterField(
            model_name="departureaudit",
            name="service_date",
            field=models.DateField(
                help_text="The timetable's day at the origin; a shifted or delayed train keeps it."
            ),
        ),
        migrations.AlterField(
            model_name="departureleg",
            name="departs_at",
            field=models.DateTimeField(help_text="As expected now: the plan with its delays."),
        ),
        migrations.AlterField(
            model_name="departurelegaudit",
            name="departs_at",
            field=models.DateTimeField(help_text="As expected now: the plan with its delays."),
        ),
        migrations.AddIndex(
            model_name="departureleg",
            index=models.Index(fields=["origin", "destination", "departs_at"], name="departure_leg_by_ends"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="container",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "shipping_containeraudit" ("container_type_id", "created_at", "id", "number", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "seal_no", "sealed_at", "stranded_at", "stranded_reason", "stripped_at", "stuffed_at", "version", "weighed_gross_g") VALUES (NEW."container_type_id", NEW."created_at", NEW."id", NEW."number", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."seal_no", NEW."sealed_at", NEW."stranded_at", NEW."stranded_reason", NEW."stripped_at", NEW."stuffed_at", NEW."version", NEW."weighed_gross_g"); RETURN NULL;',
                    hash="2a88a64844ef2232b9f6af91c4982b68a8ecbad8",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_51431",
                    table="shipping_container",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="container",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "shipping_containeraudit" ("container_type_id", "created_at", "id", "number", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "seal_no", "sealed_at", "stranded_at", "stranded_reason", "stripped_at", "stuffed_at", "version", "weighed_gross_g") VALUES (NEW."container_type_id", NEW."created_at", NEW."id", NEW."number", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."seal_no", NEW."sealed_at", NEW."stranded_at", NEW."stranded_reason", NEW."stripped_at", NEW."stuffed_at", NEW."version", NEW."weighed_gross_g"); RETURN NULL;',
                    hash="73a2fc56d4065d1240186906eadd9f1d21483e47",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_ad401",
                    table="shipping_container",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="container",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "shipping_containeraudit" ("container_type_id", "created_at", "id", "number", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "seal_no", "sealed_at", "stranded_at", "stranded_reason", "stripped_at", "stuffed_at", "version", "weighed_gross_g") VALUES (OLD."container_type_id", OLD."created_at", OLD."id", OLD."number", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."seal_no", OLD."sealed_at", OLD."stranded_at", OLD."stranded_reason", OLD."stripped_at", OLD."stuffed_at", OLD."version", OLD."weighed_gross_g"); RETURN NULL;',
                    hash="44a247c661ecf930f95d5a8769dc18cbddeac36e",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_702b3",
                    table="shipping_container",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="departure",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "shipping_departureaudit" ("arrives_at", "cancelled_at", "cfs_cutoff_at", "created_at", "cy_cutoff_at", "departs_at", "doc_cutoff_at", "documents_closed_at", "edited_at", "id", "note", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "planned_arrives_at", "planned_departs_at", "runs_through", "service_date", "service_id", "status", "terminal_closed_at", "version") VALUES (NEW."arrives_at", NEW."cancelled_at", NEW."cfs_cutoff_at", NEW."created_at", NEW."cy_cutoff_at", NEW."departs_at", NEW."doc_cutoff_at", NEW."documents_closed_at", NEW."edited_at", NEW."id", NEW."note", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."planned_arrives_at", NEW."planned_departs_at", NEW."runs_through", NEW."service_date", NEW."service_id", NEW."status", NEW."terminal_closed_at", NEW."version"); RETURN NULL;',
                    hash="7c6bb52aaf25e4061e036bd3c40b166e63adccc3",
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
                    func='INSERT INTO "shipping_departureaudit" ("arrives_at", "cancelled_at", "cfs_cutoff_at", "created_at", "cy_cutoff_at", "departs_at", "doc_cutoff_at", "documents_closed_at", "edited_at", "id", "note", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "planned_arrives_at", "planned_departs_at", "runs_through", "service_date", "service_id", "status", "terminal_closed_at", "version") VALUES (NEW."arrives_at", NEW."cancelled_at", NEW."cfs_cutoff_at", NEW."created_at", NEW."cy_cutoff_at", NEW."departs_at", NEW."doc_cutoff_at", NEW."documents_closed_at", NEW."edited_at", NEW."id", NEW."note", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."planned_arrives_at", NEW."planned_departs_at", NEW."runs_through", NEW."service_date", NEW."service_id", NEW."status", NEW."terminal_closed_at", NEW."version"); RETURN NULL;',
                    hash="e9c28c2ae402d4bad197cffa7bb70c220eccc3e4",
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
                    func='INSERT INTO "shipping_departureaudit" ("arrives_at", "cancelled_at", "cfs_cutoff_at", "created_at", "cy_cutoff_at", "departs_at", "doc_cutoff_at", "documents_closed_at", "edited_at", "id", "note", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "planned_arrives_at", "planned_departs_at", "runs_through", "service_date", "service_id", "status", "terminal_closed_at", "version") VALUES (OLD."arrives_at", OLD."cancelled_at", OLD."cfs_cutoff_at", OLD."created_at", OLD."cy_cutoff_at", OLD."departs_at", OLD."doc_cutoff_at", OLD."documents_closed_at", OLD."edited_at", OLD."id", OLD."note", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."planned_arrives_at", OLD."planned_departs_at", OLD."runs_through", OLD."service_date", OLD."service_id", OLD."status", OLD."terminal_closed_at", OLD."version"); RETURN NULL;',
                    hash="3372c9c9075bc5d008ebeac9c56e9d7f35990313",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_cc9c7",
                    table="shipping_departure",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="departureleg",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "shipping_departurelegaudit" ("actual_arrived_at", "actual_departed_at", "arrives_at", "cancelled_at", "cap_gross_g", "cap_length_mm", "cap_mteu", "cap_plugs", "created_at", "departs_at", "departure_id", "destination_id", "free_gross_g", "free_length_mm", "free_mteu", "free_plugs", "full_gross_g", "full_mteu", "gauge_mm", "id", "kind", "origin_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "planned_arrives_at", "planned_departs_at", "position", "train_number", "version") VALUES (NEW."actual_arrived_at", NEW."actual_departed_at", NEW."arrives_at", NEW."cancelled_at", NEW."cap_gross_g", NEW."cap_length_mm", NEW."cap_mteu", NEW."cap_plugs", NEW."created_at", NEW."departs_at", NEW."departure_id", NEW."destination_id", NEW."free_gross_g", NEW."free_length_mm", NEW."free_mteu", NEW."free_plugs", NEW."full_gross_g", NEW."full_mteu", NEW."gauge_mm", NEW."id", NEW."kind", NEW."origin_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."planned_arrives_at", NEW."planned_departs_at", NEW."position", NEW."train_number", NEW."version"); RETURN NULL;',
                    hash="d7d2c04a20a4926dc46ed086567a4e22aa19e803",
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
                    func='INSERT INTO "shipping_departurelegaudit" ("actual_arrived_at", "actual_departed_at", "arrives_at", "cancelled_at", "cap_gross_g", "cap_length_mm", "cap_mteu", "cap_plugs", "created_at", "departs_at", "departure_id", "destination_id", "free_gross_g", "free_length_mm", "free_mteu", "free_plugs", "full_gross_g", "full_mteu", "gauge_mm", "id", "kind", "origin_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "planned_arrives_at", "planned_departs_at", "position", "train_number", "version") VALUES (NEW."actual_arrived_at", NEW."actual_departed_at", NEW."arrives_at", NEW."cancelled_at", NEW."cap_gross_g", NEW."cap_length_mm", NEW."cap_mteu", NEW."cap_plugs", NEW."created_at", NEW."departs_at", NEW."departure_id", NEW."destination_id", NEW."free_gross_g", NEW."free_length_mm", NEW."free_mteu", NEW."free_plugs", NEW."full_gross_g", NEW."full_mteu", NEW."gauge_mm", NEW."id", NEW."kind", NEW."origin_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."planned_arrives_at", NEW."planned_departs_at", NEW."position", NEW."train_number", NEW."version"); RETURN NULL;',
                    hash="80c7161e7c82507042de2c4865f5c3a82319dcc6",
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
                    func='INSERT INTO "shipping_departurelegaudit" ("actual_arrived_at", "actual_departed_at", "arrives_at", "cancelled_at", "cap_gross_g", "cap_length_mm", "cap_mteu", "cap_plugs", "created_at", "departs_at", "departure_id", "destination_id", "free_gross_g", "free_length_mm", "free_mteu", "free_plugs", "full_gross_g", "full_mteu", "gauge_mm", "id", "kind", "origin_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "planned_arrives_at", "planned_departs_at", "position", "train_number", "version") VALUES (OLD."actual_arrived_at", OLD."actual_departed_at", OLD."arrives_at", OLD."cancelled_at", OLD."cap_gross_g", OLD."cap_length_mm", OLD."cap_mteu", OLD."cap_plugs", OLD."created_at", OLD."departs_at", OLD."departure_id", OLD."destination_id", OLD."free_gross_g", OLD."free_length_mm", OLD."free_mteu", OLD."free_plugs", OLD."full_gross_g", OLD."full_mteu", OLD."gauge_mm", OLD."id", OLD."kind", OLD."origin_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."planned_arrives_at", OLD."planned_departs_at", OLD."position", OLD."train_number", OLD."version"); RETURN NULL;',
                    hash="283e396b5c12a98a5b09e00de820b134bfd80f37",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_3feb1",
                    table="shipping_departureleg",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="shipment",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "shipping_shipmentaudit" ("attention_at", "attention_reason", "consignor_id", "created_at", "delivered_at", "destination_id", "documents_missing", "eta_at", "eta_basis", "eta_late_at", "first_mile_from_id", "first_mile_min", "gross_g", "hand_in_by_at", "handed_in_at", "id", "latest_arrival_at", "number", "origin_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "planned_hand_in_at", "promised_at", "ready_at", "reference", "requested_at", "segregation_class", "segregation_group", "simulated", "status", "temperature_class", "tracking_code", "version", "volume_cm3", "waiting_reason") VALUES (NEW."attention_at", NEW."attention_reason", NEW."consignor_id", NEW."created_at", NEW."delivered_at", NEW."destination_id", NEW."documents_missing", NEW."eta_at", NEW."eta_basis", NEW."eta_late_at", NEW."first_mile_from_id", NEW."first_mile_min", NEW."gross_g", NEW."hand_in_by_at", NEW."handed_in_at", NEW."id", NEW."latest_arrival_at", NEW."number", NEW."origin_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."planned_hand_in_at", NEW."promised_at", NEW."ready_at", NEW."reference", NEW."requested_at", NEW."segregation_class", NEW."segregation_group", NEW."simulated", NEW."status", NEW."temperature_class", NEW."tracking_code", NEW."version", NEW."volume_cm3", NEW."waiting_reason"); RETURN NULL;',
                    hash="fdd20754b855cffe92789a35f1a5f6a61ea68555",
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
                    condition='WHEN (OLD."attention_at" IS DISTINCT FROM (NEW."attention_at") OR OLD."attention_reason" IS DISTINCT FROM (NEW."attention_reason") OR OLD."consignor_id" IS DISTINCT FROM (NEW."consignor_id") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."delivered_at" IS DISTINCT FROM (NEW."delivered_at") OR OLD."destination_id" IS DISTINCT FROM (NEW."destination_id") OR OLD."documents_missing" IS DISTINCT FROM (NEW."documents_missing") OR OLD."eta_at" IS DISTINCT FROM (NEW."eta_at") OR OLD."eta_basis" IS DISTINCT FROM (NEW."eta_basis") OR OLD."eta_late_at" IS DISTINCT FROM (NEW."eta_late_at") OR OLD."first_mile_from_id" IS DISTINCT FROM (NEW."first_mile_from_id") OR OLD."first_mile_min" IS DISTINCT FROM (NEW."first_mile_min") OR OLD."gross_g" IS DISTINCT FROM (NEW."gross_g") OR OLD."hand_in_by_at" IS DISTINCT FROM (NEW."hand_in_by_at") OR OLD."handed_in_at" IS DISTINCT FROM (NEW."handed_in_at") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."latest_arrival_at" IS DISTINCT FROM (NEW."latest_arrival_at") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."origin_id" IS DISTINCT FROM (NEW."origin_id") OR OLD."planned_hand_in_at" IS DISTINCT FROM (NEW."planned_hand_in_at") OR OLD."promised_at" IS DISTINCT FROM (NEW."promised_at") OR OLD."ready_at" IS DISTINCT FROM (NEW."ready_at") OR OLD."reference" IS DISTINCT FROM (NEW."reference") OR OLD."requested_at" IS DISTINCT FROM (NEW."requested_at") OR OLD."segregation_class" IS DISTINCT FROM (NEW."segregation_class") OR OLD."segregation_group" IS DISTINCT FROM (NEW."segregation_group") OR OLD."simulated" IS DISTINCT FROM (NEW."simulated") OR OLD."status" IS DISTINCT FROM (NEW."status") OR OLD."temperature_class" IS DISTINCT FROM (NEW."temperature_class") OR OLD."tracking_code" IS DISTINCT FROM (NEW."tracking_code") OR OLD."version" IS DISTINCT FROM (NEW."version") OR OLD."volume_cm3" IS DISTINCT FROM (NEW."volume_cm3") OR OLD."waiting_reason" IS DISTINCT FROM (NEW."waiting_reason"))',
                    func='INSERT INTO "shipping_shipmentaudit" ("attention_at", "attention_reason", "consignor_id", "created_at", "delivered_at", "destination_id", "documents_missing", "eta_at", "eta_basis", "eta_late_at", "first_mile_from_id", "first_mile_min", "gross_g", "hand_in_by_at", "handed_in_at", "id", "latest_arrival_at", "number", "origin_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "planned_hand_in_at", "promised_at", "ready_at", "reference", "requested_at", "segregation_class", "segregation_group", "simulated", "status", "temperature_class", "tracking_code", "version", "volume_cm3", "waiting_reason") VALUES (NEW."attention_at", NEW."attention_reason", NEW."consignor_id", NEW."created_at", NEW."delivered_at", NEW."destination_id", NEW."documents_missing", NEW."eta_at", NEW."eta_basis", NEW."eta_late_at", NEW."first_mile_from_id", NEW."first_mile_min", NEW."gross_g", NEW."hand_in_by_at", NEW."handed_in_at", NEW."id", NEW."latest_arrival_at", NEW."number", NEW."origin_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."planned_hand_in_at", NEW."promised_at", NEW."ready_at", NEW."reference", NEW."requested_at", NEW."segregation_class", NEW."segregation_group", NEW."simulated", NEW."status", NEW."temperature_class", NEW."tracking_code", NEW."version", NEW."volume_cm3", NEW."waiting_reason"); RETURN NULL;',
                    hash="b865987bb0f19ba27c1e77a451631e68b6da7685",
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
                    func='INSERT INTO "shipping_shipmentaudit" ("attention_at", "attention_reason", "consignor_id", "created_at", "delivered_at", "destination_id", "documents_missing", "eta_at", "eta_basis", "eta_late_at", "first_mile_from_id", "first_mile_min", "gross_g", "hand_in_by_at", "handed_in_at", "id", "latest_arrival_at", "number", "origin_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "planned_hand_in_at", "promised_at", "ready_at", "reference", "requested_at", "segregation_class", "segregation_group", "simulated", "status", "temperature_class", "tracking_code", "version", "volume_cm3", "waiting_reason") VALUES (OLD."attention_at", OLD."attention_reason", OLD."consignor_id", OLD."created_at", OLD."delivered_at", OLD."destination_id", OLD."documents_missing", OLD."eta_at", OLD."eta_basis", OLD."eta_late_at", OLD."first_mile_from_id", OLD."first_mile_min", OLD."gross_g", OLD."hand_in_by_at", OLD."handed_in_at", OLD."id", OLD."latest_arrival_at", OLD."number", OLD."origin_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."planned_hand_in_at", OLD."promised_at", OLD."ready_at", OLD."reference", OLD."requested_at", OLD."segregation_class", OLD."segregation_group", OLD."simulated", OLD."status", OLD."temperature_class", OLD."tracking_code", OLD."version", OLD."volume_cm3", OLD."waiting_reason"); RETURN NULL;',
                    hash="894352ccbb2a6e538490bb8293bdf04e7d1b5c3b",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_a6864",
                    table="shipping_shipment",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="trainservice",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "shipping_trainserviceaudit" ("cfs_cutoff_h", "code", "confidence", "created_at", "crossing", "cy_cutoff_h", "departs_local", "destination_id", "direction", "doc_cutoff_h", "id", "name", "origin_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "route_id", "source", "transit_h", "valid_from", "valid_to", "version", "weekdays") VALUES (NEW."cfs_cutoff_h", NEW."code", NEW."confidence", NEW."created_at", NEW."crossing", NEW."cy_cutoff_h", NEW."departs_local", NEW."destination_id", NEW."direction", NEW."doc_cutoff_h", NEW."id", NEW."name", NEW."origin_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."route_id", NEW."source", NEW."transit_h", NEW."valid_from", NEW."valid_to", NEW."version", NEW."weekdays"); RETURN NULL;',
                    hash="7b26e7aaa35bb6a24a65711efceb3b1c1bc079a9",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_bdfcb",
                    table="shipping_trainservice",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="trainservice",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "shipping_trainserviceaudit" ("cfs_cutoff_h", "code", "confidence", "created_at", "crossing", "cy_cutoff_h", "departs_local", "destination_id", "direction", "doc_cutoff_h", "id", "name", "origin_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "route_id", "source", "transit_h", "valid_from", "valid_to", "version", "weekdays") VALUES (NEW."cfs_cutoff_h", NEW."code", NEW."confidence", NEW."created_at", NEW."crossing", NEW."cy_cutoff_h", NEW."departs_local", NEW."destination_id", NEW."direction", NEW."doc_cutoff_h", NEW."id", NEW."name", NEW."origin_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."route_id", NEW."source", NEW."transit_h", NEW."valid_from", NEW."valid_to", NEW."version", NEW."weekdays"); RETURN NULL;',
                    hash="3c4e7c39f8bf6d27ff54c5e092e553a0cff3d82b",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_4adc0",
                    table="shipping_trainservice",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="trainservice",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "shipping_trainserviceaudit" ("cfs_cutoff_h", "code", "confidence", "created_at", "crossing", "cy_cutoff_h", "departs_local", "destination_id", "direction", "doc_cutoff_h", "id", "name", "origin_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "route_id", "source", "transit_h", "valid_from", "valid_to", "version", "weekdays") VALUES (OLD."cfs_cutoff_h", OLD."code", OLD."confidence", OLD."created_at", OLD."crossing", OLD."cy_cutoff_h", OLD."departs_local", OLD."destination_id", OLD."direction", OLD."doc_cutoff_h", OLD."id", OLD."name", OLD."origin_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."route_id", OLD."source", OLD."transit_h", OLD."valid_from", OLD."valid_to", OLD."version", OLD."weekdays"); RETURN NULL;',
                    hash="f3d9bec035bd318032635e0a2fe4f95e56b0b917",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_fd011",
                    table="shipping_trainservice",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="container",
            constraint=models.UniqueConstraint(
                condition=models.Q(models.Q(("number", ""), _negated=True), ("stripped_at__isnull", True)),
                fields=("number",),
                name="container_rides_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="container",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("stranded_at__isnull", True), ("stranded_reason", "")),
                    models.Q(
                        ("stranded_at__isnull", False), models.Q(("stranded_reason", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="container_stranded_has_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="container",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("sealed_at__isnull", True), ("stuffed_at__isnull", False), _connector="OR"
                ),
                name="container_sealed_when_stuffed",
            ),
        ),
        migrations.AddConstraint(
            model_name="trainservice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                ),
                name="service_valid_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="trainservice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("cy_cutoff_h__lte", models.F("doc_cutoff_h")),
                    ("doc_cutoff_h__lte", models.F("cfs_cutoff_h")),
                ),
                name="service_cutoffs_in_order",
            ),
        ),
        migrations.AddField(
            model_name="allotment",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="allotments",
                to="accounts.organisation",
            ),
        ),
        migrations.AddField(
            model_name="allotment",
            name="service",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="allotments",
                to="shipping.trainservice",
            ),
        ),
        migrations.AddField(
            model_name="allotmentaudit",
            name="organisation",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="accounts.organisation",
            ),
        ),
        migrations.AddField(
            model_name="allotmentaudit",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="audit",
                related_query_name="+",
                to="shipping.allotment",
            ),
        ),
        migrations.AddField(
            model_name="allotmentaudit",
            name="service",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="shipping.trainservice",
            ),
        ),
        migrations.AddField(
            model_name="allottedleg",
            name="departure_leg",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="allotted_legs",
                to="shipping.departureleg",
            ),
        ),
        migrations.AddField(
            model_name="allottedplaces",
            name="allotment",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="kept", to="shipping.allotment"
            ),
        ),
        migrations.AddField(
            model_name="allottedplaces",
            name="departure",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="allotted", to="shipping.departure"
            ),
        ),
        migrations.AddField(
            model_name="allottedleg",
            name="allotted",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="legs", to="shipping.allottedplaces"
            ),
        ),
        migrations.AddField(
            model_name="allottedplacesaudit",
            name="allotment",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="shipping.allotment",
            ),
        ),
        migrations.AddField(
            model_name="allottedplacesaudit",
            name="departure",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="shipping.departure",
            ),
        ),
        migrations.AddField(
            model_name="allottedplacesaudit",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="audit",
                related_query_name="+",
                to="shipping.allottedplaces",
            ),
        ),
        migrations.AddField(
            model_name="closure",
            name="location",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="closures",
                to="shipping.location",
            ),
        ),
        migrations.AddField(
            model_name="closureaudit",
            name="location",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="shipping.location",
            ),
        ),
        migrations.AddField(
            model_name="closureaudit",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="audit",
                related_query_name="+",
                to="shipping.closure",
            ),
        ),
        migrations.AddField(
            model_name="containeraudit",
            name="container_type",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="shipping.containertype",
            ),
        ),
        migrations.AddField(
            model_name="containeraudit",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="audit",
                related_query_name="+",
                to="shipping.container",
            ),
        ),
        migrations.AddField(
            model_name="crossing",
            name="station",
            field=models.ForeignKey(
                help_text="Where the gauge changes; its clock tells the day.",
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="shipping.location",
            ),
        ),
        migrations.AddField(
            model_name="closureaudit",
            name="crossing",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="shipping.crossing",
            ),
        ),
        migrations.AddField(
            model_name="closure",
            name="crossing",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="closures",
                to="shipping.crossing",
            ),
        ),
        migrations.AddField(
            model_name="crossingaudit",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="audit",
                related_query_name="+",
                to="shipping.crossing",
            ),
        ),
        migrations.AddField(
            model_name="crossingaudit",
            name="station",
            field=models.ForeignKey(
                db_constraint=False,
                help_text="Where the gauge changes; its clock tells the day.",
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="shipping.location",
            ),
        ),
        migrations.AddField(
            model_name="departurechange",
            name="departure",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="changes", to="shipping.departure"
            ),
        ),
        migrations.AddField(
            model_name="departurechange",
            name="leg",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="changes",
                to="shipping.departureleg",
            ),
        ),
        migrations.AddField(
            model_name="discrepancy",
            name="container",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="discrepancies",
                to="shipping.container",
            ),
        ),
        migrations.AddField(
            model_name="discrepancy",
            name="shipment",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="discrepancies",
                to="shipping.shipment",
            ),
        ),
        migrations.AddField(
            model_name="embargo",
            name="crossing",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="embargoes",
                to="shipping.crossing",
            ),
        ),
        migrations.AddField(
            model_name="embargo",
            name="location",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="embargoes",
                to="shipping.location",
            ),
        ),
        migrations.AddField(
            model_name="embargoaudit",
            name="crossing",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="shipping.crossing",
            ),
        ),
        migrations.AddField(
            model_name="embargoaudit",
            name="location",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="shipping.location",
            ),
        ),
        migrations.AddField(
            model_name="embargoaudit",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="audit",
                related_query_name="+",
                to="shipping.embargo",
            ),
        ),
        migrations.AddConstraint(
            model_name="holidayrule",
            constraint=models.UniqueConstraint(fields=("country", "holiday"), name="holiday_rule_once"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="holidayrule",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "shipping_holidayruleaudit" ("confidence", "country", "created_at", "effect", "holiday", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "version") VALUES (NEW."confidence", NEW."country", NEW."created_at", NEW."effect", NEW."holiday", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."source", NEW."version"); RETURN NULL;',
                    hash="2abcd213f36f9b51f4d95d5de3825b297511289e",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_8d8d2",
                    table="shipping_holidayrule",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="holidayrule",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "shipping_holidayruleaudit" ("confidence", "country", "created_at", "effect", "holiday", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "version") VALUES (NEW."confidence", NEW."country", NEW."created_at", NEW."effect", NEW."holiday", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."source", NEW."version"); RETURN NULL;',
                    hash="ebb0bfc9422aa28ff3211063762a9a7d6f721e19",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_311f5",
                    table="shipping_holidayrule",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="holidayrule",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "shipping_holidayruleaudit" ("confidence", "country", "created_at", "effect", "holiday", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "version") VALUES (OLD."confidence", OLD."country", OLD."created_at", OLD."effect", OLD."holiday", OLD."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."source", OLD."version"); RETURN NULL;',
                    hash="f44f9e3a4bd360072f6514dd0f93321bf5cabb90",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_64c17",
                    table="shipping_holidayrule",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddField(
            model_name="holidayruleaudit",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="audit",
                related_query_name="+",
                to="shipping.holidayrule",
            ),
        ),
        migrations.AddField(
            model_name="legobservation",
            name="departure_leg",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="observation",
                to="shipping.departureleg",
            ),
        ),
        migrations.AddField(
            model_name="legobservation",
            name="destination",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="shipping.location"
            ),
        ),
        migrations.AddField(
            model_name="legobservation",
            name="origin",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="shipping.location"
            ),
        ),
        migrations.AddField(
            model_name="loadlist",
            name="departure_leg",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="load_list",
                to="shipping.departureleg",
            ),
        ),
        migrations.AddField(
            model_name="loadlistaudit",
            name="departure_leg",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="shipping.departureleg",
            ),
        ),
        migrations.AddField(
            model_name="loadlistaudit",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="audit",
                related_query_name="+",
                to="shipping.loadlist",
            ),
        ),
        migrations.AddField(
            model_name="loadunit",
            name="container",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="load_units",
                to="shipping.container",
            ),
        ),
        migrations.AddField(
            model_name="loadunit",
            name="parent",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="units",
                to="shipping.loadunit",
            ),
        ),
        migrations.AddField(
            model_name="package",
            name="unit",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="packages",
                to="shipping.loadunit",
            ),
        ),
        migrations.AddConstraint(
            model_name="package",
            constraint=models.CheckConstraint(
                condition=models.Q(("unit__isnull", True), ("container__isnull", True), _connector="OR"),
                name="package_stands_in_one_thing",
            ),
        ),
        migrations.AddField(
            model_name="roll",
            name="from_departure",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="shipping.departure"
            ),
        ),
        migrations.AddField(
            model_name="roll",
            name="shipment",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="rolls", to="shipping.shipment"
            ),
        ),
        migrations.AddField(
            model_name="roll",
            name="to_departure",
            field=models.ForeignKey(
                blank=True,
                help_text="Empty: it found no place, and waits.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="shipping.departure",
            ),
        ),
        migrations.AddField(
            model_name="serviceleg",
            name="destination",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="shipping.location"
            ),
        ),
        migrations.AddField(
            model_name="serviceleg",
            name="origin",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="shipping.location"
            ),
        ),
        migrations.AddField(
            model_name="serviceleg",
            name="service",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="legs", to="shipping.trainservice"
            ),
        ),
        migrations.AddField(
            model_name="servicelegaudit",
            name="destination",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="shipping.location",
            ),
        ),
        migrations.AddField(
            model_name="servicelegaudit",
            name="origin",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="shipping.location",
            ),
        ),
        migrations.AddField(
            model_name="servicelegaudit",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="audit",
                related_query_name="+",
                to="shipping.serviceleg",
            ),
        ),
        migrations.AddField(
            model_name="servicelegaudit",
            name="service",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="shipping.trainservice",
            ),
        ),
        migrations.AddField(
            model_name="trainserviceaudit",
            name="destination",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="shipping.location",
            ),
        ),
        migrations.AddField(
            model_name="trainserviceaudit",
            name="origin",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="shipping.location",
            ),
        ),
        migrations.AddField(
            model_name="trainserviceaudit",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="audit",
                related_query_name="+",
                to="shipping.trainservice",
            ),
        ),
        migrations.AddField(
            model_name="trainserviceaudit",
            name="route",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="shipping.route",
            ),
        ),
        migrations.AddField(
            model_name="wagonplace",
            name="container",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="wagon_places",
                to="shipping.container",
            ),
        ),
        migrations.AddField(
            model_name="wagonplace",
            name="load_list",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="places", to="shipping.loadlist"
            ),
        ),
        migrations.AddConstraint(
            model_name="allotment",
            constraint=models.CheckConstraint(
                condition=models.Q(("places__gt", 0)), name="allotment_has_places"
            ),
        ),
        migrations.AddConstraint(
            model_name="allotment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)),
                fields=("organisation", "service"),
                name="allotment_one_at_a_time",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="allotment",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "shipping_allotmentaudit" ("created_at", "ended_at", "id", "organisation_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "places", "release_h", "service_id", "valid_from", "valid_to", "version") VALUES (NEW."created_at", NEW."ended_at", NEW."id", NEW."organisation_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."places", NEW."release_h", NEW."service_id", NEW."valid_from", NEW."valid_to", NEW."version"); RETURN NULL;',
                    hash="1c576effe574f392717581e407d506fff912c96f",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_a3198",
                    table="shipping_allotment",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="allotment",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "shipping_allotmentaudit" ("created_at", "ended_at", "id", "organisation_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "places", "release_h", "service_id", "valid_from", "valid_to", "version") VALUES (NEW."created_at", NEW."ended_at", NEW."id", NEW."organisation_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."places", NEW."release_h", NEW."service_id", NEW."valid_from", NEW."valid_to", NEW."version"); RETURN NULL;',
                    hash="9e110f10d0146461e0dc0ca657e13a1211bc3aa8",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_76489",
                    table="shipping_allotment",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="allotment",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "shipping_allotmentaudit" ("created_at", "ended_at", "id", "organisation_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "places", "release_h", "service_id", "valid_from", "valid_to", "version") VALUES (OLD."created_at", OLD."ended_at", OLD."id", OLD."organisation_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."places", OLD."release_h", OLD."service_id", OLD."valid_from", OLD."valid_to", OLD."version"); RETURN NULL;',
                    hash="5fba89fe6d69a14a1d9a4b1066181b02a802ceba",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_e2f19",
                    table="shipping_allotment",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="allottedplaces",
            constraint=models.UniqueConstraint(fields=("allotment", "departure"), name="allotted_once"),
        ),
        migrations.AddConstraint(
            model_name="allottedplaces",
            constraint=models.CheckConstraint(
                condition=models.Q(("places_left__lte", models.F("places_kept"))),
                name="allotted_left_within_kept",
            ),
        ),
        migrations.AddConstraint(
            model_name="allottedplaces",
            constraint=models.CheckConstraint(
                condition=models.Q(("released_at__isnull", True), ("places_left", 0), _connector="OR"),
                name="allotted_released_is_empty",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="allottedplaces",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "shipping_allottedplacesaudit" ("allotment_id", "created_at", "departure_id", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "places_kept", "places_left", "release_at", "released_at", "version") VALUES (NEW."allotment_id", NEW."created_at", NEW."departure_id", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."places_kept", NEW."places_left", NEW."release_at", NEW."released_at", NEW."version"); RETURN NULL;',
                    hash="e8bf7f3dfe7794f92d840e2e87960f1c550bfafa",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_d347b",
                    table="shipping_allottedplaces",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="allottedplaces",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "shipping_allottedplacesaudit" ("allotment_id", "created_at", "departure_id", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "places_kept", "places_left", "release_at", "released_at", "version") VALUES (NEW."allotment_id", NEW."created_at", NEW."departure_id", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."places_kept", NEW."places_left", NEW."release_at", NEW."released_at", NEW."version"); RETURN NULL;',
                    hash="911530b71ba005f1e039d5b7b33c6cb8a0fd87f2",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_f2c77",
                    table="shipping_allottedplaces",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="allottedplaces",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "shipping_allottedplacesaudit" ("allotment_id", "created_at", "departure_id", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "places_kept", "places_left", "release_at", "released_at", "version") VALUES (OLD."allotment_id", OLD."created_at", OLD."departure_id", OLD."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."places_kept", OLD."places_left", OLD."release_at", OLD."released_at", OLD."version"); RETURN NULL;',
                    hash="5e4a824e91995659a08620d6af0d73861d49083f",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_8f2a9",
                    table="shipping_allottedplaces",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="allottedleg",
            constraint=models.UniqueConstraint(
                fields=("allotted", "departure_leg"), name="allotted_leg_once"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="crossing",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "shipping_crossingaudit" ("code", "confidence", "created_at", "daily_trains", "id", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "station_id", "version") VALUES (NEW."code", NEW."confidence", NEW."created_at", NEW."daily_trains", NEW."id", NEW."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."source", NEW."station_id", NEW."version"); RETURN NULL;',
                    hash="9d9260c996190dd7a22b57b0d7a3a98cb0bfc218",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_adebe",
                    table="shipping_crossing",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="crossing",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "shipping_crossingaudit" ("code", "confidence", "created_at", "daily_trains", "id", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "station_id", "version") VALUES (NEW."code", NEW."confidence", NEW."created_at", NEW."daily_trains", NEW."id", NEW."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."source", NEW."station_id", NEW."version"); RETURN NULL;',
                    hash="e266f9ddd583182e8749537e5c583fd30c31ca3d",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_fd101",
                    table="shipping_crossing",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="crossing",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "shipping_crossingaudit" ("code", "confidence", "created_at", "daily_trains", "id", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "station_id", "version") VALUES (OLD."code", OLD."confidence", OLD."created_at", OLD."daily_trains", OLD."id", OLD."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."source", OLD."station_id", OLD."version"); RETURN NULL;',
                    hash="ec137f88e9018ba2005ade1dee87c19aef41392b",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_46116",
                    table="shipping_crossing",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="closure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("crossing__isnull", True), ("location__isnull", False)),
                    models.Q(("crossing__isnull", False), ("location__isnull", True)),
                    _connector="OR",
                ),
                name="closure_of_one_place",
            ),
        ),
        migrations.AddConstraint(
            model_name="closure",
            constraint=models.CheckConstraint(
                condition=models.Q(("last_date__gte", models.F("first_date"))), name="closure_days_in_order"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="closure",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "shipping_closureaudit" ("created_at", "crossing_id", "effect", "first_date", "id", "last_date", "location_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "version", "withdrawn_at") VALUES (NEW."created_at", NEW."crossing_id", NEW."effect", NEW."first_date", NEW."id", NEW."last_date", NEW."location_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."reason", NEW."version", NEW."withdrawn_at"); RETURN NULL;',
                    hash="95e4f9305ba8341b059212f638b0d2fc4689288a",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_7cef4",
                    table="shipping_closure",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="closure",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "shipping_closureaudit" ("created_at", "crossing_id", "effect", "first_date", "id", "last_date", "location_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "version", "withdrawn_at") VALUES (NEW."created_at", NEW."crossing_id", NEW."effect", NEW."first_date", NEW."id", NEW."last_date", NEW."location_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."reason", NEW."version", NEW."withdrawn_at"); RETURN NULL;',
                    hash="1db4f55c76f289d4734fffa0e5a12b70aed61ceb",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_2f5a5",
                    table="shipping_closure",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="closure",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "shipping_closureaudit" ("created_at", "crossing_id", "effect", "first_date", "id", "last_date", "location_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "version", "withdrawn_at") VALUES (OLD."created_at", OLD."crossing_id", OLD."effect", OLD."first_date", OLD."id", OLD."last_date", OLD."location_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."reason", OLD."version", OLD."withdrawn_at"); RETURN NULL;',
                    hash="7f4f24e6fca3292139096d8044272800b060caf5",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_63e80",
                    table="shipping_closure",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="embargo",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("crossing__isnull", True), ("location__isnull", False)),
                    models.Q(("crossing__isnull", False), ("location__isnull", True)),
                    _connector="OR",
                ),
                name="embargo_of_one_place",
            ),
        ),
        migrations.AddConstraint(
            model_name="embargo",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_at__isnull", True), ("ends_at__gt", models.F("starts_at")), _connector="OR"
                ),
                name="embargo_times_in_order",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="embargo",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "shipping_embargoaudit" ("created_at", "crossing_id", "direction", "ends_at", "id", "lifted_at", "location_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "segregation_classes", "starts_at", "version") VALUES (NEW."created_at", NEW."crossing_id", NEW."direction", NEW."ends_at", NEW."id", NEW."lifted_at", NEW."location_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."reason", NEW."segregation_classes", NEW."starts_at", NEW."version"); RETURN NULL;',
                    hash="227b8db13497edb1872ae7929464d1f9d3272554",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_ab618",
                    table="shipping_embargo",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="embargo",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "shipping_embargoaudit" ("created_at", "crossing_id", "direction", "ends_at", "id", "lifted_at", "location_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "segregation_classes", "starts_at", "version") VALUES (NEW."created_at", NEW."crossing_id", NEW."direction", NEW."ends_at", NEW."id", NEW."lifted_at", NEW."location_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."reason", NEW."segregation_classes", NEW."starts_at", NEW."version"); RETURN NULL;',
                    hash="a10b3751a26a0e8f7ff79bf0f36dea3bd9b09a1d",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_54143",
                    table="shipping_embargo",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="embargo",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "shipping_embargoaudit" ("created_at", "crossing_id", "direction", "ends_at", "id", "lifted_at", "location_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "segregation_classes", "starts_at", "version") VALUES (OLD."created_at", OLD."crossing_id", OLD."direction", OLD."ends_at", OLD."id", OLD."lifted_at", OLD."location_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."reason", OLD."segregation_classes", OLD."starts_at", OLD."version"); RETURN NULL;',
                    hash="7e0a6e9bfa99c2258e70190b1a940ef8d15fd06c",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_dda9d",
                    table="shipping_embargo",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="legobservation",
            index=models.Index(
                fields=["origin", "destination", "kind", "-observed_at"], name="leg_observation_by_ends"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="loadlist",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "shipping_loadlistaudit" ("by_id", "by_kind", "confirmed_at", "created_at", "departure_leg_id", "drawn_at", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "version") VALUES (NEW."by_id", NEW."by_kind", NEW."confirmed_at", NEW."created_at", NEW."departure_leg_id", NEW."drawn_at", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."version"); RETURN NULL;',
                    hash="89d9e9a46b27138242c3e10e6359c4d97c4d86cc",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_6e052",
                    table="shipping_loadlist",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="loadlist",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "shipping_loadlistaudit" ("by_id", "by_kind", "confirmed_at", "created_at", "departure_leg_id", "drawn_at", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "version") VALUES (NEW."by_id", NEW."by_kind", NEW."confirmed_at", NEW."created_at", NEW."departure_leg_id", NEW."drawn_at", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."version"); RETURN NULL;',
                    hash="79ed0c3a5183bc3cca10e9c0c0bc3b5b1e7a58b1",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_fdc61",
                    table="shipping_loadlist",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="loadlist",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "shipping_loadlistaudit" ("by_id", "by_kind", "confirmed_at", "created_at", "departure_leg_id", "drawn_at", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "version") VALUES (OLD."by_id", OLD."by_kind", OLD."confirmed_at", OLD."created_at", OLD."departure_leg_id", OLD."drawn_at", OLD."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."version"); RETURN NULL;',
                    hash="c7fece8c8d184f80b1a814adf9e9a61be6f5979e",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_f1951",
                    table="shipping_loadlist",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="loadunit",
            constraint=models.CheckConstraint(
                condition=models.Q(("parent__isnull", True), ("kind", "carton"), _connector="OR"),
                name="load_unit_carton_on_pallet",
            ),
        ),
        migrations.AddConstraint(
            model_name="loadunit",
            constraint=models.CheckConstraint(
                condition=models.Q(("parent__isnull", True), ("container__isnull", True), _connector="OR"),
                name="load_unit_stands_in_one_thing",
            ),
        ),
        migrations.AddConstraint(
            model_name="serviceleg",
            constraint=models.UniqueConstraint(
                fields=("service", "position"), name="service_leg_one_per_position"
            ),
        ),
        migrations.AddConstraint(
            model_name="serviceleg",
            constraint=models.CheckConstraint(
                condition=models.Q(("arrives_after_min__gt", models.F("departs_after_min"))),
                name="service_leg_times_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="serviceleg",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("gauge_mm__in", (1435, 1520)), ("kind", "train")),
                    models.Q(("gauge_mm__isnull", True), ("kind", "transshipment")),
                    _connector="OR",
                ),
                name="service_leg_train_has_gauge",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="serviceleg",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "shipping_servicelegaudit" ("arrives_after_min", "created_at", "departs_after_min", "destination_id", "gauge_mm", "gross_cap_g", "id", "kind", "max_length_mm", "origin_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "places", "plugs", "position", "service_id", "train_number", "version") VALUES (NEW."arrives_after_min", NEW."created_at", NEW."departs_after_min", NEW."destination_id", NEW."gauge_mm", NEW."gross_cap_g", NEW."id", NEW."kind", NEW."max_length_mm", NEW."origin_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."places", NEW."plugs", NEW."position", NEW."service_id", NEW."train_number", NEW."version"); RETURN NULL;',
                    hash="849e73383e65e8a3a02fd8f99724b374af06e738",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_a9d6e",
                    table="shipping_serviceleg",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="serviceleg",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "shipping_servicelegaudit" ("arrives_after_min", "created_at", "departs_after_min", "destination_id", "gauge_mm", "gross_cap_g", "id", "kind", "max_length_mm", "origin_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "places", "plugs", "position", "service_id", "train_number", "version") VALUES (NEW."arrives_after_min", NEW."created_at", NEW."departs_after_min", NEW."destination_id", NEW."gauge_mm", NEW."gross_cap_g", NEW."id", NEW."kind", NEW."max_length_mm", NEW."origin_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."places", NEW."plugs", NEW."position", NEW."service_id", NEW."train_number", NEW."version"); RETURN NULL;',
                    hash="c607b6b4132c8eb13f28bdbaf31f49c15f52f8d5",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_df7a6",
                    table="shipping_serviceleg",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="serviceleg",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "shipping_servicelegaudit" ("arrives_after_min", "created_at", "departs_after_min", "destination_id", "gauge_mm", "gross_cap_g", "id", "kind", "max_length_mm", "origin_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "places", "plugs", "position", "service_id", "train_number", "version") VALUES (OLD."arrives_after_min", OLD."created_at", OLD."departs_after_min", OLD."destination_id", OLD."gauge_mm", OLD."gross_cap_g", OLD."id", OLD."kind", OLD."max_length_mm", OLD."origin_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."places", OLD."plugs", OLD."position", OLD."service_id", OLD."train_number", OLD."version"); RETURN NULL;',
                    hash="d176babb11d685bdb02bd87cbb017865c82dc5b5",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_04449",
                    table="shipping_serviceleg",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="wagonplace",
            constraint=models.UniqueConstraint(
                fields=("load_list", "wagon", "position"), name="wagon_place_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="wagonplace",
            constraint=models.UniqueConstraint(
                fields=("load_list", "container"), name="wagon_place_container_once"
            ),
        ),
        migrations.RunSQL(
            sql=[
                "UPDATE shipping_departure SET planned_departs_at = departs_at, planned_arrives_at = arrives_at",
                "UPDATE shipping_departureleg SET planned_departs_at = departs_at, planned_arrives_at = arrives_at",
                "UPDATE shipping_departureleg SET full_mteu = cap_mteu, full_gross_g = cap_gross_g",
                # As `expecting` has it: by the timetable, at the latest after half as long again.
                """
                UPDATE shipping_shipment AS shipment
                SET eta_basis = 'timetable',
                    eta_late_at = shipment.eta_at + (shipment.eta_at - train.departs_at) / 2
                FROM shipping_slotassignment AS taken
                JOIN shipping_slot AS slot ON slot.id = taken.slot_id
                JOIN shipping_departure AS train ON train.id = slot.departure_id
                WHERE taken.shipment_id = shipment.id AND taken.released_at IS NULL
                  AND shipment.eta_at IS NOT NULL
                """,
                "UPDATE shipping_shipment SET eta_at = NULL WHERE eta_basis = ''",
            ],
            reverse_sql=migrations.RunSQL.noop,
        ),
        ProtectHistory(
            "shipping_allotmentaudit",
            "shipping_allottedplacesaudit",
            "shipping_closureaudit",
            "shipping_containeraudit",
            "shipping_crossingaudit",
            "shipping_departurechange",
            "shipping_embargoaudit",
            "shipping_holidayruleaudit",
            "shipping_legobservation",
            "shipping_loadlistaudit",
            "shipping_roll",
            "shipping_servicelegaudit",
            "shipping_trainserviceaudit",
        ),
    ]
