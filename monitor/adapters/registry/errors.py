"""What the registry says when it refuses."""

from __future__ import annotations


class RegistryError(Exception):
    """A registration or question that cannot be honoured: which field, what is wrong, and what to do about it."""

    def __init__(self, field: str, message: str, remedy: str) -> None:
        super().__init__(f"{field}: {message} ({remedy})")
        self.field = field
        self.message = message
        self.remedy = remedy
