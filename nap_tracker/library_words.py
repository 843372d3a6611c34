"""Words of libraries that no catalogue reaches.

Django begins labels, heads and messages with a capital by the rules of English: “istifadəçilər” became
“Istifadəçilər” in the whole administration. The libraries take `capfirst` by its name, so it is replaced where they
have it; the filter of templates is another one. The marks of yes and no are described as “True” and “False”.
"""

import sys
from collections.abc import Callable

from django.contrib.admin.templatetags import admin_list
from django.template import defaultfilters
from django.utils import text
from django.utils.functional import keep_lazy_text
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from plans.azerbaijani import upper
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


def teach_libraries() -> None:
    """Lets what is imported of the libraries, and what will be, say it so. Once is enough."""
    for name, module in tuple(sys.modules.items()):
        if name.partition(".")[0] in LIBRARIES and getattr(module, "capfirst", None) in _OF_ENGLISH:
            module.capfirst = capfirst  # type: ignore[attr-defined]  # what the module has imported for itself
    defaultfilters.register.filter("capfirst", capfirst, is_safe=True)
    admin_list._boolean_icon = boolean_icon  # type: ignore[attr-defined]  # Django's stubs leave it out
