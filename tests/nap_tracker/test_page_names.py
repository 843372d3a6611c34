"""Templates read what pages hand them: no name that is not there, and no field that nobody reads.

Django shows nothing for a name that a template cannot find, so a mistyped one would go unseen.
"""

from collections.abc import Iterator
from dataclasses import fields

import pytest
from django.template import Context, Template, Variable, VariableDoesNotExist, engines
from django.template.base import FilterExpression, Node, NodeList, Token, TokenType
from django.template.defaulttags import ForNode, WithNode
from django.template.loader_tags import ExtendsNode, IncludeNode
from django.template.smartif import TokenBase
from django.templatetags.i18n import BlockTranslateNode

from plans.overview.views import OverviewPage, YearsPage
from plans.views.entry_page import EntryPage, Kept
from plans.views.frame import Frame
from plans.views.home import HomePage
from plans.views.review import QueuePage
from plans.views.review_page import Refused, ReviewPage

# From the context processors, and Django's own.
EVERYWHERE = {
    *("request", "user", "perms", "messages", "CSP_NONCE", "sample_data", "own_agency", "unread_notices"),
    *("block", "forloop", "True", "False", "None"),
}
# What `entry_url` takes from the page where its tag does not say otherwise.
ADDRESS = {"plan", "reporting_year", "agency", "sub_point"}

PAGES = {
    "plans/entry/entry.html": (Frame, EntryPage, Kept),
    "plans/review/review.html": (Frame, ReviewPage, Refused),
    "plans/review/queue.html": (Frame, QueuePage),
    "plans/home/home.html": (Frame, HomePage),
    "plans/overview/overview.html": (Frame, OverviewPage),
    "plans/overview/plan_years.html": (Frame, YearsPage),
}
# Of the components: what they take, and need not be given.
OPTIONAL = {"action", "address", "is_page"}
# The parts that pages share ask for these, too: on these pages they are empty.
ONLY_ELSEWHERE = {
    "plans/entry/entry.html": {"in_review", "blocks", "queue_query", "here", "chosen_paragraph"},
    "plans/review/review.html": {
        *("may_change_evidence", "evidence_problem", "evidence_max_megabytes"),
        *("last_year_figures", "numbered", "unsaved"),
    },
    "plans/review/queue.html": {"in_review"},
    "plans/overview/overview.html": {"year_table"},
    "plans/overview/plan_years.html": {"matrix", "marks", "sees_all"},
}
# What the page keeps for its form, which draws it.
IN_THE_FORM = {"typed_figures"}


class Reader:
    """Collects the names that a template, what it extends, and what it includes read from the page."""

    def __init__(self) -> None:
        self.read: set[str] = set()
        self.seen: set[tuple[str, frozenset[str]]] = set()

    def template(self, name: str, bound: frozenset[str] = frozenset()) -> None:
        if (name, bound) not in self.seen:
            self.seen.add((name, bound))
            self.nodes(_compiled(name).nodelist, set(bound))

    def nodes(self, nodes: NodeList, bound: set[str]) -> None:
        for node in nodes:
            self.node(node, bound)

    def node(self, node: Node, bound: set[str]) -> None:
        """`bound` are the names of the template itself; tags that set one (`as`) add it for what follows."""
        inside = bound  # what is set inside of an `if` holds after it
        if isinstance(node, ForNode):
            inside = bound | set(node.loopvars)
        elif isinstance(node, WithNode | BlockTranslateNode | IncludeNode):
            inside = bound | set(node.extra_context)
        if isinstance(node, BlockTranslateNode):
            inside |= {node.countervar} if node.countervar else set()
            for token in (*node.singular, *(node.plural or ())):
                self.token(token, inside)
        for value in vars(node).values():
            if not isinstance(value, NodeList):
                self.value(value, bound)
        for name in node.child_nodelists:
            self.nodes(getattr(node, name, None) or NodeList(), inside)
        if isinstance(node, IncludeNode):
            self.template(node.template.var, frozenset(inside))
        if isinstance(node, ExtendsNode):
            self.template(node.parent_name.var, frozenset(bound))
        for name in ("asvar", "target_var", "variable_name", "variable"):
            if isinstance(set_here := getattr(node, name, None), str):
                bound.add(set_here)

    def value(self, value: object, bound: set[str]) -> None:
        for name in _names(value):
            if name not in bound:
                self.read.add(name)

    def token(self, token: Token, bound: set[str]) -> None:
        if token.token_type == TokenType.VAR and token.contents not in bound:
            self.read.add(token.contents)


def _compiled(name: str) -> Template:
    return engines["django"].get_template(name).template


def _names(value: object) -> Iterator[str]:
    """The first names of the variables in what a node holds."""
    if isinstance(value, FilterExpression):
        yield from _names(value.var)
        for _function, arguments in value.filters:
            for is_variable, argument in arguments:
                if is_variable:
                    yield from _names(argument)
    elif isinstance(value, Variable):
        if value.lookups is not None:
            yield value.lookups[0]
    elif isinstance(value, TokenBase):
        for part in (value.first, value.second, getattr(value, "value", None)):
            yield from _names(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _names(part)
    elif isinstance(value, dict):
        for part in value.values():
            yield from _names(part)


def names_read(name: str) -> set[str]:
    reader = Reader()
    reader.template(name)
    return reader.read - EVERYWHERE


def fields_of(parts: tuple[type, ...]) -> set[str]:
    return {field.name for part in parts for field in fields(part)}


@pytest.mark.parametrize("template", PAGES)
def test_template_reads_no_name_that_its_page_does_not_have(template):
    assert names_read(template) - fields_of(PAGES[template]) - OPTIONAL == ONLY_ELSEWHERE.get(template, set())


@pytest.mark.parametrize("template", PAGES)
def test_page_has_no_field_that_its_template_does_not_read(template):
    _frame, *own = PAGES[template]
    assert fields_of(tuple(own)) - names_read(template) - ADDRESS - IN_THE_FORM == set()


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
    reader.nodes(Template(source).nodelist, set())
    assert reader.read == names


def test_unknown_name_raises_nothing_when_shown():
    """Why these tests are needed: Django itself keeps silent."""
    assert Template("{{ mistyped }}").render(Context({})) == ""
    with pytest.raises(VariableDoesNotExist):
        Variable("mistyped").resolve(Context({}))
