"""The field of an e-mail address."""

from django.db import models


class AddressField(models.EmailField):
    """An e-mail address kept and looked for in small letters.

    Nobody remembers how the address was typed when the account was made; allauth asks the database for the address in
    small letters, and would not find one kept with capitals.
    """

    def get_prep_value(self, value: str | None) -> str | None:
        value = super().get_prep_value(value)
        return value.lower() if value else value
