from django.urls import path

import plans.converters  # noqa: F401 (registers the parts of addresses)
from plans.views import agency_year, autosave, bulk, comments, entries, entry, evidence, figures, history, moves, people

app_name = "plans"
urlpatterns = [
    path("people/", people.people, name="people"),
    path("people/invite/", people.send_invitation, name="invite"),
    path("people/invitations/<int:invitation>/renew/", people.renew, name="invitation-renew"),
    path("people/invitations/<int:invitation>/withdraw/", people.withdraw, name="invitation-withdraw"),
    path("people/<int:person>/deactivate/", people.deactivate, name="person-deactivate"),
    path("people/<int:person>/reactivate/", people.reactivate, name="person-reactivate"),
    path("invitation/<str:secret>/", people.invitation, name="invitation"),
    path("<slug:plan>/<yyyy:year>/", entries.entry_list, name="entry-list"),
    path("<slug:plan>/<yyyy:year>/approve/", bulk.approve, name="entries-approve"),
    path("<slug:plan>/<yyyy:year>/<slug:agency>/", agency_year.agency_year, name="agency-year"),
    path("<slug:plan>/<yyyy:year>/<slug:agency>/submit/", bulk.submit, name="agency-submit"),
    path("<slug:plan>/<yyyy:year>/<slug:agency>/responsible/", agency_year.responsible, name="agency-responsible"),
    path("<slug:plan>/<yyyy:year>/<slug:agency>/<number:number>/", entry.entry, name="entry"),
    path("<slug:plan>/<yyyy:year>/<slug:agency>/<number:number>/move/", moves.move, name="entry-move"),
    path("<slug:plan>/<yyyy:year>/<slug:agency>/<number:number>/ready/", moves.ready, name="entry-ready"),
    path(
        "<slug:plan>/<yyyy:year>/<slug:agency>/<number:number>/revisions/<int:version>/",
        history.revision,
        name="entry-revision",
    ),
    path(
        "<slug:plan>/<yyyy:year>/<slug:agency>/<number:number>/revisions/<int:version>/restore/",
        history.restore,
        name="entry-restore",
    ),
    path("<slug:plan>/<yyyy:year>/<slug:agency>/<number:number>/history/", history.history, name="entry-history"),
    path("<slug:plan>/<yyyy:year>/<slug:agency>/<number:number>/compare/", history.compare, name="entry-compare"),
    path(
        "<slug:plan>/<yyyy:year>/<slug:agency>/<number:number>/texts/<int:side>/", history.side_text, name="entry-side"
    ),
    path(
        "<slug:plan>/<yyyy:year>/<slug:agency>/<number:number>/texts/<int:side>/take/",
        history.side_take,
        name="entry-side-take",
    ),
    path(
        "<slug:plan>/<yyyy:year>/<slug:agency>/<number:number>/texts/<int:side>/away/",
        history.side_away,
        name="entry-side-away",
    ),
    path("<slug:plan>/<yyyy:year>/<slug:agency>/<number:number>/autosave/", autosave.autosave, name="entry-autosave"),
    path("<slug:plan>/<yyyy:year>/<slug:agency>/<number:number>/presence/", autosave.presence, name="entry-presence"),
    path(
        "<slug:plan>/<yyyy:year>/<slug:agency>/<number:number>/difference/",
        autosave.difference,
        name="entry-difference",
    ),
    path("<slug:plan>/<yyyy:year>/<slug:agency>/<number:number>/evidence/", evidence.add, name="entry-evidence-add"),
    path(
        "<slug:plan>/<yyyy:year>/<slug:agency>/<number:number>/evidence/<int:evidence>/",
        evidence.download,
        name="entry-evidence",
    ),
    path(
        "<slug:plan>/<yyyy:year>/<slug:agency>/<number:number>/evidence/<int:evidence>/change/",
        evidence.change,
        name="entry-evidence-change",
    ),
    path("<slug:plan>/<yyyy:year>/<slug:agency>/<number:number>/comments/", comments.comments, name="entry-comments"),
    path(
        "<slug:plan>/<yyyy:year>/<slug:agency>/<number:number>/comments/<int:comment>/",
        comments.comment,
        name="entry-comment",
    ),
    path("<slug:plan>/<yyyy:year>/<slug:agency>/<number:number>/numbers/", figures.numbers, name="entry-numbers"),
]
