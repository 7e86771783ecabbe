"""Whatever a plan brings with less than two days to spare is not simply late."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("shipping", "0015_why_plans_came_to_nothing"),
    ]

    operations = [
        migrations.AlterField(
            model_name="planrun",
            name="late",
            field=models.PositiveIntegerField(
                default=0,
                help_text="Shipments that the plan brings less than two days before what was promised, or later: two days are kept for delays.",
                verbose_name="less than two days to spare",
            ),
        ),
    ]
