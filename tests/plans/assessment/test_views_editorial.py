import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from accounts.enums import Role
from accounts.models import User
from plans.assessment.services.editorial import answer, decide, save_wording, withdraw
from plans.enums import EntryState, YearState
from plans.models import Assignment, EditorialVersion, Entry, Membership, Notice, OutboxMail, ReportingYear
from plans.queries.editorial import editorial_of
from tests.conftest import make_user, stand_as_submitted

pytestmark = pytest.mark.django_db

ROLES = ("anonymous", "contributor", "lead", "stranger", "coordinator", "observer", "administrator")
PARTS = {"plan": "numune-2020-2024", "year": 2024, "agency": "NUMUNE", "number": "4.2.9"}
PAGE = reverse("plans:editorial", kwargs=PARTS)
OWN = "<p>Nümunə mətn. Qurumun sözü.</p>"
OTHER = "<p>Nümunə mətn. Redaktə olunmuş söz.</p>"


@pytest.fixture
def entry(write_entry) -> Entry:
    written = write_entry("4.2.9", OWN, status="implemented", state=EntryState.APPROVED)
    return Entry.objects.select_related("reporting_year__plan", "agency", "sub_point").get(pk=written.pk)


@pytest.fixture
def word(entry, people):
    """`word("asked")` brings an editorial version of the entry to that state; "none" makes none."""

    def bring_to(state: str) -> EditorialVersion | None:
        if state == "none":
            return None
        coordinator, lead = people["coordinator"], people["lead"]
        made = save_wording(
            entry,
            coordinator,
            narrative=OTHER,
            note="Nümunə qeyd.",
            version=0,
            entry_version=entry.version,
            ask=state != "draft",
        )
        if state == "consented":
            made = answer(entry, lead, consents=True, words="", version=made.version)
        if state in ("refused", "decided"):
            made = answer(entry, lead, consents=False, words="Nümunə etiraz.", version=made.version)
        if state == "decided":
            made = decide(entry, coordinator, reason="Nümunə əsas.", version=made.version)
        if state == "withdrawn":
            made = withdraw(entry, coordinator, version=made.version)
        return made

    return bring_to


def wording(entry: Entry, **more) -> dict:
    seen = {"version": "0", "entry_version": entry.version, "submission": entry.submissions}
    return {"action": "save", "narrative": OTHER, "note": ""} | seen | more


def stored() -> list[dict]:
    return list(EditorialVersion.objects.order_by("pk").values())


# --- Who may do what --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        #             anon  contr lead  strng coord obser admin
        ("none", (302, 404, 404, 404, 200, 404, 404)),
        ("draft", (302, 404, 404, 404, 200, 404, 404)),
        ("asked", (302, 200, 200, 404, 200, 404, 404)),
        ("consented", (302, 200, 200, 404, 200, 200, 404)),
        ("refused", (302, 200, 200, 404, 200, 404, 404)),
        ("decided", (302, 200, 200, 404, 200, 200, 404)),
        ("withdrawn", (302, 200, 200, 404, 200, 404, 404)),
    ],
)
def test_page_is_opened_by_those_whom_it_concerns(state, expected, sign_in, word):
    word(state)
    assert tuple(sign_in(role).get(PAGE).status_code for role in ROLES) == expected


@pytest.mark.parametrize(
    ("state", "action", "expected"),
    [
        #                       anon  contr lead  strng coord obser admin
        ("none", "save", (302, 404, 404, 404, 302, 404, 404)),
        ("asked", "save", (302, 403, 403, 404, 302, 404, 404)),
        ("asked", "ask", (302, 403, 403, 404, 302, 404, 404)),
        ("asked", "consent", (302, 403, 302, 404, 403, 404, 404)),
        ("asked", "refuse", (302, 403, 302, 404, 403, 404, 404)),
        ("asked", "withdraw", (302, 403, 403, 404, 302, 404, 404)),
        ("asked", "decide", (302, 403, 403, 404, 409, 404, 404)),
        ("refused", "decide", (302, 403, 403, 404, 302, 404, 404)),
        ("consented", "withdraw", (302, 403, 403, 404, 302, 403, 404)),
        ("consented", "consent", (302, 403, 409, 404, 403, 403, 404)),
        ("draft", "consent", (302, 404, 404, 404, 403, 404, 404)),
        ("asked", "burn", (302, 403, 422, 404, 422, 404, 404)),
    ],
)
@pytest.mark.parametrize("role", ROLES)
def test_step_is_taken_by_those_whose_it_is(state, action, expected, role, sign_in, entry, word):
    made = word(state)
    before = stored()
    posted = wording(entry, action=action, narrative="<p>Nümunə mətn. Yeni.</p>", words="Nümunə söz.")
    response = sign_in(role).post(PAGE, posted | {"version": made.version if made else 0})
    assert response.status_code == expected[ROLES.index(role)]
    taken = response.status_code == 302 and role != "anonymous"
    assert (stored() != before) == taken
    if taken:
        assert response["Location"] == PAGE


@pytest.mark.parametrize("number", ["4.2.10", "9.9.9"])
def test_entry_that_nobody_has_begun_has_no_such_page(number, sign_in, year):
    address = reverse("plans:editorial", kwargs=PARTS | {"number": number})
    assert sign_in("coordinator").get(address).status_code == 404


@pytest.mark.parametrize(
    ("state", "may_word"),
    [
        (EntryState.DRAFT, False),
        (EntryState.SUBMITTED, False),
        (EntryState.RETURNED, False),
        (EntryState.APPROVED, True),
        (EntryState.LOCKED, False),
    ],
)
def test_only_approved_entries_are_worded_otherwise(state, may_word, sign_in, entry):
    stand_as_submitted(state)
    client = sign_in("coordinator")
    content = client.get(PAGE).content.decode()
    assert ('id="editorial-form"' in content) == may_word
    response = client.post(PAGE, wording(entry))
    assert response.status_code == (302 if may_word else 409)
    assert EditorialVersion.objects.count() == int(may_word)
    if not may_word:  # nothing typed is lost
        assert "Redaktə olunmuş söz." in response.content.decode()


def test_closed_year_shows_it_and_changes_nothing(sign_in, entry, year, word):
    made = word("asked")
    ReportingYear.objects.filter(pk=year.pk).update(state=YearState.CLOSED)
    before = stored()
    coordinator, lead = sign_in("coordinator"), sign_in("lead")
    assert 'id="editorial-form"' not in coordinator.get(PAGE).content.decode()
    assert 'name="words"' not in lead.get(PAGE).content.decode()
    response = lead.post(PAGE, {"action": "refuse", "words": "Nümunə gec söz.", "version": made.version})
    assert response.status_code == 409
    assert "data-kept-words>Nümunə gec söz." in response.content.decode()
    assert coordinator.post(PAGE, wording(entry, version=made.version)).status_code == 409
    assert stored() == before


def test_text_of_a_sub_point_that_is_no_longer_the_agencys_is_only_read(sign_in, entry, word):
    made = word("asked")
    Assignment.objects.filter(sub_point=entry.sub_point, agency=entry.agency).delete()
    before = stored()
    coordinator, lead = sign_in("coordinator"), sign_in("lead")
    assert 'id="editorial-form"' not in coordinator.get(PAGE).content.decode()
    response = coordinator.post(PAGE, wording(entry, version=made.version))
    assert response.status_code == 409
    assert "Redaktə olunmuş söz." in response.context["unsaved"]
    assert lead.get(PAGE).context["offered"] == []
    assert lead.post(PAGE, {"action": "consent", "version": made.version}).status_code == 409
    assert stored() == before


# --- What was typed stays ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"narrative": ""}, 422),
        ({"narrative": OWN}, 422),
        ({"narrative": "<p>" + "ə" * 1_000_001}, 422),
        ({"note": "ə" * 4_001}, 422),
        ({"version": ""}, 422),
        ({"version": "x"}, 422),
        ({"version": "7"}, 409),
        ({"entry_version": "9"}, 409),
        ({"entry_version": ""}, 422),
    ],
)
def test_refused_wording_stays_in_the_editor(changes, status, sign_in, entry):
    response = sign_in("coordinator").post(PAGE, wording(entry, note="Nümunə qeyd.") | changes)
    assert response.status_code == status
    assert response.context["problem"]
    form = response.context["form"]
    assert form.initial["note"] == changes.get("note", "Nümunə qeyd.")
    assert form.initial["narrative"].startswith(changes.get("narrative", OTHER)[:20])
    assert form.initial["entry_version"] == entry.version
    assert EditorialVersion.objects.count() == 0


def test_overtaken_coordinator_sees_the_other_wording_and_keeps_the_own(people, entry, word):
    word("draft")
    other = make_user("koordinator2", Role.COORDINATOR)
    client = Client()
    client.force_login(other)
    response = client.post(PAGE, wording(entry, narrative="<p>Nümunə mətn. Gecikmiş.</p>"))
    assert response.status_code == 409
    assert response.context["newest"].record.narrative == OTHER
    assert response.context["form"].initial["narrative"] == "<p>Nümunə mətn. Gecikmiş.</p>"
    again = wording(
        entry, narrative="<p>Nümunə mətn. Gecikmiş.</p>", version=response.context["form"].initial["version"]
    )
    assert client.post(PAGE, again).status_code == 302
    assert EditorialVersion.objects.get().narrative == "<p>Nümunə mətn. Gecikmiş.</p>"


def test_refused_answer_stays_in_its_field(sign_in, word):
    made = word("asked")
    client = sign_in("lead")
    response = client.post(PAGE, {"action": "refuse", "words": "ə" * 4001, "version": made.version})
    assert response.status_code == 422
    content = response.content.decode()
    assert '<details class="with-reason" id="step-refuse" open>' in content
    assert f"{'ə' * 4001}</textarea>" in content
    assert client.post(PAGE, {"action": "refuse", "words": " ", "version": made.version}).status_code == 422
    assert client.post(PAGE, {"action": "refuse", "words": "a\0b", "version": made.version}).status_code == 422
    assert EditorialVersion.objects.get().state == "asked"


def test_answer_to_a_wording_that_was_changed_is_kept_on_the_screen(sign_in, entry, people, word):
    made = word("asked")
    save_wording(
        entry,
        people["coordinator"],
        narrative="<p>Nümunə mətn. Yeni.</p>",
        note="",
        version=made.version,
        entry_version=entry.version,
    )
    response = sign_in("lead").post(PAGE, {"action": "refuse", "words": "Nümunə etiraz.", "version": made.version})
    assert response.status_code == 409
    assert "data-kept-words>Nümunə etiraz." in response.content.decode()
    assert not EditorialVersion.objects.filter(answered_at__isnull=False).exists()


# --- The page ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["contributor", "lead", "coordinator"])
def test_difference_to_the_agencys_text_is_shown_to_both_sides(role, sign_in, word):
    word("asked")
    content = sign_in(role).get(PAGE).content.decode()
    assert "Nümunə mətn. <del>Qurumun sözü.</del> <ins>Redaktə olunmuş söz.</ins>" in content
    assert "Nümunə qeyd." in content


def test_agency_reads_why_the_coordinator_decided_otherwise(sign_in, word):
    word("decided")
    for role in ("contributor", "lead"):
        assert "Nümunə əsas." in sign_in(role).get(PAGE).content.decode()


def test_observer_reads_no_name_and_no_answer(sign_in, word, people):
    word("decided")
    content = sign_in("observer").get(PAGE).content.decode()
    assert "Redaktə olunmuş söz." in content
    assert "Nümunə etiraz." not in content
    assert str(people["lead"]) not in content


# Who is offered which steps: role, state → the values of the buttons.
@pytest.mark.parametrize(
    ("role", "state", "offered"),
    [
        ("coordinator", "none", {"save", "ask"}),
        ("coordinator", "draft", {"save", "ask", "withdraw"}),
        ("coordinator", "asked", {"save", "ask", "withdraw"}),
        ("coordinator", "refused", {"save", "ask", "withdraw", "decide"}),
        ("coordinator", "decided", {"save", "ask", "withdraw"}),
        ("coordinator", "withdrawn", {"save", "ask"}),
        ("lead", "asked", {"consent", "refuse"}),
        ("lead", "consented", set()),
        ("lead", "decided", set()),
        ("contributor", "asked", set()),
        ("observer", "consented", set()),
    ],
)
def test_page_offers_what_the_reader_may_do(role, state, offered, sign_in, word):
    word(state)
    content = sign_in(role).get(PAGE).content.decode()
    steps = ("save", "ask", "withdraw", "consent", "refuse", "decide")
    assert {step for step in steps if f'name="action" value="{step}"' in content} == offered


def test_outdated_wording_shows_the_difference_to_the_text_of_its_time(sign_in, entry, word):
    word("consented")
    EditorialVersion.objects.update(outdated_at=entry.updated_at)
    Entry.objects.filter(pk=entry.pk).update(version=entry.version + 1, narrative="<p>Nümunə mətn. Təzə.</p>")
    client = sign_in("coordinator")
    response = client.get(PAGE)
    assert response.context["newest"].state == ""
    assert "<del>Qurumun sözü.</del> <ins>Redaktə olunmuş söz.</ins>" in response.content.decode()
    assert response.context["form"].initial["narrative"] == "<p>Nümunə mətn. Təzə.</p>"


def test_saving_and_asking_say_what_happens_next(sign_in, entry, people):
    client = sign_in("coordinator")
    client.post(PAGE, wording(entry))
    assert Notice.objects.count() == 0
    client.post(PAGE, wording(entry, action="ask", version=1))
    assert list(Notice.objects.values_list("kind", "recipient__username")) == [("consent_asked", "mesul")]
    assert EditorialVersion.objects.get().state == "asked"


def test_agency_without_a_lead_is_told_to_the_coordinator(sign_in, entry, people):
    Membership.objects.filter(user=people["lead"]).delete()
    response = sign_in("coordinator").post(PAGE, wording(entry, action="ask"), follow=True)
    assert [message.level_tag for message in response.context["messages"]] == ["warning"]
    assert EditorialVersion.objects.get().state == "asked"


# What the entry's page says of it: role, state → whether the panel stands there, and its link's words.
@pytest.mark.parametrize(
    ("role", "state", "link"),
    [
        ("coordinator", "none", "Edit the wording"),
        ("coordinator", "draft", "See the difference"),
        ("lead", "none", ""),
        ("lead", "draft", ""),
        ("lead", "asked", "See the difference and answer"),
        ("lead", "consented", "See the difference"),
        ("contributor", "asked", "See the difference"),
        ("observer", "asked", ""),
        ("observer", "consented", "See the difference"),
    ],
)
def test_panel_of_the_entry_page_leads_here(role, state, link, people, entry, word):
    word(state)
    user = people[role]
    context = {
        "user": user,
        "plan": entry.reporting_year.plan,
        "reporting_year": entry.reporting_year,
        "agency": entry.agency,
        "sub_point": entry.sub_point,
        "entry": entry,
        "state": entry.state,
        "is_coordinator": user.role == Role.COORDINATOR,
        "editorial": editorial_of(user, entry),
    }
    with override("en"):
        panel = render_to_string("plans/assessment/_editorial.html", context)
    assert (f'<a href="{PAGE}">{link}</a>' in panel) == bool(link)
    assert bool(panel.strip()) == bool(link)


def test_lead_with_an_address_gets_a_mail_that_quotes_nothing(sign_in, entry, people):
    User.objects.filter(pk=people["lead"].pk).update(email="mesul@numune.example")
    sign_in("coordinator").post(PAGE, wording(entry, action="ask", note="Gizliqeyd"))
    mail = OutboxMail.objects.get()
    assert (mail.to, mail.kind, mail.entry) == ("mesul@numune.example", "consent_asked", entry)
    assert PAGE in mail.text
    for secret in ("Gizliqeyd", "Redaktə olunmuş söz", "Qurumun sözü"):
        assert secret not in mail.text + mail.html + mail.subject


def test_step_without_the_token_of_the_page_is_not_taken(people, word):
    made = word("asked")
    client = Client(enforce_csrf_checks=True)
    client.force_login(people["lead"])
    assert client.post(PAGE, {"action": "consent", "version": made.version}).status_code == 403
    assert EditorialVersion.objects.get().state == "asked"


@pytest.mark.parametrize("number", [1, 3])
def test_page_costs_the_same_whatever_the_number(number, sign_in, entry, people, django_assert_num_queries):
    version = 0
    for index in range(number):
        made = save_wording(
            entry,
            people["coordinator"],
            narrative=f"<p>Nümunə mətn. {index}.</p>",
            note="",
            version=version,
            entry_version=entry.version,
            ask=True,
        )
        version = made.version
    client = sign_in("coordinator")
    client.get(PAGE)
    with django_assert_num_queries(7):
        assert len(client.get(PAGE).context["earlier"]) == number - 1
