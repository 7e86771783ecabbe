from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("news", "0007_events_set_aside")]

    operations = [
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("state", "waiting"), ("attempts", 0), ("kind__in", ["replay", "test"])),
                fields=["endpoint", "due_at"],
                name="delivery_asked",
            ),
        ),
    ]
