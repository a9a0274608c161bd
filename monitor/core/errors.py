"""The family of errors that the core raises; each names the field and the remedy."""

from __future__ import annotations


class CoreError(Exception):
    """Something that was handed to the core cannot be used."""


class RulePackError(CoreError):
    """A rule pack is incomplete, unknown or contradicts itself."""


class NotAllowed(CoreError):
    """A step that does not follow from where a matter stands; `allowed` says which steps do."""

    def __init__(self, matter: str, wanted: str, stage: str, allowed: tuple[str, ...]) -> None:
        super().__init__(f"{matter} is {stage}: {wanted} is not possible, but {', '.join(allowed) or 'nothing'} is")
        self.matter, self.wanted, self.stage, self.allowed = matter, wanted, stage, allowed
