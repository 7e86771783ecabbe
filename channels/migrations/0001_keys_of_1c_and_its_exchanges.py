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
        ("catalog", "0013_files_of_goods"),
    ]

    operations = [
        migrations.CreateModel(
            name="ExchangeAccess",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=kit.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(editable=False)),
                ("public_id", models.CharField(editable=False, max_length=16, unique=True)),
                ("digest", models.CharField(editable=False, max_length=64)),
                (
                    "encoding",
                    models.CharField(
                        choices=[("utf-8", "UTF-8"), ("windows-1251", "Windows-1251")],
                        default="utf-8",
                        max_length=16,
                    ),
                ),
                ("last_used_at", models.DateTimeField(blank=True, null=True)),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "seller",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalog.seller"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "exchange accesses",
            },
        ),
        migrations.CreateModel(
            name="Exchange",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=kit.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(editable=False)),
                ("digest", models.CharField(editable=False, max_length=64, unique=True)),
                ("is_in_parts", models.BooleanField(default=False)),
                ("mode", models.CharField(blank=True, default="", max_length=16)),
                (
                    "result",
                    models.CharField(
                        blank=True,
                        choices=[("success", "Done"), ("progress", "Goes on"), ("failure", "Refused")],
                        default="",
                        max_length=8,
                    ),
                ),
                ("words", models.CharField(blank=True, default="", max_length=500)),
                ("last_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "end",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Open"),
                            ("completed", "Completed"),
                            ("replaced", "Broken off, another one began"),
                            ("lapsed", "Not gone on with"),
                        ],
                        default="",
                        max_length=12,
                    ),
                ),
                (
                    "access",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="exchanges",
                        to="channels.exchangeaccess",
                    ),
                ),
            ],
            options={
                "ordering": ("-id",),
            },
        ),
        migrations.CreateModel(
            name="ExchangeAccessAudit",
            fields=[
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.UUIDField(default=kit.ids.uuid7, editable=False, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(editable=False)),
                ("public_id", models.CharField(editable=False, max_length=16)),
                (
                    "encoding",
                    models.CharField(
                        choices=[("utf-8", "UTF-8"), ("windows-1251", "Windows-1251")],
                        default="utf-8",
                        max_length=16,
                    ),
                ),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="audit",
                        related_query_name="+",
                        to="channels.exchangeaccess",
                    ),
                ),
                (
                    "seller",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
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
            name="ExchangeFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("size_bytes", models.PositiveIntegerField(default=0)),
                ("is_unpacked", models.BooleanField(default=False)),
                ("is_whole", models.BooleanField(default=False)),
                ("is_held", models.BooleanField(default=False)),
                (
                    "exchange",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="files",
                        to="channels.exchange",
                    ),
                ),
                (
                    "job",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.importjob",
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
            },
        ),
        migrations.CreateModel(
            name="ExchangePiece",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("key", models.CharField(db_index=True, max_length=32)),
                ("size_bytes", models.PositiveIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pieces",
                        to="channels.exchangefile",
                    ),
                ),
            ],
            options={
                "ordering": ("file", "number"),
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="exchangeaccess",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "channels_exchangeaccessaudit" ("created_at", "encoding", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "revoked_at", "seller_id", "version") VALUES (NEW."created_at", NEW."encoding", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."public_id", NEW."revoked_at", NEW."seller_id", NEW."version"); RETURN NULL;',
                    hash="bf9b6f30649d3b14549167b5bd43df916de855e1",
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
                    condition='WHEN (OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."encoding" IS DISTINCT FROM (NEW."encoding") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."public_id" IS DISTINCT FROM (NEW."public_id") OR OLD."revoked_at" IS DISTINCT FROM (NEW."revoked_at") OR OLD."seller_id" IS DISTINCT FROM (NEW."seller_id") OR OLD."version" IS DISTINCT FROM (NEW."version"))',
                    func='INSERT INTO "channels_exchangeaccessaudit" ("created_at", "encoding", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "revoked_at", "seller_id", "version") VALUES (NEW."created_at", NEW."encoding", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."public_id", NEW."revoked_at", NEW."seller_id", NEW."version"); RETURN NULL;',
                    hash="46c7df915df9a33d7dca3ae737b9722c4b841b42",
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
                    func='INSERT INTO "channels_exchangeaccessaudit" ("created_at", "encoding", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "revoked_at", "seller_id", "version") VALUES (OLD."created_at", OLD."encoding", OLD."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."public_id", OLD."revoked_at", OLD."seller_id", OLD."version"); RETURN NULL;',
                    hash="c802e4c3380435ea648013419099dcf0fbd1efa9",
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
                condition=models.Q(("closed_at__isnull", True)), fields=("access",), name="exchange_one_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="exchange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at__isnull", True), ("end", "")),
                    models.Q(("closed_at__isnull", False), models.Q(("end", ""), _negated=True)),
                    _connector="OR",
                ),
                name="exchange_closed_has_end",
            ),
        ),
        migrations.AddConstraint(
            model_name="exchangefile",
            constraint=models.UniqueConstraint(fields=("exchange", "name"), name="exchange_file_once"),
        ),
        migrations.AddConstraint(
            model_name="exchangepiece",
            constraint=models.UniqueConstraint(fields=("file", "number"), name="exchange_piece_once"),
        ),
        ProtectHistory("channels_exchangeaccessaudit"),
    ]
