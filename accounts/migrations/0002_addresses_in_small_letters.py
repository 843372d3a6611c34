from django.db import migrations

import accounts.fields


def lower_addresses(apps, schema_editor):
    user_model = apps.get_model("accounts", "User")
    for user in user_model.objects.exclude(email="").only("pk", "email").iterator():
        if user.email != user.email.lower():
            user_model.objects.filter(pk=user.pk).update(email=user.email)  # the field itself makes the letters small


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [
        migrations.AlterField(
            model_name="user",
            name="email",
            field=accounts.fields.AddressField(blank=True, max_length=254, verbose_name="email address"),
        ),
        migrations.RunPython(lower_addresses, migrations.RunPython.noop),
    ]
