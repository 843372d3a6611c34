"""Values as people read them, wherever they stand."""

from django.utils.translation import gettext as _


def yes_or_no(value: bool) -> str:
    """In small letters, as in a table; alone it begins with a capital (`capfirst`)."""
    return _("yes") if value else _("no")
