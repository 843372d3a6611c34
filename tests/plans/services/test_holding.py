"""Holding a row: only as it is expected to be, and only inside a transaction."""

import pytest
from django.db import transaction

from plans.enums import EntryState, YearState
from plans.models import ReportingYear
from plans.services.holding import hold_entry, hold_open_year


@pytest.mark.django_db
def test_open_year_is_held_and_a_closed_one_is_not(year, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert hold_open_year(year)
    ReportingYear.objects.filter(pk=year.pk).update(state=YearState.CLOSED)
    assert not hold_open_year(year)


@pytest.mark.django_db
def test_entry_is_held_in_the_states_named_and_an_open_year_only(write_entry, year, django_assert_num_queries):
    entry = write_entry("4.2.9", state="approved")
    with django_assert_num_queries(1):
        assert hold_entry(entry, {EntryState.APPROVED, EntryState.LOCKED})
    assert not hold_entry(entry, {EntryState.DRAFT})
    ReportingYear.objects.filter(pk=year.pk).update(state=YearState.CLOSED)
    assert not hold_entry(entry, {EntryState.APPROVED})


@pytest.mark.django_db(transaction=True)
def test_row_that_nothing_would_hold_is_refused(write_entry, year):
    entry = write_entry("4.2.9")
    for hold in (lambda: hold_open_year(year), lambda: hold_entry(entry, {EntryState.DRAFT})):
        with pytest.raises(transaction.TransactionManagementError):
            hold()
