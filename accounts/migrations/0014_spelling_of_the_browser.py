"""Whether the browser marks words it does not know: a choice of each person, off until it is made."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0013_event_has_another_word"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="checks_spelling",
            field=models.BooleanField(default=False, verbose_name="spelling of the browser"),
        ),
    ]
