"""Words of libraries that no catalogue reaches.

Django begins labels, heads and messages with a capital by the rules of English: “istifadəçilər” became
“Istifadəçilər” in the whole administration. The libraries take `capfirst` by its name, so it is replaced where they
have it; the filter of templates is another one. The marks of yes and no are described as “True” and “False”.

Django knows one translation of a text; pages and mails about a plan of two levels need another word in it
(`plans.point_words`). Its object of a language translates for templates, forms, lazy labels and code alike, so the word is
chosen there: anywhere later it could not be told from what people wrote.
"""

import sys
from collections.abc import Callable

from django.contrib.admin.templatetags import admin_list
from django.template import defaultfilters
from django.utils import text
from django.utils.functional import keep_lazy_text
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, trans_real
from django.utils.translation import gettext as _

from plans.azerbaijani import upper
from plans.point_words import in_words_of_plan
from plans.queries.wording import yes_or_no

LIBRARIES = frozenset({"django", "import_export", "simple_history", "allauth"})
_of_english: Callable[[str], str] = text.capfirst
_OF_ENGLISH = (text.capfirst, defaultfilters.capfirst)
# Django's stubs leave its private names out.
_drawn: Callable[[bool | None], SafeString] = admin_list._boolean_icon  # type: ignore[attr-defined]  # as above


@keep_lazy_text
def capfirst(words: str) -> str:
    """The words with a capital at the beginning, as the language that is active writes it."""
    words = str(words)
    return upper(words[:1]) + words[1:] if get_language() == "az" else _of_english(words)


def boolean_icon(value: bool | None) -> SafeString:
    """Django's mark of yes or no, with the word for who does not see it."""
    said = _("unknown") if value is None else yes_or_no(value)
    return SafeString(_drawn(value).replace(f'alt="{value}"', format_html('alt="{}"', said)))


class PlanTranslation(trans_real.DjangoTranslation):
    """The translations of a language, in the words of the plan that is spoken of."""

    def gettext(self, message: str) -> str:
        return in_words_of_plan(super().gettext(message))

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return in_words_of_plan(super().ngettext(msgid1, msgid2, n))


def teach_libraries() -> None:
    """Lets what is imported of the libraries, and what will be, say it so. Once is enough."""
    for name, module in tuple(sys.modules.items()):
        if name.partition(".")[0] in LIBRARIES and getattr(module, "capfirst", None) in _OF_ENGLISH:
            module.capfirst = capfirst  # type: ignore[attr-defined]  # what the module has imported for itself
    defaultfilters.register.filter("capfirst", capfirst, is_safe=True)
    trans_real.DjangoTranslation = PlanTranslation  # type: ignore[misc]  # what Django makes of each language
    trans_real._translations.clear()  # type: ignore[attr-defined]  # made before; Django's stubs leave it out
    admin_list._boolean_icon = boolean_icon  # type: ignore[attr-defined]  # Django's stubs leave it out
