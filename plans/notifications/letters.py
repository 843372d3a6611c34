"""The words of a mail: subject, text and HTML, in one language."""

from typing import Any, TypedDict

from django.template.loader import render_to_string
from django.utils import translation

from plans.point_words import words_of_plan


class Letter(TypedDict):
    """What a mail says; `html` says the same as `text`."""

    subject: str
    text: str
    html: str


def write_letter(name: str, language: str, context: dict[str, Any], *, two_levels: bool = False) -> Letter:
    """Fills subject.txt, letter.txt and letter.html of templates/emails/<name>/ in the language ("az" or "en").

    `two_levels`: it speaks of the sub-points of one plan, whose numbers are like "4.2" (`point_words`).
    """
    with translation.override(language), words_of_plan(two_levels=two_levels):
        subject = " ".join(render_to_string(f"emails/{name}/subject.txt", context).split())
        return {
            "subject": subject,
            "text": render_to_string(f"emails/{name}/letter.txt", context),
            "html": render_to_string(
                f"emails/{name}/letter.html", context | {"subject": subject, "language": language}
            ),
        }
