from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("plans", "0005_earlier_records_fit_the_new_columns")]

    operations = [
        migrations.AlterField("revision", "saved_at", models.DateTimeField()),
        migrations.AlterField("transition", "action", models.CharField(max_length=20)),
    ]
