"""The fields of a form whose choices depend on who asks and on what is in the database."""

from django import forms


def choice_field(form: forms.BaseForm, name: str) -> forms.ChoiceField:
    """The field of the name, to give it its choices. Raises TypeError where it is no field of choices."""
    field = form.fields[name]
    if not isinstance(field, forms.ChoiceField):
        raise TypeError(f"“{name}” is no field of choices.")
    return field
