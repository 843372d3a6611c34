"""Who is told of what: a notice for each, a mail as each has chosen, and nothing that was written by people."""

import datetime
import re

import pytest
import time_machine

from accounts.enums import Role
from accounts.models import User
from plans.enums import NOTICES_OF_FILES, SETTLED_MAILS, EntryState, MailState, NoticeKind
from plans.models import (
    Assignment,
    Comment,
    Entry,
    Membership,
    Notice,
    OutboxMail,
    PersonalSettings,
    Responsibility,
)
from plans.notifications import call_back, place_of, tell
from plans.notifications.outbox import ERASED
from plans.queries.notices import count_unread, has_place, notices_of
from plans.services import mark_ready
from plans.services.comments import add_comment, answer_comment
from plans.services.notices import read_all_notices, read_notice
from plans.workflow import apply_transition
from tests.conftest import make_user

NOW = datetime.datetime(2025, 1, 6, 8, tzinfo=datetime.UTC)
MINUTE = datetime.timedelta(minutes=1)
PLACE = "/plans/numune-2020-2024/2024/NUMUNE/4.2.10/"
TEXT = "Nümunə mətn. Məxfi şərh."


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture(autouse=True)
def _addresses(people):
    for user in people.values():
        user.email = f"{user.username}@numune.example"
        user.save()


@pytest.fixture
def entry(write_entry) -> Entry:
    return write_entry("4.2.10", "<p>Nümunə mətn.</p>", state=EntryState.SUBMITTED, status="implemented")


def choose(person: User, **chosen) -> None:
    PersonalSettings.objects.update_or_create(user=person, defaults=chosen)


def told(kind: str | None = None) -> list[str]:
    """The user names of those who have a notice, in order."""
    rows = Notice.objects.filter(kind=kind) if kind else Notice.objects.all()
    return sorted(rows.values_list("recipient__username", flat=True))


def mailed() -> list[str]:
    return sorted(OutboxMail.objects.values_list("recipient__username", flat=True))


def say(people, kind: str = NoticeKind.COMMENT, **more) -> None:
    entry = more.get("entry") or Entry.objects.select_related("reporting_year__plan", "agency", "sub_point").get()
    tell(people, kind, reporting_year=entry.reporting_year, agency=entry.agency, **({"entry": entry} | more))


# --- The choice -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mails", "kind", "is_mailed", "for_digest"),
    [
        (None, NoticeKind.COMMENT, True, False),
        ("immediate", NoticeKind.COMMENT, True, False),
        ("daily", NoticeKind.COMMENT, False, True),
        ("none", NoticeKind.COMMENT, False, False),
        ("daily", NoticeKind.RETURNED, True, False),
        ("none", NoticeKind.RETURNED, True, False),
        ("daily", NoticeKind.REOPENED, True, False),
        ("none", NoticeKind.REOPENED, True, False),
        ("daily", NoticeKind.APPROVED, False, True),
        ("none", NoticeKind.APPROVED, False, False),
        ("daily", NoticeKind.EXTENSION_DECIDED, False, True),
    ],
)
def test_notice_is_for_everybody_and_the_mail_as_chosen_but_for_what_must_be_corrected(
    entry, people, mails, kind, is_mailed, for_digest
):
    if mails:
        choose(people["lead"], mails=mails)
    say([people["lead"]], kind, context={"resubmit_by": datetime.date(2025, 1, 20)})
    notice = Notice.objects.get()
    assert (notice.recipient, notice.kind, notice.for_digest) == (people["lead"], kind, for_digest)
    assert mailed() == (["mesul"] if is_mailed else [])


def test_person_without_an_address_has_the_notice_only(entry, people):
    User.objects.filter(pk=people["lead"].pk).update(email="")
    say([User.objects.get(pk=people["lead"].pk)], NoticeKind.RETURNED, context={"resubmit_by": NOW.date()})
    assert (told(), mailed()) == (["mesul"], [])


def test_nobody_is_told_twice_nor_the_actor_nor_whoever_is_gone(entry, people):
    gone = make_user("getmish", Role.LEAD, entry.agency)
    gone.is_active = False
    say([people["lead"], people["lead"], people["contributor"], gone], actor=people["contributor"])
    assert (told(), mailed()) == (["mesul"], ["mesul"])


def test_nobody_to_tell_writes_nothing_and_asks_nothing(entry, people, django_assert_num_queries):
    with django_assert_num_queries(0):
        say([people["lead"]], actor=people["lead"], entry=entry)
    assert Notice.objects.count() == OutboxMail.objects.count() == 0


def test_delay_holds_the_mail_and_the_notice(entry, people, clock):
    say([people["lead"]], delay=datetime.timedelta(seconds=10))
    notice, mail = Notice.objects.get(), OutboxMail.objects.get()
    assert notice.visible_at == mail.next_attempt_at == NOW + datetime.timedelta(seconds=10)
    assert notice.created_at == NOW
    clock.shift(9)
    assert (count_unread(people["lead"]), list(notices_of(people["lead"]))) == (0, [])
    clock.shift(1)
    assert (count_unread(people["lead"]), list(notices_of(people["lead"]))) == (1, [notice])


@pytest.mark.parametrize("count", [1, 3])
def test_telling_many_costs_as_much_as_telling_one(entry, people, django_assert_num_queries, count):
    crowd = [people["lead"], people["contributor"], make_user("ucuncu", Role.LEAD, entry.agency)][:count]
    entry = Entry.objects.select_related("reporting_year__plan", "agency", "sub_point").get()
    with django_assert_num_queries(3):
        say(crowd, entry=entry)
    for person in crowd:
        choose(person, mails="none")
    with django_assert_num_queries(2):
        say(crowd, entry=entry)
    with django_assert_num_queries(4):  # and the agency's name, for somebody outside of it
        say([people["coordinator"], *crowd], entry=entry)


# --- The letters ------------------------------------------------------------------------------------------------------

CONTEXTS = {
    NoticeKind.RETURNED: {"resubmit_by": datetime.date(2025, 2, 3)},
    NoticeKind.REOPENED: {"resubmit_by": datetime.date(2025, 2, 3)},
    NoticeKind.CONSENT_ANSWERED: {"consented": True},
    NoticeKind.EXTENSION_ASKED: {"until": datetime.date(2025, 2, 3)},
    NoticeKind.EXTENSION_DECIDED: {"granted": True, "until": datetime.date(2025, 2, 3)},
    NoticeKind.MESSAGE: {"words": "Nümunə mətn. Sabah yazın."},
    NoticeKind.YEAR_OPENED: {"words": "Nümunə mətn. Uğurlar.", "deadline": datetime.date(2025, 1, 20)},
}
OF_ONE_ROLE = (NoticeKind.EXTENSION_ASKED, NoticeKind.EXTENSION_DECIDED)
OF_A_YEAR = (*OF_ONE_ROLE, NoticeKind.MESSAGE, NoticeKind.YEAR_OPENED)


def write_to(person: User, kind: str, entry: Entry, **more) -> OutboxMail:
    context = CONTEXTS.get(kind, {}) | more.pop("context", {})
    subject = None if kind in OF_A_YEAR else entry
    actor = User.objects.exclude(pk=person.pk).get(username="musahideci")
    tell(
        [person],
        kind,
        reporting_year=entry.reporting_year,
        agency=entry.agency,
        entry=subject,
        actor=actor,
        context=context,
    )
    return OutboxMail.objects.latest("pk")


def visible(html: str) -> str:
    body = re.sub(r"</?span[^>]*>", "", html.split("<body")[1].split(">", 1)[1])  # within a sentence
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


@pytest.mark.parametrize("language", ["az", "en"])
@pytest.mark.parametrize("kind", [kind for kind in NoticeKind.values if kind not in NOTICES_OF_FILES])
def test_letter_of_every_kind_says_the_same_as_text_and_html_in_the_chosen_language(
    entry, people, settings, kind, language
):
    settings.SITE_URL = "https://izleme.numune.example"
    choose(people["lead"], mail_language=language)
    mail = write_to(people["lead"], kind, entry)
    assert mail.kind == kind
    assert mail.html.startswith(f'<!doctype html>\n<html lang="{language}">')
    assert {"az": "Hörmətli Nümunə mesul!", "en": "Dear Nümunə mesul,"}[language] in mail.text
    said = visible(mail.html)
    for part in re.split(r"\s*\n\s*", mail.text.split("--")[0].strip()):
        if not part.startswith("https://"):
            assert part in said
    link = settings.SITE_URL + place_of(Notice.objects.latest("pk"))
    assert link in mail.text.splitlines()
    assert f'href="{link}"' in mail.html
    assert "2024" in mail.subject
    assert len(mail.subject) < 100
    assert "<table" not in mail.html
    assert not re.search(r"<(img|link|script|style)\b|url\(|src=", mail.html)


def test_letters_differ_by_language(entry, people):
    azerbaijani = write_to(people["lead"], NoticeKind.APPROVED, entry)
    choose(people["lead"], mail_language="en")
    english = write_to(people["lead"], NoticeKind.APPROVED, entry)
    assert azerbaijani.subject == "Təsdiq edilib: 4.2.10-cu yarımbənd, 2024-cü il"
    assert english.subject == "Approved: Sub-point 4.2.10, 2024"


@pytest.mark.parametrize(
    ("kind", "context", "said"),
    [
        (
            NoticeKind.CONSENT_ANSWERED,
            {"consented": True},
            "The agency consents to the editorial version of the entry of 2024 on Sub-point 4.2.10.",
        ),
        (
            NoticeKind.CONSENT_ANSWERED,
            {"consented": False},
            "The agency does not consent to the editorial version of the entry of 2024 on Sub-point 4.2.10.",
        ),
        (NoticeKind.EXTENSION_DECIDED, {"granted": True}, "Your agency has been given more time"),
        (NoticeKind.EXTENSION_DECIDED, {"granted": True}, "New deadline: 3 February 2025"),
        (NoticeKind.EXTENSION_DECIDED, {"granted": False}, "Your agency has not been given more time"),
        (NoticeKind.EXTENSION_ASKED, {}, "Asked until: 3 February 2025"),
        (NoticeKind.RETURNED, {}, "Submit again by: 3 February 2025"),
    ],
)
def test_letter_says_how_it_was_decided(entry, people, kind, context, said):
    choose(people["lead"], mail_language="en")
    mail = write_to(people["lead"], kind, entry, context=context)
    assert said in mail.text
    assert ("New deadline" in mail.text) == (kind == NoticeKind.EXTENSION_DECIDED and context["granted"])


def test_agency_is_named_to_those_outside_of_it_by_its_name_of_the_year(entry, people):
    assert "Qurum:" not in write_to(people["lead"], NoticeKind.COMMENT, entry).text
    assert "Qurum: Nümunə Xidməti" in write_to(people["coordinator"], NoticeKind.COMMENT, entry).text


def test_names_are_escaped_in_html_and_not_in_text(entry, people, plan):
    plan.title = "Nümunə “A & B” <planı>"
    plan.save()
    entry = Entry.objects.get()
    mail = write_to(people["lead"], NoticeKind.APPROVED, entry)
    assert "Nümunə “A & B” <planı>" in mail.text
    assert "Nümunə “A &amp; B” &lt;planı&gt;" in mail.html
    assert "<planı>" not in mail.html


# --- Where it leads ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "place"),
    [
        (NoticeKind.RETURNED, PLACE),
        (NoticeKind.APPROVED, PLACE),
        (NoticeKind.COMMENT, f"{PLACE}#comments"),
        (NoticeKind.READY, PLACE),
        (NoticeKind.CONSENT_ASKED, f"{PLACE}editorial/"),
        (NoticeKind.CONSENT_ANSWERED, f"{PLACE}editorial/"),
        (NoticeKind.EDITORIAL_DECIDED, f"{PLACE}editorial/"),
        (NoticeKind.EXTENSION_ASKED, "/plans/numune-2020-2024/2024/settings/"),
        (NoticeKind.EXTENSION_DECIDED, "/plans/numune-2020-2024/2024/NUMUNE/extension/"),
        (NoticeKind.MESSAGE, "/plans/numune-2020-2024/2024/messages/"),
        (NoticeKind.YEAR_OPENED, "/plans/numune-2020-2024/2024/NUMUNE/"),
    ],
)
def test_notice_leads_to_its_page(entry, people, kind, place):
    write_to(people["lead"], kind, entry)
    assert place_of(Notice.objects.get()) == place


def test_page_of_one_role_is_no_place_for_another(entry, people):
    for person in (people["lead"], people["contributor"], people["coordinator"]):
        for kind in (NoticeKind.COMMENT, *OF_ONE_ROLE):
            write_to(person, kind, entry)
    places = {(notice.recipient.username, notice.kind): has_place(notice) for notice in Notice.objects.order_by("pk")}
    assert [place for place, opens in places.items() if not opens] == [
        ("mesul", "extension_asked"),
        ("emekdas", "extension_asked"),
        ("emekdas", "extension_decided"),
        ("koordinator", "extension_decided"),
    ]


# --- Who sees them later ----------------------------------------------------------------------------------------------


def test_person_in_another_agency_sees_the_old_ones_no_more_until_back(entry, people, other_agency):
    person = people["contributor"]
    say([person])
    Membership.objects.filter(user=person).update(agency=other_agency)
    assert (count_unread(person), notices_of(person).count()) == (0, 0)
    Membership.objects.filter(user=person).update(agency=entry.agency)
    assert (count_unread(person), notices_of(person).count()) == (1, 1)


@pytest.mark.parametrize(("role", "seen"), [(Role.COORDINATOR, 1), (Role.OBSERVER, 0), (Role.ADMINISTRATOR, 0)])
def test_person_of_another_role_sees_only_what_the_role_may(entry, people, role, seen):
    person = people["coordinator"]
    say([person])
    User.objects.filter(pk=person.pk).update(role=role)
    assert notices_of(User.objects.get(pk=person.pk)).count() == seen


def test_others_notices_are_not_seen_nor_marked(entry, people):
    say([people["lead"]])
    notice = Notice.objects.get()
    assert notices_of(people["contributor"]).count() == 0
    assert read_notice(people["contributor"], notice.pk) is False
    assert Notice.objects.get().read_at is None
    assert read_notice(people["lead"], notice.pk) is True
    assert Notice.objects.get().read_at == NOW


def test_second_reading_keeps_the_moment_of_the_first(entry, people, clock):
    say([people["lead"]])
    key = Notice.objects.get().pk
    read_notice(people["lead"], key)
    clock.shift(60)
    assert read_notice(people["lead"], key) is True
    assert Notice.objects.get().read_at == NOW


def test_what_came_after_the_page_was_made_stays_unread(entry, people, clock):
    say([people["lead"]])
    say([people["lead"]], delay=datetime.timedelta(seconds=10))
    clock.shift(60)
    say([people["lead"]])
    read_all_notices(people["lead"], NOW)
    read = list(Notice.objects.order_by("pk").values_list("read_at", flat=True))
    assert read == [NOW + MINUTE, None, None]
    read_all_notices(people["lead"], NOW + datetime.timedelta(days=1))  # a moment ahead is now
    assert count_unread(people["lead"]) == 0


@pytest.mark.parametrize("count", [1, 3])
def test_reading_costs_the_same_for_one_and_many(entry, people, django_assert_num_queries, count):
    for _again in range(count):
        say([people["lead"]])
    with django_assert_num_queries(1):
        assert count_unread(people["lead"]) == count
    with django_assert_num_queries(2):
        read_all_notices(people["lead"], NOW)


# --- Called back ------------------------------------------------------------------------------------------------------


def test_decision_is_called_back_with_every_mail_and_notice(entry, people):
    people["second"] = make_user("ikinci", Role.LEAD, entry.agency)
    User.objects.filter(pk=people["second"].pk).update(email="ikinci@numune.example")
    choose(people["second"], mails="daily")
    history = apply_transition(entry, "approve", actor=people["coordinator"])
    say([people["lead"]])
    assert call_back(history) is True
    assert list(Notice.objects.values_list("kind", flat=True)) == ["comment"]
    mail = OutboxMail.objects.get(transition=history)
    assert (mail.state, mail.text, mail.html, mail.last_error) == (MailState.WITHDRAWN, "", "", "")
    assert OutboxMail.objects.get(kind="comment").state == MailState.QUEUED


@pytest.mark.parametrize("state", [MailState.SENDING, MailState.SENT, MailState.UNCERTAIN, MailState.FAILED])
def test_decision_with_one_mail_taken_is_not_called_back(entry, people, state):
    history = apply_transition(entry, "approve", actor=people["coordinator"])
    OutboxMail.objects.filter(transition=history).update(
        state=state, attempts=1, **(ERASED if state in SETTLED_MAILS else {})
    )
    assert call_back(history) is False
    assert Notice.objects.count() == 1


# --- Ready ------------------------------------------------------------------------------------------------------------


def test_leads_are_told_once_of_what_a_colleague_has_marked_as_ready(write_entry, people, other_agency):
    entry = write_entry("4.2.9", status="implemented")
    make_user("basqa-mesul", Role.LEAD, other_agency)
    for ready in (True, False, True):
        mark_ready(entry, people["contributor"], ready=ready, version=entry.version)
    assert told(NoticeKind.READY) == ["mesul"]
    Notice.objects.update(read_at=NOW)
    mark_ready(entry, people["contributor"], ready=False, version=entry.version)
    mark_ready(entry, people["contributor"], ready=True, version=entry.version)
    assert told(NoticeKind.READY) == ["mesul", "mesul"]
    assert "üzrə 2024-cü ilin məlumatını “Hazırdır” kimi qeyd edib" in OutboxMail.objects.first().text


def test_lead_who_marks_is_not_told_of_it(write_entry, people):
    entry = write_entry("4.2.9", status="implemented")
    mark_ready(entry, people["lead"], ready=True, version=entry.version)
    assert told() == []


# --- Comments ---------------------------------------------------------------------------------------------------------


def test_coordinators_comment_is_told_to_leads_and_the_named_person_and_never_its_words(entry, people):
    second = make_user("ikinci", Role.CONTRIBUTOR, entry.agency)
    make_user("ucuncu", Role.CONTRIBUTOR, entry.agency)
    assignment = Assignment.objects.get(sub_point=entry.sub_point, agency=entry.agency)
    Responsibility.objects.create(assignment=assignment, user=second, named_at=NOW)
    add_comment(entry, people["coordinator"], TEXT)
    assert told(NoticeKind.COMMENT) == ["ikinci", "mesul"]
    assert mailed() == ["mesul"]  # the other has no address
    mail = OutboxMail.objects.get()
    assert (mail.entry, Notice.objects.first().actor) == (entry, people["coordinator"])
    for secret in ("Məxfi", TEXT):
        assert secret not in mail.subject + mail.text + mail.html


def test_coordinators_answer_is_told_to_whoever_spoke_in_the_thread(entry, people):
    other = make_user("ikinci-koordinator", Role.COORDINATOR)
    thread = add_comment(entry, other, TEXT)
    answer_comment(thread, people["contributor"], "Nümunə cavab.")
    Notice.objects.all().delete()
    answer_comment(thread, people["coordinator"], "Nümunə mətn, yeni.")
    assert told() == ["emekdas", "ikinci-koordinator", "mesul"]


def test_agencys_answer_is_told_to_the_coordinators_of_the_thread_and_to_colleagues(entry, people):
    make_user("ikinci-koordinator", Role.COORDINATOR)
    thread = add_comment(entry, people["coordinator"], TEXT)
    Notice.objects.all().delete()
    answer_comment(thread, people["lead"], "Nümunə cavab.")
    assert told() == ["koordinator"]
    Notice.objects.all().delete()
    answer_comment(thread, people["contributor"], "Nümunə cavab.")
    assert told() == ["koordinator", "mesul"]


def test_colleagues_comment_is_told_to_leads_and_the_named_person(entry, people, other_agency):
    second = make_user("ikinci", Role.CONTRIBUTOR, entry.agency)
    make_user("ucuncu", Role.CONTRIBUTOR, entry.agency)
    make_user("basqa-mesul", Role.LEAD, other_agency)
    assignment = Assignment.objects.get(sub_point=entry.sub_point, agency=entry.agency)
    Responsibility.objects.create(assignment=assignment, user=second, named_at=NOW)
    add_comment(entry, people["contributor"], TEXT)
    assert told(NoticeKind.COMMENT) == ["ikinci", "mesul"]


@pytest.mark.parametrize("by", ["review_started_by", "reviewer"])
def test_agencys_comment_is_told_to_whoever_reviews_the_entry(entry, people, by):
    add_comment(entry, people["lead"], TEXT)
    assert told() == []
    Entry.objects.update(**{by: people["coordinator"]})
    add_comment(entry, people["lead"], "Nümunə mətn, yeni.")
    assert told() == ["koordinator"]


def test_comment_sent_twice_is_told_once(entry, people):
    for _again in range(2):
        add_comment(entry, people["coordinator"], TEXT)
    assert (Comment.objects.count(), told()) == (1, ["mesul"])


def test_author_who_left_the_agency_is_not_told_of_the_answer(entry, people, other_agency):
    thread = add_comment(entry, people["contributor"], TEXT)
    Notice.objects.all().delete()
    Membership.objects.filter(user=people["contributor"]).update(agency=other_agency)
    answer_comment(thread, people["coordinator"], "Nümunə cavab.")
    assert told() == ["mesul"]
