"""What the administration calls things, and finds: names, not codes."""

import json
import re

import pytest
from django.utils import timezone

from accounts.enums import EventKind
from accounts.events import note_event
from plans.azerbaijani import broken
from plans.models import Agency, Assignment, Indicator, OutboxMail, SubPoint
from tests.conftest import make_user

pytestmark = pytest.mark.django_db


def seen(page: str) -> str:
    """The text of a page between its head and its foot as a reader sees it."""
    body = page.partition('id="content-start"')[2].partition('id="footer"')[0]
    without = re.sub(r"(?s)<(script|style|code|svg|dialog)\b.*?</\1>", " ", body)
    return " ".join(re.sub(r"<[^>]*>", " ", without).split())


@pytest.fixture
def filled(people, year, agency, write_entry):
    """One of each kind at least."""
    write_entry("4.2.9")
    Indicator.objects.create(sub_point=SubPoint.objects.get(number="4.2.9"), name="Nümunə pay", unit="faiz")
    now = timezone.now()
    OutboxMail.objects.create(
        to="kimse@numune.example", kind="reminder", subject="Nümunə mövzu", text="Nümunə mətn.", state="failed",
        last_error="SMTPDataError 452: no space", created_at=now, next_attempt_at=now, recipient=people["lead"],
    )  # fmt: skip
    note_event(people["lead"], EventKind.AGENCY, actor=people["administrator"], before="BASHQA", after="NUMUNE")
    note_event(people["lead"], EventKind.ROLE, actor=people["administrator"], before="contributor", after="lead")


def test_lists_and_heads_say_names(sign_in, filled, agency, year):
    client, title = sign_in("administrator"), "Nümunə Milli Fəaliyyət Planı"
    name = str(agency.name_on(timezone.localdate()))
    rows = {
        "agency": name, "assignment": f"{name} (NUMUNE)", "membership": f"{name} (NUMUNE)", "plan": title,
        "reportingyear": f"{title} (2020–2024)", "section": f"{title} (2020–2024)",
    }  # fmt: skip
    for model, said in rows.items():
        page = client.get(f"/admin/plans/{model}/").content.decode()
        assert f">{said}<" in broken(page.partition("result_list")[2]), model
    heads = {
        f"agency/{agency.pk}": name, f"plan/{year.plan_id}": title, f"reportingyear/{year.pk}": f"2024 – {title}",
        "agency/add": "Yeni qurum",
    }  # fmt: skip
    for place, head in heads.items():
        page = client.get(f"/admin/plans/{place}/" + ("" if place.endswith("add") else "change/")).content.decode()
        assert f"<h1>{head}</h1>" in page
    assert "<h1>Qurumlar</h1>" in client.get("/admin/plans/agency/").content.decode()
    assert f'<option value="{year.plan_id}">{title} (2020–2024)</option>' in (
        client.get("/admin/plans/section/add/").content.decode()
    )


def test_what_is_said_after_a_step_says_the_name(sign_in, filled, agency):
    client, name = sign_in("administrator"), str(agency.name_on(timezone.localdate()))
    record = agency.names.get()
    fields = {
        "code": agency.code, "protocol_order": 5, "names-TOTAL_FORMS": 1, "names-INITIAL_FORMS": 1, "names-0-id": record.pk,
        "names-0-agency": agency.pk, "aliases-TOTAL_FORMS": 0, "aliases-INITIAL_FORMS": 0,
        **{f"names-0-{field}": getattr(record, field) for field in ("nominative", "genitive", "official", "official_genitive")},
    }  # fmt: skip
    said = client.post(f"/admin/plans/agency/{agency.pk}/change/", fields, follow=True).content.decode()
    assert name in seen(said).partition("Axtarış")[0]
    assert f'<a href="/admin/plans/agency/{agency.pk}/change/" lang="az" translate="no">{name}</a><p>dəyişdirilib' in (
        client.get("/admin/").content.decode()
    )


def test_what_stands_in_the_way_of_deleting_is_counted_by_kind(sign_in, filled, agency):
    text = seen(sign_in("administrator").get(f"/admin/plans/agency/{agency.pk}/delete/").content.decode())
    assigned = Assignment.objects.filter(agency=agency).count()
    assert f"həvalələr: {assigned}" in text
    assert "məlumatlar: 1" in text
    assert "4.2.9" not in text


def test_earlier_state_is_headed_by_the_name(sign_in, agency):
    address = f"/admin/plans/agency/{agency.pk}/history/{agency.history.first().pk}/"
    page = sign_in("administrator").get(address).content.decode()
    assert "<h1>Nümunə Xidməti: həmin vaxtkı halı</h1>" in page


def found(client, model: str, words: str) -> list[str]:
    return [str(one) for one in client.get(f"/admin/{model}/", {"q": words}).context["cl"].result_list]


def test_lists_find_what_one_types(sign_in, filled, agency, people):
    client, point = sign_in("administrator"), SubPoint.objects.get(number="4.2.9")
    title = "Nümunə Milli Fəaliyyət Planı"
    assert found(client, "plans/plan", "FEALİYYET milli") == [title]
    assert found(client, "plans/plan", "milli yox") == []
    assert found(client, "plans/section", "4.1") == ["4.1 Nümunə istiqamət"]
    assert found(client, "plans/section", "istiqamet") == ["4.1 Nümunə istiqamət"]
    assert found(client, "plans/indicator", "PAY") == ["Nümunə pay (faiz)"]
    assert {one.rpartition(" – ")[0] for one in found(client, "plans/assignment", "4.2.9")} == {point.number}
    of_agency = Assignment.objects.filter(agency=agency).count()
    assert len(found(client, "plans/assignment", str(agency.name_on(timezone.localdate())).split()[-1])) >= of_agency
    assert found(client, "plans/outboxmail", "mesul") == ["kimse@numune.example: Nümunə mövzu"]
    assert len(found(client, "accounts/accountevent", "MESUL")) == 2
    assert found(client, "accounts/accountevent", "heç kim") == []


def test_journal_calls_agencies_and_roles_by_name(sign_in, filled, agency, other_agency):
    text = seen(sign_in("administrator").get("/admin/accounts/accountevent/").content.decode())
    names = [str(one.name_on(timezone.localdate())) for one in (other_agency, agency)]
    assert " ".join(names) in text
    assert "Əməkdaş Məsul şəxs" in text


def test_pickers_and_filters_say_names(sign_in, filled, agency):
    client, name = sign_in("administrator"), str(agency.name_on(timezone.localdate()))
    asked = {"app_label": "plans", "model_name": "assignment", "field_name": "agency", "term": "Xidməti"}
    results = json.loads(client.get("/admin/autocomplete/", asked).content)["results"]
    assert [one["text"] for one in results] == [f"{name} (NUMUNE)"]
    page = client.get("/admin/plans/membership/").content.decode()
    assert f'href="?agency__id__exact={agency.pk}">{name} (NUMUNE)</a>' in page


def test_import_says_which_columns_a_file_has(sign_in, plan):
    text = seen(sign_in("coordinator").get("/admin/plans/subpoint/import/").content.decode())
    assert "Bölmə açar, mütləqdir Planın kodu, çəp xətt, bölmənin nömrəsi: mfp-2020-2024/4.2." in text
    page = sign_in("coordinator").get("/admin/plans/assignment/import/").content.decode()
    assert re.findall(r"<code[^>]*>(\w+)</code>", page) == [
        "sub_point", "agency", "role", "executor", "lead_executor", "recommended"
    ]  # fmt: skip
    assert ">lead_executor</code> – Əsas icraçı" in page


def test_first_page_leads_to_people_outbox_journal_and_what_waits(sign_in, people):
    page = sign_in("administrator").get("/admin/").content.decode()
    for address in ("/plans/people/", "/plans/people/waiting/", "/plans/people/changes/", "/plans/people/journal/"):
        assert f'<a href="{address}">' in page
    assert '<a href="/admin/plans/outboxmail/">Çıxan məktublar</a>' in page
    page = sign_in("coordinator").get("/admin/").content.decode()
    assert '<a href="/plans/people/">' not in page
    assert "outboxmail" not in page
    assert sign_in("coordinator").get("/admin/plans/")["Location"] == "/admin/"
    assert sign_in("coordinator").get("/admin/nothing/").status_code == 404


@pytest.mark.parametrize(
    ("address", "queries"),
    [
        ("/admin/plans/assignment/", 11),
        ("/admin/plans/agency/", 8),
        ("/admin/accounts/user/", 8),
        ("/admin/plans/membership/", 10),
    ],
)
def test_list_asks_as_much_for_three_as_for_one(address, queries, sign_in, filled, agency, django_assert_num_queries):
    client = sign_in("administrator")
    with django_assert_num_queries(queries):
        client.get(address)
    for number in range(2):
        extra = Agency.objects.create(code=f"ELAVE{number}")
        Assignment.objects.create(agency=extra, sub_point=SubPoint.objects.get(number="4.2.9"))
        make_user(f"elave{number}", "lead", extra)
    with django_assert_num_queries(queries):
        client.get(address)
