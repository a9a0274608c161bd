"""What concerns few, and what was told."""

from __future__ import annotations

from collections.abc import Iterator

from monitor.learners.province.cast import DAYS, HOUR_MS, Batch, Cast, noon, on


def matters(p: Cast) -> Iterator[Batch]:
    """What concerns few: handicaps, missed hours, money, audits, apprentices."""
    granted = ("id", "trainee", "kinds", "time_percent", "registered_by", "registered_at")
    few = range(0, p.scale.trainees, 40)
    yield (
        "trainee_accommodations",
        granted,
        ((place, p.trainee(n), "[]", 150, "school", noon(0)) for place, n in enumerate(few, 1)),
    )
    names = ("source_system", "external_id")
    columns = (*names, "course", "trainee", "training_class", "starts_at", "ends_at", "reason", "recorded_ms")
    yield (
        "make_up_courses",
        columns,
        (
            ("talent", f"m-{n}", f"m-{n}", p.trainee(n), p.training_class(c), at, at + HOUR_MS, "ill", 0)
            for n in few
            for c in [p.class_of(n)]
            for at in [noon(p.begins(c) + 30)]
        ),
    )
    of = range(p.scale.classes)
    claims = (*names, "claim", "training_class", "entered_by", "entered_at")
    yield (
        "subsidy_claims",
        claims,
        (("talent", f"k-{n}", f"k-{n}", p.training_class(n), "li", noon(0)) for n in of),
    )
    signed = ((n, by) for n in of if n % 20 for by in ("sun", "wu"))  # one in twenty waits
    yield "claim_signatures", ("claim", "signed_by", "signed_at"), ((f"k-{n}", by, noon(0)) for n, by in signed)
    notices = (*names, "training_class", "posted_on")
    yield (
        "public_notices",
        notices,
        (("talent", f"n-{n}", p.training_class(n), on(p.begins(n))) for n in of),
    )
    flags = (*names, "institution", "kind", "found_on", "finding")
    schools = range(p.scale.institutions)
    yield "audit_flags", flags, (("talent", f"f-{n}", p.institution(n), "problem", on(9), "") for n in schools)
    apprentices = (*names, "institution", "trainee", "enterprise", "occupation_code", "enrolled_on")
    yield (
        "apprenticeships",
        apprentices,
        (("talent", f"a-{n}", p.institution(n), p.trainee(n), f"e-{n % 99}", "6-18", on(500)) for n in few),
    )


def told(p: Cast) -> Iterator[Batch]:
    """Webhooks: an endpoint for every platform, and what was sent there."""
    endpoints = ("endpoint", "platform", "url", "events", "secret", "created_at", "disabled_why")
    yield (
        "webhook_endpoints",
        endpoints,
        (
            (f"wh-{n:03}", p.platform(n), f"https://platform-{n}.example/hook", "[]", b"s", noon(0), "")
            for n in range(p.scale.platforms)
        ),
    )
    sent = range(p.scale.attempts // 10)
    messages = ("message", "event", "body", "created_at")
    yield "webhook_messages", messages, ((f"m-{n:08}", "hour.certified", b"{}", noon(n % DAYS)) for n in sent)
    deliveries = ("id", "message", "endpoint", "state", "attempts", "due_at", "last_error", "delivered_at")
    yield (
        "webhook_deliveries",
        deliveries,
        (
            (n + 1, f"m-{n:08}", f"wh-{n % p.scale.platforms:03}", state, 1, noon(n % DAYS), "", noon(n % DAYS))
            for n in sent
            for state in ["dead" if n % 499 == 0 else "delivered"]
        ),
    )
