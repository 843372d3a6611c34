"""Who gets which answer where: every named address for every role, by reading and by writing, written out literally.

Not yours is 404, yours but not to change is 403, too late is 409, the wrong method 405. A named address without a row
fails the suite.
"""

import re

import pytest
from django.contrib import admin
from django.db import transaction
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from plans.enums import EntryState
from plans.models import Entry, Revision, Transition

ROLES = ("anonymous", "contributor", "lead", "stranger", "coordinator", "observer", "administrator")

PLAN = {"plan": "numune-2020-2024", "year": 2024}
OWN = PLAN | {"agency": "NUMUNE"}
ENTRY = OWN | {"number": "4.2.9"}

# Name of the address → its parts, what is posted, then the status for each role in the order of ROLES: GET and POST.
# The entry 4.2.9 of NUMUNE is a draft here; the other states have a table of their own below.
# name: (parts, posted)                                          anon  contr lead  strng coord obser admin
MATRIX: dict[str, tuple[dict, dict, tuple[int, ...], tuple[int, ...]]] = {
    "home": ({}, {}, (302, 302, 302, 302, 302, 302, 302), (302, 405, 405, 405, 405, 405, 405)),
    "healthz": ({}, {}, (503, 503, 503, 503, 503, 503, 503), (405, 405, 405, 405, 405, 405, 405)),
    "set-language": (
        {},
        {"language": "en"},
        (302, 302, 302, 302, 302, 302, 302),
        (302, 302, 302, 302, 302, 302, 302),
    ),
    "javascript-catalog": ({}, {}, (200, 200, 200, 200, 200, 200, 200), (405, 405, 405, 405, 405, 405, 405)),
    "account_login": ({}, {}, (200, 302, 302, 302, 302, 302, 302), (200, 302, 302, 302, 302, 302, 302)),
    "account_inactive": ({}, {}, (200, 200, 200, 200, 200, 200, 200), (405, 405, 405, 405, 405, 405, 405)),
    "account_logout": ({}, {}, (302, 200, 200, 200, 200, 200, 200), (302, 302, 302, 302, 302, 302, 302)),
    "account_change_password": ({}, {}, (302, 200, 200, 200, 200, 200, 200), (302, 200, 200, 200, 200, 200, 200)),
    "plans:entry-list": (PLAN, {}, (302, 404, 404, 404, 200, 200, 404), (302, 405, 405, 405, 405, 405, 405)),
    "plans:agency-year": (OWN, {}, (302, 200, 200, 404, 200, 200, 404), (302, 405, 405, 405, 405, 405, 405)),
    "plans:entry": (
        ENTRY,
        {"narrative": "<p>Nümunə mətn. Yeni.</p>", "version": "1"},
        (302, 200, 200, 404, 200, 404, 404),
        (302, 302, 302, 404, 403, 404, 404),
    ),
    "plans:entry-revision": (
        ENTRY | {"version": 1},
        {},
        (302, 200, 200, 404, 200, 404, 404),
        (302, 405, 405, 405, 405, 405, 405),
    ),
    "reports:consolidated": (PLAN, {}, (302, 404, 404, 404, 200, 200, 404), (302, 405, 405, 405, 405, 405, 405)),
    "reports:consolidated-file": (
        PLAN | {"fmt": "md"},
        {},
        (302, 404, 404, 404, 200, 200, 404),
        (302, 405, 405, 405, 405, 405, 405),
    ),
    "reports:agency": (OWN, {}, (302, 200, 200, 404, 200, 200, 404), (302, 405, 405, 405, 405, 405, 405)),
    "reports:agency-file": (
        OWN | {"fmt": "md"},
        {},
        (302, 200, 200, 404, 200, 200, 404),
        (302, 405, 405, 405, 405, 405, 405),
    ),
}

# The administration: GET for each role. Coordinators keep the plan, administrators people and memberships besides.
KEEPERS = (302, 404, 404, 404, 200, 404, 200)
ADMINISTRATORS = (302, 404, 404, 404, 403, 404, 200)
NOBODY = (302, 404, 404, 404, 403, 404, 403)  # registered by libraries; no role opens them
ADMIN_MODELS: dict[str, tuple[int, ...]] = {
    "accounts_user": ADMINISTRATORS,
    "plans_agency": KEEPERS,
    "plans_assignment": KEEPERS,
    "plans_membership": ADMINISTRATORS,
    "plans_plan": KEEPERS,
    "plans_reportingyear": KEEPERS,
    "plans_section": KEEPERS,
    "plans_subpoint": KEEPERS,
}

# The entry page by the state of the entry: GET and POST for each role in the order of ROLES.
ENTRY_PAGE: dict[str, tuple[tuple[int, ...], tuple[int, ...]]] = {
    #                anon  contr lead  strng coord obser admin
    "not started": ((302, 200, 200, 404, 200, 404, 404), (302, 302, 302, 404, 403, 404, 404)),
    "draft": ((302, 200, 200, 404, 200, 404, 404), (302, 302, 302, 404, 403, 404, 404)),
    "submitted": ((302, 200, 200, 404, 200, 200, 404), (302, 409, 409, 404, 403, 403, 404)),
    "returned": ((302, 200, 200, 404, 200, 200, 404), (302, 302, 302, 404, 403, 403, 404)),
    "approved": ((302, 200, 200, 404, 200, 200, 404), (302, 409, 409, 404, 403, 403, 404)),
    "locked": ((302, 200, 200, 404, 200, 200, 404), (302, 409, 409, 404, 403, 403, 404)),
    "not started, closed year": ((302, 200, 200, 404, 200, 404, 404), (302, 409, 409, 404, 403, 404, 404)),
    "draft, closed year": ((302, 200, 200, 404, 200, 404, 404), (302, 409, 409, 404, 403, 404, 404)),
    "approved, closed year": ((302, 200, 200, 404, 200, 200, 404), (302, 409, 409, 404, 403, 403, 404)),
}


def named_addresses(resolver=None, namespaces: tuple[str, ...] = ()) -> set[str]:
    """The names of all addresses but the administration's; an address without a name is named by its pattern."""
    names = set()
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            if pattern.namespace != "admin":
                names |= named_addresses(pattern, (*namespaces, pattern.namespace) if pattern.namespace else namespaces)
        elif isinstance(pattern, URLPattern):
            names.add(":".join((*namespaces, pattern.name or str(pattern.pattern))))
    return names


@pytest.fixture
def statuses(sign_in):
    """`statuses("get", address)` → the status each role gets, in the order of ROLES, each from the same database."""

    def ask(method: str, address: str, posted: dict | None = None) -> tuple[int, ...]:
        found = []
        for role in ROLES:
            with transaction.atomic():
                client = sign_in(role)
                found.append(getattr(client, method)(address, posted or {}).status_code)
                transaction.set_rollback(True)
        return tuple(found)

    return ask


# --- Every named address ---------------------------------------------------------------------------------------------


def test_every_named_address_has_a_row_and_every_row_an_address():
    assert named_addresses() == set(MATRIX)


@pytest.mark.parametrize("name", MATRIX)
def test_reading_is_answered_as_the_table_says(name, statuses, write_entry):
    write_entry("4.2.9")
    parts, _posted, expected, _expected = MATRIX[name]
    assert statuses("get", reverse(name, kwargs=parts)) == expected


@pytest.mark.parametrize("name", MATRIX)
def test_writing_is_answered_as_the_table_says(name, statuses, write_entry):
    write_entry("4.2.9")
    parts, posted, _expected, expected = MATRIX[name]
    assert statuses("post", reverse(name, kwargs=parts), posted) == expected


@pytest.mark.parametrize(
    "name", ["home", "account_change_password", *(name for name in MATRIX if name.startswith(("plans:", "reports:")))]
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_stranger_to_the_house_is_sent_to_the_sign_in_page(name, method, client, write_entry):
    write_entry("4.2.9")
    parts, posted, _get, _post = MATRIX[name]
    address = reverse(name, kwargs=parts)
    response = client.get(address) if method == "get" else client.post(address, posted)
    assert response["Location"] == f"/accounts/login/?next={address}"


def test_pdf_is_kept_from_strangers_and_given_to_the_agency(sign_in, write_entry):
    write_entry("4.2.9")
    address = reverse("reports:agency-file", kwargs=OWN | {"fmt": "pdf"})
    assert sign_in("stranger").get(address).status_code == 404
    response = sign_in("contributor").get(address)
    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")


def test_others_agency_is_answered_like_one_that_does_not_exist(sign_in, write_entry):
    write_entry("4.2.9")
    client = sign_in("stranger")
    theirs = client.get(reverse("plans:entry", kwargs=ENTRY))
    nobodys = client.get(reverse("plans:entry", kwargs=ENTRY | {"agency": "YOXDUR"}))
    assert (theirs.status_code, nobodys.status_code) == (404, 404)
    assert _without_nonce(theirs) == _without_nonce(nobodys)


def _without_nonce(response) -> str:
    return re.sub(r'(nonce|value|content)="[^"]*"', "", response.content.decode()).replace("YOXDUR", "NUMUNE")


# --- The administration ----------------------------------------------------------------------------------------------


def test_every_model_of_the_administration_has_a_row_and_entries_are_not_in_it():
    registered = {f"{model._meta.app_label}_{model._meta.model_name}" for model in admin.site._registry}
    assert registered == set(ADMIN_MODELS)
    assert not {Entry, Revision, Transition} & set(admin.site._registry)


def test_front_of_the_administration_is_answered_as_the_table_says(statuses):
    assert statuses("get", "/admin/") == KEEPERS


@pytest.mark.parametrize("model", ADMIN_MODELS)
@pytest.mark.parametrize("action", ["changelist", "add"])
def test_administration_of_a_model_is_answered_as_the_table_says(model, action, statuses, agency):
    assert statuses("get", reverse(f"admin:{model}_{action}")) == ADMIN_MODELS[model]


@pytest.mark.parametrize("model", ["entry", "revision", "transition"])
def test_texts_have_no_address_in_the_administration(model, sign_in):
    assert sign_in("administrator").get(f"/admin/plans/{model}/").status_code == 404
    assert sign_in("administrator").get("/admin/plans/plan/").status_code == 200


# --- The entry page by state -----------------------------------------------------------------------------------------


@pytest.fixture
def entry_address(year, closed_year, write_entry):
    """`entry_address("draft, closed year")` writes 4.2.9 in that state and gives the address of its page."""

    def prepare(case: str) -> str:
        state, _comma, closed = case.partition(", ")
        reporting_year = closed_year if closed else year
        if state != "not started":
            write_entry("4.2.9", state=EntryState(state), in_year=reporting_year)
        return reverse("plans:entry", kwargs=ENTRY | {"year": reporting_year.year})

    return prepare


def test_every_state_has_a_row():
    assert {case for case in ENTRY_PAGE if ", " not in case} == {"not started", *EntryState.values}


@pytest.mark.parametrize("case", ENTRY_PAGE)
def test_entry_page_is_answered_as_the_table_says(case, statuses, entry_address):
    assert statuses("get", entry_address(case)) == ENTRY_PAGE[case][0]


@pytest.mark.parametrize("case", ENTRY_PAGE)
def test_saving_is_answered_as_the_table_says(case, statuses, entry_address):
    address = entry_address(case)
    posted = {"narrative": "<p>Nümunə mətn. Yeni.</p>", "version": "" if case.startswith("not started") else "1"}
    assert statuses("post", address, posted) == ENTRY_PAGE[case][1]


def _record() -> tuple[list, int, int]:
    entries = list(Entry.objects.values_list("narrative", "status", "state", "version", "updated_at"))
    return entries, Revision.objects.count(), Transition.objects.count()


@pytest.mark.parametrize(("case", "role"), [(case, role) for case in ENTRY_PAGE for role in ROLES])
def test_refused_save_writes_nothing_and_a_taken_one_a_revision(case, role, sign_in, entry_address):
    address = entry_address(case)
    before = _record()
    version = "" if case.startswith("not started") else "1"
    response = sign_in(role).post(address, {"narrative": "<p>Nümunə mətn. Yeni.</p>", "version": version})
    taken = role in ("contributor", "lead") and case in ("not started", "draft", "returned")
    assert (response.status_code == 302 and response["Location"] == address) == taken
    if taken:
        assert Entry.objects.get().narrative == "<p>Nümunə mətn. Yeni.</p>"
        assert Revision.objects.count() == before[1] + 1
    else:
        assert _record() == before
