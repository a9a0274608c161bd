"""A case against a platform in a list, as the console's API says it."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel

from monitor.core.platform_facts import Disqualifier
from monitor.core.platform_findings import Case, Stage
from monitor.web.times import moment


class CaseLineSaid(BaseModel):
    """One disqualifier at one platform, how far the matter has come, and since when it stands there."""

    platform: str
    case: str
    disqualifier: Disqualifier
    stage: Stage
    flagged_at: datetime
    changed_at: datetime

    @classmethod
    def of(cls, case: Case) -> CaseLineSaid:
        return cls(
            platform=case.platform,
            case=case.case,
            disqualifier=case.disqualifier,
            stage=case.stage,
            flagged_at=moment(case.flagged_at),
            changed_at=moment(case.steps[-1].at),
        )
