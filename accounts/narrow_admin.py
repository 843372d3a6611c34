"""What an address in the admin may ask for: the filters that a list shows, keys that are numbers, a search of few words."""

from typing import TYPE_CHECKING, Any

from django.contrib.admin import AdminSite, ShowFacets
from django.contrib.admin.filters import RelatedFieldListFilter
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.widgets import AutocompleteSelect, RelatedFieldWidgetWrapper
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import Field, Model, QuerySet, TextChoices
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin as _List
    from django.contrib.admin.options import BaseModelAdmin as _Part
else:  # mixins: what they stand before is Django's
    _List = _Part = object

LONGEST_SEARCH = 200  # letters: each word is looked for in each column
LONGEST_KEY = 18  # digits, of what a database takes for a key
_ENDINGS = ("__exact", "__id__exact", "__isnull")  # how the addresses of Django's filters end


class KeySelect(AutocompleteSelect):
    """Django's own looks up what was posted, whatever it is, when a refused form is shown again."""

    def optgroups(self, name: str, value: Any, attrs: dict[str, Any] | None = None) -> Any:
        """The chosen records; none for what is no key."""
        return super().optgroups(name, [key for key in value if key == "" or _is_key(str(key))], attrs)


class SelectsByKey(_Part):
    """A mixin for classes of the admin with `autocomplete_fields`; it comes before them."""

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Django's own, beside which another record can be added, not changed or deleted: that is done in its own list."""
        field: Any = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget.can_change_related = field.widget.can_delete_related = field.widget.can_view_related = False
        return field

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Django's own, with `KeySelect` where one record is looked up by typing."""
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = KeySelect(db_field, self.admin_site, using=kwargs.get("using"))
        field: Any = super().formfield_for_foreignkey(db_field, request, **kwargs)
        named = named_by(self.admin_site, db_field.remote_field.model)
        if field is not None and named is not None:
            field.label_from_instance = named.label_of
            field.queryset = named.with_labels(field.queryset)
        return field


def named_by(site: AdminSite, model: type[Model]) -> "NarrowAdmin | None":
    """The list that says what the records of the model are called; None where there is none."""
    found = site.get_model_admin(model) if site.is_registered(model) else None
    return found if isinstance(found, NarrowAdmin) else None


class LabelledFilter(RelatedFieldListFilter):
    """Django's filter by another record, which is called as in its own list."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> Any:
        named = named_by(model_admin.admin_site, field.remote_field.model)
        if named is None:
            return super().field_choices(field, request, model_admin)
        return [(record.pk, named.label_of(record)) for record in named.with_labels(named.model._default_manager.all())]


class Shelf(TextChoices):
    """How the first page of the administration puts its lists together."""

    PLAN = "plan", _("The plan")
    AGENCIES = "agencies", _("Agencies")
    PEOPLE = "people", _("People and e-mails")


class NarrowAdmin(SelectsByKey, _List):
    """A mixin for ModelAdmin classes; it comes before them.

    Django lets an address filter a list by any column of its table, shown or not. Letter by letter that tells the hash of a
    password, or the link in a mail that waits.
    """

    show_facets = ShowFacets.NEVER
    shelf = Shelf.PEOPLE  # of the first page
    place = 0  # on the shelf
    about: str | Promise = ""  # a sentence: what is kept here

    def heading_of(self, record: Any) -> str:
        """The head of a record's own page."""
        return str(record)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Django's own, headed by what is listed."""
        titled = {"title": self.opts.verbose_name_plural, **(extra_context or {})}
        return super().changelist_view(request, titled)

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,
    ) -> HttpResponse:
        """Django's own, headed by the record itself."""
        new = gettext("New: %(kind)s") % {"kind": self.opts.verbose_name}
        context["title"] = self.heading_of(obj) if obj else new
        return super().render_change_form(request, context, add, change, form_url, obj)

    def label_of(self, record: Any) -> str:
        """What lists, filters and fields call a record: its name, where `str` gives a code."""
        return str(record)

    def with_labels(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """The records with all that `label_of` reads."""
        return queryset

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest | None = None) -> bool:
        """Whether one of the filters shown would ask this. Raises IncorrectLookupParameters for all else, which shows the
        list without any filter."""
        shown: Any = self.get_list_filter(request) if request else ()
        fields = [one if isinstance(one, str) else one[0] for one in shown]
        if lookup not in {f"{field}{ending}" for field in fields for ending in _ENDINGS}:
            raise IncorrectLookupParameters
        return True

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Django's own, for the first 200 letters."""
        found: tuple[QuerySet[Any], bool] = super().get_search_results(request, queryset, search_term[:LONGEST_SEARCH])
        return found

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """What the address fills in; left out where the field cannot hold it."""
        asked: dict[str, Any] = super().get_changeform_initial_data(request)
        model: type[Model] = self.model
        return {name: value for name, value in asked.items() if _holds(model, name, value)}


def _holds(model: type[Model], name: str, value: Any) -> bool:
    try:
        field = model._meta.get_field(name)
        if not isinstance(field, Field):
            return False
        field.to_python(value)
    except (FieldDoesNotExist, ValidationError):
        return False
    return True


def refuse_what_is_no_key(request: HttpRequest, *named: object) -> None:
    """Raises Http404 where a key, in the address or chosen in a list, is no number, or the address holds a NUL.

    `named` are the keys of the address.
    """
    keys = [*named, *request.POST.getlist("_selected_action")]
    if not all(_is_key(str(key)) for key in keys) or any("\0" in text for _name, text in _asked(request)):
        raise Http404


def _asked(request: HttpRequest) -> list[tuple[str, str]]:
    return [(name, text) for name, texts in request.GET.lists() for text in (name, *texts)]


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= LONGEST_KEY
