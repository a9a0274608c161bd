"""What a trainee is granted so that a handicap costs no hour: more time, easier questions, people in place of a check.

It is registered by somebody who is no platform, stands in the opening entry of each session, and says no reason.
The time between pop-ups is nobody's to change: five minutes are the Plan's (D3).
"""

from __future__ import annotations

from monitor.core.events import TraineeState


def extended(milliseconds: int, trainee: TraineeState) -> int:
    """The time that this trainee has for what others do in so many milliseconds."""
    return milliseconds * trainee.time_percent // 100


def simple_popups(trainee: TraineeState) -> bool:
    """Pop-ups with one button alone, for somebody who cannot read or reckon; they prove little."""
    return "simple_popups" in trainee.accommodations
