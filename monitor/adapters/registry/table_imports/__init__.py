"""Whole tables that offices hand in: looked over against what is registered, then stored in one transaction.

There is one file for each kind of table (`monitor.core.imports`), with two verbs: `look_over` blames rows that
contradict the registry, `store` writes a table without faults.
"""

from monitor.adapters.registry.table_imports.table_imports import TableImports

__all__ = ["TableImports"]
