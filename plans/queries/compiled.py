"""Queries that come with every save, every two seconds from every open page: their SQL is made once, and asked with other
values from then on. Making it takes Django several times as long as the database needs to answer.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Model, QuerySet

_Converter = Callable[[Any, Any, Any], Any]


class CompiledQuery:
    """A query over records of several models that are read together.

    `build` makes the query of marks, one for each value that will be asked with; a mark is like no other parameter of the
    query, and of the kind of its value: a text, or a whole number that its column can hold. `columns` says what the query
    reads, in its order: the names of a model's columns, or None for one that is no column.
    """

    def __init__(
        self,
        build: Callable[..., QuerySet[Any, Any]],
        marks: Mapping[str, str | int],
        columns: Sequence[tuple[type[Model] | None, Sequence[str]]],
    ) -> None:
        self.build, self.marks, self.columns = build, marks, columns
        self._made: dict[str, tuple[str, list[Any], list[list[_Converter]]]] = {}

    def first(self, **values: str | int) -> tuple[Any, ...] | None:
        """The columns of the first row, None where there is none. One query.

        The values are those of the database: what a field makes of them (`get_prep_value`) has been done.
        """
        if connection.vendor not in self._made:
            self._made[connection.vendor] = self._make()
        sql, parameters, converters = self._made[connection.vendor]
        with connection.cursor() as cursor:
            cursor.execute(sql, [values[p.name] if isinstance(p, _Place) else p for p in parameters])
            row = cursor.fetchone()
        if row is None:
            return None
        read = list(row)
        for place, column in enumerate(converters):
            for convert in column:
                read[place] = convert(read[place], None, connection)
        return tuple(read)

    def records(self, row: Sequence[Any]) -> Iterator[Any]:
        """The row cut into a record for each model, and the values that are no columns."""
        start = 0
        for model, names in self.columns:
            values = row[start : start + len(names)]
            start += len(names)
            if model is None:
                yield from values
            else:
                yield model.from_db(DEFAULT_DB_ALIAS, names, values)

    def _make(self) -> tuple[str, list[Any], list[list[_Converter]]]:
        sql, parameters = self.build(**self.marks)[:1].query.sql_with_params()
        names = {mark: name for name, mark in self.marks.items()}
        places = [_Place(names[p]) if p in names else p for p in parameters]
        missing = set(self.marks) - {place.name for place in places if isinstance(place, _Place)}
        if missing:
            raise ValueError(f"the query does not ask for {', '.join(sorted(missing))}")
        return sql, places, [_converters(model, name) for model, columns in self.columns for name in columns]


class _Place:
    """Where a value is put in."""

    def __init__(self, name: str) -> None:
        self.name = name


def _converters(model: type[Model] | None, name: str) -> list[_Converter]:
    if model is None:
        return []
    field = next(field for field in model._meta.concrete_fields if field.attname == name)
    column = field.get_col(model._meta.db_table)
    return [*connection.ops.get_db_converters(column), *column.get_db_converters(connection)]
