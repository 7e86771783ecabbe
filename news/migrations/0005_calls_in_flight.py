from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("news", "0004_endpoints_and_deliveries"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("state", "waiting"), ("leased_until__isnull", False)),
                fields=["endpoint"],
                name="delivery_in_flight",
            ),
        ),
    ]
