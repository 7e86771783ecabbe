from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("news", "0008_what_is_asked_for_goes_at_once"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="mail",
            name="mail_leased",
        ),
        migrations.AddIndex(
            model_name="mail",
            index=models.Index(
                condition=models.Q(("leased_until__isnull", False)), fields=["leased_until"], name="mail_held"
            ),
        ),
    ]
