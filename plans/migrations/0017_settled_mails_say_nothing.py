from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("plans", "0016_erase_settled_mails")]

    operations = [
        migrations.AddConstraint(
            model_name="outboxmail",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["sent", "withdrawn"]), _negated=True)
                | models.Q(("html", ""), ("text", "")),
                name="settled_mail_says_nothing_any_more",
            ),
        ),
    ]
