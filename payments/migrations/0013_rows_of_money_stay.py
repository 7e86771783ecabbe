"""What was told of money, and money that moved, is never taken away."""

from django.db import migrations

from kit.schema import KeepRows

_DECIDED = ("payment_id", "processed_at", "outcome", "note", "version")


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0012_editions_of_rate_documents"),
    ]

    operations = [
        KeepRows("payments_paymentevent", changing=_DECIDED),
        KeepRows(
            "payments_payment",
            "payments_paymentpart",
            "payments_refund",
            "payments_providercall",
            "payments_sale",
            "payments_statementline",
            "payments_payout",
            "payments_payoutaccount",
            "payments_payoutfile",
        ),
    ]
