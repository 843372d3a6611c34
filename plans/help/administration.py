"""What administrators read on their page of help."""

from django.utils.translation import gettext_lazy as _

from plans.help.queries import Step
from plans.help.words import Help, Picture, Question

_PEOPLE = (_("People"), "plans:people")
_CONFIRMATIONS = (_("Confirmations"), "plans:account-changes")

ADMINISTRATOR = Help(
    does=_("You let people in, keep their accounts and the data of the plan in order. You read no texts."),
    steps=[
        Step(
            _("Set up your second factor"),
            _("An app or a passkey confirms each of your sign-ins. Write the recovery codes down and keep them safe."),
            "mfa_index",
        ),
        Step(
            _("Invite the people"),
            _("Coordinators, observers and the lead of each agency. Leads invite their colleagues themselves."),
            "plans:people",
        ),
        Step(
            _("See what waits"),
            _("Changes that need the word of another person, and e-mails that could not be sent."),
            "plans:waiting",
        ),
    ],
    questions=[
        Question(
            _("How do I invite somebody?"),
            [
                _("Write name, e-mail address and role on the page of people; for a lead, the agency, too."),
                _(
                    "The link works once, within seven days. Without a mail server it is shown to you: hand it over yourself."
                ),
            ],
            [_PEOPLE],
        ),
        Question(
            _("Why does my change wait?"),
            [
                _(
                    "Nobody becomes coordinator, observer or administrator by one person's decision: another one confirms it."
                ),
                _("What is not confirmed within seven days is not done."),
            ],
            [_CONFIRMATIONS],
        ),
        Question(
            _("How do I close an account?"),
            [
                _("Open the person's page and press “Close the account”. All sessions of the person end."),
                _("For a coordinator or an administrator another person confirms it. The account can be opened again."),
            ],
            [_PEOPLE],
        ),
        Question(
            _("Somebody has lost the phone: what now?"),
            [
                _(
                    "The person signs in with a recovery code. Without one, remove the second factor on the person's page."
                ),
                _("For a coordinator, observer or administrator another person confirms it."),
            ],
            [_PEOPLE, _CONFIRMATIONS],
        ),
        Question(
            _("Somebody has forgotten the password: what now?"),
            [
                _("The sign-in page sends a link for a new password by e-mail; so can you, from the person's page."),
                _("Nobody sets the password of another person."),
            ],
            [_PEOPLE],
        ),
        Question(
            _("An e-mail has not arrived: where do I look?"),
            [
                _(
                    "The outbox shows each e-mail with its state and what went wrong. Its words are erased once it is sent."
                )
            ],
            [(_("See the outbox"), "admin:plans_outboxmail_changelist")],
        ),
        Question(
            _("Where is it recorded who changed what?"),
            [_("In the journal of accounts. It is only added to: nobody can change or remove a line.")],
            [(_("Journal of accounts"), "plans:account-journal")],
        ),
    ],
    pictures=[
        (
            0,
            Picture(
                "people",
                1350,
                500,
                _("The page of people: the search, the list of accounts and the form for an invitation beside it"),
                _("“People”: the name leads to the person's page, where role, address and account are changed."),
            ),
        ),
        (
            7,
            Picture(
                "journal",
                1350,
                400,
                _("The journal of accounts: each line says when, what was done, and about whom"),
                _("The journal of accounts: who made, changed, closed or opened an account."),
            ),
        ),
    ],
)
