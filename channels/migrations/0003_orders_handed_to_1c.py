import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0015_editions_of_law"),
        ("channels", "0002_feeds_of_goods"),
        ("orders", "0019_editions_of_tariffs"),
    ]

    operations = [
        migrations.CreateModel(
            name="OrderReport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("place", models.PositiveIntegerField()),
                ("given_number", models.CharField(blank=True, max_length=80)),
                (
                    "verb",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Nothing"),
                            ("accept", "Accept the order"),
                            ("pack", "Pack it"),
                            ("decline", "Decline it"),
                        ],
                        default="",
                        max_length=8,
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("taken", "Taken over"),
                            ("same", "Nothing new"),
                            ("untaken", "Not taken over"),
                        ],
                        max_length=8,
                    ),
                ),
                ("why", models.CharField(blank=True, default="", max_length=64)),
                ("facts", models.JSONField(blank=True, default=dict)),
                ("reported_at", models.DateTimeField()),
            ],
            options={
                "ordering": ("-id",),
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="exchangeaccess",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="exchangeaccess",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="exchangeaccess",
            name="delete_delete",
        ),
        migrations.RemoveConstraint(
            model_name="exchange",
            name="exchange_one_open",
        ),
        migrations.AddField(
            model_name="exchange",
            name="confirmed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="exchange",
            name="kind",
            field=models.CharField(
                choices=[("catalog", "Goods"), ("sale", "Orders")],
                db_default="catalog",
                default="catalog",
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="exchange",
            name="told_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="exchange",
            name="told_count",
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="exchange",
            name="told_position",
            field=models.PositiveBigIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="exchangeaccess",
            name="confirmed_position",
            field=models.PositiveBigIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="exchangeaccess",
            name="orders_from",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="exchangeaccess",
            name="status_words",
            field=models.JSONField(blank=True, db_default={}, default=dict),
        ),
        migrations.AddField(
            model_name="exchangeaccess",
            name="takes_orders",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="exchangeaccessaudit",
            name="orders_from",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="exchangeaccessaudit",
            name="status_words",
            field=models.JSONField(blank=True, db_default={}, default=dict),
        ),
        migrations.AddField(
            model_name="exchangeaccessaudit",
            name="takes_orders",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="exchangefile",
            name="attempts",
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="exchangefile",
            name="awaits_reading",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="exchangefile",
            name="facts",
            field=models.JSONField(blank=True, db_default={}, default=dict),
        ),
        migrations.AddField(
            model_name="exchangefile",
            name="read_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="exchangefile",
            name="reading_until",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="exchangefile",
            name="why",
            field=models.CharField(blank=True, db_default="", default="", max_length=64),
        ),
        migrations.AddIndex(
            model_name="exchangefile",
            index=models.Index(
                condition=models.Q(("awaits_reading", True)), fields=["id"], name="exchange_file_to_read"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="exchangeaccess",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "channels_exchangeaccessaudit" ("created_at", "encoding", "id", "orders_from", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "revoked_at", "seller_id", "status_words", "takes_orders", "version") VALUES (NEW."created_at", NEW."encoding", NEW."id", NEW."orders_from", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."public_id", NEW."revoked_at", NEW."seller_id", NEW."status_words", NEW."takes_orders", NEW."version"); RETURN NULL;',
                    hash="b139ae23cbe60eb2734f1ffe8af5b35fb969758a",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_1ca4f",
                    table="channels_exchangeaccess",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="exchangeaccess",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."encoding" IS DISTINCT FROM (NEW."encoding") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."orders_from" IS DISTINCT FROM (NEW."orders_from") OR OLD."public_id" IS DISTINCT FROM (NEW."public_id") OR OLD."revoked_at" IS DISTINCT FROM (NEW."revoked_at") OR OLD."seller_id" IS DISTINCT FROM (NEW."seller_id") OR OLD."status_words" IS DISTINCT FROM (NEW."status_words") OR OLD."takes_orders" IS DISTINCT FROM (NEW."takes_orders") OR OLD."version" IS DISTINCT FROM (NEW."version"))',
                    func='INSERT INTO "channels_exchangeaccessaudit" ("created_at", "encoding", "id", "orders_from", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "revoked_at", "seller_id", "status_words", "takes_orders", "version") VALUES (NEW."created_at", NEW."encoding", NEW."id", NEW."orders_from", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."public_id", NEW."revoked_at", NEW."seller_id", NEW."status_words", NEW."takes_orders", NEW."version"); RETURN NULL;',
                    hash="48623aebb07d6fcc40593a2872f0aecf7e5d9a92",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_4761c",
                    table="channels_exchangeaccess",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="exchangeaccess",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "channels_exchangeaccessaudit" ("created_at", "encoding", "id", "orders_from", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "revoked_at", "seller_id", "status_words", "takes_orders", "version") VALUES (OLD."created_at", OLD."encoding", OLD."id", OLD."orders_from", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."public_id", OLD."revoked_at", OLD."seller_id", OLD."status_words", OLD."takes_orders", OLD."version"); RETURN NULL;',
                    hash="6ea68284780c61f368685b6ccbce2ad78ff94673",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_5ff8f",
                    table="channels_exchangeaccess",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="exchange",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_at__isnull", True)),
                fields=("access", "kind"),
                name="exchange_one_open_of_a_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="exchange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("confirmed_at__isnull", True), ("told_position__isnull", False), _connector="OR"
                ),
                name="exchange_confirms_what_it_told",
            ),
        ),
        migrations.AddConstraint(
            model_name="exchangeaccess",
            constraint=models.CheckConstraint(
                condition=models.Q(("takes_orders", False), ("orders_from__isnull", False), _connector="OR"),
                name="exchange_access_takes_orders_from_some_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="exchangefile",
            constraint=models.CheckConstraint(
                condition=models.Q(("read_at__isnull", True), ("awaits_reading", False), _connector="OR"),
                name="exchange_file_is_read_once",
            ),
        ),
        migrations.AddField(
            model_name="orderreport",
            name="access",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="order_reports",
                to="channels.exchangeaccess",
            ),
        ),
        migrations.AddField(
            model_name="orderreport",
            name="file",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="order_reports",
                to="channels.exchangefile",
            ),
        ),
        migrations.AddField(
            model_name="orderreport",
            name="order",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="orders.order",
            ),
        ),
        migrations.AddIndex(
            model_name="orderreport",
            index=models.Index(fields=["access", "-id"], name="order_report_of_access"),
        ),
        migrations.AddConstraint(
            model_name="orderreport",
            constraint=models.UniqueConstraint(fields=("file", "place"), name="order_report_once"),
        ),
        migrations.AddConstraint(
            model_name="orderreport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("outcome", "untaken"), _negated=True),
                    models.Q(("why", ""), _negated=True),
                    _connector="OR",
                ),
                name="order_report_untaken_says_why",
            ),
        ),
    ]
