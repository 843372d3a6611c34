"""Plan data, agencies, assignments and the outbox in Django's administration."""

from plans.admin import agencies, outbox, people, record  # noqa: F401 (each registers its models)
