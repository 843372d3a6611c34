from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = _("Reports")

    def ready(self) -> None:
        from plans.notifications.files import know_files
        from reports.editions import kind
        from reports.production.telling import lines_of_files

        know_files(lines_of_files)
        kind.register()
