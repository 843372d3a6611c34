"""Whether a person still meets the three steps of the role: nobody who has an account already."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0014_spelling_of_the_browser"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="meets_first_steps",
            field=models.BooleanField(default=False, editable=False),
        ),
    ]
