"""Plan data, agencies, assignments and the outbox in Django's administration."""

from plans.admin import outbox, people, record  # noqa: F401 (each registers its models)
