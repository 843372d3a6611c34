"""The outbox in Django's admin: what became of each mail, for administrators. Texts are not shown: some let people in."""

from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.admin import ForAdministrators
from plans.admin.people import keys_of_people
from plans.enums import mail_kind_label
from plans.models import OutboxMail
from plans.notifications import send_again


@admin.register(OutboxMail)
class OutboxMailAdmin(ForAdministrators, admin.ModelAdmin):
    """Nothing is written or erased here; what failed can be tried again."""

    place = 2
    about = _("what became of each e-mail; what failed is sent again here")
    list_display = ("created_at", "to", "subject", "state", "attempts", "problem_words", "next_attempt_at", "sent_at")
    list_display_links = ("subject",)
    list_filter = ("state",)
    search_fields = ("to", "subject")
    search_help_text = _("By words of the subject, by the address or by the name of the person")
    fields = (*list_display, "kind_name")
    actions = ("try_again",)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[OutboxMail], search_term: str
    ) -> tuple[QuerySet[OutboxMail], bool]:
        """What holds the words, and what goes to the people whom they find."""
        found, has_twins = super().get_search_results(request, queryset, search_term)
        return found | queryset.filter(recipient__in=keys_of_people(request, search_term)), has_twins

    @admin.display(description=_("kind"))
    def kind_name(self, mail: OutboxMail) -> str:
        return mail_kind_label(mail.kind)

    @admin.display(description=_("last error"))
    def problem_words(self, mail: OutboxMail) -> str:
        return mail.problem

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    @admin.action(description=_("Send again (an uncertain e-mail may then come twice)"))
    def try_again(self, request: HttpRequest, queryset: QuerySet[OutboxMail]) -> None:
        """Lets the worker try the chosen mails anew; those sent, waiting or withdrawn are left alone."""
        chosen = list(queryset.values_list("pk", flat=True))
        count = send_again(chosen)
        sentence = ngettext("%(count)s e-mail will be sent again.", "%(count)s e-mails will be sent again.", count)
        self.message_user(request, sentence % {"count": count}, messages.SUCCESS if count else messages.WARNING)
        if left := len(chosen) - count:
            sentence = ngettext(
                "%(count)s e-mail was left as it is: sent, still waiting, withdrawn, or so old that its text is gone.",
                "%(count)s e-mails were left as they are: sent, still waiting, withdrawn, or so old that their text is gone.",
                left,
            )
            self.message_user(request, sentence % {"count": left}, messages.WARNING)
