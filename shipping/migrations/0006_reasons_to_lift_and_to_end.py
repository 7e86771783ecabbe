import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("shipping", "0005_seals_on_record"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="allotment",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="allotment",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="allotment",
            name="delete_delete",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="embargo",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="embargo",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="embargo",
            name="delete_delete",
        ),
        migrations.AddField(
            model_name="allotment",
            name="end_reason",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name="allotmentaudit",
            name="end_reason",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name="embargo",
            name="lift_reason",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name="embargoaudit",
            name="lift_reason",
            field=models.CharField(blank=True, max_length=200),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="allotment",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "shipping_allotmentaudit" ("created_at", "end_reason", "ended_at", "id", "organisation_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "places", "release_h", "service_id", "valid_from", "valid_to", "version") VALUES (NEW."created_at", NEW."end_reason", NEW."ended_at", NEW."id", NEW."organisation_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."places", NEW."release_h", NEW."service_id", NEW."valid_from", NEW."valid_to", NEW."version"); RETURN NULL;',
                    hash="17dad85b0c7b3cf583b73b3440ddde877d2f878c",
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
                    func='INSERT INTO "shipping_allotmentaudit" ("created_at", "end_reason", "ended_at", "id", "organisation_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "places", "release_h", "service_id", "valid_from", "valid_to", "version") VALUES (NEW."created_at", NEW."end_reason", NEW."ended_at", NEW."id", NEW."organisation_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."places", NEW."release_h", NEW."service_id", NEW."valid_from", NEW."valid_to", NEW."version"); RETURN NULL;',
                    hash="a9c1f554fc9fc80a367cb2a0c0a006f8002b224e",
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
                    func='INSERT INTO "shipping_allotmentaudit" ("created_at", "end_reason", "ended_at", "id", "organisation_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "places", "release_h", "service_id", "valid_from", "valid_to", "version") VALUES (OLD."created_at", OLD."end_reason", OLD."ended_at", OLD."id", OLD."organisation_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."places", OLD."release_h", OLD."service_id", OLD."valid_from", OLD."valid_to", OLD."version"); RETURN NULL;',
                    hash="3c5ffcf5e9d922b1cfca91b12b1ebde56d7a9306",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_e2f19",
                    table="shipping_allotment",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="embargo",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "shipping_embargoaudit" ("created_at", "crossing_id", "direction", "ends_at", "id", "lift_reason", "lifted_at", "location_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "segregation_classes", "starts_at", "version") VALUES (NEW."created_at", NEW."crossing_id", NEW."direction", NEW."ends_at", NEW."id", NEW."lift_reason", NEW."lifted_at", NEW."location_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."reason", NEW."segregation_classes", NEW."starts_at", NEW."version"); RETURN NULL;',
                    hash="3570a11b713084179cf0ea61d6b9ddb95da680cf",
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
                    func='INSERT INTO "shipping_embargoaudit" ("created_at", "crossing_id", "direction", "ends_at", "id", "lift_reason", "lifted_at", "location_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "segregation_classes", "starts_at", "version") VALUES (NEW."created_at", NEW."crossing_id", NEW."direction", NEW."ends_at", NEW."id", NEW."lift_reason", NEW."lifted_at", NEW."location_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."reason", NEW."segregation_classes", NEW."starts_at", NEW."version"); RETURN NULL;',
                    hash="4c37f0702ff5bd60c737f92cb28453b8fcdc1fa9",
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
                    func='INSERT INTO "shipping_embargoaudit" ("created_at", "crossing_id", "direction", "ends_at", "id", "lift_reason", "lifted_at", "location_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "segregation_classes", "starts_at", "version") VALUES (OLD."created_at", OLD."crossing_id", OLD."direction", OLD."ends_at", OLD."id", OLD."lift_reason", OLD."lifted_at", OLD."location_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."reason", OLD."segregation_classes", OLD."starts_at", OLD."version"); RETURN NULL;',
                    hash="f2a17dc31b3bf8db1c70870fa1445ff2503ef2fc",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_dda9d",
                    table="shipping_embargo",
                    when="AFTER",
                ),
            ),
        ),
    ]
