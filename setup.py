"""Puts the built browser SDK into the wheel, where it lies beside the collector's other static files.

Everything else that a build needs to know is in pyproject.toml.
"""

import json
import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py
from setuptools.errors import SetupError

SDK = Path(__file__).parent / "sdk" / "js"
NAMES = ("integrity.iife.js", "integrity.later.js")


class WithSdk(build_py):
    """Copies each version's files to `monitor/web/static/sdk/VERSION/`; a checkout in use reads them where they are."""

    def run(self) -> None:
        super().run()
        if not self.editable_mode:
            for source, target in self._sdk_files():
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(source, target)

    def get_outputs(self, include_bytecode: bool = True) -> list[str]:
        """What ends up in the wheel."""
        outputs: list[str] = super().get_outputs(include_bytecode)
        return outputs if self.editable_mode else [*outputs, *(str(target) for _, target in self._sdk_files())]

    def _sdk_files(self) -> list[tuple[Path, Path]]:
        """Source and target of every file; raises `SetupError` where the current version was not built."""
        current = json.loads((SDK / "package.json").read_text())["version"]
        folders = {**{place.name: place for place in sorted(SDK.glob("releases/*"))}, current: SDK / "dist"}
        missing = [folder / name for folder in folders.values() for name in NAMES if not (folder / name).is_file()]
        if missing:
            raise SetupError(f"the browser SDK is not complete: {missing[0]} is missing; run `npm run build` in sdk/js")
        target = Path(self.build_lib) / "monitor" / "web" / "static" / "sdk"
        return [(folder / name, target / version / name) for version, folder in folders.items() for name in NAMES]


setup(cmdclass={"build_py": WithSdk})
