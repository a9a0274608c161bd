"""Every rule pack that ever judged in an installation is kept in its data folder, so that old hours keep their rules.

A file is named after the pack's hash, and read back only if its content still has it.
"""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from secrets import token_hex

import msgspec

from monitor import rulepacks
from monitor.core.errors import RulePackError
from monitor.core.rulepack import RulePack


class KeptPacks:
    """The packs of one data folder, and the shipped ones."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, pack: RulePack) -> RulePack:
        """Write a pack down, durably before it judges anything; one that is kept already is left alone."""
        place = self._place(pack.hash)
        if not place.is_file():
            self._folder.mkdir(parents=True, exist_ok=True)
            draft = place.with_suffix(f".{token_hex(4)}.part")  # several collectors may keep the same one at once
            draft.write_bytes(msgspec.json.format(msgspec.json.encode(pack, order="sorted"), indent=1))
            draft.replace(place)
        self._known[pack.hash] = pack
        return pack

    def __call__(self, name: str, digest: str) -> RulePack:
        """The pack of this name and hash (hex); raises `RulePackError` where it is not kept, or was changed."""
        if digest not in self._known:
            self._known[digest] = self._read(name, digest)
        return self._known[digest]

    def installed(self) -> list[RulePack]:
        """The shipped packs and those that are kept, by name and version; what cannot be read is left out."""
        kept = [place.stem for place in self._folder.glob("*.json")]
        found = {pack.hash: pack for pack in [*self._known.values(), *filter(None, map(self._readable, kept))]}
        return sorted(found.values(), key=lambda pack: (pack.name, pack.version, pack.hash))

    def _readable(self, digest: str) -> RulePack | None:
        try:
            return self("", digest)
        except RulePackError:
            return None

    @cached_property
    def _known(self) -> dict[str, RulePack]:
        return {pack.hash: pack for pack in map(rulepacks.load, rulepacks.available())}

    def _read(self, name: str, digest: str) -> RulePack:
        place = self._place(digest)
        if not place.is_file():
            raise RulePackError(f"rule pack {name} is not kept with the content that judged; put it back as {place}")
        try:
            pack = msgspec.json.decode(place.read_bytes(), type=RulePack)
        except msgspec.DecodeError as error:
            raise RulePackError(f"{place} is no rule pack: {error}") from error
        if pack.hash != digest:
            raise RulePackError(f"rule pack {name} has another content here than when it judged: {place}")
        return pack

    def _place(self, digest: str) -> Path:
        return self._folder / f"{digest}.json"
