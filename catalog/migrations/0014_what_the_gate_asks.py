import django.contrib.postgres.fields
import django.db.models.deletion
import kit.ids
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models
from kit.schema import ProtectHistory

# What staff verified before registrations told their categories goes on covering what it covered. What nobody
# has checked, or what was refused, claims none: it is handed in anew with its categories.
_ALL = (
    "meat,casings,aquatic,dairy,birds_nest,bee,eggs,oils,filled_wheat,grain,milled_grain,vegetables,condiments,"
    "nuts_seeds,dried_fruit,coffee_cocoa,special_diet,health_food,other_food"
)
_COVER = (
    f"UPDATE catalog_certificate SET categories = string_to_array('{_ALL}', ',')"  # noqa: S608
    " WHERE kind = 'gacc' AND status = 'verified'"
)
_LOOK = "INSERT INTO catalog_gatenote (listing_id) SELECT id FROM catalog_listing WHERE status = 'live'"


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0013_files_of_goods"),
    ]

    operations = [
        migrations.CreateModel(
            name="GateNote",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("listing_id", models.UUIDField()),
            ],
            options={
                "ordering": ("id",),
            },
        ),
        migrations.CreateModel(
            name="GateTurn",
            fields=[
                (
                    "listing",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        serialize=False,
                        to="catalog.listing",
                    ),
                ),
                ("on", models.DateField()),
            ],
            options={
                "ordering": ("on", "listing"),
            },
        ),
        migrations.CreateModel(
            name="PaperRule",
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
                ("hs_prefix", models.CharField(help_text="Two to six digits.", max_length=6)),
                ("kind", models.CharField(help_text="Kind of the paper, such as gacc.", max_length=16)),
                (
                    "category",
                    models.CharField(
                        blank=True, help_text="Of a registration with China Customs.", max_length=16
                    ),
                ),
                ("act", models.CharField(max_length=120)),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(blank=True, null=True)),
                ("source", models.TextField()),
                ("confidence", models.CharField(max_length=40)),
            ],
            options={
                "ordering": ("market", "hs_prefix", "kind", "-valid_from"),
            },
        ),
        migrations.CreateModel(
            name="PaperRuleAudit",
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
                ("hs_prefix", models.CharField(help_text="Two to six digits.", max_length=6)),
                ("kind", models.CharField(help_text="Kind of the paper, such as gacc.", max_length=16)),
                (
                    "category",
                    models.CharField(
                        blank=True, help_text="Of a registration with China Customs.", max_length=16
                    ),
                ),
                ("act", models.CharField(max_length=120)),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(blank=True, null=True)),
                ("source", models.TextField()),
                ("confidence", models.CharField(max_length=40)),
            ],
            options={
                "abstract": False,
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="certificate",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="certificate",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="certificate",
            name="delete_delete",
        ),
        migrations.RemoveConstraint(
            model_name="certificate",
            name="certificate_number_once",
        ),
        migrations.RemoveConstraint(
            model_name="listing",
            name="listing_live_was_approved",
        ),
        migrations.AddField(
            model_name="certificate",
            name="categories",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=16),
                blank=True,
                default=list,
                help_text="Of a registration with China Customs: for which goods it is.",
                size=None,
            ),
        ),
        migrations.AddField(
            model_name="certificate",
            name="lot",
            field=models.ForeignKey(
                blank=True,
                help_text="If it is for one lot of the product alone.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="certificates",
                to="catalog.lot",
            ),
        ),
        migrations.AddField(
            model_name="certificateaudit",
            name="categories",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=16),
                blank=True,
                default=list,
                help_text="Of a registration with China Customs: for which goods it is.",
                size=None,
            ),
        ),
        migrations.AddField(
            model_name="certificateaudit",
            name="lot",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                help_text="If it is for one lot of the product alone.",
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="catalog.lot",
            ),
        ),
        migrations.AlterField(
            model_name="listing",
            name="status",
            field=models.CharField(
                choices=[
                    ("draft", "Draft"),
                    ("submitted", "Submitted"),
                    ("changes_requested", "Changes requested"),
                    ("approved", "Approved"),
                    ("live", "Live"),
                    ("paused", "Paused"),
                    ("withheld", "Withheld"),
                    ("blocked", "Blocked"),
                    ("retired", "Retired"),
                ],
                default="draft",
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="listingaudit",
            name="status",
            field=models.CharField(
                choices=[
                    ("draft", "Draft"),
                    ("submitted", "Submitted"),
                    ("changes_requested", "Changes requested"),
                    ("approved", "Approved"),
                    ("live", "Live"),
                    ("paused", "Paused"),
                    ("withheld", "Withheld"),
                    ("blocked", "Blocked"),
                    ("retired", "Retired"),
                ],
                default="draft",
                max_length=20,
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="certificate",
            trigger=pgtrigger.compiler.Trigger(
                name="note_for_gate_on_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            INSERT INTO catalog_gatenote (listing_id)\n            SELECT id FROM catalog_listing WHERE status IN ('live', 'withheld') AND id IN (\n    SELECT listing.id FROM catalog_listing AS listing\n    JOIN catalog_variant AS variant ON variant.id = listing.variant_id\n    WHERE variant.seller_id = NEW.seller_id\n    AND (NEW.product_id IS NULL OR variant.product_id = NEW.product_id)\n);\n            RETURN NULL;\n        ",
                    hash="36f8da317158e3a6c8a499e32ed50b7b00dc1295",
                    operation="INSERT",
                    pgid="pgtrigger_note_for_gate_on_insert_11d88",
                    table="catalog_certificate",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="certificate",
            trigger=pgtrigger.compiler.Trigger(
                name="note_for_gate_on_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            INSERT INTO catalog_gatenote (listing_id)\n            SELECT id FROM catalog_listing WHERE status IN ('live', 'withheld') AND id IN (\n    SELECT listing.id FROM catalog_listing AS listing\n    JOIN catalog_variant AS variant ON variant.id = listing.variant_id\n    WHERE variant.seller_id = NEW.seller_id\n    AND (NEW.product_id IS NULL OR variant.product_id = NEW.product_id)\n);\n            RETURN NULL;\n        ",
                    hash="d46aef17ee786fe1aa22d70d028c7b8058238915",
                    operation="UPDATE",
                    pgid="pgtrigger_note_for_gate_on_update_1a385",
                    table="catalog_certificate",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="certificate",
            trigger=pgtrigger.compiler.Trigger(
                name="note_for_gate_on_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            INSERT INTO catalog_gatenote (listing_id)\n            SELECT id FROM catalog_listing WHERE status IN ('live', 'withheld') AND id IN (\n    SELECT listing.id FROM catalog_listing AS listing\n    JOIN catalog_variant AS variant ON variant.id = listing.variant_id\n    WHERE variant.seller_id = OLD.seller_id\n    AND (OLD.product_id IS NULL OR variant.product_id = OLD.product_id)\n);\n            RETURN NULL;\n        ",
                    hash="c816dd325a94039d4fb6a5b95a2ed9be47c4000a",
                    operation="DELETE",
                    pgid="pgtrigger_note_for_gate_on_delete_a9a82",
                    table="catalog_certificate",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="certificate",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "catalog_certificateaudit" ("categories", "created_at", "id", "issuer", "kind", "lot_id", "number", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "product_id", "scan_key", "seller_id", "status", "submitted_at", "valid_from", "valid_to", "verified_at", "version") VALUES (NEW."categories", NEW."created_at", NEW."id", NEW."issuer", NEW."kind", NEW."lot_id", NEW."number", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."product_id", NEW."scan_key", NEW."seller_id", NEW."status", NEW."submitted_at", NEW."valid_from", NEW."valid_to", NEW."verified_at", NEW."version"); RETURN NULL;',
                    hash="953dfa6bb9aa7b8efa1540db1640027491c51252",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_f6822",
                    table="catalog_certificate",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="certificate",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "catalog_certificateaudit" ("categories", "created_at", "id", "issuer", "kind", "lot_id", "number", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "product_id", "scan_key", "seller_id", "status", "submitted_at", "valid_from", "valid_to", "verified_at", "version") VALUES (NEW."categories", NEW."created_at", NEW."id", NEW."issuer", NEW."kind", NEW."lot_id", NEW."number", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."product_id", NEW."scan_key", NEW."seller_id", NEW."status", NEW."submitted_at", NEW."valid_from", NEW."valid_to", NEW."verified_at", NEW."version"); RETURN NULL;',
                    hash="19a24b1bd1f745423f40830a2515b8c91dd10a19",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_e9dc8",
                    table="catalog_certificate",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="certificate",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "catalog_certificateaudit" ("categories", "created_at", "id", "issuer", "kind", "lot_id", "number", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "product_id", "scan_key", "seller_id", "status", "submitted_at", "valid_from", "valid_to", "verified_at", "version") VALUES (OLD."categories", OLD."created_at", OLD."id", OLD."issuer", OLD."kind", OLD."lot_id", OLD."number", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."product_id", OLD."scan_key", OLD."seller_id", OLD."status", OLD."submitted_at", OLD."valid_from", OLD."valid_to", OLD."verified_at", OLD."version"); RETURN NULL;',
                    hash="1d05d50cf49733541eeee8d551aacac4a3c7c931",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_4c2d3",
                    table="catalog_certificate",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="listing",
            trigger=pgtrigger.compiler.Trigger(
                name="note_for_gate_on_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NEW.status = 'live')",
                    func="\n            INSERT INTO catalog_gatenote (listing_id)\n            SELECT id FROM catalog_listing WHERE status IN ('live', 'withheld') AND id IN (SELECT id FROM catalog_listing WHERE id = NEW.id);\n            RETURN NULL;\n        ",
                    hash="8fb73463a85b9a2fa6657ee0442f816659ba6617",
                    operation="INSERT",
                    pgid="pgtrigger_note_for_gate_on_insert_2df1f",
                    table="catalog_listing",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="listing",
            trigger=pgtrigger.compiler.Trigger(
                name="note_for_gate_on_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NEW.status = 'live' AND OLD.status <> 'live')",
                    func="\n            INSERT INTO catalog_gatenote (listing_id)\n            SELECT id FROM catalog_listing WHERE status IN ('live', 'withheld') AND id IN (SELECT id FROM catalog_listing WHERE id = NEW.id);\n            RETURN NULL;\n        ",
                    hash="98def8111b4a64bf4a74af08f32d7f0eb6e94033",
                    operation="UPDATE",
                    pgid="pgtrigger_note_for_gate_on_update_14391",
                    table="catalog_listing",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="positivelistentry",
            trigger=pgtrigger.compiler.Trigger(
                name="note_for_gate_on_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            INSERT INTO catalog_gatenote (listing_id)\n            SELECT id FROM catalog_listing WHERE status IN ('live', 'withheld') AND id IN (\n    SELECT listing.id FROM catalog_listing AS listing\n    JOIN catalog_variant AS variant ON variant.id = listing.variant_id\n    JOIN catalog_product AS product ON product.id = variant.product_id\n\n    JOIN catalog_tariffcode AS tariff ON tariff.id = product.tariff_code_id\n    WHERE tariff.hs6 = NEW.hs6\n);\n            RETURN NULL;\n        ",
                    hash="81fc8696f38ef637b5990825ea5198ba6f4292d3",
                    operation="INSERT",
                    pgid="pgtrigger_note_for_gate_on_insert_8b810",
                    table="catalog_positivelistentry",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="positivelistentry",
            trigger=pgtrigger.compiler.Trigger(
                name="note_for_gate_on_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            INSERT INTO catalog_gatenote (listing_id)\n            SELECT id FROM catalog_listing WHERE status IN ('live', 'withheld') AND id IN (\n    SELECT listing.id FROM catalog_listing AS listing\n    JOIN catalog_variant AS variant ON variant.id = listing.variant_id\n    JOIN catalog_product AS product ON product.id = variant.product_id\n\n    JOIN catalog_tariffcode AS tariff ON tariff.id = product.tariff_code_id\n    WHERE tariff.hs6 = NEW.hs6\n);\n            RETURN NULL;\n        ",
                    hash="e864c22496cc692f15c01d94c5226314a4f0121d",
                    operation="UPDATE",
                    pgid="pgtrigger_note_for_gate_on_update_7dc42",
                    table="catalog_positivelistentry",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="positivelistentry",
            trigger=pgtrigger.compiler.Trigger(
                name="note_for_gate_on_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            INSERT INTO catalog_gatenote (listing_id)\n            SELECT id FROM catalog_listing WHERE status IN ('live', 'withheld') AND id IN (\n    SELECT listing.id FROM catalog_listing AS listing\n    JOIN catalog_variant AS variant ON variant.id = listing.variant_id\n    JOIN catalog_product AS product ON product.id = variant.product_id\n\n    JOIN catalog_tariffcode AS tariff ON tariff.id = product.tariff_code_id\n    WHERE tariff.hs6 = OLD.hs6\n);\n            RETURN NULL;\n        ",
                    hash="14fc5473d08292e80b831ea39e0e29d4a7cfa30c",
                    operation="DELETE",
                    pgid="pgtrigger_note_for_gate_on_delete_6b076",
                    table="catalog_positivelistentry",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="product",
            trigger=pgtrigger.compiler.Trigger(
                name="note_for_gate_on_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN ((NEW.names, NEW.descriptions, NEW.tariff_code_id, NEW.cn10, NEW.eaeu10, NEW.gacc_registration_no) IS DISTINCT FROM (OLD.names, OLD.descriptions, OLD.tariff_code_id, OLD.cn10, OLD.eaeu10, OLD.gacc_registration_no))",
                    func="\n            INSERT INTO catalog_gatenote (listing_id)\n            SELECT id FROM catalog_listing WHERE status IN ('live', 'withheld') AND id IN (\n    SELECT listing.id FROM catalog_listing AS listing\n    JOIN catalog_variant AS variant ON variant.id = listing.variant_id\n    WHERE variant.product_id = NEW.id\n);\n            RETURN NULL;\n        ",
                    hash="0f0644a1d9130c47b5ea94336e0f7cb31da8b9b9",
                    operation="UPDATE",
                    pgid="pgtrigger_note_for_gate_on_update_20c6a",
                    table="catalog_product",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="stocklevel",
            trigger=pgtrigger.compiler.Trigger(
                name="note_for_gate_on_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NEW.on_hand > NEW.reserved AND NOT NEW.is_quarantined)",
                    func="\n            INSERT INTO catalog_gatenote (listing_id)\n            SELECT id FROM catalog_listing WHERE status IN ('live', 'withheld') AND id IN (\n    SELECT listing.id FROM catalog_listing AS listing\n    JOIN catalog_lot AS lot ON lot.variant_id = listing.variant_id\n    WHERE lot.id = NEW.lot_id\n);\n            RETURN NULL;\n        ",
                    hash="39712d9d96af7367d254718b073ee88c46cb03ec",
                    operation="INSERT",
                    pgid="pgtrigger_note_for_gate_on_insert_ccf6a",
                    table="catalog_stocklevel",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="stocklevel",
            trigger=pgtrigger.compiler.Trigger(
                name="note_for_gate_on_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN ((OLD.on_hand > OLD.reserved AND NOT OLD.is_quarantined) IS DISTINCT FROM (NEW.on_hand > NEW.reserved AND NOT NEW.is_quarantined))",
                    func="\n            INSERT INTO catalog_gatenote (listing_id)\n            SELECT id FROM catalog_listing WHERE status IN ('live', 'withheld') AND id IN (\n    SELECT listing.id FROM catalog_listing AS listing\n    JOIN catalog_lot AS lot ON lot.variant_id = listing.variant_id\n    WHERE lot.id = NEW.lot_id\n);\n            RETURN NULL;\n        ",
                    hash="11ac7937981724aa36ac7aec68510772a8ade8a6",
                    operation="UPDATE",
                    pgid="pgtrigger_note_for_gate_on_update_a039a",
                    table="catalog_stocklevel",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="tariffcode",
            trigger=pgtrigger.compiler.Trigger(
                name="note_for_gate_on_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            INSERT INTO catalog_gatenote (listing_id)\n            SELECT id FROM catalog_listing WHERE status IN ('live', 'withheld') AND id IN (\n    SELECT listing.id FROM catalog_listing AS listing\n    JOIN catalog_variant AS variant ON variant.id = listing.variant_id\n    JOIN catalog_product AS product ON product.id = variant.product_id\n    WHERE product.tariff_code_id = NEW.id\n);\n            RETURN NULL;\n        ",
                    hash="dafa4895a2cc2ba1d98009af16b1316534601e99",
                    operation="UPDATE",
                    pgid="pgtrigger_note_for_gate_on_update_7c720",
                    table="catalog_tariffcode",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="certificate",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status__in", ("submitted", "verified"))),
                fields=("seller", "product", "lot", "kind", "number"),
                name="certificate_number_once",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="certificate",
            constraint=models.CheckConstraint(
                condition=models.Q(("lot__isnull", True), ("product__isnull", False), _connector="OR"),
                name="certificate_of_lot_has_product",
            ),
        ),
        migrations.AddConstraint(
            model_name="listing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status__in", ("live", "paused", "withheld", "blocked")), _negated=True),
                    models.Q(("approved_at__isnull", False), ("live_at__isnull", False)),
                    _connector="OR",
                ),
                name="listing_live_was_approved",
            ),
        ),
        migrations.AddIndex(
            model_name="gateturn",
            index=models.Index(fields=["on", "listing"], name="gate_turn_in_order"),
        ),
        migrations.AddConstraint(
            model_name="paperrule",
            constraint=models.UniqueConstraint(
                fields=("market", "hs_prefix", "kind", "valid_from"), name="paper_rule_one_a_day_of_start"
            ),
        ),
        migrations.AddConstraint(
            model_name="paperrule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                ),
                name="paper_rule_dates_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="paperrule",
            constraint=models.CheckConstraint(
                condition=models.Q(("hs_prefix__regex", "^[0-9]{2,6}$")), name="paper_rule_of_a_code"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="paperrule",
            trigger=pgtrigger.compiler.Trigger(
                name="note_for_gate_on_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            INSERT INTO catalog_gatenote (listing_id)\n            SELECT id FROM catalog_listing WHERE status IN ('live', 'withheld') AND id IN (\n    SELECT listing.id FROM catalog_listing AS listing\n    JOIN catalog_variant AS variant ON variant.id = listing.variant_id\n    JOIN catalog_product AS product ON product.id = variant.product_id\n    JOIN catalog_tariffcode AS tariff ON tariff.id = product.tariff_code_id\n    WHERE listing.market = NEW.market AND starts_with(tariff.hs6, NEW.hs_prefix)\n);\n            RETURN NULL;\n        ",
                    hash="d9b2766d8946313e4166a3cea5dfc92e2fcf44db",
                    operation="INSERT",
                    pgid="pgtrigger_note_for_gate_on_insert_de2da",
                    table="catalog_paperrule",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="paperrule",
            trigger=pgtrigger.compiler.Trigger(
                name="note_for_gate_on_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            INSERT INTO catalog_gatenote (listing_id)\n            SELECT id FROM catalog_listing WHERE status IN ('live', 'withheld') AND id IN (\n    SELECT listing.id FROM catalog_listing AS listing\n    JOIN catalog_variant AS variant ON variant.id = listing.variant_id\n    JOIN catalog_product AS product ON product.id = variant.product_id\n    JOIN catalog_tariffcode AS tariff ON tariff.id = product.tariff_code_id\n    WHERE listing.market = NEW.market AND starts_with(tariff.hs6, NEW.hs_prefix)\n);\n            RETURN NULL;\n        ",
                    hash="1ed457636a32a4a3bc4db7c14e7e2f6272d7e64b",
                    operation="UPDATE",
                    pgid="pgtrigger_note_for_gate_on_update_b7505",
                    table="catalog_paperrule",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="paperrule",
            trigger=pgtrigger.compiler.Trigger(
                name="note_for_gate_on_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            INSERT INTO catalog_gatenote (listing_id)\n            SELECT id FROM catalog_listing WHERE status IN ('live', 'withheld') AND id IN (\n    SELECT listing.id FROM catalog_listing AS listing\n    JOIN catalog_variant AS variant ON variant.id = listing.variant_id\n    JOIN catalog_product AS product ON product.id = variant.product_id\n    JOIN catalog_tariffcode AS tariff ON tariff.id = product.tariff_code_id\n    WHERE listing.market = OLD.market AND starts_with(tariff.hs6, OLD.hs_prefix)\n);\n            RETURN NULL;\n        ",
                    hash="d135295f47dce813c6563c637ba99a681a0eda60",
                    operation="DELETE",
                    pgid="pgtrigger_note_for_gate_on_delete_2650d",
                    table="catalog_paperrule",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="paperrule",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "catalog_paperruleaudit" ("act", "category", "confidence", "created_at", "hs_prefix", "id", "kind", "market", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "valid_from", "valid_to", "version") VALUES (NEW."act", NEW."category", NEW."confidence", NEW."created_at", NEW."hs_prefix", NEW."id", NEW."kind", NEW."market", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."source", NEW."valid_from", NEW."valid_to", NEW."version"); RETURN NULL;',
                    hash="84ee732f0fa2efc2a15b8c003b84a0f61a2098cc",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_95c40",
                    table="catalog_paperrule",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="paperrule",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "catalog_paperruleaudit" ("act", "category", "confidence", "created_at", "hs_prefix", "id", "kind", "market", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "valid_from", "valid_to", "version") VALUES (NEW."act", NEW."category", NEW."confidence", NEW."created_at", NEW."hs_prefix", NEW."id", NEW."kind", NEW."market", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."source", NEW."valid_from", NEW."valid_to", NEW."version"); RETURN NULL;',
                    hash="cec4a544522fe7f346fd99b0f46289bb47c863ce",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_71b02",
                    table="catalog_paperrule",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="paperrule",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "catalog_paperruleaudit" ("act", "category", "confidence", "created_at", "hs_prefix", "id", "kind", "market", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "valid_from", "valid_to", "version") VALUES (OLD."act", OLD."category", OLD."confidence", OLD."created_at", OLD."hs_prefix", OLD."id", OLD."kind", OLD."market", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."source", OLD."valid_from", OLD."valid_to", OLD."version"); RETURN NULL;',
                    hash="0076c701a45759c1dcfd6b5ed350f61e03592e68",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_0bfa6",
                    table="catalog_paperrule",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddField(
            model_name="paperruleaudit",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="audit",
                related_query_name="+",
                to="catalog.paperrule",
            ),
        ),
        ProtectHistory("catalog_paperruleaudit"),
        migrations.RunSQL(_COVER, migrations.RunSQL.noop),
        migrations.RunSQL(_LOOK, migrations.RunSQL.noop),
    ]
