import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("shipping", "0002_railway"),
    ]

    operations = [
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
            model_name="trainservice",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="trainservice",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="trainservice",
            name="delete_delete",
        ),
        migrations.AddField(
            model_name="departure",
            name="rests",
            field=models.BooleanField(
                default=False,
                help_text="Cancelled by the timetable's own rules: it runs again when they no longer apply.",
            ),
        ),
        migrations.AddField(
            model_name="departureaudit",
            name="rests",
            field=models.BooleanField(
                default=False,
                help_text="Cancelled by the timetable's own rules: it runs again when they no longer apply.",
            ),
        ),
        migrations.AddField(
            model_name="trainservice",
            name="edited_at",
            field=models.DateTimeField(
                blank=True,
                help_text="Edited by staff since: the reference data leaves it as it is.",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="trainserviceaudit",
            name="edited_at",
            field=models.DateTimeField(
                blank=True,
                help_text="Edited by staff since: the reference data leaves it as it is.",
                null=True,
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="departure",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "shipping_departureaudit" ("arrives_at", "cancelled_at", "cfs_cutoff_at", "created_at", "cy_cutoff_at", "departs_at", "doc_cutoff_at", "documents_closed_at", "edited_at", "id", "note", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "planned_arrives_at", "planned_departs_at", "rests", "runs_through", "service_date", "service_id", "status", "terminal_closed_at", "version") VALUES (NEW."arrives_at", NEW."cancelled_at", NEW."cfs_cutoff_at", NEW."created_at", NEW."cy_cutoff_at", NEW."departs_at", NEW."doc_cutoff_at", NEW."documents_closed_at", NEW."edited_at", NEW."id", NEW."note", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."planned_arrives_at", NEW."planned_departs_at", NEW."rests", NEW."runs_through", NEW."service_date", NEW."service_id", NEW."status", NEW."terminal_closed_at", NEW."version"); RETURN NULL;',
                    hash="e3c386e84f24fd9c5de0c1573a873f389b62e051",
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
                    func='INSERT INTO "shipping_departureaudit" ("arrives_at", "cancelled_at", "cfs_cutoff_at", "created_at", "cy_cutoff_at", "departs_at", "doc_cutoff_at", "documents_closed_at", "edited_at", "id", "note", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "planned_arrives_at", "planned_departs_at", "rests", "runs_through", "service_date", "service_id", "status", "terminal_closed_at", "version") VALUES (NEW."arrives_at", NEW."cancelled_at", NEW."cfs_cutoff_at", NEW."created_at", NEW."cy_cutoff_at", NEW."departs_at", NEW."doc_cutoff_at", NEW."documents_closed_at", NEW."edited_at", NEW."id", NEW."note", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."planned_arrives_at", NEW."planned_departs_at", NEW."rests", NEW."runs_through", NEW."service_date", NEW."service_id", NEW."status", NEW."terminal_closed_at", NEW."version"); RETURN NULL;',
                    hash="cbe54fed3485150bac168c281baaed1c9f8ae8b3",
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
                    func='INSERT INTO "shipping_departureaudit" ("arrives_at", "cancelled_at", "cfs_cutoff_at", "created_at", "cy_cutoff_at", "departs_at", "doc_cutoff_at", "documents_closed_at", "edited_at", "id", "note", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "planned_arrives_at", "planned_departs_at", "rests", "runs_through", "service_date", "service_id", "status", "terminal_closed_at", "version") VALUES (OLD."arrives_at", OLD."cancelled_at", OLD."cfs_cutoff_at", OLD."created_at", OLD."cy_cutoff_at", OLD."departs_at", OLD."doc_cutoff_at", OLD."documents_closed_at", OLD."edited_at", OLD."id", OLD."note", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."planned_arrives_at", OLD."planned_departs_at", OLD."rests", OLD."runs_through", OLD."service_date", OLD."service_id", OLD."status", OLD."terminal_closed_at", OLD."version"); RETURN NULL;',
                    hash="4acdb0650956f1f5a6b4a57a63de0aac6587a50b",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_cc9c7",
                    table="shipping_departure",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="trainservice",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "shipping_trainserviceaudit" ("cfs_cutoff_h", "code", "confidence", "created_at", "crossing", "cy_cutoff_h", "departs_local", "destination_id", "direction", "doc_cutoff_h", "edited_at", "id", "name", "origin_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "route_id", "source", "transit_h", "valid_from", "valid_to", "version", "weekdays") VALUES (NEW."cfs_cutoff_h", NEW."code", NEW."confidence", NEW."created_at", NEW."crossing", NEW."cy_cutoff_h", NEW."departs_local", NEW."destination_id", NEW."direction", NEW."doc_cutoff_h", NEW."edited_at", NEW."id", NEW."name", NEW."origin_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."route_id", NEW."source", NEW."transit_h", NEW."valid_from", NEW."valid_to", NEW."version", NEW."weekdays"); RETURN NULL;',
                    hash="224408e904f5dcf5f3bab234bd6b1895a7a1757b",
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
                    func='INSERT INTO "shipping_trainserviceaudit" ("cfs_cutoff_h", "code", "confidence", "created_at", "crossing", "cy_cutoff_h", "departs_local", "destination_id", "direction", "doc_cutoff_h", "edited_at", "id", "name", "origin_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "route_id", "source", "transit_h", "valid_from", "valid_to", "version", "weekdays") VALUES (NEW."cfs_cutoff_h", NEW."code", NEW."confidence", NEW."created_at", NEW."crossing", NEW."cy_cutoff_h", NEW."departs_local", NEW."destination_id", NEW."direction", NEW."doc_cutoff_h", NEW."edited_at", NEW."id", NEW."name", NEW."origin_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."route_id", NEW."source", NEW."transit_h", NEW."valid_from", NEW."valid_to", NEW."version", NEW."weekdays"); RETURN NULL;',
                    hash="0c4172b702c4b4fa18e85f15f4c45e2693655db9",
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
                    func='INSERT INTO "shipping_trainserviceaudit" ("cfs_cutoff_h", "code", "confidence", "created_at", "crossing", "cy_cutoff_h", "departs_local", "destination_id", "direction", "doc_cutoff_h", "edited_at", "id", "name", "origin_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "route_id", "source", "transit_h", "valid_from", "valid_to", "version", "weekdays") VALUES (OLD."cfs_cutoff_h", OLD."code", OLD."confidence", OLD."created_at", OLD."crossing", OLD."cy_cutoff_h", OLD."departs_local", OLD."destination_id", OLD."direction", OLD."doc_cutoff_h", OLD."edited_at", OLD."id", OLD."name", OLD."origin_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."route_id", OLD."source", OLD."transit_h", OLD."valid_from", OLD."valid_to", OLD."version", OLD."weekdays"); RETURN NULL;',
                    hash="7daa70a6fab25d4019359caa4a0eea6dd09c2846",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_fd011",
                    table="shipping_trainservice",
                    when="AFTER",
                ),
            ),
        ),
    ]
