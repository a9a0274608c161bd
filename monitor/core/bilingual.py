"""What people read, in simplified Chinese and English."""

from __future__ import annotations

Bilingual = dict[str, str]  # "zh-CN" and "en"


def bilingual(zh: str, en: str) -> Bilingual:
    """One sentence in both languages, as it goes over the wire and into the log."""
    return {"zh-CN": zh, "en": en}
