"""Templates read what pages hand them: no name and no attribute that is not there, and no field that nobody reads.

Django shows nothing for a name that a template cannot find, so a mistyped one would go unseen.
"""

import inspect
from collections import abc
from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass
from functools import cache
from itertools import zip_longest
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints, is_typeddict

import pytest
from django.db.models import Model
from django.forms import BaseForm
from django.template import Context, Template, Variable, VariableDoesNotExist, engines
from django.template.base import FilterExpression, Node, NodeList, TokenType
from django.template.defaulttags import FilterNode, ForNode, WithNode
from django.template.loader_tags import ExtendsNode, IncludeNode
from django.template.smartif import TokenBase
from django.templatetags.i18n import BlockTranslateNode

from plans.announcements.views import AnnouncementsPage, ConfirmPage
from plans.help.views import HelpPage
from plans.models import Transition
from plans.overview.views import OverviewPage, YearsPage
from plans.people.views.administrator import AdministratorPage
from plans.people.views.changes import ChangesPage, JournalPage
from plans.people.views.person import PersonPage
from plans.queries.agency_year import EntryRow
from plans.queries.threads import Thread
from plans.reviewers.views import ReviewersPage
from plans.views.bulk_decisions import BulkPage
from plans.views.entry_page import EntryPage, Kept
from plans.views.frame import Frame
from plans.views.home import HomePage
from plans.views.review import QueuePage
from plans.views.review_page import Refused, ReviewPage
from plans.worklist.views import EditorialsPage, WorklistPage
from reports.papers.views import DetailsPage, PrintSettingsPage

# From the context processors, and Django's own.
EVERYWHERE = {
    *("request", "user", "perms", "messages", "CSP_NONCE", "sample_data", "own_agency", "unread_notices"),
    *("block", "forloop", "True", "False", "None"),
}
# What `entry_url` takes from the page where its tag does not say otherwise.
ADDRESS = {"plan", "reporting_year", "agency", "sub_point"}

PRODUCT = {"accounts", "nap_tracker", "plans", "reports"}
PAGES = {
    "plans/entry/entry.html": (Frame, EntryPage, Kept),
    "plans/review/review.html": (Frame, ReviewPage, Refused),
    "plans/review/queue.html": (Frame, QueuePage),
    "plans/bulk/ask.html": (Frame, BulkPage),
    "plans/home/home.html": (Frame, HomePage),
    "plans/announcements/announcements.html": (Frame, AnnouncementsPage),
    "plans/announcements/confirm.html": (Frame, ConfirmPage),
    "plans/reviewers/reviewers.html": (Frame, ReviewersPage),
    "plans/worklist/worklist.html": (Frame, WorklistPage),
    "plans/worklist/editorials.html": (Frame, EditorialsPage),
    "plans/overview/overview.html": (Frame, OverviewPage),
    "plans/overview/plan_years.html": (Frame, YearsPage),
    "plans/people/administrator.html": (AdministratorPage,),
    "plans/people/person.html": (PersonPage,),
    "plans/help/help.html": (HelpPage,),
    "plans/people/changes.html": (ChangesPage,),
    "plans/people/journal.html": (JournalPage,),
    "reports/details.html": (Frame, DetailsPage),
    "reports/print_settings.html": (Frame, PrintSettingsPage),
}
# Of the components: what they take, and need not be given.
OPTIONAL = {"action", "address", "autofocus", "is_page", "query"}
# Of the frame of a page without a year, where there is nothing to switch.
NO_YEAR = {"plan", "plan_choices", "reporting_year", "years"}
# The parts that pages share ask for these, too: on these pages they are empty.
ONLY_ELSEWHERE = {
    "plans/people/administrator.html": NO_YEAR,
    "plans/people/person.html": NO_YEAR,
    "plans/help/help.html": NO_YEAR | {"active"},
    "plans/people/changes.html": NO_YEAR,
    "plans/people/journal.html": NO_YEAR,
    "plans/entry/entry.html": {"in_review", "blocks", "queue_query", "here", "chosen_paragraph"},
    "plans/review/review.html": {
        *("may_change_evidence", "evidence_problem", "evidence_max_megabytes"),
        *("last_year_figures", "numbered", "unsaved"),
    },
    "plans/review/queue.html": {"in_review"},
    "plans/overview/overview.html": {"year_table"},
    "plans/overview/plan_years.html": {"matrix", "may_remind"},
}

Scope = dict[str, Any]  # names that a template has set, each with the type of its value, None where that is not known


class Reader:
    """Collects the names that a template, what it extends, and what it includes read from the page (`read`), and the
    attributes of records and dataclasses that are not there (`missing`, as "Type.name").
    """

    def __init__(self, page: Scope | None = None) -> None:
        self.page = page or {}
        self.read: set[str] = set()
        self.missing: set[str] = set()
        self.seen: set[tuple[str, str]] = set()

    def template(self, name: str, bound: Scope) -> None:
        if (name, repr(sorted(bound.items(), key=str))) not in self.seen:
            self.seen.add((name, repr(sorted(bound.items(), key=str))))
            self.nodes(_compiled(name).nodelist, dict(bound))

    def nodes(self, nodes: NodeList, bound: Scope) -> None:
        for node in nodes:
            self.node(node, bound)

    def node(self, node: Node, bound: Scope) -> None:
        """`bound` are the names of the template itself; tags that set one (`as`) add it for what follows."""
        inside = bound  # what is set inside of an `if` holds after it
        if isinstance(node, ForNode):
            inside = bound | self.loop(node, bound)
        elif isinstance(node, WithNode | BlockTranslateNode | IncludeNode):
            inside = bound | {name: self.kind(value, bound) for name, value in node.extra_context.items()}
        elif isinstance(node, FilterNode):
            bound = bound | {"var": None}  # what stands between its tags
        if isinstance(node, BlockTranslateNode):
            inside = inside | ({node.countervar: None} if node.countervar else {})
            for token in (*node.singular, *(node.plural or ())):
                if token.token_type == TokenType.VAR:
                    self.variable(Variable(token.contents), inside)
        for value in vars(node).values():
            if not isinstance(value, NodeList):
                for variable in _variables(value):
                    self.variable(variable, bound)
        for name in node.child_nodelists:
            self.nodes(getattr(node, name, None) or NodeList(), inside)
        if isinstance(node, IncludeNode):
            self.template(node.template.var, inside)
        if isinstance(node, ExtendsNode):
            self.template(node.parent_name.var, bound)
        for name in ("asvar", "target_var", "variable_name", "variable"):
            if isinstance(set_here := getattr(node, name, None), str):
                bound[set_here] = None

    def loop(self, node: ForNode, bound: Scope) -> Scope:
        element = _element(self.kind(node.sequence, bound))
        if len(node.loopvars) == 1:
            return {node.loopvars[0]: element}
        parts = get_args(element) if get_origin(element) is tuple else ()
        return dict(zip_longest(node.loopvars, parts[: len(node.loopvars)]))

    def kind(self, value: object, bound: Scope) -> Any:
        """The type of what a tag is given; None where it is not known."""
        if not isinstance(value, FilterExpression) or not isinstance(value.var, Variable):
            return None
        kind = self.variable(value.var, bound)
        return kind if all(function.__name__ == "slice_filter" for function, _arguments in value.filters) else None

    def variable(self, variable: Variable, bound: Scope) -> Any:
        if variable.lookups is None:
            return None
        first, *rest = variable.lookups
        if first not in bound:
            self.read.add(first)
        kind = bound[first] if first in bound else self.page.get(first)
        for name in rest:
            kind = _without_none(kind)
            if not isinstance(kind, type) or kind.__module__.split(".")[0] not in PRODUCT:
                return None
            if name not in _attributes(kind):
                self.missing.add(f"{kind.__name__}.{name}")
                return None
            kind = _attributes(kind)[name]
        return kind


@cache
def _attributes(kind: type) -> Scope:
    """The attributes of a dataclass, a record, a form, each with its type where that is known."""
    found: Scope = dict.fromkeys(dir(kind))
    if issubclass(kind, Model):
        for field in kind._meta.get_fields():
            found[field.name] = field.related_model if field.many_to_one or field.one_to_one else None
            found[getattr(field, "attname", field.name)] = found.get(getattr(field, "attname", field.name))
    elif is_dataclass(kind) or is_typeddict(kind):
        found |= get_type_hints(kind)
    elif issubclass(kind, BaseForm):
        found |= dict.fromkeys([*kind.base_fields, "data", "initial", "is_bound"])
    for name, value in inspect.getmembers(kind, lambda value: isinstance(value, property)):
        found[name] = get_type_hints(value.fget).get("return")
    return found


def _without_none(kind: Any) -> Any:
    parts = [part for part in get_args(kind) if part is not NoneType] if get_origin(kind) in (UnionType, Union) else []
    return parts[0] if len(parts) == 1 else kind


def _element(kind: Any) -> Any:
    """The type of what a sequence holds."""
    if get_origin(kind) in (list, abc.Sequence, abc.Iterable, abc.Collection):
        return get_args(kind)[0]
    return get_args(kind)[0] if get_origin(kind) is tuple and get_args(kind)[1:] == (...,) else None


def _compiled(name: str) -> Template:
    return engines["django"].get_template(name).template


def _variables(value: object) -> Iterator[Variable]:
    """The variables in what a node holds."""
    if isinstance(value, FilterExpression):
        yield from _variables(value.var)
        for _function, arguments in value.filters:
            for is_variable, argument in arguments:
                if is_variable:
                    yield from _variables(argument)
    elif isinstance(value, Variable):
        yield value
    elif isinstance(value, TokenBase):
        for part in (value.first, value.second, getattr(value, "value", None)):
            yield from _variables(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _variables(part)
    elif isinstance(value, dict):
        for part in value.values():
            yield from _variables(part)


@cache
def reader_of(template: str) -> Reader:
    """What the template reads of its page."""
    reader = Reader({name: kind for part in PAGES[template] for name, kind in get_type_hints(part).items()})
    reader.template(template, {})
    return reader


def names_read(template: str) -> set[str]:
    return reader_of(template).read - EVERYWHERE


def fields_of(parts: tuple[type, ...]) -> set[str]:
    return {field.name for part in parts for field in fields(part)}


@pytest.mark.parametrize("template", PAGES)
def test_template_reads_no_name_that_its_page_does_not_have(template):
    assert names_read(template) - fields_of(PAGES[template]) - OPTIONAL == ONLY_ELSEWHERE.get(template, set())


@pytest.mark.parametrize("template", PAGES)
def test_template_reads_no_attribute_that_its_records_and_rows_do_not_have(template):
    assert reader_of(template).missing == set()


@pytest.mark.parametrize("template", PAGES)
def test_parts_of_a_page_have_no_name_in_common(template):
    names = [field.name for part in PAGES[template] for field in fields(part)]
    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize("template", PAGES)
def test_page_has_no_field_that_its_template_does_not_read(template):
    _frame, *own = PAGES[template]
    assert fields_of(tuple(own)) - names_read(template) - ADDRESS == set()


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("{{ one.two|default:three }}", {"one", "three"}),
        ("{% for one in many %}{{ one }}{{ other }}{% endfor %}{{ one }}", {"many", "other", "one"}),
        ("{% with one=two %}{{ one }}{% endwith %}", {"two"}),
        ("{% if one and not two.x == 'three' %}{% endif %}", {"one", "two"}),
        ("{% load i18n %}{% translate 'x' as one %}{{ one }}{{ two }}", {"two"}),
        (
            "{% load i18n %}{% blocktranslate with one=two %}{{ one }}{{ three }}{% endblocktranslate %}",
            {"two", "three"},
        ),
        ("{% url 'plans:phrases' as one %}{{ one }}", set()),
    ],
)
def test_reader_finds_the_names_that_come_from_the_page(source, names):
    reader = Reader()
    reader.nodes(Template(source).nodelist, {})
    assert reader.read == names


@pytest.mark.parametrize(
    ("source", "missing"),
    [
        ("{{ thread.comment.author.initials }}{{ thread.is_open }}", set()),
        ("{{ thread.author }}", {"Thread.author"}),
        ("{% for thread in threads|slice:':3' %}{{ thread.comment.words }}{% endfor %}", {"Comment.words"}),
        ("{% for row, move in returned %}{{ row.sub_point.section.no }}{{ move.reason }}{% endfor %}", {"Section.no"}),
        ("{% with one=thread.comment %}{{ one.text }}{{ one.txt }}{% endwith %}", {"Comment.txt"}),
        ("{% load i18n %}{% blocktranslate with n=thread.no %}{{ n }}{% endblocktranslate %}", {"Thread.no"}),
    ],
)
def test_reader_finds_the_attributes_that_are_not_there(source, missing):
    page = {"thread": Thread, "threads": list[Thread], "returned": Sequence[tuple[EntryRow, Transition | None]]}
    reader = Reader(page)
    reader.nodes(Template(source).nodelist, {})
    assert reader.missing == missing


def test_unknown_name_raises_nothing_when_shown():
    """Why these tests are needed: Django itself keeps silent."""
    assert Template("{{ mistyped }}").render(Context({})) == ""
    with pytest.raises(VariableDoesNotExist):
        Variable("mistyped").resolve(Context({}))
