"""Writes docs/import.md: for every kind of table its columns, as `monitor.core.imports` has them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from monitor.core.imports.columns import IGNORED, Kind
from monitor.core.imports.kinds import KINDS

PAGE = Path(__file__).resolve().parent.parent / "docs" / "import.md"
HEAD = """# Tables that can be imported · 可导入的表格

The tables of columns are written by `scripts/write_import_docs.py`; a test compares.

```
monitor import KIND --template FILE.xlsx     # an empty table to fill in (.xlsx or .csv)
monitor import KIND FILE --dry-run           # every fault, and nothing is imported
monitor import KIND FILE                     # all of it in one transaction, or nothing
```

Over the API the office has `GET /v1/imports` (the kinds with their columns), `GET /v1/imports/{kind}/template` and
`POST /v1/imports/{kind}?dry_run=true`, which takes the file as `multipart/form-data`.

- **Files**: XLSX (all visible sheets but those named 说明 or notes), and CSV in UTF-8, UTF-16 or GB18030, separated by
  commas, tabs or semicolons. The first row that is not empty has the headings, in any order, in Chinese or English.
- **Faults** name sheet, row, column and value, and say what is wrong and how to mend it; all are found in one go, up to
  1,000 are told, `--report FILE.csv` writes them to a table. Identity numbers are never repeated. Exit code 1.
- **Sources**: `--source` names the system that the table comes from, whose ids they are: `talent`
  (河南省技能人才管理服务信息系统, unless told otherwise), `internet_plus` (“互联网+就业创业”系统), `legacy` (原系统),
  or another.
- **Again**: a table that comes again changes what it says and doubles nothing. An id stays with the class, institution
  or person that it came with: the same id for another one is a fault, so that lists that count from 1 do not overwrite
  each other.
- **Headings that are not read**: {ignored}. Any other heading that is not below is a fault.
- **While it writes** nobody else can write to the registry; sessions that are to open meanwhile wait. What 100,000
  people take, and how long the others wait, `scripts/bench_import.py` measures.

"""


def page() -> str:
    ignored = "、".join(sorted(IGNORED))
    return HEAD.replace("{ignored}", ignored) + "\n".join(section(kind) for kind in KINDS.values())


def section(kind: Kind[Any]) -> str:
    head = f"## {kind.title['zh-CN']} · {kind.title['en']} (`{kind.name}`)\n\n"
    meaning = f"{kind.meaning['zh-CN']}\n\n{kind.meaning['en']}\n\n"
    table = "| 列 · column | | 说明 · meaning | 示例 · example |\n| --- | --- | --- | --- |\n"
    return head + meaning + table + "".join(f"| {' | '.join(cells)} |\n" for cells in lines(kind))


def lines(kind: Kind[Any]) -> Iterator[tuple[str, ...]]:
    for column in kind.columns:
        also = f" ({'、'.join(column.also)})" if column.also else ""
        need = "必填 · required" if column.required else "可选 · optional"
        meaning = f"{column.meaning['zh-CN']} {column.meaning['en']}"
        yield f"{column.zh}{also}<br>`{column.name}`", need, meaning, column.example


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
