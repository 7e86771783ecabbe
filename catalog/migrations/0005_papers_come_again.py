from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalog", "0004_what_waits_for_review")]

    operations = [
        migrations.RemoveConstraint(model_name="certificate", name="certificate_number_once"),
        migrations.AddConstraint(
            model_name="certificate",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status__in", ("submitted", "verified"))),
                fields=("seller", "product", "kind", "number"),
                name="certificate_number_once",
                nulls_distinct=False,
            ),
        ),
    ]
