from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0007_listed_again_after_the_end"),
        ("orders", "0004_notes"),
    ]

    operations = [
        migrations.AddField(
            model_name="order",
            name="reminded_at",
            field=models.DateTimeField(
                blank=True, help_text="When its seller was told that it waits too long.", null=True
            ),
        ),
        migrations.AddField(
            model_name="ordershipment",
            name="units",
            field=models.JSONField(
                blank=True,
                default=dict,
                help_text="How many units of which line; empty of older ones: not known.",
            ),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(
                condition=models.Q(("reminded_at__isnull", True), ("status", "placed")),
                fields=["accept_by_at"],
                name="order_to_remind_of",
            ),
        ),
    ]
