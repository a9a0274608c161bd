"""A small province for the registry's tests: offices, a school with a class of two, and rows to add to it."""

from datetime import UTC, date, datetime, timedelta, timezone

from monitor.core import office_records as r

SHANGHAI = timezone(timedelta(hours=8))
HOUR_MS = 2_400_000
MINUTE = 60_000


def at(text):
    """A moment in Shanghai, as in `2023-05-08 09:00`, in UTC ms."""
    return int(datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).astimezone(UTC).timestamp() * 1000)


BEGINS, ENDS = at("2023-05-08 09:00"), at("2023-05-19 18:00")
DURING, AFTER = at("2023-05-10 12:00"), at("2023-05-20 12:00")


def row(shape, number="1", /, **facts):
    """A row of this shape from the provincial system."""
    return shape(source_system=facts.pop("source_system", "talent"), external_id=number, **facts)


def class_profile(**changed):
    facts = {
        "training_class": "c1",
        "city": "4101",
        "specialty": "welding",
        "occupation_code": "6-18-02-04",
        "practical_hours": 24,
        "begins_at": BEGINS,
        "ends_at": ENDS,
    }
    return r.ClassProfile(**(facts | changed))


def held_hour(name, begins, hour_type="theory", length=HOUR_MS):
    return row(
        r.HeldHour, name, hour=name, training_class="c1", hour_type=hour_type, starts_at=begins, ends_at=begins + length
    )


def recording(name, begins, length, **facts):
    return row(
        r.Recording, name, recording=name, training_class="c1", starts_at=begins, ends_at=begins + length, **facts
    )


def questionnaire(number, trainee, answered_at, **no):
    wishes = {"wants_training": True, "wants_work": True, "able_to_work": True} | no
    return row(r.Questionnaire, number, trainee=trainee, training_class="c1", answered_at=answered_at, **wishes)


def offices():
    """The province, two cities, and a county of the first."""
    return [
        row(r.Office, "o0", office="henan", title="河南省", level="province"),
        row(r.Office, "o1", office="zhengzhou", title="郑州市", level="city", parent="henan", city="4101"),
        row(r.Office, "o2", office="luoyang", title="洛阳市", level="city", parent="henan", city="4103"),
        row(r.Office, "o3", office="zhongmu", title="中牟县", level="county", parent="zhengzhou", city="4101"),
    ]


def school(**changed):
    facts = {"institution": "school", "office": "zhongmu", "city": "4101", "kind": "school"}
    return r.InstitutionProfile(**(facts | changed))


def day(text):
    return date.fromisoformat(text)
