"""Which dead payments is a provider asked about once more?"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("payments", "0001_payments_refunds_rates")]

    operations = [
        migrations.AddIndex(
            model_name="payment",
            index=models.Index(
                condition=models.Q(("status__in", ("failed", "expired", "cancelled"))),
                fields=["ended_at"],
                name="payment_dead_by_end",
            ),
        ),
    ]
