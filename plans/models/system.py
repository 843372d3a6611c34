"""Facts about the installation itself."""

from django.db import models


class SampleData(models.Model):
    """Stands while invented data is loaded: every page and every report then says so."""

    kind = models.CharField(max_length=20, unique=True)
    loaded_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.kind


class Heartbeat(models.Model):
    """When a background process was last alive; `/healthz` reads it."""

    name = models.CharField(max_length=40, unique=True)
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
