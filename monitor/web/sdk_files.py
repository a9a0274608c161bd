"""The browser SDK's built files: each version under an address of its own that never changes, and what is current.

`/sdk/0.1.0/integrity.iife.js` may be kept for ever and pinned by its hash; `/sdk/integrity.iife.js` is whatever this
collector has, for development.  Versions that were released stay served beside the current one, so that a page which
pins an old hash goes on working when the collector is updated.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Self

import monitor as package

CORE, LATER = "integrity.iife.js", "integrity.later.js"  # the script of the page, and what it loads from beside itself
NEEDED = (CORE, LATER)
DEBUG = "integrity.debug.js"  # explains the events to whoever builds the page; 0.1.0 had none
NAMES = (*NEEDED, DEBUG)


class NotBuilt(Exception):
    """There is no built SDK, neither in a checkout nor in the installed package."""


@dataclass(frozen=True)
class SdkFile:
    """One built file as it is served."""

    content: bytes

    @cached_property
    def integrity(self) -> str:
        """The value of a script's `integrity` attribute: `sha384-` and the digest in base64."""
        return f"sha384-{base64.b64encode(hashlib.sha384(self.content).digest()).decode()}"

    @cached_property
    def zipped(self) -> bytes:
        return gzip.compress(self.content, 9, mtime=0)


@dataclass(frozen=True)
class SdkFiles:
    """Every version that is here, by its name."""

    versions: Mapping[str, Mapping[str, SdkFile]]

    @classmethod
    def found(cls) -> Self:
        """From the checkout if there is one, else from the installed package; may be empty."""
        root = Path(package.__file__).parent
        checkout = root.parent / "sdk" / "js"
        return cls.in_checkout(checkout) if checkout.is_dir() else cls.in_folder(root / "web" / "static" / "sdk")

    @classmethod
    def in_checkout(cls, sdk: Path) -> Self:
        """What `npm run build` wrote, and the releases that are kept beside it."""
        version = str(json.loads((sdk / "package.json").read_text())["version"])
        return cls({**dict(_versions(sdk / "releases")), **dict(_version(version, sdk / "dist"))})

    @classmethod
    def in_folder(cls, folder: Path) -> Self:
        """A folder for each version, as the wheel has them."""
        return cls(dict(_versions(folder)))

    @property
    def names(self) -> list[str]:
        """The versions, oldest first."""
        return sorted(self.versions, key=_order)

    @property
    def current(self) -> str:
        """The newest version; raises `NotBuilt` when there is none."""
        if not self.versions:
            raise NotBuilt("The browser SDK is not here; run `npm run build` in sdk/js.")
        return self.names[-1]

    def tag(self, origin: str) -> str:
        """The `<script>` element that a page pastes; `origin` is how browsers reach this collector.

        Raises `NotBuilt`.
        """
        core = self.versions[self.current][CORE]
        return (
            f'<script src="{origin}/sdk/{self.current}/{CORE}" '
            f'integrity="{core.integrity}" crossorigin="anonymous"></script>'
        )


def _versions(folder: Path) -> Iterator[tuple[str, dict[str, SdkFile]]]:
    for place in sorted(folder.iterdir()) if folder.is_dir() else ():
        yield from _version(place.name, place)


def _version(version: str, folder: Path) -> Iterator[tuple[str, dict[str, SdkFile]]]:
    """Nothing where a file is missing: half a version would break at the learner's."""
    here = [name for name in NAMES if (folder / name).is_file()]
    if {*NEEDED} <= {*here}:
        yield version, {name: SdkFile((folder / name).read_bytes()) for name in here}


def _order(version: str) -> tuple[list[int], bool]:
    """By numbers; a release comes after its previews (1.0.0-rc.1)."""
    numbers, _, preview = version.partition("-")
    return [int(part) for part in numbers.split(".") if part.isdigit()], not preview
