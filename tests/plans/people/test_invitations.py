"""Invitations: who asks whom in, and how the one asked comes in – once."""

import datetime
import hashlib
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module

import pytest
import time_machine
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from accounts.enums import Role
from accounts.models import User
from plans.enums import MailState
from plans.models import Invitation, Membership, OutboxMail
from plans.people.queries import find_invitation, open_invitations
from plans.people.services.accounts import Word, deactivate_person
from plans.people.services.changes import confirm_change
from plans.people.services.invitations import (
    InvitationGone,
    InvitationRefused,
    UserNameTaken,
    accept_invitation,
    invite,
    renew_invitation,
    withdraw_invitation,
)

NOW = datetime.datetime(2025, 1, 6, 9, tzinfo=datetime.UTC)
WEEK = datetime.timedelta(days=7)
ADDRESS = "yeni@numune.example"
PASSWORD = "tamam-başqa-şifrə-7"
TYPED = {"email": ADDRESS, "first_name": "Nümunə", "last_name": "Yeni", "role": "contributor"}
ACCEPTED = {
    "first_name": "Nümunə",
    "last_name": "Yeni",
    "username": "yeni.emekdas",
    "password1": PASSWORD,
    "password2": PASSWORD,
}


@pytest.fixture
def no_server(settings):
    settings.EMAIL_TRANSPORT = "django.core.mail.backends.console.EmailBackend"


def secret_of(link: str) -> str:
    return link.rstrip("/").rpartition("/")[2]


def ask(inviter: User, **changes) -> tuple[Invitation, str]:
    chosen = {"email": ADDRESS, "role": Role.CONTRIBUTOR} | changes
    return invite(inviter=inviter, **chosen)


def accept(invitation: Invitation, username: str = "yeni") -> User:
    return accept_invitation(invitation, username=username, first_name="Nümunə", last_name="Yeni", password=PASSWORD)


# --- Inviting --------------------------------------------------------------------------------------------------------


def test_invitation_is_kept_with_the_hash_of_its_secret_only(people, agency, settings):
    settings.SITE_URL = "https://izleme.numune.example"
    with time_machine.travel(NOW, tick=False):
        invitation, link = ask(people["lead"])
    secret = secret_of(link)
    assert link == f"https://izleme.numune.example/plans/invitation/{secret}/"
    assert len(secret) == 43
    assert invitation.secret_hash == hashlib.sha256(secret.encode()).hexdigest()
    assert (invitation.agency, invitation.invited_by, invitation.expires_at) == (agency, people["lead"], NOW + WEEK)


def test_mail_of_an_invitation_names_agency_role_and_link(people):
    with time_machine.travel(NOW, tick=False):
        _invitation, link = ask(people["lead"], first_name="Nümunə", last_name="Yeni")
    mail = OutboxMail.objects.get()
    assert (mail.to, mail.state, mail.recipient, mail.entry) == (ADDRESS, MailState.QUEUED, None, None)
    for part in (link, "Nümunə Xidməti", "Nümunə Yeni", "Nümunə mesul", "13 yanvar 2025-ci il"):
        assert part in mail.text
    assert secret_of(link) not in mail.subject


def test_mail_of_an_invitation_is_text_and_html_in_the_language_of_the_inviters_page(people):
    for language, word in (("az", "Dəvəti qəbul et"), ("en", "Accept the invitation")):
        with time_machine.travel(NOW, tick=False), translation.override(language):
            _invitation, link = ask(people["lead"], email=f"{language}@numune.example")
        mail = OutboxMail.objects.get(to=f"{language}@numune.example")
        assert f'<html lang="{language}">' in mail.html
        assert f'<a href="{link}"' in mail.html
        assert word in mail.html
        assert link in mail.text


def test_without_a_mail_server_no_mail_is_written(people, no_server):
    ask(people["lead"])
    assert OutboxMail.objects.count() == 0
    assert Invitation.objects.count() == 1


@pytest.mark.parametrize(
    ("inviter", "allowed"),
    [
        ("contributor", set()),
        ("lead", {"contributor", "lead"}),
        ("coordinator", set()),
        ("observer", set()),
        ("administrator", {"lead", "coordinator", "observer", "administrator"}),
    ],
)
@pytest.mark.parametrize("role", Role.values)
def test_each_role_invites_its_own_kind_of_people_only(people, agency, inviter, allowed, role):
    needs_agency = inviter == "administrator" and role in ("lead", "contributor")
    options = {"role": Role(role), "agency": agency if needs_agency else None}
    if role in allowed:
        assert ask(people[inviter], **options)[0].role == role
    else:
        with pytest.raises(InvitationRefused):
            ask(people[inviter], **options)
    assert Invitation.objects.count() == (role in allowed)


def test_lead_invites_into_the_own_agency_whatever_is_named(people, agency, other_agency):
    assert ask(people["lead"], agency=other_agency)[0].agency == agency


@pytest.mark.parametrize(("role", "with_agency"), [("lead", False), ("coordinator", True)])
def test_agency_goes_with_a_lead_and_with_no_other(people, agency, role, with_agency):
    with pytest.raises(InvitationRefused):
        ask(people["administrator"], role=Role(role), agency=agency if with_agency else None)
    assert Invitation.objects.count() == 0


@pytest.mark.parametrize("known", ["bashqa@numune.example", "Bashqa@Numune.Example"])
@pytest.mark.parametrize(("inviter", "owner"), [("lead", "contributor"), ("administrator", "stranger")])
def test_address_with_an_account_that_the_inviter_sees_is_refused(people, agency, known, inviter, owner):
    User.objects.filter(pk=people[owner].pk).update(email="bashqa@numune.example")
    with pytest.raises(InvitationRefused, match=r"^Bu ünvanla artıq hesab var\. Həmin şəxs"):
        ask(people[inviter], email=known, role=Role.LEAD, agency=agency)
    assert (Invitation.objects.count(), OutboxMail.objects.count()) == (0, 0)


@pytest.mark.parametrize("is_open", [True, False])
def test_nobody_finds_out_by_inviting_whether_a_stranger_has_an_account(people, sign_in, is_open):
    client = sign_in("lead")
    seen, links = [], []
    for owner in ("nobody", "stranger", "coordinator", "administrator"):
        User.objects.filter(email=ADDRESS).update(email="")
        if owner in people:
            User.objects.filter(pk=people[owner].pk).update(email=ADDRESS, is_active=is_open)
        with CaptureQueriesContext(connection) as asked:
            response = client.post(reverse("plans:invite"), TYPED)
        invitation, mail = Invitation.objects.get(), OutboxMail.objects.get()
        renewed = client.post(reverse("plans:invitation-renew", args=[invitation.pk]))
        page = client.get(reverse("plans:people"))
        said = [str(message) for message in page.context["messages"]]
        seen.append((response.status_code, response["Location"], renewed.status_code, said, mail.subject, len(asked)))
        links.append(("/plans/invitation/" in mail.text, "/accounts/login/" in mail.text))
        Invitation.objects.all().delete()
        OutboxMail.objects.all().delete()
    assert seen[0][:4] == (302, reverse("plans:people"), 302, [f"Dəvət {ADDRESS} ünvanına göndərilir."] * 2)
    assert [one for one in seen if one != seen[0]] == []
    assert links == [(True, False)] + [(False, True)] * 3  # only the owner of the mailbox is told


def test_address_that_is_invited_is_refused_whoever_invited_it(people, other_agency):
    ask(people["lead"])
    with pytest.raises(InvitationRefused, match="artıq dəvət göndərilib"):
        ask(people["lead"], email=ADDRESS.upper())
    theirs = User.objects.create_user("basqa.mesul", role=Role.LEAD)
    Membership.objects.create(user=theirs, agency=other_agency)
    with pytest.raises(InvitationRefused, match="artıq başqası tərəfindən dəvət edilib"):
        ask(theirs)
    with pytest.raises(InvitationRefused, match="artıq dəvət göndərilib"):  # administrators see them all
        ask(people["administrator"], role=Role.OBSERVER)
    assert (Invitation.objects.count(), OutboxMail.objects.count()) == (1, 1)


def test_renewed_invitation_has_a_new_link_and_another_week(people):
    with time_machine.travel(NOW, tick=False):
        invitation, old = ask(people["lead"])
    with time_machine.travel(NOW + 2 * WEEK, tick=False):
        assert find_invitation(secret_of(old)) is None
        new = renew_invitation(invitation, by=people["lead"])
        assert find_invitation(secret_of(old)) is None
        assert find_invitation(secret_of(new)) == invitation
    assert invitation.expires_at == NOW + 3 * WEEK
    first, second = OutboxMail.objects.order_by("pk")
    assert (first.state, first.text) == (MailState.WITHDRAWN, "")  # the dead link is not sent any more
    assert (second.state, new in second.text) == (MailState.QUEUED, True)


def test_withdrawn_invitation_opens_nothing_and_its_mail_is_called_back(people):
    invitation, link = ask(people["lead"])
    assert withdraw_invitation(invitation, by=people["lead"]) is True
    assert find_invitation(secret_of(link)) is None
    assert OutboxMail.objects.get().state == MailState.WITHDRAWN
    assert withdraw_invitation(invitation, by=people["lead"]) is False
    with pytest.raises(InvitationGone):
        renew_invitation(invitation, by=people["lead"])


# --- Coming in -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("late", "found"), [(datetime.timedelta(seconds=-1), True), (datetime.timedelta(0), False)])
def test_link_works_for_seven_days(people, late, found):
    with time_machine.travel(NOW, tick=False):
        invitation, link = ask(people["lead"])
    with time_machine.travel(NOW + WEEK + late, tick=False):
        assert (find_invitation(secret_of(link)) == invitation) is found


def test_accepted_invitation_makes_the_account_with_role_and_agency_once(people, agency):
    invitation, link = ask(people["lead"], role=Role.LEAD)
    user = accept(invitation)
    user.refresh_from_db()
    assert (user.username, user.email, user.role, user.is_active) == ("yeni", ADDRESS, "lead", True)
    assert user.check_password(PASSWORD)
    assert user.membership.agency == agency
    assert not user.is_staff
    assert not user.is_superuser
    assert find_invitation(secret_of(link)) is None
    with pytest.raises(InvitationGone):
        accept(invitation, "ikinci")
    assert not User.objects.filter(username="ikinci").exists()
    invitation.refresh_from_db()
    assert invitation.accepted_by == user


def test_coordinator_who_comes_in_belongs_to_no_agency(people):
    invitation, _link = ask(people["administrator"], role=Role.COORDINATOR)
    confirm_change(invitation.changes.get(), by=people["coordinator"])
    invitation.refresh_from_db()
    user = accept(invitation)
    assert (user.role, Membership.objects.filter(user=user).exists()) == ("coordinator", False)


@pytest.mark.parametrize("taken", ["mesul", "Mesul", "MESUL"])
def test_taken_user_name_leaves_the_link_good(people, taken):
    invitation, link = ask(people["lead"])
    with pytest.raises(UserNameTaken):
        accept(invitation, taken)
    assert find_invitation(secret_of(link)) == invitation
    assert accept(invitation, "yeni").username == "yeni"


def test_address_that_got_an_account_meanwhile_is_refused(people):
    invitation, _link = ask(people["lead"])
    User.objects.filter(pk=people["stranger"].pk).update(email=ADDRESS)
    with pytest.raises(InvitationRefused):
        accept(invitation)
    invitation.refresh_from_db()
    assert invitation.accepted_at is None


def test_link_renewed_after_it_was_read_lets_nobody_in(people):
    read, link = ask(people["lead"])
    renew_invitation(Invitation.objects.get(), by=people["lead"])
    with pytest.raises(InvitationGone):
        accept(find_invitation(secret_of(link)) or read)
    assert not User.objects.filter(username="yeni").exists()


def close_account(lead: User, people) -> None:
    deactivate_person(lead, word=Word(by=people["administrator"]))


def make_contributor(lead: User, people) -> None:
    User.objects.filter(pk=lead.pk).update(role=Role.CONTRIBUTOR)


def make_coordinator(lead: User, people) -> None:
    User.objects.filter(pk=lead.pk).update(role=Role.COORDINATOR)


def move_to_another_agency(lead: User, people) -> None:
    Membership.objects.filter(user=lead).update(agency=Membership.objects.get(user=people["stranger"]).agency)


def leave_the_agency(lead: User, people) -> None:
    Membership.objects.filter(user=lead).delete()


@pytest.mark.parametrize(
    "lose_right", [close_account, make_contributor, make_coordinator, move_to_another_agency, leave_the_agency]
)
def test_invitation_dies_with_the_right_of_its_inviter(lose_right, people):
    invitation, link = ask(people["lead"])
    read = find_invitation(secret_of(link))
    assert read == invitation
    lose_right(people["lead"], people)
    assert find_invitation(secret_of(link)) is None
    expected = {"withdrawn"} if lose_right is close_account else {"is_unbacked"}
    assert why_dead(people["administrator"], invitation) == expected
    with pytest.raises(InvitationGone):
        accept(read)
    assert not User.objects.filter(username="yeni").exists()
    assert Invitation.objects.get().accepted_at is None


def why_dead(user: User, invitation: Invitation) -> set[str]:
    """What the list of invitations says of a link that opens nothing."""
    shown = next((one for one in open_invitations(user) if one.invitation == invitation), None)
    if shown is None:
        return {"withdrawn"}
    return {name for name in ("is_old", "is_unbacked", "is_lapsed") if getattr(shown, name)}


def test_list_says_which_invitations_let_nobody_in(people, agency, sign_in):
    """Those that live are listed with their last day; the list costs the same for one and for many."""
    with time_machine.travel(NOW, tick=False):
        old, _link = ask(people["lead"], email="kohne@numune.example")
    ask(people["lead"])
    gone, _link = invite(inviter=people["administrator"], email="getdi@numune.example", role=Role.LEAD, agency=agency)
    client = sign_in("administrator")
    client.cookies["django_language"] = "en"
    with CaptureQueriesContext(connection) as few:
        page = client.get("/plans/people/").content.decode()
    assert (page.count("too old"), page.count("not valid:"), len(re.findall(r"until \d", page))) == (1, 0, 2)
    second = User.objects.create_user("ikinci.inzibatci", role=Role.ADMINISTRATOR)
    for number in range(3):
        ask(people["lead"], email=f"n{number}@numune.example")
    Invitation.objects.filter(pk=gone.pk).update(invited_by=second)
    User.objects.filter(pk=second.pk).update(is_active=False)
    with CaptureQueriesContext(connection) as many:
        page = client.get("/plans/people/").content.decode()
    assert len(many) == len(few)
    assert page.count("not valid: whoever invited may not invite any more") == 1
    assert (page.count("too old"), len(re.findall(r"until \d", page))) == (1, 4)
    assert (why_dead(people["lead"], old), why_dead(people["administrator"], gone)) == ({"is_old"}, {"is_unbacked"})


def test_invitation_of_an_administrator_dies_with_the_account(people, agency):
    second = User.objects.create_user("ikinci.inzibatci", role=Role.ADMINISTRATOR)
    invitation, link = invite(inviter=people["administrator"], email=ADDRESS, role=Role.LEAD, agency=agency)
    assert find_invitation(secret_of(link)) == invitation
    deactivate_person(people["administrator"], word=Word(by=second))
    assert find_invitation(secret_of(link)) is None
    assert OutboxMail.objects.get().state == MailState.WITHDRAWN


def test_invitation_lives_again_when_somebody_renews_it_who_may(people):
    invitation, _link = ask(people["lead"])
    make_contributor(people["lead"], people)
    link = renew_invitation(invitation, by=people["administrator"])
    assert accept(find_invitation(secret_of(link))).role == Role.CONTRIBUTOR


def test_anothers_invitation_that_lets_nobody_in_gives_way(people, other_agency):
    theirs = User.objects.create_user("basqa.mesul", role=Role.LEAD)
    Membership.objects.create(user=theirs, agency=other_agency)
    with time_machine.travel(NOW, tick=False):
        old, link = ask(people["lead"])
    with time_machine.travel(NOW + 2 * WEEK, tick=False):
        _new, another = ask(theirs)
        old.refresh_from_db()
        assert old.withdrawn_at is not None
        assert find_invitation(secret_of(link)) is None
        assert find_invitation(secret_of(another)).agency == other_agency


def test_database_holds_one_open_invitation_for_an_address(people):
    first, _link = ask(people["lead"])
    values = {"email": ADDRESS, "role": Role.OBSERVER, "invited_by": people["administrator"], "created_at": NOW}
    with pytest.raises(IntegrityError), transaction.atomic():
        Invitation.objects.create(**values, secret_hash="0" * 64, expires_at=NOW + WEEK)
    withdraw_invitation(first, by=None)
    assert Invitation.objects.create(**values, secret_hash="0" * 64, expires_at=NOW + WEEK).pk


# --- The pages -------------------------------------------------------------------------------------------------------


def address(secret: str) -> str:
    return reverse("plans:invitation", kwargs={"secret": secret})


@pytest.fixture
def link(people) -> str:
    """The path of a fresh invitation of a contributor, named Nümunə Yeni."""
    _invitation, link = ask(people["lead"], first_name="Nümunə", last_name="Yeni")
    return address(secret_of(link))


def test_invited_person_makes_the_account_and_is_signed_in(client, link, agency):
    page = client.get(link)
    assert page.status_code == 200
    assert page["Referrer-Policy"] == "same-origin"  # with less, browsers send no Origin, and CSRF refuses
    assert "no-store" in page["Cache-Control"]
    text = page.content.decode()
    assert "Nümunə Xidməti" in text
    assert 'value="Yeni"' in text
    assert f'<dd class="address">{ADDRESS}</dd>' in text
    assert text.index('id="id_password1_help"') < text.index('name="password1"')
    response = client.post(link, ACCEPTED)
    assert (response.status_code, response["Location"]) == (302, "/")
    user = User.objects.get(username="yeni.emekdas")
    assert (user.membership.agency, user.get_full_name()) == (agency, "Nümunə Yeni")
    assert client.session["_auth_user_id"] == str(user.pk)
    assert client.get("/accounts/password/change/").status_code == 200  # the password was given a moment ago
    client.post("/accounts/logout/")
    client.post("/accounts/login/", {"login": "yeni.emekdas", "password": PASSWORD})
    assert client.session["_auth_user_id"] == str(user.pk)


def test_who_needs_a_second_factor_sets_it_up_before_anything_else(client, people, settings):
    settings.REQUIRE_SECOND_FACTOR_OF_LEADS = True
    _invitation, link = ask(people["lead"], role=Role.LEAD)
    assert client.post(address(secret_of(link)), ACCEPTED)["Location"] == "/"
    assert client.get("/")["Location"] == reverse("mfa_index")


def test_used_unknown_withdrawn_and_old_links_are_answered_alike(client, people, link):
    client.post(link, ACCEPTED)
    withdrawn, withdrawn_link = ask(people["lead"], email="b@numune.example")
    withdraw_invitation(withdrawn, by=None)
    old, old_link = ask(people["lead"], email="c@numune.example")
    Invitation.objects.filter(pk=old.pk).update(expires_at=NOW)
    client = Client()
    answers = set()
    for path in (link, address("yoxdur"), address(secret_of(withdrawn_link)), address(secret_of(old_link))):
        for response in (client.get(path), client.post(path, ACCEPTED | {"username": "basqa"})):
            assert response.status_code == 404
            page = re.sub(r'(nonce|value)="[^"]*"', "", response.content.decode()).replace(path, "")
            answers.add(page)
    assert len(answers) == 1
    assert not User.objects.filter(username="basqa").exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"username": ""}, "username"),
        ({"username": "bir iki"}, "username"),
        ({"username": "kimse@numune.example"}, "username"),
        ({"username": "mesul"}, "username"),
        ({"first_name": " "}, "first_name"),
        ({"last_name": ""}, "last_name"),
        ({"password1": "12345678", "password2": "12345678"}, "password1"),
        ({"password1": "yeni.emekdas", "password2": "yeni.emekdas"}, "password1"),
        ({"password2": "bashqa-şifrə-9"}, "password2"),
        ({"password1": "", "password2": ""}, "password1"),
        ({"username": "yeni\x00"}, "username"),
    ],
)
def test_what_is_typed_wrongly_is_said_at_its_field_and_the_link_stays_good(client, link, changes, field):
    response = client.post(link, ACCEPTED | changes)
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert User.objects.filter(email=ADDRESS).count() == 0
    assert PASSWORD not in response.content.decode()
    assert client.post(link, ACCEPTED).status_code == 302


def test_signed_in_person_is_told_to_sign_out_first_and_uses_nothing_up(sign_in, link):
    client = sign_in("contributor")
    for response in (client.get(link), client.post(link, ACCEPTED)):
        assert response.status_code == 403
        assert "/accounts/logout/" in response.content.decode()
    assert Client().post(link, ACCEPTED).status_code == 302


def test_account_is_not_made_without_the_token_of_the_form(link):
    assert Client(enforce_csrf_checks=True).post(link, ACCEPTED).status_code == 403
    assert not User.objects.filter(username="yeni.emekdas").exists()


def test_double_submit_makes_one_account(client, link):
    assert client.post(link, ACCEPTED).status_code == 302
    assert client.post(link, ACCEPTED | {"username": "ikinci"}).status_code == 404
    assert User.objects.filter(email=ADDRESS).count() == 1


@pytest.mark.django_db(transaction=True)
def test_link_opened_by_many_at_once_lets_one_in(people):
    invitation, start = ask(people["lead"])[0], threading.Barrier(6)

    def come_in(number: int) -> bool:
        start.wait(timeout=60)
        try:
            return accept(invitation, f"yeni{number}") is not None
        except InvitationGone:
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as browsers:
        assert sorted(browsers.map(come_in, range(6))) == [False] * 5 + [True]
    assert User.objects.filter(email=ADDRESS).count() == 1


@pytest.mark.django_db(transaction=True)
def test_address_invited_by_many_at_once_has_one_open_invitation(people):
    start = threading.Barrier(8)

    def send(_number: int) -> bool:
        inviter = User.objects.get(pk=people["lead"].pk)
        start.wait(timeout=60)
        try:
            return ask(inviter) is not None
        except InvitationRefused:
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as browsers:
        assert sorted(browsers.map(send, range(8))) == [False] * 7 + [True]
    assert (Invitation.objects.count(), OutboxMail.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_of_doubled_invitations_the_latest_stays_before_the_constraint_comes(people):
    constraint = next(one for one in Invitation._meta.constraints if one.name == "one_open_invitation_for_an_address")
    with connection.schema_editor() as editor:
        editor.remove_constraint(Invitation, constraint)
    try:
        values = {"role": Role.OBSERVER, "invited_by": people["administrator"], "created_at": NOW}
        for number, address in enumerate((ADDRESS, ADDRESS, "b@numune.example", ADDRESS)):
            Invitation.objects.create(
                **values,
                email=address,
                secret_hash=f"{number:064}",
                expires_at=NOW,
                accepted_at=None if number else NOW,
            )
        import_module("plans.migrations.0013_withdraw_doubled_invitations").withdraw(apps, None)
        kept = Invitation.objects.filter(withdrawn_at__isnull=True).order_by("pk").values_list("secret_hash", flat=True)
        assert [int(secret) for secret in kept] == [0, 2, 3]
    finally:
        with connection.schema_editor() as editor:
            editor.add_constraint(Invitation, constraint)


# --- Inviting on the page --------------------------------------------------------------------------------------------


INVITE = "/plans/people/invite/"


def test_lead_invites_by_mail_and_never_sees_the_link(sign_in):
    client = sign_in("lead")
    response = client.post(INVITE, TYPED, follow=True)
    assert response.redirect_chain == [("/plans/people/", 302)]
    page = response.content.decode()
    assert ADDRESS in page
    assert "/plans/invitation/" not in page
    assert OutboxMail.objects.get().to == ADDRESS


SHOWN = r'<code id="new-link">http://127\.0\.0\.1:8000(/plans/invitation/[\w-]+/)</code>'


def test_without_a_mail_server_the_link_is_shown_for_minutes_and_works(sign_in, no_server, people):
    client = sign_in("lead")
    response = client.post(INVITE, TYPED, follow=True)
    assert response.redirect_chain == [("/plans/people/", 302)]
    assert "no-store" in response["Cache-Control"]
    (path,) = re.findall(SHOWN, response.content.decode())
    # Reloaded, read in another language, opened at the address that it was posted to: it stands there still.
    assert re.findall(SHOWN, client.get("/plans/people/").content.decode()) == [path]
    client.post("/i18n/setlang/", {"language": "en", "next": INVITE})
    english = client.get(INVITE, follow=True)
    assert english.redirect_chain == [("/plans/people/", 302)]
    assert re.findall(SHOWN, english.content.decode()) == [path]
    cookie = client.cookies["new_invitation"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (
        "/plans/people/",
        True,
        "Strict",
        600,
    )
    # Nobody else sees it in that browser, and nobody after ten minutes.
    stranger = sign_in("administrator")
    stranger.cookies["new_invitation"] = cookie.value
    assert re.findall(SHOWN, stranger.get("/plans/people/").content.decode()) == []
    with time_machine.travel(datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=601)):
        client.force_login(people["lead"])
        assert re.findall(SHOWN, client.get("/plans/people/").content.decode()) == []
    assert Client().post(path, ACCEPTED).status_code == 302
    client.force_login(people["lead"])
    assert re.findall(SHOWN, client.get("/plans/people/").content.decode()) == []  # used


@pytest.mark.parametrize("value", ["", "1:2:/x/", "x", "1:2"])
def test_cookie_that_nobody_has_signed_shows_nothing(value, sign_in, no_server):
    client = sign_in("lead")
    client.cookies["new_invitation"] = value
    page = client.get("/plans/people/")
    assert (page.status_code, "/plans/invitation/" in page.content.decode()) == (200, False)


def test_sending_the_form_twice_invites_once(sign_in):
    client = sign_in("lead")
    assert client.post(INVITE, TYPED).status_code == 302
    again = client.post(INVITE, TYPED)
    assert again.status_code == 409
    assert 'value="Yeni"' in again.content.decode()
    assert Invitation.objects.count() == OutboxMail.objects.count() == 1


def test_lead_can_make_a_new_link_and_withdraw_on_the_page(sign_in, no_server, people):
    invitation, old = ask(people["lead"])
    client = sign_in("lead")
    page = client.post(f"/plans/people/invitations/{invitation.pk}/renew/", follow=True).content.decode()
    (path,) = re.findall(r"/plans/invitation/[\w-]+/", page)
    assert Client().get(address(secret_of(old))).status_code == 404
    assert Client().get(path).status_code == 200
    assert client.post(f"/plans/people/invitations/{invitation.pk}/withdraw/").status_code == 302
    assert Client().get(path).status_code == 404


def test_invitations_of_another_agency_are_nobodys_but_the_administrators(sign_in, people, other_agency):
    invitation, _link = invite(inviter=people["administrator"], email=ADDRESS, role=Role.LEAD, agency=other_agency)
    assert ADDRESS not in sign_in("lead").get("/plans/people/").content.decode()
    for action in ("renew", "withdraw"):
        path = f"/plans/people/invitations/{invitation.pk}/{action}/"
        assert sign_in("lead").post(path).status_code == 404
    assert ADDRESS in sign_in("administrator").get("/plans/people/").content.decode()
    assert sign_in("administrator").post(path).status_code == 302
    invitation.refresh_from_db()
    assert invitation.withdrawn_at is not None


@pytest.mark.parametrize(
    ("role", "changes", "field"),
    [
        ("lead", {"email": "yeni"}, "email"),
        ("lead", {"email": ""}, "email"),
        ("lead", {"first_name": ""}, "first_name"),
        ("lead", {"role": "coordinator"}, "role"),
        ("administrator", {"role": "contributor"}, "role"),
        ("administrator", {"role": "lead"}, "agency"),
        ("administrator", {"role": "lead", "agency": "YOXDUR"}, "agency"),
        ("administrator", {"role": "observer", "agency": "NUMUNE"}, "agency"),
    ],
)
def test_invitation_typed_wrongly_is_said_at_its_field(sign_in, role, changes, field):
    response = sign_in(role).post(INVITE, TYPED | changes)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert Invitation.objects.count() == 0


def test_administrator_invites_a_lead_of_any_agency(sign_in, other_agency):
    response = sign_in("administrator").post(INVITE, TYPED | {"role": "lead", "agency": "BASHQA"})
    assert response.status_code == 302
    assert Invitation.objects.get().agency == other_agency


def test_twenty_first_invitation_of_a_lead_within_the_hour_waits(sign_in):
    client = sign_in("lead")
    with time_machine.travel(NOW, tick=False):
        for number in range(20):
            assert client.post(INVITE, TYPED | {"email": f"n{number}@numune.example"}).status_code == 302
        refused = client.post(INVITE, TYPED)
        assert refused.status_code == 429
        assert ADDRESS in refused.content.decode()  # what was typed stays
        waiting = Invitation.objects.first()
        assert client.post(f"/plans/people/invitations/{waiting.pk}/renew/").status_code == 429
        assert sign_in("administrator").post(INVITE, TYPED | {"role": "observer"}).status_code == 302
    assert Invitation.objects.count() == 21


def test_invitations_are_counted_within_an_hour(sign_in):
    client = sign_in("lead")
    with time_machine.travel(NOW, tick=False):
        for number in range(20):
            client.post(INVITE, TYPED | {"email": f"n{number}@numune.example"})
        assert client.post(INVITE, TYPED).status_code == 429
    with time_machine.travel(NOW + datetime.timedelta(minutes=61), tick=False):
        client = sign_in("lead")
        assert client.post(INVITE, TYPED).status_code == 302
