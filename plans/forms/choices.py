"""The fields of a form whose choices depend on who asks and on what is in the database."""

from collections.abc import Iterable
from typing import cast

from django import forms
from django.utils.functional import Promise


def choice_field(form: forms.BaseForm, name: str) -> forms.ChoiceField:
    """The field of the name, to give it its choices. Raises TypeError where it is no field of choices."""
    field = form.fields[name]
    if not isinstance(field, forms.ChoiceField):
        raise TypeError(f"“{name}” is no field of choices.")
    return field


def flat_choices(field: forms.ChoiceField) -> list[tuple[str, str | Promise]]:
    """(value, label) of a field whose choices stand in no groups."""
    return list(cast("Iterable[tuple[str, str | Promise]]", field.choices))
