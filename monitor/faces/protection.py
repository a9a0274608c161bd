"""Which protection is active, in plain words: nobody shall believe in more than there is."""

from __future__ import annotations

from collections.abc import Mapping

from monitor.faces.messages import Text

NOT_CHECKED = "not checked"
"""Stands for the version of a part that took no part in a decision."""

WITHOUT_PAD = Text("基础活体(不防视频重放)", "basic liveness (does not stop a video replay)")
WITHOUT_MODELS = Text("模型缺失或损坏，无法进行人脸核验", "no face checks: a model is missing or damaged")
_WITH_PAD = Text(
    "基础活体，另有防伪模型 {pad}(未经认证)", "basic liveness with the anti-spoofing model {pad} (not certified)"
)


def protection(pad: str | None) -> Text:
    """Return what protects against attacks; `pad` is the version of the anti-spoofing model, if there is one."""
    if pad is None or pad == NOT_CHECKED:
        return WITHOUT_PAD
    return Text(_WITH_PAD.zh.format(pad=pad), _WITH_PAD.en.format(pad=pad))


def protection_of(versions: Mapping[str, str]) -> Text:
    """Return what protected the decision that names these versions."""
    return protection(versions.get("pad"))
