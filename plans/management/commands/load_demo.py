"""`manage.py load_demo`"""

import os
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from accounts.models import User
from plans.models import Entry, ReportingYear
from plans.samples.demo import DEMO_USERS, load_demo_data
from plans.services.reference import load_records


class Command(BaseCommand):
    help = "Fills a new, empty SQLite database with sample data and sample users. Refuses every other database."

    def handle(self, *args: Any, **options: Any) -> None:
        self._refuse_what_is_not_ours()
        load_records(settings.REFERENCE_FIXTURE)
        password = load_demo_data(settings.DEMO_FIXTURES)
        self.stdout.write("Demo users / Nümunə istifadəçilər:")
        for user in DEMO_USERS:
            self.stdout.write(f"  {user.username:<16} {user.role.value:<14} {user.agency}")
        self.stdout.write(f"  password / şifrə: {password}")

    def _refuse_what_is_not_ours(self) -> None:
        if settings.PRODUCTION:
            raise CommandError("Demo data is never loaded with production settings.")
        if os.environ.get("DATABASE_URL") or connection.vendor != "sqlite":
            raise CommandError(
                "Demo data goes only into the SQLite file of this installation, not where DATABASE_URL is set."
            )
        if User.objects.exists() or Entry.objects.exists() or ReportingYear.objects.exists():
            raise CommandError("This database is in use: somebody or something is in it already. Nothing was loaded.")
