"""Why did a run of the planner come to nothing?"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("shipping", "0014_observations_from_older_books"),
    ]

    operations = [
        migrations.AddField(
            model_name="planrun",
            name="why_nothing",
            field=models.CharField(
                blank=True,
                choices=[
                    (
                        "changed",
                        "Too many of its moves could not be made any more: much had changed meanwhile.",
                    ),
                    ("unsound", "The plan breaks a rule of the railway."),
                    ("full", "A train or a container would have held more than it bears."),
                    ("no_plan", "The planner gave no plan."),
                    ("lost", "It was ended before it was ready, or the machine stopped."),
                    ("fault", "Something went wrong that should not have."),
                ],
                db_default="",
                default="",
                max_length=8,
                verbose_name="came to nothing because",
            ),
        ),
        migrations.AlterField(
            model_name="planrun",
            name="error",
            field=models.CharField(
                blank=True, help_text="In the program's own words, for whoever looks into it.", max_length=500
            ),
        ),
    ]
