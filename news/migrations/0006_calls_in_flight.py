from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("news", "0005_events_say_in_which_form_they_are_told"),
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
