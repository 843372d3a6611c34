"""What coordinators and observers read on their pages of help."""

from django.utils.translation import gettext_lazy as _

from plans.help.queries import Step
from plans.help.words import Help, Picture, Question

_OVERVIEW = Picture(
    "overview",
    1350,
    430,
    _("The overview of a year: a table with sub-points as rows, agencies as columns and a mark in each cell"),
    _("“Overview”: a row for each sub-point, a column for each agency. A cell leads to its entry."),
)

COORDINATOR = Help(
    does=_("You collect the entries of all agencies, review them and prepare the consolidated report."),
    steps=[
        Step(
            _("Begin with what waits for you"),
            _("Submitted entries, requests for more time and answers of agencies stand together on one page."),
            "plans:worklist",
        ),
        Step(
            _("Review what was submitted"),
            _("Comment on a paragraph, return the entry with a reason and a day, or approve it."),
            "plans:review-queue",
        ),
        Step(
            _("Assess the sub-points and close the year"),
            _("Record the implementation status of each sub-point, then close the reporting year."),
            "plans:overview",
        ),
    ],
    questions=[
        Question(
            _("How do I review an entry?"),
            [
                _("Open the queue and begin with the first. Its page shows the text beside that of the year before."),
                _("Comments can be pinned to a paragraph. An open comment holds back the approval."),
            ],
            [(_("Review"), "plans:review-queue")],
        ),
        Question(
            _("How do I return an entry?"),
            [
                _(
                    "Press “Return” on the review page, write the reason and name the day by which the entry is due again."
                ),
                _("The agency reads the reason on the page only: no e-mail contains it."),
            ],
            [(_("Review"), "plans:review-queue")],
        ),
        Question(
            _("What if a decision was a mistake?"),
            [
                _("Undo it within ten seconds: e-mails go out only after that."),
                _("Later, reopen an approved entry with a reason: it goes back to the agency."),
            ],
        ),
        Question(
            _("How do I write to the agencies?"),
            [
                _("Send a message to all agencies or to those you select. It is shown to you before it is sent."),
                _("Reminders go out by themselves before and after the deadline. Their page shows who will get one."),
            ],
            [(_("Messages"), "plans:announcements"), (_("Reminders"), "plans:reminders")],
        ),
        Question(
            _("How do I give an agency more time?"),
            [
                _(
                    "Answer its request, or name a new day without one, on the page of the deadline and the reporting year."
                )
            ],
            [(_("Deadline and year"), "plans:year-settings")],
        ),
        Question(
            _("How do I assess a sub-point?"),
            [
                _(
                    "Choose the assessment in the row of the sub-point. Its page shows the entries and proposes a status."
                ),
                _("Record the status; a note can be added."),
            ],
            [(_("Overview"), "plans:overview")],
        ),
        Question(
            _("How do I close the year?"),
            [
                _("The page of the reporting year first lists everything that is still open, then asks."),
                _("In a closed year no text and no decision changes. It can be reopened with a reason."),
            ],
            [(_("Deadline and year"), "plans:year-settings")],
        ),
        Question(
            _("Where is the consolidated report?"),
            [
                _("“Report” shows it as it will be printed, and gives it as PDF, Word and other files."),
                _("An editorial version of an approved entry may be written for it; the agency is asked about it."),
            ],
            [(_("Report"), "reports:consolidated"), (_("Editorial versions"), "plans:editorials")],
        ),
    ],
    pictures=[
        (
            0,
            Picture(
                "worklist",
                1350,
                400,
                _(
                    "The page of what waits for the coordinator: groups with their numbers and the first entries of each"
                ),
                _("What waits for you, in groups. Each line leads to its page."),
            ),
        ),
        (
            2,
            Picture(
                "review",
                1350,
                640,
                _("The review page: the submitted text, and beside it the panel in which a return is written"),
                _("The review page: the reason of a return is written beside the text."),
            ),
        ),
        (6, _OVERVIEW),
    ],
    keys=["review", "queue", "overview"],
)

OBSERVER = Help(
    does=_("You read what the agencies have submitted and how the plan is carried out. You change nothing."),
    steps=[
        Step(
            _("See how the year stands"),
            _("The overview shows each sub-point and each agency in one table."),
            "plans:overview",
        ),
        Step(
            _("Read what was submitted"),
            _("A cell of the table leads to the text. The list of entries can be searched and sorted."),
            "plans:entry-list",
        ),
        Step(
            _("Open the report"),
            _("It is shown as it will be printed, and can be downloaded."),
            "reports:consolidated",
        ),
    ],
    questions=[
        Question(
            _("Why can I not open some cells?"),
            [
                _(
                    "The agency has not submitted anything there yet. You read what was submitted, not what is being written."
                ),
                _("After a return you still read the last submission, until the next one."),
            ],
            [(_("Overview"), "plans:overview")],
        ),
        Question(
            _("What do I not see?"),
            [
                _(
                    "Internal evidence, internal notes, comments and reasons of returns stay between agency and coordinator."
                )
            ],
        ),
        Question(
            _("How do I find a text?"),
            [_("Search for words, the number of a sub-point or the name of an agency. Press the key / to begin.")],
            [(_("Search"), "plans:search")],
        ),
        Question(
            _("What has changed lately?"),
            [_("“Activity” lists what happened, the newest first.")],
            [(_("Activity"), "plans:activity")],
        ),
        Question(
            _("How has a sub-point gone over the years?"),
            [_("The table of the years shows the assessment of each sub-point for every year of the plan.")],
            [(_("Years of the plan"), "plans:plan-years")],
        ),
        Question(
            _("How do I take the figures along?"),
            [
                _(
                    "The overview and the list of entries can be downloaded for Excel, the report as PDF, Word and other files."
                ),
                _("All of them contain only what you may read."),
            ],
            [(_("Entries"), "plans:entry-list"), (_("Report"), "reports:consolidated")],
        ),
    ],
    pictures=[
        (0, _OVERVIEW),
        (
            6,
            Picture(
                "report",
                1350,
                560,
                _("The page of the report: its contents beside the text as it will be printed, with files to download"),
                _("“Report”: the text as it will be printed, and the files to download."),
            ),
        ),
    ],
    keys=["overview"],
)
