"""What must always hold for the books of money?"""

from kit.invariants import Invariant

_CASH = "('provider', 'bank')"
_COUNTS = "('captured', 'matched')"

LEDGER_INVARIANTS = (
    Invariant(
        "every transaction of the ledger balances in each currency",
        """
        SELECT made.id
        FROM payments_ledgertransaction AS made
        LEFT JOIN payments_ledgerentry AS line ON line.transaction_id = made.id
        LEFT JOIN payments_ledgeraccount AS account ON account.id = line.account_id
        GROUP BY made.id, account.currency
        HAVING coalesce(sum(line.amount_minor), 1) <> 0
        """,
    ),
    Invariant(
        "the ledger's worlds don't mix",
        """
        SELECT line.id
        FROM payments_ledgerentry AS line
        JOIN payments_ledgertransaction AS made ON made.id = line.transaction_id
        JOIN payments_ledgeraccount AS account ON account.id = line.account_id
        WHERE made.sandbox <> account.sandbox OR made.posted_at <> line.posted_at
        """,
    ),
    Invariant(
        "what a payment received, and what of it counts, stands in the ledger",
        f"""
        WITH booked AS (
            SELECT split_part(made.key, ':', 2)::uuid AS payment_id,
                   coalesce(sum(line.amount_minor) FILTER (WHERE account.kind IN {_CASH}), 0) AS cash,
                   coalesce(sum(line.amount_minor) FILTER (
                       WHERE account.kind IN {_CASH} AND line.amount_minor < 0
                   ), 0) AS gone,
                   coalesce(-sum(line.amount_minor) FILTER (WHERE account.kind = 'deposits'), 0) AS deposit
            FROM payments_ledgertransaction AS made
            JOIN payments_ledgerentry AS line ON line.transaction_id = made.id
            JOIN payments_ledgeraccount AS account ON account.id = line.account_id
            WHERE made.kind = 'payment'
            GROUP BY payment_id
        )
        SELECT payment.id
        FROM payments_payment AS payment LEFT JOIN booked ON booked.payment_id = payment.id
        WHERE payment.received_minor
              <> coalesce(booked.cash - CASE WHEN payment.status = 'refunded' THEN booked.gone ELSE 0 END, 0)
           OR coalesce(booked.deposit, 0)
              <> CASE WHEN payment.status IN {_COUNTS} THEN payment.amount_minor ELSE 0 END
        """,  # noqa: S608
    ),
    Invariant(
        "each living refund stands in the ledger once, each one sent as sent",
        """
        SELECT refund.id
        FROM payments_refund AS refund
        LEFT JOIN payments_ledgertransaction AS due ON due.key = 'refund_due:' || refund.id
        LEFT JOIN payments_ledgertransaction AS dead ON dead.reverses_id = due.id
        LEFT JOIN payments_ledgertransaction AS sent ON sent.key = 'refund_sent:' || refund.id
        WHERE due.id IS NULL
           OR (refund.status IN ('declined', 'failed')) <> (dead.id IS NOT NULL)
           OR (refund.status = 'done') <> (sent.id IS NOT NULL)
        """,
    ),
    Invariant(
        "captures less refunds are what the ledger has of an order",
        f"""
        WITH owed AS (
            SELECT part.order_reference AS reference,
                   sum(part.amount_minor) - coalesce(sum(refund.gone), 0) AS minor
            FROM payments_paymentpart AS part
            JOIN payments_payment AS payment ON payment.id = part.payment_id
            LEFT JOIN LATERAL (
                SELECT sum(amount_minor) AS gone FROM payments_refund
                WHERE part_id = part.id AND status NOT IN ('declined', 'failed')
            ) AS refund ON true
            WHERE payment.status IN {_COUNTS}
            GROUP BY part.order_reference
        ), kept AS (
            SELECT line.reference, -sum(line.amount_minor) AS minor
            FROM payments_ledgerentry AS line
            JOIN payments_ledgeraccount AS account ON account.id = line.account_id
            WHERE line.purpose <> 'chargeback' AND account.kind NOT IN ('provider', 'bank', 'refunds_due')
            GROUP BY line.reference
        )
        SELECT owed.reference FROM owed LEFT JOIN kept USING (reference)
        WHERE owed.minor <> coalesce(kept.minor, 0)
        """,  # noqa: S608
    ),
    Invariant(
        "each sale stands in the ledger as it was recorded, and is taken back or released once",
        """
        SELECT sale.id
        FROM payments_sale AS sale
        LEFT JOIN payments_ledgertransaction AS made ON made.key = 'sale:' || sale.reference
        LEFT JOIN payments_ledgertransaction AS back ON back.reverses_id = made.id
        LEFT JOIN payments_ledgertransaction AS released ON released.key = 'sale_released:' || sale.reference
        LEFT JOIN LATERAL (
            SELECT -sum(line.amount_minor) AS earned
            FROM payments_ledgerentry AS line
            JOIN payments_ledgeraccount AS account ON account.id = line.account_id
            WHERE line.transaction_id = made.id AND account.kind = 'seller_pending'
              AND account.owner_id = sale.organisation_id
        ) AS booked ON true
        LEFT JOIN LATERAL (
            SELECT sum(line.amount_minor) AS minor
            FROM payments_ledgerentry AS line
            JOIN payments_ledgeraccount AS account ON account.id = line.account_id
            WHERE line.reference = sale.reference AND account.kind = 'seller_pending'
        ) AS pending ON true
        WHERE made.id IS NULL
           OR coalesce(booked.earned, 0)
              <> sale.goods_minor - sale.commission_minor - sale.commission_vat_minor
           OR (sale.reversed_at IS NULL) <> (back.id IS NULL)
           OR (released.id IS NOT NULL AND sale.released_at IS NULL)
           OR (num_nonnulls(sale.released_at, sale.reversed_at) > 0 AND coalesce(pending.minor, 0) <> 0)
        """,
    ),
    Invariant(
        "what is set aside for payouts is what payouts under way will pay",
        """
        WITH aside AS (
            SELECT account.currency, account.sandbox, -sum(line.amount_minor) AS minor
            FROM payments_ledgerentry AS line
            JOIN payments_ledgeraccount AS account ON account.id = line.account_id
            WHERE account.kind = 'payouts'
            GROUP BY account.currency, account.sandbox
        ), under_way AS (
            SELECT paid_currency AS currency, sandbox, sum(paid_minor) AS minor
            FROM payments_payout
            WHERE paid_minor IS NOT NULL AND status NOT IN ('paid', 'failed')
            GROUP BY paid_currency, sandbox
        )
        SELECT currency, sandbox FROM aside FULL JOIN under_way USING (currency, sandbox)
        WHERE coalesce(aside.minor, 0) <> coalesce(under_way.minor, 0)
        """,
    ),
    Invariant(
        "each payout is taken out of its seller's balance once, and put back only if it bounced",
        """
        SELECT payout.id
        FROM payments_payout AS payout
        LEFT JOIN payments_ledgertransaction AS taken ON taken.key = 'payout_scheduled:' || payout.id
        LEFT JOIN payments_ledgertransaction AS back ON back.reverses_id = taken.id
        LEFT JOIN payments_ledgertransaction AS paid ON paid.key = 'payout_paid:' || payout.id
        LEFT JOIN LATERAL (
            SELECT sum(line.amount_minor) AS minor
            FROM payments_ledgerentry AS line
            JOIN payments_ledgeraccount AS account ON account.id = line.account_id
            WHERE line.transaction_id = taken.id AND account.kind = 'seller_payable'
              AND account.owner_id = payout.organisation_id AND account.currency = payout.currency
        ) AS booked ON true
        WHERE payout.amount_minor IS DISTINCT FROM booked.minor
           OR (payout.status = 'failed') <> (back.id IS NOT NULL)
           OR (payout.status = 'paid') <> (paid.id IS NOT NULL)
        """,
    ),
    Invariant(
        "a file to the bank orders what its payouts sum to, each of them once",
        """
        SELECT file.id
        FROM payments_payoutfile AS file
        LEFT JOIN payments_payout AS payout ON payout.file_id = file.id
        GROUP BY file.id
        HAVING file.total_minor <> coalesce(sum(payout.paid_minor), 0)
            OR file.payouts_count <> count(payout.id)
            OR count(*) FILTER (WHERE payout.paid_currency <> file.currency OR payout.sandbox) > 0
        """,
    ),
    Invariant(
        "the last history row of a payout shows its status",
        """
        SELECT payout.id
        FROM payments_payout AS payout
        JOIN LATERAL (
            SELECT became FROM payments_payoutmove
            WHERE row_id = payout.id ORDER BY id DESC LIMIT 1
        ) AS last ON true
        WHERE last.became <> payout.status
        """,
    ),
)
