import django.core.validators
from django.db import migrations, models


def amount(name: str, help_text: str) -> models.DecimalField:
    return models.DecimalField(
        blank=True,
        decimal_places=4,
        help_text=help_text,
        max_digits=19,
        null=True,
        validators=[django.core.validators.MinValueValidator(0)],
        verbose_name=name,
    )


BASELINE = "The value before the plan began. Leave it empty where it is not known."
TARGET = "The value to be reached by the end of the plan. Leave it empty where the plan sets none."


class Migration(migrations.Migration):
    dependencies = [("plans", "0035_who_reviews_what")]

    operations = [
        migrations.AddField(model_name=model, name=name, field=amount(name, help_text))
        for model in ("historicalindicator", "indicator")
        for name, help_text in (("baseline", BASELINE), ("target", TARGET))
    ]
