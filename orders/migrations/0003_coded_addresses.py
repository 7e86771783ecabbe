from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0002_searches_for_buyers"),
    ]

    operations = [
        migrations.AddField(
            model_name="address",
            name="district",
            field=models.CharField(blank=True, default="", max_length=100, verbose_name="district"),
        ),
        migrations.AddField(
            model_name="address",
            name="district_code",
            field=models.CharField(
                blank=True,
                default="",
                help_text="GB/T 2260 in China, KATO in Kazakhstan; empty where the place is known by its words only.",
                max_length=9,
                verbose_name="district code",
            ),
        ),
        migrations.AddField(
            model_name="address",
            name="real_name",
            field=models.CharField(
                blank=True,
                default="",
                help_text="Where customs asks for it and the recipient is written otherwise.",
                max_length=100,
                verbose_name="name in the identity document",
            ),
        ),
    ]
