"""Puts the built browser SDK and the console's built pages into the wheel, beside the collector's other static files.

Everything else that a build needs to know is in pyproject.toml.
"""

import json
import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py
from setuptools.errors import SetupError

ROOT = Path(__file__).parent
SDK = ROOT / "sdk" / "js"
CONSOLE = ROOT / "dashboards" / "dist"
UNSERVED = CONSOLE / ".vite"  # what the size check reads
NEEDED = ("integrity.iife.js", "integrity.later.js")
NAMES = (*NEEDED, "integrity.debug.js")  # version 0.1.0 did not have the last one


class WithBuiltFiles(build_py):
    """Copies what npm built to `monitor/web/static/`; a checkout in use reads it where it is."""

    def run(self) -> None:
        super().run()
        if not self.editable_mode:
            for source, target in self._built_files():
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(source, target)

    def get_outputs(self, include_bytecode: bool = True) -> list[str]:
        """What ends up in the wheel."""
        outputs: list[str] = super().get_outputs(include_bytecode)
        return outputs if self.editable_mode else [*outputs, *(str(target) for _, target in self._built_files())]

    def _built_files(self) -> list[tuple[Path, Path]]:
        """Source and target of every file; raises `SetupError` where something was not built."""
        return [*self._sdk_files(), *self._console_files()]

    def _console_files(self) -> list[tuple[Path, Path]]:
        """The console's pages, in `static/console/`."""
        if not (CONSOLE / "index.html").is_file():
            raise SetupError("the console's pages were not built; run `make setup`, or `npm run build` in dashboards")
        target = Path(self.build_lib) / "monitor" / "web" / "static" / "console"
        files = [path for path in sorted(CONSOLE.rglob("*")) if path.is_file() and not path.is_relative_to(UNSERVED)]
        return [(path, target / path.relative_to(CONSOLE)) for path in files if path.name != ".sources"]

    def _sdk_files(self) -> list[tuple[Path, Path]]:
        """The SDK, each version in `static/sdk/VERSION/`."""
        current = json.loads((SDK / "package.json").read_text())["version"]
        folders = {**{place.name: place for place in sorted(SDK.glob("releases/*/"))}, current: SDK / "dist"}
        missing = [folder / name for folder in folders.values() for name in NEEDED if not (folder / name).is_file()]
        if missing:
            raise SetupError(f"the browser SDK is not complete: {missing[0]} is missing; run `npm run build` in sdk/js")
        target = Path(self.build_lib) / "monitor" / "web" / "static" / "sdk"
        files = [(folder / name, target / version / name) for version, folder in folders.items() for name in NAMES]
        return [(source, placed) for source, placed in files if source.is_file()]


setup(cmdclass={"build_py": WithBuiltFiles})
