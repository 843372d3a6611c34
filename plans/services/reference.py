"""Brings the published facts of fixtures/reference.json into the record, and never over what a person has typed."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.exceptions import ObjectDoesNotExist
from django.db import models, transaction


@dataclass(frozen=True, slots=True)
class Difference:
    """A field whose stored value is not the reference's; `field` is "" for a record that is missing altogether."""

    model: str
    key: tuple
    field: str
    stored: Any
    reference: Any


class _ParentMissing(Exception):
    """A record that this one belongs to is not in the database."""


def load_records(path: Path) -> dict[str, int]:
    """Creates the records of the file that are missing and leaves the others alone.

    The file has Django's serialisation format with natural keys. Returns {model label: number created}.
    """
    created: Counter[str] = Counter()
    with transaction.atomic():
        for label, instance, stored in _pairs(path):
            if stored is None:
                instance.save()
                created[label] += 1
    return dict(created)


def diff_records(path: Path) -> list[Difference]:
    """Where the database says something else than the file."""
    return list(_differences(path))


def overwrite_records(path: Path) -> list[Difference]:
    """Makes the database say what the file says, with history; returns what was changed or created."""
    with transaction.atomic():
        changed = [difference for difference in _differences(path) if not difference.field]
        load_records(path)
        for label, instance, stored in _pairs(path):
            differing = list(_field_differences(label, instance, stored))
            if differing and stored is not None:
                for difference in differing:
                    setattr(stored, difference.field, getattr(instance, difference.field))
                stored.full_clean()
                stored.save()
                changed += differing
    return changed


def _pairs(path: Path) -> Iterator[tuple[str, models.Model, models.Model | None]]:
    """(model label, the record as the file has it, unsaved; the stored record of the same natural key or None)."""
    for raw in json.loads(path.read_text(encoding="utf-8")):
        yield raw["model"], *_pair(raw)


def _pair(raw: dict) -> tuple[models.Model, models.Model | None]:
    model = apps.get_model(raw["model"])
    values = {}
    for name, value in raw["fields"].items():
        field = model._meta.get_field(name)
        if field.is_relation:
            try:
                value = field.related_model.objects.get_by_natural_key(*value)
            except ObjectDoesNotExist as error:
                raise _ParentMissing(f"{raw['model']} {value}") from error
        else:
            value = field.to_python(value)
        values[name] = value
    instance = model(**values)
    try:
        return instance, model.objects.get_by_natural_key(*_natural_key(instance))
    except ObjectDoesNotExist:
        return instance, None


def _natural_key(record: models.Model) -> tuple:
    return record.natural_key()  # type: ignore[attr-defined]  # all that is loaded has one, or could not be found again


def _differences(path: Path) -> Iterator[Difference]:
    for raw in json.loads(path.read_text(encoding="utf-8")):
        try:
            instance, stored = _pair(raw)
        except _ParentMissing:
            yield Difference(raw["model"], tuple(map(str, raw["fields"].values()))[:2], "", None, raw["fields"])
            continue
        if stored is None:
            yield Difference(raw["model"], _natural_key(instance), "", None, raw["fields"])
        else:
            yield from _field_differences(raw["model"], instance, stored)


def _field_differences(label: str, instance: models.Model, stored: models.Model | None) -> Iterator[Difference]:
    if stored is None:
        return
    for field in instance._meta.concrete_fields:
        if field.primary_key or not field.editable:
            continue
        mine, theirs = getattr(stored, field.attname), getattr(instance, field.attname)
        if mine != theirs:
            yield Difference(label, _natural_key(instance), field.attname, mine, theirs)
