"""What must always hold for invoices and credit notes?"""

from kit.invariants import Invariant

DOCUMENT_INVARIANTS = (
    Invariant(
        "the numbers of each legal entity's documents have no gap",
        """
        SELECT issuer_tax_id, sandbox, kind, year
        FROM (
            SELECT issuer_tax_id, sandbox, kind, year, count(*) AS many, min(serial) AS first,
                   max(serial) AS final
            FROM payments_issueddocument
            GROUP BY issuer_tax_id, sandbox, kind, year
        ) AS issued
        FULL JOIN payments_documentcounter AS counter USING (issuer_tax_id, sandbox, kind, year)
        WHERE coalesce(counter.last, -1) <> coalesce(issued.many, 0)
           OR issued.first <> 1 OR issued.final <> issued.many
        """,
    ),
    Invariant(
        "the lines of a document, and its VAT by rate, sum to its totals",
        """
        SELECT made.id
        FROM payments_issueddocument AS made
        JOIN LATERAL (
            SELECT sum((line ->> 'net_minor')::bigint) AS net, sum((line ->> 'vat_minor')::bigint) AS vat
            FROM jsonb_array_elements(made.content -> 'lines') AS line
        ) AS lines ON true
        JOIN LATERAL (
            SELECT sum((rate ->> 'net_minor')::bigint) AS net, sum((rate ->> 'vat_minor')::bigint) AS vat
            FROM jsonb_array_elements(made.content -> 'vat') AS rate
        ) AS rates ON true
        WHERE (lines.net, lines.vat, rates.net, rates.vat)
              IS DISTINCT FROM (made.net_minor, made.vat_minor, made.net_minor, made.vat_minor)
        """,
    ),
    Invariant(
        "an invoice is credited by its credit notes and never beyond its total",
        """
        SELECT invoice.id
        FROM payments_issueddocument AS invoice
        LEFT JOIN payments_invoicebalance AS balance ON balance.invoice_id = invoice.id
        LEFT JOIN payments_issueddocument AS note ON note.corrects_id = invoice.id
        WHERE invoice.kind = 'invoice'
        GROUP BY invoice.id, balance.invoice_id
        HAVING coalesce(sum(note.total_minor), 0) <> coalesce(max(balance.credited_minor), -1)
            OR coalesce(sum(note.net_minor), 0) > invoice.net_minor
            OR coalesce(sum(note.vat_minor), 0) > invoice.vat_minor
        """,
    ),
    Invariant(
        "no rate of VAT is credited beyond what it was invoiced",
        """
        WITH rates AS (
            SELECT coalesce(made.corrects_id, made.id) AS invoice_id, rate ->> 'percent' AS percent,
                   CASE WHEN made.kind = 'invoice' THEN 1 ELSE -1 END AS sign,
                   (rate ->> 'net_minor')::bigint AS net, (rate ->> 'vat_minor')::bigint AS vat
            FROM payments_issueddocument AS made, jsonb_array_elements(made.content -> 'vat') AS rate
        )
        SELECT invoice_id FROM rates
        GROUP BY invoice_id, percent
        HAVING sum(sign * net) < 0 OR sum(sign * vat) < 0
        """,
    ),
    Invariant(
        "what sellers are invoiced for commission is what the ledger earned by their sales",
        """
        WITH left_out AS (
            SELECT refund.id::uuid AS id
            FROM payments_issueddocument AS made, jsonb_array_elements_text(made.content -> 'leaves_out')
                 AS refund (id)
            WHERE made.kind = 'invoice' AND made.subject = 'commission'
        ), invoiced AS (
            SELECT reference, sandbox,
                   sum(CASE kind WHEN 'invoice' THEN net_minor ELSE -net_minor END) AS net,
                   sum(CASE kind WHEN 'invoice' THEN vat_minor ELSE -vat_minor END) AS vat
            FROM payments_issueddocument WHERE subject = 'commission'
            GROUP BY reference, sandbox
        )
        SELECT invoiced.reference
        FROM invoiced
        JOIN LATERAL (
            SELECT coalesce(-sum(line.amount_minor) FILTER (WHERE account.kind = 'commission'), 0) AS net,
                   coalesce(-sum(line.amount_minor) FILTER (WHERE account.kind = 'commission_vat'), 0) AS vat
            FROM payments_ledgerentry AS line
            JOIN payments_ledgeraccount AS account ON account.id = line.account_id
            WHERE line.reference = invoiced.reference AND account.sandbox = invoiced.sandbox
        ) AS earned ON true
        -- What is on its way back is credited once it is there.
        -- What an invoice leaves out never is; only while no try of it lives the ledger has it still.
        JOIN LATERAL (
            SELECT coalesce(sum(item.commission_minor * way.sign), 0) AS net,
                   coalesce(sum(item.commission_vat_minor * way.sign), 0) AS vat
            FROM payments_refunditem AS item
            JOIN payments_refund AS refund ON refund.id = item.refund_id
            JOIN payments_saleline AS line ON line.id = item.line_id
            JOIN payments_sale AS sale ON sale.id = line.sale_id
            CROSS JOIN LATERAL (
                SELECT refund.status NOT IN ('declined', 'failed') AS lives,
                       refund.status = 'done' AS is_done,
                       coalesce(refund.first_try_id, refund.id) IN (SELECT id FROM left_out) AS is_left_out
            ) AS told
            CROSS JOIN LATERAL (
                SELECT CASE WHEN told.is_left_out
                            THEN told.lives::int - (refund.first_try_id IS NULL)::int
                            ELSE (told.lives AND NOT told.is_done)::int END AS sign
            ) AS way
            WHERE sale.reference = invoiced.reference AND sale.reversed_at IS NULL
        ) AS under_way ON true
        WHERE (invoiced.net, invoiced.vat)
              IS DISTINCT FROM (earned.net + under_way.net, earned.vat + under_way.vat)
          AND NOT EXISTS (
              SELECT FROM payments_duedocument AS due
              WHERE due.reference = invoiced.reference AND due.settled_at IS NULL
          )
        """,
    ),
)
