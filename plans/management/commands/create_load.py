"""`manage.py create_load --agencies 100 --sub-points 60 --years 5`"""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from plans.samples.load import create_load_data


class Command(BaseCommand):
    help = "Makes a sample plan of the given size, for measuring. Never with production settings."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--agencies", type=int, default=100)
        parser.add_argument("--sub-points", type=int, default=60)
        parser.add_argument("--years", type=int, default=5)

    def handle(self, *args: Any, agencies: int, sub_points: int, years: int, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("Sample data is never made with production settings.")
        if min(agencies, sub_points, years) < 1:
            raise CommandError("Give whole numbers above zero.")
        try:
            made = create_load_data(agencies=agencies, sub_points=sub_points, years=years)
        except ValueError as error:
            raise CommandError("The load plan exists already; use a new database.") from error
        self.stdout.write(", ".join(f"{name} {number}" for name, number in made.items()))
