from django.urls import path

import plans.converters  # noqa: F401 (registers the parts of addresses)
from plans.activity import views as activity
from plans.announcements import views as announcements
from plans.assessment.views import assessment, editorial
from plans.evidence import views as evidence
from plans.help import views as help_pages
from plans.overview import card as overview_card
from plans.overview import views as overview
from plans.pages.views import agency, sub_point, years
from plans.people.views import administrator, changes, people, person
from plans.personal import views as personal
from plans.reminders import views as reminders
from plans.reviewers import views as reviewers
from plans.search import views as search
from plans.views import (
    autosave,
    bulk,
    bulk_decisions,
    comments,
    entries,
    entry,
    figures,
    following,
    history,
    moves,
    notices,
    review,
)
from plans.views import home as agency_year
from plans.worklist import views as worklist

app_name = "plans"
urlpatterns = [
    path("people/", people.people, name="people"),
    path("people/waiting/", administrator.waiting, name="waiting"),
    path("people/invite/", people.send_invitation, name="invite"),
    path("people/invitations/<int:invitation>/renew/", people.renew, name="invitation-renew"),
    path("people/invitations/<int:invitation>/withdraw/", people.withdraw, name="invitation-withdraw"),
    path("people/changes/", changes.changes, name="account-changes"),
    path("people/changes/<int:change>/", changes.decide, name="account-change-decide"),
    path("people/journal/", changes.journal, name="account-journal"),
    path("people/<int:person>/", person.person, name="person"),
    path("people/<int:person>/role/", person.role, name="person-role"),
    path("people/<int:person>/address/", person.address, name="person-address"),
    path("people/<int:person>/factor/", person.factor, name="person-factor"),
    path("people/<int:person>/password/", person.reset, name="person-reset"),
    path("people/<int:person>/deactivate/", people.deactivate, name="person-deactivate"),
    path("people/<int:person>/reactivate/", people.reactivate, name="person-reactivate"),
    path("invitation/<str:secret>/", people.invitation, name="invitation"),
    path("notices/", notices.notices, name="notices"),
    path("notices/read/", notices.read, name="notices-read"),
    path("notices/count/", notices.count, name="notices-count"),
    path("settings/", personal.personal_settings, name="personal-settings"),
    path("settings/calendar/", personal.renew_calendar, name="calendar-renew"),
    path("calendar/<str:secret>.ics", personal.calendar, name="calendar"),
    path("help/", help_pages.help_page, name="help"),
    path("help/clear/", help_pages.clear, name="help-clear"),
    path("search/", search.search, name="search"),
    path("review/phrases/", review.phrases, name="phrases"),
    path("<slug:plan>/years/", overview.plan_years, name="plan-years"),
    path("<slug:plan>/years.xlsx", overview.plan_years_xlsx, name="plan-years-xlsx"),
    path("<slug:plan>/years/open/", years.open_year, name="year-open"),
    path("<slug:plan>/points/<number:number>/", sub_point.sub_point, name="sub-point"),
    path("<slug:plan>/agencies/", agency.agencies, name="agencies"),
    path("<slug:plan>/agencies/<slug:agency>/", agency.agency, name="agency"),
    path("<slug:plan>/activity/", activity.activity, name="activity"),
    path("<slug:plan>/activity.<table_format:fmt>", activity.activity_file, name="activity-file"),
    path("<slug:plan>/<yyyy:year>/overview/", overview.overview, name="overview"),
    path("<slug:plan>/<yyyy:year>/overview.xlsx", overview.overview_xlsx, name="overview-xlsx"),
    path("<slug:plan>/<yyyy:year>/worklist/", worklist.worklist, name="worklist"),
    path("<slug:plan>/<yyyy:year>/editorial/", worklist.editorials, name="editorials"),
    path("<slug:plan>/<yyyy:year>/review/", review.queue, name="review-queue"),
    path("<slug:plan>/<yyyy:year>/review/decide/", bulk_decisions.decide_in_queue, name="queue-decide"),
    path("<slug:plan>/<yyyy:year>/review/reviewers/", reviewers.reviewers, name="reviewers"),
    path("<slug:plan>/<yyyy:year>/review/reviewers/change/", reviewers.change, name="reviewers-change"),
    path("<slug:plan>/<yyyy:year>/settings/", years.settings_page, name="year-settings"),
    path("<slug:plan>/<yyyy:year>/settings/change/", years.change, name="year-change"),
    path("<slug:plan>/<yyyy:year>/settings/extension/", years.extension_grant, name="extension-grant"),
    path(
        "<slug:plan>/<yyyy:year>/settings/extension/<int:extension>/", years.extension_decide, name="extension-decide"
    ),
    path("<slug:plan>/<yyyy:year>/messages/", announcements.announcements, name="announcements"),
    path("<slug:plan>/<yyyy:year>/messages/send/", announcements.send, name="announcements-send"),
    path("<slug:plan>/<yyyy:year>/reminders/", reminders.preview, name="reminders"),
    path("<slug:plan>/<yyyy:year>/reminders/send/", reminders.send, name="reminders-send"),
    path("<slug:plan>/<yyyy:year>/reminders/<int:mail>/again/", reminders.again, name="reminder-again"),
    path("<slug:plan>/<yyyy:year>/points/<number:number>/", assessment.assessment, name="sub-point-assessment"),
    path("<slug:plan>/<yyyy:year>/", entries.entry_list, name="entry-list"),
    path("<slug:plan>/<yyyy:year>/entries.<table_format:fmt>", entries.entry_list_file, name="entry-list-file"),
    path("<slug:plan>/<yyyy:year>/decide/", bulk_decisions.decide_in_list, name="entries-decide"),
    path("<slug:plan>/<yyyy:year>/<slug:agency>/", agency_year.agency_year, name="agency-year"),
    path("<slug:plan>/<yyyy:year>/<slug:agency>/submit/", bulk.submit, name="agency-submit"),
    path("<slug:plan>/<yyyy:year>/<slug:agency>/responsible/", agency_year.responsible, name="agency-responsible"),
    path("<slug:plan>/<yyyy:year>/<slug:agency>/extension/", years.extension_ask, name="extension-ask"),
    path("<slug:plan>/<yyyy:year>/<slug:agency>/<number:number>/", entry.entry, name="entry"),
    path("<slug:plan>/<yyyy:year>/<slug:agency>/<number:number>/card/", overview_card.card, name="entry-card"),
    path("<slug:plan>/<yyyy:year>/<slug:agency>/<number:number>/review/", review.review, name="entry-review"),
    path("<slug:plan>/<yyyy:year>/<slug:agency>/<number:number>/review/decide/", review.decide, name="entry-decide"),
    path("<slug:plan>/<yyyy:year>/<slug:agency>/<number:number>/review/undo/", review.undo, name="entry-undo"),
    path("<slug:plan>/<yyyy:year>/<slug:agency>/<number:number>/review/mine/", review.take, name="entry-reviewer"),
    path("<slug:plan>/<yyyy:year>/<slug:agency>/<number:number>/review/comments/", review.pin, name="entry-pin"),
    path("<slug:plan>/<yyyy:year>/<slug:agency>/<number:number>/editorial/", editorial.editorial, name="editorial"),
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
    path("<slug:plan>/<yyyy:year>/<slug:agency>/<number:number>/standing/", following.standing, name="entry-standing"),
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
