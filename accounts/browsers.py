"""What to call a browser in a list that its owner reads."""

import re

from django.utils.translation import gettext

# In this order: most browsers name others beside themselves.
BROWSERS = (
    ("Edge", re.compile(r"\bEdgA?/")),
    ("Opera", re.compile(r"\bOPR/")),
    ("Yandex", re.compile(r"\bYaBrowser/")),
    ("Firefox", re.compile(r"\b(Firefox|FxiOS)/")),
    ("Chrome", re.compile(r"\b(Chrome|CriOS|HeadlessChrome)/")),
    ("Safari", re.compile(r"\bSafari/")),
)
SYSTEMS = (
    ("Windows", re.compile(r"\bWindows\b")),
    ("Android", re.compile(r"\bAndroid\b")),
    ("iOS", re.compile(r"\b(iPhone|iPad)\b")),
    ("macOS", re.compile(r"\bMac OS X\b")),
    ("Linux", re.compile(r"\bLinux\b")),
)


def browser_name(user_agent: str) -> str:
    """ "Firefox, Windows" out of the User-Agent header; "Unknown browser" where it says nothing known."""
    found = [
        next((name for name, pattern in table if pattern.search(user_agent)), None) for table in (BROWSERS, SYSTEMS)
    ]
    return ", ".join(name for name in found if name) or gettext("Unknown browser")
