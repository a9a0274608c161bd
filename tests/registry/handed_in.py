"""When the tables of these tests are handed in, and what is said of them."""

from monitor.core.imports.cells import moment

NOW = moment("2026-05-08 12:00")


def blamed(report):
    return [(fault.row, fault.column, fault.code) for fault in report.faults]
