"""What the journal of accounts, the mails and the pages say of changed accounts."""

from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.enums import Role
from accounts.models import AccountEvent, AttemptCount, User
from plans.models import Agency, OutboxMail
from plans.people.services.accounts import (
    Word,
    change_address,
    change_role,
    deactivate_person,
    mail_reset_link,
    reactivate_person,
)
from plans.people.services.changes import ask_for_factor, ask_for_role, ask_to_reopen, confirm_change
from tests.conftest import make_user
from tests.plans.people.changing import CHANGES, JOURNAL, act, events, fresh, give_factor, signed_in, waiting

# --- Journal, mails, sessions ----------------------------------------------------------------------------------------


def test_journal_is_only_added_to(cast):
    ask_for_role(cast["contributor"], Role.LEAD, cast["lead"].membership.agency, by=cast["administrator"])
    event = AccountEvent.objects.first()
    event.person_name = "başqası"
    for refused in (
        event.save,
        event.delete,
        AccountEvent.objects.all().delete,
        lambda: AccountEvent.objects.update(after="x"),
        lambda: AccountEvent.objects.bulk_update([event], ["after"]),
    ):
        with pytest.raises(TypeError):
            refused()
    with pytest.raises(Exception, match="Cannot delete"):
        cast["contributor"].delete()
    with pytest.raises(Exception, match="only added to"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_accountevent SET person_name = 'x'")
    if connection.vendor == "postgresql":
        with pytest.raises(Exception, match="only added to"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("DELETE FROM accounts_accountevent")
    assert "başqası" not in AccountEvent.objects.values_list("person_name", flat=True)


def test_everybody_reads_the_own_part_of_the_journal_and_those_who_confirm_all(sign_in, cast, agency):
    ask_for_role(cast["contributor"], Role.LEAD, agency, by=cast["administrator"])
    deactivate_person(cast["stranger"], word=Word(by=cast["administrator"]))
    cast["contributor"].refresh_from_db()
    for who, seen in (
        ("administrator", {"emekdas", "bashqa"}),
        ("coordinator", {"emekdas", "bashqa"}),
        ("contributor", {"emekdas"}),
        ("observer", set()),
        ("lead", set()),
    ):
        page = sign_in(who).get(JOURNAL).content.decode()
        assert {name for name in ("emekdas", "bashqa") if f"({name})" in page} == seen, who


def test_person_and_other_administrators_are_told_in_their_languages(cast, agency):
    from plans.models import PersonalSettings

    PersonalSettings.objects.create(user=cast["second"], mail_language="en")
    ask_for_role(cast["contributor"], Role.LEAD, agency, by=cast["administrator"])
    told = {message.to[0]: message for message in mail.outbox}
    assert set(told) == {"contributor@numune.example", "lead@numune.example", "second@numune.example"}
    assert told["second@numune.example"].subject == "Role changed: Nümunə emekdas (emekdas)"
    assert "By: Nümunə inzibatci (inzibatci)" in told["second@numune.example"].body
    assert told["contributor@numune.example"].subject == "Rol dəyişdirildi: Nümunə emekdas (emekdas)"


def close_it(person: User, by: User, other: Agency) -> None:
    deactivate_person(person, word=Word(by=by))


def open_it(person: User, by: User, other: Agency) -> None:
    User.objects.filter(pk=person.pk).update(is_active=False)
    reactivate_person(person, word=Word(by=by))


def readdress_it(person: User, by: User, other: Agency) -> None:
    change_address(person, "basqa@numune.example", before=person.email, word=Word(by=by))


def promote_it(person: User, by: User, other: Agency) -> None:
    change_role(person, Role.LEAD, person.membership.agency, before=person.role, word=Word(by=by))


def move_it(person: User, by: User, other: Agency) -> None:
    change_role(person, person.role, other, before=person.role, word=Word(by=by))


@pytest.mark.parametrize(
    ("act", "told"),
    [
        (close_it, {"lead"}),
        (open_it, {"lead"}),
        (readdress_it, {"lead"}),
        (promote_it, {"lead"}),
        (move_it, {"lead", "theirs"}),
    ],
)
def test_leads_learn_what_others_do_about_the_accounts_of_their_agency(cast, other_agency, act, told):
    """But not of their own doing, nor of accounts elsewhere, nor of second factors and links for passwords."""
    cast["theirs"] = make_user("basqa.mesul", Role.LEAD, other_agency)
    User.objects.filter(pk=cast["theirs"].pk).update(email="theirs@numune.example")
    leads = {"lead@numune.example", "theirs@numune.example"}
    mail_reset_link(cast["contributor"], by=cast["administrator"])
    deactivate_person(cast["observer"], word=Word(by=cast["administrator"]))
    assert {message.to[0] for message in mail.outbox} & leads == set()
    act(cast["contributor"], cast["administrator"], other_agency)
    letters = {message.to[0]: message.body for message in mail.outbox if message.to[0] in leads}
    assert set(letters) == {f"{name}@numune.example" for name in told}
    for body in letters.values():
        assert "məsul şəxsi olduğunuz üçün" in body
        assert reverse(settings.ACCOUNT_JOURNAL) not in body
    mail.outbox.clear()
    if act is close_it:
        open_it(fresh(cast["contributor"]), cast["lead"], other_agency)
        assert leads & {message.to[0] for message in mail.outbox} == set()


def test_those_who_may_confirm_are_asked_by_mail(cast):
    ask_for_role(cast["contributor"], Role.OBSERVER, None, by=cast["administrator"])
    assert [letter.to for letter in OutboxMail.objects.filter(kind="account_change")] == ["coordinator@numune.example"]
    assert CHANGES in OutboxMail.objects.get(kind="account_change").text


@pytest.mark.parametrize("what", ["role", "address", "factor", "deactivate"])
def test_sessions_of_the_person_end_and_those_of_others_do_not(sign_in, cast, what):
    give_factor(cast["lead"])
    theirs, other, mine = signed_in(cast["lead"]), signed_in(cast["contributor"]), sign_in("administrator")
    act(mine, cast["lead"], what, new_role="contributor", agency="NUMUNE", email="yeni@numune.example")
    assert theirs.get(JOURNAL).status_code == 302
    assert (other.get(JOURNAL).status_code, mine.get(JOURNAL).status_code) == (200, 200)


def test_own_session_goes_on_and_the_others_end(alone):
    mine, elsewhere = signed_in(alone), signed_in(alone)
    act(mine, alone, "address", email="yeni@numune.example")
    assert mine.get(JOURNAL).status_code == 200
    assert elsewhere.get(JOURNAL).status_code == 302
    assert fresh(alone).email == "yeni@numune.example"


def test_sessions_of_before_do_not_come_back_when_the_account_is_opened_again(cast):
    theirs = signed_in(cast["lead"])
    deactivate_person(cast["lead"], word=Word(by=cast["administrator"]))
    ask_to_reopen(cast["lead"], by=cast["administrator"])
    assert theirs.get(JOURNAL).status_code == 302
    assert signed_in(fresh(cast["lead"]))


# --- The pages -------------------------------------------------------------------------------------------------------


def test_person_page_has_no_field_for_a_password(sign_in, cast):
    page = sign_in("administrator").get(f"/plans/people/{cast['coordinator'].pk}/").content.decode()
    assert 'type="password"' not in page
    assert f'action="/plans/people/{cast["coordinator"].pk}/password/"' in page


def test_buttons_are_for_those_who_may_press_them(sign_in, cast):
    ask_for_role(cast["contributor"], Role.OBSERVER, None, by=cast["administrator"])
    for who, shown in (("coordinator", {"confirm", "refuse"}), ("administrator", {"withdraw"}), ("second", set())):
        page = sign_in(who).get(CHANGES).content.decode()
        assert {name for name in ("confirm", "refuse", "withdraw") if f'value="{name}"' in page} == shown, who


def test_whoever_confirms_reads_user_names_first(sign_in, cast):
    """A name is what somebody has written; two may have the same."""
    User.objects.filter(pk=cast["administrator"].pk).update(first_name="Milli", last_name="koordinator")
    User.objects.filter(pk=cast["contributor"].pk).update(first_name="Nümunə", last_name="koordinator")
    ask_for_role(fresh(cast["contributor"]), Role.OBSERVER, None, by=fresh(cast["administrator"]))
    page = sign_in("coordinator").get(CHANGES).content.decode()
    letter = OutboxMail.objects.get(kind="account_change")
    for text in (page, letter.text, letter.html):
        assert "emekdas (Nümunə koordinator)" in text
        assert "inzibatci (Milli koordinator)" in text
    assert "koordinator (Nümunə koordinator)" in page.partition("Təsdiqləyə bilər")[2]
    told = StringIO()
    call_command("confirm_account_change", stdout=told)
    asked = "role of emekdas (Nümunə koordinator), contributor → observer, by inzibatci (Milli koordinator)"
    assert told.getvalue() == f"{waiting().pk}: {asked}\n"


def test_each_waiting_change_costs_one_query(sign_in, cast):
    client, counts = sign_in("coordinator"), []
    for whose in ("contributor", "lead", "stranger"):
        ask_for_role(cast[whose], Role.OBSERVER, None, by=cast["administrator"])
        with CaptureQueriesContext(connection) as asked:
            client.get(CHANGES)
        counts.append(len(asked))
    assert (counts[1] - counts[0], counts[2] - counts[1]) == (1, 1)


def test_journal_costs_the_same_for_one_line_and_for_many(sign_in, cast, agency, django_assert_max_num_queries):
    client = sign_in("administrator")
    deactivate_person(cast["stranger"], word=Word(by=cast["administrator"]))
    with django_assert_max_num_queries(9) as few:
        client.get(JOURNAL)
    for _time in range(5):
        ask_for_role(fresh(cast["contributor"]), Role.LEAD, agency, by=cast["administrator"])
        ask_for_role(fresh(cast["contributor"]), Role.CONTRIBUTOR, agency, by=cast["administrator"])
    with django_assert_max_num_queries(9) as many:
        client.get(JOURNAL)
    assert len(few) == len(many)


def test_own_second_factor_is_in_the_journal_and_ends_other_sessions(cast):
    from allauth.mfa.signals import authenticator_added

    mine, elsewhere = signed_in(cast["lead"]), signed_in(cast["lead"])
    request = mine.get(JOURNAL).wsgi_request
    give_factor(cast["lead"])
    for authenticator in Authenticator.objects.all():
        authenticator_added.send(sender=Authenticator, request=request, user=cast["lead"], authenticator=authenticator)
    request.session.save()
    assert events() == [("factor_added", "done", "", "totp")]
    assert elsewhere.get(JOURNAL).status_code == 302
    assert mine.get(JOURNAL).status_code == 200
    assert sorted(message.to[0] for message in mail.outbox) == [
        "administrator@numune.example",
        "second@numune.example",
    ]


def test_second_factor_taken_by_two_administrators_needs_both(cast):
    give_factor(cast["observer"])
    ask_for_factor(cast["observer"], by=cast["administrator"])
    with pytest.raises(PermissionDenied):
        confirm_change(waiting(), by=cast["administrator"])
    assert Authenticator.objects.count() == 2


def test_administrator_changes_two_hundred_accounts_in_an_hour_and_no_more(sign_in, cast):
    client = sign_in("administrator")
    assert act(client, cast["lead"], "password").status_code == 302
    AttemptCount.objects.filter(kind="change", failures=1).update(failures=199)
    assert act(client, cast["lead"], "password").status_code == 302
    for what in ("password", "role", "address", "factor", "deactivate", "reactivate"):
        assert act(client, cast["lead"], what).status_code == 429
    name = f"/admin/accounts/user/{cast['lead'].pk}/change/"
    assert client.post(name, {"first_name": "Yeni", "last_name": "ad"}).status_code == 429
    assert client.get(name).status_code == 200
    assert client.get(f"/plans/people/{cast['lead'].pk}/").status_code == 200
    assert act(sign_in("second"), cast["lead"], "password").status_code == 302
    assert len(events()) == 3
