from django.urls import path

import plans.converters  # noqa: F401 (registers the parts of addresses)
from plans.views import agency_year, entries, entry

app_name = "plans"
urlpatterns = [
    path("<slug:plan>/<yyyy:year>/", entries.entry_list, name="entry-list"),
    path("<slug:plan>/<yyyy:year>/<slug:agency>/", agency_year.agency_year, name="agency-year"),
    path("<slug:plan>/<yyyy:year>/<slug:agency>/<number:number>/", entry.entry, name="entry"),
    path(
        "<slug:plan>/<yyyy:year>/<slug:agency>/<number:number>/revisions/<int:version>/",
        entry.revision,
        name="entry-revision",
    ),
]
