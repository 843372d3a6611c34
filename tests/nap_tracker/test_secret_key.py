"""SECRET_KEY can be changed: what the former one signed holds while it is named in SECRET_KEY_FALLBACKS."""

import base64
import os
import subprocess
import sys

import pytest
from allauth.account.forms import default_token_generator
from django.core import signing
from django.test import Client

from plans.models import PersonalSettings
from plans.personal.queries import calendar_secret, find_calendar
from tests.conftest import ROOT

OLD, NEW = "o" * 60, "n" * 60


@pytest.mark.django_db
@pytest.mark.parametrize("fallbacks", [[OLD], ["between" * 9, OLD], []])
def test_what_the_former_key_signed_holds_while_it_is_named(people, settings, fallbacks):
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = OLD, []
    lead, client = people["lead"], Client()
    client.force_login(lead)
    first = client.get("/accounts/local-key/").json()
    calendar = calendar_secret(PersonalSettings.objects.create(user=lead))
    reset = default_token_generator.make_token(lead)
    cookie = signing.dumps({"a": 1}, salt="x")

    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEW, fallbacks
    holds = bool(fallbacks)
    assert default_token_generator.check_token(lead, reset) is holds
    assert (find_calendar(calendar) is not None) is holds
    assert (client.get("/accounts/local-key/").status_code == 200) is holds
    if not holds:
        with pytest.raises(signing.BadSignature):
            signing.loads(cookie, salt="x")
        return
    assert signing.loads(cookie, salt="x") == {"a": 1}
    keys = client.get("/accounts/local-key/").json()
    assert (keys["former"][-1], len(keys["former"])) == (first["key"], len(fallbacks))
    assert len({keys["key"], *keys["former"]}) == 1 + len(fallbacks)
    assert [len(base64.b64decode(key)) for key in keys["former"]] == [32] * len(fallbacks)
    settings.SECRET_KEY_FALLBACKS = []  # later the former key is taken away: who has come meanwhile stays
    assert client.get("/accounts/local-key/").json() == {"user": lead.pk, "key": keys["key"], "former": []}


@pytest.mark.parametrize(
    ("former", "warned"), [("", False), (OLD[:20], True), ("aB3-_" * 12, False), (f"{'aB3-_' * 12},short", True)]
)
def test_check_warns_of_a_former_key_that_is_short(former, warned, tmp_path):
    environment = os.environ | {
        "PRODUCTION": "1", "SECRET_KEY": "xY9_-" * 12, "SECRET_KEY_FALLBACKS": former, "ALLOWED_HOSTS": "melumat.example",
        "SITE_URL": "https://melumat.example", "DATA_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "nap_tracker.settings",
        "DATABASE_URL": f"sqlite:///{tmp_path / 'a.sqlite3'}",
        "SECOND_FACTOR_KEYS": "zT8_-" * 12,
    }  # fmt: skip
    said = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy"], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert said.returncode == 0, said.stderr
    assert ("security.W025" in said.stderr) is warned, said.stderr
