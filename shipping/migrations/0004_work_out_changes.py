import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("shipping", "0003_timetable_edits"),
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
        migrations.AddField(
            model_name="departure",
            name="follow_up_at",
            field=models.DateTimeField(
                blank=True,
                editable=False,
                help_text="Changed, and since when what this means for its shipments is still to be worked out.",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="departureaudit",
            name="follow_up_at",
            field=models.DateTimeField(
                blank=True,
                editable=False,
                help_text="Changed, and since when what this means for its shipments is still to be worked out.",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="departureleg",
            name="cut_to_gross_g",
            field=models.BigIntegerField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="departureleg",
            name="cut_to_mteu",
            field=models.IntegerField(
                blank=True,
                editable=False,
                help_text="Cut to this, once enough containers have left.",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="departurelegaudit",
            name="cut_to_gross_g",
            field=models.BigIntegerField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="departurelegaudit",
            name="cut_to_mteu",
            field=models.IntegerField(
                blank=True,
                editable=False,
                help_text="Cut to this, once enough containers have left.",
                null=True,
            ),
        ),
        migrations.AddIndex(
            model_name="departure",
            index=models.Index(
                condition=models.Q(("follow_up_at__isnull", False)),
                fields=["follow_up_at"],
                name="departure_to_follow_up",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="departure",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "shipping_departureaudit" ("arrives_at", "cancelled_at", "cfs_cutoff_at", "created_at", "cy_cutoff_at", "departs_at", "doc_cutoff_at", "documents_closed_at", "edited_at", "follow_up_at", "id", "note", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "planned_arrives_at", "planned_departs_at", "rests", "runs_through", "service_date", "service_id", "status", "terminal_closed_at", "version") VALUES (NEW."arrives_at", NEW."cancelled_at", NEW."cfs_cutoff_at", NEW."created_at", NEW."cy_cutoff_at", NEW."departs_at", NEW."doc_cutoff_at", NEW."documents_closed_at", NEW."edited_at", NEW."follow_up_at", NEW."id", NEW."note", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."planned_arrives_at", NEW."planned_departs_at", NEW."rests", NEW."runs_through", NEW."service_date", NEW."service_id", NEW."status", NEW."terminal_closed_at", NEW."version"); RETURN NULL;',
                    hash="6437ae7753252b78c5083067c09ccf91c1b16610",
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
                    func='INSERT INTO "shipping_departureaudit" ("arrives_at", "cancelled_at", "cfs_cutoff_at", "created_at", "cy_cutoff_at", "departs_at", "doc_cutoff_at", "documents_closed_at", "edited_at", "follow_up_at", "id", "note", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "planned_arrives_at", "planned_departs_at", "rests", "runs_through", "service_date", "service_id", "status", "terminal_closed_at", "version") VALUES (NEW."arrives_at", NEW."cancelled_at", NEW."cfs_cutoff_at", NEW."created_at", NEW."cy_cutoff_at", NEW."departs_at", NEW."doc_cutoff_at", NEW."documents_closed_at", NEW."edited_at", NEW."follow_up_at", NEW."id", NEW."note", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."planned_arrives_at", NEW."planned_departs_at", NEW."rests", NEW."runs_through", NEW."service_date", NEW."service_id", NEW."status", NEW."terminal_closed_at", NEW."version"); RETURN NULL;',
                    hash="36ec769d280e6b56fc56e446d78f56cd895348dd",
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
                    func='INSERT INTO "shipping_departureaudit" ("arrives_at", "cancelled_at", "cfs_cutoff_at", "created_at", "cy_cutoff_at", "departs_at", "doc_cutoff_at", "documents_closed_at", "edited_at", "follow_up_at", "id", "note", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "planned_arrives_at", "planned_departs_at", "rests", "runs_through", "service_date", "service_id", "status", "terminal_closed_at", "version") VALUES (OLD."arrives_at", OLD."cancelled_at", OLD."cfs_cutoff_at", OLD."created_at", OLD."cy_cutoff_at", OLD."departs_at", OLD."doc_cutoff_at", OLD."documents_closed_at", OLD."edited_at", OLD."follow_up_at", OLD."id", OLD."note", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."planned_arrives_at", OLD."planned_departs_at", OLD."rests", OLD."runs_through", OLD."service_date", OLD."service_id", OLD."status", OLD."terminal_closed_at", OLD."version"); RETURN NULL;',
                    hash="d2aab20a2f0bc00a6de02407d4dd5e2305122439",
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
                    func='INSERT INTO "shipping_departurelegaudit" ("actual_arrived_at", "actual_departed_at", "arrives_at", "cancelled_at", "cap_gross_g", "cap_length_mm", "cap_mteu", "cap_plugs", "created_at", "cut_to_gross_g", "cut_to_mteu", "departs_at", "departure_id", "destination_id", "free_gross_g", "free_length_mm", "free_mteu", "free_plugs", "full_gross_g", "full_mteu", "gauge_mm", "id", "kind", "origin_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "planned_arrives_at", "planned_departs_at", "position", "train_number", "version") VALUES (NEW."actual_arrived_at", NEW."actual_departed_at", NEW."arrives_at", NEW."cancelled_at", NEW."cap_gross_g", NEW."cap_length_mm", NEW."cap_mteu", NEW."cap_plugs", NEW."created_at", NEW."cut_to_gross_g", NEW."cut_to_mteu", NEW."departs_at", NEW."departure_id", NEW."destination_id", NEW."free_gross_g", NEW."free_length_mm", NEW."free_mteu", NEW."free_plugs", NEW."full_gross_g", NEW."full_mteu", NEW."gauge_mm", NEW."id", NEW."kind", NEW."origin_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."planned_arrives_at", NEW."planned_departs_at", NEW."position", NEW."train_number", NEW."version"); RETURN NULL;',
                    hash="42ef2f107f5e01910c878000eaf4277243542174",
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
                    func='INSERT INTO "shipping_departurelegaudit" ("actual_arrived_at", "actual_departed_at", "arrives_at", "cancelled_at", "cap_gross_g", "cap_length_mm", "cap_mteu", "cap_plugs", "created_at", "cut_to_gross_g", "cut_to_mteu", "departs_at", "departure_id", "destination_id", "free_gross_g", "free_length_mm", "free_mteu", "free_plugs", "full_gross_g", "full_mteu", "gauge_mm", "id", "kind", "origin_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "planned_arrives_at", "planned_departs_at", "position", "train_number", "version") VALUES (NEW."actual_arrived_at", NEW."actual_departed_at", NEW."arrives_at", NEW."cancelled_at", NEW."cap_gross_g", NEW."cap_length_mm", NEW."cap_mteu", NEW."cap_plugs", NEW."created_at", NEW."cut_to_gross_g", NEW."cut_to_mteu", NEW."departs_at", NEW."departure_id", NEW."destination_id", NEW."free_gross_g", NEW."free_length_mm", NEW."free_mteu", NEW."free_plugs", NEW."full_gross_g", NEW."full_mteu", NEW."gauge_mm", NEW."id", NEW."kind", NEW."origin_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."planned_arrives_at", NEW."planned_departs_at", NEW."position", NEW."train_number", NEW."version"); RETURN NULL;',
                    hash="1bc2d0c254054739c5d42dc52e4f2d2a6d74d2bb",
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
                    func='INSERT INTO "shipping_departurelegaudit" ("actual_arrived_at", "actual_departed_at", "arrives_at", "cancelled_at", "cap_gross_g", "cap_length_mm", "cap_mteu", "cap_plugs", "created_at", "cut_to_gross_g", "cut_to_mteu", "departs_at", "departure_id", "destination_id", "free_gross_g", "free_length_mm", "free_mteu", "free_plugs", "full_gross_g", "full_mteu", "gauge_mm", "id", "kind", "origin_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "planned_arrives_at", "planned_departs_at", "position", "train_number", "version") VALUES (OLD."actual_arrived_at", OLD."actual_departed_at", OLD."arrives_at", OLD."cancelled_at", OLD."cap_gross_g", OLD."cap_length_mm", OLD."cap_mteu", OLD."cap_plugs", OLD."created_at", OLD."cut_to_gross_g", OLD."cut_to_mteu", OLD."departs_at", OLD."departure_id", OLD."destination_id", OLD."free_gross_g", OLD."free_length_mm", OLD."free_mteu", OLD."free_plugs", OLD."full_gross_g", OLD."full_mteu", OLD."gauge_mm", OLD."id", OLD."kind", OLD."origin_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."planned_arrives_at", OLD."planned_departs_at", OLD."position", OLD."train_number", OLD."version"); RETURN NULL;',
                    hash="4e2e9fd73ebc8e23ab77e7fcadb1b7193149bae9",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_3feb1",
                    table="shipping_departureleg",
                    when="AFTER",
                ),
            ),
        ),
    ]
