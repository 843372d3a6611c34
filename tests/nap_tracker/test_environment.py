"""A value of the environment that is not understood stops the start in one sentence that names its variable."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from nap_tracker.environment import StrictEnv

DATABASE = "DATABASE_URL is not understood: write sqlite:////path/to/file or postgres://user:password@host/name."
MAIL = "EMAIL_URL is not understood: write smtp+tls://user:password@host:587 or consolemail://."


@pytest.fixture
def read(monkeypatch):
    """`read("bool", "DEBUG", "1", default=False)` reads the variable, as that kind, with that value (None: not set)."""

    def value(kind: str, name: str, given: str | None, **more):
        monkeypatch.delenv(name, raising=False)
        if given is not None:
            monkeypatch.setenv(name, given)
        return getattr(StrictEnv(), kind)(name, **more)

    return value


@pytest.fixture
def refusal(read):
    def sentence(*arguments, **more) -> str:
        with pytest.raises(ImproperlyConfigured) as refused:
            read(*arguments, **more)
        return str(refused.value)

    return sentence


@pytest.mark.parametrize("word", ["1", "true", "True", "on", "YES", " yes "])
def test_usual_words_switch_on(word, read):
    assert read("bool", "PRODUCTION", word, default=False) is True


@pytest.mark.parametrize("word", ["0", "false", "False", "off", "NO"])
def test_usual_words_switch_off(word, read):
    assert read("bool", "PRODUCTION", word, default=True) is False


@pytest.mark.parametrize("word", [None, "", "  "])
@pytest.mark.parametrize("default", [True, False])
def test_switch_that_is_not_set_or_empty_has_its_default(word, default, read):
    assert read("bool", "PRODUCTION", word, default=default) is default


@pytest.mark.parametrize("word", ["ture", "2", "yess", "bəli", "None", "-1"])
def test_slip_in_a_switch_is_refused_and_not_taken_for_off(word, refusal):
    assert refusal("bool", "PRODUCTION", word, default=False) == f"PRODUCTION is “{word}”: write 1 or 0."


def test_whole_number_is_read_or_refused(read, refusal):
    assert read("int", "SESSION_COOKIE_AGE", "3600", default=1) == 3600
    assert read("int", "SESSION_COOKIE_AGE", None, default=1) == 1
    sentence = "SESSION_COOKIE_AGE is “12h”: write a whole number."
    assert refusal("int", "SESSION_COOKIE_AGE", "12h", default=1) == sentence


@pytest.mark.parametrize(
    ("text", "hosts"),
    [("bir.example, iki.example ,", ["bir.example", "iki.example"]), ("bir.example", ["bir.example"]), (" , ", [])],
)
def test_list_is_read_without_blanks(text, hosts, read):
    assert read("list", "ALLOWED_HOSTS", text, default=["localhost"]) == hosts


def test_list_that_is_not_set_has_its_default(read):
    assert read("list", "ALLOWED_HOSTS", None, default=["localhost"]) == ["localhost"]


def test_word_outside_the_choice_is_refused(read, refusal):
    levels = ("INFO", "ERROR")
    assert read("str", "LOG_LEVEL", "ERROR", default="INFO", choices=levels) == "ERROR"
    sentence = refusal("str", "LOG_LEVEL", "loud", default="INFO", choices=levels)
    assert sentence == "LOG_LEVEL is “loud”: write one of INFO, ERROR."


@pytest.mark.parametrize(
    ("address", "engine", "name"),
    [
        ("postgres://user:x@localhost:5433/melumat", "django.db.backends.postgresql", "melumat"),
        ("sqlite:////srv/melumat.sqlite3", "django.db.backends.sqlite3", "/srv/melumat.sqlite3"),
        (None, "django.db.backends.sqlite3", "default.sqlite3"),
    ],
)
def test_database_address_is_read(address, engine, name, read):
    found = read("db_url", "DATABASE_URL", address, default="sqlite:///default.sqlite3")
    assert (found["ENGINE"], found["NAME"]) == (engine, name)


@pytest.mark.parametrize(
    "address",
    ["hidden", "oracle://user:hidden@host/name", "mysql://user:hidden@host/name", "postgres://u:hidden@h:port/n"],
)
def test_database_address_that_is_not_understood_is_refused_without_its_password(address, refusal):
    assert refusal("db_url", "DATABASE_URL", address, default="sqlite:///default.sqlite3") == DATABASE


def test_mail_address_is_read_or_refused_without_its_password(read, refusal):
    found = read("email_url", "EMAIL_URL", "smtp+tls://user:x@mail.example:587", default="consolemail://")
    assert (found["EMAIL_HOST"], found["EMAIL_PORT"], found["EMAIL_USE_TLS"]) == ("mail.example", 587, True)
    assert refusal("email_url", "EMAIL_URL", "pigeon://u:hidden@numune.example", default="consolemail://") == MAIL
