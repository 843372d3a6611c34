"""What a person sets for oneself."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from plans.enums import MailChoice
from plans.models import PersonalSettings
from plans.models.notice import LANGUAGES

# What each choice means, in a sentence.
MAIL_MEANINGS = {
    MailChoice.IMMEDIATE: gettext_lazy("Each notice also comes as a letter, as soon as it is written."),
    MailChoice.DAILY: gettext_lazy("Every morning at eight one letter lists what you have not read yet."),
    MailChoice.NONE: gettext_lazy("You read notices here only, and are not reminded of deadlines."),
}


class PersonalForm(forms.Form):
    """Mails, their language, single keys, the browser's spelling."""

    mails = forms.ChoiceField(
        choices=MailChoice.choices,
        error_messages={
            "required": gettext_lazy("Choose when letters come."),
            "invalid_choice": gettext_lazy("Choose when letters come."),
        },
    )
    mail_language = forms.ChoiceField(
        choices=LANGUAGES,
        error_messages={
            "required": gettext_lazy("Choose the language of the letters."),
            "invalid_choice": gettext_lazy("Choose the language of the letters."),
        },
    )
    single_keys = forms.BooleanField(required=False)
    checks_spelling = forms.BooleanField(required=False)

    def __init__(self, data: Mapping[str, Any] | None = None, *, settings: PersonalSettings):
        own = {"mails": settings.mails, "mail_language": settings.mail_language}
        of_user = {name: getattr(settings.user, name) for name in ("single_keys", "checks_spelling")}
        super().__init__(data, initial=own | of_user)

    @property
    def mail_choices(self) -> list[dict]:
        """Each choice as the page shows it: value, label, what it means, whether it is chosen."""
        chosen = self["mails"].value()
        return [
            {"value": choice.value, "label": choice.label, "meaning": MAIL_MEANINGS[choice], "chosen": choice == chosen}
            for choice in MailChoice
        ]
