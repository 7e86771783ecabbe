"""Which documents were issued, and what does the database itself insist on: numbers in turn, nothing changed?"""

import django.db.models.deletion
import django.db.models.expressions
import kit.ids
from django.db import migrations, models
from kit.schema import ProtectHistory

# Written by hand, as the guards of the ledger are: no setting of a session switches them off. A number can
# only be the next one of a counter that this very transaction has moved, and a counter that was moved must
# have its document when it commits: so there is neither a gap nor a double, whoever writes.
_GUARDS = """
ALTER TABLE payments_documentcounter ADD COLUMN moved_in xid8;

CREATE FUNCTION payments_counter_moves() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.last <> 0 THEN
            RAISE EXCEPTION 'a counter of documents begins at nought' USING ERRCODE = 'restrict_violation';
        END IF;
        NEW.moved_in := NULL;
    ELSIF TG_OP = 'UPDATE' AND NEW.last = OLD.last + 1
          AND (NEW.id, NEW.issuer_tax_id, NEW.sandbox, NEW.kind, NEW.year)
              = (OLD.id, OLD.issuer_tax_id, OLD.sandbox, OLD.kind, OLD.year) THEN
        NEW.moved_in := pg_current_xact_id();
    ELSE
        RAISE EXCEPTION 'a counter of documents moves by one' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER counter_moves BEFORE INSERT OR UPDATE OR DELETE ON payments_documentcounter
FOR EACH ROW EXECUTE FUNCTION payments_counter_moves();

CREATE FUNCTION payments_counter_has_document() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM 1 FROM payments_issueddocument AS made
    WHERE (made.issuer_tax_id, made.sandbox, made.kind, made.year, made.serial)
          = (NEW.issuer_tax_id, NEW.sandbox, NEW.kind, NEW.year, NEW.last);
    IF NOT FOUND THEN
        RAISE EXCEPTION 'number % of % has no document', NEW.last, NEW.year USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER counter_has_document AFTER UPDATE ON payments_documentcounter
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payments_counter_has_document();

CREATE FUNCTION payments_document_in_turn() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NEW.year <> extract(year FROM NEW.issue_date) THEN
        RAISE EXCEPTION 'document % is not of the year of its day', NEW.number
            USING ERRCODE = 'check_violation';
    END IF;
    PERFORM 1 FROM payments_documentcounter AS counter
    WHERE (counter.issuer_tax_id, counter.sandbox, counter.kind, counter.year, counter.last)
          = (NEW.issuer_tax_id, NEW.sandbox, NEW.kind, NEW.year, NEW.serial)
      AND counter.moved_in = pg_current_xact_id();
    IF NOT FOUND THEN
        RAISE EXCEPTION 'document % is out of turn', NEW.number USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER document_in_turn BEFORE INSERT ON payments_issueddocument
FOR EACH ROW EXECUTE FUNCTION payments_document_in_turn();

CREATE FUNCTION payments_document_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'issued documents are only added: correct them by a credit note'
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER document_stays BEFORE UPDATE OR DELETE ON payments_issueddocument
FOR EACH ROW EXECUTE FUNCTION payments_document_stays();

-- With the owner's rights: nobody else touches balances.
CREATE FUNCTION payments_document_counts() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NEW.kind = 'invoice' THEN
        INSERT INTO payments_invoicebalance (invoice_id, total_minor, credited_minor)
        VALUES (NEW.id, NEW.total_minor, 0);
        RETURN NULL;
    END IF;
    PERFORM 1 FROM payments_issueddocument AS made
    WHERE made.id = NEW.corrects_id AND made.kind = 'invoice'
      AND (made.subject, made.issuer_tax_id, made.currency, made.sandbox, made.reference)
          = (NEW.subject, NEW.issuer_tax_id, NEW.currency, NEW.sandbox, NEW.reference);
    IF NOT FOUND THEN
        RAISE EXCEPTION 'credit note % corrects no invoice of its own kind', NEW.number
            USING ERRCODE = 'check_violation';
    END IF;
    UPDATE payments_invoicebalance SET credited_minor = credited_minor + NEW.total_minor
    WHERE invoice_id = NEW.corrects_id;
    RETURN NULL;
END $$;
CREATE TRIGGER document_counts AFTER INSERT ON payments_issueddocument
FOR EACH ROW EXECUTE FUNCTION payments_document_counts();
"""

_WITHOUT = """
DROP FUNCTION payments_counter_moves, payments_counter_has_document, payments_document_in_turn,
    payments_document_stays, payments_document_counts CASCADE;
ALTER TABLE payments_documentcounter DROP COLUMN moved_in;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0007_discounts_at_our_cost"),
    ]

    operations = [
        migrations.CreateModel(
            name="IssuedDocument",
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
                        choices=[("invoice", "Invoice"), ("credit_note", "Credit note")], max_length=12
                    ),
                ),
                (
                    "subject",
                    models.CharField(
                        choices=[("goods", "Goods"), ("commission", "Commission")],
                        max_length=12,
                        verbose_name="for what",
                    ),
                ),
                (
                    "fact",
                    models.CharField(
                        help_text="Names the fact: it counts once.", max_length=120, unique=True
                    ),
                ),
                ("number", models.CharField(max_length=24)),
                ("issuer_tax_id", models.CharField(max_length=18, verbose_name="issuer's tax number")),
                ("issuer_id", models.UUIDField(blank=True, null=True, verbose_name="issuer")),
                ("recipient_id", models.UUIDField(blank=True, null=True, verbose_name="recipient")),
                ("year", models.PositiveSmallIntegerField(help_text="By the issuer's clocks.")),
                ("serial", models.PositiveIntegerField()),
                ("reference", models.CharField(help_text="Number of the order.", max_length=64)),
                ("currency", models.CharField(max_length=3)),
                ("net_minor", models.BigIntegerField()),
                ("vat_minor", models.BigIntegerField(verbose_name="VAT")),
                ("total_minor", models.BigIntegerField()),
                ("issued_at", models.DateTimeField()),
                ("issue_date", models.DateField(help_text="By the issuer's clocks.")),
                ("due_date", models.DateField()),
                ("content", models.JSONField()),
                (
                    "sandbox",
                    models.BooleanField(
                        db_default=False,
                        default=False,
                        editable=False,
                        help_text="Of the test world.",
                        verbose_name="in the sandbox",
                    ),
                ),
                (
                    "corrects",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrections",
                        to="payments.issueddocument",
                    ),
                ),
            ],
            options={
                "verbose_name": "invoice or credit note",
                "verbose_name_plural": "invoices and credit notes",
                "ordering": ("-id",),
            },
        ),
        migrations.CreateModel(
            name="DocumentCounter",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("issuer_tax_id", models.CharField(max_length=18)),
                (
                    "sandbox",
                    models.BooleanField(
                        db_default=False,
                        default=False,
                        editable=False,
                        help_text="Of the test world.",
                        verbose_name="in the sandbox",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("invoice", "Invoice"), ("credit_note", "Credit note")], max_length=12
                    ),
                ),
                ("year", models.PositiveSmallIntegerField()),
                ("last", models.PositiveIntegerField(default=0)),
            ],
            options={
                "ordering": ("id",),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("issuer_tax_id", "sandbox", "kind", "year"), name="document_counter_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DueDocument",
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
                            ("accepted", "Order accepted"),
                            ("ended", "Order ended"),
                            ("refunded", "Refund sent"),
                        ],
                        max_length=12,
                    ),
                ),
                ("fact", models.CharField(max_length=120, unique=True)),
                ("reference", models.CharField(max_length=64)),
                ("about_id", models.UUIDField(blank=True, null=True)),
                ("tries", models.PositiveIntegerField(default=0)),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ("id",),
                "indexes": [
                    models.Index(
                        condition=models.Q(("settled_at__isnull", True)),
                        fields=["tries", "id"],
                        name="document_due",
                    ),
                    models.Index(fields=["reference", "id"], name="document_due_by_reference"),
                ],
            },
        ),
        migrations.CreateModel(
            name="InvoiceBalance",
            fields=[
                (
                    "invoice",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="balance",
                        serialize=False,
                        to="payments.issueddocument",
                    ),
                ),
                ("total_minor", models.BigIntegerField()),
                ("credited_minor", models.BigIntegerField(default=0)),
            ],
            options={
                "ordering": ("invoice",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("credited_minor__gte", 0), ("credited_minor__lte", models.F("total_minor"))
                        ),
                        name="invoice_is_not_credited_beyond_its_total",
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="issueddocument",
            index=models.Index(fields=["reference", "id"], name="document_by_reference"),
        ),
        migrations.AddIndex(
            model_name="issueddocument",
            index=models.Index(fields=["issuer_id", "-id"], name="document_by_issuer"),
        ),
        migrations.AddIndex(
            model_name="issueddocument",
            index=models.Index(fields=["recipient_id", "-id"], name="document_by_recipient"),
        ),
        migrations.AddConstraint(
            model_name="issueddocument",
            constraint=models.UniqueConstraint(
                fields=("issuer_tax_id", "sandbox", "kind", "year", "serial"), name="document_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="issueddocument",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "total_minor",
                        django.db.models.expressions.CombinedExpression(
                            models.F("net_minor"), "+", models.F("vat_minor")
                        ),
                    ),
                    ("total_minor__gt", 0),
                    ("net_minor__gte", 0),
                    ("vat_minor__gte", 0),
                ),
                name="document_adds_up",
            ),
        ),
        migrations.AddConstraint(
            model_name="issueddocument",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("corrects__isnull", False), ("kind", "credit_note")),
                    models.Q(("corrects__isnull", True), ("kind", "invoice")),
                    _connector="OR",
                ),
                name="document_credit_note_corrects",
            ),
        ),
        migrations.AddConstraint(
            model_name="issueddocument",
            constraint=models.CheckConstraint(
                condition=models.Q(("serial__gte", 1)), name="document_serial_counts_from_one"
            ),
        ),
        migrations.RunSQL(_GUARDS, _WITHOUT),
        ProtectHistory("payments_issueddocument", "payments_invoicebalance"),
    ]
