from django.urls import path, register_converter

import plans.converters  # noqa: F401 (registers the parts of addresses)
from reports import views
from reports.editions import publish_views as publishing
from reports.editions import views as editions
from reports.papers import views as papers
from reports.production import views as production
from reports.renderers import FORMATS


class Format:
    regex = "|".join(FORMATS)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Format, "report_format")

app_name = "reports"
urlpatterns = [
    path("jobs/", production.jobs, name="jobs"),
    path("jobs/<int:job>/", production.job, name="job"),
    path("jobs/<int:job>/progress/", production.progress, name="job-progress"),
    path("jobs/<int:job>/cancel/", production.give_up, name="job-cancel"),
    path("jobs/<int:job>/file/", production.file, name="job-file"),
    path("editions/<int:edition>/", editions.edition, name="edition"),
    path("editions/<int:edition>/nesr.<report_format:fmt>", editions.edition_file, name="edition-file"),
    path("editions/<int:edition>/withdraw/", editions.withdraw, name="edition-withdraw"),
    path("editions/<int:edition>/withdrawal/", editions.decide_withdrawal, name="edition-decide-withdrawal"),
    path("editions/<int:edition>/correct/", editions.correct, name="edition-correct"),
    path("<slug:plan>/overview/", views.overview, name="overview"),
    path("<slug:plan>/overview/melumat.<report_format:fmt>", views.overview_file, name="overview-file"),
    path("<slug:plan>/points/<number:number>/", views.dossier, name="dossier"),
    path("<slug:plan>/points/<number:number>/melumat.<report_format:fmt>", views.dossier_file, name="dossier-file"),
    path("<slug:plan>/<yyyy:year>/", views.consolidated, name="consolidated"),
    path("<slug:plan>/<yyyy:year>/melumat.<report_format:fmt>", views.consolidated_file, name="consolidated-file"),
    path("<slug:plan>/<yyyy:year>/publish/", publishing.publish, name="publish"),
    path("<slug:plan>/<yyyy:year>/<slug:agency>/publish/", publishing.publish_agency, name="publish-agency"),
    path("<slug:plan>/<yyyy:year>/print/", papers.print_settings, name="print-settings"),
    path("<slug:plan>/<yyyy:year>/details/", papers.consolidated_details, name="consolidated-details"),
    path("<slug:plan>/<yyyy:year>/<slug:agency>/details/", papers.agency_details, name="agency-details"),
    path("<slug:plan>/<yyyy:year>/<slug:agency>/", views.agency, name="agency"),
    path("<slug:plan>/<yyyy:year>/<slug:agency>/melumat.<report_format:fmt>", views.agency_file, name="agency-file"),
    path("<slug:plan>/<yyyy:year>/<slug:agency>/<number:number>/", views.entry, name="entry"),
    path(
        "<slug:plan>/<yyyy:year>/<slug:agency>/<number:number>/melumat.<report_format:fmt>",
        views.entry_file,
        name="entry-file",
    ),
]
