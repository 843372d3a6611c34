"""Parts of addresses: a year, a dotted number, a format. Registered once, when this module is imported."""

from django.urls import register_converter


class DottedNumber:
    """ "4.2.10" in an address."""

    regex = r"[0-9]{1,4}(?:\.[0-9]{1,4})*"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class Year:
    regex = r"[0-9]{4}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return f"{value:04d}"


class TableFormat:
    """How a list is downloaded."""

    regex = "xlsx|csv"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(DottedNumber, "number")
register_converter(Year, "yyyy")
register_converter(TableFormat, "table_format")
