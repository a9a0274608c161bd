"""Tables as office programs keep them: XLSX and CSV, read row by row, and templates to fill in."""

from monitor.adapters.spreadsheets.reading import sheets
from monitor.adapters.spreadsheets.template import template

__all__ = ["sheets", "template"]
