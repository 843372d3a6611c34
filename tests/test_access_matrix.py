"""Who gets which answer where: every named address for every role, by reading and by writing, written out literally.

Not yours is 404, yours but not to change is 403, too late is 409, the wrong method 405. A named address without a row
fails the suite.
"""

import datetime
import re

import pytest
from django.contrib import admin
from django.db import transaction
from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse
from django.utils import timezone

from accounts.enums import Role
from plans.enums import EntryState
from plans.models import (
    AccountChange,
    Agency,
    Comment,
    Entry,
    Evidence,
    Extension,
    Invitation,
    OutboxMail,
    Reminder,
    Revision,
    SideRevision,
    SubPoint,
    Transition,
)
from plans.people.queries import hash_of_secret
from plans.services import save_entry
from tests.conftest import make_user
from tests.records import kept
from tests.reports.production.making import made

ROLES = ("anonymous", "contributor", "lead", "stranger", "coordinator", "observer", "administrator")

PLAN = {"plan": "numune-2020-2024", "year": 2024}
OWN = PLAN | {"agency": "NUMUNE"}
ENTRY = OWN | {"number": "4.2.9"}
POINT = {"plan": "numune-2020-2024", "number": "4.2.9"}

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
    # A forgotten password is everybody's; what changes a second factor asks for the password first (302).
    "account_reset_password": ({}, {}, (200, 200, 200, 200, 200, 200, 200), (200, 200, 200, 200, 200, 200, 200)),
    "account_reset_password_done": ({}, {}, (200, 200, 200, 200, 200, 200, 200), (405, 405, 405, 405, 405, 405, 405)),
    "account_reset_password_from_key": (
        {"uidb36": "1", "key": "abc-123"},
        {},
        (200, 200, 200, 200, 200, 200, 200),
        (200, 200, 200, 200, 200, 200, 200),
    ),
    "account_reauthenticate": ({}, {}, (302, 200, 200, 200, 200, 200, 200), (302, 200, 200, 200, 200, 200, 200)),
    "account_sign_in_again": ({}, {}, (405, 405, 405, 405, 405, 405, 405), (400, 400, 400, 400, 400, 400, 400)),
    "account_local_key": ({}, {}, (302, 200, 200, 200, 200, 200, 200), (302, 405, 405, 405, 405, 405, 405)),
    "usersessions_list": (
        {},
        {"end": "others"},
        (302, 200, 200, 200, 200, 200, 200),
        (302, 302, 302, 302, 302, 302, 302),
    ),
    "mfa_index": ({}, {}, (302, 200, 200, 200, 200, 200, 200), (302, 405, 405, 405, 405, 405, 405)),
    "mfa_authenticate": ({}, {}, (302, 302, 302, 302, 302, 302, 302), (302, 302, 302, 302, 302, 302, 302)),
    "mfa_reauthenticate": ({}, {}, (302, 302, 302, 302, 302, 302, 302), (302, 302, 302, 302, 302, 302, 302)),
    "mfa_reauthenticate_webauthn": ({}, {}, (302, 302, 302, 302, 302, 302, 302), (302, 302, 302, 302, 302, 302, 302)),
    "mfa_activate_totp": ({}, {}, (302, 302, 302, 302, 302, 302, 302), (302, 302, 302, 302, 302, 302, 302)),
    "mfa_deactivate_totp": ({}, {}, (302, 404, 404, 404, 404, 404, 404), (302, 404, 404, 404, 404, 404, 404)),
    "mfa_view_recovery_codes": ({}, {}, (302, 404, 404, 404, 404, 404, 404), (302, 405, 405, 405, 405, 405, 405)),
    "mfa_generate_recovery_codes": ({}, {}, (302, 302, 302, 302, 302, 302, 302), (302, 302, 302, 302, 302, 302, 302)),
    "mfa_download_recovery_codes": ({}, {}, (302, 404, 404, 404, 404, 404, 404), (302, 404, 404, 404, 404, 404, 404)),
    "mfa_add_webauthn": ({}, {}, (302, 302, 302, 302, 302, 302, 302), (302, 302, 302, 302, 302, 302, 302)),
    "mfa_remove_webauthn": ({"pk": 1}, {}, (302, 302, 302, 302, 302, 302, 302), (302, 302, 302, 302, 302, 302, 302)),
    "mfa_edit_webauthn": ({"pk": 1}, {}, (302, 302, 302, 302, 302, 302, 302), (302, 302, 302, 302, 302, 302, 302)),
    # An agency's people are its lead's and the administrator's; its staff see them. The person is another contributor.
    "plans:people": ({}, {}, (302, 200, 200, 200, 404, 404, 200), (302, 405, 405, 405, 405, 405, 405)),
    "plans:waiting": ({}, {}, (302, 404, 404, 404, 404, 404, 200), (302, 405, 405, 405, 405, 405, 405)),
    "plans:invite": (
        {},
        {"email": "yeni@numune.example", "first_name": "Nümunə", "last_name": "Yeni", "role": "observer"},
        (302, 302, 302, 302, 302, 302, 302),
        (302, 403, 422, 403, 404, 404, 302),
    ),
    "plans:invitation-renew": (
        {"invitation": "<invitation>"},
        {},
        (302, 302, 302, 302, 302, 302, 302),
        (302, 404, 302, 404, 404, 404, 302),
    ),
    "plans:invitation-withdraw": (
        {"invitation": "<invitation>"},
        {},
        (302, 302, 302, 302, 302, 302, 302),
        (302, 404, 302, 404, 404, 404, 302),
    ),
    "plans:person": (
        {"person": "<person>"},
        {},
        (302, 403, 403, 404, 404, 404, 200),
        (302, 405, 405, 405, 405, 405, 405),
    ),
    "plans:person-role": (
        {"person": "<person>"},
        {"new_role": "lead", "agency": "NUMUNE"},
        (302, 302, 302, 302, 302, 302, 302),
        (302, 403, 403, 404, 404, 404, 302),
    ),
    "plans:person-address": (
        {"person": "<person>"},
        {"email": "basqa@numune.example"},
        (302, 302, 302, 302, 302, 302, 302),
        (302, 403, 403, 404, 404, 404, 302),
    ),
    "plans:person-factor": (
        {"person": "<person>"},
        {},
        (302, 302, 302, 302, 302, 302, 302),
        (302, 403, 403, 404, 404, 404, 302),
    ),
    "plans:person-reset": (
        {"person": "<person>"},
        {},
        (302, 302, 302, 302, 302, 302, 302),
        (302, 403, 403, 404, 404, 404, 302),
    ),
    # What waits was asked for by the administrator: a coordinator confirms it.
    "plans:account-changes": ({}, {}, (302, 404, 404, 404, 200, 404, 200), (302, 405, 405, 405, 405, 405, 405)),
    "plans:account-change-decide": (
        {"change": "<change>"},
        {"decision": "confirm"},
        (302, 302, 302, 302, 302, 302, 302),
        (302, 404, 404, 404, 302, 404, 403),
    ),
    "plans:account-journal": ({}, {}, (302, 200, 200, 200, 200, 200, 200), (302, 405, 405, 405, 405, 405, 405)),
    "plans:person-deactivate": (
        {"person": "<person>"},
        {},
        (302, 302, 302, 302, 302, 302, 302),
        (302, 403, 302, 404, 404, 404, 302),
    ),
    "plans:person-reactivate": (
        {"person": "<person>"},
        {},
        (302, 302, 302, 302, 302, 302, 302),
        (302, 403, 302, 404, 404, 404, 302),
    ),
    # The link of an invitation: for those who are not signed in.
    "plans:invitation": (
        {"secret": "gizli"},
        {},
        (200, 403, 403, 403, 403, 403, 403),
        (422, 403, 403, 403, 403, 403, 403),
    ),
    "plans:entry-list": (PLAN, {}, (302, 404, 404, 404, 200, 200, 404), (302, 405, 405, 405, 405, 405, 405)),
    "plans:agency-year": (OWN, {}, (302, 200, 200, 404, 200, 200, 404), (302, 405, 405, 405, 405, 405, 405)),
    # Nothing chosen, nothing named: those who may are led back to the page with a sentence.
    "plans:entries-decide": (PLAN, {}, (302, 302, 302, 302, 302, 302, 302), (302, 404, 404, 404, 302, 403, 404)),
    "plans:queue-decide": (PLAN, {}, (302, 302, 302, 302, 302, 302, 302), (302, 404, 404, 404, 302, 404, 404)),
    "plans:agency-submit": (OWN, {}, (302, 302, 302, 302, 302, 302, 302), (302, 403, 302, 404, 403, 403, 404)),
    "plans:agency-responsible": (OWN, {}, (302, 302, 302, 302, 302, 302, 302), (302, 403, 302, 404, 403, 403, 404)),
    # The draft has no status: the gate holds it back. Every step × state × role: tests/plans/workflow/test_workflow.py.
    "plans:entry-move": (
        ENTRY,
        {"action": "submit", "version": "1"},
        (302, 302, 302, 302, 302, 302, 302),
        (302, 403, 422, 404, 403, 404, 404),
    ),
    "plans:entry-ready": (
        ENTRY,
        {"ready": "", "version": "1"},
        (302, 302, 302, 302, 302, 302, 302),
        (302, 302, 302, 404, 403, 404, 404),
    ),
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
    "plans:entry-autosave": (
        ENTRY,
        {"narrative": "<p>Nümunə mətn. Yeni.</p>", "version": "1"},
        (302, 405, 405, 405, 405, 405, 405),
        (302, 200, 200, 404, 404, 404, 404),
    ),
    "plans:entry-presence": (
        ENTRY,
        {"page": "0123-abcd"},
        (302, 405, 405, 405, 405, 405, 405),
        (302, 200, 200, 404, 200, 404, 404),
    ),
    "plans:entry-standing": (ENTRY, {}, (302, 200, 200, 404, 200, 404, 404), (302, 405, 405, 405, 405, 405, 405)),
    # What a cell of the overview means; observers see nothing of a draft.
    "plans:entry-card": (ENTRY, {}, (302, 404, 404, 404, 200, 404, 404), (302, 405, 405, 405, 405, 405, 405)),
    "plans:entry-difference": (
        ENTRY,
        {"narrative": "<p>Nümunə mətn. Yeni.</p>"},
        (302, 405, 405, 405, 405, 405, 405),
        (302, 200, 200, 404, 200, 404, 404),
    ),
    "plans:entry-history": (ENTRY, {}, (302, 200, 200, 404, 200, 404, 404), (302, 405, 405, 405, 405, 405, 405)),
    # Without two versions to compare: 404 with a sentence for those who may read, too.
    "plans:entry-compare": (ENTRY, {}, (302, 404, 404, 404, 404, 404, 404), (302, 405, 405, 405, 405, 405, 405)),
    "plans:entry-restore": (
        ENTRY | {"version": 1},
        {"present": "1"},
        (302, 302, 302, 302, 302, 302, 302),
        (302, 302, 302, 404, 403, 404, 404),
    ),
    # The text beside the entry is the contributor's.
    "plans:entry-side": (
        ENTRY | {"side": "<side>"},
        {},
        (302, 200, 200, 404, 200, 404, 404),
        (302, 405, 405, 405, 405, 405, 405),
    ),
    "plans:entry-side-take": (
        ENTRY | {"side": "<side>"},
        {},
        (302, 302, 302, 302, 302, 302, 302),
        (302, 302, 403, 404, 403, 404, 404),
    ),
    "plans:entry-side-away": (
        ENTRY | {"side": "<side>"},
        {},
        (302, 302, 302, 302, 302, 302, 302),
        (302, 302, 403, 404, 403, 404, 404),
    ),
    "plans:entry-evidence-add": (
        ENTRY,
        {"link": "https://numune.example/", "title": "Nümunə"},
        (302, 302, 302, 302, 302, 302, 302),
        (302, 302, 302, 404, 403, 404, 404),
    ),
    # The evidence is a link, and links are not given out here; files: tests/plans/evidence/test_views.py.
    "plans:entry-evidence": (
        ENTRY | {"evidence": "<evidence>"},
        {},
        (302, 404, 404, 404, 404, 404, 404),
        (302, 405, 405, 405, 405, 405, 405),
    ),
    "plans:entry-evidence-change": (
        ENTRY | {"evidence": "<evidence>"},
        {"action": "remove"},
        (302, 302, 302, 302, 302, 302, 302),
        (302, 302, 302, 404, 403, 404, 404),
    ),
    "plans:entry-comments": (
        ENTRY,
        {"text": "Nümunə mətn."},
        (302, 302, 302, 302, 302, 302, 302),
        (302, 302, 302, 404, 302, 404, 404),
    ),
    "plans:entry-comment": (
        ENTRY | {"comment": "<comment>"},
        {"action": "answer", "text": "Nümunə mətn."},
        (302, 302, 302, 302, 302, 302, 302),
        (302, 302, 302, 404, 302, 404, 404),
    ),
    "plans:entry-numbers": (ENTRY, {}, (302, 200, 200, 404, 200, 404, 404), (302, 405, 405, 405, 405, 405, 405)),
    # An administrator finds agencies, people and numbers, no texts.
    "plans:search": ({}, {}, (302, 200, 200, 200, 200, 200, 200), (302, 405, 405, 405, 405, 405, 405)),
    # Reviewing is the coordinators' alone; the draft here can be read and commented on, not decided.
    "plans:worklist": (PLAN, {}, (302, 404, 404, 404, 200, 404, 404), (302, 405, 405, 405, 405, 405, 405)),
    "plans:editorials": (PLAN, {}, (302, 404, 404, 404, 200, 404, 404), (302, 405, 405, 405, 405, 405, 405)),
    "plans:review-queue": (PLAN, {}, (302, 404, 404, 404, 200, 404, 404), (302, 405, 405, 405, 405, 405, 405)),
    "plans:reviewers": (PLAN, {}, (302, 404, 404, 404, 200, 404, 404), (302, 405, 405, 405, 405, 405, 405)),
    "plans:reviewers-change": (PLAN, {}, (302, 302, 302, 302, 302, 302, 302), (302, 404, 404, 404, 302, 404, 404)),
    "plans:entry-review": (ENTRY, {}, (302, 404, 404, 404, 200, 404, 404), (302, 405, 405, 405, 405, 405, 405)),
    "plans:entry-decide": (
        ENTRY,
        {"action": "approve", "version": "1"},
        (302, 302, 302, 302, 302, 302, 302),
        (302, 404, 404, 404, 409, 404, 404),
    ),
    "plans:entry-undo": (ENTRY, {}, (302, 302, 302, 302, 302, 302, 302), (302, 404, 404, 404, 409, 404, 404)),
    "plans:entry-reviewer": (
        ENTRY,
        {"mine": "1"},
        (302, 302, 302, 302, 302, 302, 302),
        (302, 404, 404, 404, 409, 404, 404),  # a draft is its agency's still
    ),
    "plans:entry-pin": (
        ENTRY,
        {"paragraph": "1", "version": "1", "text": "Nümunə mətn."},
        (302, 302, 302, 302, 302, 302, 302),
        (302, 404, 404, 404, 302, 404, 404),
    ),
    "plans:phrases": (
        {},
        {"text": "Nümunə səbəb."},
        (302, 405, 405, 405, 405, 405, 405),
        (302, 404, 404, 404, 200, 404, 404),
    ),
    "plans:overview": (PLAN, {}, (302, 404, 404, 404, 200, 200, 404), (302, 405, 405, 405, 405, 405, 405)),
    "plans:overview-xlsx": (PLAN, {}, (302, 404, 404, 404, 200, 200, 404), (302, 405, 405, 405, 405, 405, 405)),
    "plans:entry-list-file": (
        PLAN | {"fmt": "csv"},
        {},
        (302, 404, 404, 404, 200, 200, 404),
        (302, 405, 405, 405, 405, 405, 405),
    ),
    "plans:plan-years": (
        {"plan": "numune-2020-2024"},
        {},
        (302, 404, 404, 404, 200, 200, 404),
        (302, 405, 405, 405, 405, 405, 405),
    ),
    "plans:plan-years-xlsx": (
        {"plan": "numune-2020-2024"},
        {},
        (302, 404, 404, 404, 200, 200, 404),
        (302, 405, 405, 405, 405, 405, 405),
    ),
    # Administrators see nothing of entries; the history of plan data is in the administration.
    "plans:activity": (
        {"plan": "numune-2020-2024"},
        {},
        (302, 200, 200, 200, 200, 200, 404),
        (302, 405, 405, 405, 405, 405, 405),
    ),
    "plans:activity-file": (
        {"plan": "numune-2020-2024", "fmt": "csv"},
        {},
        (302, 200, 200, 200, 200, 200, 404),
        (302, 405, 405, 405, 405, 405, 405),
    ),
    # A year's settings, more time and reminders are the coordinator's; more time is asked for by the agency's lead.
    "plans:year-settings": (PLAN, {}, (302, 404, 404, 404, 200, 404, 404), (302, 405, 405, 405, 405, 405, 405)),
    "plans:year-change": (
        PLAN,
        {"action": "close", "confirmed": "1"},
        (302, 302, 302, 302, 302, 302, 302),
        (302, 404, 404, 404, 302, 404, 404),
    ),
    "plans:year-open": (
        {"plan": "numune-2020-2024"},
        {"year": "2022", "confirmed": "1"},
        (302, 302, 302, 302, 302, 302, 302),
        (302, 404, 404, 404, 302, 404, 404),
    ),
    "plans:extension-grant": (
        PLAN,
        {"agency": "NUMUNE", "until": "2030-01-20"},
        (302, 302, 302, 302, 302, 302, 302),
        (302, 404, 404, 404, 302, 404, 404),
    ),
    "plans:extension-decide": (
        PLAN | {"extension": "<extension>"},
        {"decision": "grant", "until": "2030-01-20"},
        (302, 302, 302, 302, 302, 302, 302),
        (302, 404, 404, 404, 302, 404, 404),
    ),
    "plans:extension-ask": (
        OWN,
        {"until": "2030-01-20", "reason": "Nümunə səbəb."},
        (302, 200, 200, 404, 404, 404, 404),
        (302, 403, 302, 404, 404, 404, 404),
    ),
    # An agency's people read what was written to their agency.
    "plans:announcements": (PLAN, {}, (302, 200, 200, 200, 200, 404, 404), (302, 405, 405, 405, 405, 405, 405)),
    "plans:announcements-send": (
        PLAN,
        {"agency": "NUMUNE", "text": "Nümunə mətn.", "confirmed": "1"},
        (302, 302, 302, 302, 302, 302, 302),
        (302, 404, 404, 404, 302, 404, 404),
    ),
    "plans:reminders": (PLAN, {}, (302, 404, 404, 404, 200, 404, 404), (302, 405, 405, 405, 405, 405, 405)),
    "plans:reminders-send": (
        PLAN,
        {"agency": "NUMUNE", "confirmed": "1"},
        (302, 302, 302, 302, 302, 302, 302),
        (302, 404, 404, 404, 302, 404, 404),
    ),
    "plans:reminder-again": (
        PLAN | {"mail": "<mail>"},
        {},
        (302, 302, 302, 302, 302, 302, 302),
        (302, 404, 404, 404, 302, 404, 404),
    ),
    # Whoever has a part in the plan reads about its measures; the other agencies' work is not for an agency's staff.
    "plans:sub-point": (
        {"plan": "numune-2020-2024", "number": "4.2.9"},
        {},
        (302, 200, 200, 200, 200, 200, 404),
        (302, 405, 405, 405, 405, 405, 405),
    ),
    "plans:agency": (
        {"plan": "numune-2020-2024", "agency": "NUMUNE"},
        {},
        (302, 200, 200, 404, 200, 200, 404),
        (302, 405, 405, 405, 405, 405, 405),
    ),
    "plans:agencies": (
        {"plan": "numune-2020-2024"},
        {},
        (302, 404, 404, 404, 200, 200, 404),
        (302, 405, 405, 405, 405, 405, 405),
    ),
    "plans:sub-point-assessment": (
        PLAN | {"number": "4.2.9"},
        {"status": "implemented", "note": "Nümunə mətn.", "version": "0"},
        (302, 404, 404, 404, 200, 200, 404),
        (302, 404, 404, 404, 302, 403, 404),
    ),
    # A draft is not worded otherwise; by state of the entry and of the wording: tests/plans/assessment/test_views_editorial.py.
    "plans:editorial": (
        ENTRY,
        {"action": "save", "narrative": "<p>Nümunə mətn. Başqa söz.</p>", "version": "0", "entry_version": "1"},
        (302, 404, 404, 404, 200, 404, 404),
        (302, 404, 404, 404, 409, 404, 404),
    ),
    # Notices and settings are everybody's own.
    "plans:notices": ({}, {}, (302, 200, 200, 200, 200, 200, 200), (302, 405, 405, 405, 405, 405, 405)),
    "plans:notices-count": ({}, {}, (302, 200, 200, 200, 200, 200, 200), (302, 405, 405, 405, 405, 405, 405)),
    "plans:notices-read": (
        {},
        {"all": "1"},
        (302, 302, 302, 302, 302, 302, 302),
        (302, 302, 302, 302, 302, 302, 302),
    ),
    "plans:personal-settings": (
        {},
        {"mails": "daily", "mail_language": "en"},
        (302, 200, 200, 200, 200, 200, 200),
        (302, 302, 302, 302, 302, 302, 302),
    ),
    "plans:help": ({}, {}, (302, 200, 200, 200, 200, 200, 200), (302, 405, 405, 405, 405, 405, 405)),
    "plans:help-clear": (
        {},
        {},
        (302, 302, 302, 302, 302, 302, 302),
        (302, 302, 302, 302, 302, 302, 302),
    ),
    "plans:calendar-renew": (
        {},
        {},
        (302, 302, 302, 302, 302, 302, 302),
        (302, 302, 302, 302, 302, 302, 302),
    ),
    # The address lets in, whoever asks; here it is a wrong one.
    "plans:calendar": (
        {"secret": "1.0.wrong"},
        {},
        (404, 404, 404, 404, 404, 404, 404),
        (405, 405, 405, 405, 405, 405, 405),
    ),
    # The files of whoever asked: here nobody has.
    "reports:jobs": ({}, {}, (302, 200, 200, 200, 200, 200, 200), (302, 405, 405, 405, 405, 405, 405)),
    "reports:job": ({"job": 1}, {}, (302, 404, 404, 404, 404, 404, 404), (302, 405, 405, 405, 405, 405, 405)),
    "reports:job-progress": ({"job": 1}, {}, (302, 404, 404, 404, 404, 404, 404), (302, 405, 405, 405, 405, 405, 405)),
    "reports:job-file": ({"job": 1}, {}, (302, 404, 404, 404, 404, 404, 404), (302, 405, 405, 405, 405, 405, 405)),
    "reports:job-cancel": ({"job": 1}, {}, (302, 302, 302, 302, 302, 302, 302), (302, 404, 404, 404, 404, 404, 404)),
    "reports:consolidated": (PLAN, {}, (302, 404, 404, 404, 200, 200, 404), (302, 405, 405, 405, 405, 405, 405)),
    "reports:consolidated-file": (
        PLAN | {"fmt": "md"},
        {},
        (302, 404, 404, 404, 200, 200, 404),
        (302, 404, 404, 404, 302, 302, 404),
    ),
    # Who signs: the agency's lead for the own paper, coordinators for all.
    "reports:consolidated-details": (
        PLAN,
        {"position": "Nümunə vəzifə", "name": "A. NÜMUNƏLİ"},
        (302, 404, 404, 404, 200, 403, 404),
        (302, 404, 404, 404, 302, 403, 404),
    ),
    # Editions: coordinators publish; this one is there for none (tests/reports/editions has those that are).
    "reports:publish": (PLAN, {}, (302, 404, 404, 404, 200, 404, 404), (302, 404, 404, 404, 422, 404, 404)),
    "reports:publish-agency": (OWN, {}, (302, 404, 404, 404, 200, 404, 404), (302, 404, 404, 404, 422, 404, 404)),
    "reports:edition": ({"edition": 1}, {}, (302, 404, 404, 404, 404, 404, 404), (302, 405, 405, 405, 405, 405, 405)),
    "reports:edition-file": (
        {"edition": 1, "fmt": "pdf"},
        {},
        (302, 404, 404, 404, 404, 404, 404),
        (302, 405, 405, 405, 405, 405, 405),
    ),
    **{
        f"reports:edition-{step}": (
            {"edition": 1},
            {},
            (302, 302, 302, 302, 302, 302, 302),
            (302, 404, 404, 404, 404, 404, 404),
        )
        for step in ("withdraw", "decide-withdrawal", "correct")
    },
    "reports:print-settings": (
        PLAN,
        {"usual": "1"},
        (302, 404, 404, 404, 200, 404, 404),
        (302, 404, 404, 404, 302, 404, 404),
    ),
    "reports:agency-details": (
        OWN,
        {"position": "Nümunə vəzifə", "name": "A. NÜMUNƏLİ"},
        (302, 403, 200, 404, 200, 403, 404),
        (302, 403, 302, 404, 302, 403, 404),
    ),
    "reports:overview": (
        {"plan": "numune-2020-2024"},
        {},
        (302, 404, 404, 404, 200, 200, 404),
        (302, 405, 405, 405, 405, 405, 405),
    ),
    "reports:overview-file": (
        {"plan": "numune-2020-2024", "fmt": "md"},
        {},
        (302, 404, 404, 404, 200, 200, 404),
        (302, 404, 404, 404, 302, 302, 404),
    ),
    # Whoever has a part in the sub-point has a dossier of its own; the stranger's agency has one.
    "reports:dossier": (POINT, {}, (302, 200, 200, 200, 200, 200, 404), (302, 405, 405, 405, 405, 405, 405)),
    "reports:dossier-file": (
        POINT | {"fmt": "md"},
        {},
        (302, 200, 200, 200, 200, 200, 404),
        (302, 302, 302, 302, 302, 302, 404),
    ),
    "reports:agency": (OWN, {}, (302, 200, 200, 404, 200, 200, 404), (302, 405, 405, 405, 405, 405, 405)),
    "reports:agency-file": (
        OWN | {"fmt": "md"},
        {},
        (302, 200, 200, 404, 200, 200, 404),
        (302, 302, 302, 404, 302, 302, 404),
    ),
    "reports:entry": (ENTRY, {}, (302, 200, 200, 404, 200, 404, 404), (302, 405, 405, 405, 405, 405, 405)),
    "reports:entry-file": (
        ENTRY | {"fmt": "md"},
        {},
        (302, 200, 200, 404, 200, 404, 404),
        (302, 302, 302, 404, 302, 404, 404),
    ),
}

# Whoever has the link comes in: nobody signs in there.
OPEN = ("plans:invitation", "plans:calendar")

# What an address names besides: the key of a record that `record` makes.
MADE = ("<side>", "<comment>", "<evidence>", "<person>", "<invitation>", "<extension>", "<mail>", "<change>")

# The administration: GET for each role. Coordinators keep the plan, administrators people and memberships besides.
KEEPERS = (302, 404, 404, 404, 200, 404, 200)
ADMINISTRATORS = (302, 404, 404, 404, 403, 404, 200)
NOBODY = (302, 404, 404, 404, 403, 404, 403)  # registered by libraries; no role opens them
WRITTEN_BY_THE_TRACKER = ("plans_outboxmail", "accounts_user", "accounts_accountevent", "plans_membership")  # read only
ADMIN_MODELS: dict[str, tuple[int, ...]] = {
    "accounts_accountevent": ADMINISTRATORS,
    "accounts_user": ADMINISTRATORS,
    "plans_agency": KEEPERS,
    "plans_assignment": KEEPERS,
    "plans_indicator": KEEPERS,
    "plans_membership": ADMINISTRATORS,
    "plans_outboxmail": ADMINISTRATORS,
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


@kept
def records(year, agency, people) -> dict[str, int]:
    """The keys of what is named in addresses: a draft of 4.2.9 with side text, comment and evidence, and the others."""
    point = SubPoint.objects.get(number="4.2.9", section__plan=year.plan)
    draft = {"reporting_year": year, "agency": agency, "sub_point": point, "narrative": "<p>Nümunə mətn.</p>"}
    entry = save_entry(**draft, status="", author=None, expected_version=None)
    triple = {"reporting_year": entry.reporting_year, "agency": entry.agency, "sub_point": entry.sub_point}
    now, author = entry.updated_at, people["contributor"]
    made = {
        "<side>": SideRevision.objects.create(
            **triple, kind="late", base_version=1, author=author, created_at=now, narrative="<p>Nümunə mətn. Gec.</p>"
        ),
        "<comment>": Comment.objects.create(
            entry=entry, text="Nümunə mətn.", author=people["coordinator"], by_coordinator=True, created_at=now
        ),
        "<evidence>": Evidence.objects.create(
            entry=entry, title="Nümunə mətn", url="https://numune.example/", added_by=author, added_at=now
        ),
        "<person>": make_user("ikinci", Role.CONTRIBUTOR, entry.agency),
        "<invitation>": Invitation.objects.create(
            email="devet@numune.example",
            role=Role.CONTRIBUTOR,
            agency=entry.agency,
            secret_hash=hash_of_secret("gizli"),
            invited_by=people["lead"],
            created_at=now,
            expires_at=now + datetime.timedelta(days=7),
        ),
        "<change>": AccountChange.objects.create(
            kind="address",
            person=people["observer"],
            after="basqa@numune.example",
            requested_by=people["administrator"],
            requested_at=timezone.now(),
            expires_at=timezone.now() + datetime.timedelta(days=7),
        ),
        "<extension>": Extension.objects.create(
            reporting_year=entry.reporting_year,
            agency=Agency.objects.get(code="BASHQA"),
            asked_until=datetime.date(2030, 1, 20),
            reason="Nümunə səbəb.",
            asked_at=now,
        ),
        "<mail>": OutboxMail.objects.create(
            to="mesul@numune.example",
            kind="reminder",
            text="Nümunə mətn.",
            state="uncertain",
            created_at=now,
            next_attempt_at=now,
            reminder=Reminder.objects.create(
                reporting_year=entry.reporting_year, agency=entry.agency, day=now.date(), created_at=now
            ),
        ),
    }
    return {name: one.pk for name, one in made.items()}


@pytest.fixture
def record(records):
    """`record(parts)` → the parts of an address with the keys of `records` in them."""
    assert set(records) == set(MADE)
    return lambda parts: {name: records[value] if value in MADE else value for name, value in parts.items()}


STEPS = [
    ("plans:invite", "plans:people"),
    ("plans:invitation-renew", "plans:people"),
    ("plans:person-deactivate", "plans:people"),
    ("plans:person-role", "plans:person"),
    ("plans:account-change-decide", "plans:account-changes"),
    ("plans:notices-read", "plans:notices"),
    ("plans:calendar-renew", "plans:personal-settings"),
    ("plans:help-clear", "plans:help"),
    ("plans:year-open", "plans:plan-years"),
    ("plans:year-change", "plans:year-settings"),
    ("plans:extension-decide", "plans:year-settings"),
    ("plans:reminders-send", "plans:reminders"),
    ("plans:reviewers-change", "plans:reviewers"),
    ("plans:announcements-send", "plans:announcements"),
    ("plans:entries-decide", "plans:entry-list"),
    ("plans:queue-decide", "plans:review-queue"),
    ("plans:agency-submit", "plans:agency-year"),
    ("plans:entry-decide", "plans:entry-review"),
    ("plans:entry-move", "plans:entry"),
    ("plans:entry-restore", "plans:entry-revision"),
    ("plans:entry-side-take", "plans:entry-side"),
    ("plans:entry-evidence-add", "plans:entry"),
    ("plans:entry-evidence-change", "plans:entry"),
    ("plans:entry-comment", "plans:entry"),
]
_COORDINATORS = (
    "plan-years",
    "year-settings",
    "reminders",
    "reviewers",
    "entry-list",
    "review-queue",
    "entry-review",
    "account-changes",
)
STEP_TAKERS = {f"plans:{page}": "coordinator" for page in _COORDINATORS} | {"plans:person": "administrator"}

# --- Every named address ---------------------------------------------------------------------------------------------


def test_every_named_address_has_a_row_and_every_row_an_address():
    assert named_addresses() == set(MATRIX)


@pytest.mark.parametrize("name", MATRIX)
def test_reading_is_answered_as_the_table_says(name, statuses, record):
    parts, _posted, expected, _expected = MATRIX[name]
    assert statuses("get", reverse(name, kwargs=record(parts))) == expected


# What scripts send to behind a page, which never stands in the field of addresses.
BY_SCRIPTS_ONLY = {
    "account_sign_in_again",
    "plans:entry-autosave",
    "plans:entry-difference",
    "plans:entry-presence",
    "plans:phrases",
}


def test_every_address_that_a_page_can_have_opens_a_page():
    """After a step that was refused, the page stands at the address of the step: it can be reloaded and read in another
    language.
    """
    assert {name for name, row in MATRIX.items() if 405 in row[2]} == BY_SCRIPTS_ONLY


@pytest.mark.parametrize(("name", "page"), STEPS)
def test_address_of_a_step_leads_to_the_page_that_it_belongs_to(name, page, sign_in, record):
    parts = record(MATRIX[name][0])
    client = sign_in(STEP_TAKERS.get(page, "lead"))
    address = reverse(name, kwargs=parts)
    response = client.get(f"{address}?order=agency")
    assert response.status_code == 302
    leads_to = response["Location"]
    assert resolve(leads_to.partition("?")[0]).view_name == page
    assert "?order=agency" in leads_to
    assert client.get(leads_to).status_code == 200
    assert client.put(address).status_code == 405


@pytest.mark.parametrize("name", MATRIX)
def test_writing_is_answered_as_the_table_says(name, statuses, record):
    parts, posted, _expected, expected = MATRIX[name]
    assert statuses("post", reverse(name, kwargs=record(parts)), posted) == expected


@pytest.mark.parametrize(
    "name",
    [
        "home",
        "account_change_password",
        *(name for name in MATRIX if name.startswith(("plans:", "reports:")) and name not in OPEN),
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_stranger_to_the_house_is_sent_to_the_sign_in_page(name, method, client, record):
    parts, posted, _get, _post = MATRIX[name]
    address = reverse(name, kwargs=record(parts))
    response = client.get(address) if method == "get" else client.post(address, posted)
    # What was posted has no page of its own to come back to.
    assert response["Location"] == f"/accounts/login/?next={address if method == 'get' else '/'}"


def test_pdf_is_kept_from_strangers_and_given_to_the_agency(sign_in, write_entry):
    write_entry("4.2.9")
    address = reverse("reports:agency-file", kwargs=OWN | {"fmt": "pdf"})
    assert sign_in("stranger").get(address).status_code == 404
    assert sign_in("stranger").post(address).status_code == 404
    response = made(sign_in("contributor"), address)
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
    expected = NOBODY if action == "add" and model in WRITTEN_BY_THE_TRACKER else ADMIN_MODELS[model]
    assert statuses("get", reverse(f"admin:{model}_{action}")) == expected


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
