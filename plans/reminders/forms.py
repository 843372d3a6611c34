"""What the list of reminders can be asked for."""

from django import forms


class RemindersFilter(forms.Form):
    """What the list of reminders shows; what is not understood is left out, so that an old link still opens."""

    late = forms.ChoiceField(required=False, choices=[("1", "")])
