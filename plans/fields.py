"""Column types of the record: numbers that sort as people count, text that can be searched in Azerbaijani."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import Expression
from django.db.models.lookups import Contains

from plans.azerbaijani import fold
from plans.validators import validate_dotted_number

PART_WIDTH = 4
_STORABLE = re.compile(r"^[0-9]{1,4}(\.[0-9]{1,4})*\Z")


class DottedNumberField(models.CharField):
    """A number such as "4.2.10", stored as "0004.0002.0010" so that the database sorts 4.2.9 before 4.2.10.

    Python sees the plain form only; filters (=, in, <, >) take it too. Text that is no dotted number is passed on
    as it stands, so that a filter with it finds nothing instead of failing.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 39)
        super().__init__(*args, **kwargs)
        self.validators = [*self.validators, validate_dotted_number]

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        if isinstance(value, str) and _STORABLE.match(value):
            return ".".join(part.zfill(PART_WIDTH) for part in value.split("."))
        return value

    def from_db_value(self, value: str | None, expression: Expression, connection: BaseDatabaseWrapper) -> str | None:
        return self.to_python(value)

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        return _plain(value) if isinstance(value, str) else value


@lru_cache(maxsize=5_000)
def _plain(number: str) -> str:
    """Kept, because a list names the same few numbers in thousands of rows."""
    return ".".join(str(int(part)) for part in number.split(".")) if _STORABLE.match(number) else number


class FoldedTextField(models.TextField):
    """The search key of another attribute of the same record, by `plans.azerbaijani.fold`.

    `source` names the attribute; the key is computed whenever the record is written by `save()` or a bulk method.
    `QuerySet.update()` computes nothing: give the key there with `key_of(text)`.
    """

    def __init__(self, *args: Any, source: str = "", **kwargs: Any) -> None:
        self.source = source
        kwargs.setdefault("blank", True)
        kwargs.setdefault("editable", False)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        kwargs["source"] = self.source
        return name, path, args, kwargs

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        key = self.key_of(getattr(model_instance, self.source))
        setattr(model_instance, self.attname, key)
        return key

    @staticmethod
    def key_of(text: str) -> str:
        """The text as it is compared in a search."""
        return fold(text or "")


@FoldedTextField.register_lookup
class AzContains(Contains):
    """`field__az_icontains="İnsan"`: folds the parameter in Python, so both databases find the same rows."""

    lookup_name = "az_icontains"

    def get_prep_lookup(self) -> Any:
        return fold(self.rhs) if isinstance(self.rhs, str) else super().get_prep_lookup()

    def get_rhs_op(self, connection: BaseDatabaseWrapper, rhs: str) -> str:
        # Databases know the operator by the name of Django's own lookup. Their LIKEs agree here: both sides are folded.
        return Contains(self.lhs, self.rhs).get_rhs_op(connection, rhs)
