"""What must not get out, found in texts and figures. A leaf: pure functions, no Django.

One module a kind: `identifiers`, `contacts` and `names` are personal data, `small_counts` numbers of few persons in
words, `suppression` the cells of tables that would tell of few persons. docs/checks.md says what each takes for what.
"""

from plans.checks.contacts import PUBLIC_HOTLINES
from plans.checks.findings import Finding, Kind, Reason
from plans.checks.personal import find_personal_data, find_personal_data_in
from plans.checks.reading import Placed
from plans.checks.small_counts import find_small_counts, find_small_counts_in
from plans.checks.suppression import Sum, Suppression, suppress
from plans.checks.tables import TOTAL, CountTable, HiddenCells, suppress_tables

__all__ = [
    "PUBLIC_HOTLINES",
    "TOTAL",
    "CountTable",
    "Finding",
    "HiddenCells",
    "Kind",
    "Placed",
    "Reason",
    "Sum",
    "Suppression",
    "find_personal_data",
    "find_personal_data_in",
    "find_small_counts",
    "find_small_counts_in",
    "suppress",
    "suppress_tables",
]
