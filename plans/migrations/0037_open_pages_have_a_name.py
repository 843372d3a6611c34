from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("plans", "0036_indicator_baseline_and_target")]

    operations = [
        migrations.AlterModelOptions(
            name="presence",
            options={
                "verbose_name": "entry open on somebody's page",
                "verbose_name_plural": "entries open on somebody's page",
            },
        ),
    ]
