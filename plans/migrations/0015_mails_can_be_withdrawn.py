from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("plans", "0014_one_open_invitation_for_an_address")]

    operations = [
        migrations.RemoveConstraint(model_name="outboxmail", name="mail_state_is_known"),
        migrations.AlterField(
            model_name="outboxmail",
            name="state",
            field=models.CharField(
                choices=[
                    ("queued", "Waiting"),
                    ("sending", "Being sent"),
                    ("sent", "Sent"),
                    ("failed", "Failed, will be tried again"),
                    ("given_up", "Failed, given up"),
                    ("uncertain", "Uncertain: the worker stopped while sending"),
                    ("withdrawn", "Withdrawn"),
                ],
                default="queued",
                max_length=10,
                verbose_name="state",
            ),
        ),
        migrations.AddConstraint(
            model_name="outboxmail",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["queued", "sending", "sent", "failed", "given_up", "uncertain", "withdrawn"])
                ),
                name="mail_state_is_known",
            ),
        ),
    ]
