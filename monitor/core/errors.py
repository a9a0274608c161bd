"""The family of errors that the core raises; each names the field and the remedy."""

from __future__ import annotations


class CoreError(Exception):
    """Something that was handed to the core cannot be used."""


class RulePackError(CoreError):
    """A rule pack is incomplete, unknown or contradicts itself."""
