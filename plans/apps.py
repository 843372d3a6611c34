from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.utils.translation import gettext_lazy as _


class PlansConfig(AppConfig):
    name = "plans"
    verbose_name = _("Plans")

    def ready(self) -> None:
        from plans.collation import register_azerbaijani

        connection_created.connect(register_azerbaijani, dispatch_uid="plans.collation")
