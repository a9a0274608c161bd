"""What stays on record as a reason or a document's number says something: spaces are none."""

import pytest
from pydantic import ValidationError

from monitor.web.console.evidence import PhotoLook
from monitor.web.console.plans import VideoApproval
from monitor.web.office_api.cases import DecisionWanted, Note, NoticeWanted, ProbeReport, SuspensionWanted
from monitor.web.office_api.incidents import IncidentWanted
from monitor.web.office_api.photo_deletions import DeletionWanted
from monitor.web.office_api.plans import Approval, Refused
from monitor.web.office_api.reviews import AppealOnPaper, Judgement
from monitor.web.office_api.tasks import Word
from monitor.web.vendor_api.appeals import AppealWanted
from monitor.web.vendor_api.cases import AnswerGiven

ON_RECORD = [
    (PhotoLook, "reason"),
    (PhotoLook, "case"),
    (VideoApproval, "document"),
    (Approval, "document"),
    (Refused, "reason"),
    (Judgement, "reason"),
    (AppealOnPaper, "text"),
    (AppealWanted, "text"),
    (AnswerGiven, "text"),
    (ProbeReport, "authority"),
    (ProbeReport, "procedure"),
    (Note, "text"),
    (NoticeWanted, "text"),
    (DecisionWanted, "document"),
    (DecisionWanted, "reason"),
    (SuspensionWanted, "document"),
    (SuspensionWanted, "reason"),
    (IncidentWanted, "reason"),
    (DeletionWanted, "reference"),
    (Word, "reason"),
]


@pytest.mark.parametrize(("asked", "field"), ON_RECORD)
def test_spaces_are_no_reason_and_no_number(asked, field):
    with pytest.raises(ValidationError) as refused:
        asked.model_validate({field: " \u3000 \n"})
    assert ((field,), "string_too_short") in [(one["loc"], one["type"]) for one in refused.value.errors()]
