"""What does the database itself insist on, for books that balance whoever writes into them?"""

from django.db import migrations

from kit.schema import CreateSerial, ProtectHistory

# Written by hand, not by pgtrigger, whose triggers a session may switch off by a setting. Their tables are
# looked up in the schema of the books before any other: a temporary one of the same name deceives nobody.
_GUARDS = """
ALTER TABLE payments_ledgertransaction ADD COLUMN made_in xid8 NOT NULL DEFAULT pg_current_xact_id();

CREATE FUNCTION payments_ledger_begins() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    NEW.made_in := pg_current_xact_id();
    RETURN NEW;
END $$;
CREATE TRIGGER ledger_begins BEFORE INSERT ON payments_ledgertransaction
FOR EACH ROW EXECUTE FUNCTION payments_ledger_begins();

CREATE FUNCTION payments_ledger_joins() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    made record;
BEGIN
    SELECT made_in, posted_at INTO made FROM payments_ledgertransaction WHERE id = NEW.transaction_id;
    IF made.made_in IS DISTINCT FROM pg_current_xact_id() THEN
        RAISE EXCEPTION 'ledger transaction % was not begun here: nothing is added to it', NEW.transaction_id
            USING ERRCODE = 'restrict_violation';
    END IF;
    NEW.posted_at := made.posted_at;
    RETURN NEW;
END $$;
CREATE TRIGGER ledger_joins BEFORE INSERT ON payments_ledgerentry
FOR EACH ROW EXECUTE FUNCTION payments_ledger_joins();

CREATE FUNCTION payments_ledger_balances() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    told uuid;
    lines bigint;
    off text;
    strangers bigint;
BEGIN
    IF TG_TABLE_NAME = 'payments_ledgerentry' THEN
        told := NEW.transaction_id;
    ELSE
        told := NEW.id;
    END IF;
    SELECT count(*), count(*) FILTER (WHERE account.sandbox <> made.sandbox) INTO lines, strangers
    FROM payments_ledgertransaction AS made
    JOIN payments_ledgerentry AS line ON line.transaction_id = made.id
    JOIN payments_ledgeraccount AS account ON account.id = line.account_id
    WHERE made.id = told;
    SELECT string_agg(sums.currency || ' ' || sums.minor, ', ') INTO off
    FROM (
        SELECT account.currency, sum(line.amount_minor) AS minor
        FROM payments_ledgerentry AS line
        JOIN payments_ledgeraccount AS account ON account.id = line.account_id
        WHERE line.transaction_id = told
        GROUP BY account.currency
        HAVING sum(line.amount_minor) <> 0
    ) AS sums;
    IF lines = 0 THEN
        RAISE EXCEPTION 'ledger transaction % has no lines', told USING ERRCODE = 'check_violation';
    ELSIF off IS NOT NULL THEN
        RAISE EXCEPTION 'ledger transaction % does not balance: % too much', told, off
            USING ERRCODE = 'check_violation';
    ELSIF strangers > 0 THEN
        RAISE EXCEPTION 'ledger transaction % has accounts of the other world', told
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER ledger_balances AFTER INSERT ON payments_ledgertransaction
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payments_ledger_balances();
CREATE CONSTRAINT TRIGGER ledger_balances AFTER INSERT ON payments_ledgerentry
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payments_ledger_balances();

CREATE FUNCTION payments_ledger_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of the ledger are only added' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER ledger_stays BEFORE UPDATE OR DELETE ON payments_ledgeraccount
FOR EACH ROW EXECUTE FUNCTION payments_ledger_stays();
CREATE TRIGGER ledger_stays BEFORE UPDATE OR DELETE ON payments_ledgertransaction
FOR EACH ROW EXECUTE FUNCTION payments_ledger_stays();
CREATE TRIGGER ledger_stays BEFORE UPDATE OR DELETE ON payments_ledgerentry
FOR EACH ROW EXECUTE FUNCTION payments_ledger_stays();
"""

_WITHOUT = """
DROP FUNCTION payments_ledger_begins, payments_ledger_joins, payments_ledger_balances, payments_ledger_stays CASCADE;
ALTER TABLE payments_ledgertransaction DROP COLUMN made_in;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0004_ledger_commission_payouts"),
    ]

    operations = [
        migrations.RunSQL(_GUARDS, _WITHOUT),
        CreateSerial("payments_payout_serial"),
        CreateSerial("payments_payout_file_serial"),
        ProtectHistory(
            "payments_ledgeraccount",
            "payments_ledgertransaction",
            "payments_ledgerentry",
            "payments_commissionruleaudit",
            "payments_saleaudit",
            "payments_payoutaudit",
            "payments_payoutaccountaudit",
            "payments_payoutfileaudit",
            "payments_payoutmove",
        ),
    ]
