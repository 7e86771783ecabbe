import django.db.models.deletion
import kit.ids
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models
from kit.schema import CreateSerial, ProtectHistory


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="DemoCharge",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=kit.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(editable=False)),
                ("provider_ref", models.CharField(max_length=64, unique=True)),
                ("amount_minor", models.BigIntegerField()),
                ("currency", models.CharField(max_length=3)),
                (
                    "behaviour",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("prompt", "Notifies at once"),
                            ("late", "Notifies after the payment has expired"),
                            ("doubled", "Notifies twice"),
                            ("wrong", "Notifies a wrong amount"),
                            ("silent", "Never notifies"),
                        ],
                        max_length=8,
                    ),
                ),
                ("paid_at", models.DateTimeField(blank=True, null=True)),
                ("notify_at", models.DateTimeField(blank=True, null=True)),
                ("notified_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ("-id",),
            },
        ),
        migrations.CreateModel(
            name="DemoChargeAudit",
            fields=[
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.UUIDField(default=kit.ids.uuid7, editable=False, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(editable=False)),
                ("provider_ref", models.CharField(max_length=64)),
                ("amount_minor", models.BigIntegerField()),
                ("currency", models.CharField(max_length=3)),
                (
                    "behaviour",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("prompt", "Notifies at once"),
                            ("late", "Notifies after the payment has expired"),
                            ("doubled", "Notifies twice"),
                            ("wrong", "Notifies a wrong amount"),
                            ("silent", "Never notifies"),
                        ],
                        max_length=8,
                    ),
                ),
                ("paid_at", models.DateTimeField(blank=True, null=True)),
                ("notify_at", models.DateTimeField(blank=True, null=True)),
                ("notified_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="FxRate",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=kit.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(editable=False)),
                ("date", models.DateField()),
                ("base", models.CharField(max_length=3)),
                ("quote", models.CharField(max_length=3)),
                ("rate", models.DecimalField(decimal_places=8, max_digits=18)),
                ("source", models.CharField(max_length=120)),
            ],
            options={
                "ordering": ("-date", "base", "quote"),
            },
        ),
        migrations.CreateModel(
            name="FxRateAudit",
            fields=[
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.UUIDField(default=kit.ids.uuid7, editable=False, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(editable=False)),
                ("date", models.DateField()),
                ("base", models.CharField(max_length=3)),
                ("quote", models.CharField(max_length=3)),
                ("rate", models.DecimalField(decimal_places=8, max_digits=18)),
                ("source", models.CharField(max_length=120)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Payment",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=kit.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(editable=False)),
                ("reference", models.CharField(help_text="Number of the order group.", max_length=64)),
                ("provider", models.CharField(max_length=32)),
                (
                    "provider_ref",
                    models.CharField(help_text="Our own id at the provider.", max_length=64, unique=True),
                ),
                ("amount_minor", models.BigIntegerField()),
                ("currency", models.CharField(max_length=3)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("created", "Created"),
                            ("pending", "Pending"),
                            ("unknown", "Unknown, ask the provider"),
                            ("authorised", "Authorised"),
                            ("captured", "Captured"),
                            ("failed", "Failed"),
                            ("expired", "Expired"),
                            ("cancelled", "Cancelled"),
                            ("unmatched", "Unmatched money"),
                            ("matched", "Matched"),
                            ("refunded", "Refunded"),
                        ],
                        default="created",
                        max_length=12,
                    ),
                ),
                ("next_action", models.JSONField(blank=True, default=dict)),
                (
                    "received_minor",
                    models.BigIntegerField(default=0, help_text="What the provider said it has."),
                ),
                ("expires_at", models.DateTimeField()),
                ("queried_at", models.DateTimeField(blank=True, null=True)),
                ("captured_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ("-id",),
            },
        ),
        migrations.CreateModel(
            name="PaymentAudit",
            fields=[
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.UUIDField(default=kit.ids.uuid7, editable=False, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(editable=False)),
                ("reference", models.CharField(help_text="Number of the order group.", max_length=64)),
                ("provider", models.CharField(max_length=32)),
                ("provider_ref", models.CharField(help_text="Our own id at the provider.", max_length=64)),
                ("amount_minor", models.BigIntegerField()),
                ("currency", models.CharField(max_length=3)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("created", "Created"),
                            ("pending", "Pending"),
                            ("unknown", "Unknown, ask the provider"),
                            ("authorised", "Authorised"),
                            ("captured", "Captured"),
                            ("failed", "Failed"),
                            ("expired", "Expired"),
                            ("cancelled", "Cancelled"),
                            ("unmatched", "Unmatched money"),
                            ("matched", "Matched"),
                            ("refunded", "Refunded"),
                        ],
                        default="created",
                        max_length=12,
                    ),
                ),
                ("next_action", models.JSONField(blank=True, default=dict)),
                (
                    "received_minor",
                    models.BigIntegerField(default=0, help_text="What the provider said it has."),
                ),
                ("expires_at", models.DateTimeField()),
                ("queried_at", models.DateTimeField(blank=True, null=True)),
                ("captured_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PaymentEvent",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=kit.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(editable=False)),
                ("provider", models.CharField(max_length=32)),
                ("provider_event_id", models.CharField(max_length=120)),
                ("kind", models.CharField(max_length=32)),
                ("amount_minor", models.BigIntegerField()),
                ("currency", models.CharField(max_length=3)),
                ("occurred_at", models.DateTimeField()),
                ("received_at", models.DateTimeField()),
                ("processed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("new", "New"),
                            ("applied", "Applied"),
                            ("repeated", "Nothing new"),
                            ("wrong_amount", "Wrong amount: staff decide"),
                            ("unmatched", "Money for a dead payment"),
                            ("unknown_payment", "No such payment"),
                        ],
                        default="new",
                        max_length=16,
                    ),
                ),
                ("raw", models.TextField()),
            ],
            options={
                "ordering": ("-id",),
            },
        ),
        migrations.CreateModel(
            name="PaymentEventAudit",
            fields=[
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.UUIDField(default=kit.ids.uuid7, editable=False, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(editable=False)),
                ("provider", models.CharField(max_length=32)),
                ("provider_event_id", models.CharField(max_length=120)),
                ("kind", models.CharField(max_length=32)),
                ("amount_minor", models.BigIntegerField()),
                ("currency", models.CharField(max_length=3)),
                ("occurred_at", models.DateTimeField()),
                ("received_at", models.DateTimeField()),
                ("processed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("new", "New"),
                            ("applied", "Applied"),
                            ("repeated", "Nothing new"),
                            ("wrong_amount", "Wrong amount: staff decide"),
                            ("unmatched", "Money for a dead payment"),
                            ("unknown_payment", "No such payment"),
                        ],
                        default="new",
                        max_length=16,
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PaymentMove",
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
            name="PaymentPart",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=kit.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(editable=False)),
                ("order_reference", models.CharField(max_length=64)),
                ("amount_minor", models.BigIntegerField()),
            ],
            options={
                "ordering": ("payment", "order_reference"),
            },
        ),
        migrations.CreateModel(
            name="PaymentPartAudit",
            fields=[
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.UUIDField(default=kit.ids.uuid7, editable=False, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(editable=False)),
                ("order_reference", models.CharField(max_length=64)),
                ("amount_minor", models.BigIntegerField()),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Refund",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=kit.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(editable=False)),
                ("amount_minor", models.BigIntegerField()),
                ("currency", models.CharField(max_length=3)),
                ("reason", models.CharField(max_length=200)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("requested", "Refund due"),
                            ("approved", "Approved"),
                            ("in_transit", "In transit"),
                            ("done", "Done"),
                            ("declined", "Declined"),
                            ("failed", "Failed"),
                        ],
                        default="requested",
                        max_length=12,
                    ),
                ),
                ("requested_at", models.DateTimeField()),
                ("requested_by_id", models.UUIDField(blank=True, null=True)),
                ("approved_by_id", models.UUIDField(blank=True, null=True)),
                ("done_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ("-id",),
            },
        ),
        migrations.CreateModel(
            name="RefundAudit",
            fields=[
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.UUIDField(default=kit.ids.uuid7, editable=False, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(editable=False)),
                ("amount_minor", models.BigIntegerField()),
                ("currency", models.CharField(max_length=3)),
                ("reason", models.CharField(max_length=200)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("requested", "Refund due"),
                            ("approved", "Approved"),
                            ("in_transit", "In transit"),
                            ("done", "Done"),
                            ("declined", "Declined"),
                            ("failed", "Failed"),
                        ],
                        default="requested",
                        max_length=12,
                    ),
                ),
                ("requested_at", models.DateTimeField()),
                ("requested_by_id", models.UUIDField(blank=True, null=True)),
                ("approved_by_id", models.UUIDField(blank=True, null=True)),
                ("done_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="RefundMove",
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
        pgtrigger.migrations.AddTrigger(
            model_name="democharge",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "payments_demochargeaudit" ("amount_minor", "behaviour", "created_at", "currency", "id", "notified_at", "notify_at", "paid_at", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "provider_ref", "version") VALUES (NEW."amount_minor", NEW."behaviour", NEW."created_at", NEW."currency", NEW."id", NEW."notified_at", NEW."notify_at", NEW."paid_at", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."provider_ref", NEW."version"); RETURN NULL;',
                    hash="52b920d18be4b2a2eee69b055c74a297fd9f0880",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_83b13",
                    table="payments_democharge",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="democharge",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "payments_demochargeaudit" ("amount_minor", "behaviour", "created_at", "currency", "id", "notified_at", "notify_at", "paid_at", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "provider_ref", "version") VALUES (NEW."amount_minor", NEW."behaviour", NEW."created_at", NEW."currency", NEW."id", NEW."notified_at", NEW."notify_at", NEW."paid_at", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."provider_ref", NEW."version"); RETURN NULL;',
                    hash="5b7fb488a221bca3eb226caca2d5762fcd1a9259",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_bd303",
                    table="payments_democharge",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="democharge",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "payments_demochargeaudit" ("amount_minor", "behaviour", "created_at", "currency", "id", "notified_at", "notify_at", "paid_at", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "provider_ref", "version") VALUES (OLD."amount_minor", OLD."behaviour", OLD."created_at", OLD."currency", OLD."id", OLD."notified_at", OLD."notify_at", OLD."paid_at", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."provider_ref", OLD."version"); RETURN NULL;',
                    hash="cfbbd196903a9d2a54bc83c0c065f62a8fe21ff1",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_70caf",
                    table="payments_democharge",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddField(
            model_name="demochargeaudit",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="audit",
                related_query_name="+",
                to="payments.democharge",
            ),
        ),
        migrations.AddConstraint(
            model_name="fxrate",
            constraint=models.UniqueConstraint(fields=("date", "base", "quote"), name="fx_rate_one_a_day"),
        ),
        migrations.AddConstraint(
            model_name="fxrate",
            constraint=models.CheckConstraint(
                condition=models.Q(("rate__gt", 0)), name="fx_rate_is_positive"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="fxrate",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "payments_fxrateaudit" ("base", "created_at", "date", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "quote", "rate", "source", "version") VALUES (NEW."base", NEW."created_at", NEW."date", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."quote", NEW."rate", NEW."source", NEW."version"); RETURN NULL;',
                    hash="2f39fccd3150bd33b0b20ce48dd85cb57ed795b1",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_bd473",
                    table="payments_fxrate",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="fxrate",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "payments_fxrateaudit" ("base", "created_at", "date", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "quote", "rate", "source", "version") VALUES (NEW."base", NEW."created_at", NEW."date", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."quote", NEW."rate", NEW."source", NEW."version"); RETURN NULL;',
                    hash="514b3b01e3b0e35c14962467e4c83249ceb18272",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_d6bed",
                    table="payments_fxrate",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="fxrate",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "payments_fxrateaudit" ("base", "created_at", "date", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "quote", "rate", "source", "version") VALUES (OLD."base", OLD."created_at", OLD."date", OLD."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."quote", OLD."rate", OLD."source", OLD."version"); RETURN NULL;',
                    hash="ac241035eac99694d4b288ca9a803b0d3f8f316a",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_332ef",
                    table="payments_fxrate",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddField(
            model_name="fxrateaudit",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="audit",
                related_query_name="+",
                to="payments.fxrate",
            ),
        ),
        migrations.AddIndex(
            model_name="payment",
            index=models.Index(fields=["reference"], name="payment_by_reference"),
        ),
        migrations.AddIndex(
            model_name="payment",
            index=models.Index(
                condition=models.Q(("status__in", ("created", "pending", "unknown", "authorised"))),
                fields=["expires_at"],
                name="payment_open_by_expiry",
            ),
        ),
        migrations.AddIndex(
            model_name="payment",
            index=models.Index(
                condition=models.Q(("status__in", ("failed", "expired", "cancelled"))),
                fields=["ended_at"],
                name="payment_dead_by_end",
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_minor__gt", 0)), name="payment_amount_is_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status__in", ("captured", "matched")), _negated=True),
                    ("captured_at__isnull", False),
                    _connector="OR",
                ),
                name="payment_captured_has_stamp",
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("status__in", ("created", "pending", "unknown", "authorised", "captured", "matched"))
                ),
                fields=("reference",),
                name="payment_one_live_per_group",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="payment",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "payments_paymentaudit" ("amount_minor", "captured_at", "created_at", "currency", "ended_at", "expires_at", "id", "next_action", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "provider", "provider_ref", "queried_at", "received_minor", "reference", "status", "version") VALUES (NEW."amount_minor", NEW."captured_at", NEW."created_at", NEW."currency", NEW."ended_at", NEW."expires_at", NEW."id", NEW."next_action", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."provider", NEW."provider_ref", NEW."queried_at", NEW."received_minor", NEW."reference", NEW."status", NEW."version"); RETURN NULL;',
                    hash="54d7e3d1c863d59d6bd185a9f68d21f7fcd245f3",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_24a65",
                    table="payments_payment",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="payment",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "payments_paymentaudit" ("amount_minor", "captured_at", "created_at", "currency", "ended_at", "expires_at", "id", "next_action", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "provider", "provider_ref", "queried_at", "received_minor", "reference", "status", "version") VALUES (NEW."amount_minor", NEW."captured_at", NEW."created_at", NEW."currency", NEW."ended_at", NEW."expires_at", NEW."id", NEW."next_action", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."provider", NEW."provider_ref", NEW."queried_at", NEW."received_minor", NEW."reference", NEW."status", NEW."version"); RETURN NULL;',
                    hash="6f5323c34987c2f7fdf93a1b8291619c06febd42",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_dd546",
                    table="payments_payment",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="payment",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "payments_paymentaudit" ("amount_minor", "captured_at", "created_at", "currency", "ended_at", "expires_at", "id", "next_action", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "provider", "provider_ref", "queried_at", "received_minor", "reference", "status", "version") VALUES (OLD."amount_minor", OLD."captured_at", OLD."created_at", OLD."currency", OLD."ended_at", OLD."expires_at", OLD."id", OLD."next_action", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."provider", OLD."provider_ref", OLD."queried_at", OLD."received_minor", OLD."reference", OLD."status", OLD."version"); RETURN NULL;',
                    hash="adb4d9a519f56385a72e6fb420eeb3724f5129da",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_b2c62",
                    table="payments_payment",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddField(
            model_name="paymentaudit",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="audit",
                related_query_name="+",
                to="payments.payment",
            ),
        ),
        migrations.AddField(
            model_name="paymentevent",
            name="payment",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="events",
                to="payments.payment",
            ),
        ),
        migrations.AddField(
            model_name="paymenteventaudit",
            name="payment",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="payments.payment",
            ),
        ),
        migrations.AddField(
            model_name="paymenteventaudit",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="audit",
                related_query_name="+",
                to="payments.paymentevent",
            ),
        ),
        migrations.AddField(
            model_name="paymentmove",
            name="row",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="moves", to="payments.payment"
            ),
        ),
        migrations.AddField(
            model_name="paymentpart",
            name="payment",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="parts", to="payments.payment"
            ),
        ),
        migrations.AddField(
            model_name="paymentpartaudit",
            name="payment",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="payments.payment",
            ),
        ),
        migrations.AddField(
            model_name="paymentpartaudit",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="audit",
                related_query_name="+",
                to="payments.paymentpart",
            ),
        ),
        migrations.AddField(
            model_name="refund",
            name="part",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="refunds", to="payments.paymentpart"
            ),
        ),
        migrations.AddField(
            model_name="refundaudit",
            name="part",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="payments.paymentpart",
            ),
        ),
        migrations.AddField(
            model_name="refundaudit",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="audit",
                related_query_name="+",
                to="payments.refund",
            ),
        ),
        migrations.AddField(
            model_name="refundmove",
            name="row",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="moves", to="payments.refund"
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentevent",
            constraint=models.UniqueConstraint(
                fields=("provider", "provider_event_id"), name="notification_once_per_provider"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="paymentevent",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "payments_paymenteventaudit" ("amount_minor", "created_at", "currency", "id", "kind", "occurred_at", "outcome", "payment_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "processed_at", "provider", "provider_event_id", "received_at", "version") VALUES (NEW."amount_minor", NEW."created_at", NEW."currency", NEW."id", NEW."kind", NEW."occurred_at", NEW."outcome", NEW."payment_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."processed_at", NEW."provider", NEW."provider_event_id", NEW."received_at", NEW."version"); RETURN NULL;',
                    hash="079e01aafaba6385dbf100fe49bca4d293ec39c0",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_7e2be",
                    table="payments_paymentevent",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="paymentevent",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."amount_minor" IS DISTINCT FROM (NEW."amount_minor") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."currency" IS DISTINCT FROM (NEW."currency") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."occurred_at" IS DISTINCT FROM (NEW."occurred_at") OR OLD."outcome" IS DISTINCT FROM (NEW."outcome") OR OLD."payment_id" IS DISTINCT FROM (NEW."payment_id") OR OLD."processed_at" IS DISTINCT FROM (NEW."processed_at") OR OLD."provider" IS DISTINCT FROM (NEW."provider") OR OLD."provider_event_id" IS DISTINCT FROM (NEW."provider_event_id") OR OLD."received_at" IS DISTINCT FROM (NEW."received_at") OR OLD."version" IS DISTINCT FROM (NEW."version"))',
                    func='INSERT INTO "payments_paymenteventaudit" ("amount_minor", "created_at", "currency", "id", "kind", "occurred_at", "outcome", "payment_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "processed_at", "provider", "provider_event_id", "received_at", "version") VALUES (NEW."amount_minor", NEW."created_at", NEW."currency", NEW."id", NEW."kind", NEW."occurred_at", NEW."outcome", NEW."payment_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."processed_at", NEW."provider", NEW."provider_event_id", NEW."received_at", NEW."version"); RETURN NULL;',
                    hash="9039455d5a74879e695160077f99d310a5787f73",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_ca5c3",
                    table="payments_paymentevent",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="paymentevent",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "payments_paymenteventaudit" ("amount_minor", "created_at", "currency", "id", "kind", "occurred_at", "outcome", "payment_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "processed_at", "provider", "provider_event_id", "received_at", "version") VALUES (OLD."amount_minor", OLD."created_at", OLD."currency", OLD."id", OLD."kind", OLD."occurred_at", OLD."outcome", OLD."payment_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."processed_at", OLD."provider", OLD."provider_event_id", OLD."received_at", OLD."version"); RETURN NULL;',
                    hash="08d5ac85c803ae92e91218d907b5ba0afe5dff0c",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_2a8e1",
                    table="payments_paymentevent",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentpart",
            constraint=models.UniqueConstraint(
                fields=("payment", "order_reference"), name="payment_part_one_per_order"
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentpart",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_minor__gt", 0)), name="payment_part_is_positive"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="paymentpart",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "payments_paymentpartaudit" ("amount_minor", "created_at", "id", "order_reference", "payment_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "version") VALUES (NEW."amount_minor", NEW."created_at", NEW."id", NEW."order_reference", NEW."payment_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."version"); RETURN NULL;',
                    hash="5a4bb0ce100a4e07778e2988e14687b975cbb92c",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_83cee",
                    table="payments_paymentpart",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="paymentpart",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "payments_paymentpartaudit" ("amount_minor", "created_at", "id", "order_reference", "payment_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "version") VALUES (NEW."amount_minor", NEW."created_at", NEW."id", NEW."order_reference", NEW."payment_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."version"); RETURN NULL;',
                    hash="5f5fd4ea9fcd0678e1af9dbf399ea5a2f31c7dad",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_3e1b5",
                    table="payments_paymentpart",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="paymentpart",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "payments_paymentpartaudit" ("amount_minor", "created_at", "id", "order_reference", "payment_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "version") VALUES (OLD."amount_minor", OLD."created_at", OLD."id", OLD."order_reference", OLD."payment_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."version"); RETURN NULL;',
                    hash="bc25aa314e9c6cbc20e1686e960ee261878c21e7",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_b5867",
                    table="payments_paymentpart",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_minor__gt", 0)), name="refund_is_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("done_at__isnull", False), ("status", "done")),
                    models.Q(models.Q(("status", "done"), _negated=True), ("done_at__isnull", True)),
                    _connector="OR",
                ),
                name="refund_done_has_stamp",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="refund",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "payments_refundaudit" ("amount_minor", "approved_by_id", "created_at", "currency", "done_at", "id", "part_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "requested_at", "requested_by_id", "status", "version") VALUES (NEW."amount_minor", NEW."approved_by_id", NEW."created_at", NEW."currency", NEW."done_at", NEW."id", NEW."part_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."reason", NEW."requested_at", NEW."requested_by_id", NEW."status", NEW."version"); RETURN NULL;',
                    hash="6a3fb347ebc07144ce30c374bec7e89bff9eefee",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_eff19",
                    table="payments_refund",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="refund",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "payments_refundaudit" ("amount_minor", "approved_by_id", "created_at", "currency", "done_at", "id", "part_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "requested_at", "requested_by_id", "status", "version") VALUES (NEW."amount_minor", NEW."approved_by_id", NEW."created_at", NEW."currency", NEW."done_at", NEW."id", NEW."part_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."reason", NEW."requested_at", NEW."requested_by_id", NEW."status", NEW."version"); RETURN NULL;',
                    hash="4a94a1ed2ed603dd66433b3e968dcff72d902181",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_1c17b",
                    table="payments_refund",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="refund",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "payments_refundaudit" ("amount_minor", "approved_by_id", "created_at", "currency", "done_at", "id", "part_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "requested_at", "requested_by_id", "status", "version") VALUES (OLD."amount_minor", OLD."approved_by_id", OLD."created_at", OLD."currency", OLD."done_at", OLD."id", OLD."part_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."reason", OLD."requested_at", OLD."requested_by_id", OLD."status", OLD."version"); RETURN NULL;',
                    hash="22b2f0288608e6db215d17fcf370384f7554a9b0",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_28c57",
                    table="payments_refund",
                    when="AFTER",
                ),
            ),
        ),
        CreateSerial("payments_payment_serial"),
        ProtectHistory(
            "payments_demochargeaudit",
            "payments_fxrateaudit",
            "payments_paymentaudit",
            "payments_paymenteventaudit",
            "payments_paymentmove",
            "payments_paymentpartaudit",
            "payments_refundaudit",
            "payments_refundmove",
        ),
    ]
