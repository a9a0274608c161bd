"""Refuses what must not stay in the sources: debugging leftovers, package hosts, and outside imports in the core.

Two migrations of one number, as two branches make them, are refused too.
ruff sees most of it in Python; this also reads TypeScript, shell and lock files, and knows what the core may import.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# what, where (the end of the path, or a folder), why
WORDS: tuple[tuple[re.Pattern[str], re.Pattern[str], str], ...] = (
    (re.compile(r"\bFIX[M]E\b"), re.compile(r"\.(py|ts|js|vue|css|sh|toml|ya?ml|md)$"), "finish it or open an issue"),
    (re.compile(r"^\s*print\("), re.compile(r"^(monitor|sdk/python)/.*\.py$"), "use logging, or typer.echo in the CLI"),
    (re.compile(r"\bbreakpoint\(|\bset_trace\("), re.compile(r"\.py$"), "debugger call"),
    (re.compile(r"\b(describe|it|test)\.only\("), re.compile(r"\.(ts|js|mjs)$"), "the other tests would not run"),
    (re.compile(r"^\s*debugger;?\s*$"), re.compile(r"\.(ts|js|mjs|vue)$"), "debugger call"),
    (
        re.compile(r"\bconsole\.log\("),
        re.compile(r"^(sdk/js/src|dashboards/src)/"),
        "the host page's console is not ours",
    ),
    (re.compile(r'"resolved"|--index-url|--find-links|://'), re.compile(r"(requirements.*\.txt)$"), "no package host"),
    (re.compile(r'"resolved":'), re.compile(r"package-lock\.json$"), "no package host"),
    (
        re.compile(r"\b(?!SELECT|LIMIT|OFFSET)[A-Z]{5,}[ .§]+[A-Z]?[0-9]+(\.[0-9]+)?[a-z]?(?=[,;:.)\]\"]|\s*$)"),
        re.compile(r"^(monitor|sdk|scripts|tests|docs)/.*\.(py|ts|js|toml|md)$|^[^/]*\.(toml|md)$"),
        "cite docs/rules.md; other documents are not in this repository",
    ),
)
# The parts of the standard library that have no clock, file, network or chance in them.
CORE_MAY_IMPORT = frozenset(
    "__future__ base64 binascii bisect calendar collections contextlib dataclasses datetime decimal enum fractions "
    "functools hashlib heapq hmac itertools json math msgspec operator re statistics string struct textwrap tomllib "
    "types typing typing_extensions unicodedata urllib zoneinfo".split()
)


def sources() -> list[Path]:
    """Every file that is in git or would be added to it."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]


def leftovers(path: Path) -> Iterator[str]:
    name = path.relative_to(ROOT).as_posix()
    rules = [(word, why) for word, where, why in WORDS if where.search(name)]
    if not rules:
        return
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        for word, why in rules:
            if found := word.search(line):
                yield f"{name}:{number}: {found.group().strip()}: {why}"


def outside_imports(path: Path) -> Iterator[str]:
    """Imports of a core module that are neither pure, nor msgspec, nor the core itself."""
    for node in _imports(path):
        for module in _imported(node):
            if module.split(".")[0] not in CORE_MAY_IMPORT and not module.startswith("monitor.core"):
                yield f"{path.relative_to(ROOT)}:{node.lineno}: core must not import {module}"


def _imports(path: Path) -> list[ast.Import | ast.ImportFrom]:
    parsed = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    return [node for node in parsed if isinstance(node, ast.Import | ast.ImportFrom)]


def _imported(node: ast.Import | ast.ImportFrom) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module or ""]


def forked_migrations() -> Iterator[str]:
    """Migrations that do not follow their neighbour by number: with two last ones no registry opens."""
    for number, path in enumerate(sorted((ROOT / "monitor/migrations/versions").glob("[0-9]*.py")), 1):
        text = path.read_text(encoding="utf-8")
        before = f'"{number - 1:04}"' if number > 1 else "None"
        if (
            not path.name.startswith(f"{number:04}_")
            or f'\nrevision = "{number:04}"\ndown_revision = {before}\n' not in text
        ):
            yield f"{path.relative_to(ROOT)}: is not revision {number:04} after {before}; renumber it"


def main() -> int:
    found = [line for path in sources() for line in leftovers(path)]
    found += [line for path in sorted((ROOT / "monitor/core").rglob("*.py")) for line in outside_imports(path)]
    found += forked_migrations()
    for line in found:
        print(line)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
