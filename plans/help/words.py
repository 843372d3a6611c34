"""What the pages of help are made of, and what the roles of an agency read there."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from plans.help.queries import Step, Words


@dataclass(frozen=True, slots=True)
class Question:
    """A question that people ask, the sentences that answer it, and pages by their names, each as a link says it."""

    question: Words
    answer: Sequence[Words]
    pages: Sequence[tuple[Words, str]] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of a page that the role uses; `make pictures` takes it anew, in this size."""

    name: str
    width: int
    height: int
    shows: Words
    caption: Words


@dataclass(frozen=True, slots=True)
class Help:
    """All that one role reads: `pictures` each stand after that many questions, `keys` are the lists of keys that belong to
    its pages ("entry", "review", "queue", "overview").
    """

    does: Words
    steps: Sequence[Step]
    questions: Sequence[Question]
    pictures: Sequence[tuple[int, Picture]]
    keys: Sequence[str] = ()


_MY_ENTRIES = (_("My entries"), "plans:agency-year")
_WRITE = Step(
    _("Choose a sub-point and write"),
    _("What your agency did this year. Every word is saved by itself."),
    "plans:agency-year",
)
_MARK = Step(
    _("Mark it “ready”"),
    _("When text, status and figures are there. Any later change removes the mark."),
    "plans:agency-year",
)
_LOST = Question(
    _("What if the connection fails while I write?"),
    [
        _("Go on writing. The page saves by itself while you write, and says at its top whether everything is saved."),
        _("Without a connection it says so and tries again until the text is saved. Leave the page open until then."),
    ],
    [_MY_ENTRIES],
)
_RETURNED = Question(
    _("The entry was returned: what is to be done?"),
    [
        _("It stands at the top of “My entries”, with the coordinator's reason and the day by which it is due again."),
        _("Open it, read the reason and the comments, correct the text and answer each comment of the coordinator."),
        _("The lead then submits it again. The earlier text stays in the history."),
    ],
    [_MY_ENTRIES, (_("Notices"), "plans:notices")],
)
_RESTORE = Question(
    _("How do I restore an earlier text?"),
    [
        _("Open “The whole history” under “More” on the page of the entry, and choose the text that you need."),
        _(
            "Press “Restore this text” there. The page says before what will change; the present text stays in the history."
        ),
        _("This works while the entry is a draft or was returned."),
    ],
    [_MY_ENTRIES],
)
_WITH_COLLEAGUES = Question(
    _("What if a colleague writes in the same entry?"),
    [
        _("You see each other on the page, and both texts are put together by themselves."),
        _("Only where both of you have changed the same place are you asked; until then both wordings are kept."),
    ],
)
_NOTHING_TO_REPORT = Question(
    _("What if there is nothing to report?"),
    [
        _(
            "Choose “Nothing to report for this year” on the page of the entry and write the reason for the coordinator."
        ),
        _("One standard sentence is then printed instead of a text."),
    ],
)
_EVIDENCE = Question(
    _("How do I attach evidence?"),
    [
        _("Add a file or a link under “Evidence” on the page of the entry and give it a title."),
        _("Internal evidence is read by your agency and the coordinator only; public evidence by observers, too."),
    ],
)
_HOME = Picture(
    "home",
    1350,
    560,
    _("The agency's page of the year: the deadline, what waits at the top, and the list of sub-points"),
    _("“My entries”: what was returned stands at the top, the days until the deadline beside the heading."),
)
_ENTRY = Picture(
    "entry",
    1350,
    560,
    _("The page of an entry: the text in the middle, the implementation status and what is missing beside it"),
    _(
        "The page of an entry. Its top says whether everything is saved; what is still missing is shown beside the text."
    ),
)

CONTRIBUTOR = Help(
    does=_("You write what your agency did on each sub-point of the plan this year."),
    steps=[
        _WRITE,
        _MARK,
        Step(
            _("The lead submits it"),
            _("The coordinator approves it, or returns it with a reason. A returned entry then appears at the top."),
            "plans:agency-year",
        ),
    ],
    questions=[
        Question(
            _("Who submits the entry?"),
            [
                _("The lead of your agency. Mark the entry as ready, and the lead is told."),
                _("Who is the lead stands on the page of your colleagues."),
            ],
            [(_("Colleagues"), "plans:people")],
        ),
        _LOST,
        _RETURNED,
        _RESTORE,
        Question(
            _("What if the deadline has passed?"),
            [
                _("You can go on writing, and the lead can still submit the entry until the reporting year is closed."),
                _("It is shown as late until then. The lead can ask the coordinator for more time."),
            ],
            [_MY_ENTRIES],
        ),
        _NOTHING_TO_REPORT,
        _EVIDENCE,
        _WITH_COLLEAGUES,
    ],
    pictures=[(0, _HOME), (2, _ENTRY)],
    keys=["entry"],
)

LEAD = Help(
    does=_("You see to it that your agency's entries are written, and submit them."),
    steps=[
        _WRITE,
        _MARK,
        Step(
            _("Submit what is ready"),
            _("All at once or one by one. The coordinator approves it, or returns it with a reason."),
            "plans:agency-year",
        ),
    ],
    questions=[
        Question(
            _("How do I submit an entry?"),
            [
                _("On its page press “Submit”, or submit everything that is ready at once from “My entries”."),
                _(
                    "If something is missing, the page names it: a status, a text, required figures, an answer to a comment."
                ),
                _("You can take the entry back until its review begins."),
            ],
            [_MY_ENTRIES],
        ),
        Question(
            _("How do I invite a colleague?"),
            [
                _(
                    "Write name, e-mail address and role on the page of your colleagues. The link works once, within a week."
                ),
                _("Without a mail server the page shows the link: copy it and hand it over yourself."),
            ],
            [(_("Colleagues"), "plans:people")],
        ),
        Question(
            _("How do I say who writes what?"),
            [
                _("Choose “Name who writes what” on “My entries”."),
                _("The person named finds the sub-point under “My sub-points”. Everybody may still write everywhere."),
            ],
            [_MY_ENTRIES],
        ),
        Question(
            _("What if the deadline is too early, or has passed?"),
            [
                _(
                    "Ask the coordinator for more time on “My entries”: name a day and the reason. The answer appears there."
                ),
                _("A late entry can still be submitted until the reporting year is closed."),
            ],
            [_MY_ENTRIES],
        ),
        _RETURNED,
        Question(
            _("What is an editorial version?"),
            [
                _("Another wording of an approved entry that the coordinator proposes for the consolidated report."),
                _(
                    "Compare it with your text and consent or refuse. Your agency's own Məlumat keeps your words in any case."
                ),
            ],
            [_MY_ENTRIES],
        ),
        _RESTORE,
        _LOST,
    ],
    pictures=[
        (0, _HOME),
        (1, _ENTRY),
        (
            2,
            Picture(
                "colleagues",
                1350,
                420,
                _("The page of the colleagues: the list of people and the form for an invitation beside it"),
                _("“Colleagues”: who belongs to the agency, and the form for an invitation."),
            ),
        ),
    ],
    keys=["entry"],
)
