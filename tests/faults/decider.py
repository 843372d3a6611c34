"""A process of its own that takes one kind of step again and again: `python -m tests.faults.decider assess koordinator`.

Steps: "assess", "word" and "extend" (a coordinator's), "consent" (a lead's), "reopen" (a coordinator's, of the
entry). On standard input comes "look <entry>", whereupon it reads what its page would show and says "ready", then "go",
whereupon it takes the step and says "won" or "lost". Anything else that happens ends it.
"""

import sys
from collections.abc import Callable


def main(step: str, username: str) -> None:
    import datetime

    import django

    django.setup()

    from django.utils import timezone

    from accounts.models import User
    from plans.assessment.services.assessments import AssessmentChanged, assess
    from plans.assessment.services.editorial import EditorialChanged, answer, save_wording
    from plans.models import Assessment, Entry, Extension
    from plans.services.extensions import ExtensionRefused, grant_extension
    from plans.workflow import EntryHasMoved, apply_transition

    actor = User.objects.get(username=username)

    def look(pk: str) -> Callable[[], object]:
        related = ("reporting_year__plan", "agency", "sub_point")
        entry = Entry.objects.select_related(*related).get(pk=pk)
        current = Assessment.objects.filter(sub_point=entry.sub_point, reporting_year=entry.reporting_year).first()
        latest = entry.editorial_versions.order_by("-pk").first()
        seen = latest.version if latest else 0
        match step:
            case "assess":
                place, version = (entry.sub_point, entry.reporting_year), current.version if current else 0
                return lambda: assess(*place, actor, status="implemented", note=f"Nümunə {username}.", version=version)
            case "word":
                text = f"<p>Nümunə mətn. {username}.</p>"
                return lambda: save_wording(
                    entry, actor, narrative=text, note="", version=seen, entry_version=entry.version, ask=True
                )
            case "extend":
                year, agency = entry.reporting_year, entry.agency
                holds = Extension.objects.filter(reporting_year=year, agency=agency).order_by("-pk").first()
                days = 1 if username == "koordinator" else 2
                until = max(holds.granted_until if holds else year.deadline, timezone.localdate())
                until += datetime.timedelta(days)
                return lambda: grant_extension(year, agency, until=until, by=actor, seen=holds and holds.pk)
            case "consent":
                return lambda: answer(entry, actor, consents=True, words="", version=seen)
            case "reopen":
                return lambda: apply_transition(entry, "reopen", actor=actor, reason="Nümunə səbəb.")
            case _:
                raise ValueError(step)

    take = None
    for line in sys.stdin:
        match line.split():
            case ["look", pk]:
                take, said = look(pk), "ready"
            case ["go"]:
                try:
                    take()
                    said = "won"
                except (AssessmentChanged, EditorialChanged, EntryHasMoved, ExtensionRefused):
                    said = "lost"
            case _:
                raise ValueError(line)
        print(said, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
