"""What every save asks for: the same as Django's own query finds, in one query each, and with whatever values."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from plans.models import Assignment, Revision, SubPoint
from plans.queries.compiled import CompiledQuery
from plans.queries.saving import find_writing_place, latest_revision

pytestmark = pytest.mark.django_db

PLAN = "numune-2020-2024"


def found(user, plan=PLAN, year=2024, agency="NUMUNE", number="4.2.9"):
    place = find_writing_place(user, plan, year, agency, number)
    return place and (place[0].agency.code, place[0].sub_point.number, place[1])


def test_each_asks_with_values_of_its_own(people, year, closed_year):
    assert found(people["contributor"]) == ("NUMUNE", "4.2.9", year.pk)
    assert found(people["lead"], number="4.2.10") == ("NUMUNE", "4.2.10", year.pk)
    assert found(people["stranger"], agency="BASHQA") == ("BASHQA", "4.2.9", year.pk)
    assert found(people["contributor"], year=2023) == ("NUMUNE", "4.2.9", closed_year.pk)


def test_nothing_is_found_that_is_not_the_users_to_write(people, year):
    contributor = people["contributor"]
    assert found(people["stranger"]) is None
    assert found(contributor, agency="BASHQA") is None
    assert found(contributor, agency="YOX") is None
    assert found(contributor, plan="yox") is None
    assert found(contributor, number="4.2.99") is None
    assert found(contributor, number="x") is None
    assert found(contributor, year=2023) is None  # nothing is reported on in that year
    assert [found(people[role]) for role in ("coordinator", "observer", "administrator")] == [None, None, None]
    contributor.is_active = False
    assert found(contributor) is None


def test_nothing_is_found_outside_the_period_of_the_sub_point(people, year):
    point = SubPoint.objects.filter(number="4.2.9")
    for period, is_covered in ((2024, 2024), True), ((None, 2023), False), ((2021, None), True), ((2022, 2023), False):
        point.update(start_year=period[0], end_year=period[1])
        assert (found(people["contributor"]) is not None) == is_covered


def test_the_place_is_a_record_as_it_stands(people, year):
    stored = Assignment.objects.get(agency__code="NUMUNE", sub_point__number="4.2.9")
    with CaptureQueriesContext(connection) as queries:
        assignment, year_pk = find_writing_place(people["contributor"], PLAN, 2024, "NUMUNE", "4.2.9")
    assert len(queries) == 1
    assert (assignment, year_pk) == (stored, year.pk)
    assert [getattr(assignment, field.attname) for field in Assignment._meta.concrete_fields] == [
        getattr(stored, field.attname) for field in Assignment._meta.concrete_fields
    ]
    assert (assignment._state.adding, assignment.get_deferred_fields()) == (False, set())


def triple_of(entry):
    return {name: getattr(entry, name) for name in ("reporting_year_id", "agency_id", "sub_point_id")}


def test_the_latest_revision_comes_with_entry_and_year_as_django_reads_them(write_entry, people):
    entry = write_entry("4.2.9", author=people["lead"], status="implemented")
    write_entry("4.2.10")
    Revision.objects.filter(entry=entry).update(
        figures={"7": "12.5"}, evidence=[{"id": 1, "title": "Nümunə", "public": True}], words_added=3
    )
    Revision.objects.create(
        entry=entry, version=0, created_at=entry.updated_at, saved_at=entry.updated_at, narrative="<p>əvvəlki</p>"
    )
    with CaptureQueriesContext(connection) as queries:
        latest = latest_revision(**triple_of(entry))
    assert len(queries) == 1
    stored = Revision.objects.select_related("entry__reporting_year").get(entry=entry, version=entry.version)
    for read, expected, without in (
        (latest, stored, {"submitted_folded"}),
        (latest.entry, stored.entry, {"narrative_folded"}),
        (latest.entry.reporting_year, stored.entry.reporting_year, set()),
    ):
        assert read == expected
        assert read.get_deferred_fields() == without
        for name in {field.attname for field in read._meta.concrete_fields} - without:
            value = getattr(read, name)
            assert (name, type(value), value) == (name, type(getattr(expected, name)), getattr(expected, name))


def test_there_is_no_latest_revision_of_what_nobody_has_begun(write_entry):
    entry = write_entry("4.2.9")
    other = SubPoint.objects.get(number="4.2.10")
    assert latest_revision(**triple_of(entry) | {"sub_point_id": other.pk}) is None


def test_a_query_that_leaves_a_value_out_is_refused(year):
    query = CompiledQuery(
        lambda *, number, other: SubPoint.objects.filter(number=number).values_list("pk"),
        {"number": "the number", "other": "another"},
        [(SubPoint, ["id"])],
    )
    with pytest.raises(ValueError, match="does not ask for other"):
        query.first(number="4.2.9", other="x")
