"""How one who was invited may be called."""

import pytest

from plans.people.forms import AcceptForm

REST = {"first_name": "Nümunə", "last_name": "Şəxs", "password1": "x", "password2": "x"}


@pytest.mark.parametrize(
    ("username", "is_taken_up"),
    [
        ("əliyev.İ-2_a+b", True),
        ("koordinator", True),
        ("kоordinator", False),
        ("ｋoordinator", True),  # normalised: it is "koordinator", which the database knows
        ("koordinatοr", False),
        ("koord\u0456nator", False),
        ("ad soyad", False),
        ("ad@soyad", False),
    ],
)
def test_user_name_has_letters_of_one_alphabet(username, is_taken_up):
    form = AcceptForm(REST | {"username": username}, email="yeni@numune.example")
    assert ("username" not in form.errors) == is_taken_up
