"""The administrator's home: what waits, by exact numbers, and nothing where nothing does."""

import datetime
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from accounts.models import AttemptCount, User
from plans.models import AccountChange, Agency, Invitation, OutboxMail
from plans.people.queries import hash_of_secret
from tests.conftest import make_user

pytestmark = pytest.mark.django_db
PAGE = "/plans/people/waiting/"
QUERIES = 13


@pytest.fixture(autouse=True)
def calm(settings, people):
    """Nothing waits: a mail server is set, all agencies that must report have somebody with an address."""
    settings.EMAIL_TRANSPORT = "django.core.mail.backends.smtp.EmailBackend"
    User.objects.filter(email="").update(email="numune@numune.example")


def waiting(client) -> dict[str, str]:
    """The numbers of the page by their sentences."""
    page = client.get(PAGE).content.decode()
    found = re.findall('<h2 id="work-.*?<b class="number">(.*?)</b> (.*?)</h2>', page)
    return {sentence: number for number, sentence in found}


def invite(email: str, days: float) -> Invitation:
    now = timezone.now()
    return Invitation.objects.create(
        email=email, role=Role.LEAD, agency=Agency.objects.earliest("pk"), secret_hash=hash_of_secret(email), created_at=now,
        invited_by=User.objects.get(username="inzibatci"), expires_at=now + datetime.timedelta(days=days),
    )  # fmt: skip


def write_mail(state: str, number: int = 1) -> OutboxMail:
    text = "" if state in ("sent", "nowhere", "withdrawn") else "Nümunə mətn."
    now = timezone.now()
    return OutboxMail.objects.create(
        to="kimse@numune.example", kind="reminder", subject=f"Nümunə mövzu {number}", text=text, state=state,
        created_at=now, next_attempt_at=now,
    )  # fmt: skip


def lock(person: User, minutes: int, kind: str = "password") -> None:
    now = timezone.now()
    AttemptCount.objects.create(
        key=f"{person.pk}-{kind}", kind=kind, account=person.pk, failures=9, since=now,
        opens_at=now + datetime.timedelta(minutes=minutes),
    )  # fmt: skip


def ask_for_change(person: User, days: int = 7, decision: str = "") -> AccountChange:
    now = timezone.now()
    return AccountChange.objects.create(
        kind="address", person=person, after="basqa@numune.example", decision=decision,
        requested_by=User.objects.get(username="inzibatci"), requested_at=now,
        expires_at=now + datetime.timedelta(days=days),
    )  # fmt: skip


def test_administrator_lands_on_it_and_nobody_else_finds_it(sign_in):
    client = sign_in("administrator")
    assert client.get("/")["Location"] == PAGE
    page = client.get(PAGE)
    assert page.status_code == 200
    assert f'<a href="{PAGE}" aria-current="true">Gözlənilənlər</a>' in page.content.decode()
    assert f'<a href="{PAGE}">Gözlənilənlər</a>' in client.get("/admin/").content.decode()
    for who in ("contributor", "lead", "coordinator", "observer"):
        assert sign_in(who).get(PAGE).status_code == 404
        assert sign_in(who).get("/").get("Location") != PAGE


def test_nothing_waits(sign_in, year):
    page = sign_in("administrator").get(PAGE).content.decode()
    assert waiting(sign_in("administrator")) == {}
    assert "Sizdən gözlənilən iş yoxdur" in page


def test_invitations_are_counted_with_those_that_end_soon_or_need_a_link(sign_in):
    for email, days in (("sabah@numune.example", 1), ("hefte@numune.example", 7), ("kohne@numune.example", -1)):
        invite(email, days)
    client = sign_in("administrator")
    assert waiting(client) == {"hələ qəbul edilməmiş dəvət": "3"}
    page = client.get(PAGE).content.decode()
    assert "iki gün ərzində bitir: 1 · yeni keçid lazımdır: 1" in page
    assert re.findall(r"waiting-title\">(\w+)@", page) == ["kohne", "sabah", "hefte"]
    Invitation.objects.update(withdrawn_at=timezone.now())
    assert waiting(client) == {}


def test_mails_wait_that_did_not_go_out(sign_in, settings):
    for number, state in enumerate(("failed", "given_up", "uncertain", "queued", "sent", "withdrawn", "nowhere")):
        write_mail(state, number)
    client = sign_in("administrator")
    assert waiting(client) == {"göndərilməyən məktub": "3"}
    assert "Heç yerə göndərilməyib" not in client.get(PAGE).content.decode()
    settings.EMAIL_TRANSPORT = "django.core.mail.backends.console.EmailBackend"
    assert "Heç yerə göndərilməyib: 1" in client.get(PAGE).content.decode()
    OutboxMail.objects.exclude(state="nowhere").delete()
    assert waiting(client) == {"heç yerə göndərilməyən məktub": "1"}


def test_accounts_wait_that_are_locked_at_this_moment(sign_in, people):
    lock(people["lead"], 30)
    lock(people["lead"], 5, "code")  # the same person
    lock(people["contributor"], -1)
    lock(people["observer"], 30, "change")  # no sign-in
    client = sign_in("administrator")
    assert waiting(client) == {"səhv şifrə və ya koda görə müvəqqəti bağlanmış hesab": "1"}
    assert f'href="{reverse("plans:person", args=(people["lead"].pk,))}"' in client.get(PAGE).content.decode()
    User.objects.filter(pk=people["lead"].pk).update(is_active=False)
    assert waiting(client) == {}
    assert 'is_active__exact=0">1</a>' in client.get(PAGE).content.decode()


def test_change_waits_until_it_is_decided_or_too_old(sign_in, people):
    ask_for_change(people["coordinator"], days=-1)
    change, client = ask_for_change(people["observer"]), sign_in("administrator")
    assert waiting(client) == {"hesab dəyişikliyi təsdiq gözləyir": "1"}
    AccountChange.objects.filter(pk=change.pk).update(decision="refused", decided_at=timezone.now())
    assert waiting(client) == {}


def test_accounts_wait_whose_role_asks_for_a_second_factor(sign_in, people, settings):
    client = sign_in("administrator")
    assert waiting(client) == {}
    settings.REQUIRE_SECOND_FACTOR_OF_LEADS = True
    leads = User.objects.filter(role=Role.LEAD, is_active=True).count()
    assert waiting(client) == {"rolu üçün tələb olunan ikimərhələli doğrulaması qurulmamış hesab": str(leads)}


def test_agency_waits_that_must_report_and_has_nobody_and_leads_to_the_invitation(sign_in, year, agency):
    User.objects.filter(membership__agency=agency).update(is_active=False)
    client = sign_in("administrator")
    assert waiting(client) == {"əlaqə saxlanılacaq əməkdaşı olmayan qurum": "1"}
    assert f'href="/plans/people/?agency={agency.code}#invite-title"' in client.get(PAGE).content.decode()
    page = client.get(f"/plans/people/?agency={agency.code}").content.decode()
    assert f'<option value="{agency.code}" selected>' in page
    assert "selected" not in client.get("/plans/people/?agency=x").content.decode().partition('name="agency"')[2]
    year.state = "closed"
    year.save()
    assert waiting(client) == {}


def test_home_asks_as_much_for_three_of_each_as_for_one(
    sign_in, people, year, agency, other_agency, settings, django_assert_num_queries
):
    client = sign_in("administrator")
    settings.REQUIRE_SECOND_FACTOR_OF_LEADS = True
    for number in range(3):
        person = make_user(f"yeni{number}", Role.LEAD)
        invite(f"devet{number}@numune.example", 7)
        ask_for_change(person)
        write_mail("failed", number)
        lock(person, 30)
        User.objects.filter(membership__agency=other_agency if number else agency).exclude(pk=person.pk).update(
            email=""
        )
        if number in (0, 2):
            with django_assert_num_queries(QUERIES):
                assert client.get(PAGE).status_code == 200
