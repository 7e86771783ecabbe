from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("storefront", "0005_a_part_to_look_through_first")]

    operations = [
        migrations.AlterField(
            model_name="listingview",
            name="name",
            field=models.CharField(
                db_collation="C",
                help_text=(
                    "To sort by, whatever the locale of the database: `words.alphabets.sort_key` of the name."
                ),
                max_length=500,
            ),
        ),
    ]
